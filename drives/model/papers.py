"""The papers behind moves that are no donation: transfers, discards, counts, holds, deliveries."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from drives.model.types import Base, Count, Instant, Kind, LocalDate, Quantity, RowId, Text
from drives.rules.kinds import DeliveryState, DiscardReason, ShortfallReason


class Transfer(Base):
    """Goods of a lot taken from one site to another."""

    __tablename__ = "transfer"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity_positive"),)

    id: Mapped[int] = mapped_column(RowId(), primary_key=True)
    lot_id: Mapped[int] = mapped_column(RowId(), ForeignKey("lot.id"))
    from_location_id: Mapped[int] = mapped_column(RowId(), ForeignKey("location.id"))
    to_location_id: Mapped[int] = mapped_column(RowId(), ForeignKey("location.id"))
    quantity: Mapped[int] = mapped_column(Quantity())
    transferred_on: Mapped[date] = mapped_column(LocalDate())
    note: Mapped[str | None] = mapped_column(Text(2000))
    recorded_at: Mapped[datetime] = mapped_column(Instant())


class Discard(Base):
    """Goods of a lot discarded at a site."""

    __tablename__ = "discard"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity_positive"),)

    id: Mapped[int] = mapped_column(RowId(), primary_key=True)
    lot_id: Mapped[int] = mapped_column(RowId(), ForeignKey("lot.id"))
    location_id: Mapped[int] = mapped_column(RowId(), ForeignKey("location.id"))
    quantity: Mapped[int] = mapped_column(Quantity())
    reason: Mapped[DiscardReason] = mapped_column(Kind(DiscardReason))
    discarded_on: Mapped[date] = mapped_column(LocalDate())
    note: Mapped[str | None] = mapped_column(Text(2000))
    recorded_at: Mapped[datetime] = mapped_column(Instant())


class CycleCount(Base):
    """A counted set of lots at a site."""

    __tablename__ = "cycle_count"

    id: Mapped[int] = mapped_column(RowId(), primary_key=True)
    location_id: Mapped[int] = mapped_column(RowId(), ForeignKey("location.id"))
    counted_on: Mapped[date] = mapped_column(LocalDate())
    note: Mapped[str | None] = mapped_column(Text(2000))
    recorded_at: Mapped[datetime] = mapped_column(Instant())


class CountLine(Base):
    """What the books said of a lot and what was counted; the difference is a move."""

    __tablename__ = "count_line"
    __table_args__ = (
        CheckConstraint("expected >= 0", name="expected_not_negative"),
        CheckConstraint("counted >= 0", name="counted_not_negative"),
        Index("ix_count_line_count_id", "count_id"),
    )

    id: Mapped[int] = mapped_column(RowId(), primary_key=True)
    count_id: Mapped[int] = mapped_column(RowId(), ForeignKey("cycle_count.id"))
    lot_id: Mapped[int] = mapped_column(RowId(), ForeignKey("lot.id"))
    expected: Mapped[int] = mapped_column(Quantity())
    counted: Mapped[int] = mapped_column(Quantity())


class Hold(Base):
    """A lot that may not go out, from ``held_on`` until the day before ``lifted_on``."""

    __tablename__ = "hold"
    __table_args__ = (
        CheckConstraint("lifted_on >= held_on", name="lifted_after_held"),
        Index("ix_hold_lot_id", "lot_id"),
    )

    id: Mapped[int] = mapped_column(RowId(), primary_key=True)
    lot_id: Mapped[int] = mapped_column(RowId(), ForeignKey("lot.id"))
    reason: Mapped[str] = mapped_column(Text(400))
    held_on: Mapped[date] = mapped_column(LocalDate())
    lifted_on: Mapped[date | None] = mapped_column(LocalDate())
    recorded_at: Mapped[datetime] = mapped_column(Instant())


class Reservation(Base):
    """Stock of a lot at a site kept for a need, from ``reserved_on`` until the day before ``ended_on``.

    It follows its goods into transit on ``sent_on``; released or confirmed, it has ended.
    """

    __tablename__ = "reservation"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("sent_on >= reserved_on", name="sent_after_reserved"),
        CheckConstraint("ended_on >= reserved_on", name="ended_after_reserved"),
        Index("ix_reservation_need_id", "need_id"),
        Index("ix_reservation_lot_id", "lot_id"),
    )

    id: Mapped[int] = mapped_column(RowId(), primary_key=True)
    need_id: Mapped[int] = mapped_column(RowId(), ForeignKey("need.id"))
    lot_id: Mapped[int] = mapped_column(RowId(), ForeignKey("lot.id"))
    location_id: Mapped[int] = mapped_column(RowId(), ForeignKey("location.id"))
    quantity: Mapped[int] = mapped_column(Quantity())
    reserved_on: Mapped[date] = mapped_column(LocalDate())
    sent_on: Mapped[date | None] = mapped_column(LocalDate())
    ended_on: Mapped[date | None] = mapped_column(LocalDate())
    recorded_at: Mapped[datetime] = mapped_column(Instant())


class Delivery(Base):
    """Goods taken to a program: planned → packed → sent → confirmed, or cancelled on the way."""

    __tablename__ = "delivery"
    __table_args__ = (
        CheckConstraint("confirmed_on >= sent_on", name="confirmed_after_sent"),
        Index("ix_delivery_program_id", "program_id"),
    )

    id: Mapped[int] = mapped_column(RowId(), primary_key=True)
    program_id: Mapped[int] = mapped_column(RowId(), ForeignKey("program.id"))
    state: Mapped[DeliveryState] = mapped_column(Kind(DeliveryState))
    planned_on: Mapped[date] = mapped_column(LocalDate())
    packed_on: Mapped[date | None] = mapped_column(LocalDate())
    sent_on: Mapped[date | None] = mapped_column(LocalDate())
    confirmed_on: Mapped[date | None] = mapped_column(LocalDate())
    cancelled_on: Mapped[date | None] = mapped_column(LocalDate())
    note: Mapped[str | None] = mapped_column(Text(2000))
    recorded_at: Mapped[datetime] = mapped_column(Instant())


class DeliveryLine(Base):
    """Goods of one lot on a delivery; ``quantity`` is what was planned, then what was sent.

    Of what was sent, arrived + lost + returned is all of it. Goods without a need are given
    against none.
    """

    __tablename__ = "delivery_line"
    __table_args__ = (
        CheckConstraint("quantity >= 0", name="quantity_not_negative"),
        CheckConstraint("arrived >= 0 AND lost >= 0 AND returned >= 0", name="parts_not_negative"),
        CheckConstraint("arrived + lost + returned = quantity", name="parts_are_the_whole"),
        Index("ix_delivery_line_delivery_id", "delivery_id"),
        Index("ix_delivery_line_need_id", "need_id"),
        Index("ix_delivery_line_reservation_id", "reservation_id"),
    )

    id: Mapped[int] = mapped_column(RowId(), primary_key=True)
    delivery_id: Mapped[int] = mapped_column(RowId(), ForeignKey("delivery.id"))
    position: Mapped[int] = mapped_column(Count())
    reservation_id: Mapped[int | None] = mapped_column(RowId(), ForeignKey("reservation.id"))
    need_id: Mapped[int | None] = mapped_column(RowId(), ForeignKey("need.id"))
    lot_id: Mapped[int] = mapped_column(RowId(), ForeignKey("lot.id"))
    location_id: Mapped[int] = mapped_column(RowId(), ForeignKey("location.id"))
    quantity: Mapped[int] = mapped_column(Quantity())
    arrived: Mapped[int | None] = mapped_column(Quantity())
    lost: Mapped[int | None] = mapped_column(Quantity())
    returned: Mapped[int | None] = mapped_column(Quantity())
    reason: Mapped[ShortfallReason | None] = mapped_column(Kind(ShortfallReason))


class Sorting(Base):
    """Bulk goods of one lot turned into items and discards at a site; ``undone_at`` where it was taken back.

    It holds together the papers that move the goods: the transfer of what was sorted to the workbench,
    those of what came of it back to the shelf, and the discards.
    """

    __tablename__ = "sorting"
    __table_args__ = (Index("ix_sorting_lot_id", "lot_id"),)

    id: Mapped[int] = mapped_column(RowId(), primary_key=True)
    lot_id: Mapped[int] = mapped_column(RowId(), ForeignKey("lot.id"))
    location_id: Mapped[int] = mapped_column(RowId(), ForeignKey("location.id"))
    sorted_on: Mapped[date] = mapped_column(LocalDate())
    recorded_at: Mapped[datetime] = mapped_column(Instant())
    undone_at: Mapped[datetime | None] = mapped_column(Instant())


class SortingLine(Base):
    """One of the papers of a sorting: a transfer to or from the workbench, or a discard."""

    __tablename__ = "sorting_line"
    __table_args__ = (
        CheckConstraint("(transfer_id IS NULL) <> (discard_id IS NULL)", name="one_paper"),
        Index("ix_sorting_line_sorting_id", "sorting_id"),
    )

    id: Mapped[int] = mapped_column(RowId(), primary_key=True)
    sorting_id: Mapped[int] = mapped_column(RowId(), ForeignKey("sorting.id"))
    transfer_id: Mapped[int | None] = mapped_column(RowId(), ForeignKey("transfer.id"), unique=True)
    discard_id: Mapped[int | None] = mapped_column(RowId(), ForeignKey("discard.id"), unique=True)
