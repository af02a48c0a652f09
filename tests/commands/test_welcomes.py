"""Which ways to help a program welcomes: by hand, from a file, and when programs are merged."""

import pytest

from drives.commands.merging import MergePrograms, merge_programs
from drives.commands.places import AddProgram, ReviseProgram, add_program, revise_program
from drives.errors import Conflict
from drives.model import Program, ProgramWelcome
from drives.queries.places import programs_set_up, programs_shown
from drives.rules.kinds import ProgramKind, WayToHelp
from drives.rules.roles import COMMAND_LINE, EVERYBODY
from tests.files import cells, given, noun, refused, taken
from tests.houses import Home

VOLUNTEER, MENTOR, SHARE, SAFE = WayToHelp
PANTRY = AddProgram("Pantry", ProgramKind.FOOD_BANK, welcomes=(MENTOR, VOLUNTEER, MENTOR))
HEADER = "name,kind,welcomes\n"


def ways(house: Home) -> dict[str, tuple[WayToHelp, ...]]:
    """What each program welcomes, as admins see it."""
    found = house.house.queries.ask(programs_set_up, COMMAND_LINE)
    return {program.name: program.welcomes for program in found}


def seen(house: Home, name: str) -> str:
    """The mark of a program as it stands."""
    found = house.house.queries.ask(programs_set_up, COMMAND_LINE)
    return next(program.seen for program in found if program.name == name)


def test_a_program_says_who_is_welcome_and_changes_it(house: Home) -> None:
    program_id = house.do(add_program, PANTRY).program_id
    assert ways(house) == {"Pantry": (VOLUNTEER, MENTOR)}
    whole = AddProgram("Pantry", ProgramKind.FOOD_BANK, welcomes=(SAFE, MENTOR))
    house.do(revise_program, ReviseProgram(program_id, seen(house, "Pantry"), whole))
    assert ways(house) == {"Pantry": (MENTOR, SAFE)}


def test_who_saw_other_ways_overwrites_nothing(house: Home) -> None:
    program_id = house.do(add_program, PANTRY).program_id
    before = seen(house, "Pantry")
    nobody = AddProgram("Pantry", ProgramKind.FOOD_BANK)
    house.do(revise_program, ReviseProgram(program_id, before, nobody))
    assert ways(house) == {"Pantry": ()}
    said = house.refusal(revise_program, ReviseProgram(program_id, before, PANTRY), Conflict)
    assert said.startswith("Pantry was changed by somebody else meanwhile.")


def test_a_way_that_is_none_is_refused(house: Home) -> None:
    wrong = AddProgram("Pantry", ProgramKind.FOOD_BANK, welcomes=("money",))  # type: ignore[arg-type]
    assert house.refusal(add_program, wrong).startswith('"money" is none of volunteer, mentor,')


def test_a_file_brings_them_and_an_export_carries_them_only_where_there_are_some(house: Home) -> None:
    assert taken(house, "programs", "name,kind\nPantry,food_bank\n") == (1, 0, 0)
    assert b"welcomes" not in given(house, "programs")
    assert taken(house, "programs", HEADER + "Pantry,food_bank,Mentor; volunteer\n") == (0, 1, 0)
    assert cells(house, "programs", "name", "welcomes") == [("Pantry", "volunteer;mentor")]
    assert taken(house, "programs", HEADER + "Pantry,food_bank,mentor;volunteer\n") == (0, 0, 1)
    assert taken(house, "programs", HEADER + "Pantry,food_bank,\n") == (0, 0, 1)
    assert ways(house) == {"Pantry": (VOLUNTEER, MENTOR)}
    assert taken(house, "programs", HEADER + "Hub,other,share_resources\n") == (1, 0, 0)
    assert ways(house) == {"Hub": (SHARE,), "Pantry": (VOLUNTEER, MENTOR)}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("Pantry,food_bank,mentors;money\n", 'column welcomes: found "mentors;money"'),
        ("Pantry,food_bank,mentor\nPantry,food_bank,volunteer\n", "Row 2 says otherwise of the same Pantry."),
    ],
)
def test_what_a_file_cannot_say_is_refused(house: Home, rows: str, said: str) -> None:
    [line] = refused(house, "programs", HEADER + rows)
    assert said in line


def test_the_program_that_is_kept_welcomes_what_either_did(house: Home) -> None:
    house.do(add_program, PANTRY)
    house.do(add_program, AddProgram("Cupboard", ProgramKind.FOOD_BANK, welcomes=(SHARE, MENTOR)))
    both = MergePrograms(noun(house, Program, "Pantry"), noun(house, Program, "Cupboard"))
    house.do(merge_programs, both)
    assert ways(house) == {"Cupboard": (VOLUNTEER, MENTOR, SHARE)}
    assert {row.program_id for row in house.all(ProgramWelcome)} == {both.into_id}


def test_everybody_sees_them_of_listed_programs_alone(house: Home) -> None:
    house.do(add_program, PANTRY)
    house.do(add_program, AddProgram("Harbor", ProgramKind.OTHER, unlisted=True, welcomes=(SAFE,)))
    shown = house.house.queries.ask(programs_shown, EVERYBODY)
    assert [(program.name, program.welcomes) for program in shown.programs] == [
        ("Pantry", (VOLUNTEER, MENTOR))
    ]
