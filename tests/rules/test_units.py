import pytest

from drives.errors import Refusal
from drives.rules.units import Unit, check_divides, is_indivisible, parse_unit, unit_name


def test_only_what_cannot_be_halved_is_indivisible() -> None:
    assert {unit for unit in Unit if is_indivisible(unit)} == {"each", "pair", "pack", "kit", "set"}


@pytest.mark.parametrize(
    ("typed", "unit"),
    [
        ("lbs", Unit.LB),
        ("Pounds", Unit.LB),
        ("lb.", Unit.LB),
        ("EA", Unit.EACH),
        ("pcs", Unit.EACH),
        ("prs", Unit.PAIR),
        (" Bags ", Unit.BAG),
        ("bolsas", Unit.BAG),
        ("Litres", Unit.LITER),
        ("oz.", Unit.OZ),
        *[(unit.value, unit) for unit in Unit],
    ],
)
def test_units_are_known_as_people_type_them(typed: str, unit: Unit) -> None:
    assert parse_unit(typed) is unit


def test_an_unknown_unit_is_refused_with_the_nearest_or_all() -> None:
    with pytest.raises(Refusal, match=r"Did you mean.*box"):
        parse_unit("boxxes")
    with pytest.raises(Refusal, match=r"Units are: each, pair"):
        parse_unit("☃")


def test_the_units_own_word_never_means_another() -> None:
    from drives.rules.units import _TYPED

    words = [word for typed in _TYPED.values() for word in typed.split()]
    assert len(words) == len(set(words))
    assert not set(words) & set(Unit)


def test_words_for_one_for_many_and_for_a_half() -> None:
    assert unit_name(Unit.BAG, 1_000) == "bag"
    assert unit_name(Unit.BAG, 500) == "bags"
    assert unit_name(Unit.BOX, 2_000) == "boxes"
    assert all(unit_name(unit, 1_000) and unit_name(unit, 0) for unit in Unit)


def test_half_a_pair_is_refused_and_half_a_bag_is_not() -> None:
    assert check_divides(500, Unit.BAG) == 500
    assert check_divides(2_000, Unit.PAIR) == 2_000
    with pytest.raises(Refusal, match=r"2\.5 is not whole, and pair .* Enter 2 or 3"):
        check_divides(2_500, Unit.PAIR)
