"""Values by date: a line keeps the value of its donation's day, and nothing that was written moves."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from drives.commands import items
from drives.commands.donations import CorrectDonation, LineDraft, LogDonation, correct_donation, log_donation
from drives.commands.item_values import (
    RemoveItemValue,
    SetItemValue,
    remove_item_value,
    set_item_value,
)
from drives.commands.items import AddItem
from drives.commands.merging import MergeItems, merge_items
from drives.errors import Unknown
from drives.model import DonationLine, Item, ItemValue
from drives.rules.dates import DateKind
from drives.rules.units import Unit
from tests.files import given, noun, refused, settle_in, taken
from tests.houses import TODAY, Home, q

JANUARY, MARCH, NEXT_YEAR = date(2025, 1, 1), date(2025, 3, 1), date(2026, 1, 1)
HEADER = "received_on,item,quantity,site\n"
ITEMS = "name,category,unit,unit_value,value_from\n"


def coat(house: Home) -> int:
    """A coat worth 12.5 from today."""
    added = house.do(items.add_item, AddItem("Coat", "clothing", Unit.EACH, unit_value=125_000))
    return int(added.item_id)


def worth(house: Home) -> list[tuple[date, int]]:
    """All values of all items."""
    return [(row.from_on, row.unit_value) for row in house.all(ItemValue)]


def by_hand(house: Home, item_id: int, on: date) -> int | None:
    """What a coat that was logged by hand on a day is worth."""
    house.do(log_donation, LogDonation(house.site(), (LineDraft(item_id, q("1")),), received_on=on))
    return newest_line(house)


def from_file(house: Home, item_id: int, on: date) -> int | None:  # noqa: ARG001
    """What a coat that an import brought on a day is worth."""
    house.site()
    lines = len(house.all(DonationLine))
    taken(house, "donations", f"{HEADER}{on.isoformat()},Coat,{lines + 1},Gym\n")
    return newest_line(house)


def newest_line(house: Home) -> int | None:
    """The value of the line that was written last."""
    value: int | None = house.all(DonationLine)[-1].unit_value
    return value


def test_an_item_with_a_value_has_it_from_the_day_it_was_added(house: Home) -> None:
    coat(house)
    assert worth(house) == [(TODAY, 125_000)]


@pytest.mark.parametrize("way", [by_hand, from_file])
def test_a_line_keeps_the_value_of_its_day(house: Home, way: Callable[[Home, int, date], int | None]) -> None:
    item = coat(house)
    assert way(house, item, date(2024, 6, 1)) == 125_000  # the only value there is
    house.do(set_item_value, SetItemValue(item, 100_000, JANUARY))
    house.do(set_item_value, SetItemValue(item, 110_000, MARCH))
    house.do(set_item_value, SetItemValue(item, 990_000, NEXT_YEAR))
    assert [
        way(house, item, day)
        for day in (date(2024, 6, 2), JANUARY, date(2025, 2, 28), MARCH, date(2025, 5, 19), TODAY)
    ] == [100_000, 100_000, 100_000, 110_000, 110_000, 125_000]


def test_a_corrected_donation_is_worth_what_its_own_day_says(house: Home) -> None:
    item = coat(house)
    house.do(set_item_value, SetItemValue(item, 100_000, JANUARY))
    logged = house.do(log_donation, LogDonation(house.site(), (LineDraft(item, q("599")),)))
    earlier = LogDonation(house.site(), (LineDraft(item, q("59")),), received_on=MARCH)
    house.do(correct_donation, CorrectDonation(logged.donation_id, earlier))
    assert [row.unit_value for row in house.all(DonationLine)] == [125_000, 100_000]


def test_an_old_value_that_is_changed_moves_nothing_that_was_written(house: Home) -> None:
    item = coat(house)
    house.do(set_item_value, SetItemValue(item, 100_000, JANUARY))
    by_hand(house, item, MARCH)
    house.do(set_item_value, SetItemValue(item, 200_000, JANUARY))
    house.do(remove_item_value, RemoveItemValue(item, JANUARY))
    assert [row.unit_value for row in house.all(DonationLine)] == [100_000]


def test_an_items_own_value_is_the_newest(house: Home) -> None:
    item = coat(house)

    def own() -> int | None:
        value: int | None = house.all(Item)[0].unit_value
        return value

    done = house.do(set_item_value, SetItemValue(item, 100_000, JANUARY))
    assert (own(), done.before, done.newest) == (125_000, None, 125_000)
    done = house.do(set_item_value, SetItemValue(item, 0, NEXT_YEAR))
    assert (own(), done.newest) == (0, 0)
    done = house.do(set_item_value, SetItemValue(item, 5, NEXT_YEAR))
    assert (own(), done.before) == (5, 0)
    for day in (NEXT_YEAR, TODAY):
        house.do(remove_item_value, RemoveItemValue(item, day))
    assert own() == 100_000
    assert house.do(remove_item_value, RemoveItemValue(item, JANUARY)).newest is None
    assert own() is None


def test_a_value_that_cannot_be_is_refused(house: Home) -> None:
    item = coat(house)
    for wrong in (-1, 10**13 + 1):
        said = house.refusal(set_item_value, SetItemValue(item, wrong, MARCH))
        assert said.startswith("Coat: its weight, value and people served")
    said = house.refusal(set_item_value, SetItemValue(item, 1, date(1024, 1, 1)))
    assert said.startswith("The year 1024 cannot be right")
    said = house.refusal(remove_item_value, RemoveItemValue(item, MARCH))
    assert said == "Coat has no value from 2025-03-01 on (any more). Reload the page."
    house.refusal(set_item_value, SetItemValue(99, 1, MARCH), Unknown)


def test_a_file_brings_several_values_of_an_item(house: Home) -> None:
    file = f"{ITEMS}Coat,Clothing,each,10,2025-01-01\nCoat,Clothing,each,11.5,2025-03-01\n"
    assert taken(house, "items", file) == (1, 0, 0)
    assert worth(house) == [(JANUARY, 100_000), (MARCH, 115_000)]
    assert house.all(Item)[0].unit_value == 115_000
    assert taken(house, "items", file) == (0, 0, 1)
    assert from_file(house, 0, date(2025, 2, 1)) == 100_000


@pytest.mark.parametrize("turned", [False, True])
def test_a_value_without_a_day_holds_from_today_where_it_is_new(house: Home, turned: bool) -> None:
    rows = ["Coat,Clothing,each,11.5,2025-03-01\n", "Coat,Clothing,each,11.5,\n"]
    assert taken(house, "items", ITEMS + "".join(reversed(rows) if turned else rows)) == (1, 0, 0)
    assert worth(house) == [(MARCH, 115_000)]
    house.clock.put(date(2025, 6, 1))
    assert taken(house, "items", f"{ITEMS}Coat,Clothing,each,12,\n") == (0, 1, 0)
    assert worth(house) == [(MARCH, 115_000), (date(2025, 6, 1), 120_000)]
    assert taken(house, "items", f"{ITEMS}Coat,Clothing,each,12,\n") == (0, 0, 1)
    assert taken(house, "items", "name,category,unit,unit_value\nCoat,Clothing,each,\n") == (0, 0, 1)


def test_a_value_to_come_does_not_make_todays_known_again(house: Home) -> None:
    item = coat(house)
    house.do(set_item_value, SetItemValue(item, 990_000, NEXT_YEAR))
    file = "name,category,unit,unit_value\nCoat,clothing,each,12.5\n"
    assert taken(house, "items", file) == (0, 0, 1)
    assert taken(house, "items", file.replace("12.5", "13")) == (0, 1, 0)
    assert taken(house, "items", file.replace("12.5", "13")) == (0, 0, 1)
    assert house.all(Item)[0].unit_value == 990_000


@pytest.mark.parametrize(
    ("rows", "column", "said"),
    [
        (
            "Coat,Clothing,each,,2025-01-01\n",
            "value_from",
            "This says since when, but unit_value holds nothing.",
        ),
        (
            "Coat,Clothing,each,1,2025-01-01\nCoat,Clothing,each,2,2025-01-01\n",
            "unit_value",
            "Row 2 says 1 of the same Coat. Make the rows agree.",
        ),
        (
            "Coat,Clothing,each,1,\nCoat,Clothing,each,2,2025-05-20\n",
            "unit_value",
            "Row 2 says 1 of the same Coat. Make the rows agree.",
        ),
        ("Coat,Clothing,each,1,03/04/2025\n", "value_from", ""),
    ],
)
def test_values_that_disagree_are_refused(house: Home, rows: str, column: str, said: str) -> None:
    [line] = refused(house, "items", ITEMS + rows)
    assert f"column {column}: " in line
    assert said in line


def test_values_go_out_and_come_back_as_the_same_bytes(house: Home, sqlite_url: str) -> None:
    settle_in(house)
    item = coat(house)
    plain = given(house, "items")
    assert b"value_from" not in plain
    house.do(set_item_value, SetItemValue(item, 100_000, JANUARY))
    out = given(house, "items")
    assert b"12.5,advice,,,yes,2025-05-20" in out
    assert b"10,advice,,,yes,2025-01-01" in out
    other = Home(f"{sqlite_url}.other", today=date(2025, 8, 1))
    try:
        taken(other, "items", out)
        assert given(other, "items") == out
        assert noun(other, Item, "Coat")
    finally:
        other.close()


def corrected(house: Home, donation_id: int, item_id: int, **change: Any) -> int | None:
    """What a line is worth once its donation was corrected."""
    on = change.pop("received_on", None)
    line = LineDraft(item_id, q("1"), **change)
    becomes = LogDonation(house.site(), (line,), received_on=on)
    house.do(correct_donation, CorrectDonation(donation_id, becomes))
    return newest_line(house)


@pytest.mark.parametrize(
    "change",
    [{"note": "green"}, {"lot_code": "L-1"}, {"date_mark": NEXT_YEAR, "date_kind": DateKind.BEST_BY}],
)
def test_a_correction_keeps_the_value_a_line_had_also_when_its_item_was_merged(
    house: Home, change: dict[str, Any]
) -> None:
    gone, kept = coat(house), house.item("Coats", Unit.EACH)
    logged = house.do(log_donation, LogDonation(house.site(), (LineDraft(gone, q("1")),)))
    house.do(merge_items, MergeItems(gone, kept))
    assert corrected(house, logged.donation_id, kept, **change) == 125_000


def test_a_correction_keeps_the_value_a_line_had_also_when_that_was_removed_since(house: Home) -> None:
    item = coat(house)
    logged = house.do(log_donation, LogDonation(house.site(), (LineDraft(item, q("1")),)))
    house.do(set_item_value, SetItemValue(item, 990_000, NEXT_YEAR))
    house.do(remove_item_value, RemoveItemValue(item, TODAY))
    assert corrected(house, logged.donation_id, item, note="green") == 125_000


def test_a_line_that_had_no_value_gets_none_by_being_corrected(house: Home) -> None:
    item = house.item("Coat", Unit.EACH)
    logged = house.do(log_donation, LogDonation(house.site(), (LineDraft(item, q("1")),)))
    house.do(set_item_value, SetItemValue(item, 990_000, JANUARY))
    assert corrected(house, logged.donation_id, item, note="green") is None


def test_a_correction_to_another_day_or_item_takes_the_value_of_that(house: Home) -> None:
    item, hat = coat(house), house.do(items.add_item, AddItem("Hat", "clothing", Unit.EACH, unit_value=7))
    logged = house.do(log_donation, LogDonation(house.site(), (LineDraft(item, q("1")),)))
    house.do(set_item_value, SetItemValue(item, 990_000, JANUARY))
    assert corrected(house, logged.donation_id, item, received_on=MARCH) == 990_000
    logged = house.do(log_donation, LogDonation(house.site(), (LineDraft(item, q("1")),)))
    assert corrected(house, logged.donation_id, hat.item_id) == 7
