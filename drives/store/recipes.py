"""The recipes of kits as they hold on a day; items as they are read."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, bindparam, select

from drives.model import Recipe, RecipeLine
from drives.rules.kits import NO_RECIPES, Recipes

_WRITTEN = (
    select(
        Recipe.id, Recipe.item_id, Recipe.from_on, RecipeLine.item_id.label("part_id"), RecipeLine.quantity
    )
    .outerjoin(RecipeLine, RecipeLine.recipe_id == Recipe.id)
    .order_by(Recipe.from_on, Recipe.id, RecipeLine.item_id)
)
_BY_DAY = _WRITTEN.where(Recipe.from_on <= bindparam("day", type_=Recipe.from_on.type))


@dataclass(frozen=True, slots=True)
class Written:
    """A version of a recipe: of the kit ``item_id`` as it was written, with its parts as they are read."""

    recipe_id: int
    item_id: int
    from_on: date
    parts: dict[int, int] = field(default_factory=dict)


def recipes_on(connection: Connection, day: date, merged: Mapping[int, int]) -> Recipes:
    """What kits are put together of on a day; ``merged`` are the items that were merged into others."""
    rows = connection.execute(_BY_DAY, {"day": day}).all()
    if not rows:
        return NO_RECIPES
    held = in_force(_written(rows, merged), merged, day)
    return Recipes.of({kit: one.parts for kit, one in held.items()})


def all_written(connection: Connection, merged: Mapping[int, int]) -> list[Written]:
    """Every version of every recipe, in the order of the days from which they hold."""
    return list(_written(connection.execute(_WRITTEN).all(), merged))


def _written(
    rows: Iterable[tuple[int, int, date, int | None, int | None]], merged: Mapping[int, int]
) -> Iterator[Written]:
    found: dict[int, Written] = {}
    for recipe_id, item_id, from_on, part_id, quantity in rows:
        one = found.setdefault(recipe_id, Written(recipe_id, item_id, from_on))
        if part_id is not None and quantity is not None:
            part = merged.get(part_id, part_id)
            one.parts[part] = one.parts.get(part, 0) + quantity
    yield from found.values()


def in_force(written: Iterable[Written], merged: Mapping[int, int], day: date) -> dict[int, Written]:
    """By kit as it is read, the version that holds on a day; retired ones have none.

    A kit that another was merged into goes by its own recipes, where it has any.
    """
    latest: dict[int, dict[int, Written]] = defaultdict(dict)
    for one in sorted(written, key=lambda one: (one.from_on, one.recipe_id)):
        if one.from_on <= day:
            latest[merged.get(one.item_id, one.item_id)][one.item_id] = one
    held = {
        kit: own[kit] if kit in own else max(own.values(), key=lambda one: (one.from_on, one.recipe_id))
        for kit, own in latest.items()
    }
    return {kit: one for kit, one in held.items() if one.parts}
