"""Fair shares: who gets how much of what there is, and of which lots.

Priority tiers come first. Within a tier a policy decides: all to the same fraction, counting what was met
before (max-min fair), whoever needs it or asked soonest first, or the same quantity to each program. Stock
kept for a program serves that program alone, and is used before what is for all, so that none is wasted.
Where there is not enough for all, shares are cut to whole steps: a unit, or a pack where whole packs are
wanted. The same needs and lots give the same shares in whatever order they come.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from drives.rules.dates import DateRule
from drives.rules.fefo import LotFree, Taken, fefo_key, may_be_used, near_first
from drives.rules.kinds import Policy, Priority, Why
from drives.rules.quantity import PARTS, SCALE
from drives.rules.sharing import BY_HAND_TIER, Asks, Pools, Shared, share_out

_TIERS = {priority: tier for tier, priority in enumerate(Priority)}
_NEVER = date.max.toordinal()


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


@dataclass(frozen=True, slots=True)
class Share:
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
    """A share for each need, by need, and the lots that they are made of."""

    policy: Policy
    shares: tuple[Share, ...]
    taken: tuple[Taken, ...]


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
    chosen = by_hand or {}
    usable = sorted(
        (
            lot._replace(free=lot.free // portions[lot.item_id].least * portions[lot.item_id].least)
            for lot in lots
            if lot.item_id in portions and may_be_used(lot, portions[lot.item_id].date_rule, on)
        ),
        key=lambda lot: (lot.item_id, lot.program_id or 0, *fefo_key(lot)),
    )
    usable = [lot for lot in usable if lot.free > 0]
    asked = sorted(needs)
    shared = share_out(_asks(asked, portions, chosen), _pools(usable), policy)
    shares = tuple(_share(need, place, shared, portions, chosen) for place, need in enumerate(asked))
    taken = [
        Taken(asked[ask].need_id, asked[ask].program_id, usable[lot], quantity)
        for ask, lot, quantity in zip(*(column.tolist() for column in shared.pieces), strict=True)
    ]
    if near:
        taken = near_first(taken, usable, near)
    return Proposal(policy, shares, _together(taken))


def _asks(needs: Sequence[NeedOpen], portions: Mapping[int, Portion], chosen: Mapping[int, int]) -> Asks:
    rows = np.array(
        [
            (
                need.need_id,
                need.program_id,
                need.item_id,
                need.met,
                _open(need, portions, chosen),
                portions[need.item_id].step,
                BY_HAND_TIER if need.need_id in chosen else _TIERS[need.priority],
                need.needed_by.toordinal() if need.needed_by else _NEVER,
                need.posted_on.toordinal(),
            )
            for need in needs
        ],
        dtype=np.int64,
    )
    return Asks(*rows.reshape(-1, 9).T)


def _open(need: NeedOpen, portions: Mapping[int, Portion], chosen: Mapping[int, int]) -> int:
    least = portions[need.item_id].least
    return min(chosen.get(need.need_id, need.outstanding), need.outstanding) // least * least


def _pools(lots: Sequence[LotFree]) -> Pools:
    rows = np.array([(lot.item_id, lot.program_id or 0, lot.free) for lot in lots], dtype=np.int64)
    return Pools(*rows.reshape(-1, 3).T)


def _share(
    need: NeedOpen, place: int, shared: Shared, portions: Mapping[int, Portion], chosen: Mapping[int, int]
) -> Share:
    given, available = int(shared.given[place]), int(shared.available[place])
    if need.need_id in chosen:
        why = Why.BY_HAND
    elif given == need.outstanding:
        why = Why.ALL
    elif need.outstanding < portions[need.item_id].least:
        why = Why.UNDER_A_PACK
    elif given:
        why = Why.PART
    else:
        why = Why.NONE_LEFT if shared.asked[place] else Why.NONE_THERE
    return Share(
        need.need_id,
        given,
        int(shared.kept[place]),
        need.met,
        need.outstanding,
        available,
        int(shared.asked[place]),
        round(float(shared.level[place]) * PARTS),
        why,
    )


def _together(taken: Iterable[Taken]) -> tuple[Taken, ...]:
    """What goes to a need of one lot at one site in one piece, by need and in the order of the lots."""
    sums: dict[tuple[Any, ...], Taken] = {}
    for one in taken:
        key = one.need_id, one.lot.lot_id, one.lot.site_id
        known = sums.get(key)
        sums[key] = one if known is None else one._replace(quantity=known.quantity + one.quantity)
    return tuple(sorted(sums.values(), key=lambda one: (one.need_id, fefo_key(one.lot))))
