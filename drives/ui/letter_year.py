"""A program's letters of a year in lists: whom one is due, and those that were issued."""

from collections.abc import Sequence

import streamlit as st

from drives.queries.letters import LetterDue, LetterListed
from drives.texts import _, ngettext
from drives.ui import reads
from drives.ui.components import day, md_escape, named, paged, section
from drives.ui.letter_issuers import LETTERS


def show_due(due: Sequence[LetterDue]) -> None:
    """Whom a letter is due, each with a way to write it."""
    section(
        _("Due"),
        _("A letter never says what goods are worth, so one is offered for each gift, small or large."),
    )
    for one in paged(due, key="letters.due"):
        gifts = ngettext("{count} gift", "{count} gifts", len(one.gifts)).format(count=len(one.gifts))
        with st.container(border=True, horizontal=True, wrap=False, vertical_alignment="center"):
            said = f"**{md_escape(one.donor)}**  \n:small[:gray[{md_escape(gifts)}]]"
            st.markdown(said, width="stretch")
            st.button(
                named(one.donor, _("Write")),
                key=f"letters.write.{one.donor_id}",
                on_click=LETTERS.open,
                kwargs={"to": one.donor_id},
            )


def show_issued(issued: Sequence[LetterListed]) -> None:
    """The letters that were issued, the newest first."""
    section(_("Issued"))
    today = reads.stamp().today
    for one in paged(issued, key="letters.issued"):
        facts = [day(one.issued_on, today=today)]
        if one.replaced_by is not None:
            facts.append(_("letter {number} stands in its place").format(number=one.replaced_by))
        elif one.changed:
            facts.append(_("corrected since: look at it"))
        with st.container(border=True, horizontal=True, wrap=False, vertical_alignment="center"):
            said = f"**{md_escape(one.number)}** {md_escape(one.donor)}"
            st.markdown(f"{said}  \n:small[:gray[{md_escape(' · '.join(facts))}]]", width="stretch")
            st.button(
                named(one.number, _("Open")),
                key=f"letters.open.{one.acknowledgement_id}",
                on_click=LETTERS.open,
                kwargs={"letter": one.acknowledgement_id},
            )
