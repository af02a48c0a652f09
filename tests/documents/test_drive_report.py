"""A drive's report and its thanks, read back: figures, where gifts went, nobody who is not to be named."""

from io import BytesIO

import openpyxl
import pytest

from drives.commands.places import AddSite, add_site
from drives.documents.drive_report import drive_report_file
from drives.documents.follow_words import story_of, thank_you
from drives.errors import NotAllowed, Unknown
from drives.exchange.drive_report import drive_report_book
from drives.queries.follow_through import FollowThrough, follow_through
from drives.rules.kinds import SiteKind
from drives.rules.roles import COMMAND_LINE, EVERYBODY
from tests.documents.test_paper import text_of
from tests.houses import Home
from tests.queries.test_follow_through import brought, gave, unlisted

SECRETS = ("Harbor", "Smiths", "9 Hidden Road")


@pytest.fixture
def home(sqlite_url: str) -> Home:
    """412 pairs given at the library, 380 of which reached three programs; hats given at somebody's home."""
    home = Home(sqlite_url)
    home.drive()
    garage = AddSite("The Smiths' garage", SiteKind.COLLECTION_SITE, public=False)
    home._nouns["site", "Garage"] = home.do(add_site, garage).site_id
    gave(home, "412", "12")
    gave(home, "9", site="Garage", item="Hats")
    brought(home, "200", home.program("Pantry"), arrived="190", days_ago=9)
    brought(home, "150", unlisted(home, "Harbor House"), arrived="150", days_ago=4)
    brought(home, "40", home.program("Outreach"), arrived="40", days_ago=7)
    return home


def told(home: Home, site: str | None = None) -> FollowThrough:
    """What became of it, as its organizer is told."""
    return home.house.queries.ask(follow_through, COMMAND_LINE, drive="spring", site=site)


def test_the_story_of_a_site_is_one_sentence_for_what_matters(home: Home) -> None:
    library = told(home, "library")
    [socks] = library.rows
    said = "Socks: 412 pairs given at Library; 380 pairs reached 3 programs by May 16."
    assert story_of(socks, library) == f"{said} Not usable: 12 pairs."
    hats = told(home, "the-smiths-garage")
    assert story_of(hats.rows[0], hats) == "Hats: 9 pairs given."


def test_the_thanks_name_no_donor_no_unlisted_program_and_no_home(home: Home) -> None:
    assert thank_you(told(home), "Lantern Valley") == "\n\n".join(
        [
            "Thank you to everybody who gave to Spring!",
            "Socks: 412 pairs given; 380 pairs reached 3 programs by May 16.",
            "Hats: 9 pairs given.",
            "What you gave went to Outreach, Pantry, and a partner program.",
            "The rest waits on our shelves or is on its way. We will see that it arrives.",
            "Lantern Valley",
        ]
    )
    at_home = thank_you(told(home, "the-smiths-garage"), "Lantern Valley")
    assert at_home.startswith("Thank you to everybody who gave to Spring!\n\nHats: 9 pairs given.")


def test_the_report_on_paper_says_figures_and_where_gifts_went(home: Home) -> None:
    said = text_of(drive_report_file(home.house.queries, COMMAND_LINE, "Spring"))
    for part in (
        "Spring", "January 1, 2025 to December 31, 2025", "As of May 20, 2025", "Socks (pairs)",
        "Delivered counts what this drive's programs asked for and received, whoever gave it.",
        "This follows the gifts to this drive alone, whichever programs they went to.",
        "Gifts reached 3 programs, the last of them on May 16.", "Given at Library",
        "They went to Outreach, Pantry, and a partner program.",
        "Socks: 412 pairs given at Library; 380 pairs reached 3 programs by May 16. Not usable: 12 pairs.",
        "Pantry: 190 pairs by May 11", "1 partner program: 150 pairs by May 16", "Hats: 9 pairs given.",
    ):  # fmt: skip
        assert part in " ".join(said.split()), part
    assert not [secret for secret in SECRETS if secret in said]


def test_the_report_as_a_workbook_has_the_same_figures(home: Home) -> None:
    book = openpyxl.load_workbook(BytesIO(drive_report_book(home.house.queries, COMMAND_LINE, "spring")))
    rows = {name: [[cell.value for cell in row] for row in book[name]] for name in book.sheetnames}
    assert list(rows) == ["drive", "figures", "where_gifts_went", "programs_reached", "what_it_tells"]
    assert [line[0] for line in rows["what_it_tells"][1:]] == ["figures", "where_gifts_went"]
    head, *figures = rows["figures"]
    assert [dict(zip(head, row, strict=True))["donated"] for row in figures] == [9, 400]
    head, *lines = rows["where_gifts_went"]
    all_over, _hats, library = (dict(zip(head, line, strict=True)) for line in lines)
    for row, site in ((all_over, None), (library, "Library")):
        assert (row["site"], row["given"], row["usable"], row["reached"]) == (site, 412, 400, 380)
    assert [line[3:5] for line in rows["programs_reached"][1:4]] == [
        ["Pantry", 190],
        ["a partner program", 150],
        ["Outreach", 40],
    ]
    assert not [secret for secret in SECRETS if secret in str(rows)]


def test_only_who_sees_progress_has_a_report_and_only_of_what_is_there(home: Home) -> None:
    with pytest.raises(NotAllowed):
        drive_report_file(home.house.queries, EVERYBODY, "spring")
    with pytest.raises(Unknown, match="There is no drive"):
        drive_report_book(home.house.queries, COMMAND_LINE, "nowhere")
