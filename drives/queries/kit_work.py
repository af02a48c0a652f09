"""The kits that were put together or taken apart, and what of which items that took or gave."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Table, select

from drives.model import Assembly, AssemblyBatch, AssemblyLine, Location, Lot, Transfer
from drives.queries.day_donations import Words
from drives.queries.door import Look
from drives.queries.kit_parts import PartOfKit
from drives.queries.sheets import Cell, Sheet, amounts
from drives.rules.units import Unit

_assembly: Table = Assembly.__table__  # type: ignore[assignment]
_batch: Table = AssemblyBatch.__table__  # type: ignore[assignment]
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class KitWork:
    """Kits that were put together, or taken ``apart``, and what of which items that took or gave."""

    assembly_id: int
    done_on: date
    item: str
    unit: Unit
    quantity: int
    parts: tuple[PartOfKit, ...]
    apart: bool
    undone: bool


def kit_work_sheet(done: Sequence[KitWork]) -> Sheet:
    """What was done as a table, a row for each part; ``quantity`` is of the part, in ``unit``."""
    amount = amounts()
    rows: list[tuple[Cell, ...]] = [
        (one.done_on, one.item, amount(one.quantity), part.item, part.unit.value, amount(part.quantity),
         one.apart, one.undone)
        for one in done
        for part in one.parts
    ]  # fmt: skip
    return Sheet(("done_on", "kit", "kits", "item", "unit", "quantity", "taken_apart", "undone"), rows)


def kit_work(
    look: Look, words: Words, theirs: ColumnElement[bool], here: ColumnElement[bool]
) -> tuple[KitWork, ...]:
    """The newest work on kits at the site, the last first."""
    mine = select(_batch.c.assembly_id).join_from(_batch, Lot, Lot.id == _batch.c.lot_id).where(theirs)
    rows = look.connection.execute(
        select(_assembly)
        .join_from(_assembly, Location, Location.id == _assembly.c.location_id)
        .where(here, _assembly.c.id.in_(mine))
        .order_by(_assembly.c.id.desc())
        .limit(_SHOWN)
    ).all()
    kits, parts = _moved(look, words, [row.id for row in rows])
    return tuple(
        KitWork(
            row.id,
            row.done_on,
            words.items[next(iter(kits[row.id]))].name,
            words.items[next(iter(kits[row.id]))].unit,
            sum(kits[row.id].values()),
            tuple(
                PartOfKit(item, words.items[item].name, words.items[item].unit, quantity)
                for item, quantity in parts[row.id].items()
            ),
            row.recipe_id is None,
            row.undone_at is not None,
        )
        for row in rows
    )


_Sums = dict[int, dict[int, int]]


def _moved(look: Look, words: Words, ids: Iterable[int]) -> tuple[_Sums, _Sums]:
    """By work, how much of which kit, and of which parts."""
    rows = look.connection.execute(
        select(_batch.c.assembly_id, _batch.c.lot_id.label("kit_id"), Lot.id, Lot.item_id, Transfer.quantity)
        .join_from(_batch, AssemblyLine, AssemblyLine.batch_id == _batch.c.id)
        .join(Transfer, Transfer.id == AssemblyLine.transfer_id)
        .join(Lot, Lot.id == Transfer.lot_id)
        .where(_batch.c.assembly_id.in_(list(ids)))
        .order_by(AssemblyLine.id)
    )
    kits: Any = defaultdict(lambda: defaultdict(int))
    parts: Any = defaultdict(lambda: defaultdict(int))
    for row in rows:
        sums = kits if row.id == row.kit_id else parts
        sums[row.assembly_id][words.item_of(row.item_id)] += row.quantity
    return kits, parts
