"""Estimates: pounds by the figure that held on their day; without a figure nothing is estimated."""

from datetime import date

import pytest

from drives.commands.donations import LineDraft, LogDonation, log_donation
from drives.commands.factors import SetFactor, set_factor
from drives.commands.items import AddItem, add_item
from drives.commands.merging import MergeItems, merge_items
from drives.queries.factors import Estimate, estimate, factors
from drives.rules.kinds import FactorKind, Source
from drives.rules.roles import COMMAND_LINE
from drives.rules.units import Unit
from tests.houses import Home, q

MEAL, POUND = FactorKind.LB_PER_MEAL, FactorKind.VALUE_PER_LB
JANUARY, MARCH = date(2025, 1, 1), date(2025, 3, 1)


def estimated(house: Home, kind: FactorKind = MEAL, *categories: str) -> Estimate:
    """The estimate for food, or for these categories."""
    asked = categories or ("Food",)
    return house.house.queries.ask(estimate, COMMAND_LINE, kind=kind, categories=asked)


@pytest.fixture
def items(house: Home) -> dict[str, int]:
    """Rice in pounds, beans by the can of three quarters of one, soup without a weight, and a blanket."""
    said = {
        "Rice": AddItem("Rice", "Food", Unit.LB),
        "Beans": AddItem("Beans", "Food", Unit.CAN, unit_weight_lb=q("0.75")),
        "Soup": AddItem("Soup", "Food", Unit.CAN),
        "Blanket": AddItem("Blanket", "Bedding", Unit.EACH, unit_weight_lb=q("4")),
    }
    return {name: house.do(add_item, asked).item_id for name, asked in said.items()}


def given(house: Home, item_id: int, quantity: str, on: date, rejected: str = "0", **more: Source) -> None:
    """Log a donation."""
    line = LineDraft(item_id, q(quantity), q(rejected), "worn", **more)
    house.do(log_donation, LogDonation(house.site(), (line,), received_on=on))


def test_pounds_become_meals_by_the_figure_of_their_day(house: Home, items: dict[str, int]) -> None:
    house.do(set_factor, SetFactor(MEAL, JANUARY, 12_000, "one"))
    house.do(set_factor, SetFactor(MEAL, MARCH, 12_500, "two"))
    given(house, items["Rice"], "120.5", date(2024, 12, 31))
    given(house, items["Rice"], "120", date(2025, 2, 28))
    given(house, items["Rice"], "125", MARCH)
    given(house, items["Beans"], "100", MARCH, "4")
    given(house, items["Blanket"], "10", MARCH)
    found = estimated(house)
    assert [(span.factor.source, span.pounds, span.estimated, span.until) for span in found.spans] == [
        ("two", q("197"), 158, None),
        ("one", q("120"), 100, date(2025, 2, 28)),
    ]
    assert (found.total, found.pounds, found.pounds_before) == (258, q("317"), q("120.5"))
    assert found.unweighed == ()
    assert estimated(house, MEAL, "Bedding", "Food").total == 290


def test_what_has_no_weight_is_named_and_what_was_bought_is_not_in_it(
    house: Home, items: dict[str, int]
) -> None:
    house.do(set_factor, SetFactor(POUND, JANUARY, 19_300, "an audit, wholesale"))
    given(house, items["Rice"], "10.5", MARCH)
    given(house, items["Rice"], "99", MARCH, source=Source.PURCHASED)
    given(house, items["Soup"], "24", MARCH)
    found = estimated(house, POUND)
    assert (found.pounds, found.total, found.unweighed) == (q("10.5"), 202_650, ("Soup",))


def test_without_a_figure_nothing_is_estimated(house: Home, items: dict[str, int]) -> None:
    given(house, items["Rice"], "10", MARCH)
    found = estimated(house)
    assert (found.spans, found.total, found.pounds_before) == ((), 0, q("10"))


def test_a_merged_item_counts_as_what_it_became(house: Home, items: dict[str, int]) -> None:
    house.do(set_factor, SetFactor(MEAL, JANUARY, 12_000, "one"))
    tins = house.item("Tinned beans", Unit.CAN)
    given(house, tins, "128", MARCH)
    assert estimated(house).pounds == 0
    house.do(merge_items, MergeItems(tins, items["Beans"]))
    assert (estimated(house).pounds, estimated(house).total) == (q("96"), 80)


@pytest.mark.parametrize(("kind", "figure"), [(MEAL, 12_000), (POUND, 19_300)])
def test_gift_cards_and_passes_are_no_goods_whatever_they_are_filed_under(
    house: Home, items: dict[str, int], kind: FactorKind, figure: int
) -> None:
    house.do(set_factor, SetFactor(kind, JANUARY, figure, "one"))
    given(house, items["Rice"], "12", MARCH)
    before = estimated(house, kind)
    lines = tuple(
        LineDraft(house.do(add_item, AddItem(name, "Food", unit)).item_id, q("50"))
        for name, unit in (("Grocery gift cards", Unit.EACH), ("Vouchers", Unit.LB))
    )
    two = {"counted_by": "Ann", "counted_again_by": "Bo"}
    house.do(log_donation, LogDonation(house.site(), lines, received_on=MARCH, **two))
    assert estimated(house, kind) == before
    assert (before.pounds, before.unweighed) == (q("12"), ())


def test_the_newest_figure_of_each_kind_stands_first(house: Home) -> None:
    for on, figure in ((MARCH, 12_500), (JANUARY, 12_000)):
        house.do(set_factor, SetFactor(MEAL, on, figure, "x"))
    house.do(set_factor, SetFactor(POUND, MARCH, 1, "y"))
    shown = house.house.queries.ask(factors, COMMAND_LINE)
    assert [(one.kind, one.from_on) for one in shown] == [
        (MEAL, MARCH), (MEAL, JANUARY), (POUND, MARCH)
    ]  # fmt: skip
