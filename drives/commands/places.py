"""Programs and sites: set up, and revised as a whole."""

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Table, insert, update

from drives.commands import typed
from drives.commands.door import Work, command
from drives.commands.found import program_row, row_of
from drives.commands.hidden_addresses import tells_address, told_elsewhere
from drives.commands.place_changes import (
    PROGRAM_COLUMNS,
    PUBLIC_TEXTS,
    SITE_COLUMNS,
    degrees,
    give_shelf_kind,
    kind_refused,
    named,
    refuse_stale,
)
from drives.commands.welcomes import put_welcomes, welcomes_of
from drives.errors import Refusal
from drives.model import Program, Site
from drives.rules.hidden_addresses import holds_address
from drives.rules.kinds import LocationKind, ProgramKind, SiteKind, WayToHelp
from drives.rules.roles import Permission
from drives.store import allocate_ids
from drives.texts import _

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
    accepted: str | None = None
    not_accepted: str | None = None
    welcomes: tuple[WayToHelp, ...] = ()


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
class ReviseProgram:
    """A program as it should stand, whole; without a slug it keeps its own.

    ``seen`` is the mark of what was seen of it (``queries/places.py``).
    """

    program_id: int
    seen: str
    whole: AddProgram


@dataclass(frozen=True, slots=True)
class ReviseSite:
    """A site as it should stand, whole; without a slug it keeps its own. ``seen`` as of a program."""

    site_id: int
    seen: str
    whole: AddSite


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
    values = _program_values(work, request)
    program_id = allocate_ids(work.connection, _program, 1)[0]
    work.connection.execute(insert(_program), {"id": program_id, **values})
    put_welcomes(work.connection, program_id, _welcomes(request))
    return ProgramChanged(program_id)


@command(Permission.SET_UP)
def revise_program(work: Work, request: ReviseProgram) -> ProgramChanged:
    """Change what is said of a program; its needs and deliveries stay as they are."""
    program_row(work.connection, request.program_id)
    row = row_of(work.connection, Program, request.program_id, _("That program"))
    refuse_stale(row, request.seen, *welcomes_of(work.connection, row.id))
    values = _program_values(work, request.whole, row)
    work.connection.execute(update(_program).where(_program.c.id == row.id).values(values))
    put_welcomes(work.connection, row.id, _welcomes(request.whole))
    return ProgramChanged(row.id)


@command(Permission.SET_UP)
def add_site(work: Work, request: AddSite) -> SiteChanged:
    """Set up a site with the shelf its stock stands on."""
    values = _site_values(work, request)
    site_id = allocate_ids(work.connection, _site, 1)[0]
    work.connection.execute(insert(_site), {"id": site_id, **values})
    work.ledger.shelf(site_id, LocationKind(values["kind"].value))
    return SiteChanged(site_id)


@command(Permission.SET_UP)
def revise_site(work: Work, request: ReviseSite) -> SiteChanged:
    """Change what is said of a site; its kind only until goods have moved there."""
    row = row_of(work.connection, Site, request.site_id, _("That site"))
    if row.merged_into_id is not None:
        raise Refusal(_("{site} was merged into another site. Choose that one.").format(site=row.name))
    refuse_stale(row, request.seen)
    values = _site_values(work, request.whole, row)
    if values["kind"] is not row.kind:
        refused = kind_refused(work.connection, row.id, row.name, row.kind)
        if refused:
            raise Refusal(refused)
        give_shelf_kind(work.connection, row.id, values["kind"])
    work.connection.execute(update(_site).where(_site.c.id == row.id).values(values))
    return SiteChanged(row.id)


def _program_values(work: Work, request: AddProgram, row: Any = None) -> dict[str, Any]:
    """What is kept of a program, checked; ``row`` is the one that is revised."""
    kept = typed.as_kept(
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
        accepted=typed.lines(2000),
        not_accepted=typed.lines(2000),
    )
    if kept.hide_address and any(holds_address(getattr(kept, text), kept.address) for text in PUBLIC_TEXTS):
        raise tells_address(typed.name(kept.name))
    if row is not None and kept.hide_address and kept.address:
        is_new = not row.hide_address or row.address != kept.address
        told = told_elsewhere(work.connection, row.id, row.name, kept.address) if is_new else None
        if told is not None:
            raise told
    return _values(work, _program, kept, PROGRAM_COLUMNS, row)


def _welcomes(request: AddProgram) -> list[WayToHelp]:
    kept = typed.word(WayToHelp)
    return [WayToHelp(kept(way)) for way in request.welcomes]


def _site_values(work: Work, request: AddSite, row: Any = None) -> dict[str, Any]:
    """What is kept of a site, checked; ``row`` is the one that is revised."""
    kept = typed.as_kept(
        request,
        kind=typed.word(SiteKind),
        slug=typed.slug,
        address=typed.line(400),
        hours=typed.line(400),
        latitude=degrees(90),
        longitude=degrees(180),
    )
    return _values(work, _site, kept, SITE_COLUMNS, row)


def _values(
    work: Work, table: Table, kept: AddProgram | AddSite, columns: tuple[str, ...], row: Any
) -> dict[str, Any]:
    said = asdict(kept)
    name, key, slug = named(work.connection, table, kept.name, kept.slug, row=row)
    return {"name": name, "name_key": key, "slug": slug, **{column: said[column] for column in columns}}
