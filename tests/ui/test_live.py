"""An open page costs next to nothing while nothing changes."""

import inspect
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import event

from drives.commands.donations import LineDraft, LogDonation, log_donation
from drives.commands.drives import OpenDrive, open_drive
from drives.queries.door import Stamp
from drives.ui.bring_view import show_bring_list
from drives.ui.drive_view import show_days, show_drive
from drives.ui.overview_view import show_overview
from tests.houses import Home, q
from tests.ui.conftest import Browser


@contextmanager
def heard(home: Home) -> Iterator[list[str]]:
    """The statements that the store is asked meanwhile."""
    asked: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    with home.store.read() as connection:
        engine = connection.engine
    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", hear)


def tables(statements: list[str]) -> set[str]:
    """The tables that are read."""
    return {name for one in statements for name in re.findall(r"(?:FROM|JOIN) (\w+)", one)}


def give(home: Home, quantity: str) -> None:
    line = LineDraft(home.item("Socks"), q(quantity))
    home.do(log_donation, LogDonation(home.site(), (line,)))


def test_a_rerun_over_unchanged_data_reads_the_version_and_the_day_alone(
    home: Home, browser: Browser
) -> None:
    home.need("Socks", "100")
    give(home, "20")
    browser.open("overview")
    with heard(home) as asked:
        browser.run()
    assert tables(asked) == {"store_version", "organization"}
    assert "**80 pairs** still to bring" in browser.texts


def test_a_rerun_after_a_change_reads_the_figures(home: Home, browser: Browser) -> None:
    home.need("Socks", "100")
    give(home, "20")
    browser.open("overview")
    give(home, "5")
    with heard(home) as asked:
        browser.run()
    assert {"donation_total", "move_total", "need"} <= tables(asked)
    assert "**75 pairs** still to bring" in browser.texts


def test_the_end_of_day_over_unchanged_data_reads_no_donation(home: Home, browser: Browser) -> None:
    give(home, "20")
    browser.open("end_of_day")
    with heard(home) as asked:
        browser.run()
    assert tables(asked) == {"store_version", "organization"}


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[Stamp]:
    """The stamps of the runs after which a page went on looking at the store by itself."""
    found: list[Stamp] = []
    live = sys.modules["drives.ui.components.live"]
    monkeypatch.setattr(live, "_look", lambda drawn: found.append(drawn.stamp))
    return found


PAGES = ("overview", "drive", "what_to_bring", "drop_off_sites", "programs", "end_of_day", "drives")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_that_only_shows_goes_on_looking(
    page: str, home: Home, browser: Browser, looked: list[Stamp]
) -> None:
    drive = OpenDrive("Winter", date(2025, 1, 1), home.clock.now.date(), (home.program(),), (home.site(),))
    home.do(open_drive, drive)
    home.need("Socks", "100")
    give(home, "20")
    browser.open(page)
    assert looked == [home.house.queries.stamp()]
    give(home, "1")
    browser.run()
    assert looked == [looked[0], home.house.queries.stamp()]
    assert looked[0] != looked[1]


@pytest.mark.parametrize(
    ("page", "button"),
    [("end_of_day", "day.void."), ("drives", "close.")],
)
def test_a_page_does_not_look_while_a_dialog_is_open(
    page: str, button: str, home: Home, browser: Browser, looked: list[Stamp]
) -> None:
    today = home.clock.now.date()
    home.do(open_drive, OpenDrive("Winter", today, today, (home.program(),), (home.site(),)))
    home.need("Socks", "100")
    for quantity in ("2", "2"):
        give(home, quantity)
    browser.open(page)
    assert len(looked) == 1
    browser.click(button)
    assert len(looked) == 1
    browser.leave_for("overview").leave_for(page)
    assert len(looked) == 3, "left by another page, it looks again"


@pytest.mark.parametrize("show", [show_overview, show_drive, show_days, show_bring_list])
def test_what_was_drawn_is_shown_again_to_the_same_viewer_alone(show: Callable[..., None]) -> None:
    assert list(inspect.signature(show).parameters)[:4] == ["store", "stamp", "viewer", "language"]
