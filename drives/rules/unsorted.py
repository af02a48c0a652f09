"""Goods that were taken in by the pound and still wait to be sorted into items."""

import re

from drives.rules.names import fold_name

_WORDS = frozenset({"unsorted", "to be sorted", "sin clasificar", "por clasificar"})


def is_unsorted(name: str, category: str) -> bool:
    """Whether an item stands for goods still to be sorted: its name or its category says so.

    The starter catalogue's "Mixed food, unsorted" does; whoever makes an item of her own says it so too.
    """
    words = re.findall(r"\w+", fold_name(f"{name} {category}"))
    said = f" {' '.join(words)} "
    return any(f" {word} " in said for word in _WORDS)
