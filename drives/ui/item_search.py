"""Finding an item among hundreds under any of its words, as fast as one types."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from drives.queries.choices import ItemChoice
from drives.rules.names import is_found, plain_name, words_of
from drives.rules.sizes import size_order

_NEAR = 68


@dataclass(frozen=True, slots=True)
class Found:
    """An item that fits; ``word`` is what it was found under, where its own name says nothing of it."""

    item: ItemChoice
    word: str | None = None


def search(typed: str, items: Sequence[ItemChoice]) -> list[Found]:
    """Items some name of which has a word for each word typed: those that begin with it first, and of
    one thing the small sizes first.

    Accents and endings may be left away ("panales", "sock"). Where nothing fits: the nearest by spelling.
    """
    sought = words_of(typed)
    if not sought:
        return []
    begins: list[Found] = []
    named: list[Found] = []
    under: list[Found] = []
    for item in items:
        if is_found(sought, item.name):
            (begins if plain_name(item.name).startswith(sought[0]) else named).append(Found(item))
        elif (word := next((word for word in item.words if is_found(sought, word)), None)) is not None:
            under.append(Found(item, word))
    for fitting in (begins, named, under):
        fitting.sort(key=lambda found: size_order(found.item.name))
    return begins + named + under or _nearest(" ".join(sought), items)


def _nearest(sought: str, items: Sequence[ItemChoice]) -> list[Found]:
    if len(sought) < 4:
        return []
    names = {(item.item_id, name): plain_name(name) for item in items for name in (item.name, *item.words)}
    by_id = {item.item_id: item for item in items}
    near = process.extract(sought, names, scorer=fuzz.WRatio, score_cutoff=_NEAR, limit=12)
    found: dict[int, Found] = {}
    for _name, _score, (item_id, name) in near:
        item = by_id[item_id]
        found.setdefault(item_id, Found(item, None if name == item.name else name))
    return list(found.values())[:3]
