"""Exports of what a community is made of: items, programs, sites, drives, donors."""

from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy import Table, select

from drives.model import (
    Donor,
    Drive,
    DriveGoal,
    DriveProgram,
    DriveSite,
    DriveTeam,
    Item,
    ItemPack,
    ItemSynonym,
    ItemValue,
    Program,
    Site,
)
from drives.queries.door import Look, query
from drives.queries.places import welcomes
from drives.queries.sheets import EVERYTHING, Scope, Sheet, Words, amounts, scaled, sheet
from drives.queries.theirs import called_otherwise, known_donors, known_sites
from drives.rules.kinds import DonorKind
from drives.rules.names import fold_name
from drives.rules.quantity import to_text
from drives.rules.roles import Permission
from drives.store.merges import followed
from drives.store.theirs import within

_drive_goal: Table = DriveGoal.__table__  # type: ignore[assignment]
_item_value: Table = ItemValue.__table__  # type: ignore[assignment]

ITEMS = (
    "name", "category", "unit", "sku", "barcode", "pack", "pack_quantity", "unit_weight_lb", "unit_value",
    "date_rule", "people_per_unit", "synonyms", "active", "value_from",
)  # fmt: skip
PROGRAMS = (
    "name", "kind", "slug", "description", "service_area", "hub", "address", "hide_address", "unlisted",
    "url",
    "phone", "email", "languages", "accepted", "not_accepted", "welcomes",
)  # fmt: skip
SITES = ("name", "kind", "slug", "address", "hours", "latitude", "longitude", "public")
DRIVES = (
    "name", "starts_on", "ends_on", "slug", "programs", "sites", "goals", "story", "public", "closed_on",
    "teams", "archived_on",
)  # fmt: skip
DONORS = ("name", "kind", "email", "phone", "address", "credit", "reference")


@query(Permission.SEE_STOCK)
def export_items(look: Look, *, scope: Scope = EVERYTHING) -> Sheet:  # noqa: ARG001
    """A row for each barcode or pack of an item, one for an item without any.

    Where an item has had several values by date, these rows hold the newest, and a row more each earlier one.
    """
    words: dict[int, list[str]] = defaultdict(list)
    for row in look.connection.execute(
        select(ItemSynonym.item_id, ItemSynonym.synonym).order_by(ItemSynonym.synonym_key)
    ):
        words[row.item_id].append(row.synonym)
    packs: dict[int, list[Any]] = defaultdict(list)
    for pack_row in look.connection.execute(
        select(ItemPack.item_id, ItemPack.barcode, ItemPack.pack, ItemPack.pack_quantity)
    ):
        packs[pack_row.item_id].append(pack_row)
    values: dict[int, list[tuple[date | None, int]]] = defaultdict(list)
    for worth in look.connection.execute(select(_item_value).order_by(_item_value.c.from_on)):
        values[worth.item_id].append((worth.from_on, worth.unit_value))
    amount = amounts()
    rows = []
    for item in look.connection.execute(select(Item.__table__).where(Item.merged_into_id.is_(None))):
        *earlier, newest = values[item.id] or [(None, item.unit_value)]
        told = [(*pack, newest[1], newest[0] if earlier else None) for pack in _told(packs[item.id])]
        told += [(None, None, None, value, from_on) for from_on, value in earlier]
        for barcode, pack, size, value, from_on in told:
            rows.append(
                (item.name, item.category, item.unit.value, item.sku, barcode, pack, amount(size),
                 amount(item.unit_weight_lb), scaled(value, 4), item.date_rule.value,
                 amount(item.people_per_unit), ";".join(sorted(words[item.id])) or None, item.active, from_on)
            )  # fmt: skip
    return sheet(ITEMS, rows, spare=("value_from",))


def _told(packs: list[Any]) -> list[tuple[str | None, str | None, int | None]]:
    """The packs worth a row: a bare pack that also stands with a barcode says nothing more."""
    coded = {fold_name(row.pack) for row in packs if row.barcode and row.pack}
    rows = {
        (row.barcode, row.pack, row.pack_quantity)
        for row in packs
        if row.barcode or fold_name(row.pack) not in coded
    }
    return list(rows) or [(None, None, None)]


@query(Permission.SEE_HIDDEN)
def export_programs(look: Look, *, scope: Scope = EVERYTHING) -> Sheet:
    """Every program with its address, hidden ones too: the one export that carries them."""
    wanted = select(Program.__table__).where(Program.merged_into_id.is_(None))
    if scope.program_id is not None:
        wanted = wanted.where(Program.id == scope.program_id)
    if scope.drive_id is not None:
        joined = select(DriveProgram.program_id).where(DriveProgram.drive_id == scope.drive_id)
        wanted = wanted.where(Program.id.in_(joined))
    ways = welcomes(look.connection)
    return sheet(
        PROGRAMS,
        [
            (row.name, row.kind.value, row.slug, row.description, row.service_area, row.hub, row.address,
             row.hide_address, row.unlisted, row.url, row.phone, row.email, row.languages, row.accepted,
             row.not_accepted, ";".join(ways[row.id]) or None)
            for row in look.connection.execute(wanted)
        ],
        spare=("accepted", "not_accepted", "welcomes"),
    )  # fmt: skip


@query(Permission.SEE_STOCK, scoped=True)
def export_sites(look: Look, *, scope: Scope = EVERYTHING) -> Sheet:
    """Every site that the viewer may know of, or those of a drive."""
    wanted = select(Site.__table__).where(Site.merged_into_id.is_(None), known_sites(look.viewer))
    if scope.drive_id is not None:
        joined = select(DriveSite.site_id).where(DriveSite.drive_id == scope.drive_id)
        wanted = wanted.where(Site.id.in_(joined))
    return sheet(
        SITES,
        [
            (row.name, row.kind.value, row.slug, row.address, row.hours, scaled(row.latitude, 7),
             scaled(row.longitude, 7), row.public)
            for row in look.connection.execute(wanted)
        ],
    )  # fmt: skip


@query(Permission.RUN_DRIVES, scoped=True)
def export_drives(look: Look, *, scope: Scope = EVERYTHING) -> Sheet:
    """The viewer's drives with their programs, sites and goals; their teams for those who may see donors."""
    connection, words = look.connection, Words(look)
    programs = _listed(look, Program, DriveProgram.drive_id, DriveProgram.program_id)
    sites = _listed(look, Site, DriveSite.drive_id, DriveSite.site_id)
    teams: dict[int, str] = {}
    if look.viewer.may(Permission.SEE_DONORS):
        teams = _listed(look, Donor, DriveTeam.drive_id, DriveTeam.team_id)
    goals: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in connection.execute(select(_drive_goal)):
        goals[row.drive_id][words.item[row.item_id].listed] += row.quantity
    wanted = select(Drive.__table__).where(within(Drive.id, look.viewer.drives_where(Permission.RUN_DRIVES)))
    if scope.drive_id is not None:
        wanted = wanted.where(Drive.id == scope.drive_id)
    return sheet(
        DRIVES,
        [
            (row.name, row.starts_on, row.ends_on, row.slug, programs.get(row.id), sites.get(row.id),
             ";".join(sorted(f"{item}={to_text(goal)}" for item, goal in goals[row.id].items())) or None,
             row.story, row.public, row.closed_on, teams.get(row.id), row.archived_on)
            for row in connection.execute(wanted)
        ],
        spare=("teams", "archived_on"),
    )  # fmt: skip


def _listed(
    look: Look, table: type[Program] | type[Site] | type[Donor], drive: Any, noun: Any
) -> dict[int, str]:
    """The nouns of each drive, as what they were merged into, as a list in one cell.

    By name; where the name has a semicolon, by slug, or in quotation marks where there is none.
    """
    called: dict[int, str] = {}
    nouns = select(table.__table__)
    if table is Donor:
        nouns = nouns.where(Donor.kind == DonorKind.TEAM)
    rows = look.connection.execute(nouns).all()
    into = followed((row.id, row.merged_into_id) for row in rows)
    for row in rows:
        quoted = getattr(row, "slug", None) or '"' + row.name.replace('"', '""') + '"'
        called[row.id] = quoted if ";" in row.name else row.name
    called |= called_otherwise(look, table)
    listed: dict[int, set[str]] = defaultdict(set)
    for row in look.connection.execute(select(drive.label("drive_id"), noun.label("noun_id"))):
        listed[row.drive_id].add(called[into[row.noun_id]])
    return {drive_id: ";".join(sorted(names)) for drive_id, names in listed.items()}


@query(Permission.SEE_DONORS, scoped=True)
def export_donors(look: Look, *, scope: Scope = EVERYTHING) -> Sheet:  # noqa: ARG001
    """Every donor and team, or those who gave to the viewer's drives."""
    return sheet(
        DONORS,
        [
            (row.name, row.kind.value, row.email, row.phone, row.address, row.credit, row.reference)
            for row in look.connection.execute(
                select(Donor.__table__).where(Donor.merged_into_id.is_(None), known_donors(look.viewer))
            )
        ],
    )
