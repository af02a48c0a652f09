"""Names in the order in which people look for them: small before medium before large, 2 before 10."""

import re
from collections.abc import Iterator

from drives.rules.names import fold_name

_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
# One scale from the smallest, each row a size under the words for it.
_SCALE = (
    "preemie", "newborn", "infant", "baby", "toddler", "child|kids|youth", "teen", "adult",
    "extra extra small|xxs|2xs", "extra small|x-small|xs", "small|sm|s", "medium|med|m", "large|lg|l",
    "extra large|x-large|xl", "extra extra large|xxl|2xl|2x", "xxxl|3xl|3x", "4xl|4x", "5xl|5x", "one size",
)  # fmt: skip
_RANK = {word: rank for rank, words in enumerate(_SCALE) for word in words.split("|")}
_AGES = _SCALE.index("adult")
_WORD = re.compile(
    r"(?<![\w'’-])(?:" + "|".join(sorted(map(re.escape, _RANK), key=len, reverse=True)) + r")(?![\w'’-])"
)
_NUMBERED = re.compile(r"\bsizes?\s+(\d+(?:\.\d+)?|" + "|".join(_NUMBERS) + r")\b")
_AFTER_NUMBER = 100.0
_LAST_WORD = re.compile(
    r"\s+(?:(?:extra )*(?:small|large)|medium|x{0,3}[sl]|m|[2-5]x[sl]?|one size|sizes?\s+\S+)$"
)
_NO_SIZE = -1.0

Key = tuple[tuple[tuple[int, float, str], ...], ...]


def size_order(name: str) -> Key:
    """A key to sort names by: what it is first, then its size or age, numbers by what they count.

    A size stands after a comma, in brackets, or last of all ("T-shirts XL", "Diapers size 4").
    """
    head, *tail = _parts(fold_name(name))
    keys = [_natural(head, _NO_SIZE)]
    for part in tail:
        keys.append(_natural(part, _size(part)))
    return tuple(keys)


def family(name: str) -> str:
    """What a name says before any size: names of one family stand together."""
    return _parts(fold_name(name))[0]


def _parts(name: str) -> list[str]:
    # "crawler (size three)" is one part: its number says more than its word.
    parts = [part.strip() for part in re.split(r",|(?<!\S)[–—-](?!\S)", name) if part.strip()] or [""]
    if len(parts) == 1:
        bracket = re.fullmatch(r"(.+?)\s*\((.+)\)", parts[0])
        last = _LAST_WORD.search(parts[0])
        if bracket is not None:
            parts = [bracket[1], bracket[2]]
        elif last is not None and last.start():
            parts = [parts[0][: last.start()], last[0].strip()]
    return parts


def _size(part: str) -> float:
    """Where a part of a name stands on the scale; a number counts above a word, a size above an age."""
    numbered = _NUMBERED.search(part)
    if numbered is not None:
        said = numbered[1]
        return _AFTER_NUMBER + (_NUMBERS.index(said) if said in _NUMBERS else float(said))
    ranks = [_RANK[word[0]] for word in _WORD.finditer(part)]
    sizes = [rank for rank in ranks if rank > _AGES]
    found = sizes or ranks
    return float(found[0]) if found else _NO_SIZE


def _natural(text: str, size: float) -> tuple[tuple[int, float, str], ...]:
    return ((0, size, ""), *_runs(text))


def _runs(text: str) -> Iterator[tuple[int, float, str]]:
    for run in re.findall(r"\d+|\D+", text):
        yield (1, float(run), "") if run.isdecimal() else (2, 0.0, run)
