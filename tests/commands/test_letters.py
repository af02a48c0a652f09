"""Letters: who may issue them, about what, under which number; what was said is kept as it was said."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from drives.commands import donations, donor_changes, drives, erasing, merging, places
from drives.commands.donations import CorrectDonation, LineDraft, LogDonation, VoidDonation
from drives.commands.donor_changes import AddDonor
from drives.commands.donor_merging import MergeDonors, merge_donors
from drives.commands.issuers import SetIssuer, set_issuer
from drives.commands.letters import (
    IssueLetter,
    IssueLetters,
    ReplaceLetter,
    issue_letter,
    issue_letters,
    replace_letter,
)
from drives.errors import Conflict, Unknown
from drives.model import AcknowledgedDonation, Acknowledgement, Donor, Issuer, Program
from drives.queries import donors as donor_queries
from drives.queries.letters import (
    issuers,
    letter,
    letter_of_donation,
    letters_of_year,
    letters_sheet,
    letters_to_print,
    unissuable,
)
from drives.rules.kinds import DonorKind, ProgramKind, SiteKind, Source
from drives.rules.roles import COMMAND_LINE
from drives.rules.seen import seen_mark
from tests.houses import TODAY, Home, dump, q

YEAR = TODAY.year


def drive_for(house: Home, *programs: str, name: str = "Spring") -> int:
    """A drive that collects for these programs."""
    ids = tuple(house.program(one) for one in programs)
    asked = drives.OpenDrive(name, date(YEAR, 1, 1), date(YEAR, 12, 31), ids, (house.site(),))
    return int(house.do(drives.open_drive, asked).drive_id)


def entitle(house: Home, program: str = "Shelter", **rest: Any) -> None:
    """Have a program issue letters."""
    asked = SetIssuer(house.program(program), f"{program} Inc.", "12-3456789", "PO Box 7", "Ada", **rest)
    house.do(set_issuer, asked)


def give(house: Home, drive_id: int | None, donor: str | None = "Ann", *lines: LineDraft, **rest: Any) -> int:
    """A donation, of three pairs of socks where nothing else is said; its id."""
    drafts = lines or (LineDraft(house.item(), q("3")),)
    on = rest.pop("on", TODAY)
    asked = LogDonation(house.site(), drafts, drive_id, on, donor_name=donor, **rest)
    return int(house.do(donations.log_donation, asked).donation_id)


def id_of(house: Home, name: str) -> int:
    """The donor of a name."""
    [row] = house.all(Donor, Donor.name == name)
    return int(row.id)


def issue(house: Home, *donation_ids: int, donor: str = "Ann", program: str = "Shelter", **rest: Any) -> Any:
    """A letter."""
    return house.do(
        issue_letter, IssueLetter(id_of(house, donor), house.program(program), donation_ids, **rest)
    )


def ask(house: Home, asked: Any, **question: Any) -> Any:
    """An answer for an admin."""
    return house.house.queries.ask(asked, COMMAND_LINE, **question)


def of_year(house: Home, program: str = "Shelter", year: int = YEAR) -> Any:
    """A program's letters of a year."""
    return ask(house, letters_of_year, program_id=house.program(program), year=year)


def test_a_letter_says_what_was_accepted_when_and_where(house: Home) -> None:
    spring = drive_for(house, "Shelter")
    entitle(house)
    lines = (
        LineDraft(house.item(), q("12"), q("2"), "worn"),
        LineDraft(house.item("Rice"), q("5"), source=Source.PURCHASED),
        LineDraft(house.item("Soap"), q("4"), q("4"), "open"),
    )
    issued = issue(house, give(house, spring, "Ann", *lines))
    assert issued.number == f"{YEAR}-0001"
    seen = ask(house, letter, acknowledgement_id=issued.acknowledgement_id)
    [gift] = seen.gifts
    assert (gift.received_on, gift.site, gift.drive) == (TODAY, "Gym", "Spring")
    assert [(item, accepted) for item, _unit, accepted in gift.goods] == [("Socks", q("10"))]
    assert (seen.issuer, seen.tax_id, seen.address, seen.donor) == (
        "Shelter Inc.", "12-3456789", "PO Box 7", "Ann",
    )  # fmt: skip


def test_a_letter_names_no_site_that_is_not_public(house: Home) -> None:
    entitle(house)
    home = house.do(places.add_site, places.AddSite("Ann's garage", SiteKind.COLLECTION_SITE, public=False))
    lines = (LineDraft(house.item(), q("3")),)
    asked = LogDonation(home.site_id, lines, drive_for(house, "Shelter"), TODAY, donor_name="Ann")
    issued = issue(house, house.do(donations.log_donation, asked).donation_id)
    [gift] = ask(house, letter, acknowledgement_id=issued.acknowledgement_id).gifts
    assert (gift.site, gift.drive) == ("", "Spring")
    assert "garage" not in repr(house.all(Acknowledgement))


def test_letters_are_numbered_by_issuer_and_year_of_the_gifts(house: Home) -> None:
    spring = drive_for(house, "Shelter", "Pantry")
    for program in ("Shelter", "Pantry"):
        entitle(house, program)
    before = TODAY - timedelta(days=365)
    numbers = [
        issue(house, give(house, spring, on=on), program=program).number
        for program, on in (("Shelter", TODAY), ("Shelter", TODAY), ("Pantry", TODAY), ("Shelter", before))
    ]
    assert numbers == [f"{YEAR}-0001", f"{YEAR}-0002", f"{YEAR}-0001", f"{YEAR - 1}-0001"]


def test_only_a_program_that_the_drive_collects_for_can_issue(house: Home) -> None:
    spring = drive_for(house, "Shelter")
    one = give(house, spring)
    asked = IssueLetter(id_of(house, "Ann"), house.program(), (one,))
    said = house.refusal(issue_letter, asked)
    assert said.startswith("That program may not issue letters (any more).")
    assert [(row.drive, row.gifts) for row in ask(house, unissuable, year=YEAR)] == [("Spring", 1)]
    entitle(house, "Host")
    asked = IssueLetter(id_of(house, "Ann"), house.program("Host"), (one,))
    assert house.refusal(issue_letter, asked).startswith("These goods were not given for Host Inc.")
    entitle(house)
    assert ask(house, unissuable, year=YEAR) == ()
    issue(house, one)


def test_goods_kept_for_one_program_are_acknowledged_by_that_one_and_those_of_no_drive_by_none(
    house: Home,
) -> None:
    spring = drive_for(house, "Shelter", "Pantry")
    for program in ("Shelter", "Pantry"):
        entitle(house, program)
    kept = LineDraft(house.item(), q("1"), restricted_to_id=house.program("Pantry"))
    one, two = give(house, spring, "Ann", kept), give(house, None)
    assert ask(house, letter_of_donation, donation_id=one).gift.program_ids == {house.program("Pantry")}
    assert ask(house, letter_of_donation, donation_id=two).gift.program_ids == frozenset()
    assert [(row.drive, row.gifts) for row in ask(house, unissuable, year=YEAR)] == [(None, 1)]
    assert (len(of_year(house).due), len(of_year(house, "Pantry").due)) == (0, 1)


def test_a_year_is_issued_at_once_to_everybody_but_the_erased_and_the_nameless(house: Home) -> None:
    spring = drive_for(house, "Shelter")
    entitle(house)
    for donor in ("Ann", "Bo", "Ann", "Gone", None):
        give(house, spring, donor)
    give(house, spring, None, team_name="Scouts")
    give(house, spring, "Cy", LineDraft(house.item(), q("5"), source=Source.PURCHASED))
    give(house, spring, "Old", on=TODAY - timedelta(days=365))
    issue(house, give(house, spring, "Dee"), donor="Dee")
    house.do(erasing.erase_donor, erasing.EraseDonor(id_of(house, "Gone")))
    assert [one.donor for one in of_year(house).due] == ["Ann", "Bo", "Scouts"]
    assert house.do(issue_letters, IssueLetters(house.program(), YEAR)).letters == 3
    found = of_year(house)
    assert found.due == ()
    assert [(one.number, one.donor) for one in reversed(found.issued)] == [
        (f"{YEAR}-0001", "Dee"), (f"{YEAR}-0002", "Ann"), (f"{YEAR}-0003", "Bo"), (f"{YEAR}-0004", "Scouts"),
    ]  # fmt: skip
    printed = ask(house, letters_to_print, program_id=house.program(), year=YEAR)
    assert [len(one.gifts) for one in printed] == [1, 2, 1, 1]
    said = house.refusal(issue_letters, IssueLetters(house.program(), YEAR))
    assert said.startswith(f"No gift of {YEAR} for Shelter Inc. is without a letter, so there is nothing to ")


def test_no_gift_is_in_two_letters_whoever_issues_them(house: Home) -> None:
    spring = drive_for(house, "Shelter", "Pantry")
    for program in ("Shelter", "Pantry"):
        entitle(house, program)
    one = give(house, spring)
    assert of_year(house).shared == 1
    issue(house, one)
    assert of_year(house, "Pantry").due == ()
    asked = IssueLetter(id_of(house, "Ann"), house.program("Pantry"), (one,))
    assert house.refusal(issue_letter, asked).startswith("A letter speaks of these goods already")
    assert ask(house, letter_of_donation, donation_id=one).acknowledgement_id is not None


def test_a_corrected_gift_has_a_new_letter_in_the_place_of_the_old_one_and_both_are_kept(house: Home) -> None:
    spring = drive_for(house, "Shelter")
    entitle(house)
    one = give(house, spring)
    old = issue(house, one, in_return="a mug", in_return_value=50_000)
    said = house.refusal(replace_letter, ReplaceLetter(old.acknowledgement_id))
    assert said == "Nothing was changed since this letter was issued. Issue it again under its number."
    becomes = LogDonation(house.site(), (LineDraft(house.item(), q("2")),), spring, donor_name="Ann")
    house.do(donations.correct_donation, CorrectDonation(one, becomes))
    assert [row.changed for row in of_year(house).issued] == [True]
    assert [row[2] for row in letters_sheet(of_year(house)).rows] == ["not_valid"]
    assert of_year(house).due == ()
    before = house.all(Acknowledgement)
    new = house.do(replace_letter, ReplaceLetter(old.acknowledgement_id))
    assert new.number == f"{YEAR}-0002"
    assert house.all(Acknowledgement)[:1] == before
    seen = ask(house, letter, acknowledgement_id=new.acknowledgement_id)
    assert (seen.gifts[0].goods[0][2], seen.replaces, seen.in_return, seen.in_return_value) == (
        q("2"), old.number, "a mug", 50_000,
    )  # fmt: skip
    assert ask(house, letter, acknowledgement_id=old.acknowledgement_id).replaced_by == new.number
    assert [row.changed for row in of_year(house).issued] == [False, False]
    printed = ask(house, letters_to_print, program_id=house.program(), year=YEAR)
    assert [row.number for row in printed] == [new.number]
    said = house.refusal(replace_letter, ReplaceLetter(old.acknowledgement_id))
    assert said.startswith("Another letter stands in the place of this one already.")


def test_a_letter_about_what_was_voided_has_none_in_its_place(house: Home) -> None:
    spring = drive_for(house, "Shelter")
    entitle(house)
    one = give(house, spring)
    old = issue(house, one)
    house.do(donations.void_donation, VoidDonation(one))
    assert [row.changed for row in of_year(house).issued] == [True]
    said = house.refusal(replace_letter, ReplaceLetter(old.acknowledgement_id))
    assert said.startswith("Nothing of what this letter says stands any more")


MOVED = {
    "another donor": {"donor_name": "Bo"},
    "another year": {"received_on": TODAY - timedelta(days=365)},
    "another drive": {"drive_id": "Autumn"},
    "voided": None,
}


@pytest.mark.parametrize("to", MOVED)
def test_what_was_corrected_away_from_a_letter_is_due_where_it_belongs_and_the_letter_is_not_printed(
    house: Home, to: str
) -> None:
    spring, autumn = drive_for(house, "Shelter"), drive_for(house, "Pantry", name="Autumn")
    for program in ("Shelter", "Pantry"):
        entitle(house, program)
    one = give(house, spring)
    old = issue(house, one)
    told: dict[str, Any] = {"drive_id": spring, "donor_name": "Ann", **(MOVED[to] or {})}
    if to == "voided":
        house.do(donations.void_donation, VoidDonation(one))
    else:
        told["drive_id"] = autumn if told["drive_id"] == "Autumn" else spring
        becomes = LogDonation(house.site(), (LineDraft(house.item(), q("3")),), **told)
        one = house.do(donations.correct_donation, CorrectDonation(one, becomes)).donation_id
    assert [row.changed for row in of_year(house).issued] == [True]
    assert ask(house, letter, acknowledgement_id=old.acknowledgement_id).changed
    assert ask(house, letters_to_print, program_id=house.program(), year=YEAR) == ()
    said = house.refusal(replace_letter, ReplaceLetter(old.acknowledgement_id))
    assert said.startswith("Nothing of what this letter says stands any more")
    program, year = ("Pantry" if to == "another drive" else "Shelter"), told.get("received_on", TODAY).year
    due = of_year(house, program, year).due
    if to == "voided":
        assert due == ()
        return
    assert [(row.donor, row.donation_ids) for row in due] == [(told["donor_name"], (one,))]
    assert (of_year(house).due == ()) is (to != "another donor")
    new = issue(house, one, donor=told["donor_name"], program=program)
    assert [
        row.number for row in ask(house, letters_to_print, program_id=house.program(program), year=year)
    ] == [new.number]
    assert ask(house, letter_of_donation, donation_id=one).acknowledgement_id == new.acknowledgement_id


def test_what_was_corrected_away_and_back_is_the_first_letters_again(house: Home) -> None:
    spring = drive_for(house, "Shelter")
    entitle(house)
    one, other = give(house, spring), give(house, spring)
    old = issue(house, one, other)
    last = one
    for donor in ("Bo", "Ann"):
        if donor == "Ann":
            issue(house, last, donor="Bo")
        becomes = LogDonation(house.site(), (LineDraft(house.item(), q("2")),), spring, donor_name=donor)
        last = house.do(donations.correct_donation, CorrectDonation(last, becomes)).donation_id
    assert of_year(house).due == ()
    new = house.do(replace_letter, ReplaceLetter(old.acknowledgement_id))
    seen = ask(house, letter, acknowledgement_id=new.acknowledgement_id)
    assert sorted(gift.goods[0][2] for gift in seen.gifts) == [q("2"), q("3")]
    assert [row.donor for row in ask(house, letters_to_print, program_id=house.program(), year=YEAR)] == [
        "Ann"
    ]


def test_a_letter_of_two_gifts_of_which_one_went_to_another_is_replaced_about_the_other(house: Home) -> None:
    spring = drive_for(house, "Shelter")
    entitle(house)
    one, other = give(house, spring), give(house, spring)
    old = issue(house, one, other)
    becomes = LogDonation(house.site(), (LineDraft(house.item(), q("2")),), spring, donor_name="Bo")
    house.do(donations.correct_donation, CorrectDonation(one, becomes))
    new = house.do(replace_letter, ReplaceLetter(old.acknowledgement_id))
    assert len(ask(house, letter, acknowledgement_id=new.acknowledgement_id).gifts) == 1
    assert [row.donor for row in of_year(house).due] == ["Bo"]


def test_what_was_said_stays_whatever_is_renamed_merged_or_changed_later(house: Home) -> None:
    spring = drive_for(house, "Shelter")
    entitle(house)
    house.do(donor_changes.add_donor, AddDonor("Ann", DonorKind.PERSON, address="2 Oak"))
    one = issue(house, give(house, spring), give(house, spring))
    was = ask(house, letter, acknowledgement_id=one.acknowledgement_id)
    house.item("Sox")
    house.do(merging.merge_items, merging.MergeItems(house.item(), house.item("Sox")))
    [row] = house.all(Issuer)
    changed = SetIssuer(house.program(), "Another name", "99", seen=seen_mark(row))
    house.do(set_issuer, changed)
    house.program("Kept")
    house.do(merging.merge_programs, merging.MergePrograms(house.program(), house.program("Kept")))
    house.do(donor_changes.add_donor, AddDonor("Anna", DonorKind.PERSON))
    house.do(merge_donors, MergeDonors(id_of(house, "Ann"), id_of(house, "Anna")))
    assert ask(house, letter, acknowledgement_id=one.acknowledgement_id) == was
    found = of_year(house, "Kept")
    assert (found.due, [row.donor for row in found.issued]) == ((), ["Anna"])
    one = give(house, spring, "Anna", LineDraft(house.item("Sox"), q("1")))
    assert issue(house, one, donor="Anna", program="Kept").number == f"{YEAR}-0002"


def test_a_merged_programs_right_to_issue_goes_to_the_one_that_is_kept(house: Home) -> None:
    drive_for(house, "Shelter")
    entitle(house)
    [was] = house.all(Issuer)
    kept = house.program("Kept")
    house.do(merging.merge_programs, merging.MergePrograms(house.program(), kept))
    assert [tuple(row) for row in house.all(Issuer)] == [(kept, *was[1:])]
    assert [(one.program_id, one.name) for one in ask(house, issuers)] == [(kept, "Shelter Inc.")]


@pytest.mark.parametrize("active", [True, False])
def test_of_two_merged_issuers_only_the_kept_ones_word_counts(house: Home, active: bool) -> None:
    spring = drive_for(house, "Shelter")
    entitle(house)
    entitle(house, "Kept", active=active)
    issue(house, give(house, spring))
    house.do(merging.merge_programs, merging.MergePrograms(house.program(), house.program("Kept")))
    assert [(row.program_id, row.name) for row in house.all(Issuer)] == [(house.program("Kept"), "Kept Inc.")]
    asked = IssueLetter(id_of(house, "Ann"), house.program("Kept"), (give(house, spring),))
    if active:
        assert house.do(issue_letter, asked).number == f"{YEAR}-0002"
        assert [one.name for one in ask(house, issuers)] == ["Kept Inc."]
    else:
        assert house.refusal(issue_letter, asked).startswith("That program may not issue letters (any more).")
        assert [row.gifts for row in ask(house, unissuable, year=YEAR)] == [1]


def test_erasing_takes_the_donor_out_of_letters_those_of_merged_ones_too(house: Home) -> None:
    spring = drive_for(house, "Shelter")
    entitle(house)
    for name in ("Quetzalina", "Xochitlana"):
        house.do(donor_changes.add_donor, AddDonor(name, DonorKind.PERSON, address=f"5 {name} Street"))
        issue(house, give(house, spring, name), donor=name, in_return=f"{name}'s mug", in_return_value=10_000)
    house.do(merge_donors, MergeDonors(id_of(house, "Quetzalina"), id_of(house, "Xochitlana")))
    house.do(erasing.erase_donor, erasing.EraseDonor(id_of(house, "Xochitlana")))
    told = repr(dump(house.store)).casefold()
    assert "quetz" not in told
    assert "xochi" not in told
    assert ask(house, letters_to_print, program_id=house.program(), year=YEAR) == ()
    issued = of_year(house).issued
    assert [
        (seen.in_return, seen.in_return_value)
        for seen in (ask(house, letter, acknowledgement_id=one.acknowledgement_id) for one in issued)
    ] == [(f"Erased donor {row.id}'s mug", 10_000) for row in reversed(house.all(Donor))]


@pytest.mark.parametrize(
    ("name", "kind", "said", "left", "notes"),
    [
        ("Corner Market Dinner Club", DonorKind.BUSINESS, "A dinner for two at the market", None, 0),
        ("Corner Market Club", DonorKind.BUSINESS, "Corner Market Club: dinner", "{gone}: dinner", 0),
        ("Quetzalina Ferrante", DonorKind.PERSON, "Dinner for Quetzalina", None, 1),
        ("Quetzalina Ferrante", DonorKind.PERSON, "quetzalina  ferrante's mug", "{gone}'s mug", 0),
    ],
)  # fmt: skip
def test_what_a_letter_says_of_goods_in_return_loses_whole_names_alone(
    house: Home, name: str, kind: DonorKind, said: str, left: str | None, notes: int
) -> None:
    spring = drive_for(house, "Shelter")
    entitle(house)
    donor_id = house.do(donor_changes.add_donor, AddDonor(name, kind)).donor_id
    old = issue(house, give(house, spring, name), donor=name, in_return=said, in_return_value=10_000)
    found = ask(house, donor_queries.erasing, donor_id=donor_id)
    assert found.notes == (said,) * notes
    gone = house.do(erasing.erase_donor, erasing.EraseDonor(donor_id)).name
    seen = ask(house, letter, acknowledgement_id=old.acknowledgement_id)
    assert seen.in_return == (left.format(gone=gone) if left else said)


def test_what_a_letter_cannot_say_is_refused(house: Home) -> None:
    spring = drive_for(house, "Shelter")
    entitle(house)
    ann, ann_before, bo = (
        give(house, spring), give(house, spring, on=TODAY - timedelta(days=365)), give(house, spring, "Bo"),
    )  # fmt: skip
    donor, program = id_of(house, "Ann"), house.program()
    for asked, said in (
        (IssueLetter(donor, program, ()), "A letter speaks of these goods already"),
        (IssueLetter(donor, program, (999,)), "A letter speaks of these goods already"),
        (IssueLetter(donor, program, (ann, bo)), "1 of these gifts is another donor's. Leave it out"),
        (
            IssueLetter(donor, program, (ann, ann_before)),
            f"These gifts are of {YEAR - 1} to {YEAR}, and a letter is about one year.",
        ),
        (IssueLetter(donor, program, (ann,), "a mug"), "Say what the donor got in return"),
        (IssueLetter(donor, program, (ann,), None, 5), "Say what the donor got in return"),
        (IssueLetter(donor, program, (ann,), "a mug", 0), "The value of what was given in return"),
    ):
        assert house.refusal(issue_letter, asked).startswith(said)
    house.refusal(replace_letter, ReplaceLetter(999), Unknown)
    assert house.all(AcknowledgedDonation) == []


def test_an_issuer_has_a_name_a_tax_id_and_no_hidden_address(house: Home) -> None:
    hidden = places.AddProgram("Haven", ProgramKind.YOUTH_SHELTER, address="4 Umber Way", hide_address=True)
    haven = house.do(places.add_program, hidden).program_id
    for asked, said in (
        (SetIssuer(haven, " ", "12"), "A letter needs the name"),
        (SetIssuer(haven, "Haven Inc.", " "), "A letter needs the tax id (EIN)"),
        (
            SetIssuer(haven, "Haven Inc.", "12", "Haven,\n 4  umber wy."),
            "This is the address that Haven hides.",
        ),
        (
            SetIssuer(haven, "Haven Inc.", "12", None, "Ada\n4 Umber Way"),
            "This is the address that Haven hides.",
        ),
    ):
        assert house.refusal(set_issuer, asked).startswith(said)
    house.do(set_issuer, SetIssuer(haven, "Haven Inc.", "12", "PO Box 9"))
    stale = SetIssuer(haven, "Other", "12")
    house.refusal(set_issuer, stale, Conflict)
    [row] = house.all(Issuer)
    house.do(set_issuer, SetIssuer(haven, "Haven Inc.", "12", active=False, seen=seen_mark(row)))
    said = house.refusal(issue_letters, IssueLetters(haven, YEAR))
    assert said.startswith("That program may not issue letters (any more).")


@pytest.mark.parametrize("printed", [{"address": "4 Umber Way"}, {"signatory": "Ada,\n4 Umber Wy"}])
def test_an_address_that_is_hidden_later_stands_on_no_letter(house: Home, printed: dict[str, str]) -> None:
    open_to_all = places.AddProgram("Haven", ProgramKind.YOUTH_SHELTER, address="4 Umber Way")
    haven = house.do(places.add_program, open_to_all).program_id
    house.do(set_issuer, SetIssuer(haven, "Haven Inc.", "12", **printed))
    house._nouns["program", "Haven"] = haven
    gift = give(house, drive_for(house, "Haven", "Pantry"))
    [row] = house.all(Program, Program.id == haven)
    hidden = places.ReviseProgram(haven, seen_mark(row), replace(open_to_all, hide_address=True))
    house.do(places.revise_program, hidden)
    for command, asked in (
        (issue_letter, IssueLetter(id_of(house, "Ann"), haven, (gift,))),
        (issue_letters, IssueLetters(haven, YEAR)),
    ):
        assert "is the one that it hides" in house.refusal(command, asked)
    assert [(one.address, one.signatory) for one in ask(house, issuers)] == [(None, None)]
    house.do(merging.merge_programs, merging.MergePrograms(haven, house.program("Pantry")))
    assert [(row.name, row.address, row.signatory) for row in house.all(Issuer)] == [
        ("Haven Inc.", None, None)
    ]
    assert house.do(issue_letters, IssueLetters(house.program("Pantry"), YEAR)).letters == 1


@pytest.mark.parametrize("donor", ["Ann", None])
def test_a_team_gets_the_letter_where_no_donor_is_named(house: Home, donor: str | None) -> None:
    spring = drive_for(house, "Shelter")
    entitle(house)
    give(house, spring, donor, team_name="Scouts")
    assert [one.donor for one in of_year(house).due] == [donor or "Scouts"]
