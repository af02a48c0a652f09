"""Seeded histories: lists of what people did, in the words of OPS; and what occurs in them."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from tests.simulation.asked import Scope, is_in_scope
from tests.simulation.community import LAPSE_DAYS, Community
from tests.simulation.facts import GRACE_DAYS, Facts, levels_of
from tests.simulation.promises import with_pledges

Step = dict[str, Any]

DAYS = 150
WEIGHTS = {
    "donate": 14,
    "late_gift": 2,
    "void": 1,
    "correct": 2,
    "correct_goods_gone": 1,
    "post_need": 9,
    "revise_need": 3,
    "shrink_need": 1,
    "confirm_need": 3,
    "cancel_need": 1,
    "reserve": 20,
    "release": 1,
    "plan": 12,
    "pack": 3,
    "send": 24,
    "confirm": 24,
    "cancel_delivery": 1,
    "cancel_sent": 1,
    "hold": 1,
    "unhold": 2,
    "discard": 2,
    "discard_reserved": 1,
    "transfer": 3,
    "count": 2,
    "count_reserved": 1,
}
MUST_TRY = [
    "void",
    "correct",
    "correct_goods_gone",
    "shrink_need",
    "confirm_need",
    "cancel_need",
    "cancel_sent",
    "cancel_delivery",
    "hold",
    "unhold",
    "discard",
    "discard_reserved",
    "count_reserved",
    "transfer",
    "count",
    "late_gift",
    "late_gift",
    "release",
]

SITUATION_OF_VERB = {
    "void_donation": "voids",
    "correct_donation": "corrections",
    "cancel_need": "cancelled_needs",
    "hold": "held_lots",
    "unhold": "lifted_holds",
    "release": "releases",
    "make_pledge": "pledges",
    "change_pledge": "changed_pledges",
    "withdraw_pledge": "withdrawn_pledges",
    "release_pledge": "released_pledges",
    "discard": "discards",
    "transfer": "transfers",
}


def make_history(seed: int, size: int | None = None) -> list[Step]:
    """A community of some 150 days: about 15 steps of setting up, then `size` (70 to 125) of work."""
    community = Community(seed)
    rng = community.rng
    size = size or rng.randint(70, 125)
    community.set_up()
    pending = rng.sample(MUST_TRY, len(MUST_TRY))
    closing_at = rng.randint(size * 2 // 5, size * 3 // 5)
    verbs: dict[str, Callable[[], bool]] = {verb: getattr(community, verb) for verb in WEIGHTS}
    for number in range(size):
        due = community.first + timedelta(days=DAYS * number // size)
        if due > community.today and rng.random() < 0.6:
            community.today = due
        if number == closing_at:
            community.close_drive()
            continue
        if number < 10:
            verb = rng.choice(["donate", "donate", "post_need"])
        else:
            verb = next((v for v in pending if rng.random() < 0.12), "")
            if verb and verbs[verb]():
                pending.remove(verb)
                continue
            verb = rng.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        while not verbs[verb]():
            verb = rng.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
    return with_pledges(community.steps, seed)


def importable_history(seed: int, size: int = 40) -> list[Step]:
    """A smaller community of which files can bring in everything, all typed on one day, kind by kind."""
    community = Community(seed)
    rng = community.rng
    community.set_up()
    last = community.first + timedelta(days=DAYS)
    first_drive = next(iter(community.drives))
    community.today = community.first + timedelta(days=70)
    if rng.random() < 0.7:
        community.close_drive()
        assert community.drives[first_drive].closed_on is not None
    for _ in range(size // 3):
        community.today = community.first + timedelta(days=rng.randrange(DAYS - 20))
        community.post_need()
        if rng.random() < 0.3:
            name, need = list(community.needs.items())[-1]
            on = need.posted_on + timedelta(days=rng.randint(1, 80))
            community.do("confirm_need", need=name, on=min(on, last).isoformat())
    for _ in range(size - size // 3):
        community.today = community.first + timedelta(days=rng.randrange(20, DAYS))
        if not (rng.random() < 0.2 and community.late_gift()):
            community.donate()
    for step in community.steps:
        step["today"] = last.isoformat()
        for line in step.get("lines", []):
            if community.rules[line["item"]] == "formula" and line["date_mark"]:
                line["date_mark"] = "2035-06-30"  # past date on no day that an import may ask about
    return community.steps


# ------------------------------------------------------------------------------------- what occurs


def scopes(history: list[Step]) -> list[Scope]:
    """Everything, then each drive and each program."""
    found: list[Scope] = [None]
    found += [("drive", step["drive"]) for step in history if step["do"] == "open_drive"]
    found += [("program", step["program"]) for step in history if step["do"] == "add_program"]
    return found


def days_to_ask(history: list[Step], number: int = 8) -> list[date]:
    """The last day, and a seeded choice of past days: when something begins or ends, lapses or spoils."""
    last = date.fromisoformat(history[-1]["today"])
    turns: set[date] = set()
    lapses: set[date] = set()
    marks: set[date] = set()
    pledged: set[date] = set()
    for step in history:
        for key in ("today", "on", "received_on", "posted_on", "starts_on"):
            if key in step:
                on = date.fromisoformat(step[key])
                turns |= {on - timedelta(days=1), on}
        if step["do"] in ("post_need", "confirm_need"):
            lapse = date.fromisoformat(step.get("posted_on") or step["on"]) + timedelta(days=LAPSE_DAYS)
            lapses |= {lapse - timedelta(days=1), lapse}
        if "by_on" in step:
            by_on, given_up = date.fromisoformat(step["by_on"]), timedelta(days=GRACE_DAYS)
            pledged |= {
                by_on,
                by_on + timedelta(days=1),
                by_on + given_up,
                by_on + given_up + timedelta(days=1),
            }
        for line in step.get("lines", []):
            if line.get("date_mark"):
                mark = date.fromisoformat(line["date_mark"])
                marks |= {mark, mark + timedelta(days=1)}
    chosen = {last}
    rng = random.Random(len(history))
    pools = [sorted(day for day in pool if day < last) for pool in (turns, lapses, turns, marks, pledged)]
    for turn in range(number - 1):
        pool = pools[turn % len(pools)] or pools[0]
        chosen.add(rng.choice(pool))
    return sorted(chosen)


def situations(history: list[Step]) -> set[str]:
    """The names of what occurs in a history."""
    found = {SITUATION_OF_VERB[step["do"]] for step in history if step["do"] in SITUATION_OF_VERB}
    facts = Facts()
    for step in history:
        found |= _before(facts, step)
        moves, eaten = len(facts.moves), len(facts.eaten)
        standing = {name for name, r in facts.reservations.items() if r.unsent()}
        facts.take(step)
        if step["do"] == "count":
            for move in facts.moves[moves:]:
                found.add("count_shortage" if move.target.kind == "count_difference" else "count_find")
        for _, name, _ in facts.eaten[eaten:]:
            left = facts.reservations[name].unsent()
            found |= {"eaten_reservation", *(["partly_eaten_reservation"] if left else [])}
            lost = facts.reservations[name]
            there = [facts.reservations[each] for each in standing]
            if any((r.lot, r.at) == (lost.lot, lost.at) and r.need is not lost.need for r in there):
                found.add("contested_reservation_eaten")
        if step["do"] == "revise_need":
            need = facts.needs[step["need"]]
            met = facts.need_delivered(need, facts.today) + facts.need_allocated(need, facts.today)
            found |= {"shrunk_need"} if need.quantity(facts.today) < met else set()
    for need in facts.needs.values():
        days = (need.posted_on + timedelta(days=n) for n in range((facts.today - need.posted_on).days + 1))
        if any(need.is_lapsed(day) and not need.is_cancelled(day) for day in days):
            found.add("lapsed_needs")
        in_drives = [name for name in facts.drives if is_in_scope(facts, need, ("drive", name), facts.today)]
        if len(in_drives) > 1:
            found.add("shared_programs")
    return found | _of_lots(facts) | _of_pledges(facts)


def _before(facts: Facts, step: Step) -> set[str]:
    """What a step is, seen from the facts before it."""
    found: set[str] = set()
    if step.get("pledge") and step["do"] == "log_donation":
        found.add("arrived_pledges")
    came_of = {name for pledge in facts.pledges.values() for name in pledge.donations}
    if step.get("donation") in came_of and step["do"] in ("void_donation", "correct_donation"):
        found.add("arrival_undone" if step["do"] == "void_donation" else "arrival_corrected")
    do, lines = step["do"], step.get("lines", [])
    on = step.get("on") or step.get("received_on") or step.get("posted_on")
    if on is not None and on < step["today"]:
        found.add("back_dates")
    if do in ("log_donation", "correct_donation"):
        found |= {"rejects" for line in lines if line["rejected"] != "0"}
        found |= {"restricted_lots" for line in lines if line["restricted_to"]}
        found |= {"purchased"} if step["source"] == "purchased" else set()
        found |= _late(facts, step["drive"], date.fromisoformat(step["received_on"]))
    if do in ("void_donation", "correct_donation"):
        old = facts.donations[step["donation"]]
        for entered in old.lines:
            found |= _late(facts, entered.lot.drive, entered.on)
        if do == "correct_donation" and any(facts.level(m.lot, m.target) < m.quantity for m in old.moves):
            found.add("correction_of_goods_gone")
    if do == "confirm_delivery":
        for line in lines:
            found |= {"lost_goods", "short_delivery"} if line["lost"] != "0" else set()
            found |= {"returned_goods", "short_delivery"} if line["returned"] != "0" else set()
            if line["arrived"] != "0":
                found.add("delivered_goods")
    if do == "plan_delivery":
        found |= {"free_line" for line in lines if line["reservation"] is None}
    if do == "cancel_delivery":
        sent = facts.deliveries[step["delivery"]].state == "sent"
        found.add("cancelled_sent_delivery" if sent else "cancelled_unsent_delivery")
    if do == "post_need" and step["drive"]:
        found.add("named_drive_need")
    if do == "confirm_need" and facts.needs[step["need"]].is_lapsed(date.fromisoformat(step["today"])):
        found.add("revived_need")
    return found


def _late(facts: Facts, drive: str | None, on: date) -> set[str]:
    closed_on = facts.drives[drive].closed_on if drive else None
    if closed_on is None:
        return set()
    return {"late_entry_after_close"} if on <= closed_on else {"late_entry_dated_after_close"}


def _of_pledges(facts: Facts) -> set[str]:
    found = set()
    for pledge in facts.pledges.values():
        late, given_up = (pledge.by_on + timedelta(days=days) for days in (1, GRACE_DAYS + 1))
        if late <= facts.today and facts.is_waited_for(pledge, late):
            found.add("late_pledges")
            if given_up <= facts.today and facts.is_waited_for(pledge, given_up - timedelta(days=1)):
                found.add("given_up_pledges")
    return found


def _of_lots(facts: Facts) -> set[str]:
    found = set()
    for lot in facts.lots():
        moves = facts.moves_of(lot)
        for day in sorted({move.on for move in moves}):
            levels = levels_of(move for move in moves if move.on <= day)
            if any(level < 0 for level in levels.values()):
                found.add("negative_past_level")
        if lot.date_mark is None or lot.date_mark >= facts.today:
            continue
        spoiled = lot.date_mark + timedelta(days=1)
        levels = levels_of(move for move in moves if move.on <= spoiled)
        there = sum(level for (_, place), level in levels.items() if place.kind == "site")
        if there > 0:
            found.add("expired_lots" if facts.is_past_date(lot, spoiled) else "advice_dates_passed")
    return found
