"""What was missing when a delivery arrived: found again, or searched no more.

It was booked as lost when the program confirmed. What is found stands on a shelf again by a count that
finds it; what is given up stays lost. Until one of the two is said of all of it, it is searched.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Table, func, insert, select

from drives.commands.count_writing import LotCounted, write_count
from drives.commands.delivery_lines import DeliveryChanged, in_state, lines_of, lot_of, not_before
from drives.commands.door import Work, command
from drives.commands.found import check_quantity, item_kept, lock_lots, row_of, site_kind
from drives.commands.touched.going_out import touches_found, touches_searched
from drives.errors import NotEnough, Refusal
from drives.model import DeliveryLine, LineShortfall, SearchEnd
from drives.rules.kinds import DeliveryState, ShortfallReason
from drives.rules.quantity import to_text
from drives.rules.roles import Permission
from drives.store import allocate_ids
from drives.texts import _

_end: Table = SearchEnd.__table__  # type: ignore[assignment]
_shortfall: Table = LineShortfall.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class FindMissing:
    """Missing goods of a line that turned up, and the site where they stand now. In thousandths."""

    line_id: int
    site_id: int
    quantity: int
    on: date | None = None


@dataclass(frozen=True, slots=True)
class GiveUpMissing:
    """What is still missing of a line is searched no more."""

    line_id: int
    on: date | None = None


@command(Permission.DELIVER, touches_found)
def find_missing(work: Work, request: FindMissing) -> DeliveryChanged:
    """Put missing goods that were found back on a shelf, by a count that finds them."""
    line, confirmed_on, missing = _searched(work, request.line_id)
    on = not_before(work.past_day(request.on), confirmed_on)
    check_quantity(item_kept(work.connection, line.item_id), request.quantity)
    if request.quantity > missing:
        raise NotEnough(
            _("{item}: {found} found, but only {missing} are missing. Count the rest at its shelf.").format(
                item=line.item, found=to_text(request.quantity), missing=to_text(missing)
            )
        )
    shelf = work.ledger.shelf(request.site_id, site_kind(work.connection, request.site_id))
    lock_lots(work.connection, [line.lot_id])
    there = work.ledger.locked_levels([(line.lot_id, shelf.id)])[line.lot_id, shelf.id].quantity
    counted = LotCounted(lot_of(line), there, there + request.quantity)
    note = _("Found again after it was missing from a delivery")
    count_id, _losses = write_count(work, shelf, on, note, [counted])
    return _ended(work, line, request.quantity, on, count_id)


@command(Permission.DELIVER, touches_searched)
def give_up_missing(work: Work, request: GiveUpMissing) -> DeliveryChanged:
    """Stop searching what is still missing of a line; it stays lost, as it was booked."""
    line, confirmed_on, missing = _searched(work, request.line_id)
    on = not_before(work.past_day(request.on), confirmed_on)
    return _ended(work, line, missing, on, None)


def _searched(work: Work, line_id: int) -> tuple[Any, date, int]:
    """The line, the day of its confirmation, what of it is still searched; its delivery is locked."""
    row = row_of(work.connection, DeliveryLine, line_id, _("That line of a delivery"), lock=False)
    delivery = in_state(work, row.delivery_id, DeliveryState.CONFIRMED)
    line = next(one for one in lines_of(work, delivery.id) if one.id == row.id)
    by_reason = select(_shortfall.c.reason, _shortfall.c.lost).where(_shortfall.c.line_id == row.id)
    told = {one.reason: one.lost for one in work.connection.execute(by_reason)}
    whole = told or {row.reason: row.lost}
    ended = select(func.sum(_end.c.quantity)).where(_end.c.line_id == row.id)
    missing = whole.get(ShortfallReason.MISSING, 0) - int(work.connection.execute(ended).scalar() or 0)
    if missing <= 0:
        raise Refusal(_("{item}: none of it is being looked for (any more).").format(item=line.item))
    return line, delivery.confirmed_on, missing


def _ended(work: Work, line: Any, quantity: int, on: date, count_id: int | None) -> DeliveryChanged:
    row_id = allocate_ids(work.connection, _end, 1)[0]
    work.connection.execute(
        insert(_end),
        {
            "id": row_id,
            "line_id": line.id,
            "quantity": quantity,
            "ended_on": on,
            "count_id": count_id,
            "recorded_at": work.now,
        },
    )
    return DeliveryChanged(line.delivery_id)
