"""Donors and teams, and how often each gave."""

from datetime import timedelta
from typing import Any

import pytest

from drives.commands.donations import LineDraft, LogDonation, VoidDonation, log_donation, void_donation
from drives.errors import NotAllowed
from drives.queries.donors import donors, given_by
from drives.rules.kinds import DonorKind
from drives.rules.roles import COMMAND_LINE, EVERYBODY
from tests.houses import TODAY, Home, q


def give(house: Home, days_ago: int, **who: str) -> int:
    """A donation of so many days ago; its id."""
    lines = (LineDraft(house.item(), q("1")), LineDraft(house.item("Rice"), q("2")))
    asked = LogDonation(house.site(), lines, received_on=TODAY - timedelta(days=days_ago), **who)
    return int(house.do(log_donation, asked).donation_id)


def ask(house: Home, asked: Any, **question: Any) -> Any:
    """An answer for an admin."""
    return house.house.queries.ask(asked, COMMAND_LINE, **question)


def test_who_gave_stands_with_how_often_and_when_last(house: Home) -> None:
    give(house, 9, donor_name="Ann", team_name="Scouts")
    give(house, 2, donor_name="Ann")
    house.do(void_donation, VoidDonation(give(house, 0, donor_name="Ann")))
    house.do(void_donation, VoidDonation(give(house, 0, donor_name="Bo")))
    give(house, 1)
    known = {one.name: one for one in ask(house, donors)}
    assert {name: one.kind for name, one in known.items()} == {
        "Ann": DonorKind.PERSON, "Bo": DonorKind.PERSON, "Scouts": DonorKind.TEAM,
    }  # fmt: skip
    ids = {one.donor_id: name for name, one in known.items()}
    gave = ask(house, given_by, donor_ids=tuple(ids))
    assert {(ids[one.donor_id], one.donations, one.last_on) for one in gave} == {
        ("Ann", 2, TODAY - timedelta(days=2)),
        ("Scouts", 1, TODAY - timedelta(days=9)),
    }
    assert [one.donor_id for one in ask(house, given_by, donor_ids=(known["Scouts"].donor_id,))] == [
        known["Scouts"].donor_id
    ]


def test_nobody_gave_anything_yet(house: Home) -> None:
    assert ask(house, donors) == ()
    assert ask(house, given_by, donor_ids=()) == ()


@pytest.mark.parametrize(("asked", "question"), [(donors, {}), (given_by, {"donor_ids": (1,)})])
def test_the_public_sees_no_donor(house: Home, asked: Any, question: dict[str, Any]) -> None:
    with pytest.raises(NotAllowed):
        house.house.queries.ask(asked, EVERYBODY, **question)
