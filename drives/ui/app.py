"""The dashboard's shell: language, navigation, and the page that was asked for.

A page that shows nothing is an error here, not a blank screen: Streamlit itself would run an empty
script without a word.
"""

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage
from streamlit.proto.RootContainer_pb2 import RootContainer
from streamlit.runtime.scriptrunner import get_script_run_ctx

from drives.commands.imports import importable
from drives.errors import Refusal
from drives.rules.roles import Permission, Role
from drives.texts import _
from drives.ui import reads
from drives.ui.closed_pages import closed_pages
from drives.ui.components import demo_banner, show_refusal
from drives.ui.first_account import show_onward
from drives.ui.session import desk
from drives.ui.table_over import arrive, show_not_logged, show_table_over
from drives.ui.who import SIGN_IN, show_not_let_in, show_who

_PAGES = Path(__file__).parent / "pages"
_ICON = Path(__file__).parent / "assets" / "icon.svg"
# Files whose page is the first one there is, or gone once it has done its work. (Streamlit shows a text
# that stands alone here on every page.)
_ELSEWHERE = {"__init__", "overview", "welcome"}


class PageShowsNothing(RuntimeError):
    """A page ended without showing anything under its header."""


def sections() -> dict[str, list[StreamlitPage]]:
    """The navigation: sections by what people come for, each with the pages that whoever looks may use.

    An empty store opens on the first steps; they are gone once there is enough to log and to ask for. A
    table helper has the table alone. A page that is not here is not found under its address either.
    """
    who = reads.viewer()
    if who.tables:
        return {_("Table"): [_page("log_donation", _("Log a donation"), "add_box", default=True)]}
    begins = who.may_everywhere(Permission.SET_UP) and reads.store_is_empty()
    found = {
        _("Give"): [
            _page("overview", _("Overview"), "volunteer_activism", default=not begins),
            _page("drive", _("Drive"), "flag"),
            _page("what_to_bring", _("What to bring"), "shopping_bag"),
            _page("drop_off_sites", _("Drop-off sites"), "location_on"),
            _page("programs", _("Programs"), "diversity_1"),
            _page("ways_to_help", _("Ways to help"), "handshake"),
        ],
        _("Our program"): [_page("our_needs", _("Our needs"), "checklist")]
        if who.has(Role.PROGRAM_STAFF)
        else [],
        _("Organize"): _for(
            (Permission.LOG_DONATIONS, "log_donation", _("Log a donation"), "add_box"),
            (Permission.RUN_DRIVES, "needs", _("Needs"), "checklist"),
            (Permission.LOG_DONATIONS, "end_of_day", _("End of day"), "bedtime"),
            (Permission.MOVE_STOCK, "count", _("Count"), "inventory"),
            (Permission.SEE_DONORS, "donors", _("Donors"), "groups"),
            (Permission.RUN_DRIVES, "drives", _("Drives"), "campaign"),
        )
        + ([_page("import_file", _("Import"), "upload_file")] if importable(who) else []),
        _("Set up"): _for(
            (Permission.SET_UP, "places", _("Programs and sites"), "home_work"),
            (Permission.SET_UP, "catalogue", _("Catalogue"), "category"),
            (Permission.SET_UP, "settings", _("Settings"), "settings"),
            (Permission.KEEP_ACCOUNTS, "people", _("People"), "manage_accounts"),
            (Permission.SEE_ACTIVITY, "activity", _("Activity"), "history"),
        ),
        _("You"): [_page("my_account", _("My account"), "account_circle")]
        if who.account_id is not None
        else [],
        _("Help"): [
            _page("help_lines", _("Help lines"), "emergency_home"),
            _page("guide", _("Guide"), "menu_book"),
        ],
    }
    shown = {section: pages for section, pages in found.items() if pages}
    if not who.may_everywhere(Permission.SET_UP) or _is_set_up():
        return shown
    return {
        _("Start"): [_page("welcome", _("First steps"), "flag", path="first-steps", default=begins)],
        **shown,
    }


def _is_set_up() -> bool:
    organization = reads.the_organization()
    return bool(organization.name and reads.sites() and reads.programs() and reads.items())


def _for(*offered: tuple[Permission, str, str, str]) -> list[StreamlitPage]:
    """The pages (permission, file, title, icon) that whoever looks may use."""
    return [
        _page(file, title, icon)
        for permission, file, title, icon in offered
        if reads.viewer().may(permission)
    ]


def _page(
    file: str, title: str, icon: str, *, path: str | None = None, default: bool = False
) -> StreamlitPage:
    """A page by its file; its address is the file's name unless it is given."""
    return st.Page(
        _PAGES / f"{file}.py",
        title=title,
        icon=f":material/{icon}:",
        url_path=path or file.replace("_", "-"),
        default=default,
    )


def _with_closed(offered: dict[str, list[StreamlitPage]]) -> dict[str, list[StreamlitPage]]:
    """The navigation, and behind the addresses of all other pages a word on why they do not open."""
    if reads.viewer().tables:
        return offered
    open_now = {page.url_path for pages in offered.values() for page in pages}
    paths = sorted(file.stem.replace("_", "-") for file in _PAGES.glob("*.py") if file.stem not in _ELSEWHERE)
    first, *_rest = offered
    closed = closed_pages((path for path in paths if path not in open_now), SIGN_IN)
    return {**offered, first: [*offered[first], *closed]}


def _elements_shown() -> int:
    # The main area's own count of top-level elements; a page header with its link to the guide is one of
    # them. What is said at the bottom of the screen belongs to no page.
    context = get_script_run_ctx()
    main = None if context is None else context.cursors.get(RootContainer.MAIN)
    return 0 if main is None else main.index


def main() -> None:
    """Run the page that was asked for; PageShowsNothing where it shows a header at most."""
    arrive()
    # A file of ours: Streamlit has the browser fetch an icon given by name, or a page's, from elsewhere.
    st.set_page_config(page_title=_("Drives"), page_icon=str(_ICON), layout="wide")
    st.logo(str(_ICON), size="large")
    if show_onward() or show_table_over():
        return
    try:
        page = st.navigation(_with_closed(sections()), position="sidebar", expanded=True)
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
