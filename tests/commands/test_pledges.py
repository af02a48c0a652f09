"""Pledges: made by all, taken back by a link, arrived as donations; nothing twice, nothing of others."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest

from drives.commands import donations, donor_changes, drives, erasing, item_changes, merging, needs, places
from drives.commands import pledge_arrivals as arrivals
from drives.commands import pledges as made
from drives.errors import Conflict, NotAllowed, Refusal, Unknown
from drives.model import Activity, Donation, Donor, Need, Pledge, PledgeArrival, PledgeLine, PledgeMark
from drives.queries.catalogue import catalogue
from drives.queries.donation_seen import donation_seen
from drives.queries.pledges import own_pledge
from drives.queries.progress import ProgressRow, progress
from drives.rules import pledges as rules
from drives.rules.dates import DateRule
from drives.rules.kinds import DonationState, DonorKind, PledgeEnd, SiteKind
from drives.rules.roles import COMMAND_LINE, EVERYBODY, Grant, Role, Viewer
from drives.rules.units import Unit
from drives.store.verify import verify
from tests.houses import TODAY, Home, dump, q

IN_A_WEEK = TODAY + timedelta(days=7)
LAST = TODAY + timedelta(days=30)


class Spring:
    """A public drive that asks for fifty pairs of socks, and takes them at the gym."""

    def __init__(self, home: Home) -> None:
        self.home, self._secrets = home, count(1)
        self.gym, self.socks = home.site("Gym"), home.item("Socks")
        self.house = home.do(
            places.add_site, places.AddSite("Home", SiteKind.COLLECTION_SITE, public=False)
        ).site_id
        self.elsewhere = home.site("Library")
        self.drive = self.open("Spring", sites=(self.gym, self.house))
        home.need("Socks", "50")
        home.item("Soap")

    def open(self, name: str, *, sites: tuple[int, ...], **rest: Any) -> int:
        first, last = rest.pop("days", (TODAY, LAST))
        programs = (self.home.program(),)
        asked = drives.OpenDrive(name, first, last, programs, sites, public=rest.pop("public", True), **rest)
        return int(self.home.do(drives.open_drive, asked).drive_id)

    def asked(self, quantity: str = "7", **other: Any) -> made.MakePledge:
        lines = (made.PledgedLine(other.pop("item", self.socks), q(quantity)),)
        said = {"drive_id": self.drive, "site_id": self.gym, "by_on": IN_A_WEEK, "email": "anna@example.org",
                "digest": f"secret {next(self._secrets)}", "lines": lines, "name": "Anna"}  # fmt: skip
        return made.MakePledge(**{**said, **other})

    def pledge(self, quantity: str = "7", **other: Any) -> int:
        return int(self.home.do(made.make_pledge, self.asked(quantity, **other), viewer=EVERYBODY).pledge_id)

    def row(self, **scope: Any) -> ProgressRow:
        rows = self.home.house.queries.ask(progress, COMMAND_LINE, **scope)
        return next(row for row in rows if row.item == "Socks")

    def figures(self, **scope: Any) -> tuple[str, str, str]:
        """Pledged, late and donated, as texts."""
        row = self.row(**scope)
        return tuple(f"{one / 1000:g}" for one in (row.figures.pledged, row.late, row.figures.donated))  # type: ignore[return-value]

    def refused(self, kind: Any = Refusal, **other: Any) -> str:
        return self.home.refusal(made.make_pledge, self.asked(**other), kind, viewer=EVERYBODY)


@pytest.fixture
def spring(sqlite_url: str) -> Iterator[Spring]:
    home = Home(sqlite_url)
    yield Spring(home)
    assert verify(home.store) == []
    home.close()


@pytest.fixture
def spring_on_each(house: Home) -> Spring:
    return Spring(house)


# ---------------------------------------------------------------------------------------- making one


def test_a_pledge_counts_in_its_own_band_and_nowhere_else(spring: Spring) -> None:
    before = spring.row(drive_id=spring.drive).figures
    spring.pledge("7")
    after = spring.row(drive_id=spring.drive)
    assert after.figures == before._replace(pledged=q("7"))
    assert spring.figures() == ("7", "0", "0")
    assert spring.row(program_id=spring.home.program()).figures.pledged == 0
    assert spring.home.all(Donor) == []


def test_it_fades_to_late_and_is_released_without_anybody_doing_anything(spring: Spring) -> None:
    spring.pledge("7")
    clock, days = spring.home.clock, rules.GRACE_DAYS
    for day, figures in (
        (IN_A_WEEK, ("7", "0", "0")),
        (IN_A_WEEK + timedelta(days=1), ("0", "7", "0")),
        (IN_A_WEEK + timedelta(days=days), ("0", "7", "0")),
        (IN_A_WEEK + timedelta(days=days + 1), ("0", "0", "0")),
    ):
        clock.put(day)
        assert spring.figures(drive_id=spring.drive) == figures
    assert spring.figures(as_of=IN_A_WEEK) == ("7", "0", "0")
    assert spring.figures(as_of=IN_A_WEEK + timedelta(days=1)) == ("0", "7", "0")


def test_the_same_request_twice_is_one_pledge_and_other_content_under_its_id_is_refused(
    spring: Spring,
) -> None:
    asked = spring.asked()
    ids = [spring.home.do(made.make_pledge, asked, viewer=EVERYBODY, request_id="r") for _ in range(2)]
    assert ids[0] == ids[1]
    assert len(spring.home.all(Pledge)) == 1
    spring.home.refusal(made.make_pledge, spring.asked("8"), Conflict, viewer=EVERYBODY, request_id="r")


def test_the_trail_names_neither_name_nor_address(spring: Spring) -> None:
    spring.pledge()
    [entry] = spring.home.all(Activity, Activity.command == "make_pledge")
    assert "anna" not in repr(entry).casefold()


def test_the_same_thing_named_twice_is_one_line(spring: Spring) -> None:
    lines = tuple(made.PledgedLine(spring.socks, q(one)) for one in ("3", "4"))
    spring.pledge(lines=lines)
    assert [row.quantity for row in spring.home.all(PledgeLine)] == [q("7")]


def test_what_is_not_asked_for_or_cannot_be_meant_is_refused_in_sentences(spring: Spring) -> None:
    assert spring.refused(item=spring.home.item("Soap")).startswith("Spring does not ask for Soap.")
    assert "51 pledged, 50 asked for in all" in spring.refused(quantity="51")
    assert "whole" in spring.refused(quantity="2.5")
    assert spring.refused(lines=()).startswith("Nothing is pledged yet.")
    assert "runs until" in spring.refused(by_on=TODAY - timedelta(days=1))
    assert "runs until" in spring.refused(by_on=LAST + timedelta(days=1))
    assert spring.refused(email="nobody").startswith("This is not an e-mail address.")
    assert spring.refused(email=" ").startswith("An e-mail address is missing")
    many = tuple(made.PledgedLine(spring.home.item(f"Item {n}"), q("1")) for n in range(rules.MOST_ITEMS + 1))
    assert "too many for one pledge" in spring.refused(lines=many)


def test_only_public_sites_of_public_drives_that_run_take_pledges(spring: Spring) -> None:
    assert "does not collect at Library" in spring.refused(site_id=spring.elsewhere)
    hidden = spring.refused(Unknown, site_id=spring.house)
    assert hidden == spring.refused(Unknown, site_id=999)
    private = spring.open("Private", sites=(spring.gym,), public=False)
    assert spring.refused(Unknown, drive_id=private) == spring.refused(Unknown, drive_id=999)
    planned = spring.open("Planned", sites=(spring.gym,), days=(TODAY + timedelta(days=1), LAST))
    assert "does not run today" in spring.refused(drive_id=planned)
    over = spring.open(
        "Over", sites=(spring.gym,), days=(TODAY - timedelta(days=9), TODAY - timedelta(days=1))
    )
    assert "does not run today" in spring.refused(drive_id=over)
    spring.home.do(drives.close_drive, drives.CloseDrive(spring.drive))
    assert "does not run today" in spring.refused()


def test_a_goal_asks_too(spring: Spring) -> None:
    soap = spring.home.item("Soap")
    drive = spring.open("Clean", sites=(spring.gym,), goals=((soap, q("5")),))
    spring.pledge("5", drive_id=drive, item=soap)
    assert "6 pledged, 5 asked for in all" in spring.refused(quantity="6", drive_id=drive, item=soap)


def test_what_was_taken_back_counts_for_its_day_and_tells_nobody_whose_it_was(
    spring: Spring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(made, "MOST_OF_EMAIL_A_DAY", 3)
    lines = (made.PledgedLine(spring.socks, q("2")),)
    for digest in ("one", "two"):
        spring.pledge("1", email="Anna@Example.org", digest=digest)
        if digest == "two":
            changed = made.ChangePledge(digest, spring.gym, TODAY, lines)
            spring.home.do(made.change_pledge, changed, viewer=EVERYBODY)
        spring.home.do(made.withdraw_pledge, made.WithdrawPledge(digest), viewer=EVERYBODY)
    assert "anna" not in repr(dump(spring.home.store)).casefold()
    assert spring.refused().startswith("No more pledges are taken here today.")
    spring.pledge("1", email="other@example.org")
    assert len(spring.home.all(PledgeMark)) == 3
    spring.home.clock.put(TODAY + timedelta(days=1))
    spring.home.do(made.forget_pledgers, made.ForgetPledgers())
    assert spring.home.all(PledgeMark) == []
    spring.pledge("1", email="Anna@Example.org")


def test_a_table_helper_pledges_nothing(spring: Spring) -> None:
    helper = Viewer("table", frozenset({Grant(Role.TABLE_HELPER, spring.drive, site_id=spring.gym)}))
    spring.home.refusal(made.make_pledge, spring.asked(), NotAllowed, viewer=helper)


@pytest.mark.parametrize("cap", ["MOST_STANDING", "MOST_A_DAY", "MOST_OF_EMAIL_A_DAY"])
def test_too_many_are_refused_in_words_that_do_not_tell_why(
    spring: Spring, monkeypatch: pytest.MonkeyPatch, cap: str
) -> None:
    monkeypatch.setattr(made, cap, 2)
    for _ in range(2):
        spring.pledge("1", email="Anna@Example.org")
    assert spring.refused() == (
        "No more pledges are taken here today. Bring it all the same: what comes in is welcome."
    )
    if cap == "MOST_OF_EMAIL_A_DAY":
        spring.pledge("1", email="other@example.org")
        spring.home.clock.put(TODAY + timedelta(days=1))
        spring.pledge("1")


# ------------------------------------------------------------------------------ by the giver's link


def test_a_change_ends_one_and_makes_another_under_the_same_link(spring: Spring) -> None:
    first = spring.pledge("7", digest="mine")
    lines = (made.PledgedLine(spring.socks, q("9")),)
    changed = made.ChangePledge("mine", spring.gym, TODAY, lines)
    second = spring.home.do(made.change_pledge, changed, viewer=EVERYBODY).pledge_id
    old, new = spring.home.all(Pledge)
    assert (old.id, old.ended, new.id, new.email, new.name) == (
        first, PledgeEnd.CHANGED, second, "anna@example.org", "Anna"
    )  # fmt: skip
    assert spring.figures() == ("9", "0", "0")
    spring.home.do(made.withdraw_pledge, made.WithdrawPledge("mine"), viewer=EVERYBODY)
    assert spring.figures() == ("0", "0", "0")
    for verb, asked in ((made.withdraw_pledge, made.WithdrawPledge("mine")), (made.change_pledge, changed)):
        assert "taken back or released before" in spring.home.refusal(verb, asked, viewer=EVERYBODY)


def test_a_change_that_is_refused_leaves_the_pledge_as_it_was(spring: Spring) -> None:
    spring.pledge("7", digest="mine")
    lines = (made.PledgedLine(spring.socks, q("51")),)
    asked = made.ChangePledge("mine", spring.gym, TODAY, lines)
    assert "50 asked for in all" in spring.home.refusal(made.change_pledge, asked, viewer=EVERYBODY)
    assert spring.figures() == ("7", "0", "0")


def test_what_was_pledged_stands_in_a_change_though_it_is_not_asked_for_any_more(spring: Spring) -> None:
    spring.pledge("7", digest="mine")
    for need in spring.home.all(Need):
        spring.home.do(needs.cancel_need, needs.CancelNeed(need.id))
    changed = made.ChangePledge("mine", spring.gym, LAST, (made.PledgedLine(spring.socks, q("7")),))
    spring.home.do(made.change_pledge, changed, viewer=EVERYBODY)
    assert spring.figures() == ("7", "0", "0")
    more = replace(changed, lines=(made.PledgedLine(spring.socks, q("8")),))
    said = spring.home.refusal(made.change_pledge, more, viewer=EVERYBODY)
    assert said.startswith("Spring does not ask for Socks.")


def test_a_secret_that_nobody_has_opens_nothing(spring: Spring) -> None:
    spring.pledge()
    spring.home.refusal(made.withdraw_pledge, made.WithdrawPledge("guess"), Unknown, viewer=EVERYBODY)


# ------------------------------------------------------------------------------------- its arrival


def test_it_arrives_as_a_donation_in_one_step_and_only_once(spring_on_each: Spring) -> None:
    spring = spring_on_each
    pledge_id = spring.pledge("7")
    received = spring.home.do(arrivals.receive_pledge, arrivals.ReceivePledge(pledge_id))
    seen = spring.home.house.queries.ask(donation_seen, COMMAND_LINE, donation_id=received.donation_id)
    assert seen is not None
    assert [(entry.who, entry.by_hand) for entry in seen.entries] == [("Command line", True)]
    assert spring.figures(drive_id=spring.drive) == ("0", "0", "7")
    [donation] = spring.home.all(Donation)
    assert (donation.id, donation.drive_id, donation.site_id, donation.donor_id) == (
        received.donation_id, spring.drive, spring.gym, None
    )  # fmt: skip
    again = spring.home.refusal(arrivals.receive_pledge, arrivals.ReceivePledge(pledge_id))
    assert again.startswith("This pledge has arrived already.")
    spring.home.refusal(arrivals.release_pledge, arrivals.ReleasePledge(pledge_id))
    spring.home.do(donations.void_donation, donations.VoidDonation(donation.id))
    assert spring.figures(drive_id=spring.drive) == ("7", "0", "0")
    spring.home.do(arrivals.receive_pledge, arrivals.ReceivePledge(pledge_id))
    assert spring.figures(drive_id=spring.drive) == ("0", "0", "7")


def test_a_corrected_donation_is_still_what_came_of_it(spring_on_each: Spring) -> None:
    spring = spring_on_each
    pledge_id = spring.pledge("7")
    came = spring.home.do(arrivals.receive_pledge, arrivals.ReceivePledge(pledge_id))
    line = donations.LineDraft(spring.socks, q("5"))
    becomes = donations.LogDonation(spring.gym, (line,), spring.drive)
    right = spring.home.do(
        donations.correct_donation, donations.CorrectDonation(came.donation_id, becomes)
    ).donation_id
    assert spring.figures() == ("0", "0", "5")
    assert {row.donation_id for row in spring.home.all(PledgeArrival)} == {came.donation_id, right}
    spring.home.do(donations.void_donation, donations.VoidDonation(right))
    assert spring.figures() == ("7", "0", "0")


def test_what_came_may_differ_and_may_come_late_or_after_its_release(spring: Spring) -> None:
    pledge_id = spring.pledge("7")
    spring.home.do(arrivals.release_pledge, arrivals.ReleasePledge(pledge_id))
    assert spring.figures() == ("0", "0", "0")
    lines = (donations.LineDraft(spring.socks, q("6"), q("1"), "torn"),)
    asked = arrivals.ReceivePledge(pledge_id, spring.elsewhere, lines, TODAY - timedelta(days=1))
    spring.home.do(arrivals.receive_pledge, asked)
    [donation] = spring.home.all(Donation)
    assert (donation.site_id, donation.received_on) == (spring.elsewhere, TODAY - timedelta(days=1))
    assert spring.figures() == ("0", "0", "5")


def test_what_was_taken_back_does_not_arrive(spring: Spring) -> None:
    pledge_id = spring.pledge(digest="mine")
    spring.home.do(made.withdraw_pledge, made.WithdrawPledge("mine"), viewer=EVERYBODY)
    said = spring.home.refusal(arrivals.receive_pledge, arrivals.ReceivePledge(pledge_id))
    assert said.startswith("This pledge was taken back")


def test_on_its_wish_the_donor_is_found_by_address_or_made_by_name(spring: Spring) -> None:
    known = donor_changes.AddDonor("Anna Known", DonorKind.PERSON, email="Anna@Example.org")
    donor_id = spring.home.do(donor_changes.add_donor, known).donor_id
    first, other = spring.pledge(), spring.pledge(email="b@example.org", name="Berta")
    nameless = spring.pledge(email="c@example.org", name=None)
    for pledge_id in (first, other):
        spring.home.do(arrivals.receive_pledge, arrivals.ReceivePledge(pledge_id, with_donor=True))
    of = {row.id: row.name for row in spring.home.all(Donor)}
    assert [of[row.donor_id] for row in spring.home.all(Donation)] == ["Anna Known", "Berta"]
    assert of[donor_id] == "Anna Known"
    asked = arrivals.ReceivePledge(nameless, with_donor=True)
    assert "no name" in spring.home.refusal(arrivals.receive_pledge, asked)


def test_a_team_with_her_address_is_not_taken_for_the_giver(spring: Spring) -> None:
    team = donor_changes.AddDonor("Grade 4", DonorKind.TEAM, email="anna@example.org")
    spring.home.do(donor_changes.add_donor, team)
    pledge_id = spring.pledge(email="anna@example.org")
    spring.home.do(arrivals.receive_pledge, arrivals.ReceivePledge(pledge_id, with_donor=True))
    of = {row.id: (row.name, row.kind) for row in spring.home.all(Donor)}
    assert [of[row.donor_id] for row in spring.home.all(Donation)] == [("Anna", DonorKind.PERSON)]


def test_a_site_that_is_public_no_more_is_not_told_to_who_pledged_for_it(spring: Spring) -> None:
    spring.pledge(digest="mine")
    spring.home.do(merging.merge_sites, merging.MergeSites(spring.gym, spring.house))
    site = spring.home.house.queries.ask(own_pledge, EVERYBODY, digest="mine").site
    assert (site.name, site.address, site.hours) == ("a site that is not public", None, None)


def test_what_was_merged_since_arrives_as_what_it_became(spring: Spring) -> None:
    pledge_id = spring.pledge("7")
    stockings, hall = spring.home.item("Stockings"), spring.home.site("Hall")
    spring.home.do(merging.merge_items, merging.MergeItems(spring.socks, stockings))
    spring.home.do(merging.merge_sites, merging.MergeSites(spring.gym, hall))
    spring.home.do(arrivals.receive_pledge, arrivals.ReceivePledge(pledge_id))
    [donation] = spring.home.all(Donation)
    assert (donation.site_id, donation.state) == (hall, DonationState.POSTED)


def test_a_unit_stays_while_fractions_of_it_are_pledged(spring: Spring) -> None:
    rice = spring.home.item("Rice", Unit.LB, DateRule.ADVICE)
    spring.home.need("Rice", "10")
    spring.pledge("2.5", item=rice)
    [row] = [one for one in spring.home.house.queries.ask(catalogue, COMMAND_LINE) if one.item_id == rice]
    asked = item_changes.ReviseItem("Rice", "things", Unit.EACH, DateRule.ADVICE, item_id=rice, seen=row.seen)
    assert "pledges" in spring.home.refusal(item_changes.revise_item, asked)


# -------------------------------------------------------------------------------- who made it


def test_erasing_a_donor_takes_her_out_of_her_pledges(spring_on_each: Spring) -> None:
    spring = spring_on_each
    known = donor_changes.AddDonor("Anna Known", DonorKind.PERSON, email="Anna@Example.org")
    donor_id = spring.home.do(donor_changes.add_donor, known).donor_id
    by_address, other = spring.pledge(), spring.pledge(email="b@example.org", name="Berta")
    by_donation = spring.pledge()
    spring.home.do(arrivals.receive_pledge, arrivals.ReceivePledge(by_donation, with_donor=True))
    spring.home.do(erasing.erase_donor, erasing.EraseDonor(donor_id))
    kept = {row.id: (row.email, row.name) for row in spring.home.all(Pledge)}
    nobody = (None, None)
    assert kept == {by_address: nobody, by_donation: nobody, other: ("b@example.org", "Berta")}
    assert spring.figures() == ("14", "0", "7")


def test_a_new_day_forgets_whoever_pledged_long_ago_and_nobody_before(spring_on_each: Spring) -> None:
    spring = spring_on_each
    spring.pledge(by_on=TODAY)
    spring.pledge(by_on=TODAY, name=None)
    spring.pledge("1", by_on=IN_A_WEEK)
    spring.home.clock.put(TODAY + timedelta(days=rules.FORGOTTEN_AFTER_DAYS))
    assert not spring.home.house.begin_day()
    spring.home.clock.put(TODAY + timedelta(days=rules.FORGOTTEN_AFTER_DAYS + 1))
    assert spring.home.house.begin_day()
    named = [(row.email, row.name) for row in spring.home.all(Pledge)]
    assert named == [(None, None), (None, None), ("anna@example.org", "Anna")]
    last = spring.home.all(Activity)[-1]
    assert (last.who, last.command, last.summary) == ("Drives", "forget_pledgers", {"count": 2})
    assert not spring.home.house.begin_day()


def test_whoever_pledged_long_ago_is_forgotten_when_somebody_pledges_again(spring: Spring) -> None:
    old = spring.pledge(by_on=TODAY)
    spring.home.clock.put(TODAY + timedelta(days=rules.FORGOTTEN_AFTER_DAYS + 1))
    today: date = spring.home.clock.now.date()
    fall = spring.open("Fall", sites=(spring.gym,), days=(today, today), goals=((spring.socks, q("9")),))
    spring.pledge("1", drive_id=fall, by_on=today)
    kept = {row.id: (row.email, row.name) for row in spring.home.all(Pledge)}
    assert kept.pop(old) == (None, None)
    assert list(kept.values()) == [("anna@example.org", "Anna")]
