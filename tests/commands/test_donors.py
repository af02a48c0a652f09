"""Donors set up and revised by hand: never two by accident, and files can always tell them apart."""

from dataclasses import asdict, replace
from typing import Any

import pytest

from drives.commands import donor_changes
from drives.commands.donations import LineDraft, LogDonation, log_donation
from drives.commands.donor_changes import AddDonor, AnotherAlike, ReviseDonor
from drives.errors import Conflict, NotAllowed
from drives.model import Donation, Donor
from drives.rules import roles
from drives.rules.kinds import DonorKind
from drives.rules.roles import EVERYBODY, Permission, Role, Viewer
from drives.rules.seen import seen_mark
from tests.commands.test_close_races import while_stopped
from tests.files import bring, given
from tests.houses import Home, q

ANN = AddDonor("Ann", DonorKind.PERSON, "ann@example.org", "555 0100", "2 Oak", True, "R-1")


def add(house: Home, asked: AddDonor) -> int:
    """The id of a donor that was added."""
    return int(house.do(donor_changes.add_donor, asked).donor_id)


def change(house: Home, donor_id: int, whole: AddDonor) -> ReviseDonor:
    """A change of a donor as it stands."""
    [row] = house.all(Donor, Donor.id == donor_id)
    return ReviseDonor(donor_id, seen_mark(row), whole)


def told(house: Home) -> list[dict[str, Any]]:
    """What is said of each donor."""
    left = ("id", "name_key", "merged_into_id")
    rows = house.all(Donor)
    return [{name: value for name, value in row._mapping.items() if name not in left} for row in rows]


def said(whole: AddDonor) -> dict[str, Any]:
    """What a request says of a donor."""
    return {name: value for name, value in asdict(whole).items() if name != "also"}


def test_a_donor_is_kept_as_it_is_described_and_revised_whole(house: Home) -> None:
    ann = add(house, ANN)
    assert told(house) == [said(ANN)]
    bare = AddDonor("Ann  Other", DonorKind.HOUSEHOLD)
    house.do(donor_changes.revise_donor, change(house, ann, bare))
    assert told(house) == [said(replace(bare, name="Ann Other"))]
    house.do(donor_changes.revise_donor, change(house, ann, ANN))
    assert told(house) == [said(ANN)]


@pytest.mark.rule_alone
@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"name": " "}, "A donor needs a name."),
        ({"email": "ann"}, "This is not an e-mail address."),
        ({"kind": "ghost"}, '"ghost" is none of person, household'),
        ({"reference": "R-2"}, "The reference R-2 is that of Bo. Use another, or open Bo."),
        ({"name": "BO"}, "Bo is there already (555). Open that one"),
        ({"email": "Bo@example.org"}, None),
    ],
)
def test_what_cannot_be_said_of_a_donor_is_refused(
    house: Home, wrong: dict[str, Any], expected: str | None
) -> None:
    add(house, AddDonor("Bo", DonorKind.PERSON, "bo@example.org" if expected is None else None, "555",
                        reference=None if expected is None or "555" in expected else "R-2"))  # fmt: skip
    expected = expected or "Bo@example.org is the e-mail of Bo. Open Bo, or say"
    other = replace(ANN, reference=None)
    assert house.refusal(donor_changes.add_donor, replace(other, **wrong)).startswith(expected)
    ann = add(house, other)
    revised = change(house, ann, replace(other, **wrong))
    assert house.refusal(donor_changes.revise_donor, revised).startswith(expected)


def test_a_second_donor_of_a_name_is_made_knowingly_and_both_are_told_apart(house: Home) -> None:
    cy = AddDonor("Cy", DonorKind.PERSON)
    first = add(house, cy)
    house.refusal(donor_changes.add_donor, cy, AnotherAlike)
    second = add(house, replace(cy, also=True))
    assert [row["reference"] for row in told(house)] == [f"D-{first:06d}", f"D-{second:06d}"]


def test_two_of_a_name_with_their_own_addresses_need_no_reference(house: Home) -> None:
    add(house, AddDonor("Cy", DonorKind.PERSON, "one@example.org"))
    add(house, AddDonor("Cy", DonorKind.PERSON, "two@example.org", also=True))
    assert [row["reference"] for row in told(house)] == [None, None]


def test_a_made_reference_is_one_that_nobody_has(house: Home) -> None:
    first = add(house, AddDonor("Cy", DonorKind.PERSON))
    add(house, AddDonor("Di", DonorKind.PERSON, reference=f"D-{first:06d}"))
    add(house, AddDonor("Cy", DonorKind.PERSON, also=True))
    references = [row["reference"] for row in told(house)]
    assert len(set(references)) == 3
    assert None not in references


def test_two_references_made_in_one_go_are_two(house: Home) -> None:
    add(house, AddDonor("Bob", DonorKind.PERSON, reference="D-000002"))
    ann = add(house, AddDonor("Ann", DonorKind.PERSON))
    assert ann == 2
    add(house, AddDonor("Ann", DonorKind.PERSON, also=True))
    references = [row["reference"] for row in told(house)]
    assert references[0] == "D-000002"
    assert len({*references, None}) == 4


def test_two_names_with_one_email_at_once_are_not_both_added(
    house: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [
        AddDonor(name, DonorKind.PERSON, email) for name, email in (("Ann", "us@x.org"), ("Bo", "US@x.org"))
    ]
    first, second = [lambda one=one: house.do(donor_changes.add_donor, one) for one in asked]
    answers = while_stopped(monkeypatch, donor_changes, "_alike", first, second)
    assert isinstance(answers[1], AnotherAlike)
    assert [row["name"] for row in told(house)] == ["Ann"]


def test_two_donors_given_one_reference_at_once_are_not_both_added(
    house: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [AddDonor(name, DonorKind.PERSON, reference="R-1") for name in ("Ann", "Bo")]
    first, second = [lambda one=one: house.do(donor_changes.add_donor, one) for one in asked]
    answers = while_stopped(monkeypatch, donor_changes, "_alike", first, second)
    assert str(answers[1]) == "The reference R-1 is that of Ann. Use another, or open Ann."


def test_a_team_and_a_person_of_one_name_are_two(house: Home) -> None:
    add(house, AddDonor("Scouts", DonorKind.TEAM))
    add(house, AddDonor("Scouts", DonorKind.PERSON))
    assert len(told(house)) == 2


def test_revising_a_twin_without_renaming_it_asks_nothing_again(house: Home) -> None:
    add(house, AddDonor("Cy", DonorKind.PERSON))
    second = add(house, AddDonor("Cy", DonorKind.PERSON, also=True))
    house.do(donor_changes.revise_donor, change(house, second, AddDonor("Cy", DonorKind.PERSON, phone="1")))
    references = [row["reference"] for row in told(house)]
    assert None not in references, "without one, files could no longer tell them apart"


def test_donors_added_by_hand_come_back_from_files_as_the_same_bytes(house: Home, tmp_path: Any) -> None:
    def give(donor_id: int, name: str) -> None:
        [row] = house.all(Donor, Donor.id == donor_id)
        asked = LogDonation(house.site(), (LineDraft(house.item(), q("1")),), donor_name=name)
        logged = house.do(log_donation, asked)
        [donation] = house.all(Donation, Donation.id == logged.donation_id)
        assert donation.donor_id == row.id

    cy = add(house, AddDonor("Cy", DonorKind.PERSON))
    add(house, AddDonor("Cy", DonorKind.HOUSEHOLD, also=True))
    ann = add(house, AddDonor("Ann", DonorKind.PERSON, "us@example.org"))
    bo = add(house, AddDonor("Bo", DonorKind.PERSON, "US@example.org", also=True))
    for donor_id, name in ((cy, "Cy"), (ann, "Ann"), (bo, "Bo")):
        give(donor_id, name)
    second = Home(f"sqlite:///{tmp_path}/second.db")
    try:
        for kind in ("items", "sites", "donors", "donations"):
            content = given(house, kind)
            assert bring(second, kind, content).lines() == [], kind
            assert given(second, kind) == content, kind
    finally:
        second.close()


def test_who_gave_as_a_person_does_not_become_a_team(house: Home) -> None:
    lines = (LineDraft(house.item(), q("1")),)
    house.do(log_donation, LogDonation(house.site(), lines, donor_name="Ann", team_name="Scouts"))
    for row in house.all(Donor):
        other = DonorKind.PERSON if row.kind is DonorKind.TEAM else DonorKind.TEAM
        refused = change(house, row.id, AddDonor("New", other))
        assert "so it" in house.refusal(donor_changes.revise_donor, refused)
        fine = DonorKind.TEAM if row.kind is DonorKind.TEAM else DonorKind.SCHOOL
        house.do(donor_changes.revise_donor, change(house, row.id, AddDonor(row.name, fine)))
    fresh = add(house, AddDonor("Choir", DonorKind.OTHER))
    house.do(donor_changes.revise_donor, change(house, fresh, AddDonor("Choir", DonorKind.TEAM)))


def test_a_change_typed_over_an_older_state_is_refused(house: Home) -> None:
    ann = add(house, ANN)
    late = change(house, ann, replace(ANN, phone="1"))
    house.do(donor_changes.revise_donor, change(house, ann, replace(ANN, address="3 Elm")))
    assert house.refusal(donor_changes.revise_donor, late, Conflict).startswith("Ann was changed by somebody")


def test_only_who_may_see_donors_changes_them(house: Home) -> None:
    house.refusal(donor_changes.add_donor, ANN, NotAllowed, viewer=EVERYBODY)


def test_who_may_only_see_donors_does_not_change_them(house: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Viewer.of("reader", Role.PUBLIC)
    monkeypatch.setitem(roles._HELD, Role.PUBLIC, frozenset({Permission.SEE_DONORS}))
    house.refusal(donor_changes.add_donor, ANN, NotAllowed, viewer=reader)
    ann = add(house, ANN)
    house.refusal(donor_changes.revise_donor, change(house, ann, ANN), NotAllowed, viewer=reader)
    monkeypatch.setitem(roles._HELD, Role.PUBLIC, frozenset({Permission.KEEP_DONORS}))
    house.do(donor_changes.revise_donor, change(house, ann, replace(ANN, phone="1")), viewer=reader)


def test_naming_a_donor_is_no_way_to_see_what_she_gave_elsewhere(house: Home) -> None:
    socks, site, spring, autumn = house.item(), house.site(), house.drive("Spring"), house.drive("Autumn")
    of_autumn = Viewer("Olga", frozenset({roles.Grant(Role.ORGANIZER, drive_id=autumn)}), 7)
    gift = LogDonation(site, (LineDraft(socks, q("2")),), spring, donor_name="Ann", team_name="Owls")
    house.do(log_donation, gift)
    for _again in range(2):
        house.do(log_donation, replace(gift, drive_id=autumn), viewer=of_autumn)
    givers = [(row.drive_id, row.donor_id, row.team_id) for row in house.all(Donation)]
    assert len(set(givers)) == 2
    assert len(house.all(Donor)) == 4
