"""A donor as a row: who, how often they gave, and a way to change what is said of them."""

import streamlit as st

from drives.queries.donors import DonorShown, Gave
from drives.rules.kinds import DonorKind
from drives.texts import _
from drives.ui.components import md_escape, named
from drives.ui.donor_form import DONORS
from drives.ui.donor_words import beside_words, given_words
from drives.ui.kind_words import donor_kind_name


def donor_row(donor: DonorShown, gave: Gave | None) -> None:
    """One donor or team."""
    kind = "" if donor.kind is DonorKind.OTHER else md_escape(donor_kind_name(donor.kind))
    shown = (
        f":green-badge[:material/groups: {kind}]"
        if donor.kind is DonorKind.TEAM
        else f":gray[{kind}]"
        if kind
        else ""
    )
    beside = [*beside_words(donor), *([_("may be named")] if donor.credit else [])]
    lines = [f"**{md_escape(donor.name)}** {shown}", f":small[{md_escape(given_words(gave))}]"]
    if beside:
        lines.append(f":small[:gray[{' · '.join(map(md_escape, beside))}]]")
    with st.container(
        border=True,
        height="stretch",
        horizontal=True,
        wrap=False,
        vertical_alignment="center",
        key=f"donor-{donor.donor_id}",
    ):
        st.markdown("  \n".join(lines), width="stretch")
        st.button(
            named(_("History of {donor}").format(donor=donor.name), ":material/history:"),
            key=f"donors.history.{donor.donor_id}",
            type="tertiary",
            on_click=DONORS.open,
            kwargs={"donor": donor.donor_id, "do": "history"},
        )
        st.button(
            named(donor.name, _("Change")),
            key=f"donors.open.{donor.donor_id}",
            icon=":material/edit:",
            type="tertiary",
            on_click=DONORS.open,
            kwargs={"donor": donor.donor_id},
        )
