"""A form: filled once, sent once, kept as it was typed when it is refused; and the way back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import streamlit as st

from drives.commands.door import Command
from drives.errors import Refusal
from drives.texts import _
from drives.ui import actions
from drives.ui.session import FLASH, Desk, desk

Request = TypeVar("Request")
Result = TypeVar("Result")
Typed = TypeVar("Typed")


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it was drawn: the desk knows it by ``name``, its fields' keys begin with ``fields``.

    They end with the id of the request that it sends, so an answered form gives way to a fresh one.
    """

    name: str
    fields: str
    sent: str

    @classmethod
    def of(cls, name: str, fields: str) -> "Form":
        """The form as it stands now."""
        return cls(name, fields, desk().request_id(name))

    def key(self, field: str) -> str:
        """The key of a field or a button."""
        return f"{self.fields}.{field}.{self.sent}"

    def begin(self, values: Mapping[str, object], seen: str = "") -> "Form":
        """The form with its fields filled once; from then on what stands in them is what was typed.

        ``seen`` is the mark of what they were filled from, and is renewed with them alone: a change by
        somebody else is not overwritten unseen, and who left the page and comes back finds both fresh.
        The first field of ``values`` is one that always stands.
        """
        state = st.session_state
        if self.key(next(iter(values))) in state:
            return self
        begun = self
        if self.key("seen") in state:
            # The browser still knows the fields of before, and would mix what stood in them with these.
            desk().answered(self.name)
            begun = Form.of(self.name, self.fields)
        for field, value in values.items():
            state[begun.key(field)] = value
        state[begun.key("seen")] = seen
        return begun

    def value(self, field: str) -> Any:
        """What stands in a field."""
        return st.session_state[self.key(field)]

    def text(self, field: str) -> str:
        """What was typed into a field of text, without blanks around it."""
        return (self.value(field) or "").strip()

    @property
    def seen(self) -> str:
        """The mark of what the fields were filled from."""
        return str(self.value("seen"))

    def read(self, at: Desk, typed: Callable[[], Typed]) -> Typed | None:
        """What was typed; None where that is refused, or the form was answered before."""
        if at.request_id(self.name) != self.sent:
            return None
        try:
            return typed()
        except Refusal as refusal:
            at.refusals[self.name] = refusal
            return None

    def send(self, at: Desk, verb: Command[Request, Result], request: Request) -> Result | None:
        """Perform the command; None where it is refused, or the form was answered before."""
        return actions.run(verb, request, at=at, form=self.name, sent=self.sent)

    def show_refused(self) -> None:
        """Show why it was refused, once."""
        actions.show_refused(self.name)

    def buttons(self, label: str, act: Callable[..., None], *args: object, leave: Callable[[], None]) -> None:
        """Show why it was refused, the main button, and beside it the way back that changes nothing."""
        self.show_refused()
        with st.container(horizontal=True):
            st.button(label, type="primary", key=self.key("yes"), on_click=act, args=args)
            st.button(_("Leave it"), key=self.key("no"), on_click=leave)


def put_back(verb: Command[Request, Result], request: Request, said: str) -> None:
    """Take back what was done, by a command of its own, and say so."""
    at = actions.begin()
    if actions.run(verb, request, at=at, form=FLASH, sent=at.request_id(FLASH)) is not None:
        at.say(said, kind="note")
