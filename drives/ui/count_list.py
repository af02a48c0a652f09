"""The list that one counts along: a pile a line, a field each, what was found beside the books at its end."""

from dataclasses import dataclass

import streamlit as st

from drives.rules.names import fold_name
from drives.rules.quantity import SCALE
from drives.rules.units import Unit, unit_name
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.components import amount, item_option, md_escape, paged
from drives.ui.count_begun import Mark, begun_at, field_key, only_item, pile_words, sheet_by_mark

_FIELD_WIDTH = 104
_LINE_WIDTH = 320


@dataclass(frozen=True, slots=True)
class CountLine:
    """A line to count: a pile of the books, or an item that was found beside them (``books`` is 0)."""

    mark: Mark
    item: str
    unit: Unit
    words: str
    books: int


def lines_of(site_id: int) -> list[CountLine]:
    """The piles of the books in their order, then what was found or typed that no book names."""
    begun, sheet = begun_at(site_id), sheet_by_mark(site_id)
    items = {item.item_id: item for item in reads.items()}
    lines = [
        CountLine(mark, pile.item, pile.unit, pile_words(pile), pile.on_hand) for mark, pile in sheet.items()
    ]
    beside = dict.fromkeys([*map(only_item, begun.found), *begun.typed])
    for mark in beside:
        if mark not in sheet and (item := items.get(mark[0])) is not None:
            lines.append(CountLine(mark, item.name, item.unit, _("not in the books"), 0))
    return lines


def show_lines(site_id: int, lines: list[CountLine], sought: str, *, books_shown: bool) -> None:
    """The lines that fit, fifty a page."""
    words = fold_name(sought)
    fitting = [line for line in lines if words in fold_name(f"{line.item} {line.words}")]
    if not fitting and words:
        st.markdown(_("Nothing of that name is on this list. If you found some, add it below."))
    shown = paged(fitting, key="count")
    with st.grid(3, min_column_width=_LINE_WIDTH, gap="xsmall", key="count.lines"):
        for line in shown:
            _line(site_id, line, books_shown=books_shown)


def _line(site_id: int, line: CountLine, *, books_shown: bool) -> None:
    begun, unit = begun_at(site_id), unit_name(line.unit, 2 * SCALE)
    under = " · ".join(part for part in (unit, line.words) if part)
    said = [f"**{md_escape(line.item)}**", f":small[:gray[{md_escape(under)}]]"]
    if books_shown:
        books = _("{amount} in the books").format(amount=amount(line.books, line.unit))
        said.append(f":small[:gray[{md_escape(books)}]]")
    with st.container(
        border=True,
        horizontal=True,
        vertical_alignment="center",
        gap="small",
        wrap=False,
        height="stretch",
    ):
        st.markdown("  \n".join(said), width="stretch")
        st.text_input(
            _("How many of {item} ({words})").format(item=md_escape(line.item), words=md_escape(under)),
            value=begun.typed.get(line.mark, ""),
            key=field_key(line.mark),
            label_visibility="collapsed",
            placeholder=_("count"),
            width=_FIELD_WIDTH,
            on_change=_keep,
            args=(site_id, line.mark, line.books),
        )


def _keep(site_id: int, mark: Mark, books: int) -> None:
    begun_at(site_id).type(mark, st.session_state[field_key(mark)] or "", books)


def add_found(site_id: int) -> None:
    """What stands there though no book names it: chosen by name, then counted like the rest."""
    sheet = sheet_by_mark(site_id)
    items = {
        item.item_id: item
        for item in reads.items()
        if only_item(item.item_id) not in sheet and item.item_id not in begun_at(site_id).found
    }
    st.selectbox(
        _("Found here, but not on the list?"),
        list(items),
        index=None,
        format_func=lambda item_id: item_option(items[item_id].name, items[item_id].unit),
        placeholder=_("Choose the item to add it"),
        key=f"count.found.{len(begun_at(site_id).found)}",
        on_change=_add,
        args=(site_id,),
    )


def _add(site_id: int) -> None:
    actions.begin()
    begun = begun_at(site_id)
    chosen = st.session_state[f"count.found.{len(begun.found)}"]
    if chosen is not None:
        begun.found.append(chosen)
