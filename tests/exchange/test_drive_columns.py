"""Teams and the archive in files of drives: optional, at the end, and out again as they came in."""

from collections.abc import Iterator

import pytest

from drives.commands.donations import LineDraft, LogDonation, log_donation
from drives.model import Donor, DriveTeam
from drives.queries.export_nouns import DRIVES
from drives.rules.kinds import DonorKind
from drives.store.verify import verify
from tests.files import bring, cells, given, refused, settle_in, taken
from tests.houses import Home, q

HEADER = "name,starts_on,ends_on,closed_on,teams,archived_on\n"
FULL = HEADER + "Winter,2025-01-01,2025-02-01,2025-02-10,Choir;Scouts,2025-03-01\n"
CONTRACT = "name,starts_on,ends_on,slug,programs,sites,goals,story,public,closed_on"


@pytest.fixture
def home(store_url: str) -> Iterator[Home]:
    """A house with two drives."""
    home = Home(store_url)
    settle_in(home)
    yield home
    assert verify(home.store) == []
    home.close()


def header(home: Home) -> str:
    """The first line of the export."""
    return given(home, "drives").decode().split("\r\n")[0]


def test_the_new_columns_stand_only_where_some_drive_fills_them(home: Home) -> None:
    assert header(home) == CONTRACT
    taken(home, "drives", "name,starts_on,ends_on,teams\nSpring,2025-03-01,2025-06-30,Choir\n")
    assert header(home) == f"{CONTRACT},teams"
    taken(home, "drives", FULL)
    assert header(home) == f"{CONTRACT},teams,archived_on" == ",".join(DRIVES)


def test_teams_and_the_archive_come_back_as_the_same_bytes(home: Home) -> None:
    taken(home, "drives", FULL)
    content = given(home, "drives")
    assert cells(home, "drives", "name", "teams", "archived_on")[-1] == (
        "Winter",
        "Choir;Scouts",
        "2025-03-01",
    )
    assert taken(home, "drives", content) == (0, 0, 3)
    assert given(home, "drives") == content


def test_a_team_whose_name_has_a_semicolon_stands_in_quotation_marks(home: Home) -> None:
    odd = 'Tea; "Toast"'
    taken(
        home,
        "drives",
        'name,starts_on,ends_on,teams\nWinter,2025-01-01,2025-02-01,"Choir;""Tea; """"Toast"""""""\n',
    )
    assert sorted(row.name for row in home.all(Donor)) == ["Choir", odd]
    content = given(home, "drives")
    assert cells(home, "drives", "teams")[-1] == ('"Tea; ""Toast""";Choir',)
    assert taken(home, "drives", content) == (0, 0, 3)


def test_a_team_is_found_among_teams_alone(home: Home) -> None:
    line = (LineDraft(home.item("Hats"), q("1")),)
    home.do(log_donation, LogDonation(home.site("Barn"), line, donor_name="Choir"))
    taken(home, "drives", FULL)
    assert sorted((row.name, row.kind) for row in home.all(Donor)) == [
        ("Choir", DonorKind.PERSON),
        ("Choir", DonorKind.TEAM),
        ("Scouts", DonorKind.TEAM),
    ]
    assert taken(home, "drives", FULL) == (0, 0, 1)
    assert len(home.all(Donor)) == 3


def test_a_list_of_teams_is_replaced_and_an_empty_cell_leaves_it(home: Home) -> None:
    taken(home, "drives", FULL)
    assert taken(home, "drives", HEADER + "Winter,2025-01-01,2025-02-01,,,\n") == (0, 0, 1)
    assert len(home.all(DriveTeam)) == 2
    assert taken(home, "drives", HEADER + "Winter,2025-01-01,2025-02-01,,Choir,\n") == (0, 1, 0)
    assert len(home.all(DriveTeam)) == 1


@pytest.mark.parametrize(
    ("cells_of_row", "said"),
    [
        (",,2025-03-01", "row 2: archived_on: found 2025-03-01, expected: A drive is closed before it is"),
        ("2025-02-10,,2025-02-09", "A drive cannot be archived before it is closed, on 2025-02-10."),
        ("2025-02-10,,2025-05-21", "This day has not come yet"),
        (f",{'x' * 201},", "This has 201 characters"),
    ],
)
def test_rows_that_cannot_be_are_refused(home: Home, cells_of_row: str, said: str) -> None:
    [line] = refused(home, "drives", f"{HEADER}Winter,2025-01-01,2025-02-01,{cells_of_row}\n")
    assert said.rpartition("expected: ")[2] in line


def test_teams_of_a_refused_row_are_not_made(home: Home) -> None:
    file = HEADER + (
        "Winter,2025-01-01,2025-02-01,,Choir,2025-03-01\nSummer,2025-07-01,2025-08-01,,Scouts,\n"
    )
    report = bring(home, "drives", file, skip_bad_rows=True)
    assert report.saved
    assert [row.name for row in home.all(Donor)] == ["Scouts"]


def test_rows_of_one_drive_agree_on_its_teams(home: Home) -> None:
    file = HEADER + "Winter,2025-01-01,2025-02-01,,Choir,\nWinter,2025-01-01,2025-02-01,,Scouts,\n"
    [line] = refused(home, "drives", file)
    assert "Row 2 says otherwise of the same Winter" in line
    assert taken(home, "drives", file.replace("Scouts", " CHOIR ")) == (1, 0, 0)
