"""A public site as a card: where it is, when it is open, and which drives collect there until when."""

from collections.abc import Sequence
from datetime import date
from functools import partial

import streamlit as st

from drives.documents.follow_words import found
from drives.queries.places import DriveThere, SiteShown
from drives.rules.kinds import SiteKind
from drives.rules.quantity import scaled_text
from drives.texts import _
from drives.ui import reads
from drives.ui.address_dialog import AddressDialog
from drives.ui.components import day, md_escape
from drives.ui.follow_view import show_stories
from drives.ui.kind_words import site_kind_name

DEGREE_PLACES = 7
"""How many decimals of a degree are kept."""

_NEAR = 17
STORY = AddressDialog("story")


def public_site_card(site: SiteShown, *, today: date) -> None:
    """One site, with the way to what to bring there."""
    lines = [f"### {md_escape(site.name)}\n"]
    if site.kind is SiteKind.WAREHOUSE:
        lines.append(f":gray-badge[{md_escape(site_kind_name(site.kind))}]  ")
    lines.append(f":material/home: {md_escape(site.address or _('no address given'))}{_map(site)}  ")
    lines.append(
        f":material/schedule: {md_escape(site.hours or _('hours not given: ask before you come'))}  "
    )
    lines.extend(f":material/campaign: {_collecting(drive, today)}  " for drive in site.drives)
    if not site.drives:
        lines.append(f":material/campaign: :gray[{md_escape(_('No drive collects here just now.'))}]")
    with st.container(
        border=True, height="stretch", gap="small", vertical_alignment="distribute", key=f"site-{site.slug}"
    ):
        st.markdown("\n".join(lines), anchors=False)
        st.page_link(
            "pages/what_to_bring.py",
            label=_("What to bring here"),
            icon=":material/shopping_bag:",
            query_params={"site": site.slug},
        )
        st.page_link(
            "pages/drop_off_sites.py",
            label=_("Where gifts went"),
            icon=":material/route:",
            query_params={"story": site.slug},
        )


def show_site_story(sites: Sequence[SiteShown]) -> None:
    """What became of what was given at the site that was asked for; not worked out before."""
    asked = next((site for site in sites if site.slug == STORY.asked().get("story")), None)
    if asked is not None:
        STORY.show(md_escape(_("Given at {site}").format(site=asked.name)), partial(_story, asked.slug))


def _story(slug: str) -> None:
    told = reads.followed(None, slug)
    if not told.rows:
        st.markdown(_("Nothing given here is in the books yet."))
        return
    st.markdown(md_escape(found(told)))
    show_stories(told)


def _map(site: SiteShown) -> str:
    if site.latitude is None or site.longitude is None:
        return ""
    # Only a click on it asks another site for something: nothing of a map is loaded here.
    return f" · [{md_escape(_('map'))}]({map_address(site.latitude, site.longitude)})"


def map_address(latitude: int, longitude: int) -> str:
    """Where OpenStreetMap shows that point; ten-millionths of a degree."""
    north, east = scaled_text(latitude, DEGREE_PLACES), scaled_text(longitude, DEGREE_PLACES)
    return f"https://www.openstreetmap.org/?mlat={north}&mlon={east}#map={_NEAR}/{north}/{east}"


def _collecting(drive: DriveThere, today: date) -> str:
    if drive.starts_on > today:
        said = _("**{drive}** collects here from {starts_on} until {ends_on}")
    else:
        said = _("**{drive}** collects here until {ends_on}")
    return said.format(
        drive=md_escape(drive.name),
        starts_on=md_escape(day(drive.starts_on, today=today)),
        ends_on=md_escape(day(drive.ends_on, today=today)),
    )
