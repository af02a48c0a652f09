"""What a line of a donation says in words: packs, rejects, the date on the goods."""

from datetime import date
from typing import Any

from drives.commands.donation_lines import LineDraft
from drives.queries.choices import ItemChoice
from drives.rules.dates import DateKind
from drives.rules.kinds import Source
from drives.rules.quantity import SCALE
from drives.texts import _
from drives.ui import reads
from drives.ui.components import amount, day, format_quantity


def date_kind_name(kind: DateKind) -> str:
    """What a date mark means, in words."""
    return {
        DateKind.BEST_BY: _("best by"),
        DateKind.SELL_BY: _("sell by"),
        DateKind.USE_BY: _("use by"),
        DateKind.EXPIRES: _("expires"),
    }[kind]


def pile_marks(pile: Any, today: date) -> list[str]:
    """What sets a pile apart from others of its item: its date, whom it is kept for, its lot. Plain text."""
    said = []
    if pile.date_mark is not None and pile.date_kind is not None:
        mark = day(pile.date_mark, today=today)
        said.append(_("{kind} {day}").format(kind=date_kind_name(pile.date_kind), day=mark))
    if pile.restricted_to is not None:
        said.append(_("kept for {program}").format(program=pile.restricted_to))
    if pile.lot_code is not None:
        said.append(_("lot {code}").format(code=pile.lot_code))
    return said


def remark(line: LineDraft, item: ItemChoice) -> str:
    """What a line says besides its amount: packs, rejects, date mark, lot, that it was bought. Plain text."""
    said = []
    if line.pack is not None and line.pack_quantity:
        count = format_quantity(line.received * SCALE // line.pack_quantity)
        said.append(_("{count} × {pack}").format(count=count, pack=line.pack))
    if line.rejected:
        said.append(_("{amount} of it rejected").format(amount=amount(line.rejected, item.unit)))
    if line.date_mark is not None and line.date_kind is not None:
        said.append(_marked(line.date_mark, line.date_kind))
    if line.lot_code:
        said.append(_("lot {code}").format(code=line.lot_code))
    if line.source is Source.PURCHASED:
        said.append(_("bought"))
    return ", ".join(said)


def _marked(mark: date, kind: DateKind) -> str:
    today, name = reads.stamp().today, date_kind_name(kind)
    if mark < today:
        return _("{kind} {day} (past)").format(kind=name, day=day(mark, today=date.min))
    return _("{kind} {day}").format(kind=name, day=day(mark, today=today))
