"""A letter that was issued: what it says, the file, and another one in its place where something changed."""

from functools import partial

import streamlit as st

from drives.commands.letters import ReplaceLetter, replace_letter
from drives.documents.letters import goods_words, in_return_words, letter_file
from drives.queries.letters import LetterSeen
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.components import day, download, listed, md_escape, note
from drives.ui.form import Form
from drives.ui.letter_issuers import LETTERS
from drives.ui.letter_write import say_issued


def show_letter(asked: str) -> None:
    """The dialog of a letter."""
    found = (
        reads.one_letter(int(asked)) if asked.isascii() and asked.isdecimal() and len(asked) < 19 else None
    )
    if found is None:
        note(_("That letter is not here (any more). Choose one of the list."))
        return
    title = _("Letter {number} to {donor}").format(number=found.number, donor=md_escape(found.donor))
    name = f"letters.replace.{found.acknowledgement_id}"
    LETTERS.show(title, partial(_opened, found, name), name, width="large")


def _opened(letter: LetterSeen, name: str) -> None:
    today = reads.stamp().today
    words = {"issuer": md_escape(letter.issuer), "day": md_escape(day(letter.issued_on, today=today))}
    st.markdown(_("Issued by **{issuer}** on {day}. It says:").format(**words))
    st.markdown(
        "\n".join(
            "- "
            + md_escape(
                _("{day}, {site}: {goods}").format(
                    day=day(gift.received_on, today=today),
                    site=gift.site or _("a site that is not public"),
                    goods=listed([goods_words(*one) for one in gift.goods]),
                )
            )
            for gift in letter.gifts
        )
    )
    st.markdown(md_escape(in_return_words(letter)))
    form = Form.of(name, "replace")
    if letter.replaced_by is not None:
        said = _("Letter {number} stands in its place. This one is kept as it was.")
        note(md_escape(said.format(number=letter.replaced_by)))
    elif letter.changed:
        st.markdown(
            f":orange[:material/edit_note: "
            f"{md_escape(_('Something of what it says was corrected or voided since.'))}]"
        )
        note(
            _(
                "It is left out of the year's file, and on paper it says that it is not valid any more. What "
                "was corrected to another donor, year or drive is due there."
            )
        )
    form.show_refused()
    with st.container(horizontal=True):
        queries, letter_id = reads.house().queries, letter.acknowledgement_id
        download(
            _file_label(letter, again=letter.issued_on < today),
            lambda viewer: letter_file(queries, viewer, letter_id, today),
            file_name=f"letter-{letter.number}.pdf",
            key=f"letters.file.{letter_id}",
        )
        if letter.replaced_by is None:
            st.button(
                _("Issue a new one in its place"),
                key=form.key("yes"),
                type="primary" if letter.changed else "secondary",
                on_click=_replace,
                args=(letter, form),
            )
    note(
        _(
            "Issued again it has the same number and says the same, with the day on which it was issued "
            "again. A new one in its place has a number of its own and says what stands now; both are kept."
        )
    )


def _file_label(letter: LetterSeen, *, again: bool) -> str:
    if letter.changed or letter.replaced_by is not None:
        return _("What it said, as PDF marked not valid")
    return _("Issue it again as PDF") if again else _("The letter as PDF")


def _replace(letter: LetterSeen, form: Form) -> None:
    at = actions.begin()
    issued = form.send(at, replace_letter, ReplaceLetter(letter.acknowledgement_id))
    if issued is not None:
        say_issued(issued, letter.donor)
