"""A donation that was begun survives a reload, an error and a lost connection: it is kept as a draft.

What is counted, chosen and typed is written down after each run in which it changed; the draft's id stands
in the page's address. Whoever comes without the address is offered what she left unfinished.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial

import streamlit as st

from drives.accounts import KeptDraft
from drives.errors import Refusal
from drives.rules.roles import Permission
from drives.texts import _, ngettext
from drives.ui import actions, reads
from drives.ui.basket import FORM, basket
from drives.ui.components import md_escape, moment, named
from drives.ui.draft_content import Content, content_now, is_worth_offering, lay_fields, lay_in
from drives.ui.session import desk
from drives.ui.who import may

_HELD = "log.draft"
_PENDING = "log.pending"
_ADDRESS = "draft"
_OFFERED = 3


@dataclass(slots=True)
class _Held:
    """The draft of this session: as it was written last, and at which arrival its fields were drawn."""

    draft_id: str | None = None
    content: Content | None = None
    arrival: int = 0


def _held() -> _Held:
    found: _Held = st.session_state.setdefault(_HELD, _Held())
    return found


def open_draft() -> None:
    """Before anything is drawn: lay in the draft of the address, or of this session on another page."""
    at, held = desk(), _held()
    asked_for = st.query_params.get(_ADDRESS)
    pending: Content | None = st.session_state.pop(_PENDING, None)
    if pending is not None:
        # What was counted here before stays a draft, and is offered when this is done.
        held = st.session_state[_HELD] = _Held()
        at.answered(FORM)
        lay_in(pending)
    elif asked_for and held.draft_id is None and held.arrival == 0:
        # After a lost connection the first thing that a new session hears of may be a tap: it counts, too.
        tapped = basket().lines()
        if _take(asked_for):
            basket().put(tapped)
    elif held.content is not None and held.arrival != at.arrivals:
        # Back from another page: the fields begin under fresh keys there.
        lay_fields(held.content)
    held.arrival = at.arrivals
    if held.draft_id is None and _ADDRESS in st.query_params:
        del st.query_params[_ADDRESS]


def lay_in_later(content: Content) -> None:
    """Have a content laid in when the page is opened next, in the place of what is counted there."""
    st.session_state[_PENDING] = content


def lay_aside() -> None:
    """Empty the list and the fields beside it; nothing of it is kept."""
    basket().empty()
    desk().answered(FORM)


def _take(draft_id: str) -> bool:
    """Lay in one's own draft; whether there is one."""
    at, held, found = desk(), _held(), None
    with suppress(Refusal):
        found = reads.house().drafts.take(reads.viewer(), draft_id)
    if found is None:
        return False
    if found.answered:
        at.say(_("The list that you left here was logged already: nothing of it is open."), kind="note")
        return False
    held.draft_id, held.content = found.draft_id, found.content
    left_out = lay_in(found.content)
    if left_out:
        said = ngettext(
            "{count} line is left out: its item is not here any more.",
            "{count} lines are left out: their items are not here any more.",
            left_out,
        )
        at.say(said.format(count=left_out), kind="note")
    return True


@contextmanager
def keeping_draft() -> Iterator[None]:
    """Around what the page draws: what is counted and typed is kept, also where drawing it fails."""
    try:
        yield
    finally:
        keep_draft()


def keep_draft() -> None:
    """Write down what was counted, chosen and typed, where it is not what was written last."""
    held, viewer, drafts = _held(), reads.viewer(), reads.house().drafts
    content = content_now()
    if content != held.content:
        if content is not None:
            held.draft_id = held.draft_id or drafts.new_id()
            written = drafts.keep(viewer, held.draft_id, content)
        else:
            written = held.draft_id is None or drafts.drop(viewer, held.draft_id)
            held.draft_id = None if written else held.draft_id
        # What could not be written is tried again with the next tap.
        held.content = content if written else held.content
    _show_address(held.draft_id)


def _show_address(draft_id: str | None) -> None:
    if draft_id is None:
        st.query_params.pop(_ADDRESS, None)
    elif st.query_params.get(_ADDRESS) != draft_id:
        st.query_params[_ADDRESS] = draft_id


def offer_unfinished() -> None:
    """While nothing is counted here: what the same person left unfinished, to go on with or to let go."""
    if basket().lines() or basket().correcting is not None:
        return
    own, drafts = _held().draft_id, reads.house().drafts.unfinished(reads.viewer())
    left = [one for one in drafts if one.draft_id != own and is_worth_offering(one.content)]
    for place, one in enumerate(left[:_OFFERED]):
        with st.container(horizontal=True, gap="xsmall", wrap=False, key=f"log.left.{place}"):
            st.button(
                md_escape(_said_of(one)),
                key=f"log.left.go_on.{place}",
                icon=":material/edit_note:",
                width="stretch",
                on_click=_go_on,
                args=(one.draft_id,),
            )
            st.button(
                named(_("Discard this list"), ":material/delete:"),
                key=f"log.left.drop.{place}",
                on_click=_discard,
                args=(one,),
            )


def _said_of(one: KeptDraft) -> str:
    count = len(one.content.get("lines", ()))
    return ngettext(
        "Go on with the list of {when} ({count} line)",
        "Go on with the list of {when} ({count} lines)",
        count,
    ).format(when=moment(one.saved_at), count=count)


def _go_on(draft_id: str) -> None:
    actions.begin()
    if may(Permission.LOG_DONATIONS):
        _take(draft_id)


def _discard(one: KeptDraft) -> None:
    at = actions.begin()
    if reads.house().drafts.drop(reads.viewer(), one.draft_id):
        said = _("The list of {when} is discarded. Nothing of it was logged.")
        at.say(said.format(when=moment(one.saved_at)), kind="note", undo=partial(_keep_again, one))


def _keep_again(one: KeptDraft) -> None:
    at = actions.begin()
    if reads.house().drafts.keep(reads.viewer(), one.draft_id, one.content):
        at.say(_("The list of {when} is here again.").format(when=moment(one.saved_at)), kind="note")
