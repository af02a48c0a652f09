"""What is written of needs, whoever does it: one, several, or a round of a standing one."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Table, insert, select, update

from drives.commands import typed
from drives.commands.door import Work
from drives.commands.found import (
    check_pack,
    check_quantity,
    drive_row,
    item_by_id,
    items_read_as,
    program_row,
)
from drives.commands.hidden_addresses import refuse_hidden
from drives.errors import Refusal
from drives.ledger import Released
from drives.model import Need, NeedConfirmation, NeedRevision, NeedTold, Program, Reservation
from drives.rules.kinds import Priority, ToldHow
from drives.store import allocate_ids
from drives.store.merges import ids_read_as
from drives.texts import _

_need: Table = Need.__table__  # type: ignore[assignment]
_revision: Table = NeedRevision.__table__  # type: ignore[assignment]
_confirmation: Table = NeedConfirmation.__table__  # type: ignore[assignment]
_reservation: Table = Reservation.__table__  # type: ignore[assignment]
_told: Table = NeedTold.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Told:
    """How a program told an organizer what it needs; no day means today. ``by`` is a role or somebody on
    its staff.
    """

    how: ToldHow
    on: date | None = None
    by: str | None = None


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
    told: Told | None = None


def write_need(work: Work, request: PostNeed) -> int:
    """Post a need; its id. A Refusal where something in it cannot be."""
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
    refuse_hidden(work.connection, [request.program_id], request.note)
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
    if request.told is not None:
        _write_told(work, need_id, request.told)
    return need_id


def told_text(work: Work, told: Told | None) -> str:
    """How a need was told, as the trail keeps it; "" where the program typed it itself."""
    return "" if told is None else f"{ToldHow(told.how).value} {(told.on or work.today).isoformat()}"


def write_revision(work: Work, need_id: int, quantity: int, on: date) -> None:
    """Have a need ask for another quantity (thousandths, of no pack any more) from a day on."""
    work.connection.execute(
        insert(_revision),
        {
            "id": allocate_ids(work.connection, _revision, 1)[0],
            "need_id": need_id,
            "revised_on": on,
            "quantity": quantity,
            "recorded_at": work.now,
        },
    )
    packs = update(_need).where(_need.c.id == need_id).values(pack=None, pack_quantity=None)
    work.connection.execute(packs)


def write_confirmation(work: Work, need_id: int, on: date) -> None:
    """Keep that a need still stands, once a day."""
    same_day = select(_confirmation.c.id).where(
        _confirmation.c.need_id == need_id, _confirmation.c.confirmed_on == on
    )
    if work.connection.execute(same_day).one_or_none() is None:
        work.connection.execute(
            insert(_confirmation),
            {
                "id": allocate_ids(work.connection, _confirmation, 1)[0],
                "need_id": need_id,
                "confirmed_on": on,
                "recorded_at": work.now,
            },
        )


def write_cancellation(work: Work, need_id: int, on: date, *, released_on: date) -> list[Released]:
    """Take a need back as of a day. What is reserved for it and has not left is free again, from
    ``released_on`` (or from when it was reserved, where that is later).
    """
    work.connection.execute(update(_need).where(_need.c.id == need_id).values(cancelled_on=on))
    standing = select(_reservation.c.id, _reservation.c.reserved_on).where(
        _reservation.c.need_id == need_id, _reservation.c.ended_on.is_(None), _reservation.c.sent_on.is_(None)
    )
    by_day: dict[date, list[int]] = defaultdict(list)
    for row in work.connection.execute(standing):
        by_day[max(released_on, row.reserved_on)].append(row.id)
    return [one for day in sorted(by_day) for one in work.ledger.release(by_day[day], on=day)]


def _write_told(work: Work, need_id: int, told: Told) -> None:
    told = typed.as_kept(told, how=typed.word(ToldHow), by=typed.line(120))
    row = {"need_id": need_id, "told_on": work.past_day(told.on), "told_how": told.how, "told_by": told.by}
    work.connection.execute(insert(_told), row)


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
