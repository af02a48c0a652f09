"""Pledges of a drive: what is late and to come, arrived with one click and taken back, changed, released."""

from datetime import date, timedelta

import pytest

from drives.commands import drives, pledges
from drives.commands.door import Door
from drives.model import CashLikeCount, Donation, DonationLine, Donor, Pledge, PledgeArrival
from drives.rules.kinds import DonationState
from drives.rules.roles import EVERYBODY
from tests.houses import Home, dump, q
from tests.ui.conftest import Browser


class Spring:
    """A drive that asks for fifty pairs of socks, and what is pledged to it."""

    def __init__(self, home: Home) -> None:
        self.home, self.today = home, home.clock.now.date()
        days = self.today - timedelta(days=20), self.today + timedelta(days=30)
        sites = (home.site("Gym"),)
        asked = drives.OpenDrive("Spring", *days, (home.program(),), sites, public=True)
        self.drive = home.do(drives.open_drive, asked).drive_id
        home.need("Socks", "50", posted_on=days[0])

    def pledge(
        self,
        made_on: date | None = None,
        *,
        by_on: date | None = None,
        name: str | None = "Anna",
        item: str = "Socks",
    ) -> int:
        """Seven pairs, pledged on a day: today, unless it is said otherwise."""
        line = pledges.PledgedLine(self.home.item(item), q("7"))
        asked = pledges.MakePledge(
            self.drive,
            self.home.site("Gym"),
            by_on or self.today,
            "anna@example.org",
            f"of {name}",
            (line,),
            name,
        )
        self.home.clock.put(made_on or self.today)
        door = Door(self.home.store, self.home.clock)
        return int(
            door.perform(pledges.make_pledge, asked, viewer=EVERYBODY, request_id=f"by {name}").pledge_id
        )


@pytest.fixture
def spring(home: Home) -> Spring:
    return Spring(home)


def test_before_the_first_drive_the_page_says_what_it_will_show(browser: Browser) -> None:
    browser.open("pledges")
    assert "What people promise to bring to a drive will show here." in browser.texts


def test_before_the_first_pledge_it_says_so(spring: Spring, browser: Browser) -> None:
    browser.open("pledges")
    assert spring
    assert "Nobody has pledged anything to Spring yet." in browser.texts


def test_late_ones_stand_apart_and_first(spring: Spring, browser: Browser) -> None:
    spring.pledge(spring.today - timedelta(days=9), by_on=spring.today - timedelta(days=3), name="Berta")
    spring.pledge()
    texts = browser.open("pledges").texts
    assert texts.index("The day of 1 pledge has passed.") < texts.index("1 pledge is to come.")
    assert "was promised by" in texts
    assert "Anna · anna@example.org" in texts


def test_it_arrives_with_one_click_and_goes_back_with_another(spring: Spring, browser: Browser) -> None:
    home, pledge_id = spring.home, spring.pledge()
    browser.open("pledges").click("pledges.arrived.")
    [donation] = home.all(Donation)
    assert f"Logged as {donation.reference}." in browser.texts
    assert [row.pledge_id for row in home.all(PledgeArrival)] == [pledge_id]
    assert home.all(Donor) == []
    assert not browser.has("pledges.arrived.")
    browser.click("flash.undo")
    assert "The pledge stands as before." in browser.texts
    assert [row.state for row in home.all(Donation)] == [DonationState.VOIDED]
    assert browser.has("pledges.arrived.")


def test_it_arrives_under_its_giver_with_one_click_where_that_is_chosen(
    spring: Spring, browser: Browser
) -> None:
    spring.pledge()
    spring.pledge(name=None)
    browser.open("pledges")
    assert len([one for one in browser.at.button if (one.key or "").startswith("pledges.donor.")]) == 1
    browser.click("pledges.donor.")
    [donor] = spring.home.all(Donor)
    assert (donor.name, donor.email, donor.credit) == ("Anna", None, False)
    assert [row.donor_id for row in spring.home.all(Donation)] == [donor.id]
    browser.click("flash.undo")
    assert [row.state for row in spring.home.all(Donation)] == [DonationState.VOIDED]


def test_what_came_may_be_changed_first(spring: Spring, browser: Browser) -> None:
    home = spring.home
    spring.pledge()
    browser.open("pledges").click("pledges.change.")
    before = dump(home.store)
    browser.type("came.item", "").click("came.log.")
    assert browser.refusals == ["Nothing of it came? Then leave it as it is, or release it."]
    assert dump(home.store) == before
    browser.type("came.item", "5").tick("came.donor.").click("came.log.")
    assert [row.received for row in home.all(DonationLine)] == [q("5")]
    assert [row.name for row in home.all(Donor)] == ["Anna"]
    assert not browser.has("came.log.")


def test_gift_cards_are_counted_by_two_when_they_come(spring: Spring, browser: Browser) -> None:
    home = spring.home
    home.need("Bus passes", "9", posted_on=spring.today)
    spring.pledge(item="Bus passes")
    browser.open("pledges")
    assert not browser.has("pledges.arrived.")
    browser.click("pledges.change.").type("came.by.", "Ana").click("came.log.")
    assert "counted by two people" in browser.refusals[0]
    assert home.all(Donation) == []
    browser.type("came.again.", "Bo").click("came.log.")
    [counted] = home.all(CashLikeCount)
    assert (counted.counted_by, counted.counted_again_by) == ("Ana", "Bo")


def test_it_is_released_by_hand_and_may_still_arrive(spring: Spring, browser: Browser) -> None:
    spring.pledge()
    browser.open("pledges").click("pledges.release.")
    assert "Socks (7 pairs) counts as pledged no more. This cannot be undone" in browser.texts
    browser.click("release.no.")
    assert spring.home.all(Pledge)[0].ended is None
    browser.click("pledges.release.").click("release.yes.")
    assert "It is not waited for any more." in browser.texts
    [row] = spring.home.all(Pledge)
    assert (row.ended, row.ended_on) == ("released", spring.today)
    assert not browser.has("pledges.release.")
    browser.click("pledges.arrived.")
    assert len(spring.home.all(Donation)) == 1


def test_the_drive_shows_what_is_pledged_and_what_is_late_apart(spring: Spring, browser: Browser) -> None:
    spring.pledge(spring.today - timedelta(days=9), by_on=spring.today - timedelta(days=3), name="Berta")
    spring.pledge()
    texts = browser.open("drive").texts
    assert "Pledged and still to come: Socks (7 pairs)." in texts
    assert "Pledged, but late: Socks (7 pairs)." in texts
    assert "anna" not in texts.casefold()
    table = browser.at.dataframe[0].value
    assert table[["Pledged", "Donated", "Still to collect", "Pledged, late"]].to_numpy().tolist() == [
        ["7", "0", "50", "7"]
    ]


@pytest.mark.parametrize("page", ["drive", "what_to_bring"])
def test_who_looks_at_a_drive_is_offered_to_pledge(spring: Spring, browser: Browser, page: str) -> None:
    browser.at.query_params["drive"] = "spring"
    browser.open(page)
    assert "/pledge/spring" in [one.proto.url for one in browser.at.get("link_button")]
    spring.home.do(drives.close_drive, drives.CloseDrive(spring.drive))
    browser.run()
    assert browser.at.get("link_button") == []
