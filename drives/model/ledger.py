"""Lots, moves, and what is kept beside them: levels and totals, written only by ``drives.ledger``."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from drives.model.types import Base, Instant, Kind, LocalDate, Quantity, RowId, Text
from drives.rules.dates import DateKind
from drives.rules.kinds import LocationKind, MoveKind


class Lot(Base):
    """Goods of one item that are alike. ``identity`` spells the seven things that make them so."""

    __tablename__ = "lot"
    __table_args__ = (
        CheckConstraint("(date_mark IS NULL) = (date_kind IS NULL)", name="date_mark_has_kind"),
        Index("ix_lot_item_id", "item_id"),
        Index("ix_lot_drive_id", "drive_id"),
    )

    id: Mapped[int] = mapped_column(RowId(), primary_key=True)
    item_id: Mapped[int] = mapped_column(RowId(), ForeignKey("item.id"))
    drive_id: Mapped[int | None] = mapped_column(RowId(), ForeignKey("drive.id"))
    site_id: Mapped[int | None] = mapped_column(RowId(), ForeignKey("site.id"))
    date_mark: Mapped[date | None] = mapped_column(LocalDate())
    date_kind: Mapped[DateKind | None] = mapped_column(Kind(DateKind))
    lot_code: Mapped[str | None] = mapped_column(Text(60))
    restricted_to_id: Mapped[int | None] = mapped_column(RowId(), ForeignKey("program.id"))
    received_on: Mapped[date] = mapped_column(LocalDate())
    identity: Mapped[str] = mapped_column(Text(200), unique=True)


class Move(Base):
    """A quantity of one lot from one location to another; never edited, only reversed."""

    __tablename__ = "move"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("from_location_id <> to_location_id", name="goes_somewhere"),
        Index("ix_move_document", "document_id", "kind"),
        Index("ix_move_lot_id", "lot_id"),
        Index(
            "uq_move_reverses_id",
            "reverses_id",
            unique=True,
            sqlite_where=text("reverses_id IS NOT NULL"),
            postgresql_where=text("reverses_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(RowId(), primary_key=True)
    kind: Mapped[MoveKind] = mapped_column(Kind(MoveKind))
    document_id: Mapped[int] = mapped_column(RowId())
    lot_id: Mapped[int] = mapped_column(RowId(), ForeignKey("lot.id"))
    from_location_id: Mapped[int] = mapped_column(RowId(), ForeignKey("location.id"))
    to_location_id: Mapped[int] = mapped_column(RowId(), ForeignKey("location.id"))
    quantity: Mapped[int] = mapped_column(Quantity())
    effective_on: Mapped[date] = mapped_column(LocalDate())
    recorded_at: Mapped[datetime] = mapped_column(Instant())
    reverses_id: Mapped[int | None] = mapped_column(RowId(), ForeignKey("move.id"))


class StockLevel(Base):
    """What is on hand of a lot at a real location, and how much of it is reserved there."""

    __tablename__ = "stock_level"
    __table_args__ = (
        CheckConstraint("quantity >= 0", name="never_negative"),
        CheckConstraint("reserved BETWEEN 0 AND quantity", name="reserved_within_quantity"),
        Index(
            "ix_stock_level_in_stock",
            "lot_id",
            "location_id",
            "quantity",
            "reserved",
            sqlite_where=text("quantity > 0"),
            postgresql_where=text("quantity > 0"),
        ),
    )

    lot_id: Mapped[int] = mapped_column(RowId(), ForeignKey("lot.id"), primary_key=True)
    location_id: Mapped[int] = mapped_column(RowId(), ForeignKey("location.id"), primary_key=True)
    quantity: Mapped[int] = mapped_column(Quantity())
    reserved: Mapped[int] = mapped_column(Quantity())


class DonationTotal(Base):
    """Donated goods (not bought ones) by item, drive and restriction; 0 stands for none."""

    __tablename__ = "donation_total"

    item_id: Mapped[int] = mapped_column(RowId(), primary_key=True, autoincrement=False)
    drive_id: Mapped[int] = mapped_column(RowId(), primary_key=True, autoincrement=False)
    program_id: Mapped[int] = mapped_column(RowId(), primary_key=True, autoincrement=False)
    received: Mapped[int] = mapped_column(Quantity())
    rejected: Mapped[int] = mapped_column(Quantity())


class DonationDayTotal(Base):
    """Donated goods by drive, day and item; 0 stands for no drive."""

    __tablename__ = "donation_day_total"

    drive_id: Mapped[int] = mapped_column(RowId(), primary_key=True, autoincrement=False)
    received_on: Mapped[date] = mapped_column(LocalDate(), primary_key=True)
    item_id: Mapped[int] = mapped_column(RowId(), primary_key=True, autoincrement=False)
    received: Mapped[int] = mapped_column(Quantity())
    rejected: Mapped[int] = mapped_column(Quantity())


class MoveTotal(Base):
    """What went between kinds of locations, net of reversals, by item, drive and restriction.

    A row stands for every way that goods of the scope ever went, also when all of it was reversed.
    """

    __tablename__ = "move_total"

    item_id: Mapped[int] = mapped_column(RowId(), primary_key=True, autoincrement=False)
    drive_id: Mapped[int] = mapped_column(RowId(), primary_key=True, autoincrement=False)
    program_id: Mapped[int] = mapped_column(RowId(), primary_key=True, autoincrement=False)
    from_kind: Mapped[LocationKind] = mapped_column(Kind(LocationKind), primary_key=True)
    to_kind: Mapped[LocationKind] = mapped_column(Kind(LocationKind), primary_key=True)
    quantity: Mapped[int] = mapped_column(Quantity())
