"""A delivery on paper: the pick list for whoever packs it, and the slip that goes along with the goods."""

from datetime import date
from itertools import groupby

from babel.dates import format_date

from drives.charts.numbers import goods_of
from drives.documents.paper import FAINT, FONT, INK, Paper
from drives.errors import Unknown
from drives.queries.delivery_seen import (
    DeliverySeen,
    LineSeen,
    alike,
    alike_where_they_stand,
    as_one_line,
    delivery_seen,
)
from drives.queries.door import QueryDoor
from drives.queries.organization import organization
from drives.queries.pick_lists import PickListSeen, pick_list
from drives.rules.dates import DateKind
from drives.rules.kinds import DeliveryState, DeliveryWay
from drives.rules.roles import Viewer
from drives.texts import _, current_language

_LINE = 5.5
_LABEL = 40
_BOX = 4.5


def pick_list_file(door: QueryDoor, viewer: Viewer, delivery_id: int) -> bytes:
    """The pick list of a planned delivery; Unknown where there is none for this viewer."""
    found = door.ask(pick_list, viewer, delivery_id=delivery_id)
    if found is None:
        raise _gone()
    return picking_paper(found, door.ask(organization, viewer).name or "")


def delivery_slip_file(door: QueryDoor, viewer: Viewer, delivery_id: int) -> bytes:
    """The slip of a delivery that was not cancelled; Unknown where there is none for this viewer."""
    found = door.ask(delivery_seen, viewer, delivery_id=delivery_id)
    if found is None or found.listed.state is DeliveryState.CANCELLED:
        raise _gone()
    return slip_paper(found, door.ask(organization, viewer).name or "")


def _gone() -> Unknown:
    return Unknown(_("That delivery is not here (any more). Reload the page and choose again."))


def picking_paper(found: PickListSeen, organization_name: str) -> bytes:
    """The pick list as a PDF: by site, what expires first at the top, with a box to tick for each."""
    listed = found.listed
    paper = _begun(_("Pick list"), organization_name)
    _fact(paper, _("For"), listed.program or _("a partner program"))
    _fact(paper, _("Delivery"), str(listed.delivery_id))
    _fact(paper, _("Goes out"), _on(listed.due_on))
    lines = [as_one_line(pile) for pile in alike_where_they_stand(found.lines)]
    for site, some in groupby(lines, key=lambda line: line.site or _("a site that is not public")):
        paper.ln(4)
        paper.set_font(FONT, "B", 12)
        paper.multi_cell(0, 7, site, new_x="LMARGIN", new_y="NEXT")
        for line in some:
            _goods(paper, line, line.stands, boxed=True)
    _signed(paper, _("Packed by, and when"))
    return paper.done()


def slip_paper(found: DeliverySeen, organization_name: str) -> bytes:
    """The slip as a PDF. It goes along: a hidden address is not on it, nor any site, note or need."""
    listed = found.listed
    paper = _begun(_("Delivery slip"), organization_name)
    _fact(paper, _("For"), listed.program)
    if listed.where and listed.way is DeliveryWay.BROUGHT:
        _fact(paper, _("To"), listed.where)
    _fact(paper, _("Delivery"), str(listed.delivery_id))
    if listed.sent_on is not None:
        _fact(paper, _("Sent on"), _on(listed.sent_on))
    else:
        _fact(paper, _("Goes out"), _on(listed.due_on))
    paper.ln(4)
    for pile in alike([line for line in found.lines if not line.beyond]):
        _goods(paper, pile[0], sum(line.stands for line in pile))
    _signed(paper, _("Handed over by"))
    _signed(paper, _("Received by, and when"))
    return paper.done()


def _begun(title: str, organization_name: str) -> Paper:
    paper = Paper(title)
    paper.add_page()
    if organization_name:
        paper.set_font(FONT, "", 11)
        paper.set_text_color(*FAINT)
        paper.multi_cell(0, 6, organization_name, new_x="LMARGIN", new_y="NEXT")
    paper.set_text_color(*INK)
    paper.set_font(FONT, "B", 18)
    paper.multi_cell(0, 11, title, new_x="LMARGIN", new_y="NEXT")
    paper.ln(3)
    return paper


def _fact(paper: Paper, label: str, said: str) -> None:
    paper.set_font(FONT, "", 10)
    paper.set_text_color(*FAINT)
    paper.cell(_LABEL, _LINE, label)
    paper.set_text_color(*INK)
    paper.multi_cell(0, _LINE, said, new_x="LMARGIN", new_y="NEXT")


def _goods(paper: Paper, line: LineSeen, quantity: int, *, boxed: bool = False) -> None:
    paper.set_draw_color(214, 218, 214)
    paper.line(paper.l_margin, paper.get_y(), paper.w - paper.r_margin, paper.get_y())
    paper.ln(1.5)
    if boxed:
        paper.set_draw_color(*INK)
        paper.rect(paper.l_margin, paper.get_y() + 0.5, _BOX, _BOX)
        paper.set_x(paper.l_margin + _BOX + 3)
    paper.set_font(FONT, "B", 10)
    words = goods_of(line.item, quantity, line.unit)
    paper.multi_cell(0, _LINE, words, new_x="LMARGIN", new_y="NEXT")
    marks = goods_marks(line)
    if marks:
        paper.set_font(FONT, "", 9)
        paper.set_text_color(*FAINT)
        if boxed:
            paper.set_x(paper.l_margin + _BOX + 3)
        paper.multi_cell(0, 4.5, marks, new_x="LMARGIN", new_y="NEXT")
        paper.set_text_color(*INK)
    paper.ln(1.5)


def goods_marks(line: LineSeen) -> str:
    """The date and the lot code on the goods of a line; nothing where there are none. Plain text."""
    said = []
    if line.date_mark is not None and line.date_kind is not None:
        on = _on(line.date_mark)
        said.append(
            {
                DateKind.BEST_BY: _("best by {day}"),
                DateKind.SELL_BY: _("sell by {day}"),
                DateKind.USE_BY: _("use by {day}"),
                DateKind.EXPIRES: _("expires {day}"),
            }[line.date_kind].format(day=on)
        )
    if line.lot_code:
        said.append(_("lot {code}").format(code=line.lot_code))
    if line.held:
        said.append(_("on hold: leave it on its shelf"))
    return " · ".join(said)


def _signed(paper: Paper, label: str) -> None:
    if paper.get_y() > paper.h - 45:
        paper.add_page()
    paper.ln(14)
    paper.set_draw_color(*INK)
    paper.line(paper.l_margin, paper.get_y(), paper.l_margin + 80, paper.get_y())
    paper.ln(1)
    paper.set_font(FONT, "", 9)
    paper.set_text_color(*FAINT)
    paper.multi_cell(0, 4.5, label, new_x="LMARGIN", new_y="NEXT")
    paper.set_text_color(*INK)


def _on(day: date) -> str:
    return format_date(day, "long", locale=current_language().replace("-", "_"))
