"""The first start: look around with a demo community, or set up yours."""

from datetime import timedelta

import streamlit as st

from drives.rules.kinds import ProgramKind, SiteKind
from drives.texts import _
from drives.ui import reads
from drives.ui.actions import show_refused
from drives.ui.components import card_grid, page_header
from drives.ui.first_steps import (
    FORM,
    make_the_demo,
    program_kind_name,
    set_it_up,
    site_kind_name,
    time_zones,
)


def show() -> None:
    """The page."""
    page_header(
        _("Welcome to Drives"),
        _("Needs against donations, from the drop-off table all the way to delivery."),
    )
    today = reads.stamp().today
    with card_grid(2, key="welcome.ways"):
        with st.container(border=True, height="stretch", key="welcome.demo"):
            st.subheader(_("Look around first"), anchor=False)
            st.markdown(
                _(
                    "A small invented community with drives, needs, donations and deliveries. "
                    "Everything works; nothing in it is real."
                )
            )
            st.space("stretch")
            show_refused("demo")
            st.button(
                _("Look around with a demo community"),
                key="welcome.look",
                icon=":material/explore:",
                on_click=make_the_demo,
            )
        with st.container(border=True, height="stretch", key="welcome.yours"):
            st.subheader(_("Set up yours"), anchor=False)
            st.text_input(_("Your organization"), key="setup.name", max_chars=200)
            st.selectbox(_("Time zone"), time_zones(st.context.timezone), key="setup.zone")
            st.text_input(_("First drive"), key="setup.drive", placeholder=_("Winter warmth"), max_chars=200)
            with st.container(horizontal=True):
                st.date_input(_("Starts"), value=today, key="setup.starts")
                st.date_input(_("Ends"), value=today + timedelta(days=28), key="setup.ends")
            st.text_input(_("A program it collects for"), key="setup.program", max_chars=200)
            st.selectbox(
                _("What the program does"),
                [kind.value for kind in ProgramKind],
                format_func=lambda value: program_kind_name(ProgramKind(value)),
                key="setup.program_kind",
            )
            st.text_input(_("Where goods are dropped off"), key="setup.site", max_chars=200)
            st.selectbox(
                _("That place is a"),
                [kind.value for kind in SiteKind],
                format_func=lambda value: site_kind_name(SiteKind(value)),
                key="setup.site_kind",
            )
            st.checkbox(_("Load the starter catalogue of items"), value=True, key="setup.catalogue")
            show_refused(FORM)
            st.button(_("Set up"), type="primary", key="setup.submit", on_click=set_it_up)


show()
