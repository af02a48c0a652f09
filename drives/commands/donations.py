"""Log, correct and void donations.

A donation that was logged is never edited. To correct it is to void it and to log another in its
place, in one step: the moves of both are netted, so 599 becomes 59 also after 40 have left.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Table, insert, select, update

from drives.commands import typed
from drives.commands.cash_like import keep_count
from drives.commands.donation_lines import LINE_FORMS, LineDraft
from drives.commands.donation_writing import DonationDraft, record_donations
from drives.commands.donors import donor_named
from drives.commands.door import Work, command
from drives.commands.found import donation_row, drive_row, kept_id, program_row
from drives.commands.table_entries import keep_entry, table_of
from drives.commands.touched.coming_in import touches_corrected, touches_logged, touches_voided
from drives.commands.wording import losers, not_enough
from drives.errors import Refusal
from drives.ledger import LineTally, LotRef, Posting, Shortage
from drives.model import Donation, DonationLine, DonationVoid, Donor, Lot, Site
from drives.rules.kinds import DonationState, DonorKind, MoveKind, Source
from drives.rules.names import fold_name
from drives.rules.roles import Permission
from drives.store.pledged import carry_arrival
from drives.texts import _

__all__ = [
    "CorrectDonation",
    "DonationDraft",
    "DonationLogged",
    "DonationVoided",
    "LineDraft",
    "LogDonation",
    "VoidDonation",
    "correct_donation",
    "log_donation",
    "record_donations",
    "take_in",
    "void_donation",
]

_donation: Table = Donation.__table__  # type: ignore[assignment]
_line: Table = DonationLine.__table__  # type: ignore[assignment]
_void: Table = DonationVoid.__table__  # type: ignore[assignment]
_lot: Table = Lot.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class LogDonation:
    """What was brought to a site. Donor and team by name are found or made; no day means today.

    At a table no donor is named and the team is one that collects for the drive: nobody is made there.
    """

    site_id: int
    lines: tuple[LineDraft, ...]
    drive_id: int | None = None
    received_on: date | None = None
    donor_name: str | None = None
    team_name: str | None = None
    reference: str | None = None
    counted_by: str | None = None
    counted_again_by: str | None = None
    """Two people count gift cards and passes; their names are asked for where any are in the lines."""


@dataclass(frozen=True, slots=True)
class CorrectDonation:
    """What a donation should have said."""

    donation_id: int
    becomes: LogDonation


@dataclass(frozen=True, slots=True)
class VoidDonation:
    """A donation that never was; ``reason`` is why, for whoever looks for it later."""

    donation_id: int
    reason: str | None = None


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


@command(Permission.LOG_DONATIONS, touches_logged)
def log_donation(work: Work, request: LogDonation) -> DonationLogged:
    """Take goods in at a site: a lot each, on the shelf at once; rejects never enter stock."""
    return take_in(work, request)


def take_in(work: Work, request: LogDonation, donor_id: int | None = None) -> DonationLogged:
    """Log a donation; ``donor_id`` is whose it is where that is known by more than a name."""
    draft = _draft(work, request, donor_id=donor_id)
    recorded = record_donations(work, [draft])
    work.ledger.post(recorded.postings)
    work.ledger.tally_donations(recorded.tallies)
    keep_entry(work, recorded.ids[0], draft.drive_id, draft.site_id)
    keep_count(work, recorded.ids[0], request, recorded.items)
    return DonationLogged(recorded.ids[0], recorded.references[0], _accepted(draft))


@command(Permission.CORRECT_DONATIONS, touches_corrected)
def correct_donation(work: Work, request: CorrectDonation) -> DonationLogged:
    """Replace a donation by what it should have said, on the days that both name."""
    old = _posted(work, request.donation_id)
    undone, tallies = _undo(work, request.donation_id)
    draft = _draft(work, request.becomes, replaces=old)
    recorded = record_donations(work, [draft])
    carry_arrival(work.connection, request.donation_id, recorded.ids[0])
    try:
        released = work.ledger.post([*undone, *recorded.postings], may_eat_reserved=True)
    except Shortage as shortage:
        raise not_enough(work.connection, shortage) from None
    work.ledger.tally_donations([*tallies, *recorded.tallies])
    keep_count(work, recorded.ids[0], request.becomes, recorded.items)
    return DonationLogged(recorded.ids[0], recorded.references[0], _accepted(draft), losers(work, released))


@command(Permission.LOG_DONATIONS, touches_voided)
def void_donation(work: Work, request: VoidDonation) -> DonationVoided:
    """Undo a donation on its own day; refused with figures when its goods are gone."""
    request = typed.as_kept(request, reason=typed.line(400))
    row = _posted(work, request.donation_id)
    at_table = table_of(work.viewer, row.drive_id, kept_id(work.connection, Site, row.site_id)) is not None
    undone, tallies = _undo(work, request.donation_id)
    try:
        released = work.ledger.post(undone, may_eat_reserved=True)
    except Shortage as shortage:
        raise not_enough(work.connection, shortage, at_table=at_table) from None
    work.ledger.tally_donations(tallies)
    work.connection.execute(
        insert(_void), {"donation_id": row.id, "voided_at": work.now, "reason": request.reason}
    )
    return DonationVoided(request.donation_id, losers(work, released))


def _draft(
    work: Work, request: LogDonation, replaces: Donation | None = None, donor_id: int | None = None
) -> DonationDraft:
    connection = work.connection
    request = typed.as_kept(request, reference=typed.line(120))
    if not request.lines:
        raise Refusal(_("Nothing is on this donation yet. Add an item first."))
    received_on = work.past_day(request.received_on)
    if request.drive_id is not None:
        drive_row(connection, request.drive_id)
    for program_id in {line.restricted_to_id for line in request.lines} - {None}:
        program_row(connection, program_id)  # type: ignore[arg-type]
    before = (None, None) if replaces is None else (replaces.donor_id, replaces.team_id)
    donor_id = donor_id or _kept_giver(work, before[0], request.donor_name)
    donor_id = donor_id or donor_named(work, request.donor_name, DonorKind.PERSON)
    team_id = _kept_giver(work, before[1], request.team_name)
    team_id = team_id or donor_named(work, request.team_name, DonorKind.TEAM, request.drive_id)
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
        tuple(typed.as_kept(line, **LINE_FORMS) for line in request.lines),
        donor_id,
        team_id,
        reference,
        numbered=True,
        replaces_id=None if replaces is None else replaces.id,
    )


def _kept_giver(work: Work, donor_id: int | None, name: str | None) -> int | None:
    """The donor of the donation that is corrected, where the name is hers: others may have the same."""
    if donor_id is None or not name:
        return None
    named = select(Donor.id).where(Donor.id == donor_id, Donor.name_key == fold_name(typed.name(name)))
    return work.connection.execute(named).scalar()


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
                "Reference {reference} is taken by the donation of {day}. "
                "Use another, or correct that donation."
            ).format(reference=reference, day=known.received_on.isoformat())
        )


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
            _line.c.id,
            _line.c.received,
            _line.c.rejected,
            _line.c.source,
            _donation.c.received_on,
            _lot.c.id.label("lot_id"),
            _lot.c.item_id,
            _lot.c.drive_id,
            _lot.c.restricted_to_id,
        )
        .join(_donation, _donation.c.id == _line.c.donation_id)
        .join(_lot, _lot.c.id == _line.c.lot_id)
        .where(_line.c.donation_id == donation_id)
        .order_by(_line.c.id)
    ).all()
    tallies = [
        LineTally(
            LotRef(row.lot_id, row.item_id, row.drive_id or 0, row.restricted_to_id or 0),
            row.received_on,
            -row.received,
            -row.rejected,
        )
        for row in lines
        if row.source is Source.DONATED
    ]
    connection.execute(
        update(_donation).where(_donation.c.id == donation_id).values(state=DonationState.VOIDED)
    )
    return work.ledger.mirror(MoveKind.DONATION, [row.id for row in lines]), tallies


def _accepted(draft: DonationDraft) -> int:
    return sum(line.received - line.rejected for line in draft.lines)
