"""Out of a table: its link is revoked or over, or its drive is closed. Said, with what was not logged."""

import streamlit as st

from drives.rules.roles import EVERYBODY
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.components import md_escape, page_header
from drives.ui.intake import not_logged
from drives.ui.session import desk


def arrive() -> None:
    """Begin a run; what was counted at a table that is over by now is kept to be told."""
    counted, was_at_table = not_logged(), desk().is_at_table
    actions.arrive()
    at, is_at_table = desk(), bool(reads.viewer().tables)
    if was_at_table and not is_at_table and counted:
        at.not_logged = counted
    at.is_at_table = is_at_table


def show_table_over() -> bool:
    """Tell whoever was let in by a table link that she is out, in place of a page; whether it was told."""
    if not reads.people_sign_in() or reads.viewer() is not EVERYBODY:
        return False
    why = reads.house().accounts.why_table_over(reads.cookie())
    if why is None:
        return False
    page_header(_("This table is over"), flash=False)
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


def _leave() -> None:
    """End the session, which lets nobody in any more, for good."""
    reads.house().accounts.sign_out(reads.cookie())
    st.session_state.clear()
    actions.begin()
