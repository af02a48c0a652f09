"""What kits are made of, how many can be put together where, and the kits that stand there."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Table, and_, func, select

from drives.errors import Unknown
from drives.model import (
    Assembly,
    AssemblyBatch,
    Hold,
    Location,
    Lot,
    Program,
    StockLevel,
)
from drives.queries.day_donations import Words
from drives.queries.door import Look, query
from drives.queries.facts import facts_now
from drives.queries.kit_parts import NotFree, PartOfKit, not_free
from drives.queries.kit_sites import SiteKits, built_at_sites, free_at_sites, recipes_now, sites_called
from drives.queries.kit_work import KitWork, kit_work
from drives.queries.theirs import called_otherwise
from drives.rules.kits import buildable as can_build
from drives.rules.quantity import SCALE
from drives.rules.roles import Permission
from drives.rules.units import Unit
from drives.store.merges import followed
from drives.store.recipes import Written
from drives.store.theirs import within
from drives.texts import _

_assembly: Table = Assembly.__table__  # type: ignore[assignment]
_batch: Table = AssemblyBatch.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class KitRecipe:
    """A kit by its recipe of today. ``buildable`` and ``wanted`` are in thousandths of the kit.

    ``limiting`` are the parts of which there is too little for one more; ``at_sites`` is where some can be
    built; ``wanted`` is how many needs ask for beyond what is there, wherever.
    """

    item_id: int
    item: str
    unit: Unit
    from_on: date
    parts: tuple[PartOfKit, ...]
    buildable: int
    limiting: tuple[str, ...]
    at_sites: tuple[SiteKits, ...]
    wanted: int


@dataclass(frozen=True, slots=True)
class KitsThere:
    """Kits of one lot at the site; ``can_come_apart`` of them are free and known by what is in them."""

    lot_id: int
    item: str
    unit: Unit
    on_hand: int
    can_come_apart: int
    date_mark: date | None
    drive: str | None
    restricted_to: str | None
    held: bool


@dataclass(frozen=True, slots=True)
class KitDesk:
    """Everything the page about kits at a site shows."""

    recipes: tuple[KitRecipe, ...]
    kits: tuple[KitsThere, ...]
    done: tuple[KitWork, ...]


@query(Permission.MOVE_STOCK, scoped=True)
def kit_desk(look: Look, *, site_id: int, drive_id: int | None = None) -> KitDesk:
    """The kits of a site, of the goods of all drives or of one; to organizers of some, of one of theirs."""
    drive_ids = _drives(look, drive_id)
    words = Words(look)
    here = Location.site_id.in_([one for one in words.sites if words.site_of(one) == site_id])
    theirs = within(Lot.drive_id, drive_ids)
    recipes, lots = recipes_now(look, drive_ids)
    free = free_at_sites(words, lots)
    called = sites_called(look, words, free)
    parts = {part for one in recipes.values() for part in one.parts}
    rest = not_free(look, words, parts, here, theirs)
    builds = facts_now(look.connection, look.today).gaps if recipes else {}
    return KitDesk(
        tuple(
            _recipe(
                words,
                one,
                kit,
                free.get(site_id, {}),
                rest,
                built_at_sites(one, free, called),
                builds[kit].build if kit in builds else 0,
            )
            for kit, one in sorted(recipes.items(), key=lambda pair: words.items[pair[0]].name)
        ),
        _there(look, words, theirs, here),
        kit_work(look, words, theirs, here),
    )


def _drives(look: Look, drive_id: int | None) -> frozenset[int] | None:
    theirs = look.viewer.drives_where(Permission.MOVE_STOCK)
    if drive_id is None:
        return theirs
    if theirs is not None and drive_id not in theirs:
        raise Unknown(_("That drive is not here (any more)."))
    return frozenset({drive_id})


def _recipe(
    words: Words,
    one: Written,
    kit: int,
    free: Mapping[int, int],
    rest: Mapping[int, NotFree],
    at: tuple[SiteKits, ...],
    wanted: int,
) -> KitRecipe:
    most = can_build(one.parts, free)
    item = words.items[kit]
    return KitRecipe(
        kit,
        item.name,
        item.unit,
        one.from_on,
        tuple(
            PartOfKit(
                part,
                words.items[part].name,
                words.items[part].unit,
                many,
                free.get(part, 0),
                rest.get(part, NotFree()),
            )
            for part, many in one.parts.items()
        ),
        most.kits * SCALE,
        tuple(words.items[part].name for part in most.limiting),
        at,
        wanted,
    )


def _there(
    look: Look, words: Words, theirs: ColumnElement[bool], here: ColumnElement[bool]
) -> tuple[KitsThere, ...]:
    """The lots of kits on the shelf that were put together."""
    made, apart = _batch.alias("made"), _batch.alias("apart")
    of_made, of_apart = _assembly.alias("of_made"), _assembly.alias("of_apart")
    put_together = (
        select(made.c.lot_id, func.sum(made.c.quantity))
        .join_from(made, of_made, and_(of_made.c.id == made.c.assembly_id, of_made.c.undone_at.is_(None)))
        .where(made.c.of_batch_id.is_(None))
        .group_by(made.c.lot_id)
    )
    taken_apart = (
        select(apart.c.lot_id, func.sum(apart.c.quantity))
        .join_from(
            apart, of_apart, and_(of_apart.c.id == apart.c.assembly_id, of_apart.c.undone_at.is_(None))
        )
        .where(apart.c.of_batch_id.is_not(None))
        .group_by(apart.c.lot_id)
    )
    known: dict[int, int] = defaultdict(int)
    for sign, sums in ((1, put_together), (-1, taken_apart)):
        for lot_id, quantity in look.connection.execute(sums):
            known[lot_id] += sign * int(quantity)
    programs = look.connection.execute(select(Program.id, Program.name, Program.merged_into_id)).all()
    into = followed((row.id, row.merged_into_id) for row in programs)
    names = {row.id: row.name for row in programs} | called_otherwise(look, Program)
    held = set(look.connection.execute(select(Hold.lot_id).where(Hold.lifted_on.is_(None))).scalars())
    rows = look.connection.execute(
        select(Lot.__table__, StockLevel.quantity, StockLevel.reserved)
        .join(StockLevel.__table__, StockLevel.lot_id == Lot.id)
        .join(Location.__table__, Location.id == StockLevel.location_id)
        .where(Lot.id.in_(select(_batch.c.lot_id)), StockLevel.quantity > 0, here, theirs)
        .order_by(Lot.date_mark.is_(None), Lot.date_mark, Lot.received_on, Lot.id)
    )
    return tuple(
        KitsThere(
            row.id,
            words.items[words.item_of(row.item_id)].name,
            words.items[words.item_of(row.item_id)].unit,
            row.quantity,
            max(0, min(row.quantity - row.reserved, known[row.id])),
            row.date_mark,
            words.drives.get(row.drive_id),
            None if row.restricted_to_id is None else names[into[row.restricted_to_id]],
            row.id in held,
        )
        for row in rows
    )
