"""The facts of a day that the figures of DESIGN 3 are worked out from.

Today's goods come from the kept levels and totals, so they cost the same over ten thousand
donations and ten million. A past day's come from the moves up to that day.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from sqlalchemy import Connection, Table, and_, bindparam, case, func, or_, select

from drives.model import Lot, Pledge, PledgeLine
from drives.queries.cells import Cell
from drives.queries.goods_now import add_goods_of_today
from drives.queries.goods_then import add_goods_of
from drives.queries.needs_seen import NeedSeen, lapse_days_of, needs_as_of
from drives.queries.sorted_goods import sorted_shares
from drives.rules.kits import NO_RECIPES, Recipes
from drives.rules.pledges import GRACE_DAYS
from drives.rules.progress import Gap, Goods, gaps
from drives.store.merges import NOTHING_MERGED, Merges, merges
from drives.store.pledged import has_arrived
from drives.store.recipes import recipes_on

_pledge: Table = Pledge.__table__  # type: ignore[assignment]
_pledge_line: Table = PledgeLine.__table__  # type: ignore[assignment]


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
    add_goods_of_today(connection, today, goods)
    return _facts(connection, today, goods, drive_id)


def facts_as_of(connection: Connection, day: date, *, drive_id: int | None = None) -> Facts:
    """The facts of a past day, from the moves and papers up to it; ``drive_id`` as in ``facts_now``."""
    goods: dict[Cell, Goods] = defaultdict(Goods)
    add_goods_of(connection, day, goods)
    return _facts(connection, day, goods, drive_id)


def _facts(connection: Connection, day: date, goods: dict[Cell, Goods], drive_id: int | None) -> Facts:
    of_drive = () if drive_id is None else (Lot.drive_id == drive_id,)
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
