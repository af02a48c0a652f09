"""The form to post a need; what was typed stays when it is refused."""

import streamlit as st

from drives.commands.need_writing import PostNeed
from drives.commands.needs import CancelNeed, cancel_need, post_need
from drives.errors import Refusal
from drives.queries.choices import ItemChoice
from drives.rules.kinds import Priority
from drives.rules.units import is_indivisible
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.components import amount, free_line, item_option, md_escape, note, typed_quantity
from drives.ui.need_words import priority_name
from drives.ui.session import FLASH, desk

FORM = "needs.post"


def post_form(*, open_first: bool) -> None:
    """The form, folded away unless it is the first thing to do."""
    sent = desk().request_id(FORM)
    items = {item.item_id: item for item in reads.items()}
    programs = {program.program_id: program for program in reads.programs()}
    drives = {drive.drive_id: drive for drive in reads.drives() if drive.closed_on is None}
    with st.expander(_("Post a need"), expanded=open_first, icon=":material/add:", key="needs.form"):
        with st.grid(3, min_column_width=200):
            st.selectbox(
                _("Program"),
                list(programs),
                index=0 if len(programs) == 1 else None,
                format_func=lambda key: programs[key].name,
                placeholder=_("Who needs it?"),
                key="needs.post.program",
            )
            st.selectbox(
                _("Item"),
                list(items),
                index=None,
                format_func=lambda key: item_option(items[key].name, items[key].unit),
                placeholder=_("What is needed?"),
                key=f"needs.post.item.{sent}",
            )
            st.text_input(_("How many"), key=f"needs.post.quantity.{sent}", placeholder="120")
            st.selectbox(
                _("How urgent"),
                [priority.value for priority in Priority],
                index=2,
                format_func=lambda value: priority_name(Priority(value)),
                key=f"needs.post.priority.{sent}",
            )
            st.date_input(
                _("Needed by (may stay empty)"),
                value=None,
                key=f"needs.post.needed_by.{sent}",
                format="YYYY-MM-DD",
            )
            st.selectbox(
                _("Only for one drive"),
                [0, *drives],
                format_func=lambda key: drives[key].name if key else _("any drive"),
                key="needs.post.drive",
            )
        free_line(
            _("What it is for, or sizes. Never name or describe a person."),
            key=f"needs.post.note.{sent}",
            max_chars=500,
        )
        _what_there_is(items.get(st.session_state.get(f"needs.post.item.{sent}") or 0))
        actions.show_refused(FORM)
        st.button(
            _("Post the need"),
            type="primary",
            key=f"needs.post.submit.{sent}",
            on_click=_post,
            args=(sent,),
        )


def _what_there_is(item: ItemChoice | None) -> None:
    """What is available and what others still wait for, before one asks."""
    if item is None:
        return
    row = next((row for row in reads.the_overview().rows if row.item_id == item.item_id), None)
    said = _("{item}: {available} available, {missing} still to collect for the needs posted so far.").format(
        item=item.name,
        available=amount(row.figures.available if row else 0, item.unit),
        missing=amount(row.figures.still_to_collect if row else 0, item.unit),
    )
    note(md_escape(said))


def _post(sent: str) -> None:
    at, state = actions.begin(), st.session_state
    if at.request_id(FORM) != sent:
        return
    item = {item.item_id: item for item in reads.items()}.get(state[f"needs.post.item.{sent}"] or 0)
    try:
        if state["needs.post.program"] is None:
            raise Refusal(_("Choose the program first."))
        if item is None:
            raise Refusal(_("Choose the item first."))
        quantity = typed_quantity(state[f"needs.post.quantity.{sent}"], whole=is_indivisible(item.unit))
    except Refusal as refusal:
        at.refusals[FORM] = refusal
        return
    asked = PostNeed(
        state["needs.post.program"],
        item.item_id,
        quantity,
        Priority(state[f"needs.post.priority.{sent}"]),
        needed_by=state[f"needs.post.needed_by.{sent}"],
        drive_id=state["needs.post.drive"] or None,
        note=(state[f"needs.post.note.{sent}"] or "").strip() or None,
    )
    posted = actions.run(post_need, asked, at=at, form=FORM, sent=sent)
    if posted is not None:
        at.say(
            _("Posted: {amount} of {item}.").format(amount=amount(quantity, item.unit), item=item.name),
            undo=lambda: _take_back(posted.need_id),
        )


def _take_back(need_id: int) -> None:
    at = actions.begin()
    if (
        actions.run(cancel_need, CancelNeed(need_id), at=at, form=FLASH, sent=at.request_id(FLASH))
        is not None
    ):
        at.say(_("Taken back: the need is cancelled."), kind="note")
