"""An open page costs next to nothing while nothing changes."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from drives.commands.donations import LineDraft, LogDonation, log_donation
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
