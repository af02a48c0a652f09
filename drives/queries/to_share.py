"""What there is to share out: lots that may go, open needs that ask for them, and what else could do."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from drives.errors import Unknown
from drives.model import Drive, DriveProgram, Item, ItemPack, Program, Site
from drives.queries.door import Look, query
from drives.queries.needs_seen import NeedSeen, lapse_days_of, needs_as_of
from drives.queries.stock import free_lots
from drives.queries.theirs import known_drives
from drives.rules.allocation import NeedOpen, Portion
from drives.rules.fefo import LotFree
from drives.rules.names import fold_name
from drives.rules.quantity import SCALE
from drives.rules.roles import Permission, Touch
from drives.rules.units import Unit, is_indivisible
from drives.store.merges import Merges, merges, read_as
from drives.texts import _


@dataclass(frozen=True, slots=True)
class ItemToShare:
    """An item that needs ask for, or that is like one; its smallest pack where it has one (thousandths)."""

    item_id: int
    name: str
    category: str
    unit: Unit
    portion: Portion
    pack: str | None
    pack_quantity: int | None

    @property
    def alike(self) -> tuple[str, Unit]:
        """What it shares with items that may be given instead of it."""
        return self.category, self.unit


@dataclass(frozen=True, slots=True)
class ToShare:
    """Open needs and the lots that could go to them, with the names of what they speak of.

    ``lots`` hold the like items' too. ``near`` says by (program, site) how far it is, where that is known.
    """

    needs: tuple[NeedOpen, ...]
    lots: tuple[LotFree, ...]
    items: Mapping[int, ItemToShare]
    programs: Mapping[int, str]
    sites: Mapping[int, str]
    near: Mapping[tuple[int, int], int]

    def portions(self, *, whole_packs: bool) -> dict[int, Portion]:
        """How each item that needs ask for is given out."""
        return {
            need.item_id: self.items[need.item_id].portion._replace(
                pack=self.items[need.item_id].pack_quantity if whole_packs else None
            )
            for need in self.needs
        }


@query(Permission.ALLOCATE, scoped=True)
def to_share(look: Look, *, drive_id: int | None = None) -> ToShare:
    """The open needs that the viewer may serve, or those of a drive, and what is free of their items.

    Stock is shared: lots of any drive may go, but what is kept for programs that are not the viewer's, and
    what stands where she does not come. Unknown where there is no such drive to see.
    """
    merged = merges(look.connection)
    needs = _needs(look, merged, drive_id)
    asked = {need.facts.item_id for need in needs}
    items = _items(look, asked)
    wanted = {need.facts.program_id for need in needs}
    lots = [
        lot
        for lot in free_lots(look, Permission.ALLOCATE, merged, item_ids=set(items))
        if lot.program_id is None or lot.program_id in wanted
    ]
    sites = look.connection.execute(
        select(Site.id, Site.name).where(Site.id.in_({lot.site_id for lot in lots}))
    ).all()
    programs = look.connection.execute(
        select(Program.id, Program.name, Program.hub).where(Program.id.in_(wanted))
    ).all()
    return ToShare(
        tuple(_open(need) for need in needs),
        tuple(lots),
        items,
        {row.id: row.name for row in programs},
        {row.id: row.name for row in sites},
        _near(programs, sites),
    )


def _needs(look: Look, merged: Merges, drive_id: int | None) -> list[NeedSeen]:
    lapse_days = lapse_days_of(look.connection)
    open_ = [
        need
        for need in needs_as_of(look.connection, look.today, lapse_days, merged)
        if need.facts.outstanding
        and look.viewer.may_touch(
            Permission.ALLOCATE, Touch(drive_id=need.drive_id, program_id=need.facts.program_id)
        )
    ]
    if drive_id is None:
        return open_
    rows = select(Drive.id, Drive.starts_on).where(Drive.id == drive_id, known_drives(look.viewer))
    drive = look.connection.execute(rows).one_or_none()
    if drive is None:
        raise Unknown(_("That drive is not here (any more). Reload the page and choose again."))
    links = select(read_as(Program)).join_from(DriveProgram, Program, Program.id == DriveProgram.program_id)
    programs = set(look.connection.execute(links.where(DriveProgram.drive_id == drive_id)).scalars())
    begun = drive.starts_on <= look.today
    return [
        need
        for need in open_
        if (
            need.drive_id == drive_id
            if need.drive_id is not None
            else begun and need.facts.program_id in programs
        )
    ]


def _open(need: NeedSeen) -> NeedOpen:
    facts = need.facts
    return NeedOpen(
        need.need_id,
        facts.program_id,
        facts.item_id,
        max(0, facts.asked - facts.outstanding),
        facts.outstanding,
        need.priority,
        need.needed_by,
        need.posted_on,
    )


def _items(look: Look, asked: set[int]) -> dict[int, ItemToShare]:
    """The items that are asked for, and those of their categories that are counted alike."""
    packs: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for item_id, name, quantity in look.connection.execute(
        select(ItemPack.item_id, ItemPack.pack, ItemPack.pack_quantity).where(ItemPack.pack.is_not(None))
    ):
        if name and quantity and quantity > SCALE and quantity % SCALE == 0:
            packs[item_id].append((quantity, name))
    rows = look.connection.execute(
        select(Item.id, Item.name, Item.category, Item.unit, Item.date_rule).where(
            Item.merged_into_id.is_(None)
        )
    ).all()
    kinds = {(row.category, row.unit) for row in rows if row.id in asked}
    found = {}
    for row in rows:
        if (row.category, row.unit) in kinds:
            size, pack = min(packs[row.id], default=(None, None))
            portion = Portion(row.date_rule, not is_indivisible(row.unit))
            found[row.id] = ItemToShare(row.id, row.name, row.category, row.unit, portion, pack, size)
    return found


def _near(programs: Any, sites: Any) -> dict[tuple[int, int], int]:
    """A program is near the site that is its hub; of others nothing is known."""
    by_name = {fold_name(row.name): row.id for row in sites}
    hubs = ((row.id, by_name.get(fold_name(row.hub))) for row in programs if row.hub)
    return {(program_id, site_id): 0 for program_id, site_id in hubs if site_id is not None}
