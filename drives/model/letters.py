"""Letters of acknowledgement: which programs may issue them, and every one that was issued, as it said."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from drives.model.types import Base, Count, Flag, Instant, Json, LocalDate, RowId, Text


class Issuer(Base):
    """A program that is entitled to issue letters, and what stands at their top and their end.

    ``address`` is where it gets mail: of a program that hides its address never that one.
    """

    __tablename__ = "issuer"

    program_id: Mapped[int] = mapped_column(
        RowId(), ForeignKey("program.id"), primary_key=True, autoincrement=False
    )
    name: Mapped[str] = mapped_column(Text(200))
    tax_id: Mapped[str] = mapped_column(Text(60))
    address: Mapped[str | None] = mapped_column(Text(400))
    signatory: Mapped[str | None] = mapped_column(Text(400))
    active: Mapped[bool] = mapped_column(Flag())


class Acknowledgement(Base):
    """A letter: one number of its issuer and the year of the gifts. ``content`` is what it said, for good."""

    __tablename__ = "acknowledgement"
    __table_args__ = (
        CheckConstraint("number > 0", name="number_positive"),
        Index("uq_acknowledgement_number", "program_id", "year", "number", unique=True),
        Index("ix_acknowledgement_donor_id", "donor_id"),
        Index(
            "uq_acknowledgement_replaces_id",
            "replaces_id",
            unique=True,
            sqlite_where=text("replaces_id IS NOT NULL"),
            postgresql_where=text("replaces_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(RowId(), primary_key=True)
    program_id: Mapped[int] = mapped_column(RowId(), ForeignKey("program.id"))
    year: Mapped[int] = mapped_column(Count())
    number: Mapped[int] = mapped_column(Count())
    donor_id: Mapped[int] = mapped_column(RowId(), ForeignKey("donor.id"))
    issued_on: Mapped[date] = mapped_column(LocalDate())
    issued_at: Mapped[datetime] = mapped_column(Instant())
    replaces_id: Mapped[int | None] = mapped_column(RowId(), ForeignKey("acknowledgement.id"))
    content: Mapped[object] = mapped_column(Json())


class AcknowledgedDonation(Base):
    """A donation that a letter speaks of."""

    __tablename__ = "acknowledged_donation"
    __table_args__ = (Index("ix_acknowledged_donation_donation_id", "donation_id"),)

    acknowledgement_id: Mapped[int] = mapped_column(
        RowId(), ForeignKey("acknowledgement.id"), primary_key=True, autoincrement=False
    )
    donation_id: Mapped[int] = mapped_column(
        RowId(), ForeignKey("donation.id"), primary_key=True, autoincrement=False
    )
