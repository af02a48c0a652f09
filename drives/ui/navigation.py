"""The navigation: which pages there are for whoever looks, and a word behind the addresses of all others.

Pages are made once and copied for each run: what makes one looks at its file, which costs more than most
of what a page shows.
"""

from copy import copy
from functools import cache
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from drives.rules.imports import importable
from drives.rules.roles import Permission, Role
from drives.texts import _
from drives.ui import reads
from drives.ui.closed_pages import closed_pages
from drives.ui.who import SIGN_IN

_PAGES = Path(__file__).parent / "pages"
_ELSEWHERE = {"__init__", "overview", "welcome"}
"""Files whose page is the first one there is, or gone once it has done its work."""
_MAY_CLOSE = sorted(
    file.stem.replace("_", "-") for file in _PAGES.glob("*.py") if file.stem not in _ELSEWHERE
)


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
        _("Our program"): [
            _page("our_needs", _("Our needs"), "checklist"),
            _page("coming_to_us", _("Coming to us"), "local_shipping"),
            _page("received", _("Received"), "inventory"),
        ]
        if who.has(Role.PROGRAM_STAFF)
        else [],
        _("Organize"): _for(
            (Permission.LOG_DONATIONS, "log_donation", _("Log a donation"), "add_box"),
            (Permission.SEE_DONORS, "donations", _("Donations"), "receipt_long"),
            (Permission.RUN_DRIVES, "needs", _("Needs"), "checklist"),
            (Permission.LOG_DONATIONS, "end_of_day", _("End of day"), "bedtime"),
            (Permission.SEE_DONORS, "donors", _("Donors"), "groups"),
            (Permission.RUN_DRIVES, "pledges", _("Pledges"), "event_available"),
            (Permission.RUN_DRIVES, "drives", _("Drives"), "campaign"),
        )
        + ([_page("letters", _("Letters"), "mail")] if who.may_everywhere(Permission.KEEP_DONORS) else [])
        + ([_page("import_file", _("Import"), "upload_file")] if importable(who) else []),
        _("Stock"): _for(
            (Permission.SEE_STOCK, "inventory", _("Inventory"), "inventory_2"),
            (Permission.MOVE_STOCK, "sort", _("Sort"), "filter_list"),
        )
        + _counting()
        + _for(
            (Permission.MOVE_STOCK, "kits", _("Kits"), "package_2"),
            (Permission.MOVE_STOCK, "labels", _("Labels"), "label"),
        )
        + ([_page("recall", _("Recall"), "report")] if who.may_everywhere(Permission.SEE_STOCK) else []),
        _("To programs"): _for(
            (Permission.ALLOCATE, "allocate", _("Allocate"), "call_split"),
            (Permission.DELIVER, "deliveries", _("Deliveries"), "local_shipping"),
            (Permission.DELIVER, "hand_out", _("Hand out"), "shopping_basket"),
        )
        + _to_pick(),
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


def _to_pick() -> list[StreamlitPage]:
    """The pick lists, for whoever delivers or was given one."""
    if reads.viewer().may(Permission.DELIVER) or reads.lists_to_pick():
        return [_page("pick_lists", _("Pick lists"), "checklist")]
    return []


def _counting() -> list[StreamlitPage]:
    """Counts, which are of all that stands there; and the sheets of whoever may be given one to count."""
    who = reads.viewer()
    found = []
    if who.may_everywhere(Permission.MOVE_STOCK):
        found = [_page("count", _("Count"), "inventory"), _page("counts", _("Count together"), "balance")]
    if who.has(Role.VOLUNTEER) or who.may(Permission.MOVE_STOCK):
        found.append(_page("count_sheets", _("My count sheets"), "checklist_rtl"))
    return found


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
    # A session of its own each: it says there whether it may be run.
    return copy(_made_page(file, title, icon, path or file.replace("_", "-"), default))


@cache
def _made_page(file: str, title: str, icon: str, path: str, default: bool) -> StreamlitPage:
    return st.Page(
        _PAGES / f"{file}.py", title=title, icon=f":material/{icon}:", url_path=path, default=default
    )


def with_closed(offered: dict[str, list[StreamlitPage]]) -> dict[str, list[StreamlitPage]]:
    """The navigation, and behind the addresses of all other pages a word on why they do not open."""
    if reads.viewer().tables:
        return offered
    open_now = {page.url_path for pages in offered.values() for page in pages}
    first, *_rest = offered
    closed = closed_pages((path for path in _MAY_CLOSE if path not in open_now), SIGN_IN)
    return {**offered, first: [*offered[first], *closed]}
