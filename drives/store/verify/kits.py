"""What must hold among the papers of kits: what goes in comes out, by the recipe, and nothing else does."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    and_,
    case,
    func,
    literal_column,
    or_,
    select,
)

from drives.rules.kinds import LocationKind
from drives.store.verify.merged import ReadAs
from drives.store.verify.names import Names
from drives.store.verify.plain import (
    ONE,
    ZERO,
    assembly,
    assembly_batch,
    assembly_line,
    found,
    location,
    lot,
    recipe,
    recipe_line,
    transfer,
    word,
)
from drives.texts import _

_THOUSAND: ColumnElement[Any] = literal_column("1000")


def kit_differences(connection: Connection, names: Names, read: ReadAs) -> Iterator[str]:
    """Transfers that are not of their kits, kits that are not as their recipe or their parts say."""
    for unlike, said in (
        (_lines(read), _("Work {work} on {lot}: its line {part} is of another place, day or amount.")),
        (_batches(), _("Work {work} on {lot}: kits without parts, parts without kits, or nothing at all.")),
        (_by_recipe(read), _("Work {work} on {lot}: what went into the kits is not what their recipe says.")),
        (_taken_apart(), _("Work {work} on {lot}: what came out of the kits is not what went into them.")),
        (_apart_twice(), _("Work {work} on {lot}: more of these kits were taken apart than put together.")),
        (_of_lots(read), _("Work {work} on {lot}: the kits are not of the lot that their parts make.")),
    ):
        for row in found(connection, unlike):
            lot_name = names.lot(row.lot_id) if row.lot_id is not None else "-"
            yield said.format(work=row.work, lot=lot_name, part=row.part)


def _told(work: Any, lot_id: Any, part: Any = ZERO) -> tuple[ColumnElement[Any], ...]:
    return work.label("work"), lot_id.label("lot_id"), part.label("part")


def _lines(read: ReadAs) -> Any:
    """Lines whose transfer is not between the work's shelf and the bench on its day, the right way round."""
    bench = select(location.c.id).where(location.c.identity == word(LocationKind.WORKBENCH)).scalar_subquery()
    here = read.place(assembly.c.location_id)
    origin, target = read.place(transfer.c.from_location_id), read.place(transfer.c.to_location_id)
    is_kit = transfer.c.lot_id == assembly_batch.c.lot_id
    made = assembly_batch.c.of_batch_id.is_(None)
    out, in_ = and_(origin == bench, target == here), and_(origin == here, target == bench)
    right = and_(
        transfer.c.transferred_on == assembly.c.done_on,
        made == assembly.c.recipe_id.is_not(None),
        or_(
            and_(
                is_kit,
                transfer.c.quantity == assembly_batch.c.quantity,
                or_(and_(made, out), and_(~made, in_)),
            ),
            and_(~is_kit, or_(and_(made, in_), and_(~made, out))),
        ),
    )
    return (
        select(*_told(func.coalesce(assembly.c.id, ZERO), assembly_batch.c.lot_id, assembly_line.c.id))
        .outerjoin_from(assembly_line, assembly_batch, assembly_batch.c.id == assembly_line.c.batch_id)
        .outerjoin(assembly, assembly.c.id == assembly_batch.c.assembly_id)
        .outerjoin(transfer, transfer.c.id == assembly_line.c.transfer_id)
        .where(func.coalesce(right, literal_column("1 = 0")).is_(literal_column("FALSE")))
        .order_by(assembly_line.c.id)
    )


def _batches() -> Any:
    """Work without a batch, batches without their one transfer of kits or without any part."""
    is_kit = case((transfer.c.lot_id == assembly_batch.c.lot_id, ONE), else_=ZERO)
    kits, lines = func.coalesce(func.sum(is_kit), ZERO), func.count(assembly_line.c.id)
    return (
        select(*_told(assembly.c.id, assembly_batch.c.lot_id))
        .outerjoin_from(assembly, assembly_batch, assembly_batch.c.assembly_id == assembly.c.id)
        .outerjoin(assembly_line, assembly_line.c.batch_id == assembly_batch.c.id)
        .outerjoin(transfer, transfer.c.id == assembly_line.c.transfer_id)
        .group_by(assembly.c.id, assembly_batch.c.id, assembly_batch.c.lot_id)
        .having(or_(kits != ONE, lines <= ONE))
        .order_by(assembly.c.id, assembly_batch.c.id)
    )


def _parts(by: ColumnElement[Any], name: str) -> FromClause:
    """By batch, what is in it (not the kits themselves), added up by lot or item."""
    return (
        select(
            assembly_batch.c.id.label("batch_id"),
            by.label("of"),
            func.sum(transfer.c.quantity).label("quantity"),
        )
        .join_from(assembly_batch, assembly_line, assembly_line.c.batch_id == assembly_batch.c.id)
        .join(transfer, transfer.c.id == assembly_line.c.transfer_id)
        .join(lot, lot.c.id == transfer.c.lot_id)
        .where(transfer.c.lot_id != assembly_batch.c.lot_id)
        .group_by(assembly_batch.c.id, by)
        .subquery(name)
    )


def _by_recipe(read: ReadAs) -> Any:
    """Batches put together in which something is missing, too much, or not in the recipe."""
    parts = _parts(read.item(lot.c.item_id), "parts")
    item = read.item(recipe_line.c.item_id)
    asked = (
        select(recipe_line.c.recipe_id, item.label("of"), func.sum(recipe_line.c.quantity).label("quantity"))
        .group_by(recipe_line.c.recipe_id, item)
        .subquery("asked")
    )
    of_kit = lot.alias("of_kit")
    base = (
        assembly_batch.join(assembly, assembly.c.id == assembly_batch.c.assembly_id)
        .join(of_kit, of_kit.c.id == assembly_batch.c.lot_id)
        .outerjoin(recipe, recipe.c.id == assembly.c.recipe_id)
    )
    told = (
        assembly.c.id.label("work"),
        assembly_batch.c.lot_id.label("lot_id"),
        assembly_batch.c.id.label("part"),
    )
    made = assembly_batch.c.of_batch_id.is_(None)
    missing = (
        select(*told)
        .select_from(
            base.join(asked, asked.c.recipe_id == assembly.c.recipe_id).outerjoin(
                parts, and_(parts.c.batch_id == assembly_batch.c.id, parts.c.of == asked.c.of)
            )
        )
        .where(
            made,
            func.coalesce(parts.c.quantity, ZERO) * _THOUSAND != asked.c.quantity * assembly_batch.c.quantity,
        )
    )
    strange = (
        select(*told)
        .select_from(
            base.join(parts, parts.c.batch_id == assembly_batch.c.id).outerjoin(
                asked, and_(asked.c.recipe_id == assembly.c.recipe_id, asked.c.of == parts.c.of)
            )
        )
        .where(made, asked.c.of.is_(None))
    )
    other = (
        select(*told)
        .select_from(base)
        .where(
            made,
            or_(
                recipe.c.id.is_(None),
                read.item(recipe.c.item_id) != read.item(of_kit.c.item_id),
                recipe.c.from_on > assembly.c.done_on,
            ),
        )
    )
    return _all_of(missing, strange, other)


def _all_of(*unlike: Any) -> Any:
    pile = unlike[0].union(*unlike[1:]).subquery("unlike")
    return select(pile.c.work, pile.c.lot_id, pile.c.part).order_by(pile.c.work, pile.c.part)


def _taken_apart() -> Any:
    """Batches taken apart of which not the same came out, kit for kit, as had gone in."""
    out, into = _parts(lot.c.id, "out"), _parts(lot.c.id, "into")
    of = assembly_batch.alias("of_batch")
    base = assembly_batch.join(assembly, assembly.c.id == assembly_batch.c.assembly_id).outerjoin(
        of, of.c.id == assembly_batch.c.of_batch_id
    )
    told = (
        assembly.c.id.label("work"),
        assembly_batch.c.lot_id.label("lot_id"),
        assembly_batch.c.id.label("part"),
    )
    apart = assembly_batch.c.of_batch_id.is_not(None)
    less = (
        select(*told)
        .select_from(
            base.join(into, into.c.batch_id == of.c.id).outerjoin(
                out, and_(out.c.batch_id == assembly_batch.c.id, out.c.of == into.c.of)
            )
        )
        .where(
            apart,
            func.coalesce(out.c.quantity, ZERO) * of.c.quantity
            != into.c.quantity * assembly_batch.c.quantity,
        )
    )
    more = (
        select(*told)
        .select_from(
            base.join(out, out.c.batch_id == assembly_batch.c.id).outerjoin(
                into, and_(into.c.batch_id == of.c.id, into.c.of == out.c.of)
            )
        )
        .where(apart, into.c.of.is_(None))
    )
    other = (
        select(*told)
        .select_from(base)
        .where(
            apart,
            or_(of.c.id.is_(None), of.c.lot_id != assembly_batch.c.lot_id, of.c.of_batch_id.is_not(None)),
        )
    )
    return _all_of(less, more, other)


def _apart_twice() -> Any:
    """Batches of which more stands taken apart than stands put together."""
    of, its = assembly_batch.alias("of_batch"), assembly.alias("its")
    apart = func.sum(assembly_batch.c.quantity)
    stands = case((its.c.undone_at.is_(None), of.c.quantity), else_=ZERO)
    return (
        select(*_told(its.c.id, of.c.lot_id))
        .join_from(assembly_batch, assembly, assembly.c.id == assembly_batch.c.assembly_id)
        .join(of, of.c.id == assembly_batch.c.of_batch_id)
        .join(its, its.c.id == of.c.assembly_id)
        .where(assembly.c.undone_at.is_(None))
        .group_by(its.c.id, of.c.id, of.c.lot_id, stands)
        .having(apart > stands)
        .order_by(its.c.id, of.c.id)
    )


def _of_lots(read: ReadAs) -> Any:
    """Batches put together whose lot has another drive, site, restriction or date than its parts give it."""
    of_kit = lot.alias("of_kit")
    program = read.program(lot.c.restricted_to_id)

    def common(column: ColumnElement[Any]) -> ColumnElement[Any]:
        whole = func.coalesce(column, ZERO)
        return case((func.min(whole) == func.max(whole), func.max(whole)), else_=ZERO)

    same_day = func.sum(case((lot.c.date_mark == of_kit.c.date_mark, ONE), else_=ZERO))
    is_dated = of_kit.c.date_mark.is_not(None)
    wrong = or_(
        func.coalesce(of_kit.c.drive_id, ZERO) != common(lot.c.drive_id),
        func.coalesce(of_kit.c.site_id, ZERO) != common(lot.c.site_id),
        read.program(of_kit.c.restricted_to_id).is_distinct_from(func.max(program)),
        func.min(program) != func.max(program),
        and_(is_dated, same_day == ZERO),
        and_(~is_dated, func.count(lot.c.date_mark) > ZERO),
    )
    return (
        select(*_told(assembly.c.id, assembly_batch.c.lot_id))
        .join_from(assembly_batch, assembly, assembly.c.id == assembly_batch.c.assembly_id)
        .join(assembly_line, assembly_line.c.batch_id == assembly_batch.c.id)
        .join(transfer, transfer.c.id == assembly_line.c.transfer_id)
        .join(lot, lot.c.id == transfer.c.lot_id)
        .join(of_kit, of_kit.c.id == assembly_batch.c.lot_id)
        .where(assembly_batch.c.of_batch_id.is_(None), transfer.c.lot_id != assembly_batch.c.lot_id)
        .group_by(
            assembly.c.id, assembly_batch.c.id, assembly_batch.c.lot_id, of_kit.c.drive_id, of_kit.c.site_id,
            of_kit.c.restricted_to_id, of_kit.c.date_mark,
        )
        .having(wrong)
        .order_by(assembly.c.id, assembly_batch.c.id)
    )  # fmt: skip
