"""Post, revise, confirm and cancel needs. Every change keeps its day, so that past days can be told."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Table, insert, select, update

from drives.commands import typed
from drives.commands.door import Work, command
from drives.commands.found import (
    check_pack,
    check_quantity,
    drive_row,
    item_by_id,
    item_kept,
    items_read_as,
    need_row,
    program_row,
)
from drives.commands.wording import losers
from drives.errors import Refusal
from drives.model import Need, NeedConfirmation, NeedRevision, Program, Reservation
from drives.rules.kinds import Priority
from drives.rules.roles import Permission
from drives.store import allocate_ids
from drives.store.merges import ids_read_as
from drives.texts import _

_need: Table = Need.__table__  # type: ignore[assignment]
_revision: Table = NeedRevision.__table__  # type: ignore[assignment]
_confirmation: Table = NeedConfirmation.__table__  # type: ignore[assignment]
_reservation: Table = Reservation.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class PostNeed:
    """What a program asks for. ``quantity`` in thousandths of the item's unit; no day means today."""

    program_id: int
    item_id: int
    quantity: int
    priority: Priority = Priority.NORMAL
    posted_on: date | None = None
    needed_by: date | None = None
    drive_id: int | None = None
    note: str | None = None
    reference: str | None = None
    pack: str | None = None
    pack_quantity: int | None = None


@dataclass(frozen=True, slots=True)
class ReviseNeed:
    """The quantity asked for from a day on (today where none is given), and what else changed.

    What is None stays as it is.
    """

    need_id: int
    quantity: int | None = None
    on: date | None = None
    priority: Priority | None = None
    needed_by: date | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ConfirmNeed:
    """The program says that the need still stands."""

    need_id: int
    on: date | None = None


@dataclass(frozen=True, slots=True)
class CancelNeed:
    """The program needs it no longer."""

    need_id: int
    on: date | None = None


@dataclass(frozen=True, slots=True)
class NeedChanged:
    """The need; ``losses`` says which reservations were released."""

    need_id: int
    losses: tuple[str, ...] = ()


@command(Permission.POST_NEEDS)
def post_need(work: Work, request: PostNeed) -> NeedChanged:
    """Post a need; it lapses unless it is confirmed again in time."""
    request = typed.as_kept(
        request,
        priority=typed.word(Priority),
        needed_by=typed.day,
        note=typed.lines(2000),
        reference=typed.line(120),
        pack=typed.line(100),
    )
    item = item_by_id(work.connection, request.item_id)
    check_quantity(item, request.quantity)
    check_pack(work.connection, item, request.pack, request.pack_quantity)
    program_row(work.connection, request.program_id)
    if request.drive_id is not None:
        drive_row(work.connection, request.drive_id)
    posted_on = work.past_day(request.posted_on)
    if request.needed_by is not None and request.needed_by < posted_on:
        raise Refusal(
            _("Needed by {needed_by} is before it was posted, {posted_on}. Enter a later day.").format(
                needed_by=request.needed_by.isoformat(), posted_on=posted_on.isoformat()
            )
        )
    need_id = allocate_ids(work.connection, _need, 1)[0]
    work.connection.execute(
        insert(_need),
        {
            "id": need_id,
            "program_id": request.program_id,
            "item_id": request.item_id,
            "drive_id": request.drive_id,
            "quantity": request.quantity,
            "pack": request.pack,
            "pack_quantity": request.pack_quantity,
            "priority": request.priority,
            "posted_on": posted_on,
            "needed_by": request.needed_by,
            "note": request.note,
            "reference": _reference(work, request, need_id),
            "recorded_at": work.now,
        },
    )
    return NeedChanged(need_id)


@command(Permission.POST_NEEDS)
def revise_need(work: Work, request: ReviseNeed) -> NeedChanged:
    """Change what is asked for; past days keep showing what was asked then."""
    request = typed.as_kept(request, priority=typed.word(Priority), needed_by=typed.day)
    need = _standing(work, request.need_id)
    on = work.past_day(request.on)
    if on < need.posted_on:
        raise Refusal(
            _("This need was posted on {posted_on}; it cannot be changed for a day before that.").format(
                posted_on=need.posted_on.isoformat()
            )
        )
    changed = {
        name: value for name in ("priority", "needed_by") if (value := getattr(request, name)) is not None
    }
    if request.note is not None:
        changed["note"] = typed.lines(2000)(request.note)
    if request.needed_by is not None and request.needed_by < need.posted_on:
        raise Refusal(
            _("Needed by {needed_by} is before it was posted, {posted_on}. Enter a later day.").format(
                needed_by=request.needed_by.isoformat(), posted_on=need.posted_on.isoformat()
            )
        )
    if request.quantity is not None:
        check_quantity(item_kept(work.connection, need.item_id), request.quantity)
        work.connection.execute(
            insert(_revision),
            {
                "id": allocate_ids(work.connection, _revision, 1)[0],
                "need_id": need.id,
                "revised_on": on,
                "quantity": request.quantity,
                "recorded_at": work.now,
            },
        )
        changed |= {"pack": None, "pack_quantity": None}
    if changed:
        work.connection.execute(update(_need).where(_need.c.id == need.id).values(changed))
    return NeedChanged(need.id)


@command(Permission.POST_NEEDS)
def confirm_need(work: Work, request: ConfirmNeed) -> NeedChanged:
    """Keep a need from lapsing; a lapsed one is open again from that day."""
    need = _standing(work, request.need_id)
    on = work.past_day(request.on)
    if on < need.posted_on:
        raise Refusal(
            _("This need was posted on {posted_on}; it cannot be confirmed for a day before that.").format(
                posted_on=need.posted_on.isoformat()
            )
        )
    same_day = select(_confirmation.c.id).where(
        _confirmation.c.need_id == need.id, _confirmation.c.confirmed_on == on
    )
    if work.connection.execute(same_day).one_or_none() is None:
        work.connection.execute(
            insert(_confirmation),
            {
                "id": allocate_ids(work.connection, _confirmation, 1)[0],
                "need_id": need.id,
                "confirmed_on": on,
                "recorded_at": work.now,
            },
        )
    return NeedChanged(need.id)


@command(Permission.POST_NEEDS)
def cancel_need(work: Work, request: CancelNeed) -> NeedChanged:
    """Take a need back. What is reserved for it is free again; what is on its way stays on its way."""
    need = _standing(work, request.need_id)
    on = work.past_day(request.on)
    if on < need.posted_on:
        raise Refusal(
            _("This need was posted on {posted_on}; it cannot be cancelled for a day before that.").format(
                posted_on=need.posted_on.isoformat()
            )
        )
    work.connection.execute(update(_need).where(_need.c.id == need.id).values(cancelled_on=on))
    standing = (
        work.connection.execute(
            select(_reservation.c.id).where(
                _reservation.c.need_id == need.id,
                _reservation.c.ended_on.is_(None),
                _reservation.c.sent_on.is_(None),
            )
        )
        .scalars()
        .all()
    )
    released = work.ledger.release(standing, on=work.today)
    return NeedChanged(need.id, losers(work.connection, released))


def _standing(work: Work, need_id: int) -> Need:
    need = need_row(work.connection, need_id)
    if need.cancelled_on is not None:
        raise Refusal(
            _("This need was cancelled on {day}. Post a new one if it is needed again.").format(
                day=need.cancelled_on.isoformat()
            )
        )
    return need  # type: ignore[no-any-return]


def _reference(work: Work, request: PostNeed, need_id: int) -> str:
    programs = ids_read_as(Program, request.program_id)
    items = items_read_as(work.connection, request.item_id)
    taken = select(_need.c.id).where(_need.c.program_id.in_(programs), _need.c.item_id.in_(items))
    if request.reference is not None:
        if work.connection.execute(taken.where(_need.c.reference == request.reference)).first() is not None:
            raise Refusal(
                _(
                    "Reference {reference} is taken by another need of this program for this item. "
                    "Use another, or revise that need."
                ).format(reference=request.reference)
            )
        return request.reference
    number = need_id
    while work.connection.execute(taken.where(_need.c.reference == f"H-{number:06d}")).first() is not None:
        number += 1
    return f"H-{number:06d}"
