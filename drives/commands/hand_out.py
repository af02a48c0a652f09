"""Hand goods over on the spot: planned, sent and received in one step, with or without a need.

What is reserved at the site for the program goes first, then what is free there: goods kept for it, then
what expires first. What the program's open needs ask for counts on them, the most urgent first; the rest is
given against none.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Table, exists, select

from drives.commands import typed
from drives.commands.deliveries import ConfirmDelivery, SendDelivery, confirm_delivery, send_delivery
from drives.commands.delivery_lines import LIVE, DeliveryChanged
from drives.commands.delivery_plans import FreeLine, PlanDelivery, plan_delivery
from drives.commands.door import Work, command
from drives.commands.found import (
    ItemFound,
    check_quantity,
    item_by_id,
    items_read_as,
    location_of_site,
    lock_lots,
    need_row,
    program_row,
    row_of,
    rows_of,
)
from drives.commands.need_state import need_is_open, outstanding_of
from drives.commands.touched.going_out import touches_handed_out
from drives.errors import NotEnough, Refusal
from drives.model import Delivery, DeliveryLine, Hold, Lot, Need, Program, Reservation, Site, StockLevel
from drives.rules.dates import is_past
from drives.rules.kinds import Priority
from drives.rules.quantity import to_text
from drives.rules.roles import Permission, Touch
from drives.rules.units import plural_count
from drives.store.merges import ids_read_as
from drives.texts import _, ngettext

_lot: Table = Lot.__table__  # type: ignore[assignment]
_hold: Table = Hold.__table__  # type: ignore[assignment]
_level: Table = StockLevel.__table__  # type: ignore[assignment]
_need: Table = Need.__table__  # type: ignore[assignment]
_reservation: Table = Reservation.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class HandedItem:
    """So much of an item, in thousandths."""

    item_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class HandOut:
    """Goods at a site that a program takes along now."""

    program_id: int
    site_id: int
    items: tuple[HandedItem, ...]
    on: date | None = None
    note: str | None = None


class _Pile(NamedTuple):
    """Goods of one lot at the site: what is free of it, and what the program's own reservations keep."""

    lot_id: int
    order: tuple[bool, date, date, int]
    free: int
    own: tuple[Any, ...]
    others: int
    past: bool
    held: bool
    elsewhere: bool
    """Kept for another program."""

    @property
    def may_go(self) -> bool:
        return not (self.past or self.held or self.elsewhere)


@command(Permission.DELIVER, touches_handed_out)
def hand_out(work: Work, request: HandOut) -> DeliveryChanged:
    """Reserve, plan, send and confirm in one transaction; more than can go is refused with figures."""
    request = typed.as_kept(request, note=typed.lines(2000))
    program_row(work.connection, request.program_id)
    site = row_of(work.connection, Site, request.site_id, _("That site"), lock=False)
    on = work.past_day(request.on)
    wanted: dict[int, int] = defaultdict(int)
    for one in request.items:
        check_quantity(item_by_id(work.connection, one.item_id), one.quantity)
        wanted[one.item_id] += one.quantity
    if not wanted:
        raise Refusal(_("There is nothing to hand out yet. Add an item first."))
    place = location_of_site(work.connection, request.site_id) or 0
    _lock(work, request.program_id, wanted, place)
    reservation_ids: list[int] = []
    free_lines: list[FreeLine] = []
    for item_id, quantity in sorted(wanted.items()):
        item = item_by_id(work.connection, item_id)
        piles = _piles(work, item, request.program_id, place, on)
        _refuse_more(item, site.name, quantity, piles)
        left = quantity
        for pile in piles:
            for kept in pile.own if pile.may_go else ():
                taken = min(left, kept.quantity)
                if taken:
                    if taken < kept.quantity:
                        work.ledger.split(kept.id, taken)
                    reservation_ids.append(kept.id)
                left -= taken
        needs = list(_needs(work, item, request.program_id, on))
        for pile in piles:
            taken = min(left, pile.free) if pile.may_go else 0
            left -= taken
            for need_id, asked in needs:
                part = min(taken, asked[0])
                if part:
                    reservation_ids.append(
                        work.ledger.reserve(
                            need_id=need_id,
                            lot_id=pile.lot_id,
                            location_id=place,
                            quantity=part,
                            reserved_on=on,
                        )
                    )
                asked[0] -= part
                taken -= part
            if taken:
                free_lines.append(FreeLine(pile.lot_id, request.site_id, taken))
    plan = PlanDelivery(request.program_id, tuple(reservation_ids), tuple(free_lines), on, request.note)
    planned = plan_delivery.function(work, plan)
    send_delivery.function(work, SendDelivery(planned.delivery_id, on))
    confirm_delivery.function(work, ConfirmDelivery(planned.delivery_id, (), on))
    return planned


def _lock(work: Work, program_id: int, item_ids: Iterable[int], place: int) -> None:
    """Keep others off what this takes of all items until the transaction ends, in the order of all writers.

    That is needs, lots, then levels.
    """
    same = sorted({one for item_id in item_ids for one in items_read_as(work.connection, item_id)})
    of_program = _need.c.program_id.in_(ids_read_as(Program, program_id))
    needs = select(_need.c.id).where(of_program, _need.c.item_id.in_(same))
    rows_of(work.connection, Need, work.connection.execute(needs).scalars().all(), _("That need"))
    there = select(_lot.c.id).join(_level, _level.c.lot_id == _lot.c.id)
    lot_ids = work.connection.execute(there.where(_lot.c.item_id.in_(same), _level.c.location_id == place))
    keys = [(lot_id, place) for lot_id in lot_ids.scalars()]
    lock_lots(work.connection, [lot_id for lot_id, _place in keys])
    work.ledger.locked_levels(keys)


def _piles(work: Work, item: ItemFound, program_id: int, place: int, on: date) -> list[_Pile]:
    """What stands at a place of an item, in the order in which it goes, locked until the transaction ends."""
    of_item = _lot.c.item_id.in_(items_read_as(work.connection, item.id))
    there = select(_lot).join(_level, _level.c.lot_id == _lot.c.id)
    lots = work.connection.execute(there.where(of_item, _level.c.location_id == place)).all()
    lot_ids = [lot.id for lot in lots]
    programs = set(work.connection.execute(ids_read_as(Program, program_id)).scalars())
    lock_lots(work.connection, lot_ids)
    levels = work.ledger.locked_levels((lot_id, place) for lot_id in lot_ids)
    own: dict[int, list[Any]] = defaultdict(list)
    for row in _own(work, program_id, lot_ids, place, on):
        own[row.lot_id].append(row)
    held = select(_hold.c.lot_id).where(_hold.c.lot_id.in_(lot_ids), _hold.c.lifted_on.is_(None))
    on_hold = set(work.connection.execute(held).scalars())
    piles = []
    for lot in lots:
        level = levels[lot.id, place]
        theirs = sum(row.quantity for row in own[lot.id])
        piles.append(
            _Pile(
                lot.id,
                (lot.restricted_to_id is None, lot.date_mark or date.max, lot.received_on, lot.id),
                level.quantity - level.reserved,
                tuple(own[lot.id]),
                level.reserved - theirs,
                lot.date_mark is not None and is_past(lot.date_mark, lot.date_kind, item.date_rule, on),
                lot.id in on_hold,
                lot.restricted_to_id is not None and lot.restricted_to_id not in programs,
            )
        )
    return sorted(piles, key=lambda pile: pile.order)


def _own(work: Work, program_id: int, lot_ids: list[int], place: int, on: date) -> list[Any]:
    """What is reserved here for needs of the program, and on no delivery."""
    line, delivery = DeliveryLine.__table__.c, Delivery.__table__.c
    on_its_way = exists().where(
        line.reservation_id == _reservation.c.id,
        delivery.id == line.delivery_id,
        delivery.state.in_(LIVE),
    )
    rows = (
        select(_reservation, _need.c.drive_id)
        .join(_need, _need.c.id == _reservation.c.need_id)
        .where(
            _need.c.program_id.in_(ids_read_as(Program, program_id)),
            _reservation.c.lot_id.in_(lot_ids),
            _reservation.c.location_id == place,
            _reservation.c.ended_on.is_(None),
            _reservation.c.sent_on.is_(None),
            _reservation.c.reserved_on <= on,
            ~on_its_way,
        )
        .order_by(_reservation.c.id)
    )
    # By the same permission as ``to_go.free_to_go`` tells of them: they are reserved already.
    delivers = Permission.DELIVER
    return [row for row in work.connection.execute(rows) if _theirs(work, delivers, row.drive_id, program_id)]


def _theirs(work: Work, permission: Permission, drive_id: int | None, program_id: int) -> bool:
    """Whether whoever acts may do this for a need of the program that names this drive."""
    return work.viewer.may_touch(permission, Touch(drive_id=drive_id, program_id=program_id))


def _needs(work: Work, item: ItemFound, program_id: int, on: date) -> Iterator[tuple[int, list[int]]]:
    """The open needs of the program for an item, the most urgent first, each with what it still asks for."""
    asked_for = (
        select(_need.c.id)
        .where(
            _need.c.program_id.in_(ids_read_as(Program, program_id)),
            _need.c.item_id.in_(items_read_as(work.connection, item.id)),
            _need.c.posted_on <= on,
        )
        .order_by(_need.c.id)
    )
    rows = [
        need_row(work.connection, need_id) for need_id in work.connection.execute(asked_for).scalars().all()
    ]
    ranks = list(Priority)
    rows.sort(key=lambda row: (ranks.index(row.priority), row.needed_by or date.max, row.posted_on, row.id))
    for row in rows:
        if _theirs(work, Permission.ALLOCATE, row.drive_id, program_id) and need_is_open(work, row):
            outstanding = outstanding_of(work, row)
            if outstanding:
                yield row.id, [outstanding]


def _refuse_more(item: ItemFound, site: str, asked: int, piles: list[_Pile]) -> None:
    """Refuse more than can go, saying what there is and why the rest stays."""
    own = sum(row.quantity for pile in piles if pile.may_go for row in pile.own)
    can_go = own + sum(pile.free for pile in piles if pile.may_go)
    if asked <= can_go:
        return
    words = {
        "item": item.name,
        "site": site,
        "asked": to_text(asked),
        "can_go": to_text(can_go),
        "short": to_text(asked - can_go),
    }
    said = [_("{item} at {site}: {asked} asked, {can_go} can go ({short} short).").format(**words)]
    past = sum(_all(pile) for pile in piles if pile.past)
    held = sum(_all(pile) for pile in piles if pile.held and not pile.past)
    elsewhere = sum(_all(pile) for pile in piles if pile.elsewhere and not (pile.past or pile.held))
    reserved = sum(pile.others for pile in piles if pile.may_go)
    if past:
        said.append(
            ngettext(
                "{count} more is past its date.", "{count} more are past their date.", plural_count(past)
            ).format(count=to_text(past))
        )
    if held:
        said.append(
            ngettext("{count} more is on hold.", "{count} more are on hold.", plural_count(held)).format(
                count=to_text(held)
            )
        )
    if elsewhere:
        said.append(
            ngettext(
                "{count} more is kept for other programs.",
                "{count} more are kept for other programs.",
                plural_count(elsewhere),
            ).format(count=to_text(elsewhere))
        )
    if reserved:
        said.append(
            ngettext(
                "{count} more is reserved for needs.",
                "{count} more are reserved for needs.",
                plural_count(reserved),
            ).format(count=to_text(reserved))
        )
    said.append(_("Hand out fewer, or count that shelf."))
    raise NotEnough(" ".join(said))


def _all(pile: _Pile) -> int:
    return pile.free + pile.others + sum(int(row.quantity) for row in pile.own)
