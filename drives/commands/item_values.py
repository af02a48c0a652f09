"""What a unit of an item is worth, from a day on; a line of a donation keeps the value of its day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Table, delete, insert, select, update

from drives.commands import typed
from drives.commands.door import Work, command
from drives.commands.found import ItemFound, item_by_id, lock_item
from drives.commands.item_terms import check_value
from drives.errors import Refusal
from drives.model import Item, ItemValue
from drives.rules.roles import Permission
from drives.texts import _

_item: Table = Item.__table__  # type: ignore[assignment]
_value: Table = ItemValue.__table__  # type: ignore[assignment]

_MOST_NAMED = 400
_ALL = select(_value.c.item_id, _value.c.from_on, _value.c.unit_value)


@dataclass(frozen=True, slots=True)
class SetItemValue:
    """What a unit is worth from a day on, in ten-thousandths; the value of that very day is replaced."""

    item_id: int
    unit_value: int
    from_on: date


@dataclass(frozen=True, slots=True)
class RemoveItemValue:
    """The value that an item has from a day on, which was never right."""

    item_id: int
    from_on: date


@dataclass(frozen=True, slots=True)
class ItemValueChanged:
    """The item, what stood for that day before (None: nothing), and its newest value now."""

    item_id: int
    before: int | None
    newest: int | None


@command(Permission.SET_UP)
def set_item_value(work: Work, request: SetItemValue) -> ItemValueChanged:
    """Say what an item is worth from a day on; lines already written keep what they have."""
    connection = work.connection
    request = typed.as_kept(request, from_on=typed.day)
    lock_item(connection, request.item_id)
    item = item_by_id(connection, request.item_id)
    check_value(item.name, request.unit_value)
    before = _value_of_day(connection, item.id, request.from_on)
    if before is None:
        connection.execute(
            insert(_value),
            {"item_id": item.id, "from_on": request.from_on, "unit_value": request.unit_value},
        )
    else:
        connection.execute(
            update(_value)
            .where(_value.c.item_id == item.id, _value.c.from_on == request.from_on)
            .values(unit_value=request.unit_value)
        )
    return ItemValueChanged(item.id, before, _settle_newest(connection, item.id))


@command(Permission.SET_UP)
def remove_item_value(work: Work, request: RemoveItemValue) -> ItemValueChanged:
    """Take a value away; lines already written keep what they have."""
    connection = work.connection
    lock_item(connection, request.item_id)
    item = item_by_id(connection, request.item_id)
    before = _value_of_day(connection, item.id, request.from_on)
    if before is None:
        raise Refusal(
            _("{item} has no value from {day} on (any more). Reload the page.").format(
                item=item.name, day=request.from_on.isoformat()
            )
        )
    connection.execute(delete(_value).where(_value.c.item_id == item.id, _value.c.from_on == request.from_on))
    return ItemValueChanged(item.id, before, _settle_newest(connection, item.id))


def _value_of_day(connection: Connection, item_id: int, day: date) -> int | None:
    rows = select(_value.c.unit_value).where(_value.c.item_id == item_id, _value.c.from_on == day)
    return connection.execute(rows).scalar()


def _settle_newest(connection: Connection, item_id: int) -> int | None:
    rows = select(_value.c.unit_value).where(_value.c.item_id == item_id)
    newest = connection.execute(rows.order_by(_value.c.from_on.desc()).limit(1)).scalar()
    connection.execute(update(_item).where(_item.c.id == item_id).values(unit_value=newest))
    return newest


Dated = Mapping[int, Sequence[tuple[date, int]]]
"""Item id → its values (first day, ten-thousandths), oldest first."""


def several_values(connection: Connection, items: Iterable[ItemFound] | None = None) -> Dated:
    """The values of those items (None: of all) that have several; else the item's own holds on any day."""
    rows = _ALL
    if items is not None:
        ids = sorted(item.id for item in items if item.values > 1)
        if not ids:
            return {}
        if len(ids) <= _MOST_NAMED:
            rows = rows.where(_value.c.item_id.in_(ids))
    found: dict[int, list[tuple[date, int]]] = {}
    for row in connection.execute(rows.order_by(_value.c.item_id, _value.c.from_on)):
        found.setdefault(row.item_id, []).append((row.from_on, row.unit_value))
    return {item_id: dated for item_id, dated in found.items() if len(dated) > 1}


def value_on(dated: Sequence[tuple[date, int]], day: date) -> int:
    """The newest value that holds on a day; before all of them, the oldest."""
    return next((value for from_on, value in reversed(dated) if from_on <= day), dated[0][1])
