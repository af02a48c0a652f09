"""A hidden address is found in a text however it is spelled, and nothing else is taken for it."""

import pytest

from drives.rules.hidden_addresses import holds_address

HIDDEN = "9 North Secret Street Apt 4, Lawrence, KS 66044"


@pytest.mark.parametrize(
    "text",
    [
        HIDDEN,
        "Come to 9 north secret street.",
        "We are at 9 N. Secret St., second door",
        "9 N SECRET STR",
        "９ North  Sécret\nStreet",
        "it's (9-N-Secret-St)",
        "9 North Secret St, Apt. 4, Lawrence KS 66044",
        "9nsecretst",
        "9_North_Secret_Street",
    ],
)
def test_it_is_found_however_it_is_spelled(text: str) -> None:
    assert holds_address(text, HIDDEN)


@pytest.mark.parametrize(
    "text",
    ["", None, "19 North Secret Street", "9 North Secret Stables", "9 South Secret Street",
     "Lawrence, KS 66044",
     "Secret Street", "Town hall, 1 Main St"],
)  # fmt: skip
def test_nothing_else_is_taken_for_it(text: str | None) -> None:
    assert not holds_address(text, HIDDEN)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [("12 St. Mary Ave", "12 Saint Mary Avenue"), ("400 5th Avenue", "400 Fifth Ave"),
     ("Casa Azul, Calle Luna", "Casa Azul, Calle Luna"), ("6 Mt Vernon Hwy", "6 Mount Vernon Highway")],
)  # fmt: skip
def test_the_usual_short_forms_are_the_same(text: str, hidden: str) -> None:
    assert holds_address(text, hidden)


def test_a_town_alone_hides_nothing() -> None:
    assert not holds_address("All of Lawrence", "Lawrence")
    assert not holds_address("All of Lawrence", None)
