"""Everything that pages write: one command a submit, through the command door.

A callback begins with ``begin``, and sends the id that its form was drawn with: the second click of a
double click finds its request answered and does nothing. A refusal is kept for ``show_refused`` and
what was typed stays; anything unforeseen goes up to the shell.
"""

from typing import TypeVar

import streamlit as st

from drives.commands.door import Command
from drives.errors import Refusal
from drives.texts import _, use_language
from drives.ui import reads
from drives.ui.components import hint_about_person, show_refusal
from drives.ui.free_texts import free_texts
from drives.ui.language import is_spoken, preferred_language
from drives.ui.session import Desk, desk

Request = TypeVar("Request")
Result = TypeVar("Result")


def give_over(at: Desk) -> Desk:
    """The desk of whoever is here now; of what somebody else typed here before nothing is left."""
    who = reads.viewer()
    # A table is told by its phone, not by its site: that may be merged into another under her hands.
    owner = (who.account_id, frozenset(grant.mark for grant in who.grants if grant.mark is not None))
    if at.owner not in (None, owner):
        st.session_state.clear()
        at = desk()
    at.owner = owner
    return at


def begin() -> Desk:
    """This person's desk, her language set, the store and who she is looked at afresh: an act's start."""
    browser = st.context.locale
    use_language(preferred_language(browser))
    reads.look_again()
    reads.begin_day()
    mine = reads.me()
    if mine is not None and is_spoken(mine.language):
        use_language(preferred_language(mine.language))
    elif not is_spoken(browser):
        use_language(preferred_language(browser, reads.the_organization().locale))
    return desk()


def sign_out() -> None:
    """End the session on the server, and forget what was typed here; a callback."""
    claims, counted = reads.provider_claims(), desk().counted
    reads.house().accounts.sign_out(reads.cookie(), claims)
    st.session_state.clear()
    said = _("You are signed out.")
    if counted:
        said = _("You are signed out. What you had counted was not logged: {counted}.").format(
            counted=counted
        )
    begin().say(said, kind="note")
    if claims is not None:
        st.logout()


def run(verb: Command[Request, Result], request: Request, *, at: Desk, form: str, sent: str) -> Result | None:
    """Perform a command for a form; None where it was refused (see ``show_refused``) or answered before.

    ``sent`` is the request id that the form was drawn with.
    """
    if at.request_id(form) != sent:
        return None
    at.refusals.pop(form, None)
    try:
        result = reads.house().commands.perform(verb, request, viewer=reads.viewer(), request_id=sent)
    except Refusal as refusal:
        at.refusals[form] = refusal
        return None
    at.answered(form)
    at.hint = hint_about_person(free_texts(request))
    reads.look_again()
    return result


def show_refused(form: str) -> None:
    """Show the form's refusal once, where there is one."""
    refusal = desk().refusals.pop(form, None)
    if refusal is not None:
        show_refusal(refusal)
