"""Needs that repeat: begin one, say what is there of it, end it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Table, insert, select, update

from drives.commands import typed
from drives.commands.door import Work, command
from drives.commands.found import (
    ItemFound,
    check_pack,
    check_quantity,
    item_by_id,
    item_kept,
    items_read_as,
    need_row,
    program_row,
    row_of,
)
from drives.commands.hidden_addresses import refuse_hidden
from drives.commands.need_rounds import catch_up, write_round
from drives.commands.need_state import allocated_of, asked_now, delivered_of
from drives.commands.need_writing import (
    Told,
    told_text,
    write_cancellation,
    write_confirmation,
    write_revision,
)
from drives.commands.touched.asked_for import touches_asking_program, touches_standing_need
from drives.commands.wording import losers
from drives.errors import Refusal
from drives.model import NeedRound, Program, StandingNeed
from drives.rules.kinds import Every, Priority
from drives.rules.quantity import to_text
from drives.rules.roles import Permission
from drives.rules.rounds import to_ask
from drives.store import allocate_ids
from drives.store.merges import ids_read_as
from drives.store.rounds import StandingSeen, standing_needs
from drives.texts import _

_standing: Table = StandingNeed.__table__  # type: ignore[assignment]
_round: Table = NeedRound.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class PostStandingNeed:
    """What a program asks for each week or month, or up to ``quantity`` of which it ``have`` so much.

    Quantities in thousandths of the item's unit; no day means that it begins today.
    """

    program_id: int
    item_id: int
    quantity: int
    every: Every
    have: int | None = None
    priority: Priority = Priority.NORMAL
    first_on: date | None = None
    note: str | None = None
    pack: str | None = None
    pack_quantity: int | None = None
    told: Told | None = None


@dataclass(frozen=True, slots=True)
class RestockNeed:
    """What a program has of what it keeps up to a par level; thousandths."""

    standing_need_id: int
    have: int


@dataclass(frozen=True, slots=True)
class EndStandingNeed:
    """It is asked no more; with ``cancel_round`` what is asked now is taken back too."""

    standing_need_id: int
    cancel_round: bool = False


@dataclass(frozen=True, slots=True)
class StandingNeedChanged:
    """The standing need and its latest round. ``asked`` is what is still to come (thousandths).

    ``losses`` says which reservations were released, ``told`` how and when a program told it.
    """

    standing_need_id: int
    need_id: int
    asked: int = 0
    losses: tuple[str, ...] = ()
    told: str = ""


@command(Permission.POST_NEEDS, touches_asking_program)
def post_standing_need(work: Work, request: PostStandingNeed) -> StandingNeedChanged:
    """Post a need that repeats, with every round that is due since its first day."""
    request = typed.as_kept(
        request,
        every=typed.word(Every),
        priority=typed.word(Priority),
        note=typed.lines(2000),
        pack=typed.line(100),
    )
    item = item_by_id(work.connection, request.item_id)
    check_quantity(item, request.quantity)
    check_pack(work.connection, item, request.pack, request.pack_quantity)
    first_on = work.past_day(request.first_on)
    program = program_row(work.connection, request.program_id)
    refuse_hidden(work.connection, [program.id], request.note)
    _refuse_second(work, program, item)
    asked = _first_asked(item, request)
    standing_id = allocate_ids(work.connection, _standing, 1)[0]
    in_packs = request.every is not Every.PAR
    work.connection.execute(
        insert(_standing),
        {
            "id": standing_id,
            "program_id": program.id,
            "item_id": item.id,
            "quantity": request.quantity,
            "pack": request.pack if in_packs else None,
            "pack_quantity": request.pack_quantity if in_packs else None,
            "every": request.every,
            "priority": request.priority,
            "note": request.note,
            "first_on": first_on,
            "recorded_at": work.now,
        },
    )
    standing = standing_row(work, standing_id)
    need_id = write_round(work, standing, 1, first_on, asked, request.told)
    for posted in catch_up(work, _seen(work, standing_id))[0]:
        need_id = posted.need_id
    return StandingNeedChanged(standing_id, need_id, asked, told=told_text(work, request.told))


@command(Permission.POST_NEEDS, touches_standing_need)
def restock_need(work: Work, request: RestockNeed) -> StandingNeedChanged:
    """Ask for what is missing up to the par level: no more than that is to come; enough waits."""
    standing = _going_on(work, request.standing_need_id)
    item = item_kept(work.connection, standing.item_id)
    if standing.every is not Every.PAR:
        raise Refusal(
            _("{item}: this is asked each time in full, whatever is there. Change the need instead.").format(
                item=item.name
            )
        )
    check_quantity(item, request.have, zero_allowed=True)
    seen = _seen(work, standing.id)
    need = need_row(work.connection, seen.need_id)
    have = request.have + allocated_of(work, _rounds_before(work, standing.id, need.id))
    delivered, allocated = delivered_of(work, need.id), allocated_of(work, [need.id])
    if need.cancelled_on is not None:
        missing = to_ask(standing.quantity, have + allocated, 0, 0)
        need_id = need.id
        if missing:
            need_id = write_round(work, standing, seen.number + 1, work.today, missing)
        return StandingNeedChanged(standing.id, need_id, missing)
    quantity = to_ask(standing.quantity, have, delivered, allocated)
    if not quantity:
        released = write_cancellation(work, need.id, work.today, released_on=work.today)
        return StandingNeedChanged(standing.id, need.id, 0, losers(work, released))
    if quantity != asked_now(work, need):
        write_revision(work, need.id, quantity, work.today)
    write_confirmation(work, need.id, work.today)
    return StandingNeedChanged(standing.id, need.id, quantity - delivered - allocated)


@command(Permission.POST_NEEDS, touches_standing_need)
def end_standing_need(work: Work, request: EndStandingNeed) -> StandingNeedChanged:
    """Stop asking again. What is asked now stands until it lapses, unless it is to be taken back too."""
    standing = _going_on(work, request.standing_need_id)
    _posted, released = catch_up(work, _seen(work, standing.id))
    ended = update(_standing).where(_standing.c.id == standing.id).values(ended_on=work.today)
    work.connection.execute(ended)
    need = need_row(work.connection, _seen(work, standing.id).need_id)
    if request.cancel_round and need.cancelled_on is None:
        released += write_cancellation(work, need.id, work.today, released_on=work.today)
    return StandingNeedChanged(standing.id, need.id, losses=losers(work, released))


def standing_row(work: Work, standing_id: int) -> Any:
    """A standing need by id, locked."""
    return row_of(work.connection, StandingNeed, standing_id, _("That need"))


def _going_on(work: Work, standing_id: int) -> Any:
    standing = standing_row(work, standing_id)
    if standing.ended_on is not None:
        raise Refusal(
            _("This need repeats no longer, since {day}. Post a new one if it is needed again.").format(
                day=standing.ended_on.isoformat()
            )
        )
    return standing


def _seen(work: Work, standing_id: int) -> StandingSeen:
    """A standing need with its latest round."""
    [seen] = standing_needs(work.connection, _standing.c.id == standing_id)
    return seen


def _refuse_second(work: Work, program: Any, item: ItemFound) -> None:
    """Refuse a second standing need of a program for an item; until the transaction ends nobody adds one."""
    work.connection.execute(
        select(Program.id).where(Program.id == program.id).with_for_update(key_share=True)
    )
    there = select(_standing.c.quantity, _standing.c.every).where(
        _standing.c.program_id.in_(ids_read_as(Program, program.id)),
        _standing.c.item_id.in_(items_read_as(work.connection, item.id)),
        _standing.c.ended_on.is_(None),
    )
    row = work.connection.execute(there.limit(1)).one_or_none()
    if row is not None:
        said = {
            Every.WEEKLY: _("{program} asks for {quantity} each week already: {item}. Stop that first."),
            Every.MONTHLY: _("{program} asks for {quantity} each month already: {item}. Stop that first."),
            Every.PAR: _("{program} keeps up to {quantity} already: {item}. Stop that first."),
        }[row.every]
        raise Refusal(said.format(program=program.name, quantity=to_text(row.quantity), item=item.name))


def _first_asked(item: ItemFound, request: PostStandingNeed) -> int:
    """What the first round asks for."""
    if request.every is not Every.PAR:
        return request.quantity
    if request.have is None:
        raise Refusal(
            _("{item}: say how many are there now, so that what is missing can be asked for.").format(
                item=item.name
            )
        )
    check_quantity(item, request.have, zero_allowed=True)
    missing = to_ask(request.quantity, request.have, 0, 0)
    if not missing:
        raise Refusal(
            _(
                "{item}: {have} are there, and {par} are to be kept: nothing is missing. "
                "Post this once it is less."
            ).format(item=item.name, have=to_text(request.have), par=to_text(request.quantity))
        )
    return missing


def _rounds_before(work: Work, standing_id: int, need_id: int) -> list[int]:
    rounds = select(_round.c.need_id).where(
        _round.c.standing_need_id == standing_id, _round.c.need_id != need_id
    )
    return list(work.connection.execute(rounds).scalars())
