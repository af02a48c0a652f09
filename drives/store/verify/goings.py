"""What must hold beside deliveries: what was packed short, missed, searched, or came beyond what was sent."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, exists, func, or_, select

from drives.rules.kinds import DeliveryState, MoveKind, ShortfallReason
from drives.store.verify.merged import ReadAs
from drives.store.verify.names import Names, amount
from drives.store.verify.plain import (
    ONE,
    ZERO,
    count_line,
    cycle_count,
    delivery,
    delivery_day,
    delivery_line,
    found,
    line_cut,
    line_extra,
    line_shortfall,
    search_end,
    word,
)
from drives.texts import _


def going_differences(connection: Connection, names: Names, read: ReadAs) -> Iterator[str]:
    """Papers beside deliveries that do not fit them."""
    for row in found(connection, _cut().order_by(line_cut.c.line_id)):
        yield _("{paper}: {planned} were planned, which is no more than the {quantity} that it has.").format(
            paper=names.paper(MoveKind.SEND, row.line_id),
            planned=amount(row.planned),
            quantity=amount(row.quantity),
        )
    early = (
        select(delivery.c.id, delivery_day.c.due_on, delivery.c.planned_on)
        .join_from(delivery_day, delivery, delivery.c.id == delivery_day.c.delivery_id)
        .where(delivery_day.c.due_on < delivery.c.planned_on)
    )
    for row in found(connection, early.order_by(delivery.c.id)):
        yield _("Delivery {number} is due on {day}, before it was planned on {planned}.").format(
            number=row.id, day=row.due_on, planned=row.planned_on
        )
    for row in found(connection, _shortfalls().order_by("line_id")):
        yield _(
            "{paper}: by reason {lost} were lost and {returned} came back, which is not what it says."
        ).format(
            paper=names.paper(MoveKind.LOSE, row.line_id),
            lost=amount(row.lost),
            returned=amount(row.returned),
        )
    for row in found(connection, _extras(read).order_by(line_extra.c.line_id)):
        yield _(
            "{paper}: it says that it came beyond what was sent with line {line}, but does not fit it."
        ).format(paper=names.paper(MoveKind.SEND, row.line_id), line=row.of_line_id)
    for row in found(connection, _searches().order_by("line_id")):
        yield _("{paper}: {ended} of it were found or given up, but only {missing} were missing.").format(
            paper=names.paper(MoveKind.LOSE, row.line_id),
            ended=amount(row.ended),
            missing=amount(row.missing),
        )
    for row in found(connection, _finds().order_by(search_end.c.id)):
        yield _("{paper}: {quantity} of it were found again, which is not what count {count} found.").format(
            paper=names.paper(MoveKind.LOSE, row.line_id), quantity=amount(row.quantity), count=row.count_id
        )


def _cut() -> Select[Any]:
    return (
        select(line_cut.c.line_id, line_cut.c.planned, delivery_line.c.quantity)
        .join_from(line_cut, delivery_line, delivery_line.c.id == line_cut.c.line_id)
        .where(line_cut.c.planned <= delivery_line.c.quantity)
    )


def _shortfalls() -> Select[Any]:
    """Lines whose reasons do not come to what they say was lost and came back."""
    lost, returned = func.sum(line_shortfall.c.lost), func.sum(line_shortfall.c.returned)
    line = delivery_line.c
    return (
        select(line_shortfall.c.line_id, lost.label("lost"), returned.label("returned"))
        .outerjoin_from(line_shortfall, delivery_line, line.id == line_shortfall.c.line_id)
        .group_by(line_shortfall.c.line_id, line.lost, line.returned)
        .having(or_(lost.is_distinct_from(line.lost), returned.is_distinct_from(line.returned)))
    )


def _extras(read: ReadAs) -> Select[Any]:
    """Lines beyond another that are of other goods, of another delivery or shelf, or with another find."""
    extra, base = delivery_line.alias("extra"), delivery_line.alias("base")
    its_find = exists(
        select(ONE)
        .join_from(count_line, cycle_count, cycle_count.c.id == count_line.c.count_id)
        .where(
            count_line.c.count_id == line_extra.c.count_id,
            count_line.c.lot_id == extra.c.lot_id,
            count_line.c.counted > count_line.c.expected,
            read.place(cycle_count.c.location_id) == read.place(extra.c.location_id),
        )
    )
    fits = and_(
        base.c.delivery_id == extra.c.delivery_id,
        base.c.lot_id == extra.c.lot_id,
        read.place(base.c.location_id) == read.place(extra.c.location_id),
        extra.c.arrived == extra.c.quantity,
        delivery.c.state == word(DeliveryState.CONFIRMED),
        or_(line_extra.c.count_id.is_(None), its_find),
    )
    return (
        select(line_extra.c.line_id, line_extra.c.of_line_id)
        .outerjoin_from(line_extra, extra, extra.c.id == line_extra.c.line_id)
        .outerjoin(base, base.c.id == line_extra.c.of_line_id)
        .outerjoin(delivery, delivery.c.id == extra.c.delivery_id)
        .where(case((fits, ONE), else_=ZERO) == ZERO)
    )


def _missing_of_line() -> ColumnElement[Any]:
    """What of a line was missing: by its reasons where it has several, else where that is its reason."""
    by_reason = select(line_shortfall.c.lost).where(
        line_shortfall.c.line_id == delivery_line.c.id,
        line_shortfall.c.reason == word(ShortfallReason.MISSING),
    )
    has_reasons = exists(select(ONE).where(line_shortfall.c.line_id == delivery_line.c.id))
    return case(
        (has_reasons, func.coalesce(by_reason.scalar_subquery(), ZERO)),
        (delivery_line.c.reason == word(ShortfallReason.MISSING), func.coalesce(delivery_line.c.lost, ZERO)),
        else_=ZERO,
    )


def _searches() -> Select[Any]:
    """Lines of which more was found or given up than was missing."""
    ended = (
        select(search_end.c.line_id, func.sum(search_end.c.quantity).label("ended"))
        .group_by(search_end.c.line_id)
        .subquery("ended")
    )
    missing = _missing_of_line()
    return (
        select(ended.c.line_id, ended.c.ended, missing.label("missing"))
        .join_from(ended, delivery_line, delivery_line.c.id == ended.c.line_id)
        .where(ended.c.ended > missing)
    )


def _finds() -> Select[Any]:
    """Finds that are not what their count found of the same goods."""
    its_find = exists(
        select(ONE).where(
            count_line.c.count_id == search_end.c.count_id,
            count_line.c.lot_id == delivery_line.c.lot_id,
            count_line.c.counted - count_line.c.expected == search_end.c.quantity,
        )
    )
    return (
        select(search_end.c.line_id, search_end.c.quantity, search_end.c.count_id)
        .join_from(search_end, delivery_line, delivery_line.c.id == search_end.c.line_id)
        .where(search_end.c.count_id.is_not(None), ~its_find)
    )
