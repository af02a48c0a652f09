"""Several needs in one go: all or none, each row that is wrong named; and all still stand."""

from datetime import timedelta

import pytest

from drives.commands import need_lists, needs
from drives.commands.need_lists import ConfirmNeeds, NeedRow, PostNeeds
from drives.commands.need_writing import PostNeed, Told
from drives.errors import RowsRefused, Unknown
from drives.model import Need, NeedConfirmation, NeedTold
from drives.rules.kinds import ToldHow
from tests.houses import TODAY, Home, q


def row(house: Home, number: int, item: str, quantity: str, **rest: object) -> NeedRow:
    """A row of a list of the shelter."""
    return NeedRow(number, PostNeed(house.program(), house.item(item), q(quantity), **rest))  # type: ignore[arg-type]


def test_all_rows_are_posted_together(house: Home) -> None:
    told = Told(ToldHow.PHONE)
    asked = PostNeeds((row(house, 1, "Socks", "12", told=told), row(house, 4, "Soap", "30", told=told)))
    done = house.do(need_lists.post_needs, asked)
    assert [(need.id, need.quantity) for need in house.all(Need)] == list(
        zip(done.need_ids, (q("12"), q("30")), strict=True)
    )
    assert len(house.all(NeedTold)) == 2
    assert done.told == ("phone 2025-05-20",)


def test_one_that_cannot_be_keeps_all_back_and_each_is_named(house: Home) -> None:
    rows = (
        row(house, 1, "Socks", "12"),
        row(house, 2, "Soap", "0.5"),
        row(house, 5, "Socks", "3", needed_by=TODAY - timedelta(days=1)),
    )
    told = house.refusal(need_lists.post_needs, PostNeeds(rows), RowsRefused)
    assert told == (
        "2 rows cannot be posted as they stand, so none was. "
        "Row 2: Soap is counted in whole units: 0.5 is not one. Enter a whole number. "
        "Row 5: Needed by 2025-05-19 is before it was posted, 2025-05-20. Enter a later day."
    )


def test_a_list_without_rows_asks_for_nothing(house: Home) -> None:
    assert house.refusal(need_lists.post_needs, PostNeeds(())) == (
        "Nothing is asked for yet. Fill in at least one row."
    )


def test_all_still_stand_as_of_today(house: Home) -> None:
    ids = tuple(house.need(item, "12", posted_on=TODAY - timedelta(days=58)) for item in ("Socks", "Soap"))
    for _twice in range(2):
        house.do(need_lists.confirm_needs, ConfirmNeeds(ids))
    assert [(one.need_id, one.confirmed_on) for one in house.all(NeedConfirmation)] == [
        (need_id, TODAY) for need_id in ids
    ]


def test_one_that_was_cancelled_keeps_all_back(house: Home) -> None:
    first, second = house.need("Socks", "12"), house.need("Soap", "12")
    house.do(needs.cancel_need, needs.CancelNeed(second))
    told = house.refusal(need_lists.confirm_needs, ConfirmNeeds((first, second)))
    assert told.startswith("This need was cancelled on 2025-05-20.")
    house.refusal(need_lists.confirm_needs, ConfirmNeeds((first, 99)), Unknown)


def test_rows_that_are_refused_stand_apart(house: Home) -> None:
    with pytest.raises(RowsRefused) as refused:
        house.do(need_lists.post_needs, PostNeeds((row(house, 3, "Socks", "0"),)))
    assert refused.value.lines == ("Row 3: Socks: 0 is no quantity. Enter a number above zero.",)
