"""Each import that saved something is kept as a run, with what it made, so that it can be undone as one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update

from drives.commands.door import Work, command
from drives.commands.found import row_of
from drives.commands.imports.batch import ImportDone, ImportRequest, settle
from drives.commands.imports.lookups import lock_imports, rows_among
from drives.commands.need_writing import write_cancellation
from drives.commands.wording import losers, not_enough
from drives.errors import Refusal, RowsRefused
from drives.ledger import LineTally, LotRef, Released, Shortage
from drives.model import (
    Donation,
    DonationLine,
    DonationVoid,
    ImportRun,
    ImportSpan,
    Lot,
    Need,
    NeedRound,
    Reservation,
    StandingNeed,
)
from drives.rules.imports import ASKS
from drives.rules.kinds import DonationState, ImportedNoun, ImportKind, MoveKind, Source
from drives.rules.roles import Permission
from drives.store import allocate_ids, insert_many
from drives.store.import_runs import Undoing, spans_of, undoing
from drives.texts import _, ngettext

_run: Table = ImportRun.__table__  # type: ignore[assignment]
_span: Table = ImportSpan.__table__  # type: ignore[assignment]
_donation: Table = Donation.__table__  # type: ignore[assignment]
_line: Table = DonationLine.__table__  # type: ignore[assignment]
_donation_void: Table = DonationVoid.__table__  # type: ignore[assignment]
_lot: Table = Lot.__table__  # type: ignore[assignment]
_need: Table = Need.__table__  # type: ignore[assignment]
_round: Table = NeedRound.__table__  # type: ignore[assignment]
_standing: Table = StandingNeed.__table__  # type: ignore[assignment]
_reservation: Table = Reservation.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class UndoImport:
    """An import that is to be taken back; with ``leave_gone`` all of it whose goods have not left."""

    run_id: int
    leave_gone: bool = False


@dataclass(frozen=True, slots=True)
class ImportUndone:
    """How many donations were voided and needs cancelled, and how many stay because goods have left."""

    run_id: int
    donations: int
    needs: int
    kept: int = 0
    losses: tuple[str, ...] = ()


def settled(
    work: Work,
    request: ImportRequest,
    kind: ImportKind,
    done: ImportDone,
    made: Mapping[ImportedNoun, Iterable[int]] | None = None,
) -> ImportDone:
    """The end of an import (``settle``): where it is kept, so is what it ``made``."""
    done = settle(request, done)
    run_id = allocate_ids(work.connection, _run, 1)[0]
    work.connection.execute(
        insert(_run),
        {
            "id": run_id, "kind": kind, "file_name": request.file_name, "imported_at": work.now,
            "who": work.viewer.name, "rows": done.rows, "added": done.added, "updated": done.updated,
            "known": done.known, "made": done.made,
        },
    )  # fmt: skip
    for noun, ids in (made or {}).items():
        _keep_spans(work.connection, run_id, noun, ids, undone=False)
    return replace(done, run_id=run_id)


def _keep_spans(
    connection: Connection, run_id: int, noun: ImportedNoun, ids: Iterable[int], *, undone: bool
) -> None:
    spans = spans_of(ids)
    if spans:
        connection.execute(
            insert(_span),
            [
                {"id": row_id, "run_id": run_id, "noun": noun, "first_id": first, "last_id": last,
                 "undone": undone}
                for row_id, (first, last) in zip(
                    allocate_ids(connection, _span, len(spans)), spans, strict=True
                )
            ],
        )  # fmt: skip


@command(Permission.LOG_DONATIONS)
def undo_import(work: Work, request: UndoImport) -> ImportUndone:
    """Take an import back in one step: its donations voided, its needs cancelled, as if it never was.

    Refused with figures and names where goods of it have left, unless those are to stay. The same file can
    be imported again afterwards. Items, sites, drives and donors that it made stay.
    """
    lock_imports(work.connection)
    run = row_of(work.connection, ImportRun, request.run_id, _("That import"))
    if not work.viewer.may_everywhere(ASKS[run.kind]):
        raise Refusal(_("You may not undo this import. Ask an admin of your organization."))
    found = _locked(work, run.id)
    _refuse(found, leave_gone=request.leave_gone)
    reason = _("The import of {file} was undone.").format(file=run.file_name)
    released = _void(work, found.standing, reason) + _cancel(work, found.needs)
    _forget_keys(work, found)
    _keep_spans(work.connection, run.id, ImportedNoun.DONATION, found.donations, undone=True)
    _keep_spans(work.connection, run.id, ImportedNoun.NEED, found.needs, undone=True)
    undone = update(_run).where(_run.c.id == run.id)
    work.connection.execute(undone.values(undone_at=work.now, undone_by=work.viewer.name))
    return ImportUndone(run.id, len(found.standing), len(found.needs), found.kept, losers(work, released))


def _refuse(found: Undoing, *, leave_gone: bool) -> None:
    if found.gone and not leave_gone:
        head = ngettext(
            "{count} of them cannot be taken back, because goods have left. Nothing was undone. Undo the "
            "others, or bring those goods back first.",
            "{count} of them cannot be taken back, because goods have left. Nothing was undone. Undo the "
            "others, or bring those goods back first.",
            found.kept,
        )
        raise RowsRefused(head.format(count=found.kept), tuple(found.gone))
    if not found.donations and not found.needs:
        if found.gone:
            raise RowsRefused(
                _("Goods of all of it have left, so nothing can be taken back."), tuple(found.gone)
            )
        raise Refusal(_("There is nothing of this import left to undo."))


def _locked(work: Work, run_id: int) -> Undoing:
    """What undoing comes to; until the transaction ends nobody corrects, voids or changes any of it.

    It is looked at again until nothing has come to it that was not locked: a correction, a round of a need.
    """
    donations: set[int] = set()
    needs: set[int] = set()
    while True:
        found = undoing(work.connection, run_id)
        if donations.issuperset(found.donations) and needs.issuperset(found.needs):
            return found
        _lock(work, found)
        donations.update(found.donations)
        needs.update(found.needs)


def _lock(work: Work, found: Undoing) -> None:
    if work.connection.dialect.name != "sqlite":
        for table, ids in ((_donation, found.donations), (_need, found.needs)):
            rows = select(table.c.id).order_by(table.c.id).with_for_update()
            list(rows_among(work.connection, rows, table.c.id, sorted(ids)))


def _void(work: Work, donation_ids: list[int], reason: str) -> list[Released]:
    """Void donations on their own days, all in one step."""
    if not donation_ids:
        return []
    connection = work.connection
    rows = (
        select(
            _line.c.id, _line.c.received, _line.c.rejected, _line.c.source, _donation.c.received_on,
            _lot.c.id.label("lot_id"), _lot.c.item_id, _lot.c.drive_id, _lot.c.restricted_to_id,
        )
        .join_from(_line, _donation, _donation.c.id == _line.c.donation_id)
        .join(_lot, _lot.c.id == _line.c.lot_id)
    )  # fmt: skip
    lines = list(rows_among(connection, rows.order_by(_line.c.id), _line.c.donation_id, donation_ids))
    for some in _chunks(donation_ids):
        voided = update(_donation).where(_donation.c.id.in_(some))
        connection.execute(voided.values(state=DonationState.VOIDED))
    voids = [(donation_id, work.now, reason) for donation_id in donation_ids]
    insert_many(connection, _donation_void, ("donation_id", "voided_at", "reason"), voids)
    mirrored = work.ledger.mirror(MoveKind.DONATION, [row.id for row in lines])
    try:
        released = work.ledger.post(mirrored, may_eat_reserved=True)
    except Shortage as shortage:
        raise not_enough(connection, shortage) from None
    work.ledger.tally_donations(
        LineTally(
            LotRef(row.lot_id, row.item_id, row.drive_id or 0, row.restricted_to_id or 0),
            row.received_on, -row.received, -row.rejected,
        )
        for row in lines
        if row.source is Source.DONATED
    )  # fmt: skip
    return released


def _cancel(work: Work, need_ids: list[int]) -> list[Released]:
    """Cancel needs as of the day they were posted (today, where something was ever reserved for them)."""
    connection = work.connection
    if not need_ids:
        return []
    reserved = {
        rows.need_id
        for rows in rows_among(connection, select(_reservation.c.need_id), _reservation.c.need_id, need_ids)
    }
    released: list[Released] = []
    asked = select(_need.c.id, _need.c.posted_on, _need.c.cancelled_on)
    for row in list(rows_among(connection, asked, _need.c.id, need_ids)):
        if row.cancelled_on is None:
            on: date = max(work.today, row.posted_on) if row.id in reserved else row.posted_on
            released += write_cancellation(work, row.id, on, released_on=work.today)
    rounds = select(_round.c.standing_need_id).distinct()
    going_on: Any = {
        row.standing_need_id for row in rows_among(connection, rounds, _round.c.need_id, need_ids)
    }
    for row in list(rows_among(connection, select(_standing), _standing.c.id, sorted(going_on))):
        if row.ended_on is None:
            ended = update(_standing).where(_standing.c.id == row.id)
            connection.execute(ended.values(ended_on=max(work.today, row.first_on)))
    return released


def _forget_keys(work: Work, found: Undoing) -> None:
    """By what rows are known again is let go, so that the same file brings all of it again."""
    for some in _chunks(found.donations):
        lines = update(_line).where(_line.c.donation_id.in_(some), _line.c.row_key.is_not(None))
        work.connection.execute(lines.values(row_key=None))
    for some in _chunks(found.needs):
        needs = update(_need).where(_need.c.id.in_(some))
        work.connection.execute(needs.values(row_key=None, reference=None))


def _chunks(ids: list[int], size: int = 500) -> Iterable[list[int]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))
