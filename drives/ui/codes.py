"""What a scanned code stands for among the items at hand, and how much of it one scan counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from drives.errors import Refusal
from drives.queries.choices import ItemChoice, PackChoice
from drives.rules.gs1 import Scan, read_scan, whole_number
from drives.rules.gtin import inner_gtin
from drives.rules.names import fold_name
from drives.rules.quantity import SCALE
from drives.rules.units import Unit
from drives.texts import _
from drives.ui.components import goods_of


@dataclass(frozen=True, slots=True)
class CodeFound:
    """An item, how much of it one scan counts (thousandths), and what else the code says (lot, dates)."""

    item: ItemChoice
    quantity: int
    scan: Scan
    pack: str | None = None
    pack_quantity: int | None = None


def find_code(text: str, items: Sequence[ItemChoice], *, year: int) -> CodeFound | None:
    """What a code stands for; None for a barcode that no item has. Refusal for what is no barcode.

    A code with letters is found where an item has exactly it. The label of a box that was packed here is
    read, and refused: what is in it was counted before.
    """
    text = text.strip()
    for item, pack in _packs(items):
        if pack.barcode == text:
            return _found(item, pack, Scan(barcode=text))
    scan = read_scan(text, year=year)
    if scan.item is not None and scan.quantity is not None:
        known = next((one for one in items if fold_name(one.name) == fold_name(scan.item)), None)
        raise Refusal(
            _(
                "This box was packed here: {goods}. Its goods were counted when they came in, so "
                "they are not logged again."
            ).format(
                goods=goods_of(
                    known.name if known else scan.item,
                    scan.quantity,
                    known.unit if known else Unit.EACH,
                )
            )
        )
    return found_by(scan, items)


def item_by_code(text: str, items: Sequence[ItemChoice], *, year: int) -> ItemChoice | None:
    """The item that a code stands for; None for anything else, as the words are that one seeks an item by."""
    try:
        found = find_code(text, items, year=year)
    except Refusal:
        return None
    return found.item if found else None


def found_by(scan: Scan, items: Sequence[ItemChoice]) -> CodeFound | None:
    """What a scan that was read stands for: the item whose barcode has the same 14 digits."""
    if scan.gtin is None:
        return None
    for item, pack in _packs(items):
        if pack.barcode is not None and _whole(pack.barcode) == scan.gtin:
            return _found(item, pack, scan)
    return None


def likely_item(scan: Scan, items: Sequence[ItemChoice]) -> ItemChoice | None:
    """The item whose single piece a case's code names: what an unknown code most likely is."""
    inner = inner_gtin(scan.gtin) if scan.gtin else None
    found = found_by(Scan(gtin=inner), items) if inner else None
    return found.item if found else None


def _packs(items: Sequence[ItemChoice]) -> list[tuple[ItemChoice, PackChoice]]:
    return [(item, pack) for item in items for pack in item.packs]


def _whole(barcode: str) -> str | None:
    try:
        return whole_number(barcode)
    except Refusal:
        return None


def _found(item: ItemChoice, pack: PackChoice, scan: Scan) -> CodeFound:
    weighed = _weighed(item.unit, scan)
    if weighed is not None:
        return CodeFound(item, weighed, scan)
    size = pack.quantity or SCALE
    if scan.count and size == SCALE:
        return CodeFound(item, scan.count * SCALE, scan)
    named = pack.pack is not None
    return CodeFound(item, size, scan, pack.pack if named else None, size if named else None)


def _weighed(unit: Unit, scan: Scan) -> int | None:
    """The weight on the package, for an item that is counted in that weight and where it is exact."""
    said: Decimal | None = {Unit.LB: scan.weight_lb, Unit.KG: scan.weight_kg}.get(unit)
    if said is None:
        return None
    thousandths = said * SCALE
    whole = int(thousandths)
    return whole if whole == thousandths and whole > 0 else None
