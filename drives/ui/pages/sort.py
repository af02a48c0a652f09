"""Sort bulk goods: what was taken in by the pound or the box becomes items, and nothing counts twice."""

import streamlit as st

from drives.queries.choices import SiteChoice
from drives.texts import _
from drives.ui import reads
from drives.ui.address_choice import choose_in_address
from drives.ui.components import empty_state, md_escape, not_set_up, note, organization_name, page_header
from drives.ui.session import desk
from drives.ui.sort_form import sort_form
from drives.ui.sort_view import pile_name, pile_words, show_done, show_yields


def _choose(sites: dict[str, SiteChoice]) -> SiteChoice:
    """The site: the one that the address names, else one where a pile waits, the one worked at last first."""
    if "site" not in st.query_params:
        first = [slug for slug in (desk().site, *sites) if slug in sites]
        waiting = (slug for slug in first if reads.sorting_at(sites[slug].site_id).piles)
        st.query_params["site"] = next(waiting, first[0])
    names = {slug: site.name for slug, site in sites.items()}
    chosen = choose_in_address(_("Site"), names, name="site", key="sort.site", bare_first=False)
    desk().site = chosen
    return sites[chosen]


def show() -> None:
    """The page."""
    line = _("{organization} · from pounds and boxes to items").format(organization=organization_name())
    page_header(_("What came out of the pile?"), line, guide="sort")
    sites = {site.slug: site for site in reads.sites()}
    if not sites or not reads.items():
        not_set_up(
            _("Here bulk goods are sorted into items, once there is a site and an item."),
        )
        return
    site = _choose(sites)
    shown = reads.sorting_at(site.site_id)
    if shown.piles:
        piles = {pile.lot_id: pile for pile in shown.piles}
        chosen = st.selectbox(
            _("Pile"),
            list(piles),
            format_func=lambda lot_id: pile_name(piles[lot_id]),
            label_visibility="collapsed",
            key=f"sort.pile.{site.site_id}",
        )
        note(md_escape(pile_words(piles[chosen])))
        sort_form(site, piles[chosen])
    else:
        empty_state(
            _(
                "Nothing waits to be sorted at {site}. Log goods by the pound or the box under an item "
                "whose name says unsorted; then they are sorted here."
            ).format(site=site.name),
            step=_("Log a donation"),
            page="pages/log_donation.py",
        )
    show_done(site.site_id, shown.done)
    show_yields(site.site_id, shown.yields)


show()
