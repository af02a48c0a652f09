"""Kits put together and taken apart at a site: what goes in comes out again, the very lots.

What is in a kit leaves the shelf for the workbench, and the kit comes back from there; taken apart, the other
way round. Kits of one batch are all alike, so that whichever of them is taken apart, it is known what comes
out. Components count as donated once, when they were given: a kit is made, and counts as made.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, func, select, update

from drives.commands.allocation import refuse_held
from drives.commands.door import Work, command
from drives.commands.found import (
    ItemFound,
    check_quantity,
    drive_row,
    item_by_id,
    item_kept,
    items_by_id,
    lock_lots,
    lot_row,
    program_row,
    row_of,
    site_kind,
)
from drives.commands.kit_papers import Way, kits_left, parts_of, write_assembly
from drives.commands.touched.shelves import touches_assembled, touches_assembly, touches_discarded
from drives.commands.wording import losers, not_enough
from drives.errors import Conflict, NotEnough, Refusal
from drives.ledger import Level, LotKey, LotRef, Place, Shortage
from drives.model import Assembly, AssemblyBatch, AssemblyLine, StockLevel
from drives.rules.kinds import LocationKind, MoveKind
from drives.rules.kits import Batch, Parts, batches, buildable, first_out, kit_terms, would_take
from drives.rules.quantity import SCALE, to_text
from drives.rules.roles import Permission
from drives.store.kit_stock import free_by_item, lots_for_kits
from drives.store.merges import merges
from drives.store.recipes import all_written, in_force
from drives.texts import _, ngettext

_assembly: Table = Assembly.__table__  # type: ignore[assignment]
_batch: Table = AssemblyBatch.__table__  # type: ignore[assignment]
_line: Table = AssemblyLine.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class AssembleKits:
    """Kits to be put together at a site. ``quantity`` in thousandths of the kit.

    Only of what is kept for nobody, and, with ``for_program_id``, of what is kept for that program: that
    goes in first, and every kit that has some of it is kept for the program. With ``drive_id`` only goods
    of that drive are taken.
    """

    item_id: int
    site_id: int
    quantity: int
    on: date | None = None
    for_program_id: int | None = None
    drive_id: int | None = None


@dataclass(frozen=True, slots=True)
class TakeApartKits:
    """Kits of a lot at a site that are to be taken apart. ``quantity`` in thousandths of the kit."""

    lot_id: int
    site_id: int
    quantity: int
    on: date | None = None


@dataclass(frozen=True, slots=True)
class UndoAssembly:
    """Kits that were put together, or taken apart, by mistake."""

    assembly_id: int


@dataclass(frozen=True, slots=True)
class KitsDone:
    """The paper; ``losses`` says whose reservations gave way."""

    document_id: int
    losses: tuple[str, ...] = ()


@command(Permission.MOVE_STOCK, touches_assembled)
def assemble_kits(work: Work, request: AssembleKits) -> KitsDone:
    """Put kits together of what is free at the site; refused with figures where something is short."""
    connection = work.connection
    on = work.past_day(request.on)
    kit = item_by_id(connection, request.item_id)
    check_quantity(kit, request.quantity)
    merged = merges(connection)
    recipe = in_force(all_written(connection, merged.items), merged.items, on).get(kit.id)
    if recipe is None:
        raise Refusal(
            _("{item} has no recipe on {day}. Write down what goes into one first.").format(
                item=kit.name, day=on.isoformat()
            )
        )
    if request.drive_id is not None:
        drive_row(connection, request.drive_id)
    if request.for_program_id is not None:
        program_row(connection, request.for_program_id)
    shelf = work.ledger.shelf(request.site_id, site_kind(connection, request.site_id))
    asked: dict[str, Any] = {
        "on": on, "location_id": shelf.id, "program_id": request.for_program_id,
        "drive_ids": None if request.drive_id is None else (request.drive_id,),
    }  # fmt: skip
    lock_lots(connection, [at.lot.lot_id for at in lots_for_kits(connection, recipe.parts, merged, **asked)])
    there = lots_for_kits(connection, recipe.parts, merged, **asked)
    lots = first_out(at.lot for at in there)
    kits = request.quantity // SCALE
    _refuse_short(work, recipe.parts, kits, free_by_item(lots))
    made = batches(recipe.parts, kits, lots)
    keys = [_key(kit, one) for one in made]
    of_kits = work.ledger.lots(dict.fromkeys(keys, on))
    refs = {at.lot.lot_id: LotRef(at.lot.lot_id, at.item_id, at.lot.drive_id, at.program_id) for at in there}
    ways = [
        Way(of_kits[key], one.kits * SCALE, None, tuple((refs[lot.lot_id], many) for lot, many in one.taken))
        for key, one in zip(keys, made, strict=True)
    ]
    return _post(work, recipe.recipe_id, shelf, on, ways)


@command(Permission.MOVE_STOCK, touches_discarded)
def take_apart_kits(work: Work, request: TakeApartKits) -> KitsDone:
    """Take kits apart: what was put into them goes back to the shelf, the very lots."""
    connection = work.connection
    lot = lot_row(connection, request.lot_id)
    kit = item_kept(connection, lot.item_id)
    on = work.past_day(request.on)
    check_quantity(kit, request.quantity)
    refuse_held(work, lot.id, kit.name)
    shelf = work.ledger.shelf(request.site_id, site_kind(connection, request.site_id))
    _refuse_fewer(connection, lot.id, shelf, request.quantity)
    left = kits_left(connection, lot.id, on)
    _refuse_unknown(kit, sum(quantity for _batch_id, quantity in left), request.quantity)
    this = LotRef(lot.id, lot.item_id, lot.drive_id or 0, lot.restricted_to_id or 0)
    ways, to_go = [], request.quantity
    for batch_id, quantity in left:
        taken = min(quantity, to_go)
        if taken:
            whole, parts = parts_of(connection, batch_id)
            ways.append(
                Way(this, taken, batch_id, tuple((part, many * taken // whole) for part, many in parts))
            )
        to_go -= taken
    return _post(work, None, shelf, on, ways)


@command(Permission.MOVE_STOCK, touches_assembly)
def undo_assembly(work: Work, request: UndoAssembly) -> KitsDone:
    """Take it back, on its own day; refused with figures where what came of it is gone."""
    connection = work.connection
    row = row_of(connection, Assembly, request.assembly_id, _("That work on kits"))
    if row.undone_at is not None:
        raise Conflict(_("This was undone already."))
    batch_ids = select(_batch.c.id).where(_batch.c.assembly_id == row.id)
    of_kits = select(_batch.c.lot_id).where(_batch.c.assembly_id == row.id)
    lock_lots(connection, connection.execute(of_kits).scalars())
    apart = connection.execute(
        select(func.sum(_batch.c.quantity))
        .join_from(_batch, _assembly, _assembly.c.id == _batch.c.assembly_id)
        .where(_batch.c.of_batch_id.in_(batch_ids), _assembly.c.undone_at.is_(None))
    ).scalar()
    if apart:
        raise Refusal(
            _("{count} of these kits were taken apart since. Undo that first.").format(
                count=to_text(int(apart))
            )
        )
    lines = select(_line.c.transfer_id).where(_line.c.batch_id.in_(batch_ids)).order_by(_line.c.id)
    postings = work.ledger.mirror(MoveKind.TRANSFER, list(connection.execute(lines).scalars()))
    try:
        released = work.ledger.post(postings, may_eat_reserved=True)
    except Shortage as shortage:
        raise not_enough(connection, shortage) from None
    connection.execute(update(_assembly).where(_assembly.c.id == row.id).values(undone_at=work.now))
    return KitsDone(row.id, losers(work, released))


def _post(work: Work, recipe_id: int | None, shelf: Place, on: date, ways: Sequence[Way]) -> KitsDone:
    bench = work.ledger.virtual(LocationKind.WORKBENCH)
    paper, postings = write_assembly(work, recipe_id, shelf, bench, on, ways)
    try:
        work.ledger.post(postings)
    except Shortage as shortage:
        asked = sum(one.quantity for one in postings if one.lot.id == shortage.lot_id)
        raise not_enough(work.connection, shortage, asked=asked) from None
    return KitsDone(paper)


def _key(kit: ItemFound, batch: Batch) -> LotKey:
    terms = kit_terms([lot for lot, _many in batch.taken], kit.date_rule)
    return LotKey(
        kit.id,
        terms.drive_id or None,
        terms.site_id or None,
        terms.date_mark,
        terms.date_kind,
        None,
        terms.program_id or None,
    )


def _refuse_fewer(connection: Connection, lot_id: int, shelf: Place, asked: int) -> None:
    """Refuse where there are not so many free; the ledger looks again, once the level is locked."""
    row = connection.execute(
        select(StockLevel.quantity, StockLevel.reserved).where(
            StockLevel.lot_id == lot_id, StockLevel.location_id == shelf.id
        )
    ).first()
    there = Level(row.quantity, row.reserved) if row else Level(0, 0)
    missing = asked - (there.quantity - there.reserved)
    if missing > 0:
        raise not_enough(connection, Shortage(lot_id, shelf.id, there, missing), asked=asked)


def _refuse_unknown(kit: ItemFound, known: int, asked: int) -> None:
    """Refuse where it is written down of fewer what is in them."""
    if not known:
        raise NotEnough(
            _("{item}: what is in the kits of this lot was not recorded. They cannot be taken apart.").format(
                item=kit.name
            )
        )
    if known < asked:
        raise NotEnough(
            _(
                "{item}: {asked} asked, but what is in them is recorded for only {known} of this lot. "
                "Take apart {known} or fewer."
            ).format(item=kit.name, asked=to_text(asked), known=to_text(known))
        )


def _refuse_short(work: Work, parts: Parts, kits: int, free: dict[int, int]) -> None:
    """Refuse where something is short: what, how much of it, and how many kits can be built instead."""
    taken = [one for one in would_take(parts, kits, free) if one.short]
    if not taken:
        return
    named = items_by_id(work.connection, [one.item_id for one in taken])
    said = [
        ngettext(
            "{item}: {needed} needed for {count} kit, {available} available, {short} short.",
            "{item}: {needed} needed for {count} kits, {available} available, {short} short.",
            kits,
        ).format(
            item=named[one.item_id].name,
            needed=to_text(one.needed),
            count=kits,
            available=to_text(one.available),
            short=to_text(one.short),
        )
        for one in taken
    ]
    most = buildable(parts, free).kits
    said.append(
        ngettext("{count} kit can be built now.", "{count} kits can be built now.", most).format(count=most)
        if most
        else _("None can be built now.")
    )
    raise NotEnough(" ".join(said))
