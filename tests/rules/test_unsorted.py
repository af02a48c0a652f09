"""What waits to be sorted is what says so."""

import pytest

from drives.rules.unsorted import is_unsorted


@pytest.mark.parametrize(
    ("name", "category", "waits"),
    [
        ("Mixed food, unsorted", "Food", True),
        ("UNSORTED clothes", "Clothing", True),
        ("Clothes", "Unsorted", True),
        ("Alimentos, sin clasificar", "Food", True),
        ("Mixed food bags", "Food", False),
        ("Assorted spices", "Food", False),
        ("Socks", "Clothing", False),
    ],
)
def test_the_name_or_the_category_says_it(name: str, category: str, waits: bool) -> None:
    assert is_unsorted(name, category) is waits
