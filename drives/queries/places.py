"""Programs and sites: as they are set up, for admins; and as everybody may see them.

A hidden address, or anything of an unlisted program, is never selected for who is not cleared for it.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, case, false, func, not_, or_, select, true

from drives.model import Drive, DriveSite, Program, ProgramWelcome, Site
from drives.queries.door import Look, query
from drives.queries.facts import facts_now
from drives.queries.needs_seen import NeedSeen
from drives.queries.progress import items_by_name, program_rows
from drives.queries.theirs import named_programs
from drives.queries.wanted import program_names, wanted_of
from drives.rules.kinds import ProgramKind, SiteKind, WayToHelp
from drives.rules.roles import Permission
from drives.rules.seen import seen_mark
from drives.rules.units import Unit
from drives.store.merges import followed
from drives.store.theirs import within


@dataclass(frozen=True, slots=True)
class ProgramSetUp:
    """A program with everything that is said of it; ``seen`` is the mark of this state."""

    program_id: int
    seen: str
    slug: str
    name: str
    kind: ProgramKind
    description: str | None
    service_area: str | None
    hub: str | None
    address: str | None
    hide_address: bool
    unlisted: bool
    url: str | None
    phone: str | None
    email: str | None
    languages: str | None
    accepted: str | None
    not_accepted: str | None
    welcomes: tuple[WayToHelp, ...]


@dataclass(frozen=True, slots=True)
class SiteSetUp:
    """A site with everything that is said of it. Degrees in ten-millionths; ``seen`` as of a program."""

    site_id: int
    seen: str
    slug: str
    name: str
    kind: SiteKind
    address: str | None
    hours: str | None
    latitude: int | None
    longitude: int | None
    public: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """An item that a program asks for, and how much of it is still to collect (thousandths)."""

    item: str
    unit: Unit
    still_to_collect: int


@dataclass(frozen=True, slots=True)
class ProgramShown:
    """A program as the viewer may see it: ``address`` is None where it is hidden from her.

    ``asked`` is what it still needs, the most urgent first; ``welcomes`` how else one may help it. An
    unlisted one is shown to few.
    """

    slug: str
    name: str
    kind: ProgramKind
    description: str | None
    service_area: str | None
    hub: str | None
    address: str | None
    hide_address: bool
    url: str | None
    phone: str | None
    email: str | None
    languages: str | None
    accepted: str | None
    not_accepted: str | None
    welcomes: tuple[WayToHelp, ...]
    asked: tuple[Asked, ...]
    unlisted: bool = False


@dataclass(frozen=True, slots=True)
class ProgramsShown:
    """The programs that the viewer may know by name, and how many there are beside them."""

    programs: tuple[ProgramShown, ...]
    unlisted: int


@dataclass(frozen=True, slots=True)
class DriveThere:
    """A public drive that collects at a site, now or from ``starts_on`` on."""

    slug: str
    name: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class SiteShown:
    """A public site; ``drives`` that collect there, running ones first. Degrees in ten-millionths."""

    slug: str
    name: str
    kind: SiteKind
    address: str | None
    hours: str | None
    latitude: int | None
    longitude: int | None
    drives: tuple[DriveThere, ...]


@query(Permission.SEE_HIDDEN)
def programs_set_up(look: Look) -> tuple[ProgramSetUp, ...]:
    """All programs by name, hidden addresses too."""
    rows = look.connection.execute(select(Program.__table__).where(Program.merged_into_id.is_(None)))
    ways = welcomes(look.connection)
    found = [
        ProgramSetUp(
            row.id, seen_mark((*row, *ways[row.id])), row.slug, row.name, row.kind, row.description,
            row.service_area, row.hub, row.address, row.hide_address, row.unlisted, row.url, row.phone,
            row.email, row.languages, row.accepted, row.not_accepted, ways[row.id],
        )
        for row in rows
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda program: program.name))


def welcomes(connection: Connection) -> dict[int, tuple[WayToHelp, ...]]:
    """The ways to help that each program welcomes, in the order of their list; () where it names none."""
    said: dict[int, set[WayToHelp]] = defaultdict(set)
    for row in connection.execute(select(ProgramWelcome.program_id, ProgramWelcome.way)):
        said[row.program_id].add(row.way)
    found: dict[int, tuple[WayToHelp, ...]] = defaultdict(tuple)
    found |= {one: tuple(way for way in WayToHelp if way in ways) for one, ways in said.items()}
    return found


@query(Permission.SET_UP)
def sites_set_up(look: Look) -> tuple[SiteSetUp, ...]:
    """All sites by name."""
    rows = look.connection.execute(select(Site.__table__).where(Site.merged_into_id.is_(None)))
    found = [
        SiteSetUp(
            row.id, seen_mark(row), row.slug, row.name, row.kind, row.address, row.hours, row.latitude,
            row.longitude, row.public,
        )
        for row in rows
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda site: site.name))


@query(Permission.SEE_PUBLIC)
def programs_shown(look: Look) -> ProgramsShown:
    """The programs that goods go to, as this viewer may see them.

    Hidden addresses and unlisted programs are not selected but for those who are cleared for them.
    """
    told = or_(Program.hide_address.is_(false()), within(Program.id, look.viewer.cleared_programs))
    named = named_programs(look.viewer)
    shown_address = case((told, Program.address)).label("address")
    rows = look.connection.execute(
        select(
            Program.id, Program.slug, Program.name, Program.kind, Program.description, Program.service_area,
            Program.hub, shown_address, Program.hide_address, Program.url, Program.phone, Program.email,
            Program.languages, Program.accepted, Program.not_accepted, Program.unlisted,
        ).where(Program.merged_into_id.is_(None), named)
    ).all()  # fmt: skip
    beside = select(func.count()).where(Program.merged_into_id.is_(None), not_(named))
    asked, ways = _asked(look, [row.id for row in rows]), welcomes(look.connection)
    found = []
    for row in rows:
        said: dict[str, Any] = dict(row._mapping)
        program_id = said.pop("id")
        found.append(ProgramShown(asked=asked[program_id], welcomes=ways[program_id], **said))
    return ProgramsShown(
        tuple(sorted(found, key=lambda program: program.name)),
        int(look.connection.execute(beside).scalar_one()),
    )


def _asked(look: Look, program_ids: Sequence[int]) -> dict[int, tuple[Asked, ...]]:
    facts, items, names = facts_now(look.connection, look.today), items_by_name(look), program_names(look)
    asking: dict[int, list[NeedSeen]] = defaultdict(list)
    for need in facts.needs:
        if need.facts.outstanding:
            asking[need.facts.program_id].append(need)
    return {
        program_id: tuple(
            Asked(one.item, one.unit, one.still_to_collect)
            for one in wanted_of(
                asking[program_id], program_rows(items, facts, program_id), names, look.today
            )
        )
        if program_id in asking
        else ()
        for program_id in program_ids
    }


@query(Permission.SEE_PUBLIC)
def drop_off_sites(look: Look) -> tuple[SiteShown, ...]:
    """The public sites, those where a drive collects now first, then by name."""
    sites = look.connection.execute(select(Site.id, Site.merged_into_id))
    into = followed((row.id, row.merged_into_id) for row in sites)
    there: dict[int, set[DriveThere]] = defaultdict(set)
    links = (
        select(DriveSite.site_id, Drive.slug, Drive.name, Drive.starts_on, Drive.ends_on)
        .join(Drive.__table__, Drive.id == DriveSite.drive_id)
        .where(Drive.public.is_(true()), Drive.closed_on.is_(None), Drive.ends_on >= look.today)
    )
    for link in look.connection.execute(links):
        drive = DriveThere(link.slug, link.name, link.starts_on, link.ends_on)
        there[into[link.site_id]].add(drive)
    rows = look.connection.execute(
        select(
            Site.id, Site.slug, Site.name, Site.kind, Site.address, Site.hours, Site.latitude, Site.longitude
        ).where(Site.public.is_(true()), Site.merged_into_id.is_(None))
    )

    def order(drive: DriveThere) -> tuple[bool, date, str]:
        waits = drive.starts_on > look.today
        return waits, drive.starts_on if waits else drive.ends_on, drive.name

    found = [
        SiteShown(
            row.slug, row.name, row.kind, row.address, row.hours, row.latitude, row.longitude,
            tuple(sorted(there[row.id], key=order)),
        )
        for row in rows
    ]  # fmt: skip

    def rank(site: SiteShown) -> int:
        return 2 if not site.drives else int(site.drives[0].starts_on > look.today)

    return tuple(sorted(found, key=lambda site: (rank(site), site.name)))
