"""The trail: who did what, when; receipts that make a repeat harmless; the store's version and last proof."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from drives.model.types import Base, Count, Instant, Json, RowId, Text


class Activity(Base):
    """One entry for each command that was done."""

    __tablename__ = "activity"
    __table_args__ = (Index("ix_activity_done_at", "done_at"),)

    id: Mapped[int] = mapped_column(RowId(), primary_key=True)
    done_at: Mapped[datetime] = mapped_column(Instant())
    who: Mapped[str] = mapped_column(Text(200))
    command: Mapped[str] = mapped_column(Text(60))
    summary: Mapped[object] = mapped_column(Json())


class Receipt(Base):
    """What a request id was answered, so that asking again gets the same and does nothing."""

    __tablename__ = "receipt"

    request_id: Mapped[str] = mapped_column(Text(100), primary_key=True)
    command: Mapped[str] = mapped_column(Text(60))
    fingerprint: Mapped[str] = mapped_column(Text(64))
    result: Mapped[object] = mapped_column(Json())
    activity_id: Mapped[int] = mapped_column(RowId(), ForeignKey("activity.id"))


class StoreVersion(Base):
    """Sixteen counters; each command raises one, so that no two writers need queue on a row."""

    __tablename__ = "store_version"
    __table_args__ = (CheckConstraint("slot BETWEEN 0 AND 15", name="slot_in_range"),)

    slot: Mapped[int] = mapped_column(Count(), primary_key=True, autoincrement=False)
    value: Mapped[int] = mapped_column(Count())


class Verification(Base):
    """When the whole ledger was last worked out afresh, and how many differences there were."""

    __tablename__ = "verification"
    __table_args__ = (
        CheckConstraint("id = 1", name="only_one"),
        CheckConstraint("differences >= 0", name="differences_not_negative"),
    )

    id: Mapped[int] = mapped_column(RowId(), primary_key=True, autoincrement=False)
    verified_at: Mapped[datetime] = mapped_column(Instant())
    differences: Mapped[int] = mapped_column(Count())
