"""Log, correct and void donations.

A donation that was logged is never edited. To correct it is to void it and to log another in its
place, in one step: the moves of both are netted, so 599 becomes 59 also after 40 have left.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Table, select, update

from drives.commands.donors import donor_named
from drives.commands.door import Work, command
from drives.commands.found import (
    ItemFound,
    check_quantity,
    donation_row,
    drive_row,
    items_by_id,
    program_row,
    site_kind,
)
from drives.commands.wording import losers, not_enough
from drives.errors import Refusal
from drives.ledger import LineTally, LotKey, LotRef, Posting, Shortage, donation_origin
from drives.model import Donation, DonationLine, Lot
from drives.rules.dates import DateKind, DateRule, is_past
from drives.rules.kinds import DonationState, DonorKind, MoveKind, Source
from drives.rules.quantity import to_text
from drives.rules.roles import Permission
from drives.store import allocate_ids, insert_many
from drives.texts import _

_donation: Table = Donation.__table__  # type: ignore[assignment]
_line: Table = DonationLine.__table__  # type: ignore[assignment]
_lot: Table = Lot.__table__  # type: ignore[assignment]

_DONATION_COLUMNS = (
    "id", "drive_id", "site_id", "received_on", "donor_id", "team_id", "reference", "state", "replaces_id",
    "recorded_at",
)  # fmt: skip
_LINE_COLUMNS = (
    "id", "donation_id", "position", "lot_id", "received", "rejected", "reject_reason", "pack", "pack_quantity",
    "source", "unit_value", "note", "row_key",
)  # fmt: skip


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


@dataclass(frozen=True, slots=True)
class LogDonation:
    """What was brought to a site. Donor and team by name are found or made; no day means today."""

    site_id: int
    lines: tuple[LineDraft, ...]
    drive_id: int | None = None
    received_on: date | None = None
    donor_name: str | None = None
    team_name: str | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class CorrectDonation:
    """What a donation should have said."""

    donation_id: int
    becomes: LogDonation


@dataclass(frozen=True, slots=True)
class VoidDonation:
    """A donation that never was."""

    donation_id: int


@dataclass(frozen=True, slots=True)
class DonationLogged:
    """``accepted`` in thousandths, over all lines; ``losses`` says whose reservations gave way."""

    donation_id: int
    reference: str
    accepted: int
    losses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DonationVoided:
    """The donation that was voided."""

    donation_id: int
    losses: tuple[str, ...] = ()


@command(Permission.LOG_DONATIONS)
def log_donation(work: Work, request: LogDonation) -> DonationLogged:
    """Take goods in at a site: a lot each, on the shelf at once; rejects never enter stock."""
    draft = _draft(work, request)
    recorded = record_donations(work, [draft])
    work.ledger.post(recorded.postings)
    work.ledger.tally_donations(recorded.tallies)
    return DonationLogged(recorded.ids[0], recorded.references[0], _accepted(draft))


@command(Permission.LOG_DONATIONS)
def correct_donation(work: Work, request: CorrectDonation) -> DonationLogged:
    """Replace a donation by what it should have said, on the days that both name."""
    old = _posted(work, request.donation_id)
    undone, tallies = _undo(work, request.donation_id)
    draft = _draft(work, request.becomes, replaces=old)
    recorded = record_donations(work, [draft])
    try:
        released = work.ledger.post([*undone, *recorded.postings], may_eat_reserved=True)
    except Shortage as shortage:
        raise not_enough(work.connection, shortage) from None
    work.ledger.tally_donations([*tallies, *recorded.tallies])
    return DonationLogged(
        recorded.ids[0], recorded.references[0], _accepted(draft), losers(work.connection, released)
    )


@command(Permission.LOG_DONATIONS)
def void_donation(work: Work, request: VoidDonation) -> DonationVoided:
    """Undo a donation on its own day; refused with figures when its goods are gone."""
    _posted(work, request.donation_id)
    undone, tallies = _undo(work, request.donation_id)
    try:
        released = work.ledger.post(undone, may_eat_reserved=True)
    except Shortage as shortage:
        raise not_enough(work.connection, shortage) from None
    work.ledger.tally_donations(tallies)
    return DonationVoided(request.donation_id, losers(work.connection, released))


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
    wanted: dict[LotKey, date] = {}
    keys: list[LotKey] = []
    for draft in drafts:
        for line in draft.lines:
            check_line(items[line.item_id], line, draft.received_on)
            key = LotKey(
                line.item_id, draft.drive_id, draft.site_id, line.date_mark, line.date_kind, line.lot_code,
                line.restricted_to_id,
            )  # fmt: skip
            keys.append(key)
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
            (donation_id, draft.drive_id, draft.site_id, draft.received_on, draft.donor_id, draft.team_id, reference,
             DonationState.POSTED, draft.replaces_id, work.now)
        )  # fmt: skip
        for position, line in enumerate(draft.lines, 1):
            lot, line_id = lots[keys[at]], line_ids[at]
            at += 1
            line_rows.append(
                (line_id, donation_id, position, lot.id, line.received, line.rejected, line.reject_reason, line.pack,
                 line.pack_quantity, line.source, items[line.item_id].unit_value, line.note, line.row_key)
            )  # fmt: skip
            if line.source is Source.DONATED:
                recorded.tallies.append(LineTally(lot, draft.received_on, line.received, line.rejected))
            if line.received > line.rejected:
                recorded.postings.append(
                    Posting(
                        MoveKind.DONATION, line_id, lot, origins[line.source], shelves[draft.site_id],
                        line.received - line.rejected, draft.received_on,
                    )
                )  # fmt: skip
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
    if line.date_mark is None:
        if line.date_kind is not None:
            raise Refusal(
                _("{item}: a kind of date without the date. Enter the date, or leave its kind away.").format(
                    item=item.name
                )
            )
        return
    if line.date_kind is None:
        raise Refusal(
            _("{item}: say what the date {day} means: best by, sell by, use by or expires.").format(
                item=item.name, day=line.date_mark.isoformat()
            )
        )
    if item.date_rule is DateRule.NONE:
        raise Refusal(
            _("{item} keeps no dates. Leave the date {day} away, or change the item's date rule.").format(
                item=item.name, day=line.date_mark.isoformat()
            )
        )
    past = is_past(line.date_mark, line.date_kind, item.date_rule, received_on)
    if item.date_rule is DateRule.FORMULA and past and line.received > line.rejected:
        raise Refusal(
            _(
                "{item}: past its date ({day}). Formula past its date may not be accepted. "
                "Enter all {received} as rejected, and set it aside."
            ).format(item=item.name, day=line.date_mark.isoformat(), received=to_text(line.received))
        )


def _draft(work: Work, request: LogDonation, replaces: Donation | None = None) -> DonationDraft:
    connection = work.connection
    if not request.lines:
        raise Refusal(_("Nothing is on this donation yet. Add an item first."))
    received_on = work.past_day(request.received_on)
    if request.drive_id is not None:
        drive_row(connection, request.drive_id)
    for program_id in {line.restricted_to_id for line in request.lines} - {None}:
        program_row(connection, program_id)  # type: ignore[arg-type]
    donor_id = donor_named(work, request.donor_name, DonorKind.PERSON)
    team_id = donor_named(work, request.team_name, DonorKind.TEAM)
    if request.reference is not None:
        _refuse_known_reference(work, request.drive_id, request.reference, replaces)
        reference = request.reference
    elif replaces is not None and replaces.reference is not None and replaces.drive_id == request.drive_id:
        reference = replaces.reference
    else:
        reference = None
    return DonationDraft(
        request.drive_id,
        request.site_id,
        received_on,
        request.lines,
        donor_id,
        team_id,
        reference,
        numbered=True,
        replaces_id=None if replaces is None else replaces.id,
    )


def _refuse_known_reference(
    work: Work, drive_id: int | None, reference: str, replaces: Donation | None
) -> None:
    same_drive = _donation.c.drive_id.is_(None) if drive_id is None else _donation.c.drive_id == drive_id
    known = work.connection.execute(
        select(_donation.c.id, _donation.c.received_on).where(
            _donation.c.reference == reference, same_drive, _donation.c.state == DonationState.POSTED
        )
    ).one_or_none()
    if known is not None and (replaces is None or known.id != replaces.id):
        raise Refusal(
            _(
                "Reference {reference} is taken by the donation of {day}. Use another, or correct that donation."
            ).format(reference=reference, day=known.received_on.isoformat())
        )


def _new_reference(work: Work, drive_id: int | None, number: int) -> str:
    """A reference for a donation logged by hand: its number, or the next one free in its drive."""
    while True:
        reference = f"H-{number:06d}"
        same_drive = _donation.c.drive_id.is_(None) if drive_id is None else _donation.c.drive_id == drive_id
        taken = select(_donation.c.id).where(_donation.c.reference == reference, same_drive).limit(1)
        if work.connection.execute(taken).one_or_none() is None:
            return reference
        number += 1


def _posted(work: Work, donation_id: int) -> Donation:
    row = donation_row(work.connection, donation_id)
    if row.state is not DonationState.POSTED:
        raise Refusal(_("This donation was voided or corrected before. Open the one that stands."))
    return row  # type: ignore[no-any-return]


def _undo(work: Work, donation_id: int) -> tuple[list[Posting], list[LineTally]]:
    """Mark a donation voided; its moves mirrored, its totals taken off."""
    connection = work.connection
    lines = connection.execute(
        select(
            _line.c.id, _line.c.received, _line.c.rejected, _line.c.source, _donation.c.received_on,
            _lot.c.id.label("lot_id"), _lot.c.item_id, _lot.c.drive_id, _lot.c.restricted_to_id,
        )
        .join(_donation, _donation.c.id == _line.c.donation_id)
        .join(_lot, _lot.c.id == _line.c.lot_id)
        .where(_line.c.donation_id == donation_id)
        .order_by(_line.c.id)
    ).all()  # fmt: skip
    tallies = [
        LineTally(
            LotRef(row.lot_id, row.item_id, row.drive_id or 0, row.restricted_to_id or 0),
            row.received_on, -row.received, -row.rejected,
        )
        for row in lines
        if row.source is Source.DONATED
    ]  # fmt: skip
    connection.execute(
        update(_donation).where(_donation.c.id == donation_id).values(state=DonationState.VOIDED)
    )
    return work.ledger.mirror(MoveKind.DONATION, [row.id for row in lines]), tallies


def _accepted(draft: DonationDraft) -> int:
    return sum(line.received - line.rejected for line in draft.lines)
