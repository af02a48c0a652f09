"""Writing a letter to a donor: what it will say, what the donor got in return, who issues it."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from drives.commands.letters import IssueLetter, LetterIssued, issue_letter
from drives.errors import Refusal
from drives.rules.letters import Gift
from drives.texts import _, ngettext
from drives.ui import actions, reads
from drives.ui.components import day, free_line, goods_of, listed, md_escape
from drives.ui.form import Form
from drives.ui.letter_issuers import LETTERS
from drives.ui.money_words import typed_money

_NOTHING, _SOMETHING = "nothing", "something"


def show_writing(donor: str, gifts: Sequence[Gift], program_id: int | None = None) -> None:
    """The dialog of a letter about these gifts; ``program_id`` issues it where that was chosen already."""
    name = f"letters.write.{gifts[0].donation_id}"
    title = _("A letter to {donor}").format(donor=md_escape(donor))
    LETTERS.show(title, partial(_ask, donor, gifts, program_id, name), name, width="medium")


def _ask(donor: str, gifts: Sequence[Gift], program_id: int | None, name: str) -> None:
    issuers = {one.program_id: one.name for one in reads.letter_issuers() if one.active}
    able = [one for one in issuers if all(one in gift.program_ids for gift in gifts)]
    if not able:
        st.markdown(md_escape(why_nobody(gifts)))
        return
    form = Form.of(name, "letter").begin(
        {"return": _NOTHING, "what": "", "value": "", "issuer": program_id if program_id in able else able[0]}
    )
    st.markdown(
        ngettext("It will say that {count} gift came:", "It will say that {count} gifts came:", len(gifts))
        .format(count=len(gifts))
    )  # fmt: skip
    st.markdown("\n".join(f"- {_gift(gift)}" for gift in gifts))
    st.radio(
        _("Issued by"),
        able,
        format_func=lambda one: md_escape(issuers[one]),
        key=form.key("issuer"),
        help=_("The goods were given for each of these. Whoever runs the drive chooses."),
    )
    st.radio(
        _("What did the donor get in return?"),
        [_NOTHING, _SOMETHING],
        format_func=lambda one: {_NOTHING: _("Nothing"), _SOMETHING: _("Something of value")}[one],
        key=form.key("return"),
    )
    if form.value("return") == _SOMETHING:
        free_line(
            _("What it was"), key=form.key("what"), max_chars=300, placeholder=_("a dinner for two, a mug")
        )
        st.text_input(
            _("Its value, estimated in good faith"), key=form.key("value"), placeholder="25", max_chars=20
        )
    form.show_refused()
    st.button(
        _("Issue the letter"),
        type="primary",
        key=form.key("yes"),
        on_click=_issue,
        args=(donor, tuple(gifts), form),
    )


def why_nobody(gifts: Sequence[Gift]) -> str:
    """Why no program may issue a letter about these gifts, and what to do. Plain text."""
    if all(gift.drive is None for gift in gifts):
        return _(
            "No letter can be issued: this gift belongs to no drive, so it is not known for which program it "
            "came. Correct the donation and choose its drive."
        )
    return _(
        "No letter can be issued: none of the programs that {drives} collects for may issue letters. "
        "An admin names them on Letters."
    ).format(drives=listed(sorted({gift.drive for gift in gifts if gift.drive is not None})))


def _gift(gift: Gift) -> str:
    goods = listed([goods_of(one.item, one.accepted, one.unit) for one in gift.goods])
    on = day(gift.received_on, today=reads.stamp().today)
    site = gift.site if gift.site_is_public else _("a site that is not public")
    return md_escape(_("{day}, {site}: {goods}").format(day=on, site=site, goods=goods))


def _typed(gifts: Sequence[Gift], form: Form) -> IssueLetter:
    got = form.value("return") == _SOMETHING
    if got and not (form.text("what") and form.text("value")):
        raise Refusal(
            _("Say what the donor got in return and its good-faith value, both; or choose Nothing.")
        )
    return IssueLetter(
        gifts[0].donor_id,
        int(form.value("issuer")),
        tuple(gift.donation_id for gift in gifts),
        form.text("what") if got else None,
        typed_money(form.text("value")) if got else None,
    )


def _issue(donor: str, gifts: Sequence[Gift], form: Form) -> None:
    at = actions.begin()
    asked = form.read(at, partial(_typed, gifts, form))
    issued = None if asked is None else form.send(at, issue_letter, asked)
    if issued is not None:
        say_issued(issued, donor)


def say_issued(issued: LetterIssued, donor: str) -> None:
    """Say so, and open the letter."""
    said = _("Issued: letter {number} to {donor}.").format(number=issued.number, donor=donor)
    actions.begin().say(said)
    LETTERS.open(letter=issued.acknowledgement_id)
