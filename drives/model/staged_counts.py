"""Counts in stages: what is to be counted at a site, by whom, and what each of them found.

They move nothing: a finalized one writes a cycle count (``papers.py``), and that does.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from drives.model.types import Base, Count, Flag, Instant, Kind, LocalDate, Quantity, RowId, Text
from drives.rules.dates import DateKind
from drives.rules.kinds import CountStage


class StagedCount(Base):
    """A count of a site, from the day it was begun until it is finalized or abandoned.

    ``round`` is the one that is counted or was counted last: 1, then one more with each recount.
    ``cycle_count_id`` is what it came to; a finalized count of which nothing was counted has none.
    """

    __tablename__ = "staged_count"
    __table_args__ = (
        CheckConstraint("round > 0", name="round_positive"),
        CheckConstraint(
            "(ended_at IS NULL) = (stage = 'counting' OR stage = 'compared')", name="ended_when_over"
        ),
        CheckConstraint("cycle_count_id IS NULL OR stage = 'finalized'", name="paper_when_finalized"),
        Index("ix_staged_count_site_id", "site_id"),
    )

    id: Mapped[int] = mapped_column(RowId(), primary_key=True)
    site_id: Mapped[int] = mapped_column(RowId(), ForeignKey("site.id"))
    stage: Mapped[CountStage] = mapped_column(Kind(CountStage))
    round: Mapped[int] = mapped_column(Count())
    begun_on: Mapped[date] = mapped_column(LocalDate())
    note: Mapped[str | None] = mapped_column(Text(2000))
    begun_at: Mapped[datetime] = mapped_column(Instant())
    ended_at: Mapped[datetime | None] = mapped_column(Instant())
    ended_by_id: Mapped[int | None] = mapped_column(RowId(), ForeignKey("account.id"))
    cycle_count_id: Mapped[int | None] = mapped_column(RowId(), ForeignKey("cycle_count.id"), unique=True)


class StagedCounter(Base):
    """Somebody who may count, or did: an account, or (without one) whoever is at the machine."""

    __tablename__ = "staged_counter"
    __table_args__ = (Index("ix_staged_counter_staged_count_id", "staged_count_id"),)

    id: Mapped[int] = mapped_column(RowId(), primary_key=True)
    staged_count_id: Mapped[int] = mapped_column(RowId(), ForeignKey("staged_count.id"))
    account_id: Mapped[int | None] = mapped_column(RowId(), ForeignKey("account.id"))


class StagedLine(Base):
    """Goods that look alike, to be counted; ``found`` where no book named them when the count was begun.

    ``round`` is the one whose figures count; ``reason`` says why the books differed, once finalized.
    """

    __tablename__ = "staged_line"
    __table_args__ = (
        CheckConstraint("(date_mark IS NULL) = (date_kind IS NULL)", name="date_mark_has_kind"),
        CheckConstraint("round > 0", name="round_positive"),
        Index("ix_staged_line_staged_count_id", "staged_count_id"),
    )

    id: Mapped[int] = mapped_column(RowId(), primary_key=True)
    staged_count_id: Mapped[int] = mapped_column(RowId(), ForeignKey("staged_count.id"))
    position: Mapped[int] = mapped_column(Count())
    item_id: Mapped[int] = mapped_column(RowId(), ForeignKey("item.id"))
    date_mark: Mapped[date | None] = mapped_column(LocalDate())
    date_kind: Mapped[DateKind | None] = mapped_column(Kind(DateKind))
    lot_code: Mapped[str | None] = mapped_column(Text(60))
    restricted_to_id: Mapped[int | None] = mapped_column(RowId(), ForeignKey("program.id"))
    found: Mapped[bool] = mapped_column(Flag())
    round: Mapped[int] = mapped_column(Count())
    reason: Mapped[str | None] = mapped_column(Text(400))


class StagedEntry(Base):
    """What one counter found of a line, and what the books said of it at that very moment.

    The latest of a counter in a round counts; without ``counted`` it takes back the one before.
    ``known_move_id`` is the newest move that the books knew of; ``taken`` marks what was finalized.
    """

    __tablename__ = "staged_entry"
    __table_args__ = (
        CheckConstraint("counted >= 0", name="counted_not_negative"),
        CheckConstraint("expected >= 0", name="expected_not_negative"),
        Index("ix_staged_entry_staged_line_id", "staged_line_id"),
    )

    id: Mapped[int] = mapped_column(RowId(), primary_key=True)
    staged_line_id: Mapped[int] = mapped_column(RowId(), ForeignKey("staged_line.id"))
    staged_counter_id: Mapped[int] = mapped_column(RowId(), ForeignKey("staged_counter.id"))
    round: Mapped[int] = mapped_column(Count())
    counted: Mapped[int | None] = mapped_column(Quantity())
    expected: Mapped[int] = mapped_column(Quantity())
    known_move_id: Mapped[int] = mapped_column(RowId())
    taken: Mapped[bool] = mapped_column(Flag())
    entered_at: Mapped[datetime] = mapped_column(Instant())
