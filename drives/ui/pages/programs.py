"""Whom the goods help: the programs, what each needs most, and how to reach it."""

import streamlit as st

from drives.queries.places import ProgramShown
from drives.rules.kinds import ProgramKind
from drives.rules.names import fold_name
from drives.texts import _, ngettext
from drives.ui import reads
from drives.ui.address_choice import choose_in_address
from drives.ui.components import (
    card_grid,
    day,
    empty_state,
    live,
    md_escape,
    note,
    organization_name,
    page_header,
    paged,
    search_field,
)
from drives.ui.kind_words import program_kind_name
from drives.ui.program_cards import public_program_card

_ALL = ""


def _line(count: int) -> str:
    return ngettext(
        "{organization} · {count} program · as of {day}",
        "{organization} · {count} programs · as of {day}",
        count,
    ).format(
        organization=organization_name(),
        count=count,
        day=day(reads.stamp().today),
    )


def _filtered(programs: tuple[ProgramShown, ...]) -> list[ProgramShown]:
    there = {one.kind for one in programs}
    with st.grid(2, min_column_width=220):
        sought = search_field(_("Find by name, area or what it needs"), key="programs.q")
        kind = choose_in_address(
            _("Show"),
            {
                _ALL: _("All kinds"),
                **{one.value: program_kind_name(one) for one in ProgramKind if one in there},
            },
            name="kind",
            key="programs.kind",
        )
    words = fold_name(sought)
    return [one for one in programs if words in _words(one) and kind in (_ALL, one.kind.value)]


def _words(program: ProgramShown) -> str:
    items = (asked.item for asked in program.asked)
    said = (program.name, program.description, program.service_area, program.hub, program.accepted, *items)
    return fold_name(" ".join(part for part in said if part))


def show() -> None:
    """The page."""
    known = reads.public_programs()
    page_header(_("Who your gifts help"), _line(len(known.programs) + known.unlisted))
    if not known.programs and not known.unlisted:
        empty_state(
            _("This page lists every program that your gifts go to, with what it needs most."),
            step=_("Set up a program"),
            page="pages/places.py",
        )
        return
    found = _filtered(known.programs)
    if not found:
        st.markdown(_("No program fits. Clear the search, or show all kinds."))
    rows = paged(found, key="programs")
    with card_grid(2, key="programs.cards"):
        for program in rows:
            public_program_card(program)
    if known.unlisted:
        said = ngettext(
            "And {count} partner program that is not listed; its needs count in every total.",
            "And {count} partner programs that are not listed; their needs count in every total.",
            known.unlisted,
        ).format(count=known.unlisted)
        note(md_escape(said))
    if any(program.asked for program in rows):
        note(
            _(
                "What is on the shelves can go to any of them, so the programs' figures may add up to "
                "more than is still to collect in all."
            )
        )
    live()


show()
