"""What kits are put together of: a recipe is written anew, never changed, and holds from its day on.

It decides what everybody is asked to bring for a need of kits, so it is for those who move the stock of all
drives, not of some.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Table, insert, select

from drives.commands import typed
from drives.commands.door import Work, command
from drives.commands.found import ItemFound, check_quantity, item_by_id, items_by_id, lock_item
from drives.commands.imports.lookups import lock_imports
from drives.errors import Refusal
from drives.model import Item, Recipe, RecipeLine
from drives.rules.kits import kit_in_itself
from drives.rules.roles import Permission
from drives.rules.units import is_indivisible
from drives.rules.unsorted import is_unsorted
from drives.store import allocate_ids
from drives.store.merges import merged_into
from drives.store.recipes import all_written, in_force
from drives.texts import _

_recipe: Table = Recipe.__table__  # type: ignore[assignment]
_line: Table = RecipeLine.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class RecipePart:
    """How much of an item goes into one kit (thousandths)."""

    item_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class WriteRecipe:
    """What a kit is put together of from a day on (None: from today)."""

    item_id: int
    parts: tuple[RecipePart, ...]
    from_on: date | None = None


@dataclass(frozen=True, slots=True)
class RetireRecipe:
    """A kit that is no more put together from a day on (None: from today)."""

    item_id: int
    from_on: date | None = None


@dataclass(frozen=True, slots=True)
class RecipeWritten:
    """The kit, and the version that was written."""

    item_id: int
    version: int


@command(Permission.MOVE_STOCK)
def write_recipe(work: Work, request: WriteRecipe) -> RecipeWritten:
    """Say what a kit is made of from a day on; what was put together before stays what it is."""
    request = typed.as_kept(request, from_on=typed.day)
    connection = work.connection
    lock_imports(connection)  # as merges do: two that do not see each other could make a kit be in itself
    lock_item(connection, request.item_id)
    kit = item_by_id(connection, request.item_id)
    if not is_indivisible(kit.unit):
        raise Refusal(
            _(
                "{item} is counted in {unit}, and kits are whole. Make an item counted in kits for it, "
                "or change its unit first."
            ).format(item=kit.name, unit=kit.unit.value)
        )
    if not request.parts:
        raise Refusal(_("{item}: nothing is in it yet. Enter what goes into one.").format(item=kit.name))
    parts = items_by_id(connection, [part.item_id for part in request.parts])
    if len(parts) < len(request.parts):
        raise Refusal(
            _("{item}: something stands in it twice. Enter it once, with the whole amount.").format(
                item=kit.name
            )
        )
    for part in request.parts:
        _check_part(connection, kit, parts[part.item_id], part.quantity)
    version = _written(work, kit.id, request.from_on or work.today)
    connection.execute(
        insert(_line),
        [
            {"recipe_id": version, "item_id": part.item_id, "quantity": part.quantity}
            for part in request.parts
        ],
    )
    refuse_kit_in_itself(connection)
    return RecipeWritten(kit.id, version)


@command(Permission.MOVE_STOCK)
def retire_recipe(work: Work, request: RetireRecipe) -> RecipeWritten:
    """Put a kit together no more from a day on; those that there are can still be given and taken apart."""
    request = typed.as_kept(request, from_on=typed.day)
    lock_imports(work.connection)
    lock_item(work.connection, request.item_id)
    kit = item_by_id(work.connection, request.item_id)
    on = request.from_on or work.today
    merged = merged_into(work.connection, Item)
    if kit.id not in in_force(all_written(work.connection, merged), merged, on):
        raise Refusal(
            _("{item} has no recipe on {day}, so there is none to retire.").format(
                item=kit.name, day=on.isoformat()
            )
        )
    return RecipeWritten(kit.id, _written(work, kit.id, on))


def refuse_kit_in_itself(connection: Connection) -> None:
    """Refuse recipes by which a kit would be in itself on any day, as items are read now."""
    merged = merged_into(connection, Item)
    written = all_written(connection, merged)
    for day in sorted({one.from_on for one in written}):
        held = {kit: one.parts for kit, one in in_force(written, merged, day).items()}
        kit = kit_in_itself(held)
        if kit is not None:
            name = connection.execute(select(Item.name).where(Item.id == kit)).scalar()
            raise Refusal(
                _("{item} would contain itself from {day} on, and no kit can. Leave it out there.").format(
                    item=name, day=day.isoformat()
                )
            )


def _check_part(connection: Connection, kit: ItemFound, part: ItemFound, quantity: int) -> None:
    if part.id == kit.id:
        raise Refusal(_("{item} cannot contain itself. Leave it out.").format(item=kit.name))
    check_quantity(part, quantity)
    category = connection.execute(select(Item.category).where(Item.id == part.id)).scalar_one()
    if is_unsorted(part.name, category):
        raise Refusal(
            _("{item} has to be sorted first: nobody knows what is in it. Leave it out.").format(
                item=part.name
            )
        )


def _written(work: Work, item_id: int, from_on: date) -> int:
    version = allocate_ids(work.connection, _recipe, 1)[0]
    row = {"id": version, "item_id": item_id, "from_on": from_on, "recorded_at": work.now}
    work.connection.execute(insert(_recipe), row)
    return version
