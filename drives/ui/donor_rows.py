"""A donor as a row: who, how often they gave, and a way to change what is said of them."""

import streamlit as st

from drives.queries.donors import DonorShown, Gave
from drives.rules.kinds import DonorKind
from drives.texts import _, ngettext
from drives.ui import reads
from drives.ui.components import day, md_escape, named
from drives.ui.donor_form import DONORS
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
    beside = [donor.email, donor.phone, donor.reference, _("may be named") if donor.credit else None]
    lines = [f"**{md_escape(donor.name)}** {shown}", f":small[{md_escape(_given(gave))}]"]
    if any(beside):
        lines.append(f":small[:gray[{' · '.join(md_escape(part) for part in beside if part)}]]")
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
            named(donor.name, _("Change")),
            key=f"donors.open.{donor.donor_id}",
            icon=":material/edit:",
            type="tertiary",
            on_click=DONORS.open,
            kwargs={"donor": donor.donor_id},
        )


def _given(gave: Gave | None) -> str:
    if gave is None:
        return _("nothing logged yet")
    return ngettext(
        "{count} donation, on {day}", "{count} donations, the last on {day}", gave.donations
    ).format(count=gave.donations, day=day(gave.last_on, today=reads.stamp().today))
