"""Programs and sites: set up whom goods go to, and where they come in and stand."""

import streamlit as st

from drives.rules.names import fold_name
from drives.texts import _, ngettext
from drives.ui import reads
from drives.ui.address_choice import choose_in_address
from drives.ui.components import (
    card_grid,
    empty_state,
    export_button,
    organization_name,
    page_header,
    paged,
    search_field,
)
from drives.ui.place_asked import PLACES, PROGRAM, SITE, Place, asked
from drives.ui.place_cards import program_card, site_card
from drives.ui.place_merge import show_place_merge
from drives.ui.program_form import show_program_form
from drives.ui.site_form import show_site_form


def _line() -> str:
    programs, sites = len(reads.programs_to_set_up()), len(reads.sites_to_set_up())
    return _("{organization} · {programs} · {sites}").format(
        organization=organization_name(),
        programs=ngettext("{count} program", "{count} programs", programs).format(count=programs),
        sites=ngettext("{count} site", "{count} sites", sites).format(count=sites),
    )


def _shown() -> Place:
    chosen = choose_in_address(
        _("Show"),
        {PROGRAM: _("Programs"), SITE: _("Sites")},
        name="show",
        key="places.show",
        look="row",
    )
    return SITE if chosen == SITE else PROGRAM


def _tools() -> tuple[Place, str]:
    """What is shown, and the words that it is searched for."""
    with st.container(horizontal=True, vertical_alignment="center"):
        shown = _shown()
        st.button(
            _("Add a program") if shown == PROGRAM else _("Add a site"),
            type="primary",
            icon=":material/add:",
            key=f"places.add.{shown}",
            on_click=PLACES.open,
            kwargs={"do": "add"},
        )
        export_button("programs" if shown == PROGRAM else "sites")
    sought = search_field(_("Find by name, area or address"), key="places.q")
    return shown, fold_name(sought)


def _programs(words: str) -> None:
    programs = reads.programs_to_set_up()
    if not programs:
        empty_state(_("Programs that receive goods are listed here. Add the first one."))
        return
    found = [
        one
        for one in programs
        if words
        in fold_name(
            " ".join(filter(None, (one.name, one.service_area, one.hub, one.address, one.description)))
        )
    ]
    if not found:
        st.markdown(_("No program fits. Clear the search."))
    rows = paged(found, key="places")
    with card_grid(key="places.programs"):
        for program in rows:
            program_card(program)


def _sites(words: str) -> None:
    sites = reads.sites_to_set_up()
    if not sites:
        empty_state(_("Places where goods come in or are stored are listed here. Add the first one."))
        return
    found = [
        one for one in sites if words in fold_name(" ".join(filter(None, (one.name, one.address, one.hours))))
    ]
    if not found:
        st.markdown(_("No site fits. Clear the search."))
    rows = paged(found, key="places")
    with card_grid(key="places.sites"):
        for site in rows:
            site_card(site)


def show() -> None:
    """The page."""
    page_header(_("Programs and sites"), _line(), guide="places")
    shown, words = _tools()
    if shown == PROGRAM:
        _programs(words)
    else:
        _sites(words)
    what = asked(shown)
    if what is None:
        return
    if what.do == "merge":
        show_place_merge(what)
    elif what.place == PROGRAM:
        show_program_form(what)
    else:
        show_site_form(what)


show()
