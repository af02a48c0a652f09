"""Log a donation at the table: tap what was brought, then one big "Log it"."""

import streamlit as st

from drives.rules.quantity import SCALE
from drives.rules.units import unit_name
from drives.texts import _, ngettext
from drives.ui import reads
from drives.ui.actions import show_refused
from drives.ui.components import (
    TallyLine,
    empty_state,
    item_tile,
    md_escape,
    note,
    page_header,
    running_list,
    tile_grid,
)
from drives.ui.exact_amount import remark, show_asked
from drives.ui.intake import (
    FIND,
    FORM,
    ask_amount,
    basket,
    choose_drive_and_site,
    clear,
    known_items,
    log_it,
    scan,
    step_item,
    who_and_when,
)
from drives.ui.item_search import Found, search
from drives.ui.session import desk

_TILES = 12


def _usual(drive_id: int | None) -> list[Found]:
    items, counted = known_items(), basket()
    begun = [line.item_id for line in counted.lines()]
    wanted = [one.item_id for one in reads.the_overview().wanted]
    usual = [one for one in dict.fromkeys([*reads.usual(drive_id), *wanted, *items]) if one in items]
    # By name, so that no tile moves when the figures do; what a search found joins at the end.
    shown = sorted(usual[:_TILES], key=lambda one: items[one].name)
    return [Found(items[one]) for one in dict.fromkeys([*shown, *begun]) if one in items]


def _tiles(typed: str, drive_id: int | None) -> None:
    found = search(typed, reads.items()) if typed.strip() else _usual(drive_id)
    if not found:
        st.markdown(_("Nothing is called that here. Try another word, or fewer letters."))
    shown = found if not typed.strip() else found[:_TILES]
    counted = basket()
    with tile_grid(key="log.tiles"):
        for one in shown:
            item_id, unit = one.item.item_id, unit_name(one.item.unit, SCALE)
            item_tile(
                key=str(item_id),
                item=one.item.name,
                under=f"{unit} · {one.word}" if one.word else unit,
                quantity=counted.counted(item_id),
                may_step_down=counted.tapped.get(item_id, 0) > 0,
                on_step=step_item,
                on_amount=ask_amount,
            )
    more = len(found) - len(shown)
    if more:
        said = ngettext(
            "{count} more item fits. Type another letter.",
            "{count} more items fit. Type another letter.",
            more,
        ).format(count=more)
        note(md_escape(said))


def show() -> None:
    """The page."""
    page_header(_("Log a donation"), flash=False)
    if not reads.sites() or not reads.items():
        empty_state(
            _(
                "Here donations are logged as they come in, once there is a site to bring them to "
                "and an item to count."
            ),
            step=_("Take the first steps"),
            page="pages/welcome.py",
        )
        return
    drive, site = choose_drive_and_site()
    typed = st.text_input(
        _("Find an item"),
        key=FIND,
        type="search",
        live="150ms",
        on_change=scan,
        placeholder=_("Find by any name, or scan a barcode"),
        icon=":material/barcode_scanner:",
        label_visibility="collapsed",
    )
    _tiles(typed or "", None if drive is None else drive.drive_id)
    who_and_when()
    items = known_items()
    lines = [
        TallyLine(item.name, item.unit, line.received, remark(line, item))
        for line in basket().lines()
        if (item := items.get(line.item_id)) is not None
    ]
    running_list(
        lines,
        sent=desk().request_id(FORM),
        on_log=log_it,
        on_clear=clear,
        label=_("Log it at {site}").format(site=site.name),
        show_refused=lambda: show_refused(FORM),
    )
    show_asked()


show()
