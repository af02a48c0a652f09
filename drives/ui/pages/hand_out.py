"""Hand out: a program, items, done, where goods are handed over on the spot."""

import streamlit as st

from drives.queries.choices import SiteChoice
from drives.texts import _
from drives.ui import reads
from drives.ui.address_choice import choose_in_address
from drives.ui.components import not_set_up, organization_name, page_header
from drives.ui.hand_out_form import hand_out_form
from drives.ui.session import desk


def _choose(sites: dict[str, SiteChoice]) -> SiteChoice:
    names = {slug: site.name for slug, site in sites.items()}
    if "site" not in st.query_params and desk().site in sites:
        st.query_params["site"] = str(desk().site)
    chosen = choose_in_address(_("Site"), names, name="site", key="hand_out.site", bare_first=False)
    desk().site = chosen
    return sites[chosen]


def show() -> None:
    """The page."""
    line = _("{organization} · goods handed over on the spot").format(organization=organization_name())
    page_header(_("What do they take?"), line, guide="hand-out")
    sites = {site.slug: site for site in reads.sites()}
    programs = {program.program_id: program.name for program in reads.programs()}
    if not sites or not programs or not reads.items():
        not_set_up(_("Goods are handed out here once there is a site, a program and an item."))
        return
    hand_out_form(_choose(sites), programs)


show()
