"""Log a donation at the table: tap what was brought, then one big "Log it"."""

import streamlit as st

from drives.queries.choices import DriveChoice
from drives.rules.quantity import SCALE
from drives.rules.roles import Permission
from drives.rules.units import unit_name
from drives.texts import _, ngettext
from drives.ui import reads
from drives.ui.actions import show_refused
from drives.ui.basket import FORM, basket, known_items
from drives.ui.components import (
    TallyLine,
    empty_state,
    guide_link,
    item_tile,
    md_escape,
    note,
    page_header,
    running_list,
    tile_grid,
)
from drives.ui.exact_amount import show_asked
from drives.ui.intake import FIND, ask_amount, clear, log_it, not_logged, scan, step_item
from drives.ui.intake_draft import keeping_draft, offer_unfinished, open_draft
from drives.ui.intake_from import choose_drive_and_site, choose_team, who_and_when
from drives.ui.intake_offered import enough_of, offered
from drives.ui.item_search import Found, search
from drives.ui.line_words import remark
from drives.ui.logged_here import show_logged_here
from drives.ui.session import desk
from drives.ui.who import may

_TILES = 12


def _ready(drive: DriveChoice | None) -> list[Found]:
    items, counted = known_items(), basket()
    begun = [line.item_id for line in counted.lines()]
    # What a search found and was counted joins at the end.
    return [Found(items[one]) for one in dict.fromkeys([*offered(drive), *begun]) if one in items]


def _under(one: Found, enough: frozenset[int]) -> str:
    said = [unit_name(one.item.unit, SCALE)]
    if one.word:
        said.append(one.word)
    if one.item.item_id in enough:
        said.append(_("enough for now"))
    return " · ".join(said)


def _tiles(typed: str, drive: DriveChoice | None) -> None:
    found = search(typed, reads.items()) if typed.strip() else _ready(drive)
    if not found:
        st.markdown(_("Nothing is called that here. Try another word, or fewer letters."))
    shown = found if not typed.strip() else found[:_TILES]
    counted, enough = basket(), enough_of()
    with tile_grid(key="log.tiles"):
        for one in shown:
            item_id = one.item.item_id
            item_tile(
                key=str(item_id),
                item=one.item.name,
                under=_under(one, enough),
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
    open_draft()
    with keeping_draft():
        _ask()


def _ask() -> None:
    offer_unfinished()
    drive, site = choose_drive_and_site()
    if drive is not None and not may(Permission.SEE_DONORS):
        choose_team(desk().request_id(FORM), drive)
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
    _tiles(typed or "", drive)
    if may(Permission.SEE_DONORS):
        who_and_when(desk().request_id(FORM), drive)
    if reads.viewer().tables:
        show_logged_here()
    if may(Permission.SEE_PUBLIC):
        guide_link("log")
    items = known_items()
    basket().known = items
    desk().counted = not_logged()
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
