"""What is as good as cash is known by its name or its category."""

import pytest

from drives.rules.cash_like import differ, is_cash_like


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("Phone minute cards", "Gift cards and passes"),
        ("Grocery gift card, $25", "other"),
        ("Bus passes, day", "travel"),
        ("Transit tokens", "travel"),
        ("Tarjetas de regalo", "otros"),
        ("Vouchers", "food"),
    ],
)
def test_what_is_worth_money_is_known(name: str, category: str) -> None:
    assert is_cash_like(name, category)


@pytest.mark.parametrize(
    ("name", "category"),
    [("Gift bags", "other"), ("Compasses", "school"), ("Greeting cards", "school"), ("Socks", "clothes"),
     ("Gift", "cards")],
)  # fmt: skip
def test_goods_are_goods(name: str, category: str) -> None:
    assert not is_cash_like(name, category)


def test_two_spellings_of_a_name_are_one_person() -> None:
    assert not differ("Ana Bel", " ANA  BEL")
    assert differ("Ana", "Anna")
