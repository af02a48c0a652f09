"""The donations of the demo's twelve weeks, drawn from a seed: when, where, what, from whom."""

import calendar
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from drives.queries.choices import ItemChoice
from drives.rules.dates import DateKind, DateRule, is_past
from drives.rules.kinds import Source
from drives.rules.quantity import SCALE
from drives.rules.units import Unit

Plan = Mapping[str, Any]

_SEED = 20_260_101
_SATURDAY = 5
_LINES = (1, 2, 3, 4)
_LINES_OFTEN = (48, 30, 15, 7)
_SIZES = (40, 60, 80, 100, 120, 150, 220)
_SIZES_OFTEN = (12, 20, 24, 20, 12, 8, 4)
_IN_PACKS = 0.35
_WHOLE_MONTHS_FROM = 30


@dataclass(frozen=True, slots=True)
class GiftLine:
    """One item of a gift, by names. Quantities in thousandths."""

    item: str
    received: int
    rejected: int = 0
    reason: str | None = None
    pack: str | None = None
    pack_quantity: int | None = None
    date_mark: date | None = None
    date_kind: DateKind | None = None
    lot_code: str | None = None
    restricted_to: str | None = None
    source: Source = Source.DONATED


@dataclass(frozen=True, slots=True)
class Gift:
    """Goods as they are typed in at ``at``; received that day unless another is named."""

    at: datetime
    drive: str | None
    site: str
    lines: tuple[GiftLine, ...]
    donor: str | None = None
    team: str | None = None
    received_on: date | None = None
    reference: str | None = None


def moment(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """An instant of a day; the demo lives in UTC."""
    return datetime.combine(day, time(hour, minute, second), UTC)


def drawn_gifts(plan: Plan, today: date, items: Mapping[str, ItemChoice]) -> Iterator[Gift]:
    """All donations up to ``today`` in the order of their days; the same for a day, always."""
    chance = random.Random(_SEED)
    book = _Basket(plan, items, chance)
    for drive in plan["drives"]:
        last = min(drive.get("closed", 0), 0)
        for number in range(drive["starts"], last + 1):
            day = today + timedelta(days=number)
            for _one in range(_how_many(plan, drive, day, number, last, chance)):
                at = _time_of(plan, day, number, chance)
                site = _weighted(chance, drive["sites"])
                donor, team, times = _giver(plan, drive, chance)
                lines = book.lines(drive["basket"], day, times)
                named = None if chance.random() < plan["rhythm"]["without_a_drive"] else drive["name"]
                yield Gift(at, named, site, lines, donor, team)


def _how_many(plan: Plan, drive: Plan, day: date, number: int, last: int, chance: random.Random) -> int:
    if number == 0:
        return int(plan["rhythm"]["this_morning"])
    parts = drive["parts"]
    part = (number - drive["starts"]) * len(parts) // (last - drive["starts"] + 1)
    expected = drive["a_day"] * plan["rhythm"]["weekdays"][day.weekday()] * parts[part]
    return int(expected * (85 + chance.random() * 30) / 100 + chance.random())


def _time_of(plan: Plan, day: date, number: int, chance: random.Random) -> datetime:
    """People come all day on Saturdays and Sundays, after work on other days, and early this morning."""
    first, last = plan["rhythm"]["hours"][day.weekday() >= _SATURDAY]
    through = chance.random()
    if number == 0:
        first, last = 7, 9
    elif day.weekday() < _SATURDAY:
        through = max(through, chance.random())
    seconds = int(through * (last - first) * 3600)
    return moment(day, first) + timedelta(seconds=seconds)


def _giver(plan: Plan, drive: Plan, chance: random.Random) -> tuple[str | None, str | None, int]:
    """Donor, team (one of them, or neither), and how many times the usual they bring."""
    teams = {row["name"]: row["often"] for row in plan["teams"]["rows"] if row["name"] in drive["teams"]}
    if chance.random() < plan["teams"]["share"]:
        return None, _weighted(chance, teams), plan["teams"]["times"]
    donors = {row["name"]: row for row in plan["donors"]["rows"]}
    often = {"": plan["donors"]["nobody"], **{name: row["often"] for name, row in donors.items()}}
    name = _weighted(chance, often)
    return (name, None, donors[name]["times"]) if name else (None, None, 1)


class _Basket:
    """Draws the lines of a gift."""

    def __init__(self, plan: Plan, items: Mapping[str, ItemChoice], chance: random.Random) -> None:
        self._items = items
        self._chance = chance
        self._marks = {row[0]: row[1:] for row in plan["marks"]["rows"]}
        self._marked = plan["marks"]["share"]
        self._kept = {row[0]: (row[1], row[2]) for row in plan["kept"]["rows"]}
        self._reasons = plan["rejected"]

    def lines(self, basket: Sequence[Sequence[Any]], day: date, times: int) -> tuple[GiftLine, ...]:
        """One to four different items; whoever brings much brings it in packs."""
        often = {row[0]: row[1] for row in basket}
        wanted = self._chance.choices(_LINES, _LINES_OFTEN)[0]
        names = dict.fromkeys(_weighted(self._chance, often) for _line in range(wanted))
        rows = {row[0]: row for row in basket}
        return tuple(self._line(rows[name], day, times) for name in names)

    def _line(self, row: Sequence[Any], day: date, times: int) -> GiftLine:
        name, _often, usual, rejects = row
        item, chance = self._items[name], self._chance
        smallest = SCALE // 2 if item.unit is Unit.LB else SCALE
        size = usual * times * chance.choices(_SIZES, _SIZES_OFTEN)[0] * SCALE // 100
        received = max(1, size // smallest) * smallest
        pack = next((one for one in item.packs if one.pack and one.quantity), None)
        packed = None
        if (
            pack is not None
            and pack.quantity
            and received * 2 > pack.quantity
            and chance.random() < _IN_PACKS
        ):
            received = max(1, (received + pack.quantity // 2) // pack.quantity) * pack.quantity
            packed = pack
        rejected, reason = 0, None
        if chance.random() * 100 < rejects:
            rejected = max(1, received * chance.choice((10, 25, 50, 100)) // 100 // smallest) * smallest
            reason = chance.choice(self._reasons.get(item.category, self._reasons["other"]))
        mark, kind = self._mark(item, day)
        program, share = self._kept.get(name, ("", 0))
        kept = program if chance.random() < share else None
        return GiftLine(
            name,
            received,
            rejected,
            reason,
            None if packed is None else packed.pack,
            None if packed is None else packed.quantity,
            mark,
            kind,
            restricted_to=kept,
        )

    def _mark(self, item: ItemChoice, day: date) -> tuple[date | None, DateKind | None]:
        row = self._marks.get(item.name)
        if row is None or self._chance.random() >= self._marked:
            return None, None
        kind, soonest, latest = DateKind(row[0]), row[1], row[2]
        mark = day + timedelta(days=self._chance.randint(soonest, latest))
        if latest > _WHOLE_MONTHS_FROM:
            mark = mark.replace(day=calendar.monthrange(mark.year, mark.month)[1])
        if item.date_rule is DateRule.FORMULA and is_past(mark, kind, item.date_rule, day):
            return None, None
        return mark, kind


def _weighted(chance: random.Random, often: Mapping[str, float]) -> str:
    return chance.choices(list(often), list(often.values()))[0]
