"""The dashboard's shell: language, navigation, and the page that was asked for.

A page that shows nothing is an error here, not a blank screen: Streamlit itself would run an empty
script without a word.
"""

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage
from streamlit.runtime.scriptrunner import get_script_run_ctx

from drives.errors import Refusal
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.components import show_refusal

_PAGES = Path(__file__).parent / "pages"
_ICON = Path(__file__).parent / "assets" / "icon.svg"


class PageShowsNothing(RuntimeError):
    """A page ended without showing anything under its header."""


def sections() -> dict[str, list[StreamlitPage]]:
    """The navigation: sections by what people come for, each with its pages.

    An empty store opens on the first steps; they are gone once there is enough to log and to ask for.
    """
    empty = reads.store_is_empty()
    shown = {
        _("Give"): [
            st.Page(
                _PAGES / "overview.py",
                title=_("Overview"),
                icon=":material/volunteer_activism:",
                url_path="overview",
                default=not empty,
            ),
        ],
        _("Organize"): [
            st.Page(
                _PAGES / "log_donation.py",
                title=_("Log a donation"),
                icon=":material/add_box:",
                url_path="log-donation",
            ),
            st.Page(_PAGES / "needs.py", title=_("Needs"), icon=":material/checklist:", url_path="needs"),
        ],
    }
    if reads.the_organization().name and reads.sites() and reads.programs() and reads.items():
        return shown
    first = st.Page(
        _PAGES / "welcome.py",
        title=_("First steps"),
        icon=":material/flag:",
        url_path="first-steps",
        default=empty,
    )
    return {_("Start"): [first], **shown}


def _elements_shown() -> int:
    # The main area's own count of top-level elements; a page header is one of them.
    context = get_script_run_ctx()
    return 0 if context is None else sum(cursor.index for cursor in context.cursors.values())


def main() -> None:
    """Run the page that was asked for; PageShowsNothing where it shows a header at most."""
    actions.begin()
    # A file of ours: Streamlit has the browser fetch an icon given by name, or a page's, from elsewhere.
    st.set_page_config(page_title=_("Drives"), page_icon=str(_ICON), layout="wide")
    st.logo(str(_ICON), size="large")
    try:
        page = st.navigation(sections(), position="sidebar")
        before = _elements_shown()
        page.run()
    except Refusal as refusal:
        show_refusal(refusal)
        return
    if _elements_shown() - before < 2:
        raise PageShowsNothing(f"The page {page.url_path or 'overview'!r} shows nothing.")


if __name__ == "__main__":
    main()
