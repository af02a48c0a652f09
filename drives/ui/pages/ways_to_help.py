"""I have no goods, what else? Each way to help, with the programs here that welcome it."""

from collections.abc import Sequence

import streamlit as st

from drives.queries.places import ProgramShown
from drives.rules.kinds import WayToHelp
from drives.texts import _, ngettext
from drives.ui import reads
from drives.ui.components import card_grid, day, listed, md_escape, note, organization_name, page_header
from drives.ui.components import section as heading
from drives.ui.program_cards import program_to_ask

_MOST_NAMED = 4


def _give(programs: Sequence[ProgramShown]) -> None:
    heading(
        _("Give"), _("Bring what is asked for: the list says what is missing most, and what to hold back.")
    )
    asking = [program.name for program in programs if program.asked]
    if asking:
        named, more = asking[:_MOST_NAMED], len(asking) - _MOST_NAMED
        if more > 0:
            named.append(ngettext("{count} more", "{count} more", more).format(count=more))
        st.markdown(
            md_escape(
                ngettext("{who} asks for things now.", "{who} ask for things now.", len(asking)).format(
                    who=listed(named)
                )
            )
        )
    st.page_link("pages/what_to_bring.py", label=_("What to bring"), icon=":material/shopping_bag:")


def _way(way: WayToHelp, programs: Sequence[ProgramShown]) -> None:
    title, says = {
        WayToHelp.VOLUNTEER: (
            _("Volunteer"),
            _("Sort, count, pack, drive, set up a table: for an hour, or every week."),
        ),
        WayToHelp.MENTOR: (
            _("Mentor"),
            _(
                "Be somebody a young person can count on. Most programs train and check mentors before they "
                "begin."
            ),
        ),
        WayToHelp.SHARE_RESOURCES: (
            _("Share resources"),
            _("A room, a van, a printer, a skill, a job: what you have may be what is missing."),
        ),
        WayToHelp.SAFE_ADULT: (
            _("Be a safe adult"),
            _(
                "Know the young people near you by name, listen, keep your word, and know whom to call. "
                "Young people who are known and cared for are harder to exploit."
            ),
        ),
    }[way]
    heading(title, says)
    if way is WayToHelp.SAFE_ADULT:
        st.page_link("pages/help_lines.py", label=_("Help lines"), icon=":material/emergency_home:")
    welcoming = [program for program in programs if way in program.welcomes]
    if not welcoming:
        note(md_escape(_("No program here has said so yet: ask the one you know, or the organization.")))
        return
    with card_grid(2, key=f"ways_to_help.{way.value}"):
        for program in welcoming:
            program_to_ask(program, way=way.value)


def show() -> None:
    """The page."""
    programs = reads.public_programs().programs
    welcoming = sum(1 for program in programs if program.welcomes)
    page_header(
        _("Ways to help"),
        ngettext(
            "{organization} · {count} program says who is welcome · as of {day}",
            "{organization} · {count} programs say who is welcome · as of {day}",
            welcoming,
        ).format(organization=organization_name(), count=welcoming, day=day(reads.stamp().today)),
    )
    _give(programs)
    for way in WayToHelp:
        _way(way, programs)


show()
