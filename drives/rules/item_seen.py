"""The mark of an item as somebody saw it: whatever its form shows."""

from collections.abc import Iterable
from typing import Any

from drives.rules.seen import seen_mark

_COLUMNS = (
    "name", "category", "unit", "sku", "unit_weight_lb", "date_rule", "people_per_unit", "active",
    "merged_into_id",
)  # fmt: skip

Pack = tuple[str | None, str | None, int | None]
"""Barcode, name, and how many of the unit it holds (thousandths)."""


def item_seen(item: Any, packs: Iterable[Pack], words: Iterable[str]) -> str:
    """The mark of an item's row with its packs and words; its values are changed on their own."""
    told = sorted((pack[0] or "", pack[1] or "", pack[2] or 0) for pack in packs)
    return seen_mark([*(getattr(item, column) for column in _COLUMNS), *told, *sorted(words)])
