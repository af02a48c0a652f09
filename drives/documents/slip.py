"""A donation on paper, for whoever brought it: what came, when and where. Never what it is worth."""

from babel.dates import format_date

from drives.charts.numbers import amount, goods_of
from drives.documents.paper import FAINT, FONT, INK, Paper
from drives.errors import Unknown
from drives.queries.donation_list import Fate
from drives.queries.donation_seen import DonationSeen, LineSeen, donation_seen
from drives.queries.door import QueryDoor
from drives.queries.organization import organization
from drives.rules.kinds import Source
from drives.rules.roles import Viewer
from drives.texts import _, current_language

_LINE = 5.5
_LABEL = 40


def slip_file(door: QueryDoor, viewer: Viewer, donation_id: int) -> bytes:
    """The slip of a donation that stands; Unknown where there is none for this viewer."""
    donation = door.ask(donation_seen, viewer, donation_id=donation_id)
    if donation is None or donation.fate is not Fate.STANDS:
        raise Unknown(_("That donation is not here (any more). Reload the page and choose again."))
    return donation_slip(donation, door.ask(organization, viewer).name or "")


def donation_slip(donation: DonationSeen, organization_name: str) -> bytes:
    """The slip as a PDF; it names no site that is not public, as that may be a home."""
    paper = Paper(_("Donation {reference}").format(reference=donation.reference or donation.donation_id))
    paper.add_page()
    if organization_name:
        paper.set_font(FONT, "", 11)
        paper.set_text_color(*FAINT)
        paper.multi_cell(0, 6, organization_name, new_x="LMARGIN", new_y="NEXT")
    paper.set_text_color(*INK)
    paper.set_font(FONT, "B", 18)
    paper.multi_cell(0, 11, _("Donation received"), new_x="LMARGIN", new_y="NEXT")
    paper.ln(3)
    received_on = format_date(donation.received_on, "long", locale=current_language().replace("-", "_"))
    for label, said in (
        (_("Number"), donation.reference),
        (_("Received on"), received_on),
        (_("At"), donation.site if donation.site_is_public else None),
        (_("For"), donation.drive),
        (_("From"), donation.donor),
        (_("Team"), donation.team),
    ):
        if said:
            _fact(paper, label, said)
    paper.ln(4)
    for line in donation.lines:
        _goods(paper, line)
    paper.ln(6)
    paper.set_font(FONT, "", 9)
    paper.set_text_color(*FAINT)
    paper.multi_cell(
        0,
        5,
        _("Thank you. This slip says what was received. It is no acknowledgement for a tax return."),
        new_x="LMARGIN",
        new_y="NEXT",
    )
    return paper.done()


def _fact(paper: Paper, label: str, said: str) -> None:
    paper.set_font(FONT, "", 10)
    paper.set_text_color(*FAINT)
    paper.cell(_LABEL, _LINE, label)
    paper.set_text_color(*INK)
    paper.multi_cell(0, _LINE, said, new_x="LMARGIN", new_y="NEXT")


def _goods(paper: Paper, line: LineSeen) -> None:
    y = paper.get_y()
    paper.set_draw_color(214, 218, 214)
    paper.line(paper.l_margin, y, paper.w - paper.r_margin, y)
    paper.ln(1.5)
    paper.set_font(FONT, "B", 10)
    paper.multi_cell(0, _LINE, goods_words(line), new_x="LMARGIN", new_y="NEXT")
    if line.rejected:
        paper.set_font(FONT, "", 9)
        paper.set_text_color(*FAINT)
        said = _("{amount} of these could not be taken").format(amount=amount(line.rejected, line.unit))
        paper.multi_cell(0, _LINE, said, new_x="LMARGIN", new_y="NEXT")
    paper.set_text_color(*INK)
    paper.ln(1.5)


def goods_words(line: LineSeen) -> str:
    """What was received of an item, in its unit; bought goods are called so."""
    goods = goods_of(line.item, line.received, line.unit)
    return _("{goods}, bought").format(goods=goods) if line.source is Source.PURCHASED else goods
