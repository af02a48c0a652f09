"""What a program should know before it asks: what there is, what is coming to it, what it asked before."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Table, func, select

from drives.errors import Unknown
from drives.model import Delivery, DeliveryLine, Lot, Program
from drives.queries.door import Look, query
from drives.queries.facts import Facts, facts_now
from drives.queries.progress import items_by_name
from drives.queries.sheets import Sheet, amounts
from drives.rules.kinds import DeliveryState
from drives.rules.roles import Permission
from drives.rules.units import Unit
from drives.store.merges import ids_read_as
from drives.texts import _

_delivery: Table = Delivery.__table__  # type: ignore[assignment]
_line: Table = DeliveryLine.__table__  # type: ignore[assignment]
_lot: Table = Lot.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class ThereIs:
    """An item of which something is there, asked or coming; quantities in thousandths.

    ``available`` is free for anybody who needs it, ``kept`` free and restricted to this program, ``coming``
    on its way to it; ``asked`` is what it has asked for and still waits for, ``still_to_collect`` what has to
    be collected for everybody. ``before`` is what each of its needs asked for, taken back ones left out.
    """

    item_id: int
    item: str
    unit: Unit
    available: int
    kept: int
    coming: int
    asked: int
    still_to_collect: int
    before: tuple[int, ...]


def there_is_sheet(rows: Sequence[ThereIs]) -> Sheet:
    """What there is for a program as a table, an item a row; ``available`` has what is kept for it."""
    amount = amounts()
    return Sheet(
        ("item", "unit", "available", "coming", "asked"),
        [
            (one.item, one.unit.value, *map(amount, (one.available + one.kept, one.coming, one.asked)))
            for one in rows
        ],
    )


@query(Permission.SEE_NEEDS, scoped=True)
def there_is(look: Look, *, program_id: int) -> tuple[ThereIs, ...]:
    """What there is for a program of the viewer's, by item name. Unknown where it is not hers."""
    theirs = look.viewer.programs_where(Permission.SEE_NEEDS)
    known = select(Program.id).where(Program.id == program_id, Program.merged_into_id.is_(None))
    if (theirs is not None and program_id not in theirs) or look.connection.execute(known).first() is None:
        raise Unknown(_("That program is not here (any more). Reload the page and choose again."))
    facts = facts_now(look.connection, look.today)
    coming = _coming(look.connection, facts, program_id)
    asked: dict[int, int] = defaultdict(int)
    before: dict[int, list[int]] = defaultdict(list)
    for need in facts.needs:
        if need.facts.program_id == program_id:
            asked[need.facts.item_id] += need.facts.outstanding
            if need.cancelled_on != need.posted_on:
                before[need.facts.item_id].append(need.facts.asked)
    found = []
    for item in items_by_name(look):
        gap = facts.gaps.get(item.id)
        row = ThereIs(
            item.id,
            item.name,
            item.unit,
            max(0, facts.free.get((item.id, 0), 0)),
            max(0, facts.free.get((item.id, program_id), 0)),
            coming.get(item.id, 0),
            asked.get(item.id, 0),
            gap.gap if gap else 0,
            tuple(before.get(item.id, ())),
        )
        if row.available or row.kept or row.coming or row.asked or row.still_to_collect or row.before:
            found.append(row)
    return tuple(found)


def _coming(connection: Connection, facts: Facts, program_id: int) -> Mapping[int, int]:
    """What is on its way to a program, against a need or not, by item as it is read."""
    sent = (
        select(_lot.c.item_id, func.sum(_line.c.quantity))
        .join_from(_line, _delivery, _delivery.c.id == _line.c.delivery_id)
        .join(_lot, _lot.c.id == _line.c.lot_id)
        .where(
            _delivery.c.state == DeliveryState.SENT,
            _delivery.c.program_id.in_(ids_read_as(Program, program_id)),
        )
        .group_by(_lot.c.item_id)
    )
    found: dict[int, int] = defaultdict(int)
    for item_id, quantity in connection.execute(sent):
        found[facts.merges.items.get(item_id, item_id)] += quantity
    return found
