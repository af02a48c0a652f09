"""How stock was shared out among needs, and why: kept beside the reservations that were made of it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from drives.model.types import Base, Count, Flag, Instant, Kind, LocalDate, Quantity, RowId
from drives.rules.kinds import HandReason, Policy, Why


class Allocation(Base):
    """Stock shared out at once by a policy, among all needs or those of a drive."""

    __tablename__ = "allocation"
    __table_args__ = (Index("ix_allocation_made_on", "made_on"),)

    id: Mapped[int] = mapped_column(RowId(), primary_key=True)
    policy: Mapped[Policy] = mapped_column(Kind(Policy))
    drive_id: Mapped[int | None] = mapped_column(RowId(), ForeignKey("drive.id"))
    whole_packs: Mapped[bool] = mapped_column(Flag())
    made_on: Mapped[date] = mapped_column(LocalDate())
    recorded_at: Mapped[datetime] = mapped_column(Instant())


class AllocationShare(Base):
    """What a need got of it, and the facts that say why (``rules/allocation.py``).

    ``given`` counts what was given instead, which is ``instead``. ``hand_reason`` is why it was changed by
    hand, where it was.
    """

    __tablename__ = "allocation_share"
    __table_args__ = (
        CheckConstraint("given >= 0", name="given_not_negative"),
        CheckConstraint("kept BETWEEN 0 AND given", name="kept_within_given"),
        CheckConstraint("instead BETWEEN 0 AND given", name="instead_within_given"),
        CheckConstraint("given <= outstanding", name="given_was_outstanding"),
        CheckConstraint("level BETWEEN 0 AND 10000", name="level_in_parts"),
        Index("ix_allocation_share_need_id", "need_id"),
    )

    allocation_id: Mapped[int] = mapped_column(RowId(), ForeignKey("allocation.id"), primary_key=True)
    need_id: Mapped[int] = mapped_column(RowId(), ForeignKey("need.id"), primary_key=True)
    given: Mapped[int] = mapped_column(Quantity())
    kept: Mapped[int] = mapped_column(Quantity())
    instead: Mapped[int] = mapped_column(Quantity())
    met: Mapped[int] = mapped_column(Quantity())
    outstanding: Mapped[int] = mapped_column(Quantity())
    available: Mapped[int] = mapped_column(Quantity())
    asked: Mapped[int] = mapped_column(Quantity())
    level: Mapped[int] = mapped_column(Count())
    why: Mapped[Why] = mapped_column(Kind(Why))
    hand_reason: Mapped[HandReason | None] = mapped_column(Kind(HandReason))


class AllocationLine(Base):
    """Which reservation was made by which allocation."""

    __tablename__ = "allocation_line"
    __table_args__ = (Index("ix_allocation_line_allocation_id", "allocation_id"),)

    reservation_id: Mapped[int] = mapped_column(
        RowId(), ForeignKey("reservation.id"), primary_key=True, autoincrement=False
    )
    allocation_id: Mapped[int] = mapped_column(RowId(), ForeignKey("allocation.id"))


class Substitute(Base):
    """That somebody chose another item for a need: from then on its goods may be kept for that need."""

    __tablename__ = "substitute"

    need_id: Mapped[int] = mapped_column(RowId(), ForeignKey("need.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(RowId(), ForeignKey("item.id"), primary_key=True)
    chosen_on: Mapped[date] = mapped_column(LocalDate())
