"""What Inventory says of goods: their figures, their marks, where they stand; and which dialog is open."""

from collections.abc import Iterable

from drives.queries.inventory import Figures, KeptFor, LotAt, added_up
from drives.rules.units import Unit, plural_count
from drives.texts import _, ngettext
from drives.ui import reads
from drives.ui.address_dialog import AddressDialog
from drives.ui.components import amount, day, format_quantity, listed, md_escape
from drives.ui.line_words import date_kind_name

INVENTORY = AddressDialog("open", "lot", "at", "do")
"""``?open=ID`` opens an item, ``?lot=ID&at=SITE`` a lot at a site (``way`` where it is on its way), with
``do=transfer``, ``discard``, ``hold``, ``lift`` or ``correct`` to do that with it."""

ON_THE_WAY = "way"


def open_lot(lot: LotAt, do: str = "") -> None:
    """Have the dialog of a lot opened; a callback."""
    INVENTORY.open(lot=lot.lot_id, at=lot.site_id or ON_THE_WAY, do=do)


def place_name(lot: LotAt) -> str:
    """Where it stands. Plain text."""
    return lot.site or _("on the way")


def figures_words(lots: Iterable[LotAt], unit: Unit) -> str:
    """What is on hand, and what that comes to; what is in transit is told apart. Plain text.

    What is neither available nor allocated is on hold or past its date.
    """
    every = list(lots)
    figures = added_up(lot for lot in every if lot.site_id is not None)
    way = added_up(lot for lot in every if lot.site_id is None)
    said = [_on_hand_words(figures, _staying(every, held=True), _staying(every, held=False), unit)]
    if way.in_transit and way.allocated:
        text = _("{quantity} in transit, {allocated} of them allocated")
        said.append(
            text.format(quantity=format_quantity(way.in_transit), allocated=format_quantity(way.allocated))
        )
    elif way.in_transit:
        said.append(_("{quantity} in transit").format(quantity=format_quantity(way.in_transit)))
    return " · ".join(said)


def _staying(lots: Iterable[LotAt], *, held: bool) -> int:
    """What may not go out and is allocated to nobody: of lots on hold, or of others, past their date."""
    return sum(
        lot.figures.on_hand - lot.figures.allocated - lot.figures.available
        for lot in lots
        if lot.site_id is not None and bool(lot.holds) == held
    )


def past_words(past: int) -> str:
    """How much (thousandths) is past its date, with ``{quantity}`` for it."""
    return ngettext("{quantity} past its date", "{quantity} past their date", plural_count(past))


def _on_hand_words(figures: Figures, held: int, past: int, unit: Unit) -> str:
    whole = amount(figures.on_hand, unit)
    parts = [
        (quantity, some, all_of_it)
        for quantity, some, all_of_it in (
            (figures.available, _("{quantity} available"), _("{amount} on hand, all available")),
            (figures.allocated, _("{quantity} allocated"), _("{amount} on hand, all allocated")),
            (held, _("{quantity} on hold"), _("{amount} on hand, all on hold")),
            (
                past,
                past_words(past),
                ngettext(
                    "{amount} on hand, past its date",
                    "{amount} on hand, all past their date",
                    plural_count(past),
                ),
            ),
        )
        if quantity
    ]
    if not parts or figures.on_hand < 0:
        return _("{amount} on hand").format(amount=whole)
    if len(parts) == 1:
        return parts[0][2].format(amount=whole)
    said = [some.format(quantity=format_quantity(quantity)) for quantity, some, _all in parts]
    return _("{amount} on hand: {parts}").format(amount=whole, parts=listed(said))


def alike_lots(lots: Iterable[LotAt]) -> list[list[LotAt]]:
    """The lots that look alike on their shelf, by item, place, marks and holds, in the order of ``lots``."""
    found: dict[object, list[LotAt]] = {}
    for lot in lots:
        holds = tuple(one.reason for one in lot.holds)
        marks = lot.date_mark, lot.date_kind, lot.lot_code, lot.restricted_to
        found.setdefault((lot.item_id, lot.site_id, marks, holds), []).append(lot)
    return list(found.values())


def mark_words(lot: LotAt) -> list[str]:
    """The date on the goods, the lot code and whom they are kept for. Plain text."""
    said = []
    if lot.date_mark is not None and lot.date_kind is not None:
        on = day(lot.date_mark, today=reads.stamp().today)
        said.append(_("{kind} {day}").format(kind=date_kind_name(lot.date_kind), day=on))
    if lot.lot_code is not None:
        said.append(_("lot code {code}").format(code=lot.lot_code))
    if lot.restricted_to is not None:
        said.append(_("kept for {program}").format(program=lot.restricted_to))
    return said


def badges(lots: Iterable[LotAt], *, low: bool = False) -> str:
    """What to look at, as badges: markdown, empty where there is nothing."""
    shown, today = list(lots), reads.stamp().today
    said = []
    if any(min(_values(lot.figures)) < 0 for lot in shown):
        said.append(f":red-badge[:material/warning: {md_escape(_('less than nothing'))}]")
    if low:
        said.append(f":orange-badge[{md_escape(_('low'))}]")
    if any(lot.holds for lot in shown):
        said.append(f":gray-badge[:material/pause: {md_escape(_('on hold'))}]")
    if any(lot.good_until is not None and lot.good_until < today for lot in shown):
        said.append(f":red-badge[{md_escape(_('past its date'))}]")
    return " ".join(said)


def _values(figures: Figures) -> tuple[int, int]:
    return figures.on_hand, figures.in_transit


def losing(lot: LotAt, taken: int) -> list[KeptFor]:
    """Whose reservations give way where so much (thousandths) is taken from a lot, the newest first."""
    short = taken - (lot.figures.on_hand - lot.figures.allocated)
    found = []
    for one in lot.kept_for:
        if short <= 0:
            break
        found.append(KeptFor(one.program, min(short, one.quantity)))
        short -= one.quantity
    return found
