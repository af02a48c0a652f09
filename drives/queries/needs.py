"""Needs as a list: what each program asks for, and how far it is met."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import and_, select

from drives.model import Drive, Item, Need, NeedTold, Program
from drives.queries.door import Look, query
from drives.queries.needs_seen import lapse_days_of, needs_as_of
from drives.queries.standing_needs import Repeats, rounds_seen
from drives.queries.theirs import known_drives
from drives.rules.kinds import Priority, ToldHow
from drives.rules.roles import Permission, Touch
from drives.rules.units import Unit


class NeedState(StrEnum):
    """Where a need stands today. ``WAITING`` is one that goes on, of which nothing is asked now."""

    OPEN = "open"
    MET = "met"
    WAITING = "waiting"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class ToldShown:
    """How a program told an organizer what it needs."""

    on: date
    how: ToldHow
    by: str | None


@dataclass(frozen=True, slots=True)
class NeedShown:
    """A need as of today; quantities in thousandths.

    ``lapses_on`` is when it lapses unconfirmed, ``confirmed_on`` when it was confirmed last. ``pack`` is
    what it was counted in, while that still holds. ``repeats`` is how it goes on; ``asked_again``: it was
    a round, and a later one is asked now.
    """

    need_id: int
    item_id: int
    item: str
    unit: Unit
    program_id: int
    program: str
    drive: str | None
    asked: int
    allocated: int
    delivered: int
    outstanding: int
    priority: Priority
    posted_on: date
    lapses_on: date
    needed_by: date | None
    note: str | None
    state: NeedState
    confirmed_on: date | None = None
    pack: str | None = None
    pack_quantity: int | None = None
    repeats: Repeats | None = None
    asked_again: bool = False
    told: ToldShown | None = None

    @property
    def stands_until(self) -> date | None:
        """The day from which nobody is asked for it any more unless somebody says that it stands."""
        if self.state not in (NeedState.OPEN, NeedState.MET):
            return None
        if self.repeats is not None and self.repeats.next_on is not None and not self.repeats.stopped:
            return self.repeats.stops_on
        return self.lapses_on


@query(Permission.SEE_NEEDS, scoped=True)
def needs(look: Look) -> tuple[NeedShown, ...]:
    """The viewer's needs, open ones first, then by urgency, day and name."""
    lapse_days = lapse_days_of(look.connection)
    seen = {need.need_id: need for need in needs_as_of(look.connection, look.today, lapse_days)}
    rows = look.connection.execute(
        select(
            Need.id,
            Need.priority,
            Need.posted_on,
            Need.needed_by,
            Need.note,
            Need.cancelled_on,
            Need.pack,
            Need.pack_quantity,
            NeedTold.told_on,
            NeedTold.told_how,
            NeedTold.told_by,
            Drive.name.label("drive"),
        )
        .outerjoin(Drive.__table__, and_(Drive.id == Need.drive_id, known_drives(look.viewer)))
        .outerjoin(NeedTold.__table__, NeedTold.need_id == Need.id)
    )
    rounds = rounds_seen(look, lapse_days)
    items = {row.id: row for row in look.connection.execute(select(Item.id, Item.name, Item.unit))}
    programs = {row.id: row.name for row in look.connection.execute(select(Program.id, Program.name))}
    shown = []
    for row in rows:
        need = seen.get(row.id)
        if need is None or not may_see_need(look, need.facts.program_id, need.drive_id):
            continue
        facts = need.facts
        item, program = items[facts.item_id], programs[facts.program_id]
        if row.cancelled_on is not None:
            state = NeedState.WAITING if row.id in rounds.repeats else NeedState.CANCELLED
        elif not facts.is_open:
            state = NeedState.LAPSED
        else:
            state = NeedState.OPEN if facts.delivered < facts.asked else NeedState.MET
        anchor = max((row.posted_on, *need.confirmed_on))
        shown.append(
            NeedShown(
                row.id, item.id, item.name, item.unit, facts.program_id, program, row.drive, facts.asked,
                facts.allocated, facts.delivered, facts.outstanding, row.priority, row.posted_on,
                anchor + timedelta(days=lapse_days), row.needed_by, row.note, state,
                max(need.confirmed_on, default=None), row.pack, row.pack_quantity,
                rounds.repeats.get(row.id), row.id in rounds.asked_again,
                None if row.told_on is None else ToldShown(row.told_on, row.told_how, row.told_by),
            )
        )  # fmt: skip
    states, priorities = list(NeedState), list(Priority)
    shown.sort(
        key=lambda one: (
            states.index(one.state),
            priorities.index(one.priority),
            one.needed_by or date.max,
            one.item,
            one.program,
            one.need_id,
        )
    )
    return tuple(shown)


def may_see_need(look: Look, program_id: int, drive_id: int | None) -> bool:
    """Whether a need of a program (as it is read) that names this drive is one of the viewer's."""
    touch = Touch(drive_id=drive_id, program_id=program_id)
    return look.viewer.may_touch(Permission.SEE_NEEDS, touch)
