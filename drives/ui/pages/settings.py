"""Settings: who runs this store, and the published figures that estimates are made with."""

import streamlit as st

from drives.rules.kinds import FactorKind
from drives.texts import _
from drives.ui import reads
from drives.ui.components import card_grid, page_header, section
from drives.ui.settings_factors import estimates, factor_card, factors_export
from drives.ui.settings_organization import organization_form


def _line() -> str:
    organization = reads.the_organization()
    return _("{organization} · days begin at midnight in {zone}").format(
        organization=organization.name or _("Not set up yet"), zone=organization.time_zone
    )


def show() -> None:
    """The page."""
    page_header(_("Settings"), _line(), guide="settings")
    with st.container(border=True, key="settings.organization"):
        organization_form()
    section(
        _("Figures for estimates"),
        _("Each holds from a day on and names its source. A later one leaves the days before as they were."),
    )
    with card_grid(2, key="settings.factors"):
        for kind in FactorKind:
            factor_card(kind)
    factors_export()
    estimates()


show()
