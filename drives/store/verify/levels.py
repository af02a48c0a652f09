"""Levels from the moves and reservations, and conservation: each lot's papers against its levels.

Each statement puts what should be and what stands in one pile, and adds it up by key.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Select, and_, case, or_, select

from drives.rules.kinds import REAL_LOCATIONS, SHELF_LOCATIONS, DonationState, LocationKind
from drives.store.verify.expected import undone_by_sorting, undone_on_the_bench
from drives.store.verify.merged import ReadAs
from drives.store.verify.names import Names, amount
from drives.store.verify.plain import (
    ONE,
    ZERO,
    added,
    count_line,
    delivery,
    delivery_line,
    discard,
    donation,
    donation_line,
    found,
    location,
    move,
    pile_of,
    reservation,
    stock_level,
    transfer,
    word,
)
from drives.texts import _

_SUMS = ("should", "stands", "kept", "kept_stands", "rows", "moves")


def level_differences(connection: Connection, names: Names, read: ReadAs) -> Iterator[str]:
    """Levels that are not what the moves leave, or what the reservations come to."""
    for row in found(connection, _unlike_moves(read)):
        lot_name, place = names.lot(row.lot_id), names.place(row.location_id)
        if row.rows and not row.is_real:
            yield _("{lot} at {place}: a level is kept where there can be no stock.").format(
                lot=lot_name, place=place
            )
        if row.rows and row.is_real and not row.moves and not row.stands:
            yield _("{lot} at {place}: a level is kept, but nothing ever moved there.").format(
                lot=lot_name, place=place
            )
        if row.kept and not row.is_shelf:
            yield _("{lot} at {place}: {quantity} are reserved, where nothing can be reserved.").format(
                lot=lot_name, place=place, quantity=amount(row.kept)
            )
        if row.should < 0:
            yield _("{lot} at {place}: its moves leave {should}, less than nothing.").format(
                lot=lot_name, place=place, should=amount(row.should)
            )
        if row.should != row.stands or (row.moves and not row.rows):
            say = (
                _("{lot} at {place}: its level says {stands} on hand, its moves leave {should}.")
                if row.rows
                else _("{lot} at {place}: it has no level, its moves leave {should}.")
            )
            yield say.format(lot=lot_name, place=place, stands=amount(row.stands), should=amount(row.should))
        if row.kept != row.kept_stands:
            say = (
                _("{lot} at {place}: its level says {stands} reserved, its reservations come to {should}.")
                if row.rows
                else _("{lot} at {place}: it has no level, its reservations come to {should}.")
            )
            yield say.format(
                lot=lot_name, place=place, stands=amount(row.kept_stands), should=amount(row.kept)
            )
        if not 0 <= row.kept_stands <= row.stands:
            yield _("{lot} at {place}: {reserved} of {stands} are reserved, which cannot be.").format(
                lot=lot_name,
                place=place,
                reserved=amount(row.kept_stands),
                stands=amount(row.stands),
            )


def _places(*kinds: LocationKind) -> Select[Any]:
    return select(location.c.id).where(location.c.kind.in_([word(kind) for kind in kinds]))


def _unlike_moves(read: ReadAs) -> Select[Any]:
    real = _places(*REAL_LOCATIONS)

    def part(table: FromClause, place: ColumnElement[Any], **sums: ColumnElement[Any]) -> Select[Any]:
        columns = [sums.get(name, ZERO).label(name) for name in _SUMS]
        return select(table.c.lot_id.label("lot_id"), place.label("location_id"), *columns)

    # Levels and what is reserved stand where goods are read, never at a place that was merged.
    moved_in, moved_out = read.place(move.c.to_location_id), read.place(move.c.from_location_id)
    pile = pile_of(
        part(move, moved_in, should=move.c.quantity, moves=ONE).where(moved_in.in_(real)),
        part(move, moved_out, should=-move.c.quantity, moves=ONE).where(moved_out.in_(real)),
        part(
            stock_level,
            stock_level.c.location_id,
            stands=stock_level.c.quantity,
            kept_stands=stock_level.c.reserved,
            rows=ONE,
        ),
        part(reservation, reservation.c.location_id, kept=reservation.c.quantity).where(
            reservation.c.ended_on.is_(None), reservation.c.sent_on.is_(None)
        ),
    )
    sums = added(pile, *_SUMS)
    place = pile.c.location_id
    is_real = place.in_(real)
    is_shelf = place.in_(_places(*SHELF_LOCATIONS))
    return (
        select(
            pile.c.lot_id,
            place,
            *(total.label(name) for name, total in sums.items()),
            case((is_real, ONE), else_=ZERO).label("is_real"),
            case((is_shelf, ONE), else_=ZERO).label("is_shelf"),
        )
        .group_by(pile.c.lot_id, place)
        .having(
            or_(
                sums["should"] != sums["stands"],
                sums["kept"] != sums["kept_stands"],
                sums["should"] < ZERO,
                sums["kept_stands"] < ZERO,
                sums["kept_stands"] > sums["stands"],
                and_(sums["rows"] > ZERO, ~is_real),
                and_(sums["rows"] > ZERO, sums["moves"] == ZERO),
                and_(sums["rows"] == ZERO, sums["moves"] > ZERO),
                and_(sums["kept"] > ZERO, ~is_shelf),
            )
        )
        .order_by(pile.c.lot_id, place)
    )


def conservation_differences(connection: Connection, names: Names, read: ReadAs) -> Iterator[str]:  # noqa: ARG001
    """Each lot's papers against its levels, past the moves between them."""
    for row in found(connection, _unlike_papers()):
        yield _(
            "{lot}: {came} came in, {reached} reached programs, {lost} were lost: {should} should be on hand "
            "or on the way, but the levels come to {stands}."
        ).format(
            lot=names.lot(row.lot_id),
            came=amount(row.came),
            reached=amount(row.reached),
            lost=amount(row.lost),
            should=amount(row.came - row.reached - row.lost),
            stands=amount(row.stands),
        )


def _unlike_papers() -> Select[Any]:
    def part(lot_id: ColumnElement[Any], **sums: ColumnElement[Any]) -> Select[Any]:
        columns = [sums.get(name, ZERO).label(name) for name in ("came", "reached", "lost", "stands")]
        return select(lot_id.label("lot_id"), *columns)

    accepted = donation_line.c.received - donation_line.c.rejected
    found_more = count_line.c.counted - count_line.c.expected
    confirmed = delivery.c.confirmed_on.is_not(None)
    pile = pile_of(
        part(donation_line.c.lot_id, came=accepted)
        .join_from(donation_line, donation, donation.c.id == donation_line.c.donation_id)
        .where(donation.c.state != word(DonationState.VOIDED)),
        part(count_line.c.lot_id, came=found_more).where(found_more > ZERO),
        part(count_line.c.lot_id, lost=-found_more).where(found_more < ZERO),
        part(discard.c.lot_id, lost=discard.c.quantity).where(
            undone_by_sorting(discard.c.id, "discard_id") == ZERO
        ),
        *(
            part(transfer.c.lot_id, **{column: transfer.c.quantity})
            .join_from(transfer, location, location.c.id == place)
            .where(
                location.c.kind == word(LocationKind.WORKBENCH),
                undone_on_the_bench(transfer.c.id) == ZERO,
            )
            for column, place in (("came", transfer.c.from_location_id), ("lost", transfer.c.to_location_id))
        ),
        part(delivery_line.c.lot_id, reached=delivery_line.c.arrived, lost=delivery_line.c.lost)
        .join_from(delivery_line, delivery, delivery.c.id == delivery_line.c.delivery_id)
        .where(confirmed),
        part(stock_level.c.lot_id, stands=stock_level.c.quantity),
    )
    sums = added(pile, "came", "reached", "lost", "stands")
    return (
        select(pile.c.lot_id, *(total.label(name) for name, total in sums.items()))
        .group_by(pile.c.lot_id)
        .having(sums["came"] - sums["reached"] - sums["lost"] != sums["stands"])
        .order_by(pile.c.lot_id)
    )
