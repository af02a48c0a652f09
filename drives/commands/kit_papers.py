"""The papers of kits: an assembly, its batches, and a transfer over the workbench for each lot of each."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, Table, func, insert, select

from drives.commands.door import Work
from drives.ledger import LotRef, Place, Posting
from drives.model import Assembly, AssemblyBatch, AssemblyLine, Lot, Transfer
from drives.rules.kinds import MoveKind
from drives.store import allocate_ids

_assembly: Table = Assembly.__table__  # type: ignore[assignment]
_batch: Table = AssemblyBatch.__table__  # type: ignore[assignment]
_line: Table = AssemblyLine.__table__  # type: ignore[assignment]
_transfer: Table = Transfer.__table__  # type: ignore[assignment]
_lot: Table = Lot.__table__  # type: ignore[assignment]


class Way(NamedTuple):
    """Kits of one batch (thousandths), and how much of which lots is in all of them together.

    ``of_batch_id`` where they are taken apart: the batch that they are of.
    """

    kit: LotRef
    quantity: int
    of_batch_id: int | None
    parts: tuple[tuple[LotRef, int], ...]


def write_assembly(
    work: Work, recipe_id: int | None, shelf: Place, bench: Place, on: date, ways: Sequence[Way]
) -> tuple[int, list[Posting]]:
    """Write the papers of kits put together by a recipe, or taken apart (None); the moves that they make."""
    connection = work.connection
    paper = allocate_ids(connection, _assembly, 1)[0]
    connection.execute(
        insert(_assembly),
        {"id": paper, "recipe_id": recipe_id, "location_id": shelf.id, "done_on": on, "recorded_at": work.now,
         "undone_at": None},
    )  # fmt: skip
    ids = allocate_ids(connection, _batch, len(ways))
    connection.execute(
        insert(_batch),
        [
            {
                "id": batch_id,
                "assembly_id": paper,
                "lot_id": way.kit.id,
                "quantity": way.quantity,
                "of_batch_id": way.of_batch_id,
            }
            for batch_id, way in zip(ids, ways, strict=True)
        ],
    )
    there, back = (shelf, bench), (bench, shelf)
    moved: list[tuple[int, LotRef, tuple[Place, Place], int]] = []
    for batch_id, way in zip(ids, ways, strict=True):
        out, in_ = (back, there) if way.of_batch_id is None else (there, back)
        moved.append((batch_id, way.kit, out, way.quantity))
        moved += [(batch_id, lot, in_, quantity) for lot, quantity in way.parts]
    transfers = allocate_ids(connection, _transfer, len(moved))
    connection.execute(
        insert(_transfer),
        [
            {
                "id": transfer_id,
                "lot_id": lot.id,
                "from_location_id": origin.id,
                "to_location_id": target.id,
                "quantity": quantity,
                "transferred_on": on,
                "note": None,
                "recorded_at": work.now,
            }
            for transfer_id, (_batch_id, lot, (origin, target), quantity) in zip(
                transfers, moved, strict=True
            )
        ],
    )
    lines = allocate_ids(connection, _line, len(moved))
    connection.execute(
        insert(_line),
        [
            {"id": line, "batch_id": batch_id, "transfer_id": transfer_id}
            for line, transfer_id, (batch_id, *_rest) in zip(lines, transfers, moved, strict=True)
        ],
    )
    return paper, [
        Posting(MoveKind.TRANSFER, transfer_id, lot, origin, target, quantity, on)
        for transfer_id, (_batch_id, lot, (origin, target), quantity) in zip(transfers, moved, strict=True)
    ]


def kits_left(connection: Connection, lot_id: int, on: date) -> list[tuple[int, int]]:
    """The batches of a lot that were put together by a day, oldest first, and what is left of them.

    Whatever was taken apart, on whatever day, is left no more.
    """
    apart, its = _batch.alias("apart"), _assembly.alias("its")
    gone = (
        select(apart.c.of_batch_id, func.sum(apart.c.quantity).label("quantity"))
        .join_from(apart, its, its.c.id == apart.c.assembly_id)
        .where(its.c.undone_at.is_(None), apart.c.of_batch_id.is_not(None))
        .group_by(apart.c.of_batch_id)
        .subquery("gone")
    )
    left = (_batch.c.quantity - func.coalesce(gone.c.quantity, 0)).label("left")
    rows = connection.execute(
        select(_batch.c.id, left)
        .join_from(_batch, _assembly, _assembly.c.id == _batch.c.assembly_id)
        .outerjoin(gone, gone.c.of_batch_id == _batch.c.id)
        .where(
            _batch.c.lot_id == lot_id,
            _batch.c.of_batch_id.is_(None),
            _assembly.c.undone_at.is_(None),
            _assembly.c.done_on <= on,
            left > 0,
        )
        .order_by(_assembly.c.done_on, _batch.c.id)
    )
    return [(row.id, int(row.left)) for row in rows]


def parts_of(connection: Connection, batch_id: int) -> tuple[int, list[tuple[LotRef, int]]]:
    """How many kits a batch had (thousandths), and how much of which lots went into all of them."""
    rows = connection.execute(
        select(
            _batch.c.quantity.label("kits"), _transfer.c.quantity,
            _lot.c.id, _lot.c.item_id, _lot.c.drive_id, _lot.c.restricted_to_id,
        )
        .join_from(_line, _batch, _batch.c.id == _line.c.batch_id)
        .join(_transfer, _transfer.c.id == _line.c.transfer_id)
        .join(_lot, _lot.c.id == _transfer.c.lot_id)
        .where(_line.c.batch_id == batch_id, _transfer.c.lot_id != _batch.c.lot_id)
        .order_by(_line.c.id)
    ).all()  # fmt: skip
    return rows[0].kits, [
        (LotRef(row.id, row.item_id, row.drive_id or 0, row.restricted_to_id or 0), row.quantity)
        for row in rows
    ]
