"""What must hold among the papers themselves: places, lots, lines, reservations, deliveries."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    and_,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
)

from drives.rules.kinds import SHELF_LOCATIONS, DeliveryState, LocationKind, MoveKind
from drives.store.verify.merged import ReadAs
from drives.store.verify.names import Names, amount
from drives.store.verify.plain import (
    ONE,
    ZERO,
    assembly_line,
    count_line,
    cycle_count,
    delivery,
    delivery_line,
    donation,
    donation_line,
    found,
    location,
    lot,
    need,
    reservation,
    site,
    sorting_line,
    spelled,
    substitute,
    transfer,
    word,
)
from drives.texts import _

_UNDER_WAY = (DeliveryState.SENT, DeliveryState.CONFIRMED)


def paper_differences(connection: Connection, names: Names, read: ReadAs) -> Iterator[str]:
    """Papers that do not fit each other, or themselves."""
    yield from _locations(connection, names)
    yield from _lots(connection, names)
    yield from _donation_lines(connection, names, read)
    yield from _deliveries(connection, names)
    yield from _delivery_lines(connection, names, read)
    yield from _reservations(connection, names, read)


def _any_of(column: ColumnElement[Any], *kinds: Any) -> ColumnElement[bool]:
    return column.in_([word(kind) for kind in kinds])


def _locations(connection: Connection, names: Names) -> Iterator[str]:
    on_shelf, at_program = (
        _any_of(location.c.kind, *SHELF_LOCATIONS),
        location.c.kind == word(LocationKind.PROGRAM),
    )
    should = case(
        (on_shelf, word("site:").concat(spelled(location.c.site_id))),
        (at_program, word("program:").concat(spelled(location.c.program_id))),
        else_=location.c.kind,
    )
    misnamed = select(location.c.id, location.c.identity, should.label("should")).where(
        or_(
            location.c.identity != should,
            location.c.site_id.is_not(None) != on_shelf,
            location.c.program_id.is_not(None) != at_program,
        )
    )
    for row in found(connection, misnamed.order_by(location.c.id)):
        yield _("Place {number} ({place}) is kept as {stands}, but is {should}.").format(
            number=row.id, place=names.place(row.id), stands=row.identity, should=row.should
        )
    other_kind = (
        select(location.c.id, location.c.kind, site.c.kind.label("should"))
        .join_from(location, site, site.c.id == location.c.site_id)
        .where(location.c.kind != site.c.kind)
    )
    for row in found(connection, other_kind.order_by(location.c.id)):
        yield _("{place}: its stock is kept as in a {stands}, but the site is a {should}.").format(
            place=names.place(row.id), stands=row.kind, should=row.should
        )


def _lots(connection: Connection, names: Names) -> Iterator[str]:
    day: ColumnElement[Any] = (
        func.to_char(lot.c.date_mark, literal_column("'YYYY-MM-DD'"))
        if connection.dialect.name == "postgresql"
        else lot.c.date_mark
    )
    bar = word("|")
    parts = (lot.c.item_id, lot.c.drive_id, lot.c.site_id, day, lot.c.date_kind, lot.c.restricted_to_id)
    spelling: ColumnElement[Any] = spelled(lot.c.lot_code)
    for part in reversed(parts):
        spelling = spelled(part).concat(bar).concat(spelling)
    misspelled = select(lot.c.id, lot.c.identity, spelling.label("should")).where(lot.c.identity != spelling)
    for row in found(connection, misspelled.order_by(lot.c.id)):
        yield _("{lot}: it is kept as {stands}, but what makes it spells {should}.").format(
            lot=names.lot(row.id), stands=row.identity, should=row.should
        )
    earlier = (
        select(lot.c.id, lot.c.received_on, func.min(donation.c.received_on).label("should"))
        .join_from(lot, donation_line, donation_line.c.lot_id == lot.c.id)
        .join(donation, donation.c.id == donation_line.c.donation_id)
        .group_by(lot.c.id, lot.c.received_on)
        .having(func.min(donation.c.received_on) != lot.c.received_on)
        .subquery("earlier")
    )
    counted_then = exists(
        select(ONE)
        .join_from(count_line, cycle_count, cycle_count.c.id == count_line.c.count_id)
        .where(count_line.c.lot_id == earlier.c.id, cycle_count.c.counted_on == earlier.c.received_on)
    )
    made_then = [
        exists(
            select(ONE)
            .join_from(transfer, line, line.c.transfer_id == transfer.c.id)
            .where(transfer.c.lot_id == earlier.c.id, transfer.c.transferred_on == earlier.c.received_on)
        )
        for line in (sorting_line, assembly_line)
    ]
    unreceived = select(earlier).where(
        or_(earlier.c.should < earlier.c.received_on, ~or_(counted_then, *made_then))
    )
    for row in found(connection, unreceived.order_by(earlier.c.id)):
        yield _("{lot}: it is kept as received on {stands}, but first came in on {should}.").format(
            lot=names.lot(row.id), stands=row.received_on, should=row.should
        )


def _donation_lines(connection: Connection, names: Names, read: ReadAs) -> Iterator[str]:
    other_lot = (
        select(donation_line.c.id, donation_line.c.lot_id)
        .join_from(donation_line, donation, donation.c.id == donation_line.c.donation_id)
        .join(lot, lot.c.id == donation_line.c.lot_id)
        .where(
            or_(
                lot.c.drive_id.is_distinct_from(donation.c.drive_id),
                read.site(lot.c.site_id).is_distinct_from(read.site(donation.c.site_id)),
            )
        )
    )
    for row in found(connection, other_lot.order_by(donation_line.c.id)):
        yield _("{paper}: its lot is {lot}, which is of another drive or came in at another site.").format(
            paper=names.paper(MoveKind.DONATION, row.id), lot=names.lot(row.lot_id)
        )


def _deliveries(connection: Connection, names: Names) -> Iterator[str]:
    at = delivery.c
    sent, confirmed, cancelled = (day.is_not(None) for day in (at.sent_on, at.confirmed_on, at.cancelled_on))
    fits = {
        DeliveryState.PLANNED: and_(~sent, ~confirmed, ~cancelled, at.packed_on.is_(None)),
        DeliveryState.PACKED: and_(~sent, ~confirmed, ~cancelled, at.packed_on.is_not(None)),
        DeliveryState.SENT: and_(sent, ~confirmed, ~cancelled),
        DeliveryState.CONFIRMED: and_(sent, confirmed, ~cancelled),
        DeliveryState.CANCELLED: and_(~confirmed, cancelled),
    }
    unfit = select(delivery).where(
        or_(*(and_(at.state == word(state), ~days) for state, days in fits.items()))
    )
    for row in found(connection, unfit.order_by(at.id)):
        yield _(
            "Delivery {number} to {program} is {state}, which does not fit its days: packed {packed}, "
            "sent {sent}, confirmed {confirmed}, cancelled {cancelled}."
        ).format(
            number=row.id,
            program=names.program(row.program_id),
            state=row.state,
            packed=row.packed_on or "-",
            sent=row.sent_on or "-",
            confirmed=row.confirmed_on or "-",
            cancelled=row.cancelled_on or "-",
        )


def _delivery_lines(connection: Connection, names: Names, read: ReadAs) -> Iterator[str]:
    line, kept = delivery_line.c, reservation.c
    parts = (line.arrived, line.lost, line.returned)
    is_confirmed = delivery.c.state == word(DeliveryState.CONFIRMED)
    whole = and_(*(part.is_not(None) for part in parts), parts[0] + parts[1] + parts[2] == line.quantity)
    unsaid = and_(*(part.is_(None) for part in parts))
    asked = (
        select(line.id, line.lot_id, line.quantity, line.arrived, line.lost, line.returned)
        .join_from(delivery_line, delivery, delivery.c.id == line.delivery_id)
        .where(or_(and_(is_confirmed, ~whole), and_(~is_confirmed, ~unsaid)))
    )
    for row in found(connection, asked.order_by(line.id)):
        yield _(
            "{paper}: of {quantity} of {lot}, {arrived} arrived, {lost} were lost and {returned} came back, "
            "which does not fit how far the delivery has come."
        ).format(
            paper=names.paper(MoveKind.SEND, row.id),
            lot=names.lot(row.lot_id),
            **{
                name: amount(getattr(row, name)) if getattr(row, name) is not None else "-"
                for name in ("quantity", "arrived", "lost", "returned")
            },
        )
    of_other = (
        select(line.id, line.lot_id, line.quantity, line.reservation_id)
        .join_from(delivery_line, delivery, delivery.c.id == line.delivery_id)
        .outerjoin(reservation, kept.id == line.reservation_id)
        .outerjoin(need, need.c.id == line.need_id)
        .where(
            or_(
                line.reservation_id.is_not(None) != line.need_id.is_not(None),
                and_(
                    line.reservation_id.is_not(None),
                    or_(
                        kept.id.is_(None),
                        kept.need_id.is_distinct_from(line.need_id),
                        kept.lot_id.is_distinct_from(line.lot_id),
                        read.place(kept.location_id).is_distinct_from(read.place(line.location_id)),
                        read.program(need.c.program_id).is_distinct_from(read.program(delivery.c.program_id)),
                        and_(
                            _any_of(delivery.c.state, *_UNDER_WAY),
                            line.quantity > ZERO,
                            kept.quantity.is_distinct_from(line.quantity),
                        ),
                    ),
                ),
            )
        )
    )
    for row in found(connection, of_other.order_by(line.id)):
        yield _("{paper}: {quantity} of {lot} are not what reservation {reservation} keeps.").format(
            paper=names.paper(MoveKind.SEND, row.id),
            quantity=amount(row.quantity),
            lot=names.lot(row.lot_id),
            reservation=row.reservation_id or "-",
        )


def _reservations(connection: Connection, names: Names, read: ReadAs) -> Iterator[str]:
    kept, carried = reservation.c, _carried()
    asked = (
        select(
            reservation,
            func.coalesce(carried.c.deliveries, ZERO).label("deliveries"),
            carried.c.sent_on.label("should_sent_on"),
            carried.c.confirmed_on.label("should_end_on"),
            and_(
                or_(
                    read.item(lot.c.item_id) == read.item(need.c.item_id),
                    read.item(lot.c.item_id).in_(
                        select(read.item(substitute.c.item_id)).where(substitute.c.need_id == need.c.id)
                    ),
                ),
                or_(
                    lot.c.restricted_to_id.is_(None),
                    read.program(lot.c.restricted_to_id) == read.program(need.c.program_id),
                ),
            ).label("fits"),
        )
        .join_from(reservation, need, need.c.id == kept.need_id)
        .join(lot, lot.c.id == kept.lot_id)
        .outerjoin(carried, carried.c.reservation_id == kept.id)
        .subquery("asked")
    )
    wrong = or_(
        asked.c.deliveries > ONE,
        asked.c.sent_on.is_distinct_from(asked.c.should_sent_on),
        and_(asked.c.should_sent_on.is_not(None), asked.c.ended_on.is_distinct_from(asked.c.should_end_on)),
        ~asked.c.fits,
    )
    for row in found(connection, select(asked).where(wrong).order_by(asked.c.id)):
        yield from _reservation_told(row, names)


def _carried() -> FromClause:
    """By reservation: on how many deliveries it is, and the days of the one that took it along."""
    taken = and_(_any_of(delivery.c.state, *_UNDER_WAY), delivery_line.c.quantity > ZERO)
    return (
        select(
            delivery_line.c.reservation_id,
            func.count().label("deliveries"),
            func.max(case((taken, delivery.c.sent_on))).label("sent_on"),
            func.max(case((taken, delivery.c.confirmed_on))).label("confirmed_on"),
        )
        .join_from(delivery_line, delivery, delivery.c.id == delivery_line.c.delivery_id)
        .where(delivery_line.c.reservation_id.is_not(None), delivery.c.state != word(DeliveryState.CANCELLED))
        .group_by(delivery_line.c.reservation_id)
        .subquery("carried")
    )


def _reservation_told(row: Any, names: Names) -> Iterator[str]:
    what = {
        "number": row.id,
        "quantity": amount(row.quantity),
        "lot": names.lot(row.lot_id),
        "place": names.place(row.location_id),
    }
    if row.deliveries > 1:
        yield _(
            "Reservation {number} of {quantity} of {lot} at {place} is on {count} deliveries at once."
        ).format(count=row.deliveries, **what)
    if row.sent_on != row.should_sent_on:
        yield _(
            "Reservation {number} of {quantity} of {lot} at {place}: sent on {stands}, "
            "but by its delivery on {should}."
        ).format(stands=row.sent_on or "-", should=row.should_sent_on or "-", **what)
    if row.should_sent_on is not None and row.ended_on != row.should_end_on:
        yield _(
            "Reservation {number} of {quantity} of {lot} at {place}: ended on {stands}, "
            "but by its delivery on {should}."
        ).format(stands=row.ended_on or "-", should=row.should_end_on or "-", **what)
    if not row.fits:
        yield _(
            "Reservation {number} of {quantity} of {lot} at {place} is for a need of another item or program."
        ).format(**what)
