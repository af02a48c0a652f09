"""A hand edit at the very moment of an import: it stands, or it is refused; it is never undone unseen."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from drives.commands import donor_changes, drives, items, places
from drives.commands.donor_changes import AddDonor, ReviseDonor
from drives.commands.drives import CloseDrive
from drives.commands.imports import donor_list, nouns
from drives.commands.imports.item_list import _Catalogue
from drives.commands.item_changes import revise_item
from drives.commands.item_values import SetItemValue, set_item_value
from drives.commands.places import AddProgram, AddSite, ReviseProgram, ReviseSite
from drives.errors import Conflict
from drives.model import Donor, Drive, Item, ItemValue, Program, Site
from drives.rules.kinds import DonorKind, ProgramKind, SiteKind
from drives.rules.seen import seen_mark
from drives.rules.units import Unit
from tests.commands.test_close_races import while_stopped
from tests.commands.test_item_changes import revision
from tests.commands.test_races import at_once
from tests.files import bring
from tests.houses import TODAY, Home

ITEMS = "name,category,unit,people_per_unit\nSocks,things,pair,2\n"


def marked(house: Home, table: Any) -> str:
    """The mark of the only row of a table as it is seen now."""
    [row] = house.all(table)
    return seen_mark(row)


def program_revised(house: Home) -> Callable[[], Any]:
    whole = AddProgram("Shelter", ProgramKind.OTHER, address="2 Oak")
    asked = ReviseProgram(house.program(), marked(house, Program), whole)
    return lambda: house.do(places.revise_program, asked)


def site_revised(house: Home) -> Callable[[], Any]:
    asked = ReviseSite(
        house.site(), marked(house, Site), AddSite("Gym", SiteKind.COLLECTION_SITE, address="2 Oak")
    )
    return lambda: house.do(places.revise_site, asked)


def donor_revised(house: Home) -> Callable[[], Any]:
    ann = house.do(donor_changes.add_donor, AddDonor("Ann", DonorKind.PERSON)).donor_id
    asked = ReviseDonor(ann, marked(house, Donor), AddDonor("Ann", DonorKind.PERSON, address="2 Oak"))
    return lambda: house.do(donor_changes.revise_donor, asked)


def item_revised(house: Home) -> Callable[[], Any]:
    asked = revision(house, house.item(), sku="S-1")
    return lambda: house.do(revise_item, asked)


@pytest.mark.parametrize(
    ("place", "name", "kind", "file", "revised"),
    [
        (nouns.Nouns, "take", "programs", "name,kind,phone\nShelter,other,555 0100\n", program_revised),
        (nouns.Nouns, "take", "sites", "name,kind,hours\nGym,collection_site,9 to 5\n", site_revised),
        (donor_list, "fold_name", "donors", "name,kind,phone\nANN,person,555 0100\n", donor_revised),
        (_Catalogue, "lock", "items", ITEMS, item_revised),
    ],
)
def test_a_hand_edit_typed_over_what_an_import_is_changing_is_refused(
    house: Home, monkeypatch: pytest.MonkeyPatch, place: Any, name: str, kind: str, file: str, revised: Any
) -> None:
    revise = revised(house)
    told = while_stopped(monkeypatch, place, name, lambda: bring(house, kind, file), revise)
    assert told[0].done.updated == 1
    assert isinstance(told[1], Conflict)
    if kind == "items":
        [row] = house.all(Item)
        assert (row.people_per_unit, row.sku) == (2_000, None)


def test_a_drive_closed_while_its_story_is_imported_is_closed(
    house: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    spring = house.drive()
    file = "name,starts_on,ends_on,story\nSpring,2025-01-01,2025-12-31,For the cold\n"
    while_stopped(
        monkeypatch,
        nouns.Nouns,
        "take",
        lambda: bring(house, "drives", file),
        lambda: house.do(drives.close_drive, CloseDrive(spring)),
    )
    [row] = house.all(Drive)
    assert (row.story, row.closed_on) == ("For the cold", TODAY)


def test_a_value_set_while_its_item_is_imported_is_its_newest(
    house: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    socks = house.do(items.add_item, items.AddItem("Socks", "things", Unit.PAIR, unit_value=50_000)).item_id
    value = SetItemValue(socks, 90_000, date(2025, 6, 1))
    while_stopped(
        monkeypatch,
        _Catalogue,
        "lock",
        lambda: bring(house, "items", ITEMS),
        lambda: house.do(set_item_value, value),
    )
    [row] = house.all(Item)
    assert (row.people_per_unit, row.unit_value) == (2_000, 90_000)
    assert len(house.all(ItemValue)) == 2


def test_imports_and_edits_of_many_at_once_all_come_to_an_end(house: Home) -> None:
    names = [f"Place {number}" for number in range(6)]
    for name in names:
        house.program(name)
    file = "name,kind,phone\n" + "".join(f"{name},other,555 0100\n" for name in reversed(names))

    def edits(name: str) -> Callable[[], Any]:
        program_id = house.program(name)

        def edit() -> Any:
            [row] = house.all(Program, Program.id == program_id)
            whole = AddProgram(name, ProgramKind.OTHER, address="2 Oak", phone=row.phone)
            return house.do(places.revise_program, ReviseProgram(program_id, seen_mark(row), whole))

        return edit

    told = at_once([lambda: bring(house, "programs", file), *map(edits, names)])
    assert not [
        answer for answer in told if isinstance(answer, Exception) and not isinstance(answer, Conflict)
    ]
    for row, answer in zip(house.all(Program), told[1:], strict=True):
        assert row.phone == "555 0100"
        assert row.address == (None if isinstance(answer, Conflict) else "2 Oak")


def test_a_file_that_changes_one_thing_writes_that_only(house: Home) -> None:
    house.do(places.add_program, AddProgram("Shelter", ProgramKind.OTHER, address="2 Oak", phone="1"))
    house.do(places.add_program, AddProgram("Pantry", ProgramKind.OTHER, address="3 Elm", phone="1"))
    file = "name,kind,phone,address\nShelter,other,2,\nPANTRY,other,1,4 Ash\n"
    assert bring(house, "programs", file).done.updated == 2
    assert [(row.name, row.name_key, row.phone, row.address) for row in house.all(Program)] == [
        ("Shelter", "shelter", "2", "2 Oak"),
        ("PANTRY", "pantry", "1", "4 Ash"),
    ]
