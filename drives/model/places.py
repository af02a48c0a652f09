"""Programs, sites, and the locations where stock can be."""

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from drives.model.types import Base, Degrees, Flag, Kind, RowId, Text
from drives.rules.kinds import LocationKind, ProgramKind, SiteKind, WayToHelp


class Program(Base):
    """A service program that receives goods. ``address`` is for cleared eyes where it is hidden."""

    __tablename__ = "program"

    id: Mapped[int] = mapped_column(RowId(), primary_key=True)
    name: Mapped[str] = mapped_column(Text(200))
    name_key: Mapped[str] = mapped_column(Text(400), unique=True)
    slug: Mapped[str] = mapped_column(Text(80), unique=True)
    kind: Mapped[ProgramKind] = mapped_column(Kind(ProgramKind))
    description: Mapped[str | None] = mapped_column(Text(4000))
    service_area: Mapped[str | None] = mapped_column(Text(200))
    hub: Mapped[str | None] = mapped_column(Text(400))
    address: Mapped[str | None] = mapped_column(Text(400))
    hide_address: Mapped[bool] = mapped_column(Flag())
    unlisted: Mapped[bool] = mapped_column(Flag())
    url: Mapped[str | None] = mapped_column(Text(400))
    phone: Mapped[str | None] = mapped_column(Text(60))
    email: Mapped[str | None] = mapped_column(Text(254))
    languages: Mapped[str | None] = mapped_column(Text(200))
    accepted: Mapped[str | None] = mapped_column(Text(2000))
    not_accepted: Mapped[str | None] = mapped_column(Text(2000))
    merged_into_id: Mapped[int | None] = mapped_column(RowId(), ForeignKey("program.id"))


class ProgramWelcome(Base):
    """A way to help, beside giving goods, that a program welcomes."""

    __tablename__ = "program_welcome"

    program_id: Mapped[int] = mapped_column(
        RowId(), ForeignKey("program.id"), primary_key=True, autoincrement=False
    )
    way: Mapped[WayToHelp] = mapped_column(Kind(WayToHelp), primary_key=True)


class Site(Base):
    """Where goods are dropped off or stored."""

    __tablename__ = "site"
    __table_args__ = (
        CheckConstraint("latitude BETWEEN -900000000 AND 900000000", name="latitude_in_range"),
        CheckConstraint("longitude BETWEEN -1800000000 AND 1800000000", name="longitude_in_range"),
    )

    id: Mapped[int] = mapped_column(RowId(), primary_key=True)
    name: Mapped[str] = mapped_column(Text(200))
    name_key: Mapped[str] = mapped_column(Text(400), unique=True)
    slug: Mapped[str] = mapped_column(Text(80), unique=True)
    kind: Mapped[SiteKind] = mapped_column(Kind(SiteKind))
    address: Mapped[str | None] = mapped_column(Text(400))
    hours: Mapped[str | None] = mapped_column(Text(400))
    latitude: Mapped[int | None] = mapped_column(Degrees())
    longitude: Mapped[int | None] = mapped_column(Degrees())
    public: Mapped[bool] = mapped_column(Flag())
    merged_into_id: Mapped[int | None] = mapped_column(RowId(), ForeignKey("site.id"))


class Location(Base):
    """Where stock can be. ``identity`` names it: "donor", "site:3", "program:5".

    What moved at the location of a merged site or program is read as moved where it was merged into.
    """

    __tablename__ = "location"
    __table_args__ = (
        CheckConstraint(
            "(site_id IS NOT NULL) = (kind IN ('collection_site', 'warehouse'))", name="site_on_shelves_only"
        ),
        CheckConstraint("(program_id IS NOT NULL) = (kind = 'program')", name="program_at_programs_only"),
    )

    id: Mapped[int] = mapped_column(RowId(), primary_key=True)
    kind: Mapped[LocationKind] = mapped_column(Kind(LocationKind))
    site_id: Mapped[int | None] = mapped_column(RowId(), ForeignKey("site.id"))
    program_id: Mapped[int | None] = mapped_column(RowId(), ForeignKey("program.id"))
    identity: Mapped[str] = mapped_column(Text(60), unique=True)
    merged_into_id: Mapped[int | None] = mapped_column(RowId(), ForeignKey("location.id"))
