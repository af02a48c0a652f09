"""What to put in the bag: what drives still ask for, for one of them, for a site, or for all that run."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Table, false, select, true

from drives.errors import Unknown
from drives.model import Drive, Program, Site
from drives.queries.door import Look, query
from drives.queries.drive_page import (
    DriveStage,
    DropOff,
    drive_at,
    drop_offs,
    linked_programs,
    may_see,
    stage,
)
from drives.queries.facts import Facts
from drives.queries.needs_seen import NeedSeen
from drives.queries.progress import facts_of, in_drive, items_by_name, rows_of_drives
from drives.queries.wanted import Wanted, to_hold_back, wanted_among
from drives.rules.roles import Permission
from drives.store.merges import read_as
from drives.texts import _

_drive: Table = Drive.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class DriveToBringTo:
    """A drive that the list is for, and where it takes things."""

    slug: str
    name: str
    starts_on: date
    ends_on: date
    closed_on: date | None
    stage: DriveStage
    sites: tuple[DropOff, ...]
    public: bool


@dataclass(frozen=True, slots=True)
class BringList:
    """What to bring, most behind and soonest first; what to hold back; what is not accepted.

    ``asked`` is whether anything is needed at all, met or not. ``not_accepted`` are (program, its words),
    without unlisted programs. ``site`` is the site that was asked for.
    """

    today: date
    drives: tuple[DriveToBringTo, ...]
    site: DropOff | None
    asked: bool
    wanted: tuple[Wanted, ...]
    hold_back: tuple[str, ...]
    not_accepted: tuple[tuple[str, str], ...]


@query(Permission.SEE_PUBLIC)
def what_to_bring(look: Look, *, drive: str | None = None, site: str | None = None) -> BringList:
    """What to bring to a drive, or to a site for the running public drives that collect there.

    Without either, for all running public drives. Unknown where the viewer may see no such drive or
    site. A closed drive asks for nothing.
    """
    there = None if site is None else _site_at(look, site)
    if drive is not None:
        chosen = [drive_at(look, drive)]
    else:
        chosen = [
            row
            for row in look.connection.execute(select(_drive).where(_drive.c.public.is_(true())))
            if may_see(look, row) and stage(row, look.today) is DriveStage.RUNNING
        ]
    chosen.sort(key=lambda row: (row.ends_on, row.name))
    sites = drop_offs(look, [row.id for row in chosen])
    if there is not None:
        chosen = [row for row in chosen if there in sites.get(row.id, ())]
    asked = [row for row in chosen if row.closed_on is None or row.closed_on > look.today]
    linked = linked_programs(look, [row.id for row in asked])
    facts = facts_of(look, look.today)
    needs = _needs_of_any(facts, asked, linked)
    rows = rows_of_drives(items_by_name(look), facts, needs, [row.id for row in asked])
    shown = tuple(
        DriveToBringTo(
            row.slug,
            row.name,
            row.starts_on,
            row.ends_on,
            row.closed_on,
            stage(row, look.today),
            sites.get(row.id, ()),
            bool(row.public),
        )
        for row in chosen
    )
    return BringList(
        look.today,
        shown,
        there,
        any(row.needed_in_all for row in rows),
        wanted_among(look, needs, rows),
        tuple(row.item for row in to_hold_back(rows)),
        _not_accepted(look, set().union(*linked.values()) if linked else set()),
    )


@query(Permission.SEE_PUBLIC)
def sites_shown(look: Look) -> tuple[DropOff, ...]:
    """The public sites at which a running public drive collects, by name."""
    running = [
        row.id
        for row in look.connection.execute(select(_drive).where(_drive.c.public.is_(true())))
        if stage(row, look.today) is DriveStage.RUNNING
    ]
    found = {one for sites in drop_offs(look, running).values() for one in sites}
    return tuple(sorted(found, key=lambda one: one.name))


def _site_at(look: Look, slug: str) -> DropOff:
    kept = select(read_as(Site)).where(Site.slug == slug).scalar_subquery()
    row = look.connection.execute(
        select(Site.slug, Site.name, Site.address, Site.hours).where(Site.id == kept, Site.public.is_(true()))
    ).one_or_none()
    if row is None:
        raise Unknown(_("There is no drop-off site at this address (any more)."))
    return DropOff(row.slug, row.name, row.address, row.hours)


def _needs_of_any(facts: Facts, drives: list[Any], linked: dict[int, set[int]]) -> list[NeedSeen]:
    return [need for need in facts.needs if any(in_drive(need, one, linked[one.id], facts) for one in drives)]


def _not_accepted(look: Look, program_ids: set[int]) -> tuple[tuple[str, str], ...]:
    # Unlisted programs are left out before anything of theirs is read.
    rows = look.connection.execute(
        select(Program.name, Program.not_accepted).where(
            Program.id.in_(program_ids),
            Program.unlisted.is_(false()),
            Program.not_accepted.is_not(None),
        )
    )
    return tuple(sorted((row.name, row.not_accepted) for row in rows))
