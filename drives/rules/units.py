"""The closed list of units, how people type them, and how texts name them."""

from collections.abc import Callable
from difflib import get_close_matches
from enum import StrEnum

from drives.errors import Refusal
from drives.rules.quantity import SCALE, to_text
from drives.texts import _, ngettext


class Unit(StrEnum):
    """What an item is counted in; an item has one."""

    EACH = "each"
    PAIR = "pair"
    PACK = "pack"
    KIT = "kit"
    SET = "set"
    BOX = "box"
    BAG = "bag"
    CAN = "can"
    JAR = "jar"
    BOTTLE = "bottle"
    TUBE = "tube"
    ROLL = "roll"
    CARTON = "carton"
    POUCH = "pouch"
    TUB = "tub"
    CASE = "case"
    LB = "lb"
    OZ = "oz"
    KG = "kg"
    G = "g"
    GALLON = "gallon"
    QUART = "quart"
    LITER = "liter"
    REAM = "ream"


_INDIVISIBLE = frozenset({Unit.EACH, Unit.PAIR, Unit.KIT, Unit.SET, Unit.PACK})

_TYPED: dict[Unit, str] = {
    Unit.EACH: "ea pc pcs piece pieces item items unit units count ct single unidad unidades pieza piezas",
    Unit.PAIR: "pairs pr prs par pares",
    Unit.PACK: "packs pk pks pkg pkgs package packages packet packets paquete paquetes",
    Unit.KIT: "kits",
    Unit.SET: "sets juego juegos",
    Unit.BOX: "boxes bx bxs caja cajas",
    Unit.BAG: "bags bg sack sacks bolsa bolsas",
    Unit.CAN: "cans tin tins lata latas",
    Unit.JAR: "jars frasco frascos",
    Unit.BOTTLE: "bottles btl btls botella botellas",
    Unit.TUBE: "tubes tubo tubos",
    Unit.ROLL: "rolls rl rollo rollos",
    Unit.CARTON: "cartons ctn ctns",
    Unit.POUCH: "pouches",
    Unit.TUB: "tubs tina tinas",
    Unit.CASE: "cases cs",
    Unit.LB: "lbs pound pounds lb. lbs. # libra libras",
    Unit.OZ: "ounce ounces oz. onza onzas",
    Unit.KG: "kgs kilo kilos kilogram kilograms kilogramme kilogrammes kilogramo kilogramos",
    Unit.G: "gr gm gms gram grams gramme grammes gramo gramos",
    Unit.GALLON: "gallons gal gals galon galones galón",
    Unit.QUART: "quarts qt qts",
    Unit.LITER: "liters litre litres l lt lts litro litros",
    Unit.REAM: "reams resma resmas",
}
_BY_WORD: dict[str, Unit] = {unit.value: unit for unit in Unit} | {
    word: unit for unit, words in _TYPED.items() for word in words.split()
}

_NAMES: dict[Unit, Callable[[int], str]] = {
    Unit.EACH: lambda n: ngettext("each", "each", n),
    Unit.PAIR: lambda n: ngettext("pair", "pairs", n),
    Unit.PACK: lambda n: ngettext("pack", "packs", n),
    Unit.KIT: lambda n: ngettext("kit", "kits", n),
    Unit.SET: lambda n: ngettext("set", "sets", n),
    Unit.BOX: lambda n: ngettext("box", "boxes", n),
    Unit.BAG: lambda n: ngettext("bag", "bags", n),
    Unit.CAN: lambda n: ngettext("can", "cans", n),
    Unit.JAR: lambda n: ngettext("jar", "jars", n),
    Unit.BOTTLE: lambda n: ngettext("bottle", "bottles", n),
    Unit.TUBE: lambda n: ngettext("tube", "tubes", n),
    Unit.ROLL: lambda n: ngettext("roll", "rolls", n),
    Unit.CARTON: lambda n: ngettext("carton", "cartons", n),
    Unit.POUCH: lambda n: ngettext("pouch", "pouches", n),
    Unit.TUB: lambda n: ngettext("tub", "tubs", n),
    Unit.CASE: lambda n: ngettext("case", "cases", n),
    Unit.LB: lambda n: ngettext("lb", "lb", n),
    Unit.OZ: lambda n: ngettext("oz", "oz", n),
    Unit.KG: lambda n: ngettext("kg", "kg", n),
    Unit.G: lambda n: ngettext("g", "g", n),
    Unit.GALLON: lambda n: ngettext("gallon", "gallons", n),
    Unit.QUART: lambda n: ngettext("quart", "quarts", n),
    Unit.LITER: lambda n: ngettext("liter", "liters", n),
    Unit.REAM: lambda n: ngettext("ream", "reams", n),
}


def is_indivisible(unit: Unit) -> bool:
    """True for what cannot be halved: each, pair, kit, set, pack."""
    return unit in _INDIVISIBLE


def check_divides(thousandths: int, unit: Unit) -> int:
    """The quantity itself, in thousandths; Refusal where it is a fraction of an indivisible unit."""
    if thousandths % SCALE and unit in _INDIVISIBLE:
        raise Refusal(
            _(
                "{quantity} is not whole, and {unit} is counted in whole numbers. Enter {less} or {more}."
            ).format(
                quantity=to_text(thousandths),
                unit=unit_name(unit, SCALE),
                less=thousandths // SCALE,
                more=thousandths // SCALE + 1,
            )
        )
    return thousandths


def parse_unit(text: str) -> Unit:
    """The unit that a person typed ("lbs", "Pairs", "ea"); Refusal naming the nearest, or all of them."""
    word = "".join(text.casefold().split())
    unit = _BY_WORD.get(word) or _BY_WORD.get(word.rstrip("."))
    if unit is None:
        near = dict.fromkeys(_BY_WORD[match].value for match in get_close_matches(word[:40], _BY_WORD, n=3))
        raise Refusal(
            _("No such unit. Did you mean one of these: {units}?").format(units=", ".join(near))
            if near
            else _("No such unit. Units are: {units}.").format(units=", ".join(Unit))
        )
    return unit


def unit_name(unit: Unit, thousandths: int) -> str:
    """The word for so many thousandths of a unit, in the language in use: "bag" for 1000, "bags" for 500."""
    return _NAMES[unit](plural_count(thousandths))


def plural_count(thousandths: int) -> int:
    """The number whose plural so many thousandths take: 1000 is one, 500 and 1500 are several."""
    count, part = divmod(abs(thousandths), SCALE)
    return count if not part else max(2, count)
