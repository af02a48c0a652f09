"""What a row's quantity, pack and unit come to in the item's own unit."""

from typing import NamedTuple

from drives.commands.imports.names import ItemKnown
from drives.errors import Refusal
from drives.rules.names import fold_name
from drives.rules.quantity import MAX_QUANTITY, SCALE, to_text
from drives.rules.units import Unit, check_divides
from drives.texts import _


class Wrong(NamedTuple):
    """What is wrong with which column."""

    column: str
    found: str
    expected: str


class Amount(NamedTuple):
    """Thousandths of the item's unit, and the pack it was counted in."""

    quantity: int
    pack: str | None
    pack_quantity: int | None


def amount_of(item: ItemKnown, quantity: int, unit: Unit | None, pack: str | None) -> Amount | Wrong:
    """A quantity (thousandths of the pack where one is given, else of the unit) in the item's unit."""
    if unit is not None and unit is not item.unit:
        return Wrong(
            "unit",
            unit.value,
            _("{item} is counted in {unit}. Give the quantity in {unit}, or name a pack.").format(
                item=item.name, unit=item.unit.value
            ),
        )
    named, pack_quantity = None, None
    if pack is not None:
        known = item.packs.get(fold_name(pack))
        if known is None:
            packs = ", ".join(name for name, _size in item.packs.values())
            return Wrong(
                "pack",
                pack,
                _("{item} comes in these packs: {packs}. Name one, or leave the pack empty.").format(
                    item=item.name, packs=packs
                )
                if packs
                else _("{item} has no packs. Leave the pack empty, or import the item's packs first.").format(
                    item=item.name
                ),
            )
        named, pack_quantity = known
        thousandths, rest = divmod(quantity * pack_quantity, SCALE)
        if rest:
            return Wrong(
                "quantity",
                to_text(quantity),
                _("So many of {pack} do not come to thousandths of a {unit}. Count it in {unit}.").format(
                    pack=named, unit=item.unit.value
                ),
            )
        quantity_in_units = thousandths
    else:
        quantity_in_units = quantity
    if quantity_in_units > MAX_QUANTITY * SCALE:
        return Wrong(
            "quantity",
            to_text(quantity),
            _("This is too large: at most {most}. Check the number.").format(most=f"{MAX_QUANTITY:,}"),
        )
    wrong = fraction_of(item, quantity_in_units, "quantity", to_text(quantity))
    return wrong or Amount(quantity_in_units, named, pack_quantity)


def fraction_of(item: ItemKnown, quantity: int, column: str, found: str) -> Wrong | None:
    """What is wrong with a fraction of what cannot be divided, or None."""
    try:
        check_divides(quantity, item.unit)
    except Refusal as refusal:
        return Wrong(column, found, str(refusal))
    return None
