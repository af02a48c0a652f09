"""At a table: what was logged on this phone, each with a way back."""

import streamlit as st

from drives.queries.at_table import MOST_ENTRIES, EntryState, OwnEntry
from drives.texts import _, ngettext
from drives.ui import actions, reads
from drives.ui.components import amount, goods_of, listed, md_escape, moment, named, section
from drives.ui.intake import take_back
from drives.ui.intake_last import lines_of
from drives.ui.session import desk

_IN_SIGHT = 6
_MOST = "logged.most"


def show_logged_here() -> None:
    """The last ones as they stand, the ones before folded away."""
    shown = reads.logged_here(st.session_state.get(_MOST, MOST_ENTRIES))
    entries = shown.entries
    section(_("What you logged here"), _finding(shown.today))
    for entry in entries[:_IN_SIGHT]:
        _show(entry)
    if len(entries) > _IN_SIGHT:
        with st.expander(_("Before that"), key="logged.before"):
            for entry in entries[_IN_SIGHT:]:
                _show(entry)
            if shown.more:
                st.button(_("Show earlier ones"), key="logged.more", on_click=_show_more)


def _show_more() -> None:
    st.session_state[_MOST] = st.session_state.get(_MOST, MOST_ENTRIES) + MOST_ENTRIES


def _finding(count: int) -> str:
    if not count:
        return _("Nothing today yet. What you log on this phone stands here, and can be taken back.")
    return ngettext(
        "{count} donation today, on this phone.", "{count} donations today, on this phone.", count
    ).format(count=count)


def _show(entry: OwnEntry) -> None:
    what, when = _what(entry), md_escape(moment(entry.logged_at))
    if entry.state is not EntryState.STANDS:
        became = _("taken back") if entry.state is EntryState.TAKEN_BACK else _("changed by an organizer")
        st.markdown(f":small[:gray[{md_escape(what)} · {when} · {md_escape(became)}]]")
        return
    form = f"log.undo.{entry.donation_id}"
    sent = desk().request_id(form)
    if entry.team is not None:
        when = md_escape(_("{moment} · {team}").format(moment=moment(entry.logged_at), team=entry.team))
    with st.container(border=True, gap="xsmall", key=f"logged-{entry.donation_id}"):
        actions.show_refused(form)
        with st.container(horizontal=True, vertical_alignment="center", wrap=False):
            st.markdown(f"**{md_escape(what)}**  \n:small[:gray[{when}]]", width="stretch")
            st.button(
                named(what, _("Undo")),
                key=f"{form}.{sent}",
                icon=":material/undo:",
                on_click=take_back,
                args=(entry.donation_id, lines_of(entry.lines), form, sent),
            )


def _what(entry: OwnEntry) -> str:
    said = []
    for line in entry.lines:
        goods = goods_of(line.item, line.received - line.rejected, line.unit)
        if line.rejected:
            rejected = amount(line.rejected, line.unit)
            goods = _("{goods} accepted ({rejected} rejected)").format(goods=goods, rejected=rejected)
        said.append(goods)
    return listed(said)
