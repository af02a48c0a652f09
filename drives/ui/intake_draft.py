"""A donation that was begun survives a reload, an error and a lost connection: it is kept as a draft.

What is counted, chosen and typed is written down after each run in which it changed; the draft's id stands
in the page's address. Whoever comes without the address is offered what she left unfinished.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

import streamlit as st

from drives.accounts import KeptDraft
from drives.commands.donations import LineDraft
from drives.errors import Refusal
from drives.rules.dates import DateKind
from drives.rules.kinds import Source
from drives.texts import _, ngettext
from drives.ui import actions, reads
from drives.ui.basket import FORM, basket, known_items
from drives.ui.components import md_escape, moment
from drives.ui.exact_fields import FIELDS
from drives.ui.session import desk

_HELD = "log.draft"
_ADDRESS = "draft"
_FIND = "log.find"
_OFFERED = 3
_TEXTS = ("donor", "team")
"""Fields of one donation that hold a text, under ``log.<name>.<request id>``."""


@dataclass(slots=True)
class _Held:
    """The draft of this session: as it was written last, and at which arrival its fields were drawn."""

    draft_id: str | None = None
    content: dict[str, Any] | None = None
    arrival: int = 0


def _held() -> _Held:
    found: _Held = st.session_state.setdefault(_HELD, _Held())
    return found


def open_draft() -> None:
    """Before anything is drawn: lay in the draft of the address, or of this session on another page."""
    at, held = desk(), _held()
    asked_for = st.query_params.get(_ADDRESS)
    if asked_for and held.draft_id is None and not basket().lines():
        _take(asked_for)
    elif held.content is not None and held.arrival != at.arrivals:
        # Back from another page: the fields begin under fresh keys there.
        _lay_fields(held.content)
    held.arrival = at.arrivals
    if held.draft_id is None and _ADDRESS in st.query_params:
        del st.query_params[_ADDRESS]


def _take(draft_id: str) -> None:
    at = desk()
    found = None
    with suppress(Refusal):
        found = reads.house().drafts.take(reads.viewer(), draft_id)
    if found is None:
        return
    if found.answered:
        at.say(_("The list that you left here was logged already: nothing of it is open."), kind="note")
        return
    _lay_in(found)


def _lay_in(found: KeptDraft) -> None:
    at, held, content = desk(), _held(), found.content
    lines = [line for told in content.get("lines", ()) if (line := _line_read(told)) is not None]
    items = known_items()
    kept = [line for line in lines if line.item_id in items]
    counted = basket()
    counted.empty()
    counted.put(kept)
    held.draft_id, held.content = found.draft_id, content
    if content.get("sent"):
        at.resume(FORM, content["sent"])
    _lay_fields(content)
    left_out = len(content.get("lines", ())) - len(kept)
    if left_out:
        said = ngettext(
            "{count} line is left out: its item is not here any more.",
            "{count} lines are left out: their items are not here any more.",
            left_out,
        )
        at.say(said.format(count=left_out), kind="note")


def _lay_fields(content: dict[str, Any]) -> None:
    """Lay what was chosen and typed beside the list into the fields of the request at hand."""
    at, state, counted = desk(), st.session_state, basket()
    sent = at.request_id(FORM)
    if content.get("drive") is not None:
        at.drive = state["log.drive"] = content["drive"]
    if content.get("site") is not None:
        at.site = state["log.site"] = content["site"]
    for name in _TEXTS:
        if content.get(name):
            state[f"log.{name}.{sent}"] = content[name]
    if (on := _day_read(content.get("day"))) is not None:
        state[f"log.received_on.{sent}"] = min(on, reads.stamp().today)
    state[_FIND] = content.get("find", "")
    asked = content.get("asked")
    if isinstance(asked, dict) and asked.get("item") in known_items():
        counted.ask_again(asked["item"], asked.get("place"), asked.get("half", {}))


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
    content = _content()
    if content == held.content:
        _show_address(held)
        return
    if content is not None:
        held.draft_id = held.draft_id or drafts.new_id()
        written = drafts.keep(viewer, held.draft_id, content)
    else:
        written = held.draft_id is None or drafts.drop(viewer, held.draft_id)
        held.draft_id = None if written else held.draft_id
    # What could not be written is tried again with the next tap.
    held.content = content if written else held.content
    _show_address(held)


def _show_address(held: _Held) -> None:
    if held.draft_id is None:
        if _ADDRESS in st.query_params:
            del st.query_params[_ADDRESS]
    elif st.query_params.get(_ADDRESS) != held.draft_id:
        st.query_params[_ADDRESS] = held.draft_id


def _content() -> dict[str, Any] | None:
    """What is begun, as it is kept; None where nothing is."""
    at, state, counted = desk(), st.session_state, basket()
    sent = at.request_id(FORM)
    begun: dict[str, Any] = {name: (state.get(f"log.{name}.{sent}") or "").strip() for name in _TEXTS}
    day = state.get(f"log.received_on.{sent}")
    begun["day"] = day.isoformat() if isinstance(day, date) and day != reads.stamp().today else None
    begun["find"] = (state.get(_FIND) or "").strip()
    begun["lines"] = [_line_kept(line) for line in counted.lines()]
    begun["asked"] = _asked_kept()
    if not any(begun.values()):
        return None
    return {**begun, "drive": state.get("log.drive"), "site": state.get("log.site"), "sent": sent}


def _asked_kept() -> dict[str, Any] | None:
    """The form for an exact amount that is open, and what was typed into it."""
    counted, state = basket(), st.session_state
    if counted.asked is None or counted.choosing:
        return None
    key = f"{counted.asked}.{counted.openings}"
    typed = {name: state.get(f"log.exact.{name}.{key}") for name in FIELDS}
    half = {name: value.isoformat() if isinstance(value, date) else value for name, value in typed.items()}
    place = next((at for at, line in enumerate(counted.exact) if line is counted.changing), None)
    return {"item": counted.asked, "place": place, "half": {n: v for n, v in half.items() if v is not None}}


def _line_kept(line: LineDraft) -> dict[str, Any]:
    plain = LineDraft(line.item_id, line.received)
    kept: dict[str, Any] = {"item_id": line.item_id, "received": line.received}
    for one in fields(line):
        value = getattr(line, one.name)
        if value != getattr(plain, one.name):
            kept[one.name] = value.isoformat() if isinstance(value, date) else value
    return kept


def _line_read(told: Any) -> LineDraft | None:
    """A line as it was kept; None where a later version keeps lines otherwise."""
    try:
        line = LineDraft(**told)
        return replace(
            line,
            source=Source(line.source),
            date_mark=_day_read(line.date_mark),
            date_kind=None if line.date_kind is None else DateKind(line.date_kind),
        )
    except (TypeError, ValueError):
        return None


def _day_read(told: Any) -> date | None:
    with suppress(TypeError, ValueError):
        return date.fromisoformat(told)
    return None


def offer_unfinished() -> None:
    """While nothing is counted here: what the same person left unfinished, to go on with or to let go."""
    held = _held()
    if held.draft_id is not None or basket().lines():
        return
    left = [one for one in reads.house().drafts.unfinished(reads.viewer()) if _is_worth_it(one.content)]
    for place, one in enumerate(left[:_OFFERED]):
        with st.container(horizontal=True, vertical_alignment="center", key=f"log.left.{place}"):
            st.button(
                md_escape(_said_of(one)),
                key=f"log.left.go_on.{place}",
                icon=":material/edit_note:",
                on_click=_go_on,
                args=(one.draft_id,),
            )
            st.button(
                _("Throw it away"),
                key=f"log.left.drop.{place}",
                type="tertiary",
                on_click=_throw_away,
                args=(one.draft_id,),
            )


def _is_worth_it(content: dict[str, Any]) -> bool:
    return bool(content.get("lines") or any(content.get(name) for name in _TEXTS))


def _said_of(one: KeptDraft) -> str:
    count = len(one.content.get("lines", ()))
    return ngettext(
        "Go on with the list of {when} ({count} line)",
        "Go on with the list of {when} ({count} lines)",
        count,
    ).format(when=moment(one.saved_at), count=count)


def _go_on(draft_id: str) -> None:
    actions.begin()
    _take(draft_id)


def _throw_away(draft_id: str) -> None:
    actions.begin()
    reads.house().drafts.drop(reads.viewer(), draft_id)
