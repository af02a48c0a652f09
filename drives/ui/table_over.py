"""Out of a table or a session before all was logged: why is said, and what was not logged."""

import streamlit as st

from drives.rules.roles import EVERYBODY, Permission
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.basket import basket
from drives.ui.components import md_escape, page_header
from drives.ui.intake import not_logged
from drives.ui.session import desk
from drives.ui.who import may


def arrive() -> None:
    """Begin a run; what was counted by whoever cannot log it any more is kept to be told."""
    at = actions.begin()
    counted, told = not_logged(), at.not_logged
    at = actions.give_over(at)
    if counted and not may(Permission.LOG_DONATIONS):
        basket().empty()
    at.not_logged = counted if counted and not not_logged() else told


def show_table_over() -> bool:
    """Tell whoever was let in by a table link that she is out, in place of a page; whether it was told."""
    if not reads.people_sign_in() or reads.viewer() is not EVERYBODY:
        return False
    why = reads.house().accounts.why_table_over(reads.cookie())
    if why is None:
        return False
    page_header(_("You are not at the table any more"), flash=False)
    st.markdown(md_escape(why))
    if desk().not_logged:
        st.warning(
            md_escape(
                _(
                    "Not logged: {counted}. You had counted this and not logged it yet. Write it down, and "
                    "give it to an organizer."
                ).format(counted=desk().not_logged)
            ),
            icon=":material/edit_note:",
        )
    st.markdown(md_escape(_("What you logged before stands. Thank you for helping.")))
    st.button(_("Go on to the public pages"), key="table.leave", on_click=_leave)
    return True


def show_not_logged() -> None:
    """Tell on any page what was counted and not logged, until it was noted."""
    if not desk().not_logged:
        return
    said = _(
        "Not logged: {counted}. It was counted here, and then this session or the right to log was over. "
        "Write it down, and log it when you are in again, or give it to an organizer."
    )
    st.warning(md_escape(said.format(counted=desk().not_logged)), icon=":material/edit_note:")
    st.button(_("I wrote it down"), key="not_logged.noted", on_click=_noted)


def _noted() -> None:
    desk().not_logged = ""


def _leave() -> None:
    """End the session, which lets nobody in any more, for good."""
    reads.house().accounts.sign_out(reads.cookie())
    st.session_state.clear()
    actions.begin()
