"""A line of a donation as it is to be kept, and what of it cannot be taken in."""

from dataclasses import dataclass
from datetime import date

from drives.commands import typed
from drives.commands.found import ItemFound, check_quantity
from drives.errors import Refusal
from drives.rules.dates import DateKind, DateRule, is_past
from drives.rules.kinds import Source
from drives.rules.quantity import to_text
from drives.texts import _


@dataclass(frozen=True, slots=True)
class LineDraft:
    """One item that was brought. ``received`` and ``rejected`` in thousandths of the item's unit."""

    item_id: int
    received: int
    rejected: int = 0
    reject_reason: str | None = None
    pack: str | None = None
    pack_quantity: int | None = None
    source: Source = Source.DONATED
    date_mark: date | None = None
    date_kind: DateKind | None = None
    lot_code: str | None = None
    restricted_to_id: int | None = None
    note: str | None = None
    row_key: str | None = None


LINE_FORMS: dict[str, typed.Form] = {
    "reject_reason": typed.line(200),
    "pack": typed.line(100),
    "source": typed.word(Source),
    "date_mark": typed.day,
    "date_kind": typed.word(DateKind),
    "lot_code": typed.line(60),
    "note": typed.lines(2000),
}
"""How the fields of a line are kept that a person typed."""


def check_line(item: ItemFound, line: LineDraft, received_on: date) -> None:
    """Refuse what cannot be taken in, with figures."""
    check_quantity(item, line.received)
    check_quantity(item, line.rejected, zero_allowed=True)
    if line.rejected > line.received:
        raise Refusal(
            _("{item}: {rejected} rejected of {received} received. Enter at most what was received.").format(
                item=item.name, rejected=to_text(line.rejected), received=to_text(line.received)
            )
        )
    check_date(item, line.date_mark, line.date_kind)
    if line.date_mark is None or line.date_kind is None:
        return
    past = is_past(line.date_mark, line.date_kind, item.date_rule, received_on)
    if item.date_rule is DateRule.FORMULA and past and line.received > line.rejected:
        raise Refusal(
            _(
                "{item}: past its date ({day}). Formula past its date may not be accepted. "
                "Enter all {received} as rejected, and set it aside."
            ).format(item=item.name, day=line.date_mark.isoformat(), received=to_text(line.received))
        )


def refuse_unexplained(item: str, line: LineDraft) -> None:
    """Refuse a line, typed by hand, with rejects and no reason for them; a file may know none."""
    if line.rejected and not line.reject_reason:
        raise Refusal(
            _("{item}: say why {rejected} of it was rejected. It is what a site learns from.").format(
                item=item, rejected=to_text(line.rejected)
            )
        )


def check_date(
    item: ItemFound, date_mark: date | None, date_kind: DateKind | None, *, known: bool = False
) -> None:
    """Refuse a date mark without its kind, or one that the item does not keep (unless it is ``known``)."""
    if date_mark is None:
        if date_kind is not None:
            raise Refusal(
                _("{item}: a kind of date without the date. Enter the date, or leave its kind away.").format(
                    item=item.name
                )
            )
        return
    if date_kind is None:
        raise Refusal(
            _("{item}: say what the date {day} means: best by, sell by, use by or expires.").format(
                item=item.name, day=date_mark.isoformat()
            )
        )
    if item.date_rule is DateRule.NONE and not known:
        raise Refusal(
            _("{item} keeps no dates. Leave the date {day} away, or change the item's date rule.").format(
                item=item.name, day=date_mark.isoformat()
            )
        )
