"""The last donation that was logged here: taken back for some minutes, or logged once more."""

from collections.abc import Sequence
from datetime import timedelta

import streamlit as st

from drives.commands.donations import LineDraft
from drives.queries.at_table import EntryLine, OwnEntry
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.basket import basket, known_items
from drives.ui.components import listed, md_escape, moment
from drives.ui.intake import amounts_logged, may_log, take_back
from drives.ui.intake_from import choose_source
from drives.ui.session import desk

UNDONE_WITHIN = timedelta(minutes=15)
_FORM = "log.last"


def show_last() -> None:
    """While nothing is being counted: what was logged last, with a way back and a way to repeat it."""
    if basket().lines():
        return
    last = reads.my_last()
    if last is None:
        return
    lines, sent = lines_of(last.lines), desk().request_id(_FORM)
    when = moment(last.logged_at)
    said = _("Logged last, {moment}: {lines}.").format(
        moment=when, lines=listed(amounts_logged(lines, known_items()))
    )
    with st.container(border=True, gap="xsmall", key="log.last"):
        actions.show_refused(_FORM)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(md_escape(said), width="stretch")
            # At a table each of her donations has its own way back below.
            if not reads.viewer().tables and reads.now() - last.logged_at < UNDONE_WITHIN:
                st.button(
                    _("Undo last donation"),
                    key=f"log.last.undo.{sent}",
                    icon=":material/undo:",
                    on_click=take_back,
                    args=(last.donation_id, lines, _FORM, sent),
                )
            st.button(
                _("Same again"),
                key=f"log.last.again.{last.donation_id}",
                icon=":material/replay:",
                on_click=_again,
                args=(last,),
            )


def lines_of(lines: Sequence[EntryLine]) -> tuple[LineDraft, ...]:
    """What was logged, as it can be laid into the list again."""
    return tuple(
        LineDraft(
            line.item_id,
            line.received,
            line.rejected,
            reject_reason=line.reject_reason,
            pack=line.pack,
            pack_quantity=line.pack_quantity,
            source=line.source,
            date_mark=line.date_mark,
            date_kind=line.date_kind,
            lot_code=line.lot_code,
        )
        for line in lines
    )


def _again(last: OwnEntry) -> None:
    at, counted = actions.begin(), basket()
    if counted.lines() or not may_log(at):
        return
    items = known_items()
    counted.put([line for line in lines_of(last.lines) if line.item_id in items])
    counted.repeated = counted.lines()
    choose_source(counted.repeated)
    at.say(_("The last donation lies in the list once more. Nothing is logged yet."), kind="note")
