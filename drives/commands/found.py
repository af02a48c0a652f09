"""Finding the nouns that a request names by id, or refusing clearly."""

from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, bindparam, func, select

from drives.commands.wording import gone, whole_units_only
from drives.errors import Refusal
from drives.model import (
    Delivery,
    Donation,
    Drive,
    Item,
    ItemPack,
    ItemValue,
    Location,
    Lot,
    Need,
    Program,
    Reservation,
    Site,
)
from drives.rules.dates import DateRule
from drives.rules.kinds import LocationKind, SiteKind
from drives.rules.names import fold_name
from drives.rules.quantity import MAX_QUANTITY, SCALE, to_text
from drives.rules.units import Unit, is_indivisible
from drives.store.merges import ids_read_as
from drives.texts import _

_AT_ONCE = 400

_ITEM = select(
    Item.id,
    Item.name,
    Item.unit,
    Item.date_rule,
    Item.unit_value,
    Item.merged_into_id,
    Item.category,
    select(func.count()).where(ItemValue.item_id == Item.id).correlate(Item).scalar_subquery(),
)
_ITEMS = (
    _ITEM.where(Item.id.in_(bindparam("ids", expanding=True))).order_by(Item.id).with_for_update(read=True)
)
_SITE = (
    select(Site.id, Site.name, Site.kind, Site.merged_into_id)
    .where(Site.id == bindparam("id"))
    .with_for_update(read=True)
)
_PROGRAM = select(Program.__table__).where(Program.id == bindparam("id")).with_for_update(read=True)
_ITEMS_READ_AS = ids_read_as(Item, bindparam("id")).order_by(Item.id)
_AT_SITE = select(func.coalesce(Location.merged_into_id, Location.id)).where(
    Location.site_id == bindparam("id")
)


class ItemFound(NamedTuple):
    """What writing needs to know of an item; ``unit_value`` in ten-thousandths."""

    id: int
    name: str
    unit: Unit
    date_rule: DateRule
    unit_value: int | None
    merged_into_id: int | None
    category: str = ""
    """Left out where only an amount or a date is checked."""
    values: int = 0
    """How many values it has by date; where it has several, they tell what it was worth on a day."""


def items_by_id(connection: Connection, ids: Iterable[int]) -> dict[int, ItemFound]:
    """The items of these ids; an unknown one, or one merged into another, is refused.

    Their units stand until the transaction ends (see ``lock_item``).
    """
    wanted = sorted(set(ids))
    if len(wanted) > 400:
        rows = connection.execute(_ITEM.order_by(Item.id).with_for_update(read=True)).all()
    else:
        rows = connection.execute(_ITEMS, {"ids": wanted}).all()
    found = {row.id: ItemFound(*row) for row in rows}
    for item_id in wanted:
        item = found.get(item_id)
        if item is None:
            raise gone(_("That item"))
        if item.merged_into_id is not None:
            raise Refusal(_("{item} was merged into another item. Choose that one.").format(item=item.name))
    return found


def item_by_id(connection: Connection, item_id: int) -> ItemFound:
    """One item; refused when unknown or merged."""
    return items_by_id(connection, [item_id])[item_id]


def item_kept(connection: Connection, item_id: int) -> ItemFound:
    """The item that goods or needs of an item are read as: itself, or the one it was merged into."""
    return item_by_id(connection, kept_id(connection, Item, item_id))


def kept_id(connection: Connection, table: type[Item] | type[Program] | type[Site], row_id: int) -> int:
    """The id that a noun is read as: its own, or that of the one it was merged into."""
    into = connection.execute(_merged_into(table), {"id": row_id}).scalar()
    return row_id if into is None else into


@cache
def _merged_into(table: type[Item] | type[Program] | type[Site]) -> Select[Any]:
    return select(table.merged_into_id).where(table.id == bindparam("id"))


def items_read_as(connection: Connection, item_id: int) -> list[int]:
    """The ids of an item and of all that were merged into it.

    What is said of the item in ``ALIKE`` (``item_terms.py``) is said of each of these rows.
    """
    return list(connection.execute(_ITEMS_READ_AS, {"id": item_id}).scalars())


def site_kind(connection: Connection, site_id: int) -> LocationKind:
    """The kind of location that a site's stock is at; it is not merged until the transaction ends."""
    row = connection.execute(_SITE, {"id": site_id}).one_or_none()
    if row is None:
        raise gone(_("That site"))
    if row.merged_into_id is not None:
        raise Refusal(_("{site} was merged into another site. Choose that one.").format(site=row.name))
    return LocationKind(SiteKind(row.kind).value)


def row_of(connection: Connection, table: Any, row_id: int, what: str, *, lock: bool = True) -> Any:
    """The row of a table by id, by default locked against other writers until the transaction ends."""
    row = connection.execute(_by_id(table, lock), {"row_id": row_id}).one_or_none()
    if row is None:
        raise gone(what)
    return row


@cache
def _by_id(table: Any, lock: bool) -> Select[Any]:
    rows = select(table.__table__).where(table.id == bindparam("row_id"))
    return rows.with_for_update() if lock else rows


def drive_row(connection: Connection, drive_id: int, *, lock: bool = False) -> Any:
    """A drive by id; locked only for whoever changes it, so that logging never queues on it."""
    return row_of(connection, Drive, drive_id, _("That drive"), lock=lock)


def program_row(connection: Connection, program_id: int) -> Any:
    """A program by id, refused when unknown or merged; it is not merged until the transaction ends."""
    row = connection.execute(_PROGRAM, {"id": program_id}).one_or_none()
    if row is None:
        raise gone(_("That program"))
    if row.merged_into_id is not None:
        raise Refusal(
            _("{program} was merged into another program. Choose that one.").format(program=row.name)
        )
    return row


def program_called(connection: Connection, program_id: int) -> str:
    """The name of the program that a row of another is read as."""
    kept = kept_id(connection, Program, program_id)
    return str(connection.execute(select(Program.name).where(Program.id == kept)).scalar_one())


def rows_of(
    connection: Connection, table: Any, row_ids: Iterable[int], what: str, *, lock: bool = True
) -> dict[int, Any]:
    """Many rows of a table by id, by default locked in the order of their ids; refused where one is gone."""
    wanted = sorted(set(row_ids))
    found: dict[int, Any] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        some = (
            select(table.__table__).where(table.id.in_(wanted[start : start + _AT_ONCE])).order_by(table.id)
        )
        found |= {row.id: row for row in connection.execute(some.with_for_update() if lock else some)}
    if len(found) < len(wanted):
        raise gone(what)
    return found


def need_row(connection: Connection, need_id: int) -> Any:
    """A need by id."""
    return row_of(connection, Need, need_id, _("That need"))


def donation_row(connection: Connection, donation_id: int) -> Any:
    """A donation by id."""
    return row_of(connection, Donation, donation_id, _("That donation"))


def delivery_row(connection: Connection, delivery_id: int) -> Any:
    """A delivery by id."""
    return row_of(connection, Delivery, delivery_id, _("That delivery"))


def lot_row(connection: Connection, lot_id: int) -> Any:
    """A lot by id, not locked: what makes it never changes."""
    return row_of(connection, Lot, lot_id, _("That lot"), lock=False)


def lock_lots(connection: Connection, lot_ids: Iterable[int]) -> None:
    """Keep what holds, reserves, sends or counts these lots apart until the transaction ends."""
    if connection.dialect.name != "sqlite":
        rows = select(Lot.id).where(Lot.id.in_(sorted(set(lot_ids)))).order_by(Lot.id)
        connection.execute(rows.with_for_update(key_share=True)).all()


def lock_reservations(connection: Connection, reservation_ids: Iterable[int]) -> None:
    """Keep what plans or sends these reservations apart until the transaction ends."""
    rows = select(Reservation.id).where(Reservation.id.in_(sorted(set(reservation_ids))))
    connection.execute(rows.order_by(Reservation.id).with_for_update(key_share=True)).all()


def lock_site(connection: Connection, site_id: int) -> None:
    """Before a site's kind changes: until the transaction ends, nobody moves goods there."""
    connection.execute(select(Location.id).where(Location.site_id == site_id).with_for_update()).all()


def lock_item(connection: Connection, item_id: int) -> None:
    """Before an item's unit changes: until the transaction ends, nobody logs goods of it or asks for them."""
    connection.execute(select(Item.id).where(Item.id == item_id).with_for_update()).all()


def lock_donor_names(connection: Connection, *names: str | None) -> None:
    """Until the transaction ends, nobody else makes a donor known by one of these (as they are compared)."""
    if connection.dialect.name != "sqlite":
        for name in sorted({name for name in names if name is not None}):
            key = func.pg_advisory_xact_lock(func.hashtext("drives donor"), func.hashtext(name))
            connection.execute(select(key))


def location_of_site(connection: Connection, site_id: int) -> int | None:
    """The id of the location where a site's stock is (now), or None while it never had any."""
    return connection.execute(_AT_SITE, {"id": site_id}).scalar()


def check_pack(connection: Connection, item: ItemFound, pack: str | None, quantity: int | None) -> None:
    """Refuse what is no pack of this item that holds this quantity (thousandths); both None is no pack."""
    if pack is None and quantity is None:
        return
    rows = select(ItemPack.pack, ItemPack.pack_quantity).where(ItemPack.item_id == item.id)
    sizes = {fold_name(row.pack): row.pack_quantity for row in connection.execute(rows) if row.pack}
    if pack is None or fold_name(pack) not in sizes:
        raise Refusal(
            _("{item} has no such pack: {pack}. Choose one that it has, or count in its unit.").format(
                item=item.name, pack=pack or to_text(quantity or 0)
            )
        )
    size = sizes[fold_name(pack)]
    if size != quantity:
        raise Refusal(
            _("{item}: {pack} holds {size}, not {quantity}. Choose the pack again.").format(
                item=item.name, pack=pack, size=to_text(size), quantity=to_text(quantity or 0)
            )
        )


def check_quantity(item: ItemFound, quantity: int, *, zero_allowed: bool = False) -> None:
    """Refuse what is not a quantity of this item (thousandths)."""
    if quantity < 0 or (quantity == 0 and not zero_allowed):
        raise Refusal(
            _("{item}: {quantity} is no quantity. Enter a number above zero.").format(
                item=item.name, quantity=to_text(quantity)
            )
        )
    if quantity > MAX_QUANTITY * SCALE:
        raise Refusal(
            _("{item}: {quantity} is more than the largest quantity, {most}. Enter it in parts.").format(
                item=item.name, quantity=to_text(quantity), most=MAX_QUANTITY
            )
        )
    if quantity % SCALE and is_indivisible(item.unit):
        raise whole_units_only(item.name, quantity)
