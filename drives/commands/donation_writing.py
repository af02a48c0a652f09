"""Writing donations: the one way in for a single one and for many at once.

What comes back is not posted yet: the caller nets it with what it undoes, then posts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Table, bindparam, select

from drives.commands.corrected_lots import before_correction
from drives.commands.donation_lines import LineDraft, check_line, refuse_unexplained
from drives.commands.door import Work
from drives.commands.found import ItemFound, check_pack, items_by_id, items_read_as, site_kind
from drives.commands.item_values import several_values, value_on
from drives.ledger import LineTally, LotKey, Posting, donation_origin
from drives.model import Donation, DonationLine, Lot
from drives.rules.kinds import DonationState, MoveKind, Source
from drives.store import allocate_ids, insert_many

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


_TAKEN = select(_donation.c.id).where(
    _donation.c.reference == bindparam("reference"),
    _donation.c.drive_id.is_not_distinct_from(bindparam("drive")),
)


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
    """Donations written but not yet posted: their items, ids, references, moves and totals to come."""

    items: dict[int, ItemFound]
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
    recorded = Recorded(items, ids, [], [], [])
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
