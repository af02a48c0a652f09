"""Inventory as files: by lot, by item, or by item at each site."""

from collections.abc import Iterable
from itertools import groupby

from drives.queries.inventory import Figures, Inventory, LotAt, added_up
from drives.queries.sheets import Cell, Sheet, amounts
from drives.texts import _

_FIGURES = ("on_hand", "in_transit", "allocated", "available")


def lots_sheet(shown: Inventory, lots: Iterable[LotAt]) -> Sheet:
    """A row for each lot at a place, in the order given."""
    rows: list[tuple[Cell, ...]] = [
        (
            *_item(shown, lot.item_id),
            _place(lot),
            lot.date_mark,
            lot.date_kind.value if lot.date_kind else None,
            lot.lot_code,
            lot.restricted_to,
            lot.drive,
            lot.came_in_at,
            lot.received_on,
            *_told(lot.figures),
            "; ".join(one.reason for one in lot.holds) or None,
        )
        for lot in lots
    ]
    columns = (
        "item", "category", "unit", "site", "date_mark", "date_kind", "lot_code", "restricted_to", "drive",
        "intake_site", "received_on", *_FIGURES, "holds",
    )  # fmt: skip
    return Sheet(columns, rows)


def items_sheet(shown: Inventory, lots: Iterable[LotAt]) -> Sheet:
    """A row for each item of these lots, with its par level over everything and until when it lasts."""
    amount = amounts()
    rows: list[tuple[Cell, ...]] = []
    for item_id, some in groupby(lots, key=lambda lot: lot.item_id):
        one = shown.items[item_id]
        par = next((at.par for at in one.pars if at.site_id is None), None)
        rows.append((*_item(shown, item_id), *_told(added_up(some)), amount(par), one.lasts_until))
    return Sheet(("item", "category", "unit", *_FIGURES, "par", "lasts_until"), rows)


def sites_sheet(shown: Inventory, lots: Iterable[LotAt]) -> Sheet:
    """A row for each item at each place, by place."""
    ordered = sorted(lots, key=lambda lot: (lot.site is None, lot.site or ""))
    rows: list[tuple[Cell, ...]] = [
        (*_item(shown, item_id), site, *_told(added_up(some)))
        for (site, item_id), some in groupby(ordered, key=lambda lot: (_place(lot), lot.item_id))
    ]
    return Sheet(("item", "category", "unit", "site", *_FIGURES), rows)


def _item(shown: Inventory, item_id: int) -> tuple[Cell, ...]:
    one = shown.items[item_id]
    return (one.name, one.category, one.unit.value)


def _place(lot: LotAt) -> str:
    return lot.site or _("on the way")


def _told(figures: Figures) -> tuple[Cell, ...]:
    amount = amounts()
    return (
        amount(figures.on_hand),
        amount(figures.in_transit),
        amount(figures.allocated),
        amount(figures.available),
    )
