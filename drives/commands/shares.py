"""Share stock out among needs: all reservations of a proposal at once, with why each gets what it gets."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, insert, select

from drives.commands.door import Work, command
from drives.commands.found import (
    ItemFound,
    check_quantity,
    items_by_id,
    location_of_site,
    lock_lots,
    program_called,
    rows_of,
)
from drives.commands.need_state import NeedStands, needs_stand
from drives.commands.touched.going_out import touches_shared
from drives.commands.wording import gone, not_enough
from drives.errors import NotEnough, Refusal
from drives.ledger import Shortage, ToKeep
from drives.model import (
    Allocation,
    AllocationLine,
    AllocationShare,
    Drive,
    Hold,
    Item,
    Lot,
    Need,
    Program,
    Substitute,
)
from drives.rules.dates import is_past
from drives.rules.kinds import HandReason, Policy, Why
from drives.rules.quantity import PARTS, to_text
from drives.rules.roles import Permission
from drives.store import allocate_ids
from drives.store.merges import merged_into
from drives.texts import _

_allocation: Table = Allocation.__table__  # type: ignore[assignment]
_line: Table = AllocationLine.__table__  # type: ignore[assignment]
_share: Table = AllocationShare.__table__  # type: ignore[assignment]
_substitute: Table = Substitute.__table__  # type: ignore[assignment]
_hold: Table = Hold.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class ShareLine:
    """Stock of a lot at a site for a need, in thousandths; ``instead`` where the lot is of another item."""

    need_id: int
    lot_id: int
    site_id: int
    quantity: int
    instead: bool = False


@dataclass(frozen=True, slots=True)
class ShareFacts:
    """Why a need gets what its lines say: the facts of ``rules/allocation.py``, and why by hand."""

    need_id: int
    kept: int
    met: int
    outstanding: int
    available: int
    asked: int
    level: int
    why: Why
    hand_reason: HandReason | None = None


@dataclass(frozen=True, slots=True)
class Allocate:
    """A proposal to be committed: its lines, and the facts of each need that has any or was changed."""

    policy: Policy
    lines: tuple[ShareLine, ...]
    facts: tuple[ShareFacts, ...]
    drive_id: int | None = None
    whole_packs: bool = False


@dataclass(frozen=True, slots=True)
class Allocated:
    """What was reserved; one reservation a line, in their order."""

    allocation_id: int
    reservation_ids: tuple[int, ...]
    need_ids: tuple[int, ...]


@command(Permission.ALLOCATE, touches_shared)
def allocate(work: Work, request: Allocate) -> Allocated:
    """Reserve all of a proposal, or nothing: what was taken or met meanwhile is refused with its figures."""
    if not request.lines:
        raise Refusal(_("Nothing is shared out here. Choose shares first."))
    _check_facts(request)
    needs = rows_of(work.connection, Need, {fact.need_id for fact in request.facts}, _("That need"))
    _check_needs(work, request, needs)
    keep = _checked_lines(work, request, needs)
    try:
        reservation_ids = work.ledger.reserve_all(keep, on=work.today)
    except Shortage as shortage:
        key = shortage.lot_id, shortage.location_id
        asked = sum(line.quantity for line in keep if (line.lot_id, line.location_id) == key)
        raise not_enough(work.connection, shortage, asked=asked) from None
    allocation_id = _write(work, request, reservation_ids)
    return Allocated(allocation_id, tuple(reservation_ids), tuple(fact.need_id for fact in request.facts))


def _check_facts(request: Allocate) -> None:
    """Refuse facts that do not fit the lines that they tell of."""
    given = dict.fromkeys((fact.need_id for fact in request.facts), 0)
    fit = len(given) == len(request.facts) and {line.need_id for line in request.lines} <= given.keys()
    for line in request.lines if fit else ():
        given[line.need_id] += line.quantity
    fit = fit and all(
        0 <= fact.kept <= given[fact.need_id] <= fact.outstanding
        and 0 <= fact.level <= PARTS
        and min(fact.met, fact.available, fact.asked) >= 0
        for fact in request.facts
    )
    if not fit:
        raise Refusal(_("These shares do not belong together. Reload the page and share out again."))


def _check_needs(work: Work, request: Allocate, needs: Mapping[int, Any]) -> None:
    """Refuse what is for a need that is not open, or more than what is outstanding of one."""
    given: dict[int, int] = defaultdict(int)
    for line in request.lines:
        given[line.need_id] += line.quantity
    stands = needs_stand(work, [needs[need_id] for need_id in given])
    items = _items_of(work, [needs[need_id].item_id for need_id in given])
    for need_id, quantity in given.items():
        _check_need(work, needs[need_id], stands[need_id], items[needs[need_id].item_id], quantity)


def _check_need(work: Work, need: Any, stands: NeedStands, item: ItemFound, quantity: int) -> None:
    if stands.is_open and quantity <= stands.outstanding:
        return
    program = program_called(work.connection, need.program_id)
    if not stands.is_open:
        raise Refusal(
            _("{item} for {program}: this need is not open any more. Share out again.").format(
                item=item.name, program=program
            )
        )
    raise NotEnough(
        _(
            "{item} for {program}: {asked} to reserve, but only {outstanding} are still outstanding. "
            "Share out again."
        ).format(
            item=item.name,
            program=program,
            asked=to_text(quantity),
            outstanding=to_text(stands.outstanding),
        )
    )


def _checked_lines(work: Work, request: Allocate, needs: Mapping[int, Any]) -> list[ToKeep]:
    """The lines as the ledger keeps them; refused where a lot is not for its need, held or past its date."""
    lots = rows_of(work.connection, Lot, {line.lot_id for line in request.lines}, _("That lot"), lock=False)
    items = _items_of(work, [row.item_id for row in (*lots.values(), *needs.values())])
    programs = merged_into(work.connection, Program)
    places = {
        site_id: location_of_site(work.connection, site_id)
        for site_id in sorted({line.site_id for line in request.lines})
    }
    _check_fit(work, lots, items)
    keep: list[ToKeep] = []
    for line in request.lines:
        lot, need = lots[line.lot_id], needs[line.need_id]
        item, wanted = items[lot.item_id], items[need.item_id]
        check_quantity(item, line.quantity)
        if line.instead != (item.id != wanted.id):
            raise Refusal(
                _("This lot is not of the item that the need asks for, {item}.").format(item=wanted.name)
            )
        if line.instead and item.unit is not wanted.unit:
            raise Refusal(
                _("{other} is not counted as {item} is. Choose another item instead.").format(
                    other=item.name, item=wanted.name
                )
            )
        kept_for = lot.restricted_to_id
        if kept_for is not None and programs.get(kept_for, kept_for) != programs.get(
            need.program_id, need.program_id
        ):
            raise Refusal(
                _("{item}: this lot is kept for another program. Choose another lot.").format(item=item.name)
            )
        place = places[line.site_id]
        if place is None:
            raise NotEnough(
                _("{item}: nothing of it is at that site. Choose another site.").format(item=item.name)
            )
        keep.append(ToKeep(need.id, lot.id, place, line.quantity))
    return keep


def _check_fit(work: Work, lots: Mapping[int, Any], items: Mapping[int, ItemFound]) -> None:
    """Refuse lots that are held or past their date; none is put on hold until the transaction ends."""
    lock_lots(work.connection, lots)
    holds = select(_hold.c.lot_id, _hold.c.reason).where(_hold.c.lifted_on.is_(None)).order_by(_hold.c.id)
    for lot_id, reason in work.connection.execute(holds):
        if lot_id in lots:
            raise Refusal(
                _("{item}: a lot was put on hold meanwhile ({reason}). Share out again.").format(
                    item=items[lots[lot_id].item_id].name, reason=reason
                )
            )
    for lot in lots.values():
        item = items[lot.item_id]
        if lot.date_mark is not None and is_past(lot.date_mark, lot.date_kind, item.date_rule, work.today):
            raise Refusal(
                _("{item}: this lot is past its date ({day}). Choose another lot, or discard it.").format(
                    item=item.name, day=lot.date_mark.isoformat()
                )
            )


def _items_of(work: Work, item_ids: Iterable[int]) -> dict[int, ItemFound]:
    """By the id with which something was written, the item that it is read as."""
    into = merged_into(work.connection, Item)
    kept = {item_id: into.get(item_id, item_id) for item_id in set(item_ids)}
    found = items_by_id(work.connection, kept.values())
    return {item_id: found[kept_id] for item_id, kept_id in kept.items()}


def _write(work: Work, request: Allocate, reservation_ids: Sequence[int]) -> int:
    connection = work.connection
    if request.drive_id is not None:
        known = connection.execute(select(Drive.id).where(Drive.id == request.drive_id)).first()
        if known is None:
            raise gone(_("That drive"))
    allocation_id = allocate_ids(connection, _allocation, 1)[0]
    connection.execute(
        insert(_allocation),
        {
            "id": allocation_id,
            "policy": request.policy,
            "drive_id": request.drive_id,
            "whole_packs": request.whole_packs,
            "made_on": work.today,
            "recorded_at": work.now,
        },
    )
    given: dict[int, int] = defaultdict(int)
    instead: dict[int, int] = defaultdict(int)
    for line in request.lines:
        given[line.need_id] += line.quantity
        instead[line.need_id] += line.quantity if line.instead else 0
    connection.execute(
        insert(_share),
        [
            {
                "allocation_id": allocation_id,
                "need_id": fact.need_id,
                "given": given[fact.need_id],
                "instead": instead[fact.need_id],
                "kept": fact.kept,
                "met": fact.met,
                "outstanding": fact.outstanding,
                "available": fact.available,
                "asked": fact.asked,
                "level": fact.level,
                "why": fact.why,
                "hand_reason": fact.hand_reason,
            }
            for fact in request.facts
        ],
    )
    connection.execute(
        insert(_line),
        [{"reservation_id": row_id, "allocation_id": allocation_id} for row_id in reservation_ids],
    )
    _write_substitutes(work, request)
    return allocation_id


def _write_substitutes(work: Work, request: Allocate) -> None:
    """Record which other items were chosen for which needs, once each."""
    lots = {line.lot_id for line in request.lines if line.instead}
    if not lots:
        return
    item_of = {
        row.id: row.item_id
        for row in work.connection.execute(select(Lot.id, Lot.item_id).where(Lot.id.in_(lots)))
    }
    chosen = {(line.need_id, item_of[line.lot_id]) for line in request.lines if line.instead}
    known = select(_substitute.c.need_id, _substitute.c.item_id).where(
        _substitute.c.need_id.in_({need_id for need_id, _item in chosen})
    )
    new = chosen - {(row.need_id, row.item_id) for row in work.connection.execute(known)}
    for need_id, item_id in sorted(new):
        work.connection.execute(
            insert(_substitute), {"need_id": need_id, "item_id": item_id, "chosen_on": work.today}
        )
