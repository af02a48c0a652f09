"""The dashboard's shell: language, navigation, and the page that was asked for.

A page that shows nothing is an error here, not a blank screen: Streamlit itself would run an empty
script without a word.
"""

import streamlit as st
from streamlit.proto.RootContainer_pb2 import RootContainer
from streamlit.runtime.scriptrunner import get_script_run_ctx

from drives.errors import Refusal
from drives.texts import _
from drives.ui.components import demo_banner, show_refusal
from drives.ui.first_account import show_onward
from drives.ui.icon import ICON
from drives.ui.navigation import sections, with_closed
from drives.ui.session import desk
from drives.ui.table_over import arrive, show_not_logged, show_table_over
from drives.ui.who import show_not_let_in, show_who


class PageShowsNothing(RuntimeError):
    """A page ended without showing anything under its header."""


def _elements_shown() -> int:
    # The main area's own count of top-level elements; a page header with its link to the guide is one of
    # them. What is said at the bottom of the screen belongs to no page.
    context = get_script_run_ctx()
    main = None if context is None else context.cursors.get(RootContainer.MAIN)
    return 0 if main is None else main.index


def main() -> None:
    """Run the page that was asked for; PageShowsNothing where it shows a header at most."""
    arrive()
    st.set_page_config(page_title=_("Drives"), page_icon=ICON, layout="wide")
    st.logo(ICON, size="large")
    if show_onward() or show_table_over():
        return
    try:
        page = st.navigation(with_closed(sections()), position="sidebar", expanded=True)
        desk().arrive(page.url_path)
        with st.container(horizontal=True, vertical_alignment="center", key="top"):
            demo_banner()
            show_who(page.url_path)
        show_not_let_in()
        show_not_logged()
        before = _elements_shown()
        page.run()
    except Refusal as refusal:
        show_refusal(refusal)
        return
    if _elements_shown() - before < 2:
        raise PageShowsNothing(f"The page {page.url_path or 'overview'!r} shows nothing.")


if __name__ == "__main__":
    main()
