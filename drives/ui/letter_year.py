"""A program's letters of a year: issued all at once, in one file; those that are due, those issued."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from drives.commands.letters import IssueLetters, issue_letters
from drives.documents.letters import letters_file
from drives.errors import Refusal
from drives.queries.letters import IssuerShown, LetterDue, LetterListed, LettersOfYear, letters_to_print
from drives.rules.erased import is_erased
from drives.rules.roles import Viewer
from drives.texts import _, ngettext
from drives.ui import actions, reads
from drives.ui.components import day, download, md_escape, named, note, paged, section
from drives.ui.form import Form
from drives.ui.letter_issuers import LETTERS

_MADE = "letters.made"


def show_run(issuer: IssuerShown, year: int, found: LettersOfYear) -> None:
    """What is due in words, the button that issues it all, and the file with all letters of the year."""
    gifts = sum(len(one.gifts) for one in found.due)
    donors = ngettext("{count} donor", "{count} donors", len(found.due)).format(count=len(found.due))
    said = ngettext(
        "{donors} with {count} gift of {year} for {issuer} have no letter yet.",
        "{donors} with {count} gifts of {year} for {issuer} have no letter yet.",
        gifts,
    ).format(donors=donors, count=gifts, year=year, issuer=issuer.name)
    if not gifts:
        said = _("Every gift of {year} for {issuer} has its letter.").format(year=year, issuer=issuer.name)
    st.markdown(md_escape(said))
    if found.shared:
        note(
            md_escape(
                ngettext(
                    "{count} of them was given for another program as well, which could issue its letter "
                    "instead: whoever runs the drive chooses.",
                    "{count} of them were given for another program as well, which could issue their letters "
                    "instead: whoever runs the drive chooses.",
                    found.shared,
                ).format(count=found.shared)
            )
        )
    _not_printed(found)
    with st.container(horizontal=True):
        if found.due:
            st.button(
                ngettext("Issue {count} letter …", "Issue {count} letters …", len(found.due)).format(
                    count=len(found.due)
                ),
                type="primary",
                key="letters.run",
                on_click=LETTERS.open,
                kwargs={"run": "year"},
            )
        _one_file(issuer, year, found)


def _not_printed(found: LettersOfYear) -> None:
    """How many letters do not say any more what is so, and what to do."""
    count = sum(one.changed for one in found.issued)
    if count:
        said = ngettext(
            "{count} letter is in no file: something of what it says was corrected or voided since. Open it "
            "below and issue a new one in its place.",
            "{count} letters are in no file: something of what they say was corrected or voided since. Open "
            "each below and issue a new one in its place.",
            count,
        )
        note(md_escape(said.format(count=count)))


def _one_file(issuer: IssuerShown, year: int, found: LettersOfYear) -> None:
    """All letters of the year in one file, made with its progress in sight, then offered."""
    standing = [
        one for one in found.issued if one.replaced_by is None and not is_erased(one.donor_id, one.donor)
    ]
    count = sum(not one.changed for one in standing)
    if not count:
        return
    queries, viewer, today = reads.house().queries, reads.viewer(), reads.stamp().today
    of = (issuer.program_id, year, reads.stamp(), viewer.name)
    label = ngettext("Make one file of {count} letter", "Make one file of all {count} letters", count)
    if st.button(label.format(count=count), key="letters.make", icon=":material/picture_as_pdf:"):
        bar = st.progress(0.0, text=_("Drawing the letters …"))

        def told(done: int, letters: int) -> None:
            if done % 10 == 0 or done == letters:
                said = _("{done} of {letters} letters are drawn").format(done=done, letters=letters)
                bar.progress(done / letters, text=said)

        made = letters_file(queries, viewer, issuer.program_id, year, today, told)
        st.session_state[_MADE] = (of, made)
        bar.empty()
    kept, file = st.session_state.get(_MADE, (None, b""))
    if kept == of:

        def for_viewer(asking: Viewer) -> bytes:
            """The file, for whoever may still read the letters in it."""
            queries.ask(letters_to_print, asking, program_id=issuer.program_id, year=year)
            return bytes(file)

        download(_("The letters as PDF"), for_viewer, file_name=f"letters-{year}.pdf", key="letters.all")


def ask_to_run(issuer: IssuerShown, year: int, found: LettersOfYear) -> None:
    """The dialog before a year's letters are issued."""
    name = f"letters.run.{issuer.program_id}.{year}"
    LETTERS.show(
        _("Issue the letters of {year}?").format(year=year),
        partial(_ask, issuer, year, len(found.due), name),
        name,
        width="medium",
    )


def _ask(issuer: IssuerShown, year: int, count: int, name: str) -> None:
    form = Form.of(name, "run").begin({"nothing": False})
    said = ngettext(
        "{count} letter of {issuer} is numbered and kept, about all gifts of {year} that have none.",
        "{count} letters of {issuer} are numbered and kept, one to each donor, about all gifts of {year} "
        "that have none.",
        count,
    )
    st.markdown(md_escape(said.format(count=count, issuer=issuer.name, year=year)))
    st.markdown(_("Left out: who was erased, gifts that name nobody, and what was bought or rejected."))
    st.checkbox(_("None of these donors got anything in return"), key=form.key("nothing"))
    note(
        _("Who got something gets a letter of their own first: open them in the list of those that are due.")
    )
    form.show_refused()
    with st.container(horizontal=True):
        st.button(
            _("Issue them"), type="primary", key=form.key("yes"), on_click=_run, args=(issuer, year, form)
        )
        st.button(_("Not yet"), key=form.key("no"), on_click=LETTERS.close, args=(name,))


def _typed(issuer: IssuerShown, year: int, form: Form) -> IssueLetters:
    if not form.value("nothing"):
        raise Refusal(_("Say first that none of them got anything in return: each letter states it."))
    return IssueLetters(issuer.program_id, year)


def _run(issuer: IssuerShown, year: int, form: Form) -> None:
    at = actions.begin()
    asked = form.read(at, partial(_typed, issuer, year, form))
    issued = None if asked is None else form.send(at, issue_letters, asked)
    if issued is None:
        return
    at.say(
        ngettext("Issued: {count} letter.", "Issued: {count} letters.", issued.letters).format(
            count=issued.letters
        )
    )
    LETTERS.close()


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
