"""Programs and sites."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, insert, select

from drives.commands import typed
from drives.commands.door import Work, command
from drives.errors import Refusal
from drives.model import Program, Site
from drives.rules.kinds import LocationKind, ProgramKind, SiteKind
from drives.rules.names import fold_name, slug_from
from drives.rules.roles import Permission
from drives.store import allocate_ids
from drives.texts import _

DEGREE = 10_000_000

_program: Table = Program.__table__  # type: ignore[assignment]
_site: Table = Site.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class AddProgram:
    """A program to be. Its address is hidden from most eyes where ``hide_address`` says so."""

    name: str
    kind: ProgramKind
    slug: str | None = None
    description: str | None = None
    service_area: str | None = None
    hub: str | None = None
    address: str | None = None
    hide_address: bool = False
    unlisted: bool = False
    url: str | None = None
    phone: str | None = None
    email: str | None = None
    languages: str | None = None


@dataclass(frozen=True, slots=True)
class AddSite:
    """A site to be. Latitude and longitude in ten-millionths of a degree."""

    name: str
    kind: SiteKind
    slug: str | None = None
    address: str | None = None
    hours: str | None = None
    latitude: int | None = None
    longitude: int | None = None
    public: bool = True


@dataclass(frozen=True, slots=True)
class ProgramChanged:
    """The program."""

    program_id: int


@dataclass(frozen=True, slots=True)
class SiteChanged:
    """The site."""

    site_id: int


@command(Permission.SET_UP)
def add_program(work: Work, request: AddProgram) -> ProgramChanged:
    """Set up a program that needs can be posted for."""
    request = typed.as_kept(
        request,
        kind=typed.word(ProgramKind),
        slug=typed.slug,
        description=typed.lines(4000),
        service_area=typed.line(200),
        hub=typed.line(400),
        address=typed.line(400),
        url=typed.url,
        phone=typed.line(60),
        email=typed.email,
        languages=typed.line(200),
    )
    name, key, slug = _named(work, _program, request.name, request.slug)
    program_id = allocate_ids(work.connection, _program, 1)[0]
    work.connection.execute(
        insert(_program),
        {
            "id": program_id,
            "name": name,
            "name_key": key,
            "slug": slug,
            "kind": request.kind,
            "description": request.description,
            "service_area": request.service_area,
            "hub": request.hub,
            "address": request.address,
            "hide_address": request.hide_address,
            "unlisted": request.unlisted,
            "url": request.url,
            "phone": request.phone,
            "email": request.email,
            "languages": request.languages,
        },
    )
    return ProgramChanged(program_id)


@command(Permission.SET_UP)
def add_site(work: Work, request: AddSite) -> SiteChanged:
    """Set up a site with the shelf its stock stands on."""
    request = typed.as_kept(
        request,
        kind=typed.word(SiteKind),
        slug=typed.slug,
        address=typed.line(400),
        hours=typed.line(400),
        latitude=_degrees(90),
        longitude=_degrees(180),
    )
    name, key, slug = _named(work, _site, request.name, request.slug)
    site_id = allocate_ids(work.connection, _site, 1)[0]
    work.connection.execute(
        insert(_site),
        {
            "id": site_id,
            "name": name,
            "name_key": key,
            "slug": slug,
            "kind": request.kind,
            "address": request.address,
            "hours": request.hours,
            "latitude": request.latitude,
            "longitude": request.longitude,
            "public": request.public,
        },
    )
    work.ledger.shelf(site_id, LocationKind(request.kind.value))
    return SiteChanged(site_id)


def _degrees(most: int) -> typed.Form:
    def kept(degrees: int) -> int:
        if abs(degrees) > most * DEGREE:
            raise Refusal(_("Degrees here go from -{most} to {most}. Check the number.").format(most=most))
        return degrees

    return kept


def _named(work: Work, table: Any, name: str, slug: str | None) -> tuple[str, str, str]:
    """Name, its key and a slug that nothing else in the table has, or a refusal."""
    shown = typed.name(name)
    key = fold_name(shown)
    if not key:
        raise Refusal(_("A name is missing. Enter one."))
    rows = work.connection.execute(select(table.c.name_key, table.c.slug)).all()
    if key in {row.name_key for row in rows}:
        raise Refusal(
            _("The name {name} is taken. Use the one that is there, or another name.").format(name=shown)
        )
    slugs = {row.slug for row in rows}
    if slug is not None and slug in slugs:
        raise Refusal(_("The address {slug} is taken. Choose another.").format(slug=slug))
    return shown, key, slug or slug_from(shown, slugs)
