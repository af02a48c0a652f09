"""A program's own needs: what stands, what lapses soon, what there is before one asks."""

import streamlit as st

from drives.queries.needs import NeedShown
from drives.texts import _, ngettext
from drives.ui import reads
from drives.ui.address_choice import choose_in_address
from drives.ui.components import day, empty_state, export_button, page_header, section
from drives.ui.need_dialogs import show_asked
from drives.ui.need_list import open_count, show_list, show_to_look_at, to_look_at
from drives.ui.need_post import post_form
from drives.ui.need_table import table_form
from drives.ui.need_there import show_what_there_is


def _line(program: str, needs: list[NeedShown]) -> str:
    count = open_count(needs)
    return ngettext(
        "{program} · {count} open need · as of {day}", "{program} · {count} open needs · as of {day}", count
    ).format(program=program, count=count, day=day(reads.stamp().today))


def show() -> None:
    """The page."""
    programs = {program.slug: program for program in reads.programs()}
    if not programs:
        page_header(_("Our needs"), guide="post-a-need")
        empty_state(_("Here a program says what it needs. Ask an organizer to add yours."))
        return
    names = {slug: program.name for slug, program in programs.items()}
    slug = next(iter(programs))
    if len(programs) > 1:
        slug = choose_in_address(_("Program"), names, name="program", key="our_needs.program")
    program = programs[slug]
    needs = [need for need in reads.all_needs() if need.program_id == program.program_id]
    page_header(_("Our needs"), _line(program.name, needs), guide="post-a-need")
    soon = to_look_at(needs, reads.stamp().today)
    if soon:
        show_to_look_at(soon)
    post_form(open_first=not needs, program_id=program.program_id)
    table_form(program_id=program.program_id)
    show_what_there_is(program.program_id)
    if not needs:
        empty_state(_("This page lists what you asked for, how old it is, and how much of it is met."))
        return
    section(_("What we asked for"))
    with st.container(horizontal=True):
        export_button("needs")
    show_list(needs, seen=soon)
    show_asked()


show()
