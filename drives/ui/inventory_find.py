"""What narrows Inventory; it stands in the address. And the rows that it leaves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

import streamlit as st

from drives.queries.inventory import Inventory, ItemShown, LotAt
from drives.rules.names import is_found, words_of
from drives.texts import _
from drives.ui import reads
from drives.ui.address_choice import choose_in_address
from drives.ui.codes import item_by_code
from drives.ui.components import search_field
from drives.ui.inventory_words import ON_THE_WAY, alike_lots, place_name

SOON_DAYS = 30
_WEEK = 7
BY_LOT, BY_SITE = "lot", "site"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the shelves is wanted: rows by item, by lot or by site.

    ``named`` are the items that what was typed names by another word of theirs or by a barcode; ``site_id``
    is 0 for what is on its way, None for everywhere.
    """

    by: str = ""
    words: tuple[str, ...] = ()
    named: frozenset[int] = frozenset()
    site_id: int | None = None
    show: str = ""

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out."""
        return not (self.words or self.show or self.site_id is not None)


@dataclass(frozen=True, slots=True)
class Row:
    """An item, with those of its lots that are wanted; of one site, or alike, where rows are by that."""

    item: ItemShown
    lots: tuple[LotAt, ...]


def choose_wanted() -> tuple[date | None, Wanted]:
    """The fields, and what they say: the day as of which the shelves are shown (None for now), what of them.

    A past day has no par levels and no dates still to come.
    """
    sites = {one.slug: one for one in reads.sites()}
    places = (
        {"": _("All sites")} | {slug: one.name for slug, one in sites.items()} | {ON_THE_WAY: _("On the way")}
    )
    sought = search_field(_("Find an item, lot code, program or barcode"), key="inventory.q")
    with st.grid(3, min_column_width=150, key="inventory.filters", vertical_alignment="bottom"):
        as_of = _choose_day()
        site = choose_in_address(_("Site"), places, name="site", key="inventory.site")
        shows = _shows(past=as_of is not None)
        show = choose_in_address(_("Show"), shows, name="show", key="inventory.show")
    rows = {"": _("By item"), BY_LOT: _("By lot"), BY_SITE: _("By site")}
    by = choose_in_address(_("Rows"), rows, name="by", key="inventory.by", look="row")
    site_id = 0 if site == ON_THE_WAY else sites[site].site_id if site else None
    words = words_of(sought)
    return as_of, Wanted(by, words, _named(sought, words), site_id, show)


def _choose_day() -> date | None:
    today = reads.stamp().today
    chosen = st.date_input(
        _("As of"), value=None, key="as_of", bind="query-params", format="YYYY-MM-DD", max_value=today,
        help=_("What was there at the end of that day, late entries included. Leave it empty to see today."),
    )  # fmt: skip
    return chosen if isinstance(chosen, date) and chosen < today else None


def _named(sought: str, words: tuple[str, ...]) -> frozenset[int]:
    if not words:
        return frozenset()
    items = reads.items()
    coded = item_by_code(sought, items, year=reads.stamp().today.year)
    named = {one.item_id for one in items if is_found(words, " ".join(one.words))}
    return frozenset(named | ({coded.item_id} if coded else set()))


def _shows(*, past: bool) -> dict[str, str]:
    today = {
        "low": _("Low"),
        "out": _("Running out"),
        "week": _("Expiring within 7 days"),
        "soon": _("Expiring within 30 days"),
    }
    always = {"past": _("Past their date"), "held": _("On hold"), "allocated": _("Allocated")}
    return {"": _("Everything"), **({} if past else today), **always}


def rows_of(shown: Inventory, wanted: Wanted) -> list[Row]:
    """The rows that are wanted, items by name; where rows are by site, by site first."""
    lots = wanted_lots(shown, wanted)
    if wanted.by == BY_LOT:
        return [Row(shown.items[some[0].item_id], tuple(some)) for some in alike_lots(lots)]
    if wanted.by == BY_SITE:
        ordered = sorted(lots, key=lambda lot: (lot.site is None, lot.site or ""))
        some = groupby(ordered, key=lambda lot: (lot.site, lot.item_id))
        return [Row(shown.items[item_id], tuple(group)) for (_site, item_id), group in some]
    by_item = {item_id: tuple(group) for item_id, group in groupby(lots, key=lambda lot: lot.item_id)}
    here = {lot.item_id for lot in shown.lots}
    return [
        Row(item, by_item.get(item.item_id, ()))
        for item in shown.items.values()
        if item.item_id in by_item or (item.item_id not in here and _fits_item(item, wanted, shown.day))
    ]


def wanted_lots(shown: Inventory, wanted: Wanted) -> Sequence[LotAt]:
    """The lots that are wanted, in their order."""
    return [
        lot
        for lot in shown.lots
        if wanted.site_id in (None, lot.site_id or 0)
        and _fits(lot, shown, wanted)
        and _found(lot, shown.items[lot.item_id], wanted)
    ]


def _fits(lot: LotAt, shown: Inventory, wanted: Wanted) -> bool:
    item, until = shown.items[lot.item_id], lot.good_until
    return {
        "": True,
        "low": is_low(item),
        "out": runs_out(item, shown.day),
        "week": until is not None and 0 <= (until - shown.day).days <= _WEEK,
        "soon": until is not None and 0 <= (until - shown.day).days <= SOON_DAYS,
        "past": until is not None and until < shown.day,
        "held": bool(lot.holds),
        "allocated": lot.figures.allocated > 0,
    }.get(wanted.show, True)


def _fits_item(item: ItemShown, wanted: Wanted, today: date) -> bool:
    """Whether an item of which nothing is anywhere is wanted."""
    if wanted.site_id is not None:
        return False
    shows = {"": True, "low": is_low(item), "out": runs_out(item, today)}
    return shows.get(wanted.show, False) and _item_found((item.name, item.category), item.item_id, wanted)


def is_low(item: ItemShown) -> bool:
    """Whether less is available than should be, in all or at a site."""
    return any(one.is_low for one in item.pars)


def runs_out(item: ItemShown, today: date) -> bool:
    """Whether it runs out before long, at the pace at which it went out."""
    return item.lasts_until is not None and item.lasts_until <= today + timedelta(days=SOON_DAYS)


def _found(lot: LotAt, item: ItemShown, wanted: Wanted) -> bool:
    texts = (item.name, item.category, lot.lot_code, lot.restricted_to, place_name(lot), lot.drive)
    held = (one.reason for one in lot.holds)
    kept_for = (one.program for one in lot.kept_for)
    return _item_found(filter(None, (*texts, *held, *kept_for)), item.item_id, wanted)


def _item_found(texts: Iterable[str], item_id: int, wanted: Wanted) -> bool:
    return not wanted.words or item_id in wanted.named or is_found(wanted.words, " ".join(texts))
