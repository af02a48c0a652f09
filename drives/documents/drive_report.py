"""A drive's report on paper: its figures, and what became of what was given to it, in all and by site."""

from collections.abc import Sequence
from datetime import date

from babel.dates import format_date

from drives.charts.numbers import format_quantity
from drives.documents.follow_words import found, programs_reached, story_of, whereabouts
from drives.documents.paper import FAINT, FONT, INK, Paper
from drives.queries.door import QueryDoor
from drives.queries.drive_page import DrivePage, DriveStage
from drives.queries.drive_report import DriveReport, drive_report, goods_side, needs_side
from drives.queries.follow_through import FollowThrough, partners
from drives.queries.organization import organization
from drives.queries.progress import ProgressRow
from drives.rules.quantity import SCALE
from drives.rules.roles import Viewer
from drives.rules.units import unit_name
from drives.texts import _, current_language, listed

_LINE = 5.0
_RULE = (214, 218, 214)
_NUMBER_WIDE = 24.0


def drive_report_file(door: QueryDoor, viewer: Viewer, drive: str) -> bytes:
    """The report of a drive as a PDF; Unknown where there is none for this viewer."""
    name = door.ask(organization, viewer).name or ""
    return drive_report_pdf(door.ask(drive_report, viewer, drive=drive), name)


def drive_report_pdf(report: DriveReport, organization_name: str) -> bytes:
    """The report, with the days as of which it speaks."""
    page = report.page
    paper = _ReportPaper(_("Report: {drive}").format(drive=page.name), page.name)
    paper.add_page()
    if organization_name:
        _text(paper, organization_name, letters=11, faint=True)
    _text(paper, page.name, letters=20, bold=True, height=11)
    for line in _facts(page):
        _text(paper, line, faint=True)
    _heading(paper, _("Needs and goods"))
    if page.rows:
        _text(paper, needs_side(), faint=True)
        _table(paper, page.rows)
    else:
        _text(paper, _("No program asked for anything yet, and nothing was given."))
    _heading(paper, _("Where gifts went"))
    _text(paper, goods_side(), faint=True)
    _followed(paper, report.told)
    for told in report.sites:
        assert told.site is not None
        _heading(paper, _("Given at {site}").format(site=told.site.name), small=True)
        _followed(paper, told)
    paper.ln(6)
    _text(
        paper,
        _("Programs that are not listed are counted and not named. No donor is named."),
        letters=8,
        faint=True,
    )
    return paper.done()


class _ReportPaper(Paper):
    """Paper with the drive's name and the number of the page at its foot."""

    def __init__(self, title: str, drive: str) -> None:
        super().__init__(title, margin=20)
        self.drive = drive

    def footer(self) -> None:
        self.set_y(-14)
        self.set_font(FONT, "", 8)
        self.set_text_color(*FAINT)
        said = _("{drive} · page {number}").format(drive=self.drive, number=self.page_no())
        self.cell(0, 5, said, align="R")
        self.set_text_color(*INK)


def _facts(page: DrivePage) -> list[str]:
    lines = [_("{starts} to {ends}").format(starts=_day(page.starts_on), ends=_day(page.ends_on))]
    names = [part.program for part in page.programs if part.program is not None]
    others = len(page.programs) - len(names)
    if others:
        names.append(partners(others))
    if names:
        lines.append(_("For {programs}.").format(programs=listed(names)))
    if page.stage is DriveStage.CLOSED:
        closed = _("Figures as of its closing day, {day}; where gifts went as of {today}.")
        lines.append(closed.format(day=_day(page.as_of), today=_day(page.today)))
    else:
        lines.append(_("As of {day}").format(day=_day(page.today)))
    return lines


def _table(paper: Paper, rows: Sequence[ProgressRow]) -> None:
    """The figures that matter on paper; all of them are in the workbook."""
    heads = (_("Needed"), _("Donated"), _("Delivered"), _("Available"), _("Still to collect"))
    wide = paper.epw - _NUMBER_WIDE * len(heads)
    paper.set_font(FONT, "B", 8)
    paper.cell(wide, 6, _("Item"))
    for head in heads:
        paper.cell(_NUMBER_WIDE, 6, head, align="R")
    paper.ln(6)
    for row in rows:
        figures = row.figures
        shown = (
            figures.needed, figures.donated, figures.delivered, figures.available, figures.still_to_collect
        )  # fmt: skip
        paper.set_font(FONT, "", 9)
        lines = paper.lines(
            _("{item} ({unit})").format(item=row.item, unit=unit_name(row.unit, 2 * SCALE)), wide - 2
        )
        if paper.will_page_break(_LINE * len(lines) + 1):
            paper.add_page()
        _rule(paper)
        y = paper.get_y()
        for number, line in enumerate(lines):
            paper.set_xy(paper.l_margin, y + number * _LINE)
            paper.cell(wide, _LINE, line)
        paper.set_xy(paper.l_margin + wide, y)
        for quantity in shown:
            paper.cell(_NUMBER_WIDE, _LINE, format_quantity(quantity), align="R")
        paper.set_xy(paper.l_margin, y + _LINE * len(lines))
    paper.ln(2)


def _followed(paper: Paper, told: FollowThrough) -> None:
    _text(paper, found(told))
    names = programs_reached(told)
    if names:
        _text(paper, _("They went to {programs}.").format(programs=names))
    paper.ln(1)
    for row in told.rows:
        if paper.will_page_break(3 * _LINE):
            paper.add_page()
        _rule(paper)
        _text(paper, story_of(row, told), letters=9)
        where = whereabouts(row, told)
        if where:
            _text(paper, where, letters=8.5, faint=True)
        paper.ln(0.5)


def _rule(paper: Paper) -> None:
    y = paper.get_y()
    paper.set_draw_color(*_RULE)
    paper.line(paper.l_margin, y, paper.w - paper.r_margin, y)
    paper.ln(0.8)


def _heading(paper: Paper, said: str, *, small: bool = False) -> None:
    paper.ln(4)
    if paper.will_page_break(24):
        paper.add_page()
    _text(paper, said, letters=11 if small else 14, bold=True, height=7 if small else 8)


def _text(
    paper: Paper,
    said: str,
    *,
    letters: float = 10,
    bold: bool = False,
    faint: bool = False,
    height: float = _LINE,
) -> None:
    paper.set_font(FONT, "B" if bold else "", letters)
    paper.set_text_color(*(FAINT if faint else INK))
    for line in paper.lines(said, paper.epw - 2):
        paper.cell(0, height, line, new_x="LMARGIN", new_y="NEXT")
    paper.set_text_color(*INK)


def _day(on: date) -> str:
    return str(format_date(on, "long", locale=current_language().replace("-", "_")))
