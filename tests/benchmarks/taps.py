"""How long the page where donations are logged takes to answer a tap: a real server, a real browser, a phone.

From the tap until what it did stands in the page.
"""

import re
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from playwright.sync_api import Locator, Page, sync_playwright

from tests.browser.conftest import ARGUMENTS, Community, chromium_path, drawn, tile_button
from tests.serving import served

_ROUNDS = 20


def seconds_of_taps() -> list[float]:
    """Seconds of each tap of some donations: one more, a number opened, an amount put on the list, logged."""
    found: list[float] = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        community = Community(f"sqlite:///{Path(folder) / 'taps.db'}")
        with served(community.url) as address:
            chromium = playwright.chromium
            browser = chromium.launch(executable_path=chromium_path(chromium), args=ARGUMENTS)
            page = browser.new_page(viewport={"width": 390, "height": 844})
            page.goto(f"{address}/log-donation")
            tile_button(page, "Socks", "One more").wait_for(timeout=60_000)
            drawn(page)
            for number in range(_ROUNDS):
                found += _donation(page, number)
            browser.close()
    return found


def _donation(page: Page, number: int) -> list[float]:
    dialog = page.get_by_role("dialog")
    amount = dialog.get_by_label("Received, rejects included")
    more = _until(page, tile_button(page, "Socks", "One more").click, page.get_by_text("1 pair Socks"))
    opened = _until(page, tile_button(page, "Rice", "Enter an amount").click, amount)
    amount.fill(str(20 + number))
    put = _until(page, lambda: amount.press("Enter"), page.get_by_text(f"{20 + number} lb Rice"))
    log = page.get_by_role("button", name=re.compile("^.*Log it at Gym"))
    said = page.get_by_text(re.compile(rf"Logged: .*{20 + number} lb of Rice"))
    return [more, opened, put, _until(page, log.click, said)]


def _until(page: Page, tap: Callable[[], None], seen: Locator) -> float:
    """Seconds from a tap until what it did is seen; looked at every 10 ms."""
    begun = time.perf_counter()
    tap()
    while not seen.first.is_visible():
        if time.perf_counter() - begun > 60:
            raise TimeoutError("the page never answered")
        page.wait_for_timeout(10)
    return time.perf_counter() - begun


if __name__ == "__main__":
    taps = seconds_of_taps()
    print(f"  median {median(taps):.2f} s, maximum {max(taps):.2f} s of {len(taps)} (goal: 1)")
