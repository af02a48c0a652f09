"""Where to bring things: public sites alone, with the drives that collect there and until when."""

from datetime import timedelta

import pytest

from drives.commands.drives import CloseDrive, OpenDrive, close_drive, open_drive
from drives.commands.places import AddSite, add_site
from drives.rules.kinds import SiteKind
from tests.houses import Home
from tests.ui.conftest import Browser


def open_at(home: Home, name: str, starts: int, ends: int, *sites: int) -> int:
    """A drive at these sites, in days from today; its id."""
    today = home.clock.now.date()
    asked = OpenDrive(name, today + timedelta(days=starts), today + timedelta(days=ends), site_ids=sites)
    return int(home.do(open_drive, asked).drive_id)


@pytest.fixture
def page(home: Home, browser: Browser) -> Browser:
    """The page over a gym with coordinates, a hall, and a warehouse that is not public."""
    gym = home.do(
        add_site,
        AddSite(
            "Gym", SiteKind.COLLECTION_SITE, None, "1 *Oak*", "Mon–Fri 9–17", 535_461_000, -1_134_938_000
        ),
    ).site_id
    hall = home.do(add_site, AddSite("Hall", SiteKind.COLLECTION_SITE, address="2 Elm")).site_id
    store = home.do(
        add_site, AddSite("Secret store", SiteKind.WAREHOUSE, address="3 Mill Street", public=False)
    ).site_id
    open_at(home, "Winter", -3, 3, gym, store)
    open_at(home, "Later", 5, 9, gym, hall)
    open_at(home, "Over", -9, -5, hall)
    return browser.open("drop_off_sites")


def test_before_the_first_site_the_page_says_what_it_will_show(browser: Browser) -> None:
    browser.open("drop_off_sites")
    assert "This page lists every place that takes your gifts" in browser.texts


def test_a_site_stands_with_address_hours_and_what_collects_there(page: Browser) -> None:
    texts = page.texts
    assert "1 place collects now" in texts
    assert ":material/home: 1 \\*Oak\\*" in texts
    assert ":material/schedule: Mon–Fri 9–17" in texts
    assert "**Winter** collects here until" in texts
    assert "**Later** collects here from" in texts
    assert "hours not given: ask before you come" in texts
    assert "Over" not in texts


def test_a_place_that_is_not_public_is_nowhere(page: Browser) -> None:
    assert "Secret" not in page.texts
    assert "Mill Street" not in page.texts


def test_a_map_is_a_link_and_nothing_more(page: Browser) -> None:
    address = "https://www.openstreetmap.org/?mlat=53.5461&mlon=-113.4938#map=17/53.5461/-113.4938"
    assert f"[map]({address})" in page.texts
    assert page.texts.count("openstreetmap.org") == 1, "only where coordinates are known"
    assert page.at.get("iframe") == []


def test_each_site_leads_to_what_to_bring_there(page: Browser) -> None:
    links = [link.proto for link in page.at.get("page_link") if "bring here" in link.proto.label]
    assert sorted(link.query_string for link in links) == ["site=gym", "site=hall"]


def test_the_drive_is_chosen_in_the_address(page: Browser) -> None:
    assert page.at.selectbox(key="drop_off_sites.drive").options[:2] == ["Every drive", "Winter"]
    page.choose("drop_off_sites.drive", "winter")
    assert "### Gym" in page.texts
    assert "### Hall" not in page.texts
    again = Browser()
    again.at.query_params["drive"] = "later"
    again.open("drop_off_sites")
    assert "### Hall" in again.texts
    again = Browser()
    again.at.query_params["drive"] = "unknown"
    again.open("drop_off_sites")
    assert "### Gym" in again.texts
    assert "### Hall" in again.texts
    assert "“unknown” is not here (any more). You see: Every drive." in again.texts
    assert "drive" not in again.at.query_params


def test_a_closed_drive_collects_nowhere(home: Home, page: Browser) -> None:
    home.do(close_drive, CloseDrive(open_at(home, "Spring", -1, 4, home.site("Shed"))))
    page.run()
    assert "Spring" not in page.texts
    page.at.query_params["drive"] = "spring"
    page.run()
    assert "“spring” is not here (any more)." in page.texts
    assert "No drive collects here just now." in page.texts
