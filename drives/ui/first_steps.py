"""From an empty store to a community: the demo's, or one's own; and what an import left to say."""

from datetime import timedelta
from zoneinfo import ZoneInfo, available_timezones

import streamlit as st

from drives.commands.organization import SetUpOrganization, set_up_organization
from drives.commands.places import AddProgram, AddSite, add_program, add_site
from drives.commands.setup import SetUpCommunity, set_up_community
from drives.demo import make_demo
from drives.errors import Refusal
from drives.exchange.starter import load_starter_catalogue
from drives.rules.kinds import ProgramKind, SiteKind
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.components import free_line, listed, note
from drives.ui.kind_words import hidden_at_first, program_kind_name, site_kind_name
from drives.wiring import utc_now

DEMO = "demo"
SETUP = "setup"
WHO = "setup.who"
PROGRAM = "setup.a_program"
SITE = "setup.a_site"
ITEMS = "setup.items"
_FIRST_DRIVE_DAYS = 28


def time_zones(likely: str | None) -> list[str]:
    """All time zones, the browser's own first."""
    zones = sorted(available_timezones())
    return [likely, *zones] if likely in zones else ["UTC", *zones]


def organization_fields() -> None:
    """Who runs this store, and where its days begin."""
    with st.grid(2, min_column_width=240):
        free_line(_("Your organization"), key="setup.name", max_chars=200)
        st.selectbox(_("Time zone"), time_zones(st.context.timezone), key="setup.zone")


def drive_fields() -> None:
    """The first drive and its days, from today where the organization is."""
    state = st.session_state
    today = utc_now().astimezone(ZoneInfo(state["setup.zone"])).date()
    began = state.get("setup.today")
    for key, days in (("setup.starts", 0), ("setup.ends", _FIRST_DRIVE_DAYS)):
        # In another time zone it may be another day: where nobody chose one, it follows.
        if key not in state or (began is not None and state[key] == began + timedelta(days=days)):
            state[key] = today + timedelta(days=days)
    state["setup.today"] = today
    with st.grid(2, min_column_width=240):
        free_line(_("First drive"), key="setup.drive", placeholder=_("Winter warmth"), max_chars=200)
        with st.container(horizontal=True, wrap=False):
            st.date_input(_("Starts"), key="setup.starts", format="YYYY-MM-DD")
            st.date_input(_("Ends"), key="setup.ends", format="YYYY-MM-DD")


def program_fields() -> None:
    """A program that receives goods."""
    with st.grid(2, min_column_width=240):
        free_line(_("A program it collects for"), key="setup.program", max_chars=200)
        st.selectbox(
            _("What the program does"),
            [kind.value for kind in ProgramKind],
            format_func=lambda value: program_kind_name(ProgramKind(value)),
            key="setup.program_kind",
        )


def site_fields() -> None:
    """A place where goods are dropped off or stored."""
    with st.grid(2, min_column_width=240):
        free_line(_("Where goods are dropped off"), key="setup.site", max_chars=200)
        st.selectbox(
            _("That place is a"),
            [kind.value for kind in SiteKind],
            format_func=lambda value: site_kind_name(SiteKind(value)),
            key="setup.site_kind",
        )
        st.text_input(_("Address (may stay empty)"), key="setup.site_address", max_chars=400)
        free_line(
            _("Hours (may stay empty)"),
            key="setup.site_hours",
            max_chars=400,
            placeholder=_("Mon–Fri 9–17, Sat 10–14"),
        )
    note(_("Everybody sees the address and the hours under “Drop-off sites”."))


def _organization() -> SetUpOrganization:
    return SetUpOrganization(st.session_state["setup.name"], st.session_state["setup.zone"])


def _program() -> AddProgram:
    kind = ProgramKind(st.session_state["setup.program_kind"])
    return AddProgram(st.session_state["setup.program"], kind, hide_address=hidden_at_first(kind))


def _site() -> AddSite:
    state = st.session_state
    return AddSite(
        state["setup.site"],
        SiteKind(state["setup.site_kind"]),
        address=state["setup.site_address"] or None,
        hours=state["setup.site_hours"] or None,
    )


def make_the_demo(sent: str) -> None:
    """Fill the empty store with the demo community."""
    at = actions.begin()
    if at.request_id(DEMO) != sent:
        return
    # All inside: where the spinner ends, a second click may already be waiting to begin a run of its own.
    with st.spinner(
        _("Making twelve weeks of an invented community. This takes about ten seconds."), show_time=True
    ):
        try:
            make_demo(reads.house(), reads.viewer())
        except Refusal as refusal:
            at.refusals[DEMO] = refusal
            return
        at.answered(DEMO)
        reads.look_again()
        said = _("This is an invented community: look around, log something, change what you like.")
        at.say(said, kind="note")


def set_it_up(sent: str) -> None:
    """Set up the organization with its first drive, program and site, and the starter catalogue."""
    at, state = actions.begin(), st.session_state
    if at.request_id(SETUP) != sent:
        return
    wants_items = bool(state["setup.catalogue"])
    named = {
        _("your organization"): state["setup.name"],
        _("the first drive"): state["setup.drive"],
        _("a program it collects for"): state["setup.program"],
        _("where goods are dropped off"): state["setup.site"],
    }
    missing = [label for label, typed in named.items() if not (typed or "").strip()]
    if missing:
        at.refusals[SETUP] = Refusal(_("Still to fill in: {fields}.").format(fields=listed(missing)))
        return
    request = SetUpCommunity(
        _organization(),
        _site(),
        _program(),
        state["setup.drive"],
        state["setup.starts"],
        state["setup.ends"],
    )
    if actions.run(set_up_community, request, at=at, form=SETUP, sent=sent) is None:
        return
    at.say(_("Set up. Post the first need, or log the first donation."))
    if wants_items:
        load_starter_catalogue(reads.house().commands, reads.viewer())
        reads.look_again()


def say_who(sent: str) -> None:
    """Set up the organization of a store that an import filled."""
    at = actions.begin()
    done = actions.run(set_up_organization, _organization(), at=at, form=WHO, sent=sent)
    if done is not None:
        at.say(_("This is now the store of {organization}.").format(organization=done.name))


def put_program(sent: str) -> None:
    """Add the first program."""
    at, asked = actions.begin(), _program()
    if actions.run(add_program, asked, at=at, form=PROGRAM, sent=sent) is not None:
        at.say(_("Added: {name}.").format(name=asked.name.strip()))


def put_site(sent: str) -> None:
    """Add the first site."""
    at, asked = actions.begin(), _site()
    if actions.run(add_site, asked, at=at, form=SITE, sent=sent) is not None:
        at.say(_("Added: {name}.").format(name=asked.name.strip()))


def load_items(sent: str) -> None:
    """Load the starter catalogue into a store without items."""
    at = actions.begin()
    if at.request_id(ITEMS) != sent:
        return
    try:
        load_starter_catalogue(reads.house().commands, reads.viewer())
    except Refusal as refusal:
        at.refusals[ITEMS] = refusal
        return
    at.answered(ITEMS)
    reads.look_again()
    at.say(_("The starter catalogue is loaded."))
