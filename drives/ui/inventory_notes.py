"""What to look at on the shelves today, on top of Inventory and in words: low, running out, past its date."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from drives.queries.inventory import Inventory, ItemShown, LotAt, added_up
from drives.texts import _, listed, ngettext
from drives.ui.components import amount, day, format_quantity, goods_of, md_escape
from drives.ui.inventory_find import SOON_DAYS, Wanted, is_low, runs_out, wanted_lots

_NAMED = 3


def show_notes(shown: Inventory) -> None:
    """A line each, with a link to all of them; one calm line where there is nothing."""
    items = shown.items.values()
    soon, past, held = (wanted_lots(shown, Wanted(show=one)) for one in ("soon", "past", "held"))
    running = sorted(
        (one for one in items if runs_out(one, shown.day)), key=lambda one: (one.lasts_until, one.name)
    )
    found = [
        (_("Low"), "low", [_low_words(one) for one in items if is_low(one)]),
        (_("Running out"), "out", [_running_words(one, shown) for one in running]),
        (_("Expiring soon"), "soon", _dated_words(shown, soon)),
        (_("Past their date"), "past", _dated_words(shown, past)),
        (_("On hold"), "held", [_lot_words(shown, one) for one in held]),
    ]
    with st.container(border=True, gap="small", key="inventory.notes"):
        for title, show, told in found:
            if told:
                _line(title, show, told)
        if not any(told for _title, _show, told in found):
            st.markdown(
                ngettext(
                    "Nothing is low, on hold, or runs out or expires within {days} day.",
                    "Nothing is low, on hold, or runs out or expires within {days} days.",
                    SOON_DAYS,
                ).format(days=SOON_DAYS)
            )


def _line(title: str, show: str, told: Sequence[str]) -> None:
    """The first few by name; a link in markdown would open them all in another tab."""
    named, more = list(told[:_NAMED]), len(told) - _NAMED
    if more > 0:
        named.append(ngettext("{count} more", "{count} more", more).format(count=more))
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.page_link("pages/inventory.py", label=f"**{md_escape(title)}**", query_params={"show": show})
        st.markdown(md_escape(listed(named)), width="stretch")


def _low_words(item: ItemShown) -> str:
    one = next(par for par in item.pars if par.is_low)
    words = {
        "item": item.name,
        "available": format_quantity(one.available),
        "par": amount(one.par, item.unit),
        "site": one.site or "",
    }
    if one.site is None:
        return _("{item} ({available} available, keep at least {par})").format(**words)
    return _("{item} at {site} ({available} available, keep at least {par})").format(**words)


def _running_words(item: ItemShown, shown: Inventory) -> str:
    until = item.lasts_until
    assert until is not None
    if until <= shown.day:
        return _("{item} (nothing is left that may go out)").format(item=item.name)
    return _("{item} by about {day}").format(item=item.name, day=day(until, today=shown.day))


def _dated_words(shown: Inventory, lots: Sequence[LotAt]) -> list[str]:
    by_date = sorted(lots, key=lambda lot: (lot.good_until or date.max, shown.items[lot.item_id].name))
    told: dict[tuple[int, date | None], list[LotAt]] = {}
    for lot in by_date:
        told.setdefault((lot.item_id, lot.good_until), []).append(lot)
    return [_dated(shown, some) for some in told.values()]


def _dated(shown: Inventory, lots: Sequence[LotAt]) -> str:
    item, figures = shown.items[lots[0].item_id], added_up(lots)
    goods = goods_of(item.name, figures.on_hand + figures.in_transit, item.unit)
    until = lots[0].good_until or shown.day
    words = {"goods": goods, "day": day(until, today=shown.day)}
    if until < shown.day:
        return _("{goods}, since {day}").format(**words)
    return _("{goods}, good until {day}").format(**words)


def _lot_words(shown: Inventory, lot: LotAt) -> str:
    item = shown.items[lot.item_id]
    reason = lot.holds[0].reason
    goods = goods_of(item.name, lot.figures.on_hand + lot.figures.in_transit, item.unit)
    return _("{goods} ({reason})").format(goods=goods, reason=reason)
