"""Kits that recalled goods may be in: by what went into them, or because nobody knows what did."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, select

from drives.model import Assembly, AssemblyBatch, AssemblyLine, Lot, Recipe, RecipeLine, Transfer
from drives.queries.kit_lots import PUT_TOGETHER, not_put_together_here


def kits_of(connection: Connection, parts: Mapping[int, str]) -> dict[int, str]:
    """The lots of kits in which some of these lots may be, with the name of the part; kits of kits as well.

    ``parts`` says by lot what the part is called.
    """
    made: dict[int, set[int]] = defaultdict(set)
    rows = (
        select(Transfer.lot_id, AssemblyBatch.lot_id.label("kit_lot_id"))
        .join(AssemblyLine, AssemblyLine.transfer_id == Transfer.id)
        .join(AssemblyBatch, AssemblyBatch.id == AssemblyLine.batch_id)
        .join(Assembly, Assembly.id == AssemblyBatch.assembly_id)
        .where(*PUT_TOGETHER)
    )
    for row in connection.execute(rows):
        made[row.lot_id].add(row.kit_lot_id)
    found: dict[int, str] = {}
    waiting = list(parts.items())
    while waiting:
        lot_id, part = waiting.pop()
        for kit_lot_id in made[lot_id] - found.keys() - {lot_id}:
            found[kit_lot_id] = part
            waiting.append((kit_lot_id, part))
    return found


def unknown_kits(
    connection: Connection, item_ids: Iterable[int], names: Mapping[int, str], into: Mapping[int, int]
) -> dict[int, str]:
    """The lots with kits that nobody put together here, of items whose recipe ever had one of these items.

    Given, bought or found as kits, what is in them was never written down. With the name of the part;
    ``names`` and ``into`` are of all items: what they are called, and what they are read as.
    """
    held: dict[int, set[int]] = defaultdict(set)
    for kit_id, part_id in connection.execute(
        select(Recipe.item_id, RecipeLine.item_id).join(RecipeLine, RecipeLine.recipe_id == Recipe.id)
    ):
        held[into[part_id]].add(into[kit_id])
    kits: dict[int, str] = {}
    waiting = [(item_id, names[item_id]) for item_id in item_ids if item_id in names]
    while waiting:
        item_id, part = waiting.pop()
        for kit_id in held[item_id] - kits.keys():
            kits[kit_id] = part
            waiting.append((kit_id, part))
    if not kits:
        return {}
    of_kits = [item_id for item_id, kept in into.items() if kept in kits]
    unknown = not_put_together_here(connection, Lot.item_id.in_(of_kits))
    return {lot_id: kits[into[item_id]] for lot_id, item_id in unknown.items()}
