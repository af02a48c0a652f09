"""Names stand in the order in which people look for them."""

import random

import pytest

from drives.rules.sizes import family, size_order


@pytest.mark.parametrize(
    "names",
    [
        [
            "T-shirts, adult, small", "T-shirts, adult, medium",
            "T-shirts, adult, large", "T-shirts, adult, extra large",
        ],
        [
            "T-shirts XS", "T-shirts S", "T-shirts M",
            "T-shirts L", "T-shirts XL", "T-shirts 2XL", "T-shirts 3XL",
        ],
        ["Boots small", "Boots medium", "Boots large", "Boots extra large"],
        [
            "Diapers, preemie", "Diapers, newborn",
            "Diapers, small infant (size one)", "Diapers, walker (size four)",
        ],
        ["Diapers size 2", "Diapers size 9", "Diapers size 10"],
        ["Socks, toddler", "Socks, child", "Socks, adult"],
        ["Coats, child, small", "Coats, child, large", "Coats, adult, small"],
        ["Long johns, adult, small to medium", "Long johns, adult, large to extra large"],
        ["Batteries 9 V", "Batteries 10 V", "Blankets", "Ålands mat"],
        ["Jam (small)", "Jam (large)", "Jelly"],
    ],
    ids=lambda names: names[0],
)  # fmt: skip
def test_small_stands_before_large_and_two_before_ten(names: list[str]) -> None:
    mixed = random.Random(7).sample(names, len(names))
    assert sorted(mixed, key=size_order) == names


def test_a_size_word_in_front_is_part_of_the_name() -> None:
    assert sorted(["Small pots", "Large pots"], key=size_order) == ["Large pots", "Small pots"]


def test_sizes_of_one_thing_are_one_family() -> None:
    assert family("T-shirts, adult, small") == family("T-shirts, adult, large")
    assert family("Diapers size 2") == family("Diapers, newborn") == "diapers"
    assert family("Wool socks") != family("Socks, adult")


@pytest.mark.parametrize("name", ["", ",", " - ", "S", "(small)", "xl", "1,2,3", "٣ socks"])
def test_any_name_has_a_place(name: str) -> None:
    assert sorted([name, "Socks"], key=size_order)
