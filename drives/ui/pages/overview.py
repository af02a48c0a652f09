"""What is needed most, and how are we doing?"""

import streamlit as st

from drives.queries.overview import Overview
from drives.texts import _, current_language
from drives.ui import reads
from drives.ui.components import day, live, organization_name, page_header
from drives.ui.figure_exports import export_overview
from drives.ui.overview_view import show_overview


def _line(shown: Overview) -> str:
    name = organization_name()
    as_of = day(shown.today)
    if shown.since is None:
        return _("{organization} · as of {day}").format(organization=name, day=as_of)
    return _("{organization} · donations since {since} · as of {day}").format(
        organization=name, since=day(shown.since, today=shown.today), day=as_of
    )


def show() -> None:
    """The page."""
    page_header(_("What our programs need now"), _line(reads.the_overview()), guide="figures")
    theme = st.context.theme.type or "light"
    show_overview(reads.store(), reads.stamp(), reads.viewer(), current_language(), theme)
    export_overview()
    live()


show()
