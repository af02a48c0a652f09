"""What forms offer: items with their words and packs, drives, sites, programs."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select, true

from drives.model import (
    DonationTotal,
    Drive,
    DriveProgram,
    DriveSite,
    DriveTeam,
    Item,
    ItemPack,
    ItemSynonym,
    Program,
    Site,
)
from drives.queries.door import Look, query
from drives.queries.theirs import known_sites
from drives.rules.dates import DateRule
from drives.rules.kinds import SiteKind
from drives.rules.roles import Permission, Viewer
from drives.rules.units import Unit
from drives.store.merges import merges, read_as
from drives.store.theirs import within


@dataclass(frozen=True, slots=True)
class PackChoice:
    """A pack or a barcode of an item; ``quantity`` in thousandths, None for one unit."""

    barcode: str | None
    pack: str | None
    quantity: int | None


@dataclass(frozen=True, slots=True)
class ItemChoice:
    """An item that can be chosen. ``words`` are all it is found under besides its name.

    These are its synonyms, and the names of the items that were merged into it. One unit is for
    ``people_per_unit`` people (thousandths), where that is known.
    """

    item_id: int
    name: str
    category: str
    unit: Unit
    date_rule: DateRule
    words: tuple[str, ...]
    packs: tuple[PackChoice, ...]
    people_per_unit: int | None = None


@dataclass(frozen=True, slots=True)
class DriveChoice:
    """A drive that donations can be logged for, with its sites, programs and teams."""

    drive_id: int
    slug: str
    name: str
    starts_on: date
    ends_on: date
    closed_on: date | None
    site_ids: tuple[int, ...]
    program_ids: tuple[int, ...]
    team_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteChoice:
    """A site that goods can be brought to."""

    site_id: int
    slug: str
    name: str
    kind: SiteKind
    public: bool

    @property
    def printed(self) -> str | None:
        """What papers that leave the house call it; None where it is not public, as it may be a home."""
        return self.name if self.public else None


@dataclass(frozen=True, slots=True)
class ProgramChoice:
    """A program that needs can be posted for."""

    program_id: int
    slug: str
    name: str


@query(Permission.SEE_ITEMS)
def item_choices(look: Look) -> tuple[ItemChoice, ...]:
    """The active items by name."""
    words: dict[int, list[str]] = defaultdict(list)
    for word in look.connection.execute(select(ItemSynonym.item_id, ItemSynonym.synonym)):
        words[word.item_id].append(word.synonym)
    merged = select(read_as(Item), Item.name).where(Item.merged_into_id.is_not(None))
    for kept_id, name in look.connection.execute(merged.order_by(Item.id)):
        words[kept_id].append(name)
    packs: dict[int, list[PackChoice]] = defaultdict(list)
    for pack in look.connection.execute(select(ItemPack.__table__).order_by(ItemPack.id)):
        packs[pack.item_id].append(PackChoice(pack.barcode, pack.pack, pack.pack_quantity))
    rows = look.connection.execute(
        select(Item.id, Item.name, Item.category, Item.unit, Item.date_rule, Item.people_per_unit).where(
            Item.active.is_(true()), Item.merged_into_id.is_(None)
        )
    )
    found = [
        ItemChoice(
            row.id,
            row.name,
            row.category,
            row.unit,
            row.date_rule,
            tuple(words.get(row.id, ())),
            tuple(packs.get(row.id, ())),
            row.people_per_unit,
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda item: item.name))


@query(Permission.SEE_TABLE, scoped=True)
def usual_items(look: Look, *, drive_id: int | None) -> tuple[int, ...]:
    """Ids of the items most given to a drive so far (by how much of each came), most first."""
    theirs = look.viewer.drives_where(Permission.SEE_TABLE)
    if theirs is not None and drive_id not in theirs:
        return ()
    rows = look.connection.execute(
        select(DonationTotal.item_id, DonationTotal.received).where(DonationTotal.drive_id == (drive_id or 0))
    ).all()
    sums: dict[int, int] = defaultdict(int)
    into = merges(look.connection).items
    for row in rows:
        sums[into.get(row.item_id, row.item_id)] += row.received
    return tuple(sorted(sums, key=lambda item: (-sums[item], item)))


@query(Permission.SEE_TABLE, scoped=True)
def drive_choices(look: Look) -> tuple[DriveChoice, ...]:
    """The viewer's drives but archived ones, those still open first, the soonest end first.

    At a table that is the table's drive, with the table's site alone.
    """
    sites: dict[int, list[int]] = defaultdict(list)
    for link in look.connection.execute(select(DriveSite.__table__).order_by(DriveSite.site_id)):
        sites[link.drive_id].append(link.site_id)
    programs: dict[int, list[int]] = defaultdict(list)
    for link in look.connection.execute(select(DriveProgram.__table__).order_by(DriveProgram.program_id)):
        programs[link.drive_id].append(link.program_id)
    teams: dict[int, list[int]] = defaultdict(list)
    for link in look.connection.execute(select(DriveTeam.__table__).order_by(DriveTeam.team_id)):
        teams[link.drive_id].append(link.team_id)
    found = [
        DriveChoice(
            row.id,
            row.slug,
            row.name,
            row.starts_on,
            row.ends_on,
            row.closed_on,
            tuple(sites.get(row.id, ())),
            tuple(programs.get(row.id, ())),
            tuple(teams.get(row.id, ())),
        )
        for row in look.connection.execute(
            select(Drive.__table__).where(
                Drive.archived_on.is_(None), within(Drive.id, look.viewer.drives_where(Permission.SEE_TABLE))
            )
        )
    ]
    organizes = look.viewer.drives_where(Permission.RUN_DRIVES)
    if organizes is not None:
        found = [one if one.drive_id in organizes else _at_tables(look.viewer, one) for one in found]
    return tuple(sorted(found, key=lambda drive: (drive.closed_on is not None, drive.ends_on, drive.name)))


def _at_tables(viewer: Viewer, drive: DriveChoice) -> DriveChoice:
    """A drive as its tables know it: where they stand, and nothing of programs and teams."""
    sites = tuple(sorted(site_id for drive_id, site_id in viewer.tables if drive_id == drive.drive_id))
    return replace(drive, site_ids=sites, program_ids=(), team_ids=())


@query(Permission.SEE_TABLE, scoped=True)
def site_choices(look: Look) -> tuple[SiteChoice, ...]:
    """The sites by name: all, those that organizers of some drives may know of, or a table's own."""
    rows = look.connection.execute(
        select(Site.id, Site.slug, Site.name, Site.kind, Site.public).where(
            Site.merged_into_id.is_(None), known_sites(look.viewer)
        )
    )
    return tuple(sorted((SiteChoice(*row) for row in rows), key=lambda site: site.name))


@query(Permission.SEE_NEEDS, scoped=True)
def program_choices(look: Look) -> tuple[ProgramChoice, ...]:
    """The programs that this viewer may post needs for, by name."""
    theirs = look.viewer.programs_where(Permission.SEE_NEEDS)
    rows = look.connection.execute(
        select(Program.id, Program.slug, Program.name).where(
            Program.merged_into_id.is_(None), within(Program.id, theirs)
        )
    )
    return tuple(sorted((ProgramChoice(*row) for row in rows), key=lambda program: program.name))
