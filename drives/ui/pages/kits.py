"""Kits: what one is made of, how many can be put together here, and putting together and taking apart."""

from collections import defaultdict

import streamlit as st

from drives.queries.choices import SiteChoice
from drives.rules.roles import Permission
from drives.texts import _
from drives.ui import reads
from drives.ui.address_choice import choose_in_address
from drives.ui.components import not_set_up, organization_name, page_header, section
from drives.ui.kit_cards import recipe_card
from drives.ui.kit_recipe import recipe_form
from drives.ui.kit_view import show_done, show_there
from drives.ui.session import desk


def _site(sites: dict[str, SiteChoice]) -> SiteChoice:
    """The site: the one that the address names, else where most of a kit can be built.

    Where none can be built, it is where most of the parts are free, or any of them; of sites that are
    equal in that, the one that was worked at last.
    """
    if "site" not in st.query_params:
        built: dict[int, int] = defaultdict(int)
        parts: dict[int, int] = defaultdict(lambda: -1)
        for kit in reads.buildable_kits():
            for at in kit.at_sites:
                built[at.site_id] = max(built[at.site_id], at.kits)
            for site_id, there in kit.parts_at.items():
                parts[site_id] = max(parts[site_id], there)

        def rank(slug: str) -> tuple[int, int]:
            return built[sites[slug].site_id], parts[sites[slug].site_id]

        first = [slug for slug in (desk().site, *sites) if slug in sites]
        st.query_params["site"] = max(first, key=rank)
    names = {slug: site.name for slug, site in sites.items()}
    chosen = choose_in_address(_("Site"), names, name="site", key="kits.site", bare_first=False)
    desk().site = chosen
    return sites[chosen]


def _drive_id() -> int | None:
    """Whose goods: of all drives, or of one for whoever works for some."""
    theirs = reads.viewer().drives_where(Permission.MOVE_STOCK)
    if theirs is None:
        return None
    drives = {str(one.drive_id): one for one in reads.drives() if one.drive_id in theirs}
    if not drives:
        return next(iter(theirs), None)
    names = {key: one.name for key, one in drives.items()}
    return int(choose_in_address(_("Drive"), names, name="of", key="kits.drive"))


def show() -> None:
    """The page."""
    line = _("{organization} · from single things to kits").format(organization=organization_name())
    page_header(_("How many kits can we build?"), line, guide="kits")
    sites = {site.slug: site for site in reads.sites()}
    if not sites or not reads.items():
        not_set_up(_("Kits are put together here once there is a site and an item."))
        return
    site, drive_id = _site(sites), _drive_id()
    shown = reads.kits_at(site.site_id, drive_id)
    writes = reads.viewer().may_everywhere(Permission.MOVE_STOCK)
    for recipe in shown.recipes:
        recipe_card(site, recipe, drive_id)
    if not shown.recipes:
        st.info(
            _("No kit has a recipe yet. Write down what goes into one; then it is put together here.")
            if writes
            else _("No kit has a recipe yet. An organizer of all drives writes down what goes into one.")
        )
    show_there(site, shown.kits)
    show_done(site.site_id, drive_id, shown.done)
    if writes:
        section(_("What goes into a kit"))
        recipe_form({recipe.item_id: recipe for recipe in shown.recipes})


show()
