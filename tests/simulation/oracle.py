"""The figures of DESIGN 3, read a second time, straight from the list of what was done.

Nothing of the application is imported here. Every figure is summed by its definition over the
facts of a history (tests/simulation/facts.py), without anything kept in between.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from tests.simulation.asked import Asked, Scope, is_in_scope, last_day
from tests.simulation.facts import (
    COUNT_DIFFERENCE,
    DISCARD,
    TRANSIT,
    ZERO,
    Facts,
    Lot,
    Move,
    Pledge,
    Step,
    levels_of,
)

FIGURES = (
    "needed",
    "goal",
    "pledged",
    "received",
    "rejected",
    "donated",
    "on_hand",
    "in_transit",
    "available",
    "allocated",
    "delivered",
    "lost",
    "outstanding",
    "still_to_collect",
    "surplus",
    "coverage",
)


def figures(history: Iterable[Step], *, scope: Scope = None, as_of: date) -> list[dict[str, str]]:
    """The rows `export progress` gives for a scope as of a day.

    `scope` is None (everything), ("drive", name) or ("program", name). Columns: item, category,
    unit, then FIGURES (`goal` for a drive only), all texts; rows by item name in code point order.
    """
    return figures_of(Facts(history), scope=scope, as_of=as_of)


def figures_of(
    facts: Facts, *, scope: Scope = None, as_of: date, asked_on: dict[date, Asked] | None = None
) -> list[dict[str, str]]:
    """As `figures`, of a history already replayed; `asked_on` keeps what other scopes ask again of a day."""
    day = as_of
    if scope is not None and scope[0] == "drive":
        day = last_day(facts.drives[scope[1]], as_of)
    needs = [need for need in facts.needs.values() if is_in_scope(facts, need, scope, day)]
    moves = [move for move in facts.moves if move.on <= day]
    named = {need.item for need in needs}
    named |= {move.lot.item for move in moves if _lot_in_scope(move.lot, scope)}
    if scope is not None and scope[0] == "drive":
        named |= set(facts.drives[scope[1]].goals)
    for pledge in facts.pledges.values():
        if pledge.made_on <= day and _pledge_in_scope(pledge, scope):
            named |= set(pledge.quantities)
    if asked_on is None:
        asked_on = {}
    if day not in asked_on:
        asked_on[day] = Asked(facts, day)
    asked = asked_on[day]
    if facts.recipes:
        named |= {name for name in facts.items if asked.ask(name, scope).for_kits}
    changed = changed_by_sorting(facts, day)
    return [_row(asked, item, scope, changed) for item in sorted(named)]


def _lot_in_scope(lot: Lot, scope: Scope) -> bool:
    if scope is None:
        return True
    kind, name = scope
    return (lot.drive if kind == "drive" else lot.restricted_to) == name


def _pledge_in_scope(pledge: Pledge, scope: Scope) -> bool:
    """Pledges are made to a drive: they count there and over everything, for no program by itself."""
    return scope is None or scope == ("drive", pledge.drive)


def _pledged(facts: Facts, item: str, scope: Scope, day: date, *, late: bool) -> Decimal:
    """Σ what is waited for: for a day to come, or for one that has passed."""
    total = ZERO
    for pledge in facts.pledges.values():
        counts = _pledge_in_scope(pledge, scope) and facts.is_waited_for(pledge, day)
        if counts and (pledge.by_on < day) == late:
            total += pledge.quantities.get(item, ZERO)
    return total


def late_of(facts: Facts, *, scope: Scope = None, as_of: date) -> dict[str, str]:
    """By item, what was pledged for a day that has passed and is waited for still; of those with any."""
    day = as_of
    if scope is not None and scope[0] == "drive":
        day = last_day(facts.drives[scope[1]], as_of)
    late = {item: _pledged(facts, item, scope, day, late=True) for item in facts.items}
    return {item: written(quantity) for item, quantity in late.items() if quantity}


def _row(asked: Asked, name: str, scope: Scope, changed: dict[Lot, Decimal]) -> dict[str, str]:
    facts, day = asked.facts, asked.day
    item = facts.items[name]
    needs = [
        need for need in facts.needs.values() if need.item == name and is_in_scope(facts, need, scope, day)
    ]
    moves = [
        move
        for move in facts.moves
        if move.lot.item == name and move.on <= day and _lot_in_scope(move.lot, scope)
    ]
    lines = [
        line
        for donation in facts.donations.values()
        for line in donation.lines
        if line.lot.item == name and line.on <= day and not line.purchased and _lot_in_scope(line.lot, scope)
    ]

    # the needs side
    needed = sum(
        (need.quantity(day) if need.is_open(day) else facts.need_delivered(need, day) for need in needs),
        ZERO,
    )
    allocated = sum((facts.need_allocated(need, day) for need in needs), ZERO)
    delivered = sum((facts.need_delivered(need, day) for need in needs), ZERO)
    outstanding = asked.outstanding(needs)

    # the goods side
    received = sum((line.quantity for line in lines), ZERO)
    rejected = sum((line.rejected for line in lines), ZERO)
    levels = levels_of(moves)
    on_hand = sum((level for (_, place), level in levels.items() if place.kind == "site"), ZERO)
    in_transit = sum((level for (_, place), level in levels.items() if place == TRANSIT), ZERO)
    available = sum((free for lot, free in asked.stock(name).items() if _lot_in_scope(lot, scope)), ZERO)
    lost = _lost(moves)

    # both sides
    still_to_collect = asked.still_to_collect(name, scope)
    surplus = asked.surplus(name)
    counted = needed + asked.ask(name, scope).for_kits
    coverage = 1 - Fraction(still_to_collect) / Fraction(counted) if counted else Fraction(1)

    row = {"item": name, "category": item.category, "unit": item.unit, "needed": written(needed)}
    if scope is not None and scope[0] == "drive":
        goal = facts.drives[scope[1]].goals.get(name)
        row["goal"] = "" if goal is None else written(goal)
    row["pledged"] = written(_pledged(facts, name, scope, day, late=False))
    row["received"] = written(received)
    row["rejected"] = written(rejected)
    sorted_of_it = sum(
        (by for lot, by in changed.items() if lot.item == name and _lot_in_scope(lot, scope)), ZERO
    )
    row["donated"] = written(received - rejected + sorted_of_it)
    row["on_hand"] = written(on_hand)
    row["in_transit"] = written(in_transit)
    row["available"] = written(available)
    row["allocated"] = written(allocated)
    row["delivered"] = written(delivered)
    row["lost"] = written(lost)
    row["outstanding"] = written(outstanding)
    row["still_to_collect"] = written(still_to_collect)
    row["surplus"] = written(surplus)
    row["coverage"] = written(_four_places(coverage))
    return row


def _lost(moves: Iterable[Move]) -> Decimal:
    """What was discarded or missing; what comes out of a discard was a mistake taken back."""
    lost = ZERO
    for move in moves:
        if move.target in (DISCARD, COUNT_DIFFERENCE):
            lost += move.quantity
        elif move.source == DISCARD:
            lost -= move.quantity
    return lost


def changed_by_sorting(facts: Facts, day: date) -> dict[Lot, Decimal]:
    """By lot, what sorting made of it less what of it was sorted into others, as far as it was donated.

    As of a day, what was given to a pile by then is what its sortings took, the first of them first, whether
    it came before or after; of what is made of a pile counts as much of the whole as was given of what was
    taken, in whole units of what cannot be halved, else to the third decimal, rounded down. A pile that came
    out of a pile was given as far as it counts so: looked up again until nothing changes any more.
    """
    made, taken = shares_of_sorting(facts, day)
    return {lot: made.get(lot, ZERO) - taken.get(lot, ZERO) for lot in {*made, *taken}}


def shares_of_sorting(facts: Facts, day: date) -> tuple[dict[Lot, Decimal], dict[Lot, Decimal]]:
    """By lot, what of the donated sorting made of it, and what of it was sorted into others."""
    done = [one for one in facts.sortings.values() if one.on <= day and one.taken]
    done.sort(key=lambda one: one.on)
    made: dict[Lot, Decimal] = {}
    while True:
        covered: dict[Lot, Decimal] = {}
        found: dict[Lot, Decimal] = {}
        for sorting in done:
            given = _given(facts, sorting.pile, day) + made.get(sorting.pile, ZERO)
            share = min(sorting.taken, given - covered.get(sorting.pile, ZERO))
            covered[sorting.pile] = covered.get(sorting.pile, ZERO) + share
            for lot, quantity in sorting.made:
                least = Fraction(1) if facts.items[lot.item].unit in ("each", "pair") else Fraction(1, 1000)
                steps = Fraction(quantity) * Fraction(share) / Fraction(sorting.taken) // least
                found[lot] = found.get(lot, ZERO) + steps * Decimal(least.numerator) / least.denominator
        if found == made:
            return made, covered
        made = found


def _given(facts: Facts, lot: Lot, day: date) -> Decimal:
    """What donors gave to a lot by a day."""
    lines = [line for donation in facts.donations.values() for line in donation.lines if line.lot == lot]
    return sum(
        (line.quantity - line.rejected for line in lines if not line.purchased and line.on <= day), ZERO
    )


def _four_places(ratio: Fraction) -> Decimal:
    rounded = round(ratio, 4)  # a Fraction rounds exactly, half to even
    return Decimal(rounded.numerator) / Decimal(rounded.denominator)


def written(quantity: Decimal) -> str:
    """A decimal with a point, without grouping, exponent or trailing zeros."""
    if not quantity:
        return "0"
    text = f"{quantity:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


# --------------------------------------------------------------------------------- conservation


def conserved(history: Iterable[Step], as_of: date) -> None:
    """AssertionError unless, for every lot, what came in is where it must be.

    accepted + bought + made + found = on hand + in transit + reached programs + lost + used up, where
    accepted, bought, made and used up are read from donations, sortings and kits, not from the moves.
    """
    conserved_facts(Facts(history), as_of)


def conserved_facts(facts: Facts, as_of: date) -> None:
    """As `conserved`, of a history already replayed."""
    for lot in facts.lots():
        lines = [line for donation in facts.donations.values() for line in donation.lines]
        accepted = sum(
            (line.quantity - line.rejected for line in lines if line.lot == lot and line.on <= as_of), ZERO
        )
        moves = [move for move in facts.moves_of(lot) if move.on <= as_of]
        found = sum((move.quantity for move in moves if move.source == COUNT_DIFFERENCE), ZERO)
        lost = _lost(moves)
        reached = sum((move.quantity for move in moves if move.target.kind == "program"), ZERO)
        stock = sum(levels_of(moves).values(), ZERO)
        sortings = [one for one in facts.sortings.values() if one.on <= as_of]
        made = sum((many for one in sortings for each, many in one.made if each == lot), ZERO)
        used = sum((one.taken for one in sortings if one.pile == lot), ZERO)
        work = [one for one in facts.kit_work.values() if one.on <= as_of]
        made += sum((many for one in work for each, many in one.made if each == lot), ZERO)
        used += sum((many for one in work for each, many in one.used if each == lot), ZERO)
        assert accepted + made + found == stock + reached + lost + used, (
            f"{lot} as of {as_of}: {accepted} accepted or bought, {made} made and {found} found, "
            f"but {stock} in stock, {reached} reached, {lost} lost, {used} used up"
        )
