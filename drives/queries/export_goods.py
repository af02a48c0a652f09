"""Exports of needs, donations and stock, in the columns in which they are imported."""

from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy import FromClause, Table, func, or_, select, true, union_all

from drives.model import (
    CountLine,
    CycleCount,
    Donation,
    DonationLine,
    Donor,
    DriveProgram,
    Location,
    Lot,
    Move,
    Need,
    NeedConfirmation,
    NeedRevision,
    NeedTold,
    Program,
    StandingNeed,
    StockLevel,
)
from drives.queries.door import Look, query
from drives.queries.needs import may_see_need
from drives.queries.needs_seen import lapse_days_of
from drives.queries.sheets import EVERYTHING, Scope, Sheet, Words, amounts, sheet
from drives.queries.theirs import is_known_drive
from drives.rules.kinds import SHELF_LOCATIONS, DonationState, DonorKind, NeedStatus
from drives.rules.names import fold_name
from drives.rules.roles import Permission
from drives.rules.rounds import has_stopped
from drives.store.merges import followed, ids_read_as, merged_into, read_as
from drives.store.rounds import standing_needs
from drives.store.theirs import within

_need: Table = Need.__table__  # type: ignore[assignment]
_told: Table = NeedTold.__table__  # type: ignore[assignment]
_standing: Table = StandingNeed.__table__  # type: ignore[assignment]
_donation: Table = Donation.__table__  # type: ignore[assignment]
_line: Table = DonationLine.__table__  # type: ignore[assignment]
_lot: Table = Lot.__table__  # type: ignore[assignment]
_level: Table = StockLevel.__table__  # type: ignore[assignment]
_move: Table = Move.__table__  # type: ignore[assignment]
_location: Table = Location.__table__  # type: ignore[assignment]
_PLACE = func.coalesce(_location.c.merged_into_id, _location.c.id)

NEEDS = (
    "program", "item", "quantity", "unit", "pack", "priority", "posted_on", "confirmed_on", "needed_by",
    "drive",
    "note", "status", "reference", "repeats", "repeat_quantity", "told_on", "told_how", "told_by",
)  # fmt: skip
DONATIONS = (
    "received_on", "item", "quantity", "unit", "pack", "rejected", "reject_reason", "drive", "site", "donor",
    "donor_email", "team", "source", "date_mark", "date_kind", "lot_code", "restricted_to", "reference",
    "note",
)  # fmt: skip
STOCK = ("item", "site", "quantity", "counted_on", "date_mark", "date_kind", "lot_code", "restricted_to")


@query(Permission.SEE_NEEDS, scoped=True)
def export_needs(look: Look, *, scope: Scope = EVERYTHING) -> Sheet:
    """The viewer's needs as they stand; of a drive those that name it, and of its programs others of none."""
    into = merged_into(look.connection, Program)
    connection, words, amount = look.connection, Words(look), amounts()
    asked: dict[int, int] = {}
    for row in connection.execute(
        select(NeedRevision.need_id, NeedRevision.quantity).order_by(NeedRevision.revised_on, NeedRevision.id)
    ):
        asked[row.need_id] = row.quantity
    confirmed = {
        row.need_id: row.latest
        for row in connection.execute(
            select(
                NeedConfirmation.need_id, func.max(NeedConfirmation.confirmed_on).label("latest")
            ).group_by(NeedConfirmation.need_id)
        )
    }
    repeats, told = _repeating(look), {row.need_id: row for row in connection.execute(select(_told))}
    wanted = select(_need)
    if scope.program_id is not None:
        wanted = wanted.where(_need.c.program_id.in_(ids_read_as(Program, scope.program_id)))
    if scope.drive_id is not None:
        joined = select(DriveProgram.program_id).where(DriveProgram.drive_id == scope.drive_id)
        programs = select(Program.id).where(read_as(Program).in_(joined))
        wanted = wanted.where(
            is_known_drive(look.viewer, scope.drive_id),
            or_(
                _need.c.drive_id == scope.drive_id,
                _need.c.drive_id.is_(None) & _need.c.program_id.in_(programs),
            ),
        )
    rows = []
    for need in connection.execute(wanted):
        if not may_see_need(look, into.get(need.program_id, need.program_id), need.drive_id):
            continue
        item = words.item[need.item_id]
        quantity, pack = words.counted(
            need.item_id, asked.get(need.id, need.quantity), need.pack, need.pack_quantity
        )
        status = NeedStatus.OPEN if need.cancelled_on is None else NeedStatus.CANCELLED
        every, each = repeats.get(need.id, (None, None))
        said = told.get(need.id)
        rows.append(
            (words.program[need.program_id], item.name, amount(quantity), item.unit.value, pack,
             need.priority.value, need.posted_on, confirmed.get(need.id), need.needed_by,
             words.drive[need.drive_id], need.note, status.value, need.reference, every, amount(each),
             *((said.told_on, said.told_how.value, said.told_by) if said else (None, None, None)))
        )  # fmt: skip
    return sheet(NEEDS, rows, key=("program", "reference", "item"), spare=NEEDS[-5:])


def _repeating(look: Look) -> dict[int, tuple[str, int]]:
    """By need, how often it is asked and how much each time: the latest round of each that goes on."""
    lapse_days = lapse_days_of(look.connection)
    found = {}
    for standing in standing_needs(look.connection, _standing.c.ended_on.is_(None)):
        row = standing.row
        if not has_stopped(standing.posted_on, row.every, standing.said_on, look.today, lapse_days):
            found[standing.need_id] = (row.every.value, row.quantity)
    return found


@query(Permission.SEE_DONORS, scoped=True)
def export_donations(look: Look, *, scope: Scope = EVERYTHING) -> Sheet:
    """Every line of every donation that stands, or of those to the viewer's drives."""
    connection, words, amount = look.connection, Words(look), amounts()
    donors = _givers(look)
    wanted = (
        select(
            _donation.c.received_on, _donation.c.drive_id, _donation.c.site_id, _donation.c.donor_id,
            _donation.c.team_id, _donation.c.reference, _line.c.received, _line.c.rejected,
            _line.c.reject_reason,
            _line.c.pack, _line.c.pack_quantity, _line.c.source, _line.c.note, _lot.c.item_id,
            _lot.c.date_mark,
            _lot.c.date_kind, _lot.c.lot_code, _lot.c.restricted_to_id,
        )
        .join(_line, _line.c.donation_id == _donation.c.id)
        .join(_lot, _lot.c.id == _line.c.lot_id)
        .where(
            _donation.c.state == DonationState.POSTED,
            within(_donation.c.drive_id, look.viewer.drives_where(Permission.SEE_DONORS)),
        )
    )  # fmt: skip
    if scope.drive_id is not None:
        wanted = wanted.where(_donation.c.drive_id == scope.drive_id)
    if scope.program_id is not None:
        wanted = wanted.where(_lot.c.restricted_to_id.in_(ids_read_as(Program, scope.program_id)))
    if scope.as_of is not None:
        wanted = wanted.where(_donation.c.received_on <= scope.as_of)
    rows = []
    for row in connection.execute(wanted):
        item = words.item[row.item_id]
        quantity, pack = words.counted(row.item_id, row.received, row.pack, row.pack_quantity)
        donor, email = donors[row.donor_id]
        rows.append(
            (row.received_on, item.name, amount(quantity), item.unit.value, pack, amount(row.rejected),
             row.reject_reason, words.drive[row.drive_id], words.site[row.site_id], donor, email,
             donors[row.team_id][0], row.source.value, row.date_mark,
             row.date_kind.value if row.date_kind else None, row.lot_code,
             words.program[row.restricted_to_id],
             row.reference, row.note)
        )  # fmt: skip
    return sheet(DONATIONS, rows, key=("drive", "reference", "received_on", "site", "item"))


def _givers(look: Look) -> dict[int | None, tuple[str | None, str | None]]:
    """What a donor is called, and the address; one of several with one name and no address by reference."""
    rows = look.connection.execute(
        select(
            Donor.id, Donor.name, Donor.name_key, Donor.kind, Donor.email, Donor.reference,
            Donor.merged_into_id
        ).order_by(Donor.id)
    ).all()  # fmt: skip
    into = followed((row.id, row.merged_into_id) for row in rows)
    by_id = {row.id: row for row in rows}
    alike: dict[tuple[bool, str], int] = defaultdict(int)
    sharing: dict[tuple[bool, str], int] = defaultdict(int)
    for row in rows:
        if row.merged_into_id is None:
            alike[row.kind is DonorKind.TEAM, row.name_key] += 1
            sharing[row.kind is DonorKind.TEAM, (row.email or "").casefold()] += 1
    called: dict[int | None, tuple[str | None, str | None]] = {None: (None, None)}
    for row in rows:
        donor = by_id[into[row.id]]
        several = alike[donor.kind is DonorKind.TEAM, donor.name_key] > 1
        team = donor.kind is DonorKind.TEAM
        # An address that several share would be read as the first of them.
        email = donor.email if sharing[team, (donor.email or "").casefold()] == 1 else None
        # What reads as a name is taken for that name, so then a reference would not do.
        by_reference = (
            several
            and donor.reference
            and (not email or team)
            and not alike.get((team, fold_name(donor.reference)))
        )
        called[row.id] = (donor.reference if by_reference else donor.name, email)
    return called


@query(Permission.SEE_STOCK, scoped=True)
def export_stock(look: Look, *, scope: Scope = EVERYTHING) -> Sheet:
    """What is on the shelves: a row for all lots alike at a site, with the day it was last counted.

    To organizers of some drives that is what came in for these.
    Of a day in the past it is what the moves up to that day come to.
    """
    connection, words, amount = look.connection, Words(look), amounts()
    level = _level if scope.as_of is None else _levels_of(scope.as_of)
    until = true() if scope.as_of is None else CycleCount.counted_on <= scope.as_of
    counted = {
        (row.lot_id, row.location_id): row.latest
        for row in connection.execute(
            select(
                CountLine.lot_id, _PLACE.label("location_id"), func.max(CycleCount.counted_on).label("latest")
            )
            .join(CycleCount, CycleCount.id == CountLine.count_id)
            .join(_location, _location.c.id == CycleCount.location_id)
            .where(until)
            .group_by(CountLine.lot_id, _PLACE)
        )
    }
    wanted = (
        select(
            level.c.lot_id, level.c.location_id, level.c.quantity, _location.c.site_id, _lot.c.item_id,
            _lot.c.date_mark, _lot.c.date_kind, _lot.c.lot_code, _lot.c.restricted_to_id,
        )
        .join(_lot, _lot.c.id == level.c.lot_id)
        .join(_location, _location.c.id == level.c.location_id)
        .where(
            _location.c.kind.in_(SHELF_LOCATIONS),
            level.c.quantity > 0,
            within(_lot.c.drive_id, look.viewer.drives_where(Permission.SEE_STOCK)),
        )
    )  # fmt: skip
    if scope.drive_id is not None:
        wanted = wanted.where(_lot.c.drive_id == scope.drive_id)
    if scope.program_id is not None:
        wanted = wanted.where(_lot.c.restricted_to_id.in_(ids_read_as(Program, scope.program_id)))
    there: dict[tuple[Any, ...], int] = defaultdict(int)
    last: dict[tuple[Any, ...], Any] = {}
    for row in connection.execute(wanted):
        key = (
            words.item[row.item_id].name, words.site[row.site_id], row.date_mark,
            row.date_kind.value if row.date_kind else None, row.lot_code, words.program[row.restricted_to_id],
        )  # fmt: skip
        there[key] += int(row.quantity)
        day = counted.get((row.lot_id, row.location_id))
        if day is not None and (last.get(key) is None or day > last[key]):
            last[key] = day
    rows = [(*key[:2], amount(quantity), last.get(key), *key[2:]) for key, quantity in there.items()]
    return sheet(STOCK, rows, key=("item", "site", "date_mark", "date_kind", "lot_code", "restricted_to"))


def _levels_of(day: date) -> FromClause:
    """The levels of a day, from the moves that took effect up to it: lot, location (as read), quantity."""
    until = _move.c.effective_on <= day
    ways = union_all(
        select(
            _move.c.lot_id, _move.c.to_location_id.label("location_id"), _move.c.quantity.label("moved")
        ).where(until),
        select(_move.c.lot_id, _move.c.from_location_id, -_move.c.quantity).where(until),
    ).subquery()
    return (
        select(ways.c.lot_id, _PLACE.label("location_id"), func.sum(ways.c.moved).label("quantity"))
        .join(_location, _location.c.id == ways.c.location_id)
        .group_by(ways.c.lot_id, _PLACE)
        .subquery()
    )
