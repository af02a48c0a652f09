"""What can go to a program: what is reserved for it and on no delivery, and what is free for it at a site."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, or_, select

from drives.errors import Unknown
from drives.model import (
    Delivery,
    DeliveryLine,
    Item,
    Location,
    Lot,
    Need,
    Program,
    Reservation,
    Site,
    StockLevel,
)
from drives.queries.cells import fit_to_go
from drives.queries.door import Look, query
from drives.queries.theirs import called_otherwise, known_sites
from drives.rules.dates import DateKind
from drives.rules.kinds import SHELF_LOCATIONS, DeliveryState
from drives.rules.roles import Permission, Touch
from drives.rules.units import Unit
from drives.store.merges import ids_read_as, merges
from drives.texts import _

_ON_DELIVERY = exists().where(
    DeliveryLine.reservation_id == Reservation.id,
    Delivery.id == DeliveryLine.delivery_id,
    Delivery.state.in_((DeliveryState.PLANNED, DeliveryState.PACKED, DeliveryState.SENT)),
)
"""Whether a reservation's goods are on a delivery that is not over."""


@dataclass(frozen=True, slots=True)
class KeptToGo:
    """Reserved stock that waits for a delivery; ``quantity`` in thousandths, ``fits`` whether it may go."""

    reservation_id: int
    need_id: int
    program_id: int
    item_id: int
    item: str
    unit: Unit
    quantity: int
    site_id: int
    site: str
    date_mark: date | None
    date_kind: DateKind | None
    lot_code: str | None
    needed_by: date | None
    fits: bool


@dataclass(frozen=True, slots=True)
class FreeToGo:
    """What of a lot may go to a program from a site, free or reserved there for it (thousandths)."""

    item_id: int
    item: str
    unit: Unit
    lot_id: int
    site_id: int
    site: str
    date_mark: date | None
    date_kind: DateKind | None
    lot_code: str | None
    restricted: bool
    free: int
    own: int


@query(Permission.DELIVER, scoped=True)
def kept_to_go(look: Look) -> tuple[KeptToGo, ...]:
    """Stock reserved for needs of the viewer's programs that is on no delivery, by program, item and date."""
    into = merges(look.connection)
    fits = fit_to_go(look.today).label("fits")
    rows = look.connection.execute(
        select(
            Reservation.id,
            Reservation.need_id,
            Reservation.quantity,
            Need.program_id,
            Need.drive_id,
            Need.needed_by,
            Lot.item_id,
            Lot.date_mark,
            Lot.date_kind,
            Lot.lot_code,
            Location.site_id,
            fits,
        )
        .join_from(Reservation, Need, Need.id == Reservation.need_id)
        .join(Lot, Lot.id == Reservation.lot_id)
        .join(Item, Item.id == Lot.item_id)
        .join(Location, Location.id == Reservation.location_id)
        .where(Reservation.ended_on.is_(None), Reservation.sent_on.is_(None), ~_ON_DELIVERY)
    ).all()
    items = {row.id: row for row in look.connection.execute(select(Item.id, Item.name, Item.unit))}
    sites = _site_names(look)
    found = []
    for row in rows:
        program_id = into.programs.get(row.program_id, row.program_id)
        if not look.viewer.may_touch(Permission.DELIVER, Touch(drive_id=row.drive_id, program_id=program_id)):
            continue
        item = items[into.items.get(row.item_id, row.item_id)]
        site_id = into.sites.get(row.site_id, row.site_id)
        found.append(
            KeptToGo(
                row.id, row.need_id, program_id, item.id, item.name, item.unit, row.quantity, site_id,
                sites[site_id], row.date_mark, row.date_kind, row.lot_code, row.needed_by, bool(row.fits),
            )
        )  # fmt: skip
    found.sort(key=lambda one: (one.program_id, one.item, one.date_mark or date.max, one.reservation_id))
    return tuple(found)


@query(Permission.DELIVER, scoped=True)
def free_to_go(look: Look, *, program_id: int) -> tuple[FreeToGo, ...]:
    """What may go to a program of the viewer's from any site, by item, first expired first."""
    theirs = look.viewer.programs_where(Permission.DELIVER)
    known = select(Program.id).where(Program.id == program_id, Program.merged_into_id.is_(None))
    if (theirs is not None and program_id not in theirs) or look.connection.execute(known).first() is None:
        raise Unknown(_("That program is not here (any more). Reload the page and choose again."))
    into = merges(look.connection)
    programs = ids_read_as(Program, program_id)
    rows = look.connection.execute(
        select(
            StockLevel.lot_id,
            StockLevel.quantity,
            StockLevel.reserved,
            Lot.item_id,
            Lot.date_mark,
            Lot.date_kind,
            Lot.lot_code,
            Lot.received_on,
            Lot.restricted_to_id,
            Location.id.label("location_id"),
            Location.site_id,
        )
        .join_from(StockLevel, Lot, Lot.id == StockLevel.lot_id)
        .join(Item, Item.id == Lot.item_id)
        .join(Location, Location.id == StockLevel.location_id)
        .where(
            StockLevel.quantity > 0,
            Location.kind.in_(SHELF_LOCATIONS),
            Location.site_id.in_(select(Site.id).where(known_sites(look.viewer))),
            or_(Lot.restricted_to_id.is_(None), Lot.restricted_to_id.in_(programs)),
            fit_to_go(look.today),
        )
    ).all()
    own = _own(look, program_id)
    items = {row.id: row for row in look.connection.execute(select(Item.id, Item.name, Item.unit))}
    sites = _site_names(look)
    rows = sorted(rows, key=lambda row: (row.date_mark or date.max, row.received_on, row.lot_id))
    found = []
    for row in rows:
        item = items[into.items.get(row.item_id, row.item_id)]
        site_id = into.sites.get(row.site_id, row.site_id)
        free = FreeToGo(
            item.id, item.name, item.unit, row.lot_id, site_id, sites[site_id], row.date_mark,
            row.date_kind, row.lot_code, row.restricted_to_id is not None, row.quantity - row.reserved,
            own.get((row.lot_id, row.location_id), 0),
        )  # fmt: skip
        if free.free or free.own:
            found.append(free)
    return tuple(sorted(found, key=lambda one: one.item))


def _own(look: Look, program_id: int) -> dict[tuple[int, int], int]:
    """By lot and place, what is reserved there for the program and on no delivery."""
    rows = (
        select(Reservation.lot_id, Reservation.location_id, Reservation.quantity, Need.drive_id)
        .join_from(Reservation, Need, Need.id == Reservation.need_id)
        .where(
            Need.program_id.in_(ids_read_as(Program, program_id)),
            Reservation.ended_on.is_(None),
            Reservation.sent_on.is_(None),
            ~_ON_DELIVERY,
        )
    )
    found: dict[tuple[int, int], int] = defaultdict(int)
    for row in look.connection.execute(rows):
        touch = Touch(drive_id=row.drive_id, program_id=program_id)
        if look.viewer.may_touch(Permission.DELIVER, touch):
            found[row.lot_id, row.location_id] += row.quantity
    return found


def _site_names(look: Look) -> dict[int, str]:
    names = {row.id: row.name for row in look.connection.execute(select(Site.id, Site.name))}
    return names | called_otherwise(look, Site)
