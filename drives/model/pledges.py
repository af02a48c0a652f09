"""Pledges: what somebody promised to bring to a drive, and the donations that came of it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from drives.model.types import Base, Instant, Kind, LocalDate, Quantity, RowId, Text
from drives.rules.kinds import PledgeEnd


class Pledge(Base):
    """A promise of somebody who needs no account. It is never edited: a change ends it and makes another.

    Whether it is open, late or released follows from its days (``rules/pledges.py``). ``email`` is folded;
    it and the name go when they are not needed any more. ``digest`` is that of the secret in its link:
    of all pledges that share it the newest is meant.
    """

    __tablename__ = "pledge"
    __table_args__ = (
        CheckConstraint("by_on >= made_on", name="not_over_when_made"),
        CheckConstraint("(ended IS NULL) = (ended_on IS NULL)", name="end_has_day"),
        CheckConstraint("ended_on >= made_on", name="ended_after_made"),
        Index("ix_pledge_drive_id_made_on", "drive_id", "made_on"),
        Index("ix_pledge_digest", "digest"),
        Index("ix_pledge_email", "email"),
    )

    id: Mapped[int] = mapped_column(RowId(), primary_key=True)
    drive_id: Mapped[int] = mapped_column(RowId(), ForeignKey("drive.id"))
    site_id: Mapped[int] = mapped_column(RowId(), ForeignKey("site.id"))
    by_on: Mapped[date] = mapped_column(LocalDate())
    email: Mapped[str | None] = mapped_column(Text(254))
    name: Mapped[str | None] = mapped_column(Text(200))
    digest: Mapped[str] = mapped_column(Text(64))
    made_on: Mapped[date] = mapped_column(LocalDate())
    made_at: Mapped[datetime] = mapped_column(Instant())
    ended: Mapped[PledgeEnd | None] = mapped_column(Kind(PledgeEnd))
    ended_on: Mapped[date | None] = mapped_column(LocalDate())


class PledgeLine(Base):
    """One item of a pledge, in the item's unit."""

    __tablename__ = "pledge_line"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity_positive"),)

    pledge_id: Mapped[int] = mapped_column(RowId(), ForeignKey("pledge.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(RowId(), ForeignKey("item.id"), primary_key=True)
    quantity: Mapped[int] = mapped_column(Quantity())


class PledgeMark(Base):
    """By what an e-mail is counted again on the day of a pledge that was taken back: a salted digest of it.

    It goes when the day is over.
    """

    __tablename__ = "pledge_mark"

    pledge_id: Mapped[int] = mapped_column(
        RowId(), ForeignKey("pledge.id"), primary_key=True, autoincrement=False
    )
    mark: Mapped[str] = mapped_column(Text(64))
    salt: Mapped[str] = mapped_column(Text(64))


class PledgeArrival(Base):
    """The donation that a pledge became. Where that was voided, the pledge stands as before."""

    __tablename__ = "pledge_arrival"
    __table_args__ = (Index("ix_pledge_arrival_pledge_id", "pledge_id"),)

    donation_id: Mapped[int] = mapped_column(RowId(), ForeignKey("donation.id"), primary_key=True)
    pledge_id: Mapped[int] = mapped_column(RowId(), ForeignKey("pledge.id"))
