"""Where to bring things: the public sites, their hours, and the drives that collect there."""

import streamlit as st

from drives.queries.places import SiteShown
from drives.texts import _, ngettext
from drives.ui import reads
from drives.ui.address_choice import choose_in_address
from drives.ui.components import card_grid, day, empty_state, live, organization_name, page_header, paged
from drives.ui.site_cards import STORY, public_site_card, show_site_story

_ALL = ""


def _line(sites: tuple[SiteShown, ...]) -> str:
    today = reads.stamp().today
    collecting = sum(1 for site in sites if any(drive.starts_on <= today for drive in site.drives))
    return ngettext(
        "{organization} · {count} place collects now · as of {day}",
        "{organization} · {count} places collect now · as of {day}",
        collecting,
    ).format(organization=organization_name(), count=collecting, day=day(today))


def _of_drive(sites: tuple[SiteShown, ...]) -> list[SiteShown]:
    """The sites of the drive that was chosen; running drives are offered first."""
    today = reads.stamp().today
    drives = {drive.slug: drive for site in sites for drive in site.drives}
    order = sorted(drives.values(), key=lambda one: (one.starts_on > today, one.ends_on, one.name))
    if not order:
        return list(sites)
    names = {
        one.slug: one.name
        if one.starts_on <= today
        else _("{drive}, from {day}").format(drive=one.name, day=day(one.starts_on, today=today))
        for one in order
    }
    chosen = choose_in_address(
        _("Drive"), {_ALL: _("Every drive"), **names}, name="drive", key="drop_off_sites.drive"
    )
    return [site for site in sites if chosen == _ALL or any(one.slug == chosen for one in site.drives)]


def show() -> None:
    """The page."""
    sites = reads.public_sites()
    page_header(_("Where to bring it"), _line(sites), guide="drop-off")
    if not sites:
        empty_state(
            _("This page lists every place that takes your gifts, with its address and hours."),
            step=_("Set up a site"),
            page="pages/places.py",
        )
        return
    rows = paged(_of_drive(sites), key="drop_off_sites")
    with card_grid(key="drop_off_sites.cards"):
        for site in rows:
            public_site_card(site, today=reads.stamp().today)
    show_site_story(sites)
    st.markdown(_("Please bring things during the hours only: what is left outside gets wet or lost."))
    live(paused=bool(STORY.asked()))


show()
