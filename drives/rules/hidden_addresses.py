"""When a text tells an address that is hidden.

Case, accents, spaces, punctuation and the usual short forms of an American address (USPS Publication 28,
appendix C) are forgiven, and house and street are enough: town and ZIP code tell nobody more than where.
These stand from a number to a street word ("9 Secret Lane"), or to the name after one ("14 Calle Luna");
without a street word they are the first part between commas that has a number and a name after it. Each of a
range of numbers is the house's. Not found is what is said otherwise: a number in words, a direction left out.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from drives.rules.names import plain_name

_STREETS = """
alley aly | avenue avenida ave av | boulevard blvd | calle | camino | circle cir
court ct | crossing xing | drive dr | freeway fwy
highway hwy | lane ln | parkway pkwy pky | paseo | place pl | plaza plz | road rd | route rte rt | square sq
street str st | terrace ter terr | trail trl | turnpike tpke | way wy
"""
_OTHERS = """
north n | south s | east e | west w | northeast ne | northwest nw | southeast se | southwest sw
saint st | fort ft | mount mt | mountain mtn | heights hts
first 1st | second 2nd | third 3rd | fourth 4th | fifth 5th | sixth 6th | seventh 7th | eighth 8th
ninth 9th | tenth 10th
"""
_ROOM = {"apartment", "apt", "unit", "suite", "ste", "room", "rm", "floor", "fl", "building", "bldg", "no"}
_BEFORE_NAME = {
    "avenida",
    "avenue",
    "ave",
    "av",
    "calle",
    "camino",
    "highway",
    "hwy",
    "paseo",
    "route",
    "rte",
    "rt",
}
_BEFORE_NUMBER = {"avenida", "calle", "camino", "paseo"}
_LINKS = {"on", "the", "of", "to", "at", "in", "and", "de", "del", "la", "las", "el", "los", "y"}
_FEWEST = 3
"""An address of fewer words and no number is a town or an area, and says nothing that is to be hidden."""
_BETWEEN = r"[\W_]*"
_DASH = r"\s*[-\u2010-\u2015\u2212]\s*"
_RANGE = re.compile(rf"(\d+){_DASH}(\d+)")
_WORD = re.compile(rf"\d+{_DASH}\d+(?![^\W_])|[^\W_]+")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")
_LONGEST_RANGE = 100


def _spellings(listed: str) -> list[tuple[str, ...]]:
    return [tuple(group.split()) for line in listed.strip().splitlines() for group in line.split("|")]


_STREET_WORDS = frozenset(word for group in _spellings(_STREETS) for word in group)
_ALIKE: dict[str, set[str]] = {}
for _group in (*_spellings(_STREETS), *_spellings(_OTHERS)):
    for _word in _group:
        _ALIKE.setdefault(_word, set()).update(_group)


def holds_address(text: str | None, hidden: str | None) -> bool:
    """Whether a text has a hidden address in it: the whole of it, or its house and street."""
    if not text or not hidden:
        return False
    plain = plain_name(text)
    return any(pattern.search(plain) for pattern in _patterns(hidden))


@lru_cache(maxsize=256)
def _patterns(hidden: str) -> tuple[re.Pattern[str], ...]:
    parts = [_words(part) for part in re.split(r"[,;\n]", hidden)]
    streets = [street for words in parts for street in _streets(words)]
    if not streets:
        streets = next(([named] for words in parts if (named := _named(words))), [])
    whole = _words(hidden)
    tells = len(whole) >= _FEWEST or any(word[0].isdecimal() for word in whole)
    return tuple(_pattern(words) for words in ([whole] if tells else []) + streets)


def _words(text: str) -> list[str]:
    """The words of a text; a range of numbers, as in "9-11 Secret Lane", is one."""
    return _WORD.findall(plain_name(text))


def _is_house(word: str) -> bool:
    return word[0].isdecimal() and not _ORDINAL.fullmatch(word)


def _streets(words: list[str]) -> Iterator[list[str]]:
    """House and street, however they can be read: "9 secret lane" of "9 secret lane springfield"."""
    for at, word in enumerate(words):
        houses = [place for place in range(at - 1) if _is_house(words[place])]
        if word in _STREET_WORDS and houses and not _LINKS.issuperset(words[houses[-1] + 1 : at]):
            for house in _houses(words, houses[-1]):
                yield [house, *words[houses[-1] + 1 : at + 1]]
        if word in _STREET_WORDS and not houses and at and any(map(_is_house, words[at + 1 : at + 2])):
            yield words[: at + 2]
        ends = _name_ends(words, at + 1)
        if word not in _BEFORE_NAME or ends is None:
            continue
        for house in _houses(words, at - 1):
            yield [house, *words[at:ends]]
        if word in _BEFORE_NUMBER and not any(map(_is_house, words[:at])):
            after = next((place for place in range(ends, len(words)) if _is_house(words[place])), None)
            if after is not None:
                yield words[at : after + 1]


def _houses(words: Sequence[str], at: int) -> Iterator[str]:
    """The house numbers that stand together and end at a place; none is a room's."""
    while at >= 0 and _is_house(words[at]) and not (at and words[at - 1] in _ROOM):
        yield words[at]
        at -= 1


def _name_ends(words: Sequence[str], at: int) -> int | None:
    """Where a name ends that begins at a place: "de la luna" is one; None where there is none."""
    while at < len(words) and words[at] in _LINKS:
        at += 1
    return at + 1 if at < len(words) else None


def _named(words: list[str]) -> list[str]:
    """A number and the name after it, up to a room: "22 broadway" of "haven house 22 broadway apt 4"."""
    for at, word in enumerate(words):
        if _is_house(word) and not (at and words[at - 1] in _ROOM):
            ends = next((place for place in range(at, len(words)) if words[place] in _ROOM), len(words))
            if any(len(one) >= _FEWEST and one.isalpha() for one in words[at + 1 : ends]):
                return words[at:ends]
    return []


def _pattern(words: list[str]) -> re.Pattern[str]:
    return re.compile(r"(?<![^\W_])" + _BETWEEN.join(f"(?:{_spelled(one)})" for one in words) + r"(?![^\W_])")


def _spelled(word: str) -> str:
    """A word as it may stand in a text; a number may begin a range, and a range is each of its numbers."""
    if both := _RANGE.fullmatch(word):
        low, high = int(both[1]), int(both[2])
        numbers = set(map(str, range(low, high + 1, 2))) if low < high < low + _LONGEST_RANGE else set()
        return "|".join([_BETWEEN.join(both.groups()), *sorted({*numbers, *both.groups()})])
    if word.isdecimal():
        return rf"{word}(?:{_DASH}\d+)?"
    return "|".join(sorted(map(re.escape, _ALIKE.get(word, {word})), key=len)[::-1])
