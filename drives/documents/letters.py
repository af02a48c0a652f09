"""Letters on paper: one, or a year's for all donors in one file. They describe goods and never value them.

What a letter says of gifts, donor and issuer is what was kept when it was issued; printed on a later day it
is marked as issued again. The one amount of money on a letter is the value of what a donor got in return.
"""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import zip_longest

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal

from drives.charts.numbers import goods_of
from drives.documents.paper import BRICK, FAINT, FONT, INK, Paper
from drives.documents.tax_sources import WRITTEN, tax_sources
from drives.errors import Unknown
from drives.queries.door import QueryDoor
from drives.queries.letters import GiftTold, LetterSeen, letter, letters_to_print
from drives.rules.money import money_to_decimal
from drives.rules.roles import Viewer
from drives.texts import _, current_language

Told = Callable[[int, int], None]
"""Is told how many letters of how many are drawn."""

_ROW = 5.5
_WIDE_DAY, _WIDE_PLACE, _GAP = 38, 58, 3


def letter_file(door: QueryDoor, viewer: Viewer, acknowledgement_id: int, today: date) -> bytes:
    """One letter; Unknown where there is none."""
    found = door.ask(letter, viewer, acknowledgement_id=acknowledgement_id)
    if found is None:
        raise Unknown(_("That letter is not here (any more). Reload the page and choose again."))
    return letters_pdf([found], today)


def letters_file(
    door: QueryDoor, viewer: Viewer, program_id: int, year: int, today: date, told: Told | None = None
) -> bytes:
    """All letters of a program and a year that still say what is so, in one file, by number."""
    found = door.ask(letters_to_print, viewer, program_id=program_id, year=year)
    if not found:
        raise Unknown(
            _(
                "No letter of {year} can be printed: none was issued, or what they say was corrected since. "
                "Issue them on Letters, and new ones in the place of those that were corrected."
            ).format(year=year)
        )
    return letters_pdf(found, today, told)


def letters_pdf(letters: Sequence[LetterSeen], today: date, told: Told | None = None) -> bytes:
    """The letters, each on a page of its own, or several where its gifts are many."""
    first = letters[0]
    title = _("Letter {number}").format(number=first.number)
    if len(letters) > 1:
        title = _("Letters of {issuer}, {year}").format(issuer=first.issuer, year=first.year)
    paper = _LetterPaper(title)
    for done, one in enumerate(letters, 1):
        paper.add_page()
        paper.number = one.number
        _letter(paper, one, today)
        if told is not None:
            told(done, len(letters))
    return paper.done()


class _LetterPaper(Paper):
    """Paper with the letter's number at the foot of each page."""

    number = ""

    def __init__(self, title: str) -> None:
        super().__init__(title, margin=22)
        self.c_margin = 0

    def footer(self) -> None:
        self.set_y(-14)
        self.set_font(FONT, "", 8)
        self.set_text_color(*FAINT)
        self.cell(0, 5, _("Letter {number}").format(number=self.number), align="R")
        self.set_text_color(*INK)


def _letter(paper: Paper, said: LetterSeen, today: date) -> None:
    _not_valid(paper, said)
    _head(paper, said, today)
    _say(paper, _("Dear {donor},").format(donor=said.donor))
    paper.ln(3)
    thanks = _("Thank you. {issuer} received from you in {year}:")
    _say(paper, thanks.format(issuer=said.issuer, year=said.year))
    paper.ln(2)
    for gift in said.gifts:
        _gift(paper, gift)
    paper.ln(4)
    _say(paper, in_return_words(said))
    paper.ln(2)
    _say(
        paper,
        _("This letter describes what you gave and does not say what it is worth. Please keep it."),
    )
    paper.ln(10)
    for line in (said.signatory or said.issuer).splitlines():
        _say(paper, line)
    paper.ln(6)
    source = tax_sources()[WRITTEN]
    paper.set_font(FONT, "", 8)
    paper.set_text_color(*FAINT)
    checked = _("What such a letter says: {source}, {url} (last checked {day}).")
    _say(
        paper,
        checked.format(source=source.name, url=source.url, day=long_day(source.checked_on)),
        height=4,
    )
    paper.set_font(FONT, "", 10)
    paper.set_text_color(*INK)


def _not_valid(paper: Paper, said: LetterSeen) -> None:
    """On a letter that does not say any more what is so: that it must not be used, before anything else."""
    if said.replaced_by is not None:
        told = _("Not valid any more: letter {number} stands in the place of this one.").format(
            number=said.replaced_by
        )
    elif said.changed:
        told = _(
            "Not valid any more: something of what this letter says was corrected or taken back since. "
            "Ask {issuer} what stands now."
        ).format(issuer=said.issuer)
    else:
        return
    paper.set_font(FONT, "B", 11)
    paper.set_text_color(*BRICK)
    paper.multi_cell(0, 6.5, told, align="L", border=1, padding=2, new_x="LMARGIN", new_y="NEXT")
    paper.set_text_color(*INK)
    paper.ln(6)


def _head(paper: Paper, said: LetterSeen, today: date) -> None:
    paper.set_font(FONT, "B", 14)
    _say(paper, said.issuer, height=7)
    paper.set_font(FONT, "", 9)
    paper.set_text_color(*FAINT)
    for line in (said.address or "").splitlines():
        _say(paper, line, height=4.5)
    _say(paper, _("Tax id (EIN): {tax_id}").format(tax_id=said.tax_id), height=4.5)
    paper.set_text_color(*INK)
    paper.set_font(FONT, "", 10)
    paper.ln(9)
    for line in (said.donor, *(said.donor_address or "").splitlines()):
        _say(paper, line)
    paper.ln(9)
    issued = _("Letter {number} · {day}").format(number=said.number, day=long_day(said.issued_on))
    paper.set_font(FONT, "B", 10)
    _say(paper, issued)
    paper.set_font(FONT, "", 9)
    if said.replaces is not None:
        _say(paper, _("It stands in the place of letter {number}.").format(number=said.replaces))
    if today > said.issued_on:
        _say(
            paper,
            _("Issued again on {day}: the same letter, with what it said then.").format(day=long_day(today)),
        )
    paper.set_font(FONT, "", 10)
    paper.ln(6)


def _gift(paper: Paper, gift: GiftTold) -> None:
    """A gift: its day and place, and beside them what it was, a line for each item; over pages if need be."""
    place = "\n".join(filter(None, (gift.site, gift.drive)))
    columns = (
        (_WIDE_DAY, long_day(gift.received_on)),
        (_WIDE_PLACE, place),
        (paper.epw - _WIDE_DAY - _WIDE_PLACE, "\n".join(goods_words(*one) for one in gift.goods)),
    )
    parts = [paper.lines(text, wide - _GAP) for wide, text in columns]
    if paper.will_page_break(2 * _ROW):
        paper.add_page()
    paper.set_draw_color(214, 218, 214)
    paper.line(paper.l_margin, paper.get_y(), paper.w - paper.r_margin, paper.get_y())
    paper.ln(1.5)
    for line in zip_longest(*parts, fillvalue=""):
        if paper.will_page_break(_ROW):
            paper.add_page()
        for (wide, _text), said in zip(columns, line, strict=True):
            paper.cell(wide, _ROW, said)
        paper.ln(_ROW)
    paper.ln(1.5)


def goods_words(item: str, unit: str, accepted: int) -> str:
    """How much of an item was given, described; plain text."""
    return goods_of(item, accepted, unit)


def in_return_words(said: LetterSeen) -> str:
    """The statement on what a donor got in return, which every letter has (IRS, written acknowledgments)."""
    if said.in_return is None or said.in_return_value is None:
        return _("No goods or services were provided to you in exchange for these gifts.")
    language = current_language().replace("-", "_")
    exact = money_to_decimal(said.in_return_value)
    if said.currency is None:
        value = format_decimal(exact, format="#,##0.00##", locale=language)
    else:
        value = format_currency(exact, said.currency, locale=language, decimal_quantization=False)
    return _(
        "In exchange for these gifts you were given: {in_return}. "
        "Its value, estimated in good faith, is {value}."
    ).format(in_return=said.in_return, value=value)


def long_day(on: date) -> str:
    """A day as a letter writes it: "May 20, 2026"."""
    return format_date(on, "long", locale=current_language().replace("-", "_"))


def _say(paper: Paper, text: str, *, height: float = _ROW) -> None:
    for line in paper.lines(text, paper.epw):
        paper.cell(paper.epw, height, line, new_x="LMARGIN", new_y="NEXT")
