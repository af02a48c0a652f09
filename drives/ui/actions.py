"""Everything that pages write: one command a submit, through the command door.

``run`` gives the form's request id, so that a double click books once. A refusal is kept for
``show_refused`` and what was typed stays; anything unforeseen goes up to the shell.
"""

from typing import TypeVar

import streamlit as st

from drives.commands.door import Command
from drives.errors import Refusal
from drives.ui import session
from drives.ui.components import show_refusal
from drives.ui.reads import house, viewer

Request = TypeVar("Request")
Result = TypeVar("Result")

_REFUSED = "session.refused."


def run(verb: Command[Request, Result], request: Request, *, form: str) -> Result | None:
    """Perform a command for a form; None where it was refused (see ``show_refused``)."""
    st.session_state.pop(_REFUSED + form, None)
    try:
        result = house().commands.perform(verb, request, viewer=viewer(), request_id=session.request_id(form))
    except Refusal as refusal:
        refuse(form, refusal)
        return None
    session.next_request(form)
    return result


def refuse(form: str, refusal: Refusal) -> None:
    """Keep a refusal to be shown at the form it answers."""
    st.session_state[_REFUSED + form] = refusal


def show_refused(form: str) -> None:
    """Show the form's refusal once, where there is one."""
    refusal: Refusal | None = st.session_state.pop(_REFUSED + form, None)
    if refusal is not None:
        show_refusal(refusal)
