"""What of the parts of kits stands at a site and is not free for kits there, and why."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Table, select

from drives.model import Hold, Item, Location, Lot, Program, StockLevel
from drives.queries.day_donations import Words
from drives.queries.door import Look
from drives.rules.dates import is_past
from drives.rules.kinds import SHELF_LOCATIONS
from drives.rules.roles import Permission
from drives.rules.units import Unit
from drives.store.merges import followed

_hold: Table = Hold.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class NotFree:
    """Of an item at a site (thousandths): what is allocated; of the rest, what is on hold or past its date.

    ``kept_for`` is what else is kept for programs, by the program's id: it may go into kits for that one.
    """

    allocated: int = 0
    held: int = 0
    past: int = 0
    kept_for: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PartOfKit:
    """What of an item is in a kit, how much of it can go into kits here, and what else is here of it and
    cannot (thousandths).
    """

    item_id: int
    item: str
    unit: Unit
    quantity: int
    available: int = 0
    rest: NotFree = field(default_factory=NotFree)


def not_free(
    look: Look, words: Words, parts: Collection[int], *where: ColumnElement[bool]
) -> Mapping[int, NotFree]:
    """By item (as it is read), of the shelves and lots that ``where`` says.

    What is kept for programs is told to those who see all stock.
    """
    if not parts:
        return {}
    rows_of = [one for one in words.items if words.item_of(one) in parts]
    every = look.viewer.may_everywhere(Permission.SEE_STOCK)
    held = select(_hold.c.id).where(_hold.c.lot_id == Lot.id, _hold.c.lifted_on.is_(None)).exists()
    rows = look.connection.execute(
        select(
            StockLevel.quantity, StockLevel.reserved, Lot.item_id, Lot.restricted_to_id, Lot.date_mark,
            Lot.date_kind, Item.date_rule, held.label("held"),
        )
        .join_from(StockLevel, Lot, Lot.id == StockLevel.lot_id)
        .join(Item, Item.id == Lot.item_id)
        .join(Location, Location.id == StockLevel.location_id)
        .where(
            StockLevel.quantity > 0,
            Location.kind.in_(SHELF_LOCATIONS),
            Lot.item_id.in_(rows_of),
            *where,
            *(() if every else (Lot.restricted_to_id.is_(None),)),
        )
    ).all()  # fmt: skip
    programs = look.connection.execute(select(Program.id, Program.merged_into_id)).all()
    into = followed((row.id, row.merged_into_id) for row in programs)
    sums: dict[int, Counter[str]] = defaultdict(Counter)
    kept: dict[int, Counter[int]] = defaultdict(Counter)
    for row in rows:
        item_id, rest = words.item_of(row.item_id), row.quantity - row.reserved
        sums[item_id]["allocated"] += row.reserved
        if row.held:
            sums[item_id]["held"] += rest
        elif is_past(row.date_mark, row.date_kind, row.date_rule, look.today):
            sums[item_id]["past"] += rest
        elif row.restricted_to_id is not None and rest:
            kept[item_id][into[row.restricted_to_id]] += rest
    return {
        item_id: NotFree(some["allocated"], some["held"], some["past"], dict(kept[item_id]))
        for item_id, some in sums.items()
    }
