"""Donors who may be one are found; those who are not are left alone."""

import pytest

from drives.commands.donor_changes import AddDonor, add_donor
from drives.commands.donor_merging import (
    KeepDonorsApart,
    MergeDonors,
    keep_donors_apart,
    merge_donors,
)
from drives.commands.erasing import EraseDonor, erase_donor
from drives.errors import Unknown
from drives.queries.donor_doubles import Alike, donor_doubles, is_near
from drives.rules.kinds import DonorKind
from drives.rules.names import words_of
from drives.rules.roles import COMMAND_LINE
from tests.houses import Home


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("North Edmonton", "Edmonton North Stake", True),
        ("Corner Bakery", "Corner Bakrey", True),
        ("José Peña", "Jose Pena", False),  # the same words: found as the same name where it is one
        ("Ann Lee", "Lee, Ann", True),
        ("Smith Family", "The Smith Family", True),
        ("Troop 12", "Troop 13", False),
        ("Grade 4", "Grade 4b", False),
        ("Edmonton", "Edmonton North Stake", False),
        ("North Edmonton", "South Edmonton", False),
        ("Gateway Stake", "Riverbend Stake", False),
        ("John Smith", "Jane Smith", False),
    ],
)
def test_names_that_are_nearly_the_same(one: str, other: str, near: bool) -> None:
    assert is_near(words_of(one), words_of(other)) is near
    assert is_near(words_of(other), words_of(one)) is near


def test_pairs_are_found_the_likeliest_first_and_a_team_is_no_person(house: Home) -> None:
    for asked in (
        AddDonor("North Edmonton", DonorKind.TEAM),
        AddDonor("Edmonton North Stake", DonorKind.TEAM),
        AddDonor("North Edmonton", DonorKind.PERSON, phone="+1 (780) 555-0100"),
        AddDonor("Ann", DonorKind.PERSON, "ANN@example.org", "780 555 0100"),
        AddDonor("Ana", DonorKind.PERSON, "ann@example.org", also=True),
        AddDonor("Bo", DonorKind.PERSON),
        AddDonor("bo", DonorKind.HOUSEHOLD, also=True),
    ):
        house.do(add_donor, asked)
    gone = [house.do(add_donor, AddDonor(f"Gone {n}", DonorKind.PERSON)).donor_id for n in (1, 2)]
    for donor_id in gone:
        house.do(erase_donor, EraseDonor(donor_id))
    found = house.house.queries.ask(donor_doubles, COMMAND_LINE)
    assert [(one.first.name, one.second.name, one.why) for one in found] == [
        ("Ann", "Ana", (Alike.EMAIL,)),
        ("Bo", "bo", (Alike.NAME,)),
        ("North Edmonton", "Ann", (Alike.PHONE,)),
        ("North Edmonton", "Edmonton North Stake", (Alike.SPELLING,)),
    ]


def test_two_who_were_said_to_be_two_come_up_no_more_whoever_is_merged_into_them(house: Home) -> None:
    ids = [
        house.do(add_donor, AddDonor(name, DonorKind.PERSON, email, also=True)).donor_id
        for name, email in (("Ann Lee", None), ("Ann Lee", "a@example.org"), ("Ann Lee", "b@example.org"))
    ]

    def pairs() -> list[tuple[int, int]]:
        found = house.house.queries.ask(donor_doubles, COMMAND_LINE)
        return sorted((one.first.donor_id, one.second.donor_id) for one in found)

    assert pairs() == [(ids[0], ids[1]), (ids[0], ids[2]), (ids[1], ids[2])]
    for _twice in range(2):
        house.do(keep_donors_apart, KeepDonorsApart(ids[1], ids[0]))
    assert pairs() == [(ids[0], ids[2]), (ids[1], ids[2])]
    house.do(merge_donors, MergeDonors(ids[0], ids[2]))
    assert pairs() == []
    assert "Choose two donors" in house.refusal(keep_donors_apart, KeepDonorsApart(ids[1], ids[1]))
    house.refusal(keep_donors_apart, KeepDonorsApart(ids[1], 999), Unknown)
