"""What is kept beside deliveries: their day, who picks, what was picked, what came otherwise than sent."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from drives.model.types import Base, Instant, Kind, LocalDate, Quantity, RowId
from drives.rules.kinds import DeliveryWay, ShortfallReason


class DeliveryDay(Base):
    """The day a delivery is to go out, and how; without it, it goes on the day it was planned."""

    __tablename__ = "delivery_day"

    delivery_id: Mapped[int] = mapped_column(
        RowId(), ForeignKey("delivery.id"), primary_key=True, autoincrement=False
    )
    due_on: Mapped[date] = mapped_column(LocalDate())
    way: Mapped[DeliveryWay] = mapped_column(Kind(DeliveryWay))


class DeliveryPicker(Base):
    """An account that was given the pick list of a delivery."""

    __tablename__ = "delivery_picker"

    delivery_id: Mapped[int] = mapped_column(
        RowId(), ForeignKey("delivery.id"), primary_key=True, autoincrement=False
    )
    account_id: Mapped[int] = mapped_column(
        RowId(), ForeignKey("account.id"), primary_key=True, autoincrement=False
    )


class LinePicked(Base):
    """A line that was ticked on its pick list: how much of it was taken off the shelf."""

    __tablename__ = "line_picked"
    __table_args__ = (CheckConstraint("quantity >= 0", name="quantity_not_negative"),)

    line_id: Mapped[int] = mapped_column(
        RowId(), ForeignKey("delivery_line.id"), primary_key=True, autoincrement=False
    )
    quantity: Mapped[int] = mapped_column(Quantity())
    picked_at: Mapped[datetime] = mapped_column(Instant())


class LineCut(Base):
    """A line of which less was packed than ``planned``; what was packed is the line's own quantity."""

    __tablename__ = "line_cut"
    __table_args__ = (CheckConstraint("planned > 0", name="planned_positive"),)

    line_id: Mapped[int] = mapped_column(
        RowId(), ForeignKey("delivery_line.id"), primary_key=True, autoincrement=False
    )
    planned: Mapped[int] = mapped_column(Quantity())


class LineShortfall(Base):
    """What of a line did not arrive for one reason, where there was more than one.

    Together they are what the line says was lost and came back.
    """

    __tablename__ = "line_shortfall"
    __table_args__ = (
        CheckConstraint("lost >= 0 AND returned >= 0", name="parts_not_negative"),
        CheckConstraint("lost + returned > 0", name="something_short"),
    )

    line_id: Mapped[int] = mapped_column(
        RowId(), ForeignKey("delivery_line.id"), primary_key=True, autoincrement=False
    )
    reason: Mapped[ShortfallReason] = mapped_column(Kind(ShortfallReason), primary_key=True)
    lost: Mapped[int] = mapped_column(Quantity())
    returned: Mapped[int] = mapped_column(Quantity())


class LineExtra(Base):
    """A line for what arrived beyond what was sent with another line of its delivery.

    ``count_id`` is the count that found what the books did not have on the shelf.
    """

    __tablename__ = "line_extra"

    line_id: Mapped[int] = mapped_column(
        RowId(), ForeignKey("delivery_line.id"), primary_key=True, autoincrement=False
    )
    of_line_id: Mapped[int] = mapped_column(RowId(), ForeignKey("delivery_line.id"))
    count_id: Mapped[int | None] = mapped_column(RowId(), ForeignKey("cycle_count.id"))


class SearchEnd(Base):
    """So many of a line's missing goods are searched no more: found (with its count), or given up."""

    __tablename__ = "search_end"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        Index("ix_search_end_line_id", "line_id"),
    )

    id: Mapped[int] = mapped_column(RowId(), primary_key=True)
    line_id: Mapped[int] = mapped_column(RowId(), ForeignKey("delivery_line.id"))
    quantity: Mapped[int] = mapped_column(Quantity())
    ended_on: Mapped[date] = mapped_column(LocalDate())
    count_id: Mapped[int | None] = mapped_column(RowId(), ForeignKey("cycle_count.id"))
    recorded_at: Mapped[datetime] = mapped_column(Instant())
