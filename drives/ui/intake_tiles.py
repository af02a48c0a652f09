"""The items at the table: the usual ones as tiles with − and +, or those that a search found."""

import streamlit as st

from drives.queries.choices import DriveChoice
from drives.rules.quantity import SCALE
from drives.rules.units import unit_name
from drives.texts import _, ngettext
from drives.ui import reads
from drives.ui.basket import FIND, basket, known_items
from drives.ui.components import item_tile, md_escape, note, tile_grid
from drives.ui.intake import ask_amount, step_item
from drives.ui.intake_offered import enough_of, offered
from drives.ui.intake_scan import read_code, scan
from drives.ui.item_search import Found, search
from drives.ui.learn_code import ask_what_it_is

_TILES = 12


def ask_item() -> str:
    """The field in which an item is sought or a code is scanned; what stands in it."""
    return st.text_input(
        _("Find an item"),
        key=FIND,
        type="search",
        live="150ms",
        on_change=scan,
        placeholder=_("Find by any name, or scan a barcode"),
        icon=":material/barcode_scanner:",
        label_visibility="collapsed",
    ).strip()


def show_tiles(typed: str, drive: DriveChoice | None) -> None:
    """A tile for each item that stands ready, or that ``typed`` finds."""
    found = search(typed, reads.items()) if typed else _ready(drive)
    if not found:
        _nothing(typed)
    shown = found[:_TILES] if typed else found
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


def _nothing(typed: str) -> None:
    code = read_code(typed)
    if code is None:
        st.markdown(_("Nothing is called that here. Try another word, or fewer letters."))
        return
    st.markdown(_("No item here has this barcode yet."))
    st.button(
        _("Say what it is"),
        key="log.learn",
        icon=":material/barcode_scanner:",
        on_click=ask_what_it_is,
        args=(code,),
    )
