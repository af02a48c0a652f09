"""What lots of a drive or a site say of where their goods went: given, moved, sorted, arrived."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Table, and_, func, select
from sqlalchemy.orm import aliased

from drives.model import (
    Assembly,
    AssemblyBatch,
    AssemblyLine,
    DeliveryLine,
    Donation,
    DonationLine,
    DonationTotal,
    Location,
    Lot,
    Move,
    MoveTotal,
    Program,
    Transfer,
)
from drives.queries.kit_lots import PUT_TOGETHER, not_put_together_here
from drives.queries.sorted_goods import sorted_shares
from drives.rules.kinds import DonationState, LocationKind, MoveKind, Source
from drives.store.merges import read_as

_lot: Table = Lot.__table__  # type: ignore[assignment]
_move: Table = Move.__table__  # type: ignore[assignment]
_location: Table = Location.__table__  # type: ignore[assignment]
_line: Table = DeliveryLine.__table__  # type: ignore[assignment]
_donation: Table = Donation.__table__  # type: ignore[assignment]
_donation_line: Table = DonationLine.__table__  # type: ignore[assignment]
_total: Table = MoveTotal.__table__  # type: ignore[assignment]

_ON_DELIVERY = (MoveKind.SEND, MoveKind.ARRIVE, MoveKind.LOSE, MoveKind.RETURN)

Lots = Sequence[ColumnElement[bool]]
"""Which lots are followed, as conditions on the table of lots."""


class Went(NamedTuple):
    """So much of an item went from one kind of place to another, net of what was reversed. Thousandths."""

    item_id: int
    origin: LocationKind
    target: LocationKind
    quantity: int


class Arrival(NamedTuple):
    """So much of a lot of an item arrived at a program on a day. Thousandths."""

    program_id: int
    item_id: int
    on: date
    quantity: int
    lot_id: int


def went_of_drive(connection: Connection, drive_id: int) -> list[Went]:
    """What of a drive's goods went where, from what is kept."""
    by = (_total.c.item_id, _total.c.from_kind, _total.c.to_kind)
    kept = select(*by, func.sum(_total.c.quantity)).where(_total.c.drive_id == drive_id).group_by(*by)
    return [
        Went(item_id, left, came, int(quantity)) for item_id, left, came, quantity in connection.execute(kept)
    ]


def went(connection: Connection, lots: Lots) -> list[Went]:
    """What of these lots went where, from the moves."""
    origin, target = _location.alias("origin"), _location.alias("target")
    back = _move.c.reverses_id.is_not(None)
    by = (_lot.c.item_id, origin.c.kind, target.c.kind, back)
    rows = connection.execute(
        select(*by, func.sum(_move.c.quantity))
        .join_from(_move, _lot, _lot.c.id == _move.c.lot_id)
        .join(origin, origin.c.id == _move.c.from_location_id)
        .join(target, target.c.id == _move.c.to_location_id)
        .where(*lots)
        .group_by(*by)
    )
    return [
        Went(item_id, came, left, -int(quantity)) if reversed_ else Went(item_id, left, came, int(quantity))
        for item_id, left, came, reversed_, quantity in rows
    ]


def given_to_drive(connection: Connection, drive_id: int) -> dict[int, int]:
    """By item, what donors gave to a drive, rejects among it, from what is kept."""
    kept = select(DonationTotal.item_id, func.sum(DonationTotal.received)).where(
        DonationTotal.drive_id == drive_id
    )
    return _by_item(connection.execute(kept.group_by(DonationTotal.item_id)))


def given(connection: Connection, lots: Lots) -> dict[int, int]:
    """By item, what donors gave to these lots, rejects among it, from the lines."""
    lines = (
        select(_lot.c.item_id, func.sum(_donation_line.c.received))
        .join_from(_donation_line, _lot, _lot.c.id == _donation_line.c.lot_id)
        .join(_donation, _donation.c.id == _donation_line.c.donation_id)
        .where(*lots, _donation.c.state == DonationState.POSTED, _donation_line.c.source == Source.DONATED)
    )
    return _by_item(connection.execute(lines.group_by(_lot.c.item_id)))


def _by_item(rows: Any) -> dict[int, int]:
    return {item_id: int(quantity) for item_id, quantity in rows}


def sorted_of(connection: Connection, lots: Lots, until: date) -> tuple[dict[int, int], dict[int, int]]:
    """By item, what sorting made of given goods of these lots, and what of them it took."""
    made: dict[int, int] = defaultdict(int)
    taken: dict[int, int] = defaultdict(int)
    for share in sorted_shares(connection, until, of_lots=lots):
        if share.quantity > 0:
            made[share.item_id] += share.quantity
        else:
            taken[share.item_id] -= share.quantity
    return made, taken


def kits_of(connection: Connection, lots: Lots) -> tuple[dict[int, int], dict[int, int]]:
    """By item, how many kits were put together that are there or went out, and what of goods is in kits."""
    built: dict[int, int] = defaultdict(int)
    inside: dict[int, int] = defaultdict(int)
    bench = _location.alias("bench")
    taken = bench.c.kind == LocationKind.WORKBENCH
    of_kits = Transfer.lot_id == AssemblyBatch.lot_id
    rows = connection.execute(
        select(_lot.c.item_id, of_kits, taken, func.sum(Transfer.quantity))
        .join_from(AssemblyLine, AssemblyBatch, AssemblyBatch.id == AssemblyLine.batch_id)
        .join(Assembly, Assembly.id == AssemblyBatch.assembly_id)
        .join(Transfer, Transfer.id == AssemblyLine.transfer_id)
        .join(_lot, _lot.c.id == Transfer.lot_id)
        .join(bench, bench.c.id == Transfer.to_location_id)
        .where(*lots, Assembly.undone_at.is_(None))
        .group_by(_lot.c.item_id, of_kits, taken)
    )
    for item_id, is_kit, was_taken, quantity in rows:
        if is_kit:
            built[item_id] += -int(quantity) if was_taken else int(quantity)
        else:
            inside[item_id] += int(quantity) if was_taken else -int(quantity)
    return built, inside


def arrivals(connection: Connection, lots: Lots) -> list[Arrival]:
    """What of these lots arrived at programs, as these are read, day by day."""
    # By the lines of deliveries, of which there are few: not by the moves, of which there are many.
    target, program, undone = _location.alias("target"), aliased(Program), _move.alias("undone")
    by = (read_as(program), _lot.c.item_id, _move.c.effective_on, _lot.c.id)
    rows = connection.execute(
        select(*by, func.sum(_move.c.quantity))
        .join_from(_line, _lot, _lot.c.id == _line.c.lot_id)
        .join(_move, and_(_move.c.document_id == _line.c.id, _move.c.kind.in_(_ON_DELIVERY)))
        .join(target, target.c.id == _move.c.to_location_id)
        .join(program, program.id == target.c.program_id)
        .outerjoin(undone, undone.c.reverses_id == _move.c.id)
        .where(*lots, _move.c.reverses_id.is_(None), undone.c.id.is_(None))
        .group_by(*by)
    )
    return [
        Arrival(program_id, item_id, on, int(quantity), lot_id)
        for program_id, item_id, on, lot_id, quantity in rows
    ]


def without_gifts(connection: Connection, lots: Lots) -> set[int]:
    """Which of these lots that went out nothing was given to or made of: all of it was bought or found."""
    origin, undone = _location.alias("origin"), _move.alias("undone")
    came = (
        select(_move.c.id)
        .join_from(_move, origin, origin.c.id == _move.c.from_location_id)
        .outerjoin(undone, undone.c.reverses_id == _move.c.id)
        .where(
            _move.c.lot_id == _lot.c.id,
            origin.c.kind.in_((LocationKind.DONOR, LocationKind.WORKBENCH)),
            _move.c.reverses_id.is_(None),
            undone.c.id.is_(None),
        )
    )
    found = select(_lot.c.id).where(*lots, _lot.c.id.in_(select(_line.c.lot_id)), ~came.exists())
    return set(connection.execute(found).scalars())


def arrivals_in_kits(connection: Connection, lots: Lots) -> list[Arrival]:
    """What arrived at programs of kits of other lots that have goods of these in every one of them.

    The item is the one that is in the kits, the quantity and the lot are the kits'. Where only some kits of
    a lot that were put together by then have it in them, nobody knows which of them went where: they are
    left out.
    """
    rows = connection.execute(
        select(AssemblyBatch.lot_id, AssemblyBatch.id, _lot.c.item_id)
        .join_from(AssemblyLine, AssemblyBatch, AssemblyBatch.id == AssemblyLine.batch_id)
        .join(Assembly, Assembly.id == AssemblyBatch.assembly_id)
        .join(Transfer, Transfer.id == AssemblyLine.transfer_id)
        .join(_lot, _lot.c.id == Transfer.lot_id)
        .where(*lots, *PUT_TOGETHER, Transfer.lot_id != AssemblyBatch.lot_id)
    )
    holding: dict[tuple[int, int], set[int]] = defaultdict(set)
    for kit_lot_id, batch_id, item_id in rows:
        holding[kit_lot_id, item_id].add(batch_id)
    kit_lots = {kit_lot_id for kit_lot_id, _item_id in holding}
    kit_lots -= set(connection.execute(select(_lot.c.id).where(_lot.c.id.in_(kit_lots), *lots)).scalars())
    if not kit_lots:
        return []
    of_kits = _lot.c.id.in_(kit_lots)
    kit_lots -= not_put_together_here(connection, of_kits).keys()
    batches: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for kit_lot_id, batch_id, done_on in connection.execute(
        select(AssemblyBatch.lot_id, AssemblyBatch.id, Assembly.done_on)
        .join(Assembly, Assembly.id == AssemblyBatch.assembly_id)
        .where(AssemblyBatch.lot_id.in_(kit_lots), *PUT_TOGETHER)
    ):
        batches[kit_lot_id].append((done_on, batch_id))
    return [
        one._replace(item_id=item_id)
        for one in arrivals(connection, (_lot.c.id.in_(kit_lots),))
        for (kit_lot_id, item_id), theirs in holding.items()
        if kit_lot_id == one.lot_id
        and theirs.issuperset(batch_id for done_on, batch_id in batches[kit_lot_id] if done_on <= one.on)
    ]
