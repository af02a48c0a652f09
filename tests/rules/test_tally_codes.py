"""The code of a tally sheet: written and read back, and refused where it is not whole."""

import pytest

from drives.errors import Refusal
from drives.rules.tally_codes import TallyPlace, is_tally, read_tally, write_tally


def test_a_sheets_code_is_read_back() -> None:
    place = TallyPlace("winter-warmth", "año 2&s=x")
    said = write_tally(place)
    assert said == "drives:tally?d=winter-warmth&s=a%C3%B1o%202%26s%3Dx"
    assert is_tally(said)
    assert read_tally(said) == place
    unnamed = TallyPlace("winter-warmth", 12)
    assert write_tally(unnamed) == "drives:tally?d=winter-warmth&n=12"
    assert read_tally(write_tally(unnamed)) == unnamed


@pytest.mark.parametrize(
    "text",
    [
        "drives:tally?",
        "drives:tally?d=winter",
        "drives:tally?d=&s=gym",
        "DRIVES:TALLY?s=gym",
        "drives:tally?d=winter&n=gym",
        "drives:tally?d=winter&n=" + "9" * 40,
    ],
)
def test_half_a_code_chooses_nothing(text: str) -> None:
    assert is_tally(text)
    with pytest.raises(Refusal, match="Choose the drive and site yourself"):
        read_tally(text)


def test_other_codes_are_no_sheet() -> None:
    assert not is_tally("drives:box?i=Socks&q=1")
    assert not is_tally("036000291452")
