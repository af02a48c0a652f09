"""A delivery opened: its lines by site, what was picked, packed, sent, what arrived and what did not."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import case, func, select, true

from drives.model import (
    Delivery,
    DeliveryLine,
    DeliveryPicker,
    Item,
    LineCut,
    LineExtra,
    LinePicked,
    LineShortfall,
    Location,
    Lot,
    Need,
    Reservation,
    SearchEnd,
    Site,
)
from drives.queries.deliveries import (
    DeliveryListed,
    line_held,
    listed_deliveries,
    missing_of_line,
    stands_of_line,
)
from drives.queries.door import Look, query
from drives.queries.theirs import known_sites
from drives.rules.dates import DateKind
from drives.rules.kinds import Priority, ShortfallReason
from drives.rules.roles import Permission
from drives.rules.units import Unit

_line = DeliveryLine.__table__
_lot = Lot.__table__
_item = Item.__table__
_posted_item = _item.alias("posted_item")
_RANK = {priority: place for place, priority in enumerate(Priority)}


@dataclass(frozen=True, slots=True)
class Short:
    """What of a line did not arrive for a reason, in thousandths."""

    reason: ShortfallReason
    lost: int
    returned: int


@dataclass(frozen=True, slots=True)
class LineSeen:
    """A line of a delivery. Quantities in thousandths.

    ``planned`` is what it was to have, ``stands`` what of it goes: until it is sent, less where it was
    released meanwhile, nothing where its lot is ``held``. ``picked`` was ticked on its pick list. ``site``
    is None where whoever looks may not know of it. ``searched`` is what was missing and neither found nor
    given up. ``beyond``: it came beyond what was sent. ``location_id`` tells shelves apart and is not shown;
    ``urgency`` sorts what is needed most and soonest first, what is for no need last.
    """

    line_id: int
    item_id: int
    item: str
    unit: Unit
    site_id: int | None
    site: str | None
    date_mark: date | None
    date_kind: DateKind | None
    lot_code: str | None
    for_need: bool
    planned: int
    quantity: int
    stands: int
    held: bool
    picked: int | None
    arrived: int | None
    short: tuple[Short, ...]
    searched: int
    beyond: bool
    location_id: int
    urgency: tuple[int, date]


@dataclass(frozen=True, slots=True)
class DeliverySeen:
    """A delivery opened; ``pickers`` are the accounts that have its pick list."""

    listed: DeliveryListed
    lines: tuple[LineSeen, ...]
    pickers: tuple[int, ...]


@query(Permission.CONFIRM_DELIVERIES, scoped=True)
def delivery_seen(look: Look, *, delivery_id: int) -> DeliverySeen | None:
    """A delivery to one of the viewer's programs with its lines; None where there is none."""
    found = listed_deliveries(look, Delivery.id == delivery_id)
    if not found:
        return None
    pickers = select(DeliveryPicker.account_id).where(DeliveryPicker.delivery_id == delivery_id)
    own = look.viewer.may(Permission.DELIVER)
    return DeliverySeen(
        found[0],
        lines_seen(look, delivery_id),
        tuple(sorted(look.connection.execute(pickers).scalars())) if own else (),
    )


def lines_seen(look: Look, delivery_id: int, *, all_sites: bool = False) -> tuple[LineSeen, ...]:
    """The lines of a delivery by site and item, first expired first.

    Sites are named to whom they are known; ``all_sites`` are to whoever was given the pick list.
    """
    known = true() if all_sites else known_sites(look.viewer)
    posted_site = Site.__table__.alias("posted_site")
    rows = look.connection.execute(
        select(
            _line,
            _item.c.id.label("item_id"),
            _item.c.name.label("item"),
            _item.c.unit,
            _lot.c.date_mark,
            _lot.c.date_kind,
            _lot.c.lot_code,
            case((known, Site.id)).label("site_id"),
            case((known, Site.name)).label("site"),
            LineCut.planned,
            LinePicked.quantity.label("picked"),
            LineExtra.of_line_id,
            Need.priority,
            Need.needed_by,
            missing_of_line().label("missing"),
            stands_of_line().label("stands"),
            line_held().label("held"),
        )
        .join(Delivery, Delivery.id == _line.c.delivery_id)
        .outerjoin(Reservation, Reservation.id == _line.c.reservation_id)
        .join(_lot, _lot.c.id == _line.c.lot_id)
        .join(_posted_item, _posted_item.c.id == _lot.c.item_id)
        .join(_item, _item.c.id == func.coalesce(_posted_item.c.merged_into_id, _posted_item.c.id))
        .join(Location, Location.id == _line.c.location_id)
        .join(posted_site, posted_site.c.id == Location.site_id)
        .join(Site, Site.id == func.coalesce(posted_site.c.merged_into_id, posted_site.c.id))
        .outerjoin(LineCut, LineCut.line_id == _line.c.id)
        .outerjoin(LinePicked, LinePicked.line_id == _line.c.id)
        .outerjoin(LineExtra, LineExtra.line_id == _line.c.id)
        .outerjoin(Need, Need.id == _line.c.need_id)
        .where(_line.c.delivery_id == delivery_id)
    ).all()
    ids = [row.id for row in rows]
    short, ended = _shortfalls(look, ids), _ended(look, ids)
    found = [
        LineSeen(
            row.id, row.item_id, row.item, row.unit, row.site_id, row.site, row.date_mark, row.date_kind,
            row.lot_code, row.need_id is not None, row.planned or row.quantity, row.quantity, row.stands,
            bool(row.held), row.picked, row.arrived,
            tuple(short.get(row.id) or _one_reason(row)), max(0, row.missing - ended.get(row.id, 0)),
            row.of_line_id is not None, row.location_id, _urgency(row),
        )
        for row in rows
    ]  # fmt: skip
    return tuple(
        sorted(found, key=lambda one: (one.site or "", one.item, one.date_mark or date.max, one.line_id))
    )


def _urgency(row: Any) -> tuple[int, date]:
    if row.need_id is None:
        return len(_RANK), date.max
    return _RANK[row.priority], row.needed_by or date.max


def _one_reason(row: Any) -> Iterable[Short]:
    if row.reason is not None and (row.lost or row.returned):
        yield Short(row.reason, row.lost, row.returned)


def _shortfalls(look: Look, line_ids: list[int]) -> Mapping[int, list[Short]]:
    found: dict[int, list[Short]] = defaultdict(list)
    rows = select(LineShortfall.__table__).where(LineShortfall.line_id.in_(line_ids))
    for row in look.connection.execute(rows.order_by(LineShortfall.reason)):
        found[row.line_id].append(Short(row.reason, row.lost, row.returned))
    return found


def _ended(look: Look, line_ids: list[int]) -> Mapping[int, int]:
    rows = (
        select(SearchEnd.line_id, func.sum(SearchEnd.quantity))
        .where(SearchEnd.line_id.in_(line_ids))
        .group_by(SearchEnd.line_id)
    )
    return {line_id: int(ended) for line_id, ended in look.connection.execute(rows)}


def alike_where_they_stand(lines: Iterable[LineSeen], *, by_need: bool = False) -> list[list[LineSeen]]:
    """The lines that look alike on their shelf, by shelf, item, date and lot code, in the order of ``lines``.

    What is needed most comes first in each pile. With ``by_need`` what is for no need is a pile of its own,
    but for what nothing is packed of.
    """
    found: dict[Any, list[LineSeen]] = defaultdict(list)
    for line in lines:
        marks = line.date_mark, line.date_kind, line.lot_code, line.held, line.beyond
        apart = by_need and not line.for_need and line.quantity > 0
        # Sites that the viewer may not know have no name to tell them apart by, yet are not one shelf.
        shelf = line.site_id, line.location_id if line.site_id is None else 0
        found[shelf, line.item_id, marks, apart].append(line)
    return [sorted(pile, key=lambda line: (line.urgency, line.line_id)) for pile in found.values()]


def as_one_line(pile: Sequence[LineSeen]) -> LineSeen:
    """A pile as one line with its sums; picked, or arrived, where all of its lines are."""
    short: dict[ShortfallReason, Short] = {}
    for one in (one for line in pile for one in line.short):
        before = short.get(one.reason, Short(one.reason, 0, 0))
        short[one.reason] = Short(one.reason, before.lost + one.lost, before.returned + one.returned)
    return replace(
        pile[0],
        planned=sum(line.planned for line in pile),
        quantity=sum(line.quantity for line in pile),
        stands=sum(line.stands for line in pile),
        picked=_all_of([line.picked for line in pile]),
        arrived=_all_of([line.arrived for line in pile]),
        short=tuple(short.values()),
        searched=sum(line.searched for line in pile),
    )


def _all_of(quantities: Sequence[int | None]) -> int | None:
    known = [one for one in quantities if one is not None]
    return sum(known) if len(known) == len(quantities) else None


def alike(lines: Sequence[LineSeen]) -> list[list[LineSeen]]:
    """The lines that look alike to whoever has the goods, by item, date and lot code; the most needed first.

    Those of which nothing goes are left out.
    """
    found: dict[Any, list[LineSeen]] = defaultdict(list)
    for line in lines:
        if line.stands:
            found[line.item_id, line.date_mark, line.date_kind, line.lot_code].append(line)
    return [
        sorted(pile, key=lambda line: (line.urgency, line.line_id))
        for pile in sorted(found.values(), key=lambda pile: (pile[0].item, pile[0].date_mark or date.max))
    ]
