"""Donors and teams: who gives, found, added and changed."""

import streamlit as st

from drives.queries.donors import DonorShown
from drives.rules.kinds import DonorKind
from drives.rules.roles import Permission
from drives.texts import _, ngettext
from drives.ui import reads
from drives.ui.components import (
    card_grid,
    day,
    empty_state,
    organization_name,
    page_header,
    paged,
)
from drives.ui.donor_find import found_donors
from drives.ui.donor_form import DONORS, show_donor_form
from drives.ui.donor_rows import donor_row


def _line(donors: tuple[DonorShown, ...]) -> str:
    teams = sum(1 for one in donors if one.kind is DonorKind.TEAM)
    others = len(donors) - teams
    return _("{organization} · {donors} · {teams} · as of {day}").format(
        organization=organization_name(),
        donors=ngettext("{count} donor", "{count} donors", others).format(count=others),
        teams=ngettext("{count} team", "{count} teams", teams).format(count=teams),
        day=day(reads.stamp().today),
    )


def show() -> None:
    """The page."""
    donors = reads.all_donors()
    page_header(_("Who gives"), _line(donors), guide="donors")
    with st.container(horizontal=True):
        st.button(
            _("Add a donor"),
            type="primary",
            icon=":material/person_add:",
            key="donors.add",
            on_click=DONORS.open,
            kwargs={"do": "add"},
        )
        if donors and reads.viewer().may_everywhere(Permission.KEEP_DONORS):
            st.button(
                _("Find duplicates"),
                icon=":material/join_inner:",
                key="donors.doubles",
                on_click=DONORS.open,
                kwargs={"do": "doubles"},
            )
    if not donors:
        empty_state(
            _(
                "This page lists everybody who gave, and every team. They come in with the donations "
                "that name them; add one before, or import a list."
            )
        )
    else:
        found = found_donors(donors)
        if not found:
            st.markdown(_("No donor fits. Clear the search, or show everybody."))
        rows = paged(found, key="donors")
        gave = {one.donor_id: one for one in reads.gifts_of(tuple(one.donor_id for one in rows))}
        with card_grid(2, key="donors.rows"):
            for donor in rows:
                donor_row(donor, gave.get(donor.donor_id))
    show_donor_form()


show()
