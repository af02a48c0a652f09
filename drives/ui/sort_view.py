"""What waits to be sorted, what was sorted, and how much of it was of use."""

from collections.abc import Sequence

import streamlit as st

from drives.queries.sorting import (
    PileToSort,
    SortingDesk,
    SortingDone,
    Yield,
    sorting_desk,
    sortings_sheet,
    yields_sheet,
)
from drives.rules.roles import Viewer
from drives.texts import _
from drives.ui import reads
from drives.ui.components import (
    amount,
    day,
    format_quantity,
    goods_of,
    listed,
    md_escape,
    note,
    section,
    sheet_export,
)
from drives.ui.kind_words import discard_reason_name
from drives.ui.sort_form import undo


def pile_name(pile: PileToSort) -> str:
    """A pile in a list to choose from: how much of what. Plain text."""
    return goods_of(pile.item, pile.on_hand, pile.unit)


def pile_words(pile: PileToSort) -> str:
    """What sets a pile apart: whose, from where, for whom, since when. Plain text."""
    today = reads.stamp().today
    parts = [
        pile.drive or _("no drive"),
        _("from {site}").format(site=pile.came_in_at) if pile.came_in_at else "",
        _("kept for {program}").format(program=pile.restricted_to) if pile.restricted_to else "",
        _("since {day}").format(day=day(pile.received_on, today=today)),
        _("on hold") if pile.held else "",
    ]
    return " · ".join(filter(None, parts))


def show_done(site_id: int, done: Sequence[SortingDone]) -> None:
    """The newest sortings at the site, each with a way back."""
    if not done:
        return
    section(_("Sorted here"))
    with st.container(horizontal=True):
        sheet_export(
            "sorted",
            lambda viewer: sortings_sheet(_desk(viewer, site_id).done),
            (_("What was sorted (CSV)"), _("What was sorted (Excel)")),
        )
    for one in done:
        with st.container(horizontal=True, vertical_alignment="center", border=True):
            st.markdown(_said(one), width="stretch")
            if not one.undone:
                st.button(
                    _("Undo"),
                    key=f"sort.undo.{one.sorting_id}",
                    icon=":material/undo:",
                    on_click=undo,
                    args=(one.sorting_id,),
                )


def _said(one: SortingDone) -> str:
    """A sorting in a sentence, as markdown."""
    words = {
        "day": day(one.sorted_on, today=reads.stamp().today),
        "goods": goods_of(one.item, one.taken + one.discarded, one.unit),
        "made": listed([goods_of(part.item, part.quantity, part.unit) for part in one.made]),
        "discarded": amount(one.discarded, one.unit),
        "reasons": listed([discard_reason_name(reason) for reason in one.reasons]),
    }
    if not one.made:
        said = _("{day}: **{goods}** discarded ({reasons})")
    elif not one.discarded:
        said = _("{day}: **{goods}** became {made}")
    else:
        said = _("{day}: **{goods}** became {made}; {discarded} discarded ({reasons})")
    whole = said.format(**{name: md_escape(word) for name, word in words.items()})
    return _("~~{sorting}~~ (undone)").format(sorting=whole) if one.undone else whole


def _desk(viewer: Viewer, site_id: int) -> SortingDesk:
    return reads.house().queries.ask(sorting_desk, viewer, site_id=site_id)


def show_yields(site_id: int, yields: Sequence[Yield]) -> None:
    """Of what was brought to each site and sorted, how much was of use."""
    if not yields:
        return
    section(_("How much was of use"))
    with st.container(horizontal=True):
        sheet_export(
            "yields",
            lambda viewer: yields_sheet(_desk(viewer, site_id).yields),
            (_("What was of use (CSV)"), _("What was of use (Excel)")),
        )
    note(md_escape(_("Of everything sorted so far, by the site where it came in.")))
    for one in yields:
        whole = one.usable + one.discarded
        said = _("{site}: {usable} of {whole} usable, {discarded} discarded").format(
            site=one.site,
            usable=format_quantity(one.usable),
            whole=amount(whole, one.unit),
            discarded=format_quantity(one.discarded),
        )
        st.progress(one.usable / whole, text=md_escape(said))
