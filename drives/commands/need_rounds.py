"""The rounds of standing needs: ordinary needs, posted as of the day each is due, however late that is done.

What was reserved for the round before, and has not left, is free again as of that day; what was delivered
on it counts. Which rounds are due is worked out from what stands (``rules/rounds.py``), with the standing
need locked, so that doing it twice does nothing more.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Table, insert, select

from drives.commands.door import Work, command
from drives.commands.found import check_pack, item_kept, kept_id, need_row
from drives.commands.need_state import lapse_days_of
from drives.commands.need_writing import PostNeed, Told, write_cancellation, write_need
from drives.commands.wording import losers
from drives.errors import Refusal
from drives.ledger import Released
from drives.model import Item, NeedRound, Program, StandingNeed
from drives.rules.kinds import Every
from drives.rules.quantity import to_text
from drives.rules.roles import Permission
from drives.rules.rounds import round_needed_by, rounds_due
from drives.store.rounds import StandingSeen, standing_needs
from drives.texts import _

_standing: Table = StandingNeed.__table__  # type: ignore[assignment]
_round: Table = NeedRound.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class PostDueNeeds:
    """Every round that is due by today."""


@dataclass(frozen=True, slots=True)
class RoundsPosted:
    """The rounds that were due, ``posted`` in words; ``losses`` says which reservations were released."""

    need_ids: tuple[int, ...]
    posted: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()


@command(Permission.POST_NEEDS)
def post_due_needs(work: Work, _request: PostDueNeeds) -> RoundsPosted:
    """Ask again for what repeats: each round that is due and not posted yet, as of its own day."""
    going_on = (_standing.c.every != Every.PAR) & _standing.c.ended_on.is_(None)
    locked = select(_standing.c.id).where(going_on).order_by(_standing.c.id).with_for_update()
    ids = work.connection.execute(locked).scalars().all()
    posted: list[Posted] = []
    released: list[Released] = []
    for standing in standing_needs(work.connection, _standing.c.id.in_(ids)):
        due, freed = catch_up(work, standing)
        posted += due
        released += freed
    return RoundsPosted(
        tuple(one.need_id for one in posted),
        tuple(_told(work, posted)),
        losers(work, released),
    )


class Posted(NamedTuple):
    """A round that was posted; ``standing`` is the row of its standing need."""

    need_id: int
    standing: Any
    due_on: date


def catch_up(work: Work, standing: StandingSeen) -> tuple[list[Posted], list[Released]]:
    """Post what is due of a standing need, which is locked; what was posted, and what lost its stock."""
    need_id, number, every = standing.need_id, standing.number, standing.row.every
    posted: list[Posted] = []
    released: list[Released] = []
    lapse_days = lapse_days_of(work.connection)
    for due_on in rounds_due(standing.posted_on, every, standing.said_on, work.today, lapse_days):
        cancelled_on = need_row(work.connection, need_id).cancelled_on
        if cancelled_on is None or cancelled_on > due_on:
            released += write_cancellation(work, need_id, due_on, released_on=due_on)
        number += 1
        need_id = write_round(work, standing.row, number, due_on, standing.row.quantity)
        posted.append(Posted(need_id, standing.row, due_on))
    return posted, released


def write_round(
    work: Work, standing: Any, number: int, posted_on: date, quantity: int, told: Told | None = None
) -> int:
    """Post a round that asks for ``quantity``; the need's id."""
    item_id = kept_id(work.connection, Item, standing.item_id)
    pack, pack_quantity = standing.pack, standing.pack_quantity
    if pack is not None:
        try:
            check_pack(work.connection, item_kept(work.connection, item_id), pack, pack_quantity)
        except Refusal:  # the item has this pack no longer: the quantity stands in its unit
            pack = pack_quantity = None
    asked = PostNeed(
        kept_id(work.connection, Program, standing.program_id),
        item_id,
        quantity,
        standing.priority,
        posted_on,
        round_needed_by(posted_on, standing.every),
        note=standing.note,
        pack=pack,
        pack_quantity=pack_quantity,
        told=told,
    )
    need_id = write_need(work, asked)
    work.connection.execute(
        insert(_round), {"need_id": need_id, "standing_need_id": standing.id, "number": number}
    )
    return need_id


def _told(work: Work, posted: list[Posted]) -> Iterator[str]:
    if not posted:
        return
    connection = work.connection
    names: dict[tuple[Any, int], str] = {}
    for table in (Item, Program):
        for row in connection.execute(select(table.id, table.name)):
            names[table, row.id] = row.name
    for one in posted:
        yield _("{program} asks again for {quantity}: {item} ({day}).").format(
            program=names[Program, kept_id(connection, Program, one.standing.program_id)],
            quantity=to_text(one.standing.quantity),
            item=names[Item, kept_id(connection, Item, one.standing.item_id)],
            day=one.due_on.isoformat(),
        )
