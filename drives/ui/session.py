"""What is kept between pages for one person's session. No other module names a cross-page key."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from uuid import uuid4

import streamlit as st

_DRIVE = "session.drive"
_SITE = "session.site"
_FLASH = "session.flash"
_REQUEST = "session.request."


@dataclass(frozen=True, slots=True)
class Flash:
    """What just happened, said once. ``undo`` takes it back (it runs one command and says so)."""

    text: str
    kind: Literal["success", "note"] = "success"
    undo: Callable[[], None] | None = None
    page: str | None = None


def remembered_drive() -> str | None:
    """The slug of the drive this person worked on last."""
    found: str | None = st.session_state.get(_DRIVE)
    return found


def remember_drive(slug: str | None) -> None:
    """Keep the drive for the next form and the next page."""
    st.session_state[_DRIVE] = slug


def remembered_site() -> str | None:
    """The name of the site this person worked at last."""
    found: str | None = st.session_state.get(_SITE)
    return found


def remember_site(name: str | None) -> None:
    """Keep the site for the next form and the next page."""
    st.session_state[_SITE] = name


def say(
    text: str, *, kind: Literal["success", "note"] = "success", undo: Callable[[], None] | None = None
) -> None:
    """Have ``text`` shown at the top of the next run, with "Undo" where there is a way back.

    It stands until something else is said or the person goes to another page.
    """
    st.session_state[_FLASH] = Flash(text=text, kind=kind, undo=undo)


def said() -> Flash | None:
    """What there is to show at the top of this run."""
    found: Flash | None = st.session_state.get(_FLASH)
    return found


def settle_flash(page: str) -> Flash | None:
    """The flash to show on ``page``: a new one settles there, one that settled elsewhere is over."""
    flash = said()
    if flash is None or flash.page == page:
        return flash
    if flash.page is not None:
        st.session_state[_FLASH] = None
        return None
    settled = Flash(text=flash.text, kind=flash.kind, undo=flash.undo, page=page)
    st.session_state[_FLASH] = settled
    return settled


def hush() -> None:
    """Take away what was said."""
    st.session_state[_FLASH] = None


def request_id(form: str) -> str:
    """The id of the request that ``form`` will send: the same until it was answered.

    A double click, a rerun and a retry after a lost answer so carry one id, and book once.
    """
    key = _REQUEST + form
    if key not in st.session_state:
        st.session_state[key] = uuid4().hex
    return str(st.session_state[key])


def next_request(form: str) -> None:
    """The request of ``form`` was answered: what is sent next is another one."""
    st.session_state.pop(_REQUEST + form, None)
