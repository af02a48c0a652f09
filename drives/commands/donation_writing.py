"""Writing donations: the one way in for a single one and for many at once.

What comes back is not posted yet: the caller nets it with what it undoes, then posts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Table, bindparam, select

from drives.commands import typed
from drives.commands.corrected_lots import before_correction
from drives.commands.door import Work
from drives.commands.found import (
    ItemFound,
    check_pack,
    check_quantity,
    items_by_id,
    items_read_as,
    site_kind,
)
from drives.commands.item_values import several_values, value_on
from drives.errors import Refusal
from drives.ledger import LineTally, LotKey, Posting, donation_origin
from drives.model import Donation, DonationLine, Lot
from drives.rules.dates import DateKind, DateRule, is_past
from drives.rules.kinds import DonationState, MoveKind, Source
from drives.rules.quantity import to_text
from drives.store import allocate_ids, insert_many
from drives.texts import _

_donation: Table = Donation.__table__  # type: ignore[assignment]
_line: Table = DonationLine.__table__  # type: ignore[assignment]

_lot: Table = Lot.__table__  # type: ignore[assignment]

_DONATION_COLUMNS = (
    "id",
    "drive_id",
    "site_id",
    "received_on",
    "donor_id",
    "team_id",
    "reference",
    "state",
    "replaces_id",
    "recorded_at",
)
_LINE_COLUMNS = (
    "id",
    "donation_id",
    "position",
    "lot_id",
    "received",
    "rejected",
    "reject_reason",
    "pack",
    "pack_quantity",
    "source",
    "unit_value",
    "note",
    "row_key",
)


_TAKEN = (
    select(_donation.c.id)
    .where(
        _donation.c.reference == bindparam("reference"),
        _donation.c.drive_id.is_not_distinct_from(bindparam("drive")),
    )
    .limit(1)
)


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


@dataclass(frozen=True, slots=True)
class DonationDraft:
    """A donation as it is to be kept, its donor and team already known by id."""

    drive_id: int | None
    site_id: int
    received_on: date
    lines: tuple[LineDraft, ...]
    donor_id: int | None = None
    team_id: int | None = None
    reference: str | None = None
    numbered: bool = False
    """Whether it is given a reference of its own where it has none."""
    replaces_id: int | None = None


@dataclass(slots=True)
class Recorded:
    """Donations written but not yet posted: their ids, references, moves and totals to come."""

    ids: Sequence[int]
    references: list[str]
    postings: list[Posting]
    tallies: list[LineTally]


def record_donations(work: Work, drafts: Sequence[DonationDraft]) -> Recorded:
    """Check and write donations with their lines and lots; the caller posts what comes back."""
    connection, ledger = work.connection, work.ledger
    items = items_by_id(connection, {line.item_id for draft in drafts for line in draft.lines})
    several = several_values(connection, items.values())
    wanted: dict[LotKey, date] = {}
    keys: list[LotKey] = []
    values: list[int | None] = []
    for draft in drafts:
        before = before_correction(connection, draft.replaces_id)
        for line in draft.lines:
            check_line(items[line.item_id], line, draft.received_on)
            if line.rejected and not line.reject_reason and not _stood(work, draft, line):
                refuse_unexplained(items[line.item_id].name, line)
            if (line.pack is not None or line.pack_quantity is not None) and not _had(work, draft, line):
                check_pack(connection, items[line.item_id], line.pack, line.pack_quantity)
            key = LotKey(
                line.item_id,
                draft.drive_id,
                draft.site_id,
                line.date_mark,
                line.date_kind,
                line.lot_code,
                line.restricted_to_id,
            )
            key = before.lots.get(key, key)
            keys.append(key)
            dated = several.get(line.item_id)
            now = value_on(dated, draft.received_on) if dated else items[line.item_id].unit_value
            values.append(before.value(key, line.item_id, draft.received_on, now))
            if key not in wanted or draft.received_on < wanted[key]:
                wanted[key] = draft.received_on
    shelves = {site: ledger.shelf(site, site_kind(connection, site)) for site in {d.site_id for d in drafts}}
    lots = ledger.lots(wanted)
    origins = {
        source: ledger.virtual(donation_origin(source))
        for source in {line.source for draft in drafts for line in draft.lines}
    }
    ids = allocate_ids(connection, _donation, len(drafts))
    line_ids = allocate_ids(connection, _line, len(keys))
    recorded = Recorded(ids, [], [], [])
    donation_rows: list[tuple[object, ...]] = []
    line_rows: list[tuple[object, ...]] = []
    at = 0
    for donation_id, draft in zip(ids, drafts, strict=True):
        reference = draft.reference
        if reference is None and draft.numbered:
            reference = _new_reference(work, draft.drive_id, donation_id)
        recorded.references.append(reference or "")
        donation_rows.append(
            (
                donation_id,
                draft.drive_id,
                draft.site_id,
                draft.received_on,
                draft.donor_id,
                draft.team_id,
                reference,
                DonationState.POSTED,
                draft.replaces_id,
                work.now,
            )
        )
        for position, line in enumerate(draft.lines, 1):
            lot, line_id, unit_value = lots[keys[at]], line_ids[at], values[at]
            at += 1
            line_rows.append(
                (
                    line_id,
                    donation_id,
                    position,
                    lot.id,
                    line.received,
                    line.rejected,
                    line.reject_reason,
                    line.pack,
                    line.pack_quantity,
                    line.source,
                    unit_value,
                    line.note,
                    line.row_key,
                )
            )
            if line.source is Source.DONATED:
                recorded.tallies.append(LineTally(lot, draft.received_on, line.received, line.rejected))
            if line.received > line.rejected:
                recorded.postings.append(
                    Posting(
                        MoveKind.DONATION,
                        line_id,
                        lot,
                        origins[line.source],
                        shelves[draft.site_id],
                        line.received - line.rejected,
                        draft.received_on,
                    )
                )
    insert_many(connection, _donation, _DONATION_COLUMNS, donation_rows)
    insert_many(connection, _line, _LINE_COLUMNS, line_rows)
    return recorded


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


def _had(work: Work, draft: DonationDraft, line: LineDraft) -> bool:
    """Whether the donation that is corrected was counted in this pack: it may since hold another number."""
    if line.pack is None:
        return False
    return _before(work, draft, line, _line.c.pack == line.pack, _line.c.pack_quantity == line.pack_quantity)


def _stood(work: Work, draft: DonationDraft, line: LineDraft) -> bool:
    """Whether the donation that is corrected had these amounts with no reason: a file may have known none."""
    same = (_line.c.received == line.received, _line.c.rejected == line.rejected)
    return _before(work, draft, line, *same, _line.c.reject_reason.is_(None))


def _before(work: Work, draft: DonationDraft, line: LineDraft, *said: ColumnElement[bool]) -> bool:
    """Whether a line of the donation that is corrected said this of the same item."""
    if draft.replaces_id is None:
        return False
    found = (
        select(_line.c.id)
        .join(_lot, _lot.c.id == _line.c.lot_id)
        .where(
            _line.c.donation_id == draft.replaces_id,
            _lot.c.item_id.in_(items_read_as(work.connection, line.item_id)),
            *said,
        )
    )
    return work.connection.execute(found).first() is not None


def _new_reference(work: Work, drive_id: int | None, number: int) -> str:
    """A reference for a donation logged by hand: its number, or the next one free in its drive."""
    while True:
        reference = f"H-{number:06d}"
        asked = {"reference": reference, "drive": drive_id}
        if work.connection.execute(_TAKEN, asked).first() is None:
            return reference
        number += 1
