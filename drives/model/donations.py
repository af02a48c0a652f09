"""Donors, donations and their lines. A donation stands or was voided; it is never edited."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from drives.model.types import Base, Count, Flag, Instant, Kind, LocalDate, Money, Quantity, RowId, Text
from drives.rules.kinds import DonationState, DonorKind, Source


class ErasedMark(Base):
    """By what somebody who was erased is known again: a salted digest of what is no longer written here.

    Whoever holds the store can try whether a text is among them, as an import does; none can be listed.
    """

    __tablename__ = "erased_mark"

    mark: Mapped[str] = mapped_column(Text(64), primary_key=True)
    salt: Mapped[str] = mapped_column(Text(64))


class Donor(Base):
    """A person, household, business, team …; shown by name only where ``credit`` says so."""

    __tablename__ = "donor"
    __table_args__ = (
        Index("ix_donor_name_key", "name_key"),
        Index(
            "uq_donor_reference",
            "reference",
            unique=True,
            sqlite_where=text("reference IS NOT NULL"),
            postgresql_where=text("reference IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(RowId(), primary_key=True)
    name: Mapped[str] = mapped_column(Text(200))
    name_key: Mapped[str] = mapped_column(Text(400))
    kind: Mapped[DonorKind] = mapped_column(Kind(DonorKind))
    email: Mapped[str | None] = mapped_column(Text(254))
    phone: Mapped[str | None] = mapped_column(Text(60))
    address: Mapped[str | None] = mapped_column(Text(400))
    credit: Mapped[bool] = mapped_column(Flag())
    reference: Mapped[str | None] = mapped_column(Text(120))
    merged_into_id: Mapped[int | None] = mapped_column(RowId(), ForeignKey("donor.id"))


class DonorsApart(Base):
    """Two donors who look like one, and of whom somebody said that they are two."""

    __tablename__ = "donors_apart"
    __table_args__ = (CheckConstraint("first_id < second_id", name="first_first"),)

    first_id: Mapped[int] = mapped_column(
        RowId(), ForeignKey("donor.id"), primary_key=True, autoincrement=False
    )
    second_id: Mapped[int] = mapped_column(
        RowId(), ForeignKey("donor.id"), primary_key=True, autoincrement=False
    )


class Donation(Base):
    """Goods received on a day at a site. A corrected donation is voided and replaced by another."""

    __tablename__ = "donation"
    __table_args__ = (
        Index(
            "uq_donation_reference_in_drive",
            "drive_id",
            "reference",
            unique=True,
            sqlite_where=text("state = 'posted' AND reference IS NOT NULL AND drive_id IS NOT NULL"),
            postgresql_where=text("state = 'posted' AND reference IS NOT NULL AND drive_id IS NOT NULL"),
        ),
        Index(
            "uq_donation_reference_no_drive",
            "reference",
            unique=True,
            sqlite_where=text("state = 'posted' AND reference IS NOT NULL AND drive_id IS NULL"),
            postgresql_where=text("state = 'posted' AND reference IS NOT NULL AND drive_id IS NULL"),
        ),
        Index("ix_donation_state_received_on", "state", "received_on"),
        Index("ix_donation_reference", "reference"),
        Index(
            "ix_donation_donor_id",
            "donor_id",
            sqlite_where=text("donor_id IS NOT NULL"),
            postgresql_where=text("donor_id IS NOT NULL"),
        ),
        Index(
            "ix_donation_team_id",
            "team_id",
            sqlite_where=text("team_id IS NOT NULL"),
            postgresql_where=text("team_id IS NOT NULL"),
        ),
        Index(
            "ix_donation_replaces_id",
            "replaces_id",
            sqlite_where=text("replaces_id IS NOT NULL"),
            postgresql_where=text("replaces_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(RowId(), primary_key=True)
    drive_id: Mapped[int | None] = mapped_column(RowId(), ForeignKey("drive.id"))
    site_id: Mapped[int] = mapped_column(RowId(), ForeignKey("site.id"))
    received_on: Mapped[date] = mapped_column(LocalDate())
    donor_id: Mapped[int | None] = mapped_column(RowId(), ForeignKey("donor.id"))
    team_id: Mapped[int | None] = mapped_column(RowId(), ForeignKey("donor.id"))
    reference: Mapped[str | None] = mapped_column(Text(120))
    state: Mapped[DonationState] = mapped_column(Kind(DonationState))
    replaces_id: Mapped[int | None] = mapped_column(RowId(), ForeignKey("donation.id"))
    recorded_at: Mapped[datetime] = mapped_column(Instant())


class DonationVoid(Base):
    """When a donation was taken back with nothing in its place, and why, where somebody said so."""

    __tablename__ = "donation_void"

    donation_id: Mapped[int] = mapped_column(
        RowId(), ForeignKey("donation.id"), primary_key=True, autoincrement=False
    )
    voided_at: Mapped[datetime] = mapped_column(Instant())
    reason: Mapped[str | None] = mapped_column(Text(400))


class CashLikeCount(Base):
    """Who counted the gift cards and passes of a donation, and who counted them again: two people."""

    __tablename__ = "cash_like_count"
    __table_args__ = (CheckConstraint("counted_by <> counted_again_by", name="two_people"),)

    donation_id: Mapped[int] = mapped_column(
        RowId(), ForeignKey("donation.id"), primary_key=True, autoincrement=False
    )
    counted_by: Mapped[str] = mapped_column(Text(200))
    counted_again_by: Mapped[str] = mapped_column(Text(200))


class DonationLine(Base):
    """One item of a donation: received = accepted + rejected, in the item's unit.

    ``unit_value`` is the item's value that day; ``pack`` is how it was counted at the table.
    """

    __tablename__ = "donation_line"
    __table_args__ = (
        CheckConstraint("received > 0", name="received_positive"),
        CheckConstraint("rejected BETWEEN 0 AND received", name="rejected_within_received"),
        CheckConstraint("(pack IS NULL) = (pack_quantity IS NULL)", name="pack_has_quantity"),
        Index("ix_donation_line_donation_id", "donation_id"),
        Index(
            "uq_donation_line_row_key",
            "row_key",
            unique=True,
            sqlite_where=text("row_key IS NOT NULL"),
            postgresql_where=text("row_key IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(RowId(), primary_key=True)
    donation_id: Mapped[int] = mapped_column(RowId(), ForeignKey("donation.id"))
    position: Mapped[int] = mapped_column(Count())
    lot_id: Mapped[int] = mapped_column(RowId(), ForeignKey("lot.id"))
    received: Mapped[int] = mapped_column(Quantity())
    rejected: Mapped[int] = mapped_column(Quantity())
    reject_reason: Mapped[str | None] = mapped_column(Text(200))
    pack: Mapped[str | None] = mapped_column(Text(100))
    pack_quantity: Mapped[int | None] = mapped_column(Quantity())
    source: Mapped[Source] = mapped_column(Kind(Source))
    unit_value: Mapped[int | None] = mapped_column(Money())
    note: Mapped[str | None] = mapped_column(Text(2000))
    row_key: Mapped[str | None] = mapped_column(Text(64))
