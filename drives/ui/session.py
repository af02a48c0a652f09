"""What is kept for one person's session. No other module names a cross-page key.

It is one plain object. Streamlit may cut a callback short at any touch of ``st.session_state`` when
the next click is already waiting; so a callback takes its desk first, and after a command was saved it
changes the desk alone: the answer to a click is then whole, or the click did nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal
from uuid import uuid4

import streamlit as st

from drives.errors import Refusal

_DESK = "session.desk"

FLASH = "flash"
"""The form under which a refused undo is kept."""


@dataclass(frozen=True, slots=True)
class Flash:
    """What just happened, said once. ``undo`` takes it back (it runs one command and says so); ``hint`` is
    what to look at again in what was saved."""

    text: str
    kind: Literal["success", "note"] = "success"
    undo: Callable[[], None] | None = None
    hint: str | None = None


class _Refusals(dict[str, Refusal]):
    """What is still to be shown as refused, by form. Where something is, what was said before is over:
    beside a refusal its "Undo" would read as taking back what was refused. A refused undo keeps its own.
    """

    def __init__(self, hush: Callable[[], None]) -> None:
        super().__init__()
        self._hush = hush

    def __setitem__(self, form: str, refusal: Refusal) -> None:
        if form != FLASH:
            self._hush()
        super().__setitem__(form, refusal)


@dataclass(slots=True)
class Desk:
    """One person's session: the drive (slug) and site (slug) worked at last, and what stands on the page.

    ``link`` is an address that lets somebody in: the account that it is for, the address, and what is said
    of its e-mail; shown once, kept nowhere else. ``onward`` is an address outside of the pages that the
    browser is sent to in the next run.
    """

    drive: str | None = None
    site: str | None = None
    link: tuple[int, str, str] | None = None
    onward: str | None = None
    owner: object = None
    """Whose it is: what she typed is not shown to whoever comes after her."""
    counted: str = ""
    """What was counted and not logged yet, in words, as the page was drawn last."""
    not_logged: str = ""
    """What was counted by somebody who was out before she logged it; told until she says that she has it."""
    flash: Flash | None = None
    flash_page: str | None = None
    hint: str | None = None
    refusals: dict[str, Refusal] = field(init=False)
    page: str | None = None
    arrivals: int = 0
    """How often she came to a page from another: every form has begun afresh since."""
    _requests: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.refusals = _Refusals(self.hush)

    def say(
        self,
        text: str,
        *,
        kind: Literal["success", "note"] = "success",
        undo: Callable[[], None] | None = None,
    ) -> None:
        """Have ``text`` shown at the top of the next run, with "Undo" where there is a way back.

        It stands until something else is said, a form is refused or the person goes to another page.
        """
        self.flash, self.flash_page = Flash(text, kind, undo, self.hint), None
        self.hint = None

    def add(self, text: str) -> None:
        """Say one more sentence beside what was said."""
        if self.flash is not None:
            self.flash = replace(self.flash, text=f"{self.flash.text} {text}")

    def hush(self) -> None:
        """Take away what was said."""
        self.flash = self.flash_page = None

    def flash_stands(self, page: str) -> bool:
        """Whether there is something to say on ``page``: what was done, or an undo that was refused."""
        return self.settle_flash(page) is not None or FLASH in self.refusals

    def settle_flash(self, page: str) -> Flash | None:
        """The flash to show on ``page``: a new one settles there, one that settled elsewhere is over."""
        if self.flash_page not in (None, page):
            self.hush()
        elif self.flash is not None:
            self.flash_page = page
        return self.flash

    def request_id(self, form: str) -> str:
        """The id of the request that ``form`` will send: the same until it was answered.

        A form's fields and its button carry it in their keys. So a double click, a rerun and a retry
        after a lost answer send one id and book once, what was typed stays after a refusal, and an
        answered form gives way to a fresh one.
        """
        return self._requests.setdefault(form, uuid4().hex)

    def arrive(self, page: str) -> None:
        """A page is run: on another page than before, every form begins afresh.

        Streamlit may keep a field's value here while the browser forgets it, when one types and leaves at
        once: under the same key the field would then come back empty.
        """
        if page != self.page:
            self.page = page
            self.arrivals += 1
            self.link = None
            self._requests.clear()
            self.refusals.clear()

    def resume(self, form: str, request_id: str) -> None:
        """Go on with a request that was begun before the page was loaded anew: sent again, it books once."""
        self._requests[form] = request_id

    def answered(self, form: str) -> None:
        """The request of ``form`` was answered: what is sent next is another one."""
        self._requests.pop(form, None)
        self.refusals.pop(form, None)


def desk() -> Desk:
    """This person's desk."""
    found: Desk = st.session_state.setdefault(_DESK, Desk())
    return found
