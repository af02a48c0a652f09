"""The moves that each kind of paper makes, as one statement a kind.

Columns: document_id, lot_id, from_id, to_id, quantity, effective_on, and undone (1 where the paper
was voided or cancelled, so that the mirror image of the move must stand beside it).
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, select

from drives.rules.kinds import DeliveryState, DonationState, LocationKind, MoveKind, Source
from drives.store.verify.merged import ReadAs
from drives.store.verify.plain import (
    ONE,
    ZERO,
    assembly,
    assembly_batch,
    assembly_line,
    count_line,
    cycle_count,
    delivery,
    delivery_line,
    discard,
    donation,
    donation_line,
    location,
    sorting,
    sorting_line,
    spelled,
    transfer,
    word,
)


def _virtual(kind: LocationKind) -> ColumnElement[Any]:
    return select(location.c.id).where(location.c.identity == word(kind)).scalar_subquery()


def _donations(read: ReadAs) -> Select[Any]:
    shelf = location.alias("shelf")
    return (
        select(
            donation_line.c.id.label("document_id"),
            donation_line.c.lot_id.label("lot_id"),
            case(
                (donation_line.c.source == word(Source.PURCHASED), _virtual(LocationKind.SUPPLIER)),
                else_=_virtual(LocationKind.DONOR),
            ).label("from_id"),
            read.place(shelf.c.id).label("to_id"),
            (donation_line.c.received - donation_line.c.rejected).label("quantity"),
            donation.c.received_on.label("effective_on"),
            case((donation.c.state == word(DonationState.VOIDED), ONE), else_=ZERO).label("undone"),
        )
        .join_from(donation_line, donation, donation.c.id == donation_line.c.donation_id)
        .outerjoin(shelf, shelf.c.identity == word("site:").concat(spelled(donation.c.site_id)))
        .where(donation_line.c.received > donation_line.c.rejected)
    )


def undone_by_sorting(paper: ColumnElement[Any], column: str) -> ColumnElement[Any]:
    """1 where a transfer or discard (its id) belongs to a sorting that was taken back, else 0."""
    taken_back = (
        select(ONE)
        .join_from(sorting_line, sorting, sorting.c.id == sorting_line.c.sorting_id)
        .where(sorting_line.c[column] == paper, sorting.c.undone_at.is_not(None))
    )
    return case((exists(taken_back), ONE), else_=ZERO)


def undone_on_the_bench(paper: ColumnElement[Any]) -> ColumnElement[Any]:
    """1 where a transfer (its id) belongs to a sorting or to work on kits that was taken back, else 0."""
    taken_back = (
        select(ONE)
        .join_from(assembly_line, assembly_batch, assembly_batch.c.id == assembly_line.c.batch_id)
        .join(assembly, assembly.c.id == assembly_batch.c.assembly_id)
        .where(assembly_line.c.transfer_id == paper, assembly.c.undone_at.is_not(None))
    )
    return case((exists(taken_back), ONE), else_=undone_by_sorting(paper, "transfer_id"))


def _transfers(read: ReadAs) -> Select[Any]:
    return select(
        transfer.c.id.label("document_id"),
        transfer.c.lot_id.label("lot_id"),
        read.place(transfer.c.from_location_id).label("from_id"),
        read.place(transfer.c.to_location_id).label("to_id"),
        transfer.c.quantity.label("quantity"),
        transfer.c.transferred_on.label("effective_on"),
        undone_on_the_bench(transfer.c.id).label("undone"),
    )


def _discards(read: ReadAs) -> Select[Any]:
    return select(
        discard.c.id.label("document_id"),
        discard.c.lot_id.label("lot_id"),
        read.place(discard.c.location_id).label("from_id"),
        _virtual(LocationKind.DISCARD).label("to_id"),
        discard.c.quantity.label("quantity"),
        discard.c.discarded_on.label("effective_on"),
        undone_by_sorting(discard.c.id, "discard_id").label("undone"),
    )


def _counts(read: ReadAs) -> Select[Any]:
    shelf = read.place(cycle_count.c.location_id)
    difference = _virtual(LocationKind.COUNT_DIFFERENCE)
    is_find = count_line.c.counted > count_line.c.expected
    return (
        select(
            count_line.c.id.label("document_id"),
            count_line.c.lot_id.label("lot_id"),
            case((is_find, difference), else_=shelf).label("from_id"),
            case((is_find, shelf), else_=difference).label("to_id"),
            func.abs(count_line.c.counted - count_line.c.expected).label("quantity"),
            cycle_count.c.counted_on.label("effective_on"),
            ZERO.label("undone"),
        )
        .join_from(count_line, cycle_count, cycle_count.c.id == count_line.c.count_id)
        .where(count_line.c.counted != count_line.c.expected)
    )


def _of_delivery(
    kind: MoveKind,
    origin: ColumnElement[Any],
    target: ColumnElement[Any],
    quantity: ColumnElement[Any],
    effective_on: ColumnElement[Any],
    undone: ColumnElement[Any] = ZERO,
) -> Select[Any]:
    was_done = delivery.c.sent_on if kind is MoveKind.SEND else delivery.c.confirmed_on
    return (
        select(
            delivery_line.c.id.label("document_id"),
            delivery_line.c.lot_id.label("lot_id"),
            origin.label("from_id"),
            target.label("to_id"),
            quantity.label("quantity"),
            effective_on.label("effective_on"),
            undone.label("undone"),
        )
        .join_from(delivery_line, delivery, delivery.c.id == delivery_line.c.delivery_id)
        .where(was_done.is_not(None), quantity > ZERO)
    )


def _deliveries(read: ReadAs) -> dict[MoveKind, Select[Any]]:
    transit, shelf = _virtual(LocationKind.TRANSIT), read.place(delivery_line.c.location_id)
    program = (
        select(read.place(location.c.id))
        .where(location.c.identity == word("program:").concat(spelled(delivery.c.program_id)))
        .correlate(delivery)
        .scalar_subquery()
    )
    cancelled = case((delivery.c.state == word(DeliveryState.CANCELLED), ONE), else_=ZERO)
    line, sent_on, confirmed_on = delivery_line.c, delivery.c.sent_on, delivery.c.confirmed_on
    ways: dict[MoveKind, tuple[ColumnElement[Any], ...]] = {
        MoveKind.SEND: (shelf, transit, line.quantity, sent_on, cancelled),
        MoveKind.ARRIVE: (transit, program, line.arrived, confirmed_on),
        MoveKind.LOSE: (transit, _virtual(LocationKind.DISCARD), line.lost, confirmed_on),
        MoveKind.RETURN: (transit, shelf, line.returned, confirmed_on),
    }
    return {kind: _of_delivery(kind, *way) for kind, way in ways.items()}


def expected(read: ReadAs) -> Mapping[MoveKind, Select[Any]]:
    """One statement for every kind of move there is; places as they are read."""
    return {
        MoveKind.DONATION: _donations(read),
        MoveKind.TRANSFER: _transfers(read),
        MoveKind.DISCARD: _discards(read),
        MoveKind.COUNT: _counts(read),
        **_deliveries(read),
    }
