"""From an empty store to a community: the demo's, or one's own."""

from zoneinfo import available_timezones

import streamlit as st

from drives.commands.organization import SetUpOrganization
from drives.commands.places import AddProgram, AddSite
from drives.commands.setup import SetUpCommunity, set_up_community
from drives.demo import make_demo
from drives.errors import Refusal
from drives.exchange.starter import load_starter_catalogue
from drives.rules.kinds import ProgramKind, SiteKind
from drives.texts import _
from drives.ui import actions, reads, session

FORM = "setup"


def time_zones(likely: str | None) -> list[str]:
    """All time zones, the browser's own first."""
    zones = sorted(available_timezones())
    return [likely, *zones] if likely in zones else ["UTC", *zones]


def program_kind_name(kind: ProgramKind) -> str:
    """What a program does, in words."""
    return {
        ProgramKind.FOOD_BANK: _("food bank"),
        ProgramKind.SCHOOL_PANTRY: _("school pantry"),
        ProgramKind.STREET_OUTREACH: _("street outreach"),
        ProgramKind.YOUTH_SHELTER: _("youth shelter"),
        ProgramKind.FAMILY_SHELTER: _("family shelter"),
        ProgramKind.FOSTER_CARE: _("foster care"),
        ProgramKind.MENTORING: _("mentoring"),
        ProgramKind.DIAPER_BANK: _("diaper bank"),
        ProgramKind.CLOTHING_CLOSET: _("clothing closet"),
        ProgramKind.HOUSING: _("housing"),
        ProgramKind.OTHER: _("something else"),
    }[kind]


def site_kind_name(kind: SiteKind) -> str:
    """What a site is, in words."""
    return {
        SiteKind.COLLECTION_SITE: _("collection site"),
        SiteKind.WAREHOUSE: _("warehouse"),
    }[kind]


def make_the_demo() -> None:
    """Fill the empty store with the demo community."""
    try:
        make_demo(reads.house(), reads.viewer())
    except Refusal as refusal:
        actions.refuse("demo", refusal)
        return
    session.say(
        _("This is an invented community: look around, log something, change what you like."), kind="note"
    )


def set_it_up() -> None:
    """Set up the organization with its first drive, program and site, and the starter catalogue."""
    state = st.session_state
    # Shelters and outreach teams are found by those who should not: their address is hidden at first.
    kind = ProgramKind(state["setup.program_kind"])
    hidden = kind in (ProgramKind.STREET_OUTREACH, ProgramKind.YOUTH_SHELTER, ProgramKind.FAMILY_SHELTER)
    request = SetUpCommunity(
        SetUpOrganization(state["setup.name"], state["setup.zone"]),
        AddSite(state["setup.site"], SiteKind(state["setup.site_kind"])),
        AddProgram(state["setup.program"], kind, hide_address=hidden),
        state["setup.drive"],
        state["setup.starts"],
        state["setup.ends"],
    )
    if actions.run(set_up_community, request, form=FORM) is None:
        return
    if state["setup.catalogue"]:
        load_starter_catalogue(reads.house(), reads.viewer())
    session.say(_("Set up. Post the first need, or log the first donation."))
