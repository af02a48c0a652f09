"""When a text tells an address that is hidden, however it is spelled.

Case, accents, spaces, punctuation and the usual short forms of an American address (USPS Publication 28,
appendix C) are forgiven, and the street line alone is enough: town and ZIP code tell nobody more than where.
"""

import re
from functools import lru_cache

from drives.rules.names import plain_name

_STREETS = """
alley aly | avenue ave av | boulevard blvd | circle cir | court ct | crossing xing | drive dr | freeway fwy
highway hwy | lane ln | parkway pkwy pky | place pl | plaza plz | road rd | route rte rt | square sq
street str st | terrace ter terr | trail trl | turnpike tpke | way wy
"""
_OTHERS = """
north n | south s | east e | west w | northeast ne | northwest nw | southeast se | southwest sw
saint st | fort ft | mount mt | mountain mtn | heights hts
first 1st | second 2nd | third 3rd | fourth 4th | fifth 5th | sixth 6th | seventh 7th | eighth 8th
ninth 9th | tenth 10th
"""
_ROOM = {"apartment", "apt", "unit", "suite", "ste", "room", "rm", "floor", "fl", "building", "bldg", "no"}
_FEWEST = 3
"""An address of fewer words and no number is a town or an area, and says nothing that is to be hidden."""
_BETWEEN = r"[\W_]*"


def _spellings(listed: str) -> list[tuple[str, ...]]:
    return [tuple(group.split()) for line in listed.strip().splitlines() for group in line.split("|")]


_STREET_WORDS = frozenset(word for group in _spellings(_STREETS) for word in group)
_ALIKE: dict[str, set[str]] = {}
for _group in (*_spellings(_STREETS), *_spellings(_OTHERS)):
    for _word in _group:
        _ALIKE.setdefault(_word, set()).update(_group)


def holds_address(text: str | None, hidden: str | None) -> bool:
    """Whether a text has a hidden address in it: the whole of it, or the line that names house and street."""
    if not text or not hidden:
        return False
    plain = plain_name(text)
    return any(pattern.search(plain) for pattern in _patterns(hidden))


@lru_cache(maxsize=256)
def _patterns(hidden: str) -> tuple[re.Pattern[str], ...]:
    parts = [_words(part) for part in re.split(r"[,;\n]", hidden)]
    streets = [_without_room(words) for words in parts if _is_street_line(words)]
    whole = _words(hidden)
    tells = len(whole) >= _FEWEST or any(word[0].isdecimal() for word in whole)
    return tuple(_pattern(words) for words in ([whole] if tells else []) + streets)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", plain_name(text))


def _is_street_line(words: list[str]) -> bool:
    return any(word[0].isdecimal() for word in words) and not _STREET_WORDS.isdisjoint(words)


def _without_room(words: list[str]) -> list[str]:
    """The words up to the room: "9 secret lane" of "9 secret lane apt 4"."""
    ends = [at for at, word in enumerate(words) if word in _ROOM and at >= 2]
    return words[: ends[0]] if ends else words


def _pattern(words: list[str]) -> re.Pattern[str]:
    spelled = ["|".join(sorted(map(re.escape, _ALIKE.get(word, {word})), key=len)[::-1]) for word in words]
    return re.compile(r"(?<![^\W_])" + _BETWEEN.join(f"(?:{one})" for one in spelled) + r"(?![^\W_])")
