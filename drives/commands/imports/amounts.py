"""What a row's quantity, pack and unit come to in the item's own unit."""

from collections.abc import Container, Iterable
from typing import NamedTuple, TypeGuard

from drives.commands.imports.batch import Problems
from drives.commands.imports.names import ItemKnown
from drives.errors import Refusal
from drives.rules.names import fold_name
from drives.rules.quantity import MAX_QUANTITY, SCALE, to_text
from drives.rules.units import Unit, check_divides
from drives.texts import _

_MOST = MAX_QUANTITY * SCALE


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


def amount_of(
    item: ItemKnown, quantity: int | None, unit: Unit | None, pack: str | None, rejected: int | None = None
) -> Amount | tuple[Wrong, ...]:
    """A quantity (thousandths of the pack where one is given, else of the unit) in the item's unit.

    Else everything that is wrong with the row's amounts; () where only the quantity is missing.
    """
    if _is_whole(quantity, rejected) and pack is None and (unit is None or unit is item.unit):
        return Amount(quantity, None, None)
    wrong: list[Wrong] = []
    if unit is not None and unit is not item.unit:
        expected = _("{item} is counted in {unit}. Give the quantity in {unit}, or name a pack.")
        wrong.append(Wrong("unit", unit.value, expected.format(item=item.name, unit=item.unit.value)))
    known = item.packs.get(fold_name(pack)) if pack is not None else None
    if pack is not None and known is None:
        wrong.append(_no_such_pack(item, pack))
    amount: Amount | Wrong | None = None
    if quantity is not None and (pack is None or known is not None):
        amount = _in_units(item, quantity, *(known or (None, None)))
        if isinstance(amount, Wrong):
            wrong.append(amount)
    if rejected:
        fraction = fraction_of(item, rejected, "rejected")
        if isinstance(amount, Amount) and rejected > amount.quantity:
            expected = _("Only {received} were received, rejects included. Enter at most that, in {unit}.")
            said = expected.format(received=to_text(amount.quantity), unit=item.unit.value)
            wrong.append(Wrong("rejected", to_text(rejected), said))
        elif fraction is not None:
            wrong.append(fraction)
    return tuple(wrong) if wrong or not isinstance(amount, Amount) else amount


def _is_whole(quantity: int | None, rejected: int | None) -> TypeGuard[int]:
    """That any item can be counted so, as nearly all are: whole numbers, no more rejected than received."""
    rejected = rejected or 0
    return (
        quantity is not None and rejected <= quantity <= _MOST and not (quantity % SCALE or rejected % SCALE)
    )


def amount_of_unknown(
    packs: Container[str], quantity: int | None, pack: str | None, rejected: int | None
) -> tuple[Wrong, ...]:
    """What is wrong with the amounts of an item that is not known. ``packs``: every item's, folded."""
    if pack is not None:
        if fold_name(pack) in packs:
            return ()
        expected = _("No item comes in this pack. Name one of the item's packs, or leave it empty.")
        return (Wrong("pack", pack, expected),)
    if quantity is not None and rejected and rejected > quantity:
        expected = _("Only {received} were received, rejects included. Enter at most that.")
        return (Wrong("rejected", to_text(rejected), expected.format(received=to_text(quantity))),)
    return ()


def tell_wrong(problems: Problems, index: int, wrong: Iterable[Wrong]) -> None:
    """Say what is wrong with a row's amounts, but not twice, and not what an unreadable pack leaves open."""
    doubtful = ("quantity", "rejected") if problems.at(index, "pack") else ()
    for one in wrong:
        if one.column not in doubtful and not problems.at(index, one.column):
            problems.add(index, *one)


def _no_such_pack(item: ItemKnown, pack: str) -> Wrong:
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


def _in_units(item: ItemKnown, quantity: int, pack: str | None, pack_quantity: int | None) -> Amount | Wrong:
    in_units = quantity
    if pack_quantity is not None:
        in_units, rest = divmod(quantity * pack_quantity, SCALE)
        if rest:
            expected = _("So many of {pack} do not come to thousandths of a {unit}. Count it in {unit}.")
            said = expected.format(pack=pack, unit=item.unit.value)
            return Wrong("quantity", to_text(quantity), said)
    if in_units > _MOST:
        expected = _("This is too large: at most {most}. Check the number.")
        return Wrong("quantity", to_text(quantity), expected.format(most=f"{MAX_QUANTITY:,}"))
    wrong = fraction_of(item, in_units, "quantity", counted=quantity)
    return wrong or Amount(in_units, pack, pack_quantity)


def fraction_of(
    item: ItemKnown, quantity: int, column: str, *, counted: int | None = None, before: str = ""
) -> Wrong | None:
    """What is wrong with a fraction of what cannot be divided, or None.

    It was found as ``counted`` (in packs, where that is not the same), with what stands ``before`` it.
    """
    try:
        check_divides(quantity, item.unit)
    except Refusal as refusal:
        said = to_text(quantity if counted is None else counted)
        return Wrong(column, f"{before}{said}", str(refusal))
    return None
