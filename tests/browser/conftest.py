"""A real browser on a real server over a store made by commands.

Without a browser these tests are left out with a word on a laptop, and fail in CI. Nothing here waits
for a time to pass: ``expect`` waits for what is to be seen.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserType, Locator, Page, expect, sync_playwright

from drives.commands.donations import LineDraft, LogDonation, log_donation
from drives.commands.drives import OpenDrive, open_drive
from drives.commands.organization import SetUpOrganization, set_up_organization
from drives.rules.units import Unit
from drives.store.verify import verify
from tests.houses import Home, q
from tests.serving import served

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def chromium_path(chromium: BrowserType) -> str:
    """Where a Chromium is: on the path, or Playwright's own. Its absence is a failure in CI."""
    found = next((path for name in NAMES if (path := shutil.which(name))), chromium.executable_path)
    if Path(found).exists():
        return found
    said = "left out: everything in a browser. No Chromium on the path, none of Playwright's."
    if os.environ.get("CI"):
        pytest.fail(said, pytrace=False)
    pytest.skip(said)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser."""
    expect.set_options(timeout=15_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(playwright.chromium), args=ARGUMENTS
        )
        yield browser
        browser.close()


class Community:
    """A small community on a real server: 100 pairs of socks needed, 20 given; rice, a gym, a shelter."""

    def __init__(self, url: str) -> None:
        self.url = url
        home = Home(url, datetime.now(UTC).date())
        today = home.clock.now.date()
        home.item("Socks", Unit.PAIR)
        home.item("Rice", Unit.LB)
        home.do(set_up_organization, SetUpOrganization("Kent Coalition"))
        winter = OpenDrive("Winter", today, today, (home.program(),), (home.site(),))
        drive_id = home.do(open_drive, winter).drive_id
        home.need("Socks", "100")
        socks = LineDraft(home.item("Socks"), q("20"))
        home.do(log_donation, LogDonation(home.site(), (socks,), drive_id))
        home.close()

    @contextmanager
    def house(self) -> Iterator[Home]:
        """The store, for a look from beside the server."""
        home = Home(self.url, datetime.now(UTC).date())
        yield home
        assert verify(home.store) == []
        home.close()


@pytest.fixture(scope="module")
def store_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for this module's stores."""
    return tmp_path_factory.mktemp("stores")


@pytest.fixture(scope="module")
def community(store_folder: Path) -> Community:
    """The community of this module; its tests share it, so each counts from what it finds."""
    return Community(f"sqlite:///{store_folder}/community.db")


@pytest.fixture(scope="module")
def address(community: Community) -> Iterator[str]:
    """Where the community is served."""
    with served(community.url) as url:
        yield url


OpenPage = Callable[..., Page]


def drawn(page: Page) -> None:
    """Wait until the page is drawn whole: a link that is drawn anew while it is pressed does nothing."""
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible()


def offered(page: Page, name: str) -> Locator:
    """A page's name in the navigation; the guide has links of the same names in its text."""
    return page.get_by_test_id("stSidebarNav").get_by_role("link", name=name, exact=True)


def go_to(page: Page, name: str) -> None:
    """Press a page's name in the navigation."""
    drawn(page)
    offered(page, name).click()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[OpenPage]:
    """Opens a page in a fresh session. No request of it may leave this machine, no error go unseen."""
    asked: list[str] = []
    errors: list[str] = []
    contexts = []

    def opened(url: str, width: int = 1440, height: int = 900, zone: str = "UTC") -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, locale="en-US", timezone_id=zone
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("websocket", lambda websocket: asked.append(websocket.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(url)
        expect(page.locator("h1")).to_be_visible()
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []
    elsewhere = {url for url in asked if urlsplit(url).scheme not in ("data", "blob")}
    assert elsewhere
    assert {urlsplit(url).hostname for url in elsewhere} <= LOOPBACK


def tile_button(page: Page, item: str, name: str) -> Locator:
    """A button of an item's tile by what is read out: "One more", "One fewer", "Enter an amount".

    While a page is being drawn, Streamlit may keep a button of the tile that stood there before in the
    new tile, hidden: only what can be seen has a role.
    """
    read_out = re.compile(rf"^{name}: {re.escape(item)}\s(add icon|remove icon|\d\S*)$")
    return page.get_by_role("button", name=read_out)
