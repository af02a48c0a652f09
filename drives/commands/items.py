"""Items: what is counted, in which unit, and under which words people know it."""

from dataclasses import dataclass

from sqlalchemy import Table, insert, select

from drives.commands import typed
from drives.commands.door import Work, command
from drives.commands.wording import whole_units_only
from drives.errors import Refusal
from drives.model import Item, ItemPack, ItemSynonym
from drives.rules.dates import DateRule
from drives.rules.gtin import parse_barcode
from drives.rules.names import fold_name
from drives.rules.quantity import SCALE
from drives.rules.roles import Permission
from drives.rules.units import Unit, is_indivisible
from drives.store import allocate_ids
from drives.texts import _

_item: Table = Item.__table__  # type: ignore[assignment]
_pack: Table = ItemPack.__table__  # type: ignore[assignment]
_synonym: Table = ItemSynonym.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Pack:
    """A barcode, a named multiple of the unit (thousandths), or both."""

    barcode: str | None = None
    pack: str | None = None
    pack_quantity: int | None = None


@dataclass(frozen=True, slots=True)
class AddItem:
    """An item to be. Weight in thousandths of a pound, value in ten-thousandths."""

    name: str
    category: str
    unit: Unit
    date_rule: DateRule = DateRule.ADVICE
    sku: str | None = None
    unit_weight_lb: int | None = None
    unit_value: int | None = None
    people_per_unit: int | None = None
    packs: tuple[Pack, ...] = ()
    synonyms: tuple[str, ...] = ()
    active: bool = True


@dataclass(frozen=True, slots=True)
class ItemChanged:
    """The item."""

    item_id: int


@command(Permission.SET_UP)
def add_item(work: Work, request: AddItem) -> ItemChanged:
    """Put an item into the catalogue; no name, word or barcode may mean two items."""
    request = typed.as_kept(
        request,
        category=typed.line(100),
        unit=typed.word(Unit),
        date_rule=typed.word(DateRule),
        sku=typed.line(60),
        packs=lambda packs: tuple(_pack_kept(request, pack) for pack in packs),
        synonyms=lambda words: tuple(map(typed.name, words)),
    )
    name = typed.name(request.name)
    key = fold_name(name)
    if not key or not request.category:
        raise Refusal(_("An item needs a name and a category. Enter both."))
    _refuse_taken(work, name, request)
    item_id = allocate_ids(work.connection, _item, 1)[0]
    work.connection.execute(
        insert(_item),
        {
            "id": item_id,
            "name": name,
            "name_key": key,
            "category": " ".join(request.category.split()),
            "unit": request.unit,
            "sku": request.sku,
            "unit_weight_lb": request.unit_weight_lb,
            "unit_value": request.unit_value,
            "date_rule": request.date_rule,
            "people_per_unit": request.people_per_unit,
            "active": request.active,
        },
    )
    if request.packs:
        ids = allocate_ids(work.connection, _pack, len(request.packs))
        work.connection.execute(
            insert(_pack),
            [
                {
                    "id": row_id,
                    "item_id": item_id,
                    "barcode": pack.barcode,
                    "pack": pack.pack,
                    "pack_quantity": pack.pack_quantity,
                }
                for row_id, pack in zip(ids, request.packs, strict=True)
            ],
        )
    if request.synonyms:
        ids = allocate_ids(work.connection, _synonym, len(request.synonyms))
        work.connection.execute(
            insert(_synonym),
            [
                {"id": row_id, "item_id": item_id, "synonym": word, "synonym_key": fold_name(word)}
                for row_id, word in zip(ids, request.synonyms, strict=True)
            ],
        )
    return ItemChanged(item_id)


def _pack_kept(request: AddItem, pack: Pack) -> Pack:
    pack = typed.as_kept(pack, barcode=parse_barcode, pack=typed.line(100))
    if pack.barcode is None and pack.pack is None:
        raise Refusal(_("A pack of {item} has neither a name nor a barcode.").format(item=request.name))
    if (pack.pack is None) != (pack.pack_quantity is None):
        raise Refusal(
            _("{item}: a pack has a name and how many it holds, like case of 12 and 12. Enter both.").format(
                item=request.name
            )
        )
    if pack.pack_quantity is not None:
        if pack.pack_quantity <= 0:
            raise Refusal(
                _("{item}: {pack} holds nothing. Enter how many it holds.").format(
                    item=request.name, pack=pack.pack
                )
            )
        if pack.pack_quantity % SCALE and is_indivisible(Unit(request.unit)):
            raise whole_units_only(request.name, pack.pack_quantity)
    return pack


def _refuse_taken(work: Work, name: str, request: AddItem) -> None:
    connection = work.connection
    if connection.execute(select(_item.c.id).where(_item.c.name_key == fold_name(name))).first():
        raise Refusal(
            _("There is an item named {item} already. Use it, or choose another name.").format(item=name)
        )
    if request.sku and connection.execute(select(_item.c.id).where(_item.c.sku == request.sku)).first():
        raise Refusal(_("The SKU {sku} is taken by another item.").format(sku=request.sku))
    words = [fold_name(word) for word in request.synonyms]
    if len(set(words)) < len(words) or "" in words:
        raise Refusal(_("A word for {item} stands twice, or is empty. Enter each once.").format(item=name))
    for word in request.synonyms:
        if connection.execute(select(_synonym.c.id).where(_synonym.c.synonym_key == fold_name(word))).first():
            raise Refusal(_("The word {word} means another item already.").format(word=word))
    for pack in request.packs:
        if (
            pack.barcode
            and connection.execute(select(_pack.c.id).where(_pack.c.barcode == pack.barcode)).first()
        ):
            raise Refusal(_("The barcode {barcode} is on another item already.").format(barcode=pack.barcode))
    barcodes = [pack.barcode for pack in request.packs if pack.barcode]
    if len(set(barcodes)) < len(barcodes):
        raise Refusal(_("A barcode stands twice for {item}. Enter it once.").format(item=name))
    for figure, least in ((request.unit_weight_lb, 1), (request.unit_value, 0), (request.people_per_unit, 1)):
        if figure is not None and figure < least:
            raise Refusal(
                _("{item}: its weight, value and people served are above nothing. Check them.").format(
                    item=name
                )
            )
