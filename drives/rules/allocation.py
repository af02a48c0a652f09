"""Fair shares: who gets how much of what there is, and of which lots.

Priority tiers come first. Within a tier a policy decides: all to the same fraction, counting what was met
before (max-min fair), whoever needs it or asked soonest first, or the same quantity to each program. Stock
kept for a program serves that program alone, and is used before what is for all, so that none is wasted.
Where there is not enough for all, shares are cut to whole steps: a unit, or a pack where whole packs are
wanted. The same needs and lots give the same shares in whatever order they come.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np

from drives.rules.dates import DateRule
from drives.rules.fefo import LotFree, Shelves, Taken, may_be_used, shelves_of
from drives.rules.kinds import Policy, Priority, Why
from drives.rules.near import Pieces, near_first
from drives.rules.quantity import PARTS, SCALE
from drives.rules.rows import Rows, Whole, columns_of, days, told, whole
from drives.rules.sharing import BY_HAND_TIER, Asks, Pools, Shared, share_out

_TIERS = {priority: tier for tier, priority in enumerate(Priority)}


class NeedOpen(NamedTuple):
    """An open need; ``met`` is what is delivered or allocated of it, in thousandths."""

    need_id: int
    program_id: int
    item_id: int
    met: int
    outstanding: int
    priority: Priority
    needed_by: date | None
    posted_on: date


class Portion(NamedTuple):
    """How an item is given out: its date rule, whether it divides, its pack where whole ones are to go."""

    date_rule: DateRule = DateRule.ADVICE
    divides: bool = False
    pack: int | None = None

    @property
    def step(self) -> int:
        """What shares are cut to, in thousandths."""
        return self.pack or SCALE

    @property
    def least(self) -> int:
        """The smallest part that can be given, in thousandths."""
        return 1 if self.divides and self.pack is None else self.step


class Share(NamedTuple):
    """What a need gets, in thousandths, and the facts that say why.

    ``kept`` of it is from stock that is kept for its program. ``available`` is what there was for its tier,
    ``asked`` what the tier asked for; ``level`` is the common fraction of ``fair``, in ten-thousandths.
    """

    need_id: int
    given: int
    kept: int
    met: int
    outstanding: int
    available: int
    asked: int
    level: int
    why: Why


@dataclass(frozen=True, slots=True)
class Proposal:
    """A share for each need, by need, and the lots that they are made of, by need, first expired first."""

    policy: Policy
    shares: Rows[Share]
    taken: Rows[Taken]


def propose(
    lots: Iterable[LotFree],
    needs: Iterable[NeedOpen],
    portions: Mapping[int, Portion],
    *,
    policy: Policy,
    on: date,
    by_hand: Mapping[int, int] | None = None,
    near: Mapping[tuple[int, int], int] | None = None,
) -> Proposal:
    """What each need gets of which lots, to be used on a day.

    ``by_hand`` says by need what was decided already: those are served before all others. ``near`` says by
    (program, site) how far it is. No lot or need may come twice.
    """
    least = {item_id: portion.least for item_id, portion in portions.items()}
    shelves = shelves_of(_usable(lots, portions, on), least)
    asks, outstanding, parts = _asks(needs, portions, least, by_hand or {})
    shared = share_out(asks, Pools(shelves.item_id, shelves.program_id, shelves.free), policy)
    pieces = Pieces(*shared.pieces)
    if near:
        pieces = near_first(pieces, asks.program_id, shelves, near)
    return Proposal(policy, _shares(asks, outstanding, parts, shared), _taken(asks, shelves, pieces))


def _usable(lots: Iterable[LotFree], portions: Mapping[int, Portion], on: date) -> list[LotFree]:
    return [
        lot
        for lot in lots
        if lot.item_id in portions
        # Most are not marked with a day that is over: only the others' rules are looked at.
        and (
            lot.date_mark is None
            or lot.date_mark >= on
            or may_be_used(lot, portions[lot.item_id].date_rule, on)
        )
    ]


def _asks(
    needs: Iterable[NeedOpen],
    portions: Mapping[int, Portion],
    least: Mapping[int, int],
    chosen: Mapping[int, int],
) -> tuple[Asks, Whole, Whole]:
    """Needs in columns, by need; what is outstanding of each, and the least part of its item."""
    need_ids, programs, items, met, asked, priorities, needed_by, posted_on = columns_of(NeedOpen, needs)
    need_id, outstanding = whole(need_ids), whole(asked)
    steps = {item: portion.step for item, portion in portions.items()}
    parts = told(least, items)
    by_hand = np.isin(need_id, whole(chosen.keys()))
    wanted = outstanding.copy()
    wanted[by_hand] = [chosen[one] for one in need_id[by_hand].tolist()]
    tier = np.where(by_hand, BY_HAND_TIER, told(_TIERS, priorities))
    asks = Asks(
        need_id,
        whole(programs),
        whole(items),
        whole(met),
        np.minimum(wanted, outstanding) // parts * parts,
        told(steps, items),
        tier,
        days(needed_by),
        days(posted_on),
    )
    order = np.argsort(need_id)
    return asks.at(order), outstanding[order], parts[order]


def _shares(asks: Asks, outstanding: Whole, least: Whole, shared: Shared) -> Rows[Share]:
    decided = {
        Why.BY_HAND: asks.tier == BY_HAND_TIER,
        Why.ALL: shared.given == outstanding,
        Why.UNDER_A_PACK: outstanding < least,
        Why.PART: shared.given > 0,
        Why.NONE_LEFT: shared.asked > 0,
        Why.NONE_THERE: np.ones(len(outstanding), dtype=np.bool_),
    }
    first = np.argmax(list(decided.values()), axis=0)
    return Rows(
        Share,
        asks.need_id,
        shared.given,
        shared.kept,
        asks.met,
        outstanding,
        shared.available,
        shared.asked,
        np.rint(shared.level * PARTS).astype(np.int64),
        np.array(list(decided), dtype=np.object_)[first],
    )


def _taken(asks: Asks, shelves: Shelves, pieces: Pieces) -> Rows[Taken]:
    """The pieces by need, and of each first expired first: rows of stock stand in that order."""
    order = np.argsort(pieces.ask * len(shelves.lot) + pieces.lot)
    ask, lot, quantity = (column[order] for column in pieces)
    return Rows(Taken, asks.need_id[ask], asks.program_id[ask], shelves.lot[lot], quantity)
