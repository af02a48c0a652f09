"""What programs ask for, each change kept with its day so that past days can be told."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from drives.model.types import Base, Count, Instant, Kind, LocalDate, Quantity, RowId, Text
from drives.rules.kinds import Every, Priority, ToldHow


class Need(Base):
    """One item that a program asks for. ``quantity`` is as posted; revisions stand beside it."""

    __tablename__ = "need"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("cancelled_on >= posted_on", name="cancelled_after_posted"),
        CheckConstraint("(pack IS NULL) = (pack_quantity IS NULL)", name="pack_has_quantity"),
        Index(
            "uq_need_reference",
            "program_id",
            "reference",
            "item_id",
            unique=True,
            sqlite_where=text("reference IS NOT NULL"),
            postgresql_where=text("reference IS NOT NULL"),
        ),
        Index("ix_need_item_id", "item_id"),
    )

    id: Mapped[int] = mapped_column(RowId(), primary_key=True)
    program_id: Mapped[int] = mapped_column(RowId(), ForeignKey("program.id"))
    item_id: Mapped[int] = mapped_column(RowId(), ForeignKey("item.id"))
    drive_id: Mapped[int | None] = mapped_column(RowId(), ForeignKey("drive.id"))
    quantity: Mapped[int] = mapped_column(Quantity())
    pack: Mapped[str | None] = mapped_column(Text(100))
    pack_quantity: Mapped[int | None] = mapped_column(Quantity())
    priority: Mapped[Priority] = mapped_column(Kind(Priority))
    posted_on: Mapped[date] = mapped_column(LocalDate())
    needed_by: Mapped[date | None] = mapped_column(LocalDate())
    note: Mapped[str | None] = mapped_column(Text(2000))
    reference: Mapped[str | None] = mapped_column(Text(120))
    row_key: Mapped[str | None] = mapped_column(Text(64), unique=True)
    cancelled_on: Mapped[date | None] = mapped_column(LocalDate())
    recorded_at: Mapped[datetime] = mapped_column(Instant())


class NeedRevision(Base):
    """The quantity asked for from a day on."""

    __tablename__ = "need_revision"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        Index("ix_need_revision_need_id", "need_id"),
    )

    id: Mapped[int] = mapped_column(RowId(), primary_key=True)
    need_id: Mapped[int] = mapped_column(RowId(), ForeignKey("need.id"))
    revised_on: Mapped[date] = mapped_column(LocalDate())
    quantity: Mapped[int] = mapped_column(Quantity())
    recorded_at: Mapped[datetime] = mapped_column(Instant())


class NeedConfirmation(Base):
    """A day on which the program said that the need still stands."""

    __tablename__ = "need_confirmation"
    __table_args__ = (Index("uq_need_confirmation_day", "need_id", "confirmed_on", unique=True),)

    id: Mapped[int] = mapped_column(RowId(), primary_key=True)
    need_id: Mapped[int] = mapped_column(RowId(), ForeignKey("need.id"))
    confirmed_on: Mapped[date] = mapped_column(LocalDate())
    recorded_at: Mapped[datetime] = mapped_column(Instant())


class NeedTold(Base):
    """That a need was not typed by its program but told to an organizer, when, how, and by whom of it."""

    __tablename__ = "need_told"

    need_id: Mapped[int] = mapped_column(
        RowId(), ForeignKey("need.id"), primary_key=True, autoincrement=False
    )
    told_on: Mapped[date] = mapped_column(LocalDate())
    told_how: Mapped[ToldHow] = mapped_column(Kind(ToldHow))
    told_by: Mapped[str | None] = mapped_column(Text(120))


class StandingNeed(Base):
    """What a program asks for again and again: so much each time, or up to so much on its shelf.

    Each time that it is asked is a round: a need of its own.
    """

    __tablename__ = "standing_need"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("ended_on >= first_on", name="ended_after_first"),
        CheckConstraint("(pack IS NULL) = (pack_quantity IS NULL)", name="pack_has_quantity"),
        Index("ix_standing_need_item_id", "item_id"),
    )

    id: Mapped[int] = mapped_column(RowId(), primary_key=True)
    program_id: Mapped[int] = mapped_column(RowId(), ForeignKey("program.id"))
    item_id: Mapped[int] = mapped_column(RowId(), ForeignKey("item.id"))
    quantity: Mapped[int] = mapped_column(Quantity())
    pack: Mapped[str | None] = mapped_column(Text(100))
    pack_quantity: Mapped[int | None] = mapped_column(Quantity())
    every: Mapped[Every] = mapped_column(Kind(Every))
    priority: Mapped[Priority] = mapped_column(Kind(Priority))
    note: Mapped[str | None] = mapped_column(Text(2000))
    first_on: Mapped[date] = mapped_column(LocalDate())
    ended_on: Mapped[date | None] = mapped_column(LocalDate())
    recorded_at: Mapped[datetime] = mapped_column(Instant())


class NeedRound(Base):
    """Which need is which round of a standing need, counted from 1."""

    __tablename__ = "need_round"
    __table_args__ = (
        CheckConstraint("number > 0", name="number_positive"),
        Index("uq_need_round_number", "standing_need_id", "number", unique=True),
    )

    need_id: Mapped[int] = mapped_column(
        RowId(), ForeignKey("need.id"), primary_key=True, autoincrement=False
    )
    standing_need_id: Mapped[int] = mapped_column(RowId(), ForeignKey("standing_need.id"))
    number: Mapped[int] = mapped_column(Count())
