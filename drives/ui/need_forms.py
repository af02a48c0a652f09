"""A need as a card, and the forms to post and change it."""

import streamlit as st

from drives.commands.needs import (
    CancelNeed,
    ConfirmNeed,
    PostNeed,
    ReviseNeed,
    cancel_need,
    confirm_need,
    post_need,
    revise_need,
)
from drives.errors import Refusal
from drives.queries.needs import NeedShown, NeedState
from drives.rules.kinds import Priority
from drives.rules.quantity import parse_quantity, to_text
from drives.rules.units import is_indivisible
from drives.texts import _
from drives.ui import actions, reads, session
from drives.ui.components import amount, day, format_quantity, md_escape, note
from drives.ui.components.words import format_whole_percent

_POST = "needs.post"


def state_name(state: NeedState) -> str:
    """Where a need stands, in a word."""
    return {
        NeedState.OPEN: _("open"),
        NeedState.MET: _("met"),
        NeedState.LAPSED: _("lapsed"),
        NeedState.CANCELLED: _("cancelled"),
    }[state]


def priority_name(priority: Priority) -> str:
    """How urgent, in a word."""
    return {
        Priority.CRITICAL: _("critical"),
        Priority.HIGH: _("high"),
        Priority.NORMAL: _("normal"),
        Priority.LOW: _("low"),
    }[priority]


def post_form(*, open_first: bool) -> None:
    """The form to post a need; what was typed stays when it is refused."""
    items = {item.item_id: item for item in reads.items()}
    programs = {program.program_id: program for program in reads.programs()}
    drives = {drive.drive_id: drive for drive in reads.drives() if drive.closed_on is None}
    with st.expander(_("Post a need"), expanded=open_first, icon=":material/add:", key="needs.form"):
        with st.grid(3, min_column_width=200):
            st.selectbox(
                _("Program"),
                list(programs),
                index=0 if len(programs) == 1 else None,
                format_func=lambda key: md_escape(programs[key].name),
                placeholder=_("Who needs it?"),
                key="needs.post.program",
            )
            st.selectbox(
                _("Item"),
                list(items),
                index=None,
                format_func=lambda key: f"{md_escape(items[key].name)} ({items[key].unit})",
                placeholder=_("What is needed?"),
                key="needs.post.item",
            )
            st.text_input(_("How many"), key="needs.post.quantity", placeholder="120")
            st.selectbox(
                _("How urgent"),
                [priority.value for priority in Priority],
                index=2,
                format_func=lambda value: priority_name(Priority(value)),
                key="needs.post.priority",
            )
            st.date_input(_("Needed by (may stay empty)"), value=None, key="needs.post.needed_by")
            st.selectbox(
                _("Only for one drive"),
                [0, *drives],
                format_func=lambda key: md_escape(drives[key].name) if key else _("any drive"),
                key="needs.post.drive",
            )
        st.text_input(
            _("What it is for, or sizes"),
            key="needs.post.note",
            max_chars=500,
            help=_("Never name or describe a person who is served."),
        )
        actions.show_refused(_POST)
        st.button(_("Post the need"), type="primary", key="needs.post.submit", on_click=_post)


def _post() -> None:
    state = st.session_state
    item = {item.item_id: item for item in reads.items()}.get(state["needs.post.item"])
    try:
        if state["needs.post.program"] is None:
            raise Refusal(_("Choose the program first."))
        if item is None:
            raise Refusal(_("Choose the item first."))
        quantity = parse_quantity(state["needs.post.quantity"], whole=is_indivisible(item.unit))
    except Refusal as refusal:
        actions.refuse(_POST, refusal)
        return
    asked = PostNeed(
        state["needs.post.program"],
        item.item_id,
        quantity,
        Priority(state["needs.post.priority"]),
        needed_by=state["needs.post.needed_by"],
        drive_id=state["needs.post.drive"] or None,
        note=state["needs.post.note"].strip() or None,
    )
    posted = actions.run(post_need, asked, form=_POST)
    if posted is None:
        return
    for key in ("quantity", "note"):
        state[f"needs.post.{key}"] = ""
    state["needs.post.item"] = None
    state["needs.post.needed_by"] = None
    session.say(
        _("Posted: {amount} of {item}.").format(amount=amount(quantity, item.unit), item=item.name),
        undo=lambda: _take_back(posted.need_id),
    )


def _take_back(need_id: int) -> None:
    if actions.run(cancel_need, CancelNeed(need_id), form=f"needs.cancel.{need_id}") is not None:
        session.say(_("Taken back: the need is cancelled."), kind="note")


def need_tile(need: NeedShown) -> None:
    """One need: who asks for what, how far it is met, and what can be done with it."""
    today = reads.stamp().today
    met = min(need.asked, need.delivered + need.allocated)
    with st.container(border=True, height="stretch", gap="xsmall", key=f"need-{need.need_id}"):
        st.subheader(md_escape(need.item), anchor=False)
        st.markdown(f"**{md_escape(amount(need.asked, need.unit))}** · {md_escape(need.program)}")
        percent = met * 100 // need.asked
        st.progress(
            percent,
            text=_("{met} of {asked} delivered or allocated · {percent}").format(
                met=format_quantity(met),
                asked=format_quantity(need.asked),
                percent=format_whole_percent(percent),
            ),
        )
        facts = [state_name(need.state), priority_name(need.priority)]
        facts.append(
            _("needed by {day}").format(day=day(need.needed_by, today=today))
            if need.needed_by
            else _("any time")
        )
        if need.drive:
            facts.append(need.drive)
        if need.state is NeedState.OPEN:
            facts.append(
                _("asked {day}, lapses {lapses}").format(
                    day=day(need.posted_on, today=today), lapses=day(need.lapses_on, today=today)
                )
            )
        if need.note:
            st.markdown(md_escape(need.note))
        st.space("stretch")
        note(md_escape(" · ".join(facts)))
        if need.state is not NeedState.CANCELLED:
            _actions(need)


def _actions(need: NeedShown) -> None:
    form = f"needs.change.{need.need_id}"
    actions.show_refused(form)
    with st.container(horizontal=True, gap="xsmall"):
        st.button(
            _("Still needed"),
            key=f"confirm.{need.need_id}",
            icon=":material/check:",
            on_click=_confirm,
            args=(need,),
        )
        with st.popover(_("Change"), icon=":material/edit:", key=f"change.{need.need_id}"):
            st.text_input(_("How many"), value=to_text(need.asked), key=f"revise.{need.need_id}")
            st.button(_("Save"), type="primary", key=f"save.{need.need_id}", on_click=_revise, args=(need,))
            st.markdown(_("No longer needed? What is reserved for it becomes free again."))
            st.button(_("Cancel this need"), key=f"cancel.{need.need_id}", on_click=_cancel, args=(need,))


def _confirm(need: NeedShown) -> None:
    if actions.run(confirm_need, ConfirmNeed(need.need_id), form=f"needs.change.{need.need_id}") is not None:
        session.say(_("Confirmed: {item} for {program}.").format(item=need.item, program=need.program))


def _revise(need: NeedShown) -> None:
    form = f"needs.change.{need.need_id}"
    try:
        quantity = parse_quantity(st.session_state[f"revise.{need.need_id}"], whole=is_indivisible(need.unit))
    except Refusal as refusal:
        actions.refuse(form, refusal)
        return
    asked = ReviseNeed(need.need_id, quantity)
    if actions.run(revise_need, asked, form=form) is not None:
        session.say(
            _("{item} for {program}: now {amount}.").format(
                item=need.item, program=need.program, amount=amount(quantity, need.unit)
            )
        )


def _cancel(need: NeedShown) -> None:
    cancelled = actions.run(cancel_need, CancelNeed(need.need_id), form=f"needs.change.{need.need_id}")
    if cancelled is not None:
        losses = " ".join(cancelled.losses)
        session.say(
            _("Cancelled: {item} for {program}. {losses}")
            .format(item=need.item, program=need.program, losses=losses)
            .strip()
        )
