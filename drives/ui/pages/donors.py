"""Donors and teams: who gives, found, added and changed."""

import streamlit as st

from drives.queries.donors import DonorShown
from drives.rules.kinds import DonorKind
from drives.rules.names import fold_name
from drives.texts import _, ngettext
from drives.ui import reads
from drives.ui.address_choice import choose_in_address
from drives.ui.components import card_grid, day, empty_state, export_button, guide_link, page_header, paged
from drives.ui.donor_form import open_donor, show_donor_form
from drives.ui.donor_rows import donor_row
from drives.ui.kind_words import donor_kind_name

_ALL = ""


def _line(donors: tuple[DonorShown, ...]) -> str:
    teams = sum(1 for one in donors if one.kind is DonorKind.TEAM)
    others = len(donors) - teams
    return _("{organization} · {donors} · {teams} · as of {day}").format(
        organization=reads.the_organization().name or _("Your community"),
        donors=ngettext("{count} donor", "{count} donors", others).format(count=others),
        teams=ngettext("{count} team", "{count} teams", teams).format(count=teams),
        day=day(reads.stamp().today),
    )


def _filtered(donors: tuple[DonorShown, ...]) -> list[DonorShown]:
    with st.grid(2, min_column_width=220):
        sought = st.text_input(
            _("Search"),
            key="donors.q",
            type="search",
            live="150ms",
            bind="query-params",
            placeholder=_("Find by name, e-mail, phone or reference"),
            icon=":material/search:",
            label_visibility="collapsed",
        )
        kind = choose_in_address(
            _("Show"),
            {_ALL: _("Everybody"), **{kind.value: donor_kind_name(kind) for kind in DonorKind}},
            name="kind",
            key="donors.kind",
        )
    words = fold_name(sought or "")
    return [one for one in donors if words in one.words and kind in (_ALL, one.kind.value)]


def show() -> None:
    """The page."""
    donors = reads.all_donors()
    page_header(_("Who gives"), _line(donors))
    guide_link("donors")
    with st.container(horizontal=True):
        st.button(
            _("Add a donor"),
            type="primary",
            icon=":material/person_add:",
            key="donors.add",
            on_click=open_donor,
        )
        export_button("donors")
    if not donors:
        empty_state(
            _(
                "Here stands everybody who gave, and every team. They come in with the donations that name "
                "them; add one before, or import a list."
            )
        )
    else:
        found = _filtered(donors)
        if not found:
            st.markdown(_("No donor fits. Clear the search, or show everybody."))
        rows = paged(found, key="donors")
        gave = {one.donor_id: one for one in reads.gifts_of(tuple(one.donor_id for one in rows))}
        with card_grid(2, key="donors.rows"):
            for donor in rows:
                donor_row(donor, gave.get(donor.donor_id))
    show_donor_form()


show()
