"""Letters on paper, read back: what they must say, and no value of goods anywhere."""

import re
from datetime import timedelta
from io import BytesIO

import pypdf
import pytest

from drives.commands.donations import CorrectDonation, LineDraft, LogDonation, correct_donation, log_donation
from drives.commands.drives import OpenDrive, open_drive
from drives.commands.issuers import SetIssuer, set_issuer
from drives.commands.item_values import SetItemValue, set_item_value
from drives.commands.letters import (
    IssueLetter,
    IssueLetters,
    ReplaceLetter,
    issue_letter,
    issue_letters,
    replace_letter,
)
from drives.commands.organization import SetUpOrganization, set_up_organization
from drives.documents.letters import letter_file, letters_file
from drives.documents.tax_sources import tax_sources
from drives.errors import NotAllowed, Unknown
from drives.model import Donor
from drives.rules.roles import COMMAND_LINE, EVERYBODY
from tests.documents.test_paper import text_of
from tests.files import taken
from tests.houses import TODAY, Home, q

MONEY = re.compile(r"[$€£¥]|\bUSD\b|\bdollars?\b|\bworth [0-9]", re.I)


@pytest.fixture
def home(sqlite_url: str) -> Home:
    """A community whose items have values, with a program that issues letters."""
    home = Home(sqlite_url)
    home.do(set_up_organization, SetUpOrganization("Lantern Valley", currency="USD"))
    home.do(set_item_value, SetItemValue(home.item(), 77_700, TODAY))
    asked = OpenDrive("Spring", TODAY, TODAY, (home.program(),), (home.site(),))
    home._nouns["drive", "Spring"] = home.do(open_drive, asked).drive_id
    issuer = SetIssuer(home.program(), "Haven Inc.", "12-3456789", "PO Box 7\nLantern Valley", "Ada Keeper")
    home.do(set_issuer, issuer)
    return home


def give(home: Home, donor: str, *lines: LineDraft) -> int:
    """A donation; its id."""
    drafts = lines or (LineDraft(home.item(), q("36"), note="worth $99"),)
    asked = LogDonation(home.site(), drafts, home.drive(), donor_name=donor)
    return int(home.do(log_donation, asked).donation_id)


def write(home: Home, donation_id: int, **rest: object) -> int:
    """A letter to Łucja; its id."""
    [row] = home.all(Donor, Donor.name == "Łucja Żak")
    asked = IssueLetter(row.id, home.program(), (donation_id,), **rest)  # type: ignore[arg-type]
    return int(home.do(issue_letter, asked).acknowledgement_id)


def test_a_letter_describes_the_goods_and_says_no_value(home: Home) -> None:
    one = write(home, give(home, "Łucja Żak"))
    said = " ".join(text_of(letter_file(home.house.queries, COMMAND_LINE, one, TODAY)).split())
    for part in (
        "Haven Inc.", "12-3456789", "PO Box 7", "Łucja Żak", f"Letter {TODAY.year}-0001",
        "May 20, 2025", "Gym",
        "36 pairs of Socks", "No goods or services were provided to you in exchange", "Ada Keeper",
        tax_sources()["written"].url, "last checked",
    ):  # fmt: skip
        assert part in said, part
    assert MONEY.search(said) is None
    assert "7.77" not in said
    assert "99" not in said
    assert "Issued again" not in said


def test_the_one_amount_is_that_of_what_was_given_in_return(home: Home) -> None:
    one = write(home, give(home, "Łucja Żak"), in_return="a dinner for two", in_return_value=250_000)
    said = " ".join(text_of(letter_file(home.house.queries, COMMAND_LINE, one, TODAY)).split())
    assert "In exchange for these gifts you were given: a dinner for two." in said
    assert "Its value, estimated in good faith, is $25.00." in said
    assert "No goods or services" not in said
    assert len(MONEY.findall(said)) == 1


def test_issued_again_it_has_its_number_and_says_so(home: Home) -> None:
    one = write(home, give(home, "Łucja Żak"))
    queries = home.house.queries
    first = text_of(letter_file(queries, COMMAND_LINE, one, TODAY))
    later = text_of(letter_file(queries, COMMAND_LINE, one, TODAY + timedelta(days=40)))
    again = [line for line in later.splitlines() if line not in first.splitlines()]
    assert again == ["Issued again on June 29, 2025: the same letter, with what it said then."]
    assert [line for line in first.splitlines() if line not in later.splitlines()] == []


def test_a_letter_that_says_no_more_what_is_so_says_so_on_paper_and_is_in_no_years_file(home: Home) -> None:
    gift = give(home, "Łucja Żak")
    one, queries = write(home, gift), home.house.queries
    assert "Not valid" not in text_of(letter_file(queries, COMMAND_LINE, one, TODAY))
    becomes = LogDonation(
        home.site(), (LineDraft(home.item(), q("30")),), home.drive(), donor_name="Łucja Żak"
    )
    home.do(correct_donation, CorrectDonation(gift, becomes))
    said = " ".join(text_of(letter_file(queries, COMMAND_LINE, one, TODAY)).split())
    assert said.startswith("Not valid any more: something of what this letter says was corrected")
    with pytest.raises(Unknown, match="what they say was corrected since"):
        letters_file(queries, COMMAND_LINE, home.program(), TODAY.year, TODAY)
    new = home.do(replace_letter, ReplaceLetter(one))
    said = " ".join(text_of(letter_file(queries, COMMAND_LINE, one, TODAY)).split())
    assert said.startswith(f"Not valid any more: letter {new.number} stands in the place of this one.")
    made = text_of(letters_file(queries, COMMAND_LINE, home.program(), TODAY.year, TODAY))
    assert "30 pairs of Socks" in made
    assert "36 pairs of Socks" not in made
    assert "Not valid" not in made


def test_a_gift_of_very_many_items_goes_on_over_pages(home: Home) -> None:
    lines = tuple(LineDraft(home.item(f"Item {number:03}"), q("1")) for number in range(90))
    one = write(home, give(home, "Łucja Żak", *lines))
    made = letter_file(home.house.queries, COMMAND_LINE, one, TODAY)
    said = text_of(made)
    assert all(f"Item {number:03}" in said for number in range(90))
    pages = pypdf.PdfReader(BytesIO(made)).pages
    assert all(f"Letter {TODAY.year}-0001" in page.extract_text() for page in pages)


def test_the_letters_of_a_thousand_donors_are_one_file_drawn_with_progress_and_read_back(home: Home) -> None:
    """The issue's own measure. The gifts come from a file: logging them one by one is another's test."""
    rows = "".join(f"{TODAY},Socks,{number},Gym,spring,Giver {number:04} Żak\n" for number in range(1, 1001))
    taken(home, "donations", f"received_on,item,quantity,site,drive,donor\n{rows}")
    assert home.do(issue_letters, IssueLetters(home.program(), TODAY.year)).letters == 1000
    told: list[tuple[int, int]] = []
    queries = home.house.queries
    made = letters_file(
        queries, COMMAND_LINE, home.program(), TODAY.year, TODAY, lambda done, of: told.append((done, of))
    )
    assert told == [(number, 1000) for number in range(1, 1001)]
    pages = pypdf.PdfReader(BytesIO(made)).pages
    assert len(pages) == 1000
    for number, page in enumerate(pages, 1):
        said = page.extract_text()
        for part in (
            f"Letter {TODAY.year}-{number:04} ", f"Dear Giver {number:04} Żak,", "No goods or services",
            f"{number} pair" if number == 1 else f"{number:,} pairs of Socks",
        ):  # fmt: skip
            assert part in said, part
        assert MONEY.search(said) is None
        assert "7.77" not in said
    with pytest.raises(Unknown):
        letters_file(queries, COMMAND_LINE, home.program(), 2001, TODAY)
    with pytest.raises(NotAllowed):
        letters_file(queries, EVERYBODY, home.program(), TODAY.year, TODAY)
