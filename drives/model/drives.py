"""Collection campaigns: dates, goals, the programs they collect for and the sites they collect at."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from drives.model.types import Base, Flag, LocalDate, Quantity, RowId, Text


class Drive(Base):
    """A drive is closed by a command, not by its date: late gifts count until ``closed_on``.

    An archived one is out of the way, in lists of its own; its figures stand.
    """

    __tablename__ = "drive"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("closed_on >= starts_on", name="closed_after_start"),
        CheckConstraint("archived_on IS NULL OR closed_on IS NOT NULL", name="archived_when_closed"),
    )

    id: Mapped[int] = mapped_column(RowId(), primary_key=True)
    name: Mapped[str] = mapped_column(Text(200))
    name_key: Mapped[str] = mapped_column(Text(400), unique=True)
    slug: Mapped[str] = mapped_column(Text(80), unique=True)
    starts_on: Mapped[date] = mapped_column(LocalDate())
    ends_on: Mapped[date] = mapped_column(LocalDate())
    closed_on: Mapped[date | None] = mapped_column(LocalDate())
    archived_on: Mapped[date | None] = mapped_column(LocalDate())
    story: Mapped[str | None] = mapped_column(Text(8000))
    public: Mapped[bool] = mapped_column(Flag())


class DriveProgram(Base):
    """A drive collects for a program."""

    __tablename__ = "drive_program"

    drive_id: Mapped[int] = mapped_column(RowId(), ForeignKey("drive.id"), primary_key=True)
    program_id: Mapped[int] = mapped_column(RowId(), ForeignKey("program.id"), primary_key=True)


class DriveSite(Base):
    """A drive collects at a site."""

    __tablename__ = "drive_site"

    drive_id: Mapped[int] = mapped_column(RowId(), ForeignKey("drive.id"), primary_key=True)
    site_id: Mapped[int] = mapped_column(RowId(), ForeignKey("site.id"), primary_key=True)


class DriveGoal(Base):
    """What a drive set out to collect of an item."""

    __tablename__ = "drive_goal"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity_positive"),)

    drive_id: Mapped[int] = mapped_column(RowId(), ForeignKey("drive.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(RowId(), ForeignKey("item.id"), primary_key=True)
    quantity: Mapped[int] = mapped_column(Quantity())


class DriveTeam(Base):
    """A team collects for a drive."""

    __tablename__ = "drive_team"

    drive_id: Mapped[int] = mapped_column(RowId(), ForeignKey("drive.id"), primary_key=True)
    team_id: Mapped[int] = mapped_column(RowId(), ForeignKey("donor.id"), primary_key=True)
