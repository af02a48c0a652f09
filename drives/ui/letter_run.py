"""A year's letters at once: numbered, drawn into one file with the progress in sight, and offered."""

from functools import partial

import streamlit as st

from drives.commands.letters import IssueLetters, issue_letters
from drives.documents.letters import letters_file
from drives.errors import Refusal
from drives.queries.letters import (
    IssuerShown,
    LettersOfYear,
    letters_of_year,
    letters_sheet,
    letters_to_print,
)
from drives.queries.sheets import Sheet
from drives.rules.erased import is_erased
from drives.rules.roles import Viewer
from drives.texts import _, current_language, ngettext
from drives.ui import actions, reads
from drives.ui.components import download, md_escape, note, sheet_export
from drives.ui.form import Form
from drives.ui.letter_issuers import LETTERS

_MADE, _GOING = "letters.made", "letters.going"
_STEPS = 50


def show_run(issuer: IssuerShown, year: int, found: LettersOfYear) -> None:
    """What is due in words, the button that issues it all, and the file with all letters of the year."""
    gifts = sum(len(one.gifts) for one in found.due)
    waiting = ngettext(
        "{count} gift of {year} for {issuer} has no letter yet.",
        "{count} gifts of {year} for {issuer} have no letter yet.",
        gifts,
    ).format(count=gifts, year=year, issuer=issuer.name)
    donors = ngettext(
        "{count} donor waits for a letter.", "{count} donors wait for a letter each.", len(found.due)
    ).format(count=len(found.due))
    said = [waiting, donors]
    if not gifts:
        said = [_("Every gift of {year} for {issuer} has its letter.").format(year=year, issuer=issuer.name)]
    st.markdown(md_escape(" ".join(said)))
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
    if found.due or found.issued:
        with st.container(horizontal=True):
            sheet_export(f"letters-{year}", partial(_sheet, issuer.program_id, year))


def _sheet(program_id: int, year: int, viewer: Viewer) -> Sheet:
    asked = reads.house().queries.ask(letters_of_year, viewer, program_id=program_id, year=year)
    return letters_sheet(asked)


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


def _file_of(issuer: IssuerShown, year: int, found: LettersOfYear) -> tuple[object, ...]:
    """What a file of the year is made of: as long as this is the same, so is the file."""
    printed = tuple(
        one.acknowledgement_id
        for one in found.issued
        if one.replaced_by is None and not one.changed and not is_erased(one.donor_id, one.donor)
    )
    return printed, issuer.program_id, year, reads.stamp().today, reads.viewer().name, current_language()


def _one_file(issuer: IssuerShown, year: int, found: LettersOfYear) -> None:
    """All letters of the year in one file: made with its progress in sight, then offered."""
    of = _file_of(issuer, year, found)
    count = len(of[0])  # type: ignore[arg-type]
    if not count:
        return
    if st.session_state.get(_MADE, (None,))[0] != of:
        label = ngettext("Make one file of {count} letter", "Make one file of all {count} letters", count)
        place = st.empty()
        if not place.button(label.format(count=count), key="letters.make", icon=":material/picture_as_pdf:"):
            return
        with place:
            _draw(issuer, year, found)
    queries, file = reads.house().queries, st.session_state[_MADE][1]

    def for_viewer(asking: Viewer) -> bytes:
        """The file, for whoever may still read the letters in it."""
        queries.ask(letters_to_print, asking, program_id=issuer.program_id, year=year)
        return bytes(file)

    download(_("The letters as PDF"), for_viewer, file_name=f"letters-{year}.pdf", key="letters.all")


def _draw(issuer: IssuerShown, year: int, found: LettersOfYear) -> None:
    """Draw the letters of the year into one file and keep it, saying how many are drawn."""
    bar = st.progress(0.0, text=_("Drawing the letters …"))

    def told(done: int, letters: int) -> None:
        if done % max(1, letters // _STEPS) == 0 or done == letters:
            said = _("{done} of {letters} letters are drawn").format(done=done, letters=letters)
            bar.progress(done / letters, text=said)

    house, viewer, today = reads.house(), reads.viewer(), reads.stamp().today
    made = letters_file(house.queries, viewer, issuer.program_id, year, today, told)
    st.session_state[_MADE] = (_file_of(issuer, year, found), made)
    bar.empty()


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
            _("Issue them"), type="primary", key=form.key("yes"), on_click=_go, args=(issuer, year, form)
        )
        st.button(_("Not yet"), key=form.key("no"), on_click=LETTERS.close, args=(name,))
    if st.session_state.get(_GOING) == form.sent:
        _run(issuer, year, count, form)


def _typed(issuer: IssuerShown, year: int, form: Form) -> IssueLetters:
    if not form.value("nothing"):
        raise Refusal(_("Say first that none of them got anything in return: each letter states it."))
    return IssueLetters(issuer.program_id, year)


def _go(issuer: IssuerShown, year: int, form: Form) -> None:
    if form.read(actions.begin(), partial(_typed, issuer, year, form)) is not None:
        st.session_state[_GOING] = form.sent


def _run(issuer: IssuerShown, year: int, count: int, form: Form) -> None:
    """Number and keep the letters, then draw them; who leaves in between finds them issued."""
    del st.session_state[_GOING]
    at = actions.begin()
    said = ngettext("Numbering {count} letter …", "Numbering {count} letters …", count)
    with st.empty():
        st.progress(0.0, text=said.format(count=count))
        issued = form.send(at, issue_letters, IssueLetters(issuer.program_id, year))
        if issued is not None:
            _draw(issuer, year, reads.letters_in(issuer.program_id, year))
    if issued is not None:
        told = ngettext("Issued: {count} letter.", "Issued: {count} letters.", issued.letters)
        at.say(told.format(count=issued.letters))
        LETTERS.close()
    st.rerun()
