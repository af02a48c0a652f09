"""How many, as it was typed: in the item's unit, in one of its packs, or for so many people."""

from typing import NamedTuple

from drives.errors import Refusal
from drives.queries.choices import ItemChoice
from drives.rules.asking import units_for
from drives.rules.quantity import SCALE, refuse_fraction
from drives.rules.units import is_indivisible, unit_name
from drives.texts import _, ngettext
from drives.ui.components import format_quantity, typed_quantity

UNIT, PEOPLE = "", "for_people"


class Counted(NamedTuple):
    """Thousandths of the item's unit, the pack it was counted in, and how it was counted in words."""

    quantity: int
    pack: str | None = None
    pack_quantity: int | None = None
    words: str = ""


def packs_of(item: ItemChoice) -> dict[str, int]:
    """The packs that an item can be counted in, with what each holds (thousandths)."""
    return {pack.pack: pack.quantity for pack in item.packs if pack.pack and pack.quantity}


def ways_to_count(item: ItemChoice) -> dict[str, str]:
    """What an item can be counted in: its unit first, then its packs, then people; value → plain text."""
    ways = {UNIT: unit_name(item.unit, 2 * SCALE), **{pack: pack for pack in packs_of(item)}}
    return ways | ({PEOPLE: _("people it is for")} if item.people_per_unit else {})


def typed_count(item: ItemChoice, typed: str, way: str = UNIT, *, zero_allowed: bool = False) -> Counted:
    """What was typed, counted in one of its ways; Refusal where it is no quantity of the item."""
    packs, whole = packs_of(item), is_indivisible(item.unit)
    if way == PEOPLE and item.people_per_unit:
        people = typed_quantity(typed, whole=True) // SCALE
        words = ngettext("for {count} person", "for {count} people", people).format(
            count=format_quantity(people * SCALE)
        )
        return Counted(units_for(people, item.people_per_unit), words=words)
    if way in packs:
        count = typed_quantity(typed)
        words = _("{count} × {pack}").format(count=format_quantity(count), pack=way)
        return Counted(in_packs(count, packs[way], whole=whole), way, packs[way], words)
    if way != UNIT:
        raise Refusal(
            _("This cannot be counted in “{way}”. Choose one of: {ways}.").format(
                way=way, ways=", ".join(ways_to_count(item).values())
            )
        )
    return Counted(typed_quantity(typed, whole=whole, zero_allowed=zero_allowed))


def in_packs(count: int, size: int, *, whole: bool) -> int:
    """So many packs (thousandths) of a size in the item's unit; Refusal where that is no amount of it."""
    quantity, rest = divmod(count * size, SCALE)
    if rest:
        raise Refusal(_("That many packs is no amount with three decimals. Enter it in units."))
    if whole:
        refuse_fraction(quantity)
    return quantity
