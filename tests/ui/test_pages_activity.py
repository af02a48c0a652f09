"""Activity: who did what, when, to what; narrowed by the address; a file of it; for admins alone."""

import pytest

import drives.queries.activity as trail
import drives.ui.trail_view as trail_view
from drives.commands.donations import LineDraft, LogDonation, log_donation
from drives.commands.people import Granted
from drives.model import Activity
from drives.rules.roles import Role
from drives.store import retrying
from drives.ui import reads
from drives.ui.reads import cached
from tests.houses import Home, q
from tests.ui.conftest import Browser
from tests.ui.people import come_as

ADMIN = Granted(Role.ADMIN)


@pytest.fixture
def page(home: Home, monkeypatch: pytest.MonkeyPatch) -> Browser:
    """The page as Ada sees it, who logged a donation."""
    browser = come_as(home, monkeypatch, "Ada", ADMIN)
    viewer = home.house.accounts.viewer(reads.cookie())
    assert viewer is not None
    socks = (LineDraft(home.item("Socks"), q("5")),)
    asked = LogDonation(home.site("Gym"), socks, home.drive("Fall drive"), reference="A-17")
    home.do(log_donation, asked, viewer=viewer)
    return browser.open("activity")


def test_it_says_who_did_what_and_when_by_name(page: Browser) -> None:
    assert page.title == "Who did what"
    assert "6 entries" in page.texts
    assert "### Today" in page.texts
    assert "**Logged a donation** · Fall drive, Gym · A-17" in page.texts
    assert "· Ada · ada@example.org] · [Open the donation](donations?open=" in page.texts
    assert "**Added an account** · Ada" in page.texts
    assert "· Command line]]" in page.texts


def test_what_narrows_it_stands_in_the_address(page: Browser) -> None:
    [ada] = [key for key, who in reads.trail_people() if who.email == "ada@example.org"]
    page.choose("activity.who", ada)
    assert ada in page.at.query_params["who"]
    assert "@" not in ada
    assert "1 entry" in page.texts
    assert "Added an account" not in page.texts
    page.choose("activity.who", "").choose("activity.about", "places")
    assert "**Added a site** · Gym" in page.texts
    assert "Logged a donation" not in page.texts
    page.choose("activity.about", "").type("activity.q", "a-17")
    assert "1 entry" in page.texts
    page.type("activity.q", "nobody")
    assert "Nothing fits." in page.texts
    page.leave_for("guide")
    page.at.query_params["about"] = "needs"
    page.at.query_params["from"] = "2020-01-01"
    page.open("activity")
    assert "Nothing fits." in page.texts


def test_a_search_says_what_it_did_not_look_through_and_is_not_kept(
    page: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = len(cached._answers)
    page.type("activity.q", "winter")
    assert "searched" not in page.texts
    page.type("activity.q", "gym")
    assert len(cached._answers) == kept
    for module in (trail, trail_view):
        monkeypatch.setattr(module, "SOUGHT_AMONG", 2)
    page.run()
    assert "The newest 2 entries were searched. Choose days to search among older ones." in page.texts


def test_it_goes_on_on_further_pages(home: Home, page: Browser) -> None:
    [one] = home.all(Activity, Activity.command == "log_donation")
    rows = [
        {"id": 1000 + n, "done_at": one.done_at, "who": one.who, "command": "revise_site", "summary": {}}
        for n in range(60)
    ]
    retrying(home.store, lambda connection: connection.execute(Activity.__table__.insert(), rows))
    home.do(log_donation, LogDonation(home.site("Gym"), (LineDraft(home.item("Socks"), q("5")),)))
    page.run()
    assert "67 entries" in page.texts
    assert page.texts.count("Changed a site") == 49
    page.leave_for("guide")
    page.at.query_params["activity.page"] = "2"
    page.open("activity")
    assert "**Added an account** · Ada" in page.texts


@pytest.mark.parametrize("granted", [(), (Granted(Role.VOLUNTEER),), (Granted(Role.ORGANIZER),)])
def test_the_page_is_not_for_others(
    home: Home, monkeypatch: pytest.MonkeyPatch, granted: tuple[Granted, ...]
) -> None:
    browser = come_as(home, monkeypatch, "Vic", *granted)
    with pytest.raises(ValueError, match="navigation page"):
        browser.open("activity")
