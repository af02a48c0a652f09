"""What refusals about stock say: the figures, by name."""

from decimal import Decimal

from sqlalchemy import Connection, case, false, func, or_, select
from sqlalchemy.orm import aliased

from drives.commands.door import Work
from drives.errors import NotEnough, Refusal, Unknown
from drives.ledger import Released, Shortage
from drives.model import Item, Location, Lot, Need, Program, Site
from drives.rules.quantity import to_text
from drives.rules.units import Unit, plural_count, unit_name
from drives.store.theirs import within
from drives.texts import _, ngettext

_kept_item, _kept_program = aliased(Item), aliased(Program)


def not_enough(
    connection: Connection, shortage: Shortage, asked: int | None = None, *, at_table: bool = False
) -> NotEnough:
    """The refusal that a shortage becomes: item, place, asked, there, kept for others.

    At a table it says no more of the shelf than what is missing, and who can do something about it.
    """
    item = connection.execute(
        select(_kept_item.name, _kept_item.unit)
        .join(Item, func.coalesce(Item.merged_into_id, Item.id) == _kept_item.id)
        .join(Lot, Lot.item_id == Item.id)
        .where(Lot.id == shortage.lot_id)
    ).one()
    place = connection.execute(
        select(Site.name)
        .join(Location, Location.site_id == Site.id)
        .where(Location.id == shortage.location_id)
    ).scalar() or _("on the way")
    there = shortage.there
    figures = {
        "item": item.name,
        "unit": unit_name(item.unit, shortage.missing),
        "place": place,
        "missing": to_text(shortage.missing),
        "there": to_text(there.quantity),
        "free": to_text(there.quantity - there.reserved),
        "kept": to_text(there.reserved),
        "asked": to_text(asked) if asked is not None else "",
    }
    if at_table:
        text = _already_gone(item.unit, plural_count(shortage.missing))
    elif asked is not None and there.reserved:
        text = _(
            "{item} at {place}: {asked} asked, {free} free ({missing} short). "
            "{kept} more are there but reserved for needs; release them first or take fewer."
        )
    elif asked is not None:
        text = _(
            "{item} at {place}: {asked} asked, {there} there ({missing} short). "
            "Take fewer, or count that shelf."
        )
    elif there.reserved:
        text = _(
            "{item} at {place}: {there} there, {kept} of them reserved; {missing} short. "
            "Release reservations first, or change fewer."
        )
    else:
        text = _(
            "{item} at {place}: only {there} are still there, {missing} short: the rest has already gone. "
            "Nothing was changed. Enter a smaller correction, or count that shelf."
        )
    return NotEnough(text.format(**figures))


def _already_gone(unit: Unit, count: int) -> str:
    if unit is Unit.EACH:  # What is counted by the piece has no unit word.
        return ngettext(
            "{item} at {place}: {missing} has already gone, so this cannot be taken back any more. "
            "Tell an organizer what was wrong.",
            "{item} at {place}: {missing} have already gone, so this cannot be taken back any more. "
            "Tell an organizer what was wrong.",
            count,
        )
    return ngettext(
        "{item} at {place}: {missing} {unit} has already gone, so this cannot be taken back any more. "
        "Tell an organizer what was wrong.",
        "{item} at {place}: {missing} {unit} have already gone, so this cannot be taken back any more. "
        "Tell an organizer what was wrong.",
        count,
    )


def losers(work: Work, released: list[Released]) -> tuple[str, ...]:
    """Who loses what where reservations gave way, a sentence for each program and item, those of the first
    to give way first; unlisted programs by name to few.
    """
    if not released:
        return ()
    named_to_all = or_(
        _kept_program.unlisted.is_(false()), within(_kept_program.id, work.viewer.named_programs)
    )
    rows = work.connection.execute(
        select(
            Need.id,
            _kept_item.id.label("item_id"),
            _kept_item.name,
            _kept_program.id.label("program_id"),
            case((named_to_all, _kept_program.name)).label("program"),
        )
        .join(Item, Item.id == Need.item_id)
        .join(_kept_item, _kept_item.id == func.coalesce(Item.merged_into_id, Item.id))
        .join(Program, Program.id == Need.program_id)
        .join(_kept_program, _kept_program.id == func.coalesce(Program.merged_into_id, Program.id))
        .where(Need.id.in_({loss.need_id for loss in released}))
    ).all()
    named = {row.id: row for row in rows}
    lost: dict[tuple[int, int], int] = {}
    words = {}
    for loss in released:
        row = named[loss.need_id]
        key = row.program_id, row.item_id
        lost[key] = lost.get(key, 0) + loss.quantity
        words[key] = row.program or _("A partner program"), row.name
    return tuple(
        _("{program} loses {quantity} reserved: {item}.").format(
            program=words[key][0], quantity=to_text(quantity), item=words[key][1]
        )
        for key, quantity in lost.items()
    )


def gone(what: str) -> Unknown:
    """The refusal for an id that names nothing (any more)."""
    return Unknown(_("{what} is not here (any more). Reload the page and choose again.").format(what=what))


def whole_units_only(item: str, quantity: int) -> Refusal:
    """The refusal for a fraction of what cannot be divided."""
    return Refusal(
        _("{item} is counted in whole units: {quantity} is not one. Enter a whole number.").format(
            item=item, quantity=f"{Decimal(quantity) / 1000:f}"
        )
    )
