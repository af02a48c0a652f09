"""Where the goods of a drive and of a site went, folded a second time out of the files that go out.

Read are ``drives export moves`` and ``drives export donations`` alone, and from the oracle what of a sorting
was given goods, and which kits stand with what in them; of the application's own queries nothing.
"""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import product

from drives.exchange.exporting import ExportOptions, export_bytes
from drives.queries.follow_through import follow_through
from drives.rules.names import slug_from
from drives.rules.quantity import parse_quantity
from drives.rules.roles import COMMAND_LINE
from tests.simulation.facts import Facts
from tests.simulation.oracle import shares_of_sorting
from tests.simulation.runner import Player

PARTS = (
    "given", "usable", "made", "sorted", "built", "in_kits", "beside", "on_hand", "in_transit", "lost",
)  # fmt: skip
_PACK = 12


@dataclass
class Told:
    """What is said of one item: sums in thousandths, and whom it reached with the day of the last of it."""

    parts: Counter[str] = field(default_factory=Counter)
    reached: dict[str, tuple[int, date]] = field(default_factory=dict)


def unlike(player: Player, facts: Facts, *, both: bool = True) -> Iterator[str]:
    """Where what became of goods is not what the files say, for each drive and each site.

    With ``both`` also for each drive at each site.
    """
    moves, gifts = (rows(player, kind) for kind in ("moves", "donations"))
    for drive, site in product([None, *facts.drives], [None, *facts.sites]):
        if (drive or site) and (both or not (drive and site)):
            ours, theirs = asked(player, drive, site), folded(moves, gifts, facts, drive, site)
            if ours != theirs:
                yield f"{drive} at {site}:\n  {ours}\n  {theirs}"


def rows(player: Player, kind: str) -> list[dict[str, str]]:
    """An export, as whoever downloads it reads it."""
    content = export_bytes(player.house.queries, kind, viewer=COMMAND_LINE, options=ExportOptions())
    return list(csv.DictReader(io.StringIO(content.decode())))


def asked(player: Player, drive: str | None, site: str | None) -> dict[str, Told]:
    """What the application answers."""
    answer = player.house.queries.ask(
        follow_through,
        COMMAND_LINE,
        drive=drive and slug_from(drive),
        site=site and slug_from(site),
    )
    told = {}
    for row in answer.rows:
        parts = {name: getattr(row, name) for name in PARTS}
        reached = {one.program or "": (one.quantity, one.last_on) for one in row.reached}
        told[row.item] = Told(_not_nothing(Counter(parts)), reached)
    return _not_empty(told)


def folded(
    moves: list[dict[str, str]],
    gifts: list[dict[str, str]],
    facts: Facts,
    drive: str | None,
    site: str | None,
) -> dict[str, Told]:
    """The same, out of the files."""

    def counts(of_drive: str, at: str) -> bool:
        return (drive is None or of_drive == slug_from(drive)) and (site is None or at == site)

    told: dict[str, Told] = defaultdict(Told)
    for row in gifts:
        if row["source"] == "donated" and counts(row["drive"], row["site"]):
            many = thousandths(row["quantity"]) * (_PACK if row["pack"] else 1)
            told[row["item"]].parts["given"] += many
    arrived: Counter[tuple[str, str, date]] = Counter()
    for row in moves:
        if not counts(row["drive"], row["intake_site"]):
            continue
        many, ends = thousandths(row["quantity"]), (row["from"], row["to"])
        if row["reverses"] == "yes":
            many, ends = -many, (ends[1], ends[0])
        origin, target = ends
        parts = told[row["item"]].parts
        parts["usable"] += many if origin == "donor" else 0
        for place, sign in ((origin, 1), (target, -1)):
            parts["beside"] += sign * many if place in ("supplier", "workbench") else 0
        parts["beside"] += many if origin == "count_difference" else 0
        parts["lost"] += many if target in ("discard", "count_difference") else 0
        for place, sign in ((target, 1), (origin, -1)):
            parts["on_hand"] += sign * many if place in facts.sites else 0
            parts["in_transit"] += sign * many if place == "transit" else 0
        if target in facts.programs:
            arrived[row["item"], target, date.fromisoformat(row["effective_on"])] += many
    for (item, program, on), many in arrived.items():
        before, last = told[item].reached.get(program, (0, on))
        told[item].reached[program] = (before + many, max(on, last))
    # What came from the workbench is beside, but for what counts as sorted out of gifts and put together.
    made, taken = shares_of_sorting(facts, facts.today)
    for part, sign, by_lot in (("made", 1, made), ("sorted", -1, taken)):
        for lot, many_of_it in by_lot.items():
            if drive in (None, lot.drive) and site in (None, lot.site):
                told[lot.item].parts[part] += int(many_of_it * 1000)
                told[lot.item].parts["beside"] -= sign * int(many_of_it * 1000)
    for kit in facts.kits:
        for lot, many, part in [
            (kit.lot, 1, "built"),
            *((lot, n, "in_kits") for lot, n in kit.parts.items()),
        ]:
            if kit.apart_by is None and drive in (None, lot.drive) and site in (None, lot.site):
                told[lot.item].parts[part] += int(many * 1000)
                told[lot.item].parts["beside"] -= int(many * 1000) * (1 if part == "built" else -1)
    return _not_empty({item: Told(_not_nothing(one.parts), one.reached) for item, one in told.items()})


def _not_empty(told: Mapping[str, Told]) -> dict[str, Told]:
    """Without items of which nothing was given and nothing is anywhere: bought goods that went into kits."""
    return {item: one for item, one in told.items() if one.parts or one.reached}


def thousandths(text: str) -> int:
    """An exported quantity."""
    return parse_quantity(text)


def _not_nothing(parts: Mapping[str, int]) -> Counter[str]:
    return Counter({name: many for name, many in parts.items() if many})
