"""Barcodes learned where they are scanned: an unknown code is said once, and known from then on.

Whoever may log donations somewhere may teach a code there, table helpers too: unknown codes come up at
the table and nowhere else. That is safe since a code is only ever added, to an item that is there, and no
word is written with it; every scan after says aloud what it counted; the trail says who taught it; and
for a day it can be taken back, by whoever taught it or logs everywhere. A table helper teaches barcode
numbers alone, which their check digit proves to be ones.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, Table, delete, select

from drives.commands.door import Work, command
from drives.commands.found import check_quantity, drive_row, item_by_id, row_of
from drives.commands.item_terms import Pack, holder_of_barcode, pack_of_size, write_packs
from drives.commands.table_entries import table_of
from drives.commands.touched.coming_in import touches_scanned
from drives.errors import Conflict, Refusal
from drives.model import Activity, Item, ItemPack, Site
from drives.rules.gtin import is_gtin, parse_barcode
from drives.rules.quantity import SCALE, to_text
from drives.rules.roles import Permission
from drives.texts import _

_activity: Table = Activity.__table__  # type: ignore[assignment]
_pack: Table = ItemPack.__table__  # type: ignore[assignment]
_LEARN = "learn_barcode"
_FORGOTTEN_WITHIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LearnBarcode:
    """A code scanned at a site, for a drive or none, and what it stands for.

    ``pack_quantity`` is how much of the item's unit one scan counts (thousandths), where that is not one.
    """

    site_id: int
    item_id: int
    barcode: str
    pack_quantity: int | None = None
    drive_id: int | None = None


@dataclass(frozen=True, slots=True)
class ForgetBarcode:
    """A code that was taught wrongly at a site, for a drive or none, not longer than a day ago."""

    site_id: int
    barcode: str
    drive_id: int | None = None


@dataclass(frozen=True, slots=True)
class BarcodeLearned:
    """The item, and the code as it is kept."""

    item_id: int
    barcode: str


@command(Permission.LOG_DONATIONS, touches_scanned)
def learn_barcode(work: Work, request: LearnBarcode) -> BarcodeLearned:
    """Keep a code for an item; one that stands for something already is refused."""
    connection = work.connection
    site_id = _place(work, request)
    code = parse_barcode(request.barcode)
    if table_of(work.viewer, request.drive_id, site_id) is not None and not is_gtin(code):
        raise Refusal(
            _("At a table only barcode numbers are learned. Find the item by name, and tell an organizer.")
        )
    item = item_by_id(connection, request.item_id)
    holder = holder_of_barcode(connection, code)
    if holder is not None:
        raise Conflict(
            _("The barcode {barcode} stands for {item} already. Scan it again.").format(
                barcode=code, item=holder
            )
        )
    size = request.pack_quantity
    if size is not None:
        check_quantity(item, size)
    name = None
    if size not in (None, SCALE):
        name = pack_of_size(connection, item.id, size) or _new_pack(connection, item.id, item.name, size)
    write_packs(connection, item.id, [Pack(code, name, None if name is None else size)])
    return BarcodeLearned(item.id, code)


def _place(work: Work, request: LearnBarcode | ForgetBarcode) -> int:
    """The site where a code was scanned, as it is read; it and the drive exist."""
    if request.drive_id is not None:
        drive_row(work.connection, request.drive_id)
    site = row_of(work.connection, Site, request.site_id, _("That site"), lock=False)
    return int(site.merged_into_id or site.id)


def _new_pack(connection: Connection, item_id: int, item: str, size: int) -> str:
    name = _("case of {count}").format(count=to_text(size))
    sizes = select(_pack.c.pack_quantity).where(_pack.c.item_id == item_id, _pack.c.pack == name)
    if connection.execute(sizes).first() is not None:
        raise Refusal(
            _("{item} has a {pack} that holds another number. Ask an admin to mend it.").format(
                item=item, pack=name
            )
        )
    return name


@command(Permission.LOG_DONATIONS, touches_scanned)
def forget_barcode(work: Work, request: ForgetBarcode) -> BarcodeLearned:
    """Take back a code that was taught on the spot within the last day; others are the catalogue's."""
    _place(work, request)
    lessons = (
        select(_activity.c.summary, _activity.c.who)
        .where(_activity.c.command == _LEARN, _activity.c.done_at >= work.now - _FORGOTTEN_WITHIN)
        .order_by(_activity.c.id.desc())
    )
    found = work.connection.execute(lessons)
    taught = next((lesson for lesson in found if lesson.summary["barcode"] == request.barcode), None)
    row = work.connection.execute(
        select(_pack.c.id, _pack.c.item_id, Item.name)
        .join(Item, Item.id == _pack.c.item_id)
        .where(_pack.c.barcode == request.barcode)
    ).one_or_none()
    hers = work.viewer.may_everywhere(Permission.LOG_DONATIONS) or (
        taught is not None and taught.who == work.viewer.name
    )
    if row is None or taught is None or taught.summary["item_id"] != row.item_id or not hers:
        raise Refusal(
            _("You did not teach this barcode within a day. An admin can change it in the catalogue.")
        )
    work.connection.execute(delete(_pack).where(_pack.c.id == row.id))
    return BarcodeLearned(row.item_id, request.barcode)
