"""A hidden address is found in a text in its usual spellings, and nothing else is taken for it."""

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
def test_it_is_found_in_its_usual_spellings(text: str) -> None:
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


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Come to 9 Secret Ln!", "9 Secret Lane Springfield IL 62701"),
        ("Come to 9 Secret Ln!", "9 Secret Lane St. Louis MO 63101"),
        ("Come to 9 Secret Ln!", "Haven House 9 Secret Lane, Springfield"),
        ("Come to 9 Secret Ln!", "Apt 4 9 Secret Lane Springfield"),
        ("at 22 Broadway, New York", "22 Broadway, Albany, NY 12207"),
        ("at 22 broadway", "Haven House, 22 Broadway Apt 4, Albany"),
        ("14, calle Luna", "14 Calle Luna, San Juan, PR 00901"),
        ("14 Calle de la Luna", "14 Calle de la Luna San Juan PR 00901"),
        ("Calle Luna #14", "Calle Luna 14 San Juan PR 00901"),
        ("3 Avenida Sol", "3 Ave. Sol Ponce"),
        ("9 Secret Lane", "9-11 Secret Lane, Springfield"),
        ("11 Secret Lane", "9–11 Secret Lane"),
        ("9 - 11 Secret Lane", "9-11 Secret Lane"),
        ("9-11 Secret Lane", "9 Secret Lane"),
        ("37-12 83rd St", "37-12 83rd Street Queens NY 11372"),
        ("400 42 Street", "400 42 St. New York NY 10018"),
        ("Secret Ln. 9", "Secret Lane 9, Springfield"),
        ("9 North St", "9 North Street Springfield"),
        ("1234 Hwy 60", "1234 Highway 60 Springfield"),
    ],
)
def test_house_and_street_are_enough_whatever_follows(text: str, hidden: str) -> None:
    assert holds_address(text, hidden)


ORDINARY = (
    "Socks for 9 families, 11 coats and 22 pairs of gloves by May 14, 2026.",
    "Bring it to 19 Secret Lane or 9 Secret Lanes; Springfield IL 62701 thanks you.",
    "14 calle, 22 Broadway shows, 9 to 5; St. Louis, MO 63101; call 555 9 11 22.",
    "Route 60 runs past 4 Main Street, Albany, NY 12207, and Avenida Sol.",
    "Open 9-11 and 14-22. On the road again, 3 on the road. Apt 4. Suite 60.",
)


@pytest.mark.parametrize(
    "hidden",
    ["9 Secret Lane Springfield IL 62701", "9 Secret Lane St. Louis MO 63101", "9-11 Secret Lane",
     "14 Calle Luna, San Juan",
     "1234 Highway 60", "Haven House, Albany, NY 12207", "22 Broadview, Albany, NY 12207", "3 Avenida Sol",
     "Haven House, Springfield IL 62701-1234", "Kilometer 3 on the road to Albany", "Unit 4, Albany",
     "PO Box 22, Albany", "37-12 83rd Street, Queens"],
)  # fmt: skip
def test_ordinary_texts_are_no_address(hidden: str) -> None:
    assert not [text for text in ORDINARY if holds_address(text, hidden)]


def test_a_town_alone_hides_nothing() -> None:
    assert not holds_address("All of Lawrence", "Lawrence")
    assert not holds_address("All of Lawrence", None)
