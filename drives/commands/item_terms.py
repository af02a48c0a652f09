"""What an item is said to be, whoever says it: as it is kept, checked, and written."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, insert, select, update

from drives.commands import typed
from drives.commands.wording import whole_units_only
from drives.errors import Refusal
from drives.model import Item, ItemPack, ItemSynonym
from drives.rules import money
from drives.rules.cash_like import is_cash_like
from drives.rules.dates import DateRule
from drives.rules.gtin import LENGTHS, is_gtin, parse_barcode, to_gtin14
from drives.rules.names import fold_name
from drives.rules.quantity import MAX_QUANTITY, SCALE, to_text
from drives.rules.units import Unit, is_indivisible
from drives.store import allocate_ids
from drives.texts import _

_item: Table = Item.__table__  # type: ignore[assignment]
_pack: Table = ItemPack.__table__  # type: ignore[assignment]
_synonym: Table = ItemSynonym.__table__  # type: ignore[assignment]


ALIKE = ("category", "unit", "unit_weight_lb", "date_rule", "people_per_unit")
"""What is said of an item and of every item merged into it: their goods are read as its goods."""


@dataclass(frozen=True, slots=True)
class Pack:
    """A barcode, a named multiple of the unit (thousandths), or both."""

    barcode: str | None = None
    pack: str | None = None
    pack_quantity: int | None = None


@dataclass(frozen=True, slots=True)
class ItemTerms:
    """What an item is. Weight in thousandths of a pound, people in thousandths."""

    name: str
    category: str
    unit: Unit
    date_rule: DateRule = DateRule.ADVICE
    sku: str | None = None
    unit_weight_lb: int | None = None
    people_per_unit: int | None = None
    packs: tuple[Pack, ...] = ()
    synonyms: tuple[str, ...] = ()
    active: bool = True


Terms = TypeVar("Terms", bound=ItemTerms)


def terms_kept(request: Terms) -> Terms:
    """The terms as they are kept; refused where they cannot be an item's."""
    request = typed.as_kept(
        request,
        name=typed.name,
        category=lambda said: " ".join((typed.line(100)(said) or "").split()),
        unit=typed.word(Unit),
        date_rule=typed.word(DateRule),
        sku=typed.line(60),
        packs=lambda packs: tuple(_pack_kept(request, pack) for pack in packs),
        synonyms=lambda words: tuple(map(typed.name, words)),
    )
    if not fold_name(request.name) or not request.category:
        raise Refusal(_("An item needs a name and a category. Enter both."))
    _refuse_repeated(request)
    for figure, least in ((request.unit_weight_lb, 1), (request.people_per_unit, 1)):
        if figure is not None and not least <= figure <= MAX_QUANTITY * SCALE:
            raise out_of_bounds(request.name)
    if request.unit_weight_lb is not None and is_cash_like(request.name, request.category):
        raise Refusal(
            _("{item}: gift cards and passes have no weight. Leave it away.").format(item=request.name)
        )
    return request


def out_of_bounds(item: str) -> Refusal:
    """The refusal for a weight, value or number of people that cannot be."""
    return Refusal(
        _("{item}: its weight, value and people served are above nothing. Check them.").format(item=item)
    )


def check_value(item: str, unit_value: int) -> None:
    """Refuse what is no value of a unit (ten-thousandths); zero is one."""
    if not 0 <= unit_value <= money.MAX_AMOUNT * money.SCALE:
        raise out_of_bounds(item)


def _pack_kept(request: ItemTerms, pack: Pack) -> Pack:
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
        if not 0 < pack.pack_quantity <= MAX_QUANTITY * SCALE:
            raise Refusal(
                _("{item}: {pack} holds nothing. Enter how many it holds.").format(
                    item=request.name, pack=pack.pack
                )
            )
        if pack.pack_quantity % SCALE and is_indivisible(Unit(request.unit)):
            raise whole_units_only(request.name, pack.pack_quantity)
    return pack


def _refuse_repeated(request: ItemTerms) -> None:
    words = [fold_name(word) for word in request.synonyms]
    if len(set(words)) < len(words) or "" in words:
        raise Refusal(
            _("A word for {item} stands twice, or is empty. Enter each once.").format(item=request.name)
        )
    codes = [_same_code(pack.barcode) for pack in request.packs if pack.barcode]
    if len(set(codes)) < len(codes):
        raise Refusal(_("A barcode stands twice for {item}. Enter it once.").format(item=request.name))
    sizes: dict[str, int] = {}
    for pack in request.packs:
        if pack.pack is None or pack.pack_quantity is None:
            continue
        known = sizes.setdefault(fold_name(pack.pack), pack.pack_quantity)
        if known != pack.pack_quantity:
            raise Refusal(
                _("{item}: {pack} holds {one} in one place and {other} in another. Make them agree.").format(
                    item=request.name, pack=pack.pack, one=to_text(known), other=to_text(pack.pack_quantity)
                )
            )


def _same_code(barcode: str) -> str:
    return to_gtin14(barcode) if is_gtin(barcode) else barcode


def refuse_taken(connection: Connection, request: ItemTerms, item_id: int | None = None) -> None:
    """Refuse a name, SKU, word or barcode that another item than this one has."""
    holder = connection.execute(
        select(_item.c.id, _item.c.merged_into_id).where(_item.c.name_key == fold_name(request.name))
    ).one_or_none()
    if holder is not None and holder.id != item_id:
        if holder.merged_into_id is not None:
            raise Refusal(
                _(
                    "{item} was merged into another item, which is found under it. Choose another name."
                ).format(item=request.name)
            )
        raise Refusal(
            _("There is an item named {item} already. Use it, or choose another name.").format(
                item=request.name
            )
        )
    meant = _word_of(connection, request.name)
    if meant is not None and meant.item_id != item_id:
        raise Refusal(
            _("{item} is a word for {other}. Use that item, or choose another name.").format(
                item=request.name, other=meant.name
            )
        )
    if request.sku and any(
        item_id is None or item_id not in (row.id, row.merged_into_id)
        for row in _of_sku(connection, request.sku)
    ):
        raise Refusal(_("The SKU {sku} is taken by another item.").format(sku=request.sku))
    for word in request.synonyms:
        found = _word_of(connection, word)
        named = connection.execute(
            select(_item.c.id, _item.c.merged_into_id).where(_item.c.name_key == fold_name(word))
        ).one_or_none()
        if (found is not None and found.item_id != item_id) or (
            named is not None and (item_id is None or item_id not in (named.id, named.merged_into_id))
        ):
            raise Refusal(_("The word {word} means another item already.").format(word=word))
    for pack in request.packs:
        if pack.barcode is None:
            continue
        holders = select(_pack.c.item_id).where(_pack.c.barcode.in_(_spellings(pack.barcode)))
        if any(found != item_id for found in connection.execute(holders).scalars()):
            raise Refusal(_("The barcode {barcode} is on another item already.").format(barcode=pack.barcode))


def holder_of_barcode(connection: Connection, barcode: str) -> str | None:
    """The name of the item that has a barcode, in whatever length it is kept."""
    holders = (
        select(_item.c.name)
        .join(_pack, _pack.c.item_id == _item.c.id)
        .where(_pack.c.barcode.in_(_spellings(barcode)))
    )
    return connection.execute(holders).scalar()


def pack_of_size(connection: Connection, item_id: int, quantity: int) -> str | None:
    """The name of an item's pack that holds so much (thousandths), where it has one."""
    named = select(_pack.c.pack).where(_pack.c.item_id == item_id, _pack.c.pack_quantity == quantity)
    return connection.execute(named.order_by(_pack.c.id)).scalar()


def _word_of(connection: Connection, word: str) -> Any:
    """The id and name of the item that has a word, or None."""
    return connection.execute(
        select(_synonym.c.item_id, _item.c.name)
        .join(_item, _item.c.id == _synonym.c.item_id)
        .where(_synonym.c.synonym_key == fold_name(word))
    ).one_or_none()


def _of_sku(connection: Connection, sku: str) -> list[Any]:
    """The items that have a SKU, however it is written."""
    skus = select(_item.c.id, _item.c.merged_into_id, _item.c.sku).where(_item.c.sku.is_not(None))
    return [row for row in connection.execute(skus) if fold_name(row.sku) == fold_name(sku)]


def take_sku(connection: Connection, item_id: int, sku: str | None) -> None:
    """Before an item is given a SKU: what was merged into it has it no more (see ``refuse_taken``)."""
    for row in _of_sku(connection, sku) if sku else ():
        if row.merged_into_id == item_id:
            connection.execute(update(_item).where(_item.c.id == row.id).values(sku=None))


def _spellings(barcode: str) -> list[str]:
    """The barcode in every length in which its 14 digits may be kept."""
    if not is_gtin(barcode):
        return [barcode]
    whole = to_gtin14(barcode)
    return [whole[-length:] for length in LENGTHS if not whole[:-length].strip("0")]


def write_packs(connection: Connection, item_id: int, packs: Sequence[Pack]) -> None:
    """Write the packs of an item that has none."""
    if packs:
        ids = allocate_ids(connection, _pack, len(packs))
        connection.execute(
            insert(_pack),
            [
                {
                    "id": row_id,
                    "item_id": item_id,
                    "barcode": pack.barcode,
                    "pack": pack.pack,
                    "pack_quantity": pack.pack_quantity,
                }
                for row_id, pack in zip(ids, packs, strict=True)
            ],
        )


def write_synonyms(connection: Connection, item_id: int, words: Sequence[str]) -> None:
    """Write the words for an item that has none."""
    if words:
        ids = allocate_ids(connection, _synonym, len(words))
        connection.execute(
            insert(_synonym),
            [
                {"id": row_id, "item_id": item_id, "synonym": word, "synonym_key": fold_name(word)}
                for row_id, word in zip(ids, words, strict=True)
            ],
        )
