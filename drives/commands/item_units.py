"""When an item may be counted in another unit: not once goods of it have moved."""

from collections.abc import Iterable

from sqlalchemy import Connection, Table, literal, select

from drives.commands.found import items_read_as, lock_item
from drives.model import DriveGoal, Lot, Need, NeedRevision, PledgeLine, Recipe, RecipeLine, StandingNeed
from drives.rules.quantity import SCALE
from drives.rules.units import Unit, is_indivisible
from drives.texts import _

_lot: Table = Lot.__table__  # type: ignore[assignment]
_need: Table = Need.__table__  # type: ignore[assignment]
_revision: Table = NeedRevision.__table__  # type: ignore[assignment]
_standing: Table = StandingNeed.__table__  # type: ignore[assignment]
_pledged: Table = PledgeLine.__table__  # type: ignore[assignment]
_goal: Table = DriveGoal.__table__  # type: ignore[assignment]
_recipe: Table = Recipe.__table__  # type: ignore[assignment]
_part: Table = RecipeLine.__table__  # type: ignore[assignment]


def unit_refused(
    connection: Connection, item_id: int, name: str, unit: Unit, becomes: Unit, sizes: Iterable[int | None]
) -> str | None:
    """Why an item keeps its unit, None where it may have the other one.

    ``sizes`` are what the packs hold that stay (thousandths). Until the transaction ends nobody logs goods
    of the item or asks for them.
    """
    if unit is becomes:
        return None
    ids = items_read_as(connection, item_id)
    for one in ids:
        lock_item(connection, one)
    if goods_moved(connection, ids):
        return _("Goods of {item} have moved, counted in {unit}. Its unit stays; use another item.").format(
            item=name, unit=unit.value
        )
    if not is_indivisible(becomes) and _is_kit(connection, ids):
        return _(
            "{item} has a recipe, and kits are whole. Use another item for what is counted in {becomes}."
        ).format(item=name, becomes=becomes.value)
    if is_indivisible(becomes) and (
        any((size or 0) % SCALE for size in sizes) or _asked_in_fractions(connection, ids)
    ):
        return _(
            "Needs, goals, pledges, packs or recipes of {item} hold fractions of a {unit}, and this is "
            "counted in whole numbers. Change those first, or keep the unit."
        ).format(item=name, unit=unit.value)
    return None


def goods_moved(connection: Connection, item_ids: Iterable[int]) -> bool:
    """Whether goods of one of these items ever moved."""
    goods = select(_lot.c.id).where(_lot.c.item_id.in_(list(item_ids))).limit(1)
    return connection.execute(goods).first() is not None


def _is_kit(connection: Connection, ids: list[int]) -> bool:
    """Whether one of these items ever had a recipe."""
    written = select(_recipe.c.id).where(_recipe.c.item_id.in_(ids)).limit(1)
    return connection.execute(written).first() is not None


def _asked_in_fractions(connection: Connection, ids: list[int]) -> bool:
    part = literal(SCALE)
    revised = select(_need.c.id).join(_revision, _revision.c.need_id == _need.c.id)
    fractions = (
        select(_need.c.id).where(_need.c.item_id.in_(ids), _need.c.quantity % part != 0),
        revised.where(_need.c.item_id.in_(ids), _revision.c.quantity % part != 0),
        select(_standing.c.id).where(_standing.c.item_id.in_(ids), _standing.c.quantity % part != 0),
        select(_pledged.c.item_id).where(_pledged.c.item_id.in_(ids), _pledged.c.quantity % part != 0),
        select(_goal.c.item_id).where(_goal.c.item_id.in_(ids), _goal.c.quantity % part != 0),
        select(_part.c.item_id).where(_part.c.item_id.in_(ids), _part.c.quantity % part != 0),
    )
    return any(connection.execute(one.limit(1)).first() is not None for one in fractions)
