"""What a draft holds: the list, and what is chosen and typed beside it, as JSON and back."""

from contextlib import suppress
from dataclasses import fields, replace
from datetime import date
from typing import Any

import streamlit as st

from drives.commands.donations import LineDraft
from drives.rules.dates import DateKind
from drives.rules.kinds import Source
from drives.rules.roles import Permission
from drives.ui import reads
from drives.ui.basket import FIND, FORM, Correcting, basket, known_items
from drives.ui.exact_fields import FIELDS
from drives.ui.intake_from import GIVEN
from drives.ui.session import desk
from drives.ui.who import may

Content = dict[str, Any]

_TEXTS = ("donor", "team", "source", "counted_by", "counted_again_by")
"""Fields of one donation that hold a text, under ``log.<name>.<request id>``."""


def content_now() -> Content | None:
    """What is begun, as it is kept; None where nothing is."""
    at, state, counted = desk(), st.session_state, basket()
    sent = at.request_id(FORM)
    begun: Content = {name: (state.get(f"log.{name}.{sent}") or "").strip() for name in _TEXTS}
    begun["source"] = "" if begun["source"] == GIVEN else begun["source"]
    day = state.get(f"log.received_on.{sent}")
    begun["day"] = day.isoformat() if isinstance(day, date) and day != reads.stamp().today else None
    begun["find"] = (state.get(FIND) or "").strip()
    begun["lines"] = [line_kept(line) for line in counted.lines()]
    begun["asked"] = _asked_kept()
    begun["correcting"] = None if counted.correcting is None else correcting_kept(counted.correcting)
    if not any(begun.values()):
        return None
    # A request that was answered with another content is not sent again: the next load begins another.
    sent = "" if counted.sent_before == sent else sent
    return {**begun, "drive": state.get("log.drive"), "site": state.get("log.site"), "sent": sent}


def lay_in(content: Content) -> int:
    """Lay a content in, in the place of what was there; how many lines were left out, their item gone."""
    at, counted, items = desk(), basket(), known_items()
    told = content.get("lines", ())
    kept = [line for one in told if (line := _line_read(one)) is not None and line.item_id in items]
    counted.empty()
    counted.put(kept)
    counted.correcting = _correcting_read(content.get("correcting"))
    if content.get("sent"):
        at.resume(FORM, content["sent"])
    lay_fields(content)
    return len(told) - len(kept)


def lay_fields(content: Content) -> None:
    """Lay what was chosen and typed beside the list into the fields of the request at hand."""
    at, state = desk(), st.session_state
    sent = at.request_id(FORM)
    if content.get("drive") is not None:
        at.drive = state["log.drive"] = content["drive"]
    if content.get("site") is not None:
        at.site = state["log.site"] = content["site"]
    for name in _TEXTS:
        if content.get(name) and not state.get(f"log.{name}.{sent}"):
            state[f"log.{name}.{sent}"] = content[name]
    if (on := _day_read(content.get("day"))) is not None:
        state[f"log.received_on.{sent}"] = min(on, reads.stamp().today)
    state[FIND] = content.get("find", "")
    asked = content.get("asked")
    if isinstance(asked, dict) and asked.get("item") in known_items():
        basket().ask_again(asked["item"], asked.get("place"), asked.get("half", {}))


def is_worth_offering(content: Content) -> bool:
    """Whether there is more in it than a word that was sought."""
    return bool(content.get("lines") or content.get("donor") or content.get("team"))


def line_kept(line: LineDraft) -> Content:
    """A line as it is kept: what it says beyond its item and its amount."""
    plain = LineDraft(line.item_id, line.received)
    kept: Content = {"item_id": line.item_id, "received": line.received}
    for one in fields(line):
        value = getattr(line, one.name)
        if value != getattr(plain, one.name):
            kept[one.name] = value.isoformat() if isinstance(value, date) else value
    return kept


def correcting_kept(one: Correcting) -> Content:
    """The donation that is corrected, as it is kept."""
    return {"donation": one.donation_id, "reference": one.reference, "day": one.received_on.isoformat()}


def _asked_kept() -> Content | None:
    """The dialog for an exact amount that is open, and what was typed into it."""
    counted, state = basket(), st.session_state
    if counted.asked is None or counted.choosing:
        return None
    key = f"{counted.asked}.{counted.openings}"
    typed = {name: state.get(f"log.exact.{name}.{key}") for name in FIELDS}
    half = {name: value.isoformat() if isinstance(value, date) else value for name, value in typed.items()}
    place = next((at for at, line in enumerate(counted.exact) if line is counted.changing), None)
    return {"item": counted.asked, "place": place, "half": {n: v for n, v in half.items() if v is not None}}


def _line_read(told: Any) -> LineDraft | None:
    """A line as it was kept; None where another version keeps lines otherwise."""
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


def _correcting_read(told: Any) -> Correcting | None:
    if not isinstance(told, dict) or not may(Permission.CORRECT_DONATIONS):
        return None
    on, donation_id = _day_read(told.get("day")), told.get("donation")
    if on is None or not isinstance(donation_id, int):
        return None
    return Correcting(donation_id, str(told.get("reference", "")), on)


def _day_read(told: Any) -> date | None:
    with suppress(TypeError, ValueError):
        return date.fromisoformat(told)
    return None
