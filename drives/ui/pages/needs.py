"""What programs ask for: post, revise, confirm, cancel."""

import streamlit as st

from drives.queries.needs import NeedShown
from drives.texts import _, ngettext
from drives.ui import reads
from drives.ui.components import day, empty_state, export_button, not_set_up, organization_name, page_header
from drives.ui.kit_note import kits_to_build
from drives.ui.need_dialogs import show_asked
from drives.ui.need_list import open_count, show_list
from drives.ui.need_post import post_form
from drives.ui.need_table import table_form


def _line(needs: tuple[NeedShown, ...]) -> str:
    count = open_count(needs)
    return ngettext(
        "{organization} · {count} open need · as of {day}",
        "{organization} · {count} open needs · as of {day}",
        count,
    ).format(
        organization=organization_name(),
        count=count,
        day=day(reads.stamp().today),
    )


def show() -> None:
    """The page."""
    needs = reads.all_needs()
    page_header(_("What programs need"), _line(needs), guide="needs")
    if not reads.programs() or not reads.items():
        not_set_up(
            _("Here programs ask for what they need, once there is a program and an item to ask for."),
        )
        return
    post_form(open_first=not needs, told=True)
    table_form(told=True)
    if not needs:
        empty_state(_("This page lists what each program asked for, by when, and how much of it is met."))
        return
    with st.container(horizontal=True):
        export_button("needs")
    kits_to_build()
    show_list(needs)
    show_asked()


show()
