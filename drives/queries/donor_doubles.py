"""Donors who may be one: the same name, e-mail or telephone, or a name that is nearly the same."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from rapidfuzz import fuzz
from sqlalchemy import select

from drives.model import Donor, DonorsApart
from drives.queries.donors import DonorShown, donors
from drives.queries.door import Look, query
from drives.queries.sheets import Sheet
from drives.rules.erased import is_erased
from drives.rules.kinds import DonorKind
from drives.rules.names import fold_name, words_of
from drives.rules.roles import Permission
from drives.store.merges import merged_into

MOST_PAIRS = 200
"""So many pairs are told at most, the likeliest first."""

_COMMON = 40
"""A word that more donors have than this says nothing of whether two are one."""
_NEAR, _SAME_WORD = 90, 88
_SHORTEST_PHONE, _PHONE = 7, 10


class Alike(StrEnum):
    """Why two may be one, the likeliest reason first."""

    EMAIL = "email"
    NAME = "name"
    PHONE = "phone"
    SPELLING = "spelling"


@dataclass(frozen=True, slots=True)
class Double:
    """Two donors, the one that came first first, and why they may be one."""

    first: DonorShown
    second: DonorShown
    why: tuple[Alike, ...]


@query(Permission.KEEP_DONORS)
def donor_doubles(look: Look) -> tuple[Double, ...]:
    """Pairs of donors (or of teams) who may be one, the likeliest first; not those said to be two."""
    found: dict[tuple[int, int], set[Alike]] = defaultdict(set)
    shown = {one.donor_id: one for one in donors.function(look) if not is_erased(one.donor_id, one.name)}
    for of_teams in (True, False):
        some = [one for one in shown.values() if (one.kind is DonorKind.TEAM) is of_teams]
        for why, pairs in (
            (Alike.EMAIL, _sharing((one.donor_id, (one.email or "").lower()) for one in some)),
            (Alike.NAME, _sharing((one.donor_id, fold_name(one.name)) for one in some)),
            (Alike.PHONE, _sharing((one.donor_id, _digits(one.phone)) for one in some)),
            (Alike.SPELLING, _near(some)),
        ):
            for pair in pairs:
                found[pair].add(why)
    order, apart = list(Alike), _apart(look)
    doubles = [
        Double(shown[first], shown[second], tuple(sorted(why, key=order.index)))
        for (first, second), why in found.items()
        if (first, second) not in apart
    ]
    doubles.sort(
        key=lambda one: (order.index(one.why[0]), -len(one.why), one.first.words, one.first.donor_id)
    )
    return tuple(doubles[:MOST_PAIRS])


def doubles_sheet(found: Iterable[Double]) -> Sheet:
    """The pairs as a table, the likeliest first."""
    rows = [
        (
            one.first.name, one.first.email, one.second.name, one.second.email,
            "; ".join(why.value for why in one.why),
        )
        for one in found
    ]  # fmt: skip
    return Sheet(("first", "first_email", "second", "second_email", "alike_in"), rows)


def _apart(look: Look) -> set[tuple[int, int]]:
    """Pairs, as they are read, of whom somebody said that they are two; the smaller id first."""
    into = merged_into(look.connection, Donor)
    rows = look.connection.execute(select(DonorsApart.first_id, DonorsApart.second_id))
    pairs = ((into.get(first, first), into.get(second, second)) for first, second in rows)
    return {(min(pair), max(pair)) for pair in pairs}


def _sharing(told: Iterable[tuple[int, str]]) -> Iterator[tuple[int, int]]:
    """Pairs that have the same text; nothing is no text."""
    by_text: dict[str, list[int]] = defaultdict(list)
    for donor_id, text in told:
        if text:
            by_text[text].append(donor_id)
    for ids in by_text.values():
        yield from combinations(sorted(ids)[:_COMMON], 2)


def _digits(phone: str | None) -> str:
    digits = "".join(sign for sign in phone or "" if sign.isdigit())[-_PHONE:]
    return digits if len(digits) >= _SHORTEST_PHONE else ""


def _near(some: Sequence[DonorShown]) -> Iterator[tuple[int, int]]:
    """Pairs whose names are nearly the same. Only those are compared that share a word or a beginning."""
    words = {one.donor_id: words_of(one.name) for one in some}
    by_part: dict[str, list[int]] = defaultdict(list)
    for donor_id, of_name in words.items():
        for part in {*of_name, f"{''.join(of_name)[:4]} "}:
            by_part[part].append(donor_id)
    pairs = {
        pair for ids in by_part.values() if 1 < len(ids) <= _COMMON for pair in combinations(sorted(ids), 2)
    }
    yield from (pair for pair in sorted(pairs) if is_near(words[pair[0]], words[pair[1]]))


def is_near(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether the words of two names are nearly the same, in any order; numbers are the same or not.

    Also where all words of one, two at least, are among those of the other: "North Edmonton" and "Edmonton
    North Stake". "Troop 12" and "Troop 13" are two.
    """
    numbers = (Counter(word for word in words if word.isdigit()) for words in (one, other))
    if one == other or next(numbers) != next(numbers):
        return False
    if fuzz.ratio(" ".join(sorted(one)), " ".join(sorted(other))) >= _NEAR:
        return True
    short, long = sorted((one, other), key=len)
    names = [word for word in short if not word.isdigit()]
    return len(names) > 1 and all(
        max(fuzz.ratio(word, known) for known in long) >= _SAME_WORD for word in names
    )
