"""The facts of a day that the figures of DESIGN 3 are worked out from.

Today's goods come from the kept levels and totals, so they cost the same over ten thousand
donations and ten million. A past day's come from the moves up to that day.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Table,
    and_,
    bindparam,
    case,
    false,
    func,
    or_,
    select,
)

from drives.model import (
    Donation,
    DonationLine,
    DonationTotal,
    Hold,
    Item,
    Location,
    Lot,
    Move,
    MoveTotal,
    Pledge,
    PledgeLine,
    Reservation,
    StockLevel,
)
from drives.queries.needs_seen import NeedSeen, lapse_days_of, needs_as_of
from drives.queries.sorted_goods import sorted_shares
from drives.rules.dates import DateKind, DateRule
from drives.rules.kinds import (
    SHELF_LOCATIONS,
    DonationState,
    LocationKind,
    Source,
)
from drives.rules.kits import NO_RECIPES, Recipes
from drives.rules.pledges import GRACE_DAYS
from drives.rules.progress import Gap, Goods, gaps
from drives.store.merges import NOTHING_MERGED, Merges, merges
from drives.store.pledged import has_arrived
from drives.store.recipes import recipes_on

_lot: Table = Lot.__table__  # type: ignore[assignment]
_item: Table = Item.__table__  # type: ignore[assignment]
_location: Table = Location.__table__  # type: ignore[assignment]
_level: Table = StockLevel.__table__  # type: ignore[assignment]
_move: Table = Move.__table__  # type: ignore[assignment]
_hold: Table = Hold.__table__  # type: ignore[assignment]
_reservation: Table = Reservation.__table__  # type: ignore[assignment]
_donation: Table = Donation.__table__  # type: ignore[assignment]
_donation_line: Table = DonationLine.__table__  # type: ignore[assignment]
_pledge: Table = Pledge.__table__  # type: ignore[assignment]
_pledge_line: Table = PledgeLine.__table__  # type: ignore[assignment]
_donation_total: Table = DonationTotal.__table__  # type: ignore[assignment]
_move_total: Table = MoveTotal.__table__  # type: ignore[assignment]

_CELL = (_lot.c.item_id, _lot.c.drive_id, _lot.c.restricted_to_id)
_GONE = (LocationKind.DISCARD, LocationKind.COUNT_DIFFERENCE)


class Cell(NamedTuple):
    """Where goods belong: item, drive and restriction (0 stands for none)."""

    item_id: int
    drive_id: int
    program_id: int


@dataclass(frozen=True)
class Facts:
    """All needs and goods as of ``day``, items and programs as they are read. Sums in thousandths."""

    day: date
    lapse_days: int
    needs: Sequence[NeedSeen]
    goods: Mapping[Cell, Goods]
    merges: Merges = NOTHING_MERGED
    recipes: Recipes = NO_RECIPES

    @cached_property
    def gaps(self) -> dict[int, Gap]:
        """Gap and surplus of every item over everything."""
        return gaps((need.facts for need in self.needs), self.free, self.recipes)

    @cached_property
    def free(self) -> dict[tuple[int, int], int]:
        """What is available over everything, by (item, program it is restricted to or 0)."""
        free: dict[tuple[int, int], int] = defaultdict(int)
        for cell, parts in self.goods.items():
            if parts.available:
                free[cell.item_id, cell.program_id] += parts.available
        return free


def facts_now(connection: Connection, today: date, *, drive_id: int | None = None) -> Facts:
    """The facts of today, from what is kept.

    With ``drive_id`` they are for that drive's figures: what was sorted is not looked up for others.
    """
    goods: dict[Cell, Goods] = defaultdict(Goods)
    _goods_kept(connection, today, goods)
    return _facts(connection, today, goods, drive_id)


def facts_as_of(connection: Connection, day: date, *, drive_id: int | None = None) -> Facts:
    """The facts of a past day, from the moves and papers up to it; ``drive_id`` as in ``facts_now``."""
    goods: dict[Cell, Goods] = defaultdict(Goods)
    _goods_moved(connection, day, goods)
    _goods_received(connection, day, goods)
    return _facts(connection, day, goods, drive_id)


def _facts(connection: Connection, day: date, goods: dict[Cell, Goods], drive_id: int | None) -> Facts:
    of_drive = () if drive_id is None else (_lot.c.drive_id == drive_id,)
    for *cell, _on, quantity in sorted_shares(connection, day, of_lots=of_drive):
        goods[Cell(*cell)].donated += quantity
    _goods_pledged(connection, day, goods)
    merged, lapse_days = merges(connection), lapse_days_of(connection)
    needs = needs_as_of(connection, day, lapse_days, merged)
    recipes = recipes_on(connection, day, merged.items)
    return Facts(day, lapse_days, needs, _read_as(goods, merged), merged, recipes)


def _read_as(goods: Mapping[Cell, Goods], merged: Merges) -> Mapping[Cell, Goods]:
    """Goods under the items and programs that theirs are read as."""
    if merged is NOTHING_MERGED:
        return goods
    read: dict[Cell, Goods] = defaultdict(Goods)
    items, programs = merged.items, merged.programs
    for (item_id, drive_id, program_id), parts in goods.items():
        cell = Cell(items.get(item_id, item_id), drive_id, programs.get(program_id, program_id))
        read[cell].add(parts)
    return read


def fit_to_go(day: date | BindParameter[date]) -> ColumnElement[bool]:
    """Whether a lot (joined with its item) may go out on a day: not held, not past its date."""
    held = (
        select(_hold.c.id)
        .where(
            _hold.c.lot_id == _lot.c.id,
            _hold.c.held_on <= day,
            or_(_hold.c.lifted_on.is_(None), _hold.c.lifted_on > day),
        )
        .exists()
    )
    past = and_(
        _lot.c.date_mark.is_not(None),
        _lot.c.date_mark < day,
        or_(
            _lot.c.date_kind.in_([DateKind.USE_BY, DateKind.EXPIRES]),
            _item.c.date_rule.in_([DateRule.STRICT, DateRule.FORMULA]),
        ),
    )
    return and_(~held, ~func.coalesce(past, false()))


def _cell(row: Any) -> Cell:
    return Cell(row.item_id, row.drive_id or 0, row.restricted_to_id or 0)


_ON_SHELF = _location.c.kind.in_(SHELF_LOCATIONS)
_FREE = case((_ON_SHELF, _level.c.quantity - _level.c.reserved), else_=0)
# What is on the shelves is summed up already, as what went there and did not leave; few lots are reserved.
_RESERVED = (
    select(*_CELL, func.sum(_level.c.reserved))
    .join(_lot, _lot.c.id == _level.c.lot_id)
    .join(_location, _location.c.id == _level.c.location_id)
    .where(_level.c.reserved > 0, _ON_SHELF)
    .group_by(*_CELL)
)
# Few lots are held or past their date: they are looked up by themselves and taken off.
_UNFIT = (
    select(*_CELL, func.sum(_FREE))
    .join(_lot, _lot.c.id == _level.c.lot_id)
    .join(_item, _item.c.id == _lot.c.item_id)
    .join(_location, _location.c.id == _level.c.location_id)
    .where(
        _level.c.quantity > 0,
        or_(_lot.c.date_mark.is_not(None), _lot.c.id.in_(select(_hold.c.lot_id))),
        ~fit_to_go(bindparam("today", type_=_lot.c.date_mark.type)),
    )
    .group_by(*_CELL)
)
_DONATED = select(_donation_total)
_SCOPE = (_move_total.c.item_id, _move_total.c.drive_id, _move_total.c.program_id)


def _came_to(*kinds: LocationKind) -> ColumnElement[int]:
    """What the kept totals brought to such locations and did not take away."""
    return func.sum(
        case((_move_total.c.to_kind.in_(kinds), _move_total.c.quantity), else_=0)
        - case((_move_total.c.from_kind.in_(kinds), _move_total.c.quantity), else_=0)
    )


_MOVED = select(
    *_SCOPE,
    _came_to(*SHELF_LOCATIONS),
    _came_to(LocationKind.TRANSIT),
    func.sum(case((_move_total.c.to_kind.in_(_GONE), _move_total.c.quantity), else_=0)),
).group_by(*_SCOPE)


def _goods_kept(connection: Connection, today: date, goods: dict[Cell, Goods]) -> None:
    for item_id, drive_id, program_id, on_hand, in_transit, lost in connection.execute(_MOVED).all():
        parts = goods[Cell(item_id, drive_id, program_id)]
        parts.moved, parts.on_hand, parts.in_transit, parts.lost = True, on_hand, in_transit, lost
        parts.available = on_hand
    for kept_back in (connection.execute(_RESERVED), connection.execute(_UNFIT, {"today": today})):
        for item_id, drive_id, program_id, quantity in kept_back:
            goods[Cell(item_id, drive_id or 0, program_id or 0)].available -= quantity
    for item_id, drive_id, program_id, received, rejected in connection.execute(_DONATED).all():
        parts = goods[Cell(item_id, drive_id, program_id)]
        parts.received, parts.rejected, parts.donated = received, rejected, received - rejected


def _goods_moved(connection: Connection, day: date, goods: dict[Cell, Goods]) -> None:
    origin, target = _location.alias("origin"), _location.alias("target")
    quantity = _move.c.quantity

    def change(*kinds: LocationKind) -> ColumnElement[int]:
        return case((target.c.kind.in_(kinds), quantity), else_=0) - case(
            (origin.c.kind.in_(kinds), quantity), else_=0
        )

    fit = fit_to_go(day)
    lost = case(
        (and_(_move.c.reverses_id.is_(None), target.c.kind.in_(_GONE)), quantity),
        (and_(_move.c.reverses_id.is_not(None), origin.c.kind.in_(_GONE)), -quantity),
        else_=0,
    )
    moved = (
        select(
            *_CELL,
            func.sum(change(*SHELF_LOCATIONS)).label("on_hand"),
            func.sum(change(LocationKind.TRANSIT)).label("in_transit"),
            func.sum(case((fit, change(*SHELF_LOCATIONS)), else_=0)).label("fit"),
            func.sum(lost).label("lost"),
        )
        .join(_lot, _lot.c.id == _move.c.lot_id)
        .join(_item, _item.c.id == _lot.c.item_id)
        .join(origin, origin.c.id == _move.c.from_location_id)
        .join(target, target.c.id == _move.c.to_location_id)
        .where(_move.c.effective_on <= day)
        .group_by(*_CELL)
    )
    for row in connection.execute(moved):
        parts = goods[_cell(row)]
        parts.moved = True
        parts.on_hand, parts.in_transit, parts.lost = row.on_hand, row.in_transit, row.lost
        parts.available = row.fit
    kept = (
        select(*_CELL, func.sum(_reservation.c.quantity).label("reserved"))
        .join(_lot, _lot.c.id == _reservation.c.lot_id)
        .join(_item, _item.c.id == _lot.c.item_id)
        .where(_stands_on(day), or_(_reservation.c.sent_on.is_(None), _reservation.c.sent_on > day), fit)
        .group_by(*_CELL)
    )
    for row in connection.execute(kept):
        goods[_cell(row)].available -= row.reserved


def _goods_received(connection: Connection, day: date, goods: dict[Cell, Goods]) -> None:
    received = (
        select(
            *_CELL,
            func.sum(_donation_line.c.received).label("received"),
            func.sum(_donation_line.c.rejected).label("rejected"),
        )
        .join(_donation, _donation.c.id == _donation_line.c.donation_id)
        .join(_lot, _lot.c.id == _donation_line.c.lot_id)
        .where(
            _donation.c.received_on <= day,
            _donation.c.state == DonationState.POSTED,
            _donation_line.c.source == Source.DONATED,
        )
        .group_by(*_CELL)
    )
    for row in connection.execute(received):
        parts = goods[_cell(row)]
        parts.received, parts.rejected = row.received, row.rejected
        parts.donated = row.received - row.rejected


_DAY = bindparam("day", type_=_pledge.c.by_on.type)
_WAITED_FOR = and_(
    _pledge.c.by_on >= bindparam("first_late", type_=_pledge.c.by_on.type),
    or_(_pledge.c.ended_on.is_(None), _pledge.c.ended_on > _DAY),
    ~has_arrived(_pledge, by=_DAY),
)
_PLEDGED = (
    select(
        _pledge_line.c.item_id,
        _pledge.c.drive_id,
        func.sum(case((and_(_WAITED_FOR, _pledge.c.by_on >= _DAY), _pledge_line.c.quantity), else_=0)),
        func.sum(case((and_(_WAITED_FOR, _pledge.c.by_on < _DAY), _pledge_line.c.quantity), else_=0)),
    )
    .join(_pledge, _pledge.c.id == _pledge_line.c.pledge_id)
    .where(_pledge.c.made_on <= _DAY)
    .group_by(_pledge_line.c.item_id, _pledge.c.drive_id)
)


def _goods_pledged(connection: Connection, day: date, goods: dict[Cell, Goods]) -> None:
    """What was pledged to each drive by a day: for a day still to come, or late (``rules/pledges.py``)."""
    days = {"day": day, "first_late": day - timedelta(days=GRACE_DAYS)}
    for item_id, drive_id, still_to_come, late in connection.execute(_PLEDGED, days):
        parts = goods[Cell(item_id, drive_id, 0)]
        parts.moved = True
        parts.pledged, parts.late = still_to_come, late


def _stands_on(day: date) -> ColumnElement[bool]:
    return and_(
        _reservation.c.reserved_on <= day,
        or_(_reservation.c.ended_on.is_(None), _reservation.c.ended_on > day),
    )
