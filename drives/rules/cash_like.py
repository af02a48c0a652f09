"""Gift cards and passes: worth money, so two people count them; they weigh nothing and are no goods.

Source: the field's practice for cash-like gifts (DOMAIN 1.6): numbered, counted by two, in no weight.
"""

import re
from functools import lru_cache

from drives.rules.names import fold_name

_WORDS = (
    "gift card",
    "gift cards",
    "gift cards and passes",
    "bus pass",
    "bus passes",
    "bus token",
    "bus tokens",
    "transit pass",
    "transit passes",
    "transit token",
    "transit tokens",
    "day pass",
    "day passes",
    "voucher",
    "vouchers",
    "tarjeta de regalo",
    "tarjetas de regalo",
    "pase de autobus",
    "pases de autobus",
)


@lru_cache(maxsize=4096)
def is_cash_like(name: str, category: str) -> bool:
    """Whether an item is a gift card, a pass or the like: its name or its category says so."""
    words = re.findall(r"\w+", fold_name(f"{category} . {name}"))
    said = f" {' '.join(words)} "
    return any(f" {word} " in said for word in _WORDS)


def differ(counted_by: str, counted_again_by: str) -> bool:
    """Whether two names are two people's, however they are spelt in case and accents."""
    return fold_name(counted_by) != fold_name(counted_again_by)
