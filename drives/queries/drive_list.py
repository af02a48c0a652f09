"""Drives as their organizers run them: the list, what a form begins with, and goals from the live gaps."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Table, select

from drives.model import Donor, Drive, DriveGoal, DriveProgram, DriveSite, DriveTeam, Item, Program, Site
from drives.queries.door import Look, query
from drives.queries.drive_page import DriveStage, stage
from drives.queries.facts import facts_now
from drives.queries.overview import drive_cards
from drives.queries.progress import everything_rows, items_by_name
from drives.queries.theirs import called_otherwise, known_donors
from drives.rules.drive_seen import drive_seen
from drives.rules.kinds import DonorKind
from drives.rules.progress import figures, wanted_for_kits
from drives.rules.roles import Permission
from drives.rules.units import Unit
from drives.store.merges import followed
from drives.store.theirs import within

_drive: Table = Drive.__table__  # type: ignore[assignment]
_goal: Table = DriveGoal.__table__  # type: ignore[assignment]

_ORDER = (DriveStage.RUNNING, DriveStage.ENDED, DriveStage.PLANNED, DriveStage.CLOSED)


@dataclass(frozen=True, slots=True)
class GoalSet:
    """What a drive set out to collect of an item (thousandths)."""

    item_id: int
    item: str
    unit: Unit
    quantity: int


@dataclass(frozen=True, slots=True)
class DriveListed:
    """A drive as it stands: for the list, and for the form that changes it.

    ``programs``, ``sites`` and ``teams`` are (id, name) by name, ``goals`` by item.
    ``coverage`` and ``delivered_share`` are those of its ``DriveCard``. ``seen`` goes back with the change.
    """

    drive_id: int
    slug: str
    name: str
    story: str | None
    starts_on: date
    ends_on: date
    closed_on: date | None
    archived_on: date | None
    public: bool
    stage: DriveStage
    programs: tuple[tuple[int, str], ...]
    sites: tuple[tuple[int, str], ...]
    teams: tuple[tuple[int, str], ...]
    goals: tuple[GoalSet, ...]
    coverage: Decimal | None
    delivered_share: Decimal | None
    seen: str


@dataclass(frozen=True, slots=True)
class GoalOffer:
    """An item that is still to be collected for some programs, and how much of it (thousandths)."""

    item_id: int
    item: str
    unit: Unit
    still_to_collect: int


@dataclass(frozen=True, slots=True)
class TeamChoice:
    """A team that can collect for a drive."""

    team_id: int
    name: str


@query(Permission.RUN_DRIVES, scoped=True)
def drive_list(look: Look, *, archived: bool = False) -> tuple[DriveListed, ...]:
    """The viewer's drives that are archived, or all others: running ones first, the soonest end first."""
    facts = facts_now(look.connection, look.today)
    rows = everything_rows(items_by_name(look), facts)
    theirs = within(_drive.c.id, look.viewer.drives_where(Permission.RUN_DRIVES))
    cards = drive_cards(look, facts, rows, theirs, archived=archived)
    shares = {card.drive_id: (card.coverage, card.delivered_share) for card in cards}
    programs = _linked(look, Program, DriveProgram.drive_id, DriveProgram.program_id)
    sites = _linked(look, Site, DriveSite.drive_id, DriveSite.site_id)
    teams = _linked(look, Donor, DriveTeam.drive_id, DriveTeam.team_id)
    goals = _goals(look)
    found = []
    for row in look.connection.execute(select(_drive).where(_drive.c.id.in_(list(shares)))):
        linked = (programs.get(row.id, ()), sites.get(row.id, ()), teams.get(row.id, ()))
        program_ids, site_ids, team_ids = ([one for one, _name in nouns] for nouns in linked)
        set_out = goals.get(row.id, ())
        amounts = {goal.item_id: goal.quantity for goal in set_out}
        found.append(
            DriveListed(
                row.id, row.slug, row.name, row.story, row.starts_on, row.ends_on, row.closed_on,
                row.archived_on, bool(row.public), stage(row, look.today), *linked, set_out,
                *shares[row.id], drive_seen(row._mapping, program_ids, site_ids, team_ids, amounts),
            )
        )  # fmt: skip
    return tuple(sorted(found, key=_in_order))


def _in_order(drive: DriveListed) -> tuple[int, int, str]:
    day = drive.starts_on if drive.stage is DriveStage.PLANNED else drive.ends_on
    place = day.toordinal() if drive.closed_on is None else -drive.closed_on.toordinal()
    return _ORDER.index(drive.stage), place, drive.name


def _linked(look: Look, model: Any, drive: Any, noun: Any) -> dict[int, tuple[tuple[int, str], ...]]:
    """(id, name) of the nouns of each drive, by name; what was merged stands as what it became."""
    nouns = select(model.id, model.name, model.merged_into_id)
    if model is Donor:
        nouns = nouns.where(Donor.kind == DonorKind.TEAM)
    rows = {row.id: row for row in look.connection.execute(nouns)}
    otherwise = called_otherwise(look, model)
    into = followed((row_id, row.merged_into_id) for row_id, row in rows.items())
    found: dict[int, set[tuple[int, str]]] = defaultdict(set)
    for link in look.connection.execute(select(drive.label("drive_id"), noun.label("noun_id"))):
        row = rows[into[link.noun_id]]
        found[link.drive_id].add((row.id, otherwise.get(row.id, row.name)))
    return {drive_id: tuple(sorted(one, key=lambda row: row[1])) for drive_id, one in found.items()}


def _goals(look: Look) -> Mapping[int, tuple[GoalSet, ...]]:
    """What each drive set out to collect, by item name; of what was merged together, the sum."""
    rows = {
        row.id: row
        for row in look.connection.execute(select(Item.id, Item.name, Item.unit, Item.merged_into_id))
    }
    into = followed((row_id, row.merged_into_id) for row_id, row in rows.items())
    sums: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for row in look.connection.execute(select(_goal)):
        sums[row.drive_id][into[row.item_id]] += row.quantity
    return {
        drive_id: tuple(
            sorted(
                (GoalSet(item, rows[item].name, rows[item].unit, goal) for item, goal in goals.items()),
                key=lambda goal: goal.item,
            )
        )
        for drive_id, goals in sums.items()
    }


@query(Permission.RUN_DRIVES, scoped=True)
def goal_offers(
    look: Look, *, program_ids: tuple[int, ...], drive_id: int | None = None
) -> tuple[GoalOffer, ...]:
    """What is still to collect today for the open needs of these programs, by item name.

    Needs that name a drive count for that one alone, as in its scope (DESIGN 3); the day on which it
    starts does not matter, so that a planned drive is offered the gaps of today.
    """
    facts = facts_now(look.connection, look.today)
    programs, drives = set(program_ids), look.viewer.drives_where(Permission.RUN_DRIVES)
    theirs = look.viewer.programs_where(Permission.RUN_DRIVES)
    if theirs is not None:
        programs &= theirs
    if drives is not None and drive_id not in drives:
        drive_id = None
    scope = [
        need.facts
        for need in facts.needs
        if need.facts.is_open
        and (need.drive_id == drive_id if need.drive_id is not None else need.facts.program_id in programs)
    ]
    kits = wanted_for_kits(scope, facts.free, facts.gaps, facts.recipes)
    rows = figures(scope, {}, facts.free, facts.gaps, {}, kits)
    return tuple(
        GoalOffer(item_id, name, unit, rows[item_id].still_to_collect)
        for item_id, name, _category, unit in items_by_name(look)
        if item_id in rows and rows[item_id].still_to_collect
    )


@query(Permission.SEE_DONORS, scoped=True)
def team_choices(look: Look) -> tuple[TeamChoice, ...]:
    """The teams by name: all, or those that gave to the viewer's drives or collect for them."""
    rows = look.connection.execute(
        select(Donor.id, Donor.name).where(
            Donor.kind == DonorKind.TEAM, Donor.merged_into_id.is_(None), known_donors(look.viewer)
        )
    )
    return tuple(sorted((TeamChoice(*row) for row in rows), key=lambda team: team.name))
