"""Programs and sites as cards that open to be changed."""

import streamlit as st

from drives.queries.places import ProgramSetUp, SiteSetUp
from drives.texts import _
from drives.ui.components import md_escape, named
from drives.ui.kind_words import program_kind_name, site_kind_name
from drives.ui.place_asked import PLACES, PROGRAM, SITE, Place


def program_card(program: ProgramSetUp) -> None:
    """A program: what it does, where, and who may see that."""
    badges = [
        *(
            [f":orange-badge[:material/visibility_off: {_('address hidden')}]"]
            if program.hide_address
            else []
        ),
        *([f":gray-badge[{_('unlisted')}]"] if program.unlisted else []),
    ]
    where = [
        _("serves {area}").format(area=program.service_area) if program.service_area else "",
        _("hub: {hub}").format(hub=program.hub) if program.hub else "",
        program.address or "",
    ]
    _card(PROGRAM, program.slug, program.name, program_kind_name(program.kind), where, badges)


def site_card(site: SiteSetUp) -> None:
    """A site: what it is, where, and when it is open."""
    badges = [] if site.public else [f":gray-badge[{_('not public')}]"]
    _card(
        SITE, site.slug, site.name, site_kind_name(site.kind), [site.address or "", site.hours or ""], badges
    )


def _card(place: Place, slug: str, name: str, kind: str, facts: list[str], badges: list[str]) -> None:
    first = " ".join([md_escape(kind), *badges])
    lines = [first, *(f":small[:gray[{md_escape(fact)}]]" for fact in facts if fact)]
    with st.container(
        border=True, height="stretch", gap="small", vertical_alignment="distribute", key=f"{place}-{slug}"
    ):
        st.markdown(f"### {md_escape(name)}\n\n" + "  \n".join(lines), anchors=False)
        st.button(
            named(name, _("Change")),
            key=f"places.open.{place}.{slug}",
            icon=":material/edit:",
            on_click=PLACES.open,
            kwargs={place: slug},
        )
