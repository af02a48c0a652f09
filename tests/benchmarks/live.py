"""How long until an open page shows what another process logged: a real server, a real browser.

From the moment the donation is saved until its figure stands in the page.
"""

import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from drives.commands.donations import LineDraft, LogDonation, log_donation
from drives.model import Item, Site
from tests.browser.conftest import ARGUMENTS, Community, chromium_path
from tests.houses import q
from tests.serving import served

_REPEATS = 11


def seconds_until_seen() -> list[float]:
    """Seconds from saved to seen, one for each of some donations at uneven moments."""
    found = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        community = Community(f"sqlite:///{Path(folder) / 'live.db'}")
        with served(community.url) as address, community.house() as home:
            [socks], [gym] = home.all(Item, Item.name == "Socks"), home.all(Site)
            chromium = playwright.chromium
            browser = chromium.launch(executable_path=chromium_path(chromium), args=ARGUMENTS)
            page = browser.new_page()
            page.goto(address)
            expect(page.get_by_text("80 pairs still to bring")).to_be_visible(timeout=60_000)
            for number in range(1, _REPEATS + 1):
                page.wait_for_timeout(700 + 190 * number % 1000)
                line = LineDraft(socks.id, q("1"))
                home.do(log_donation, LogDonation(gym.id, (line,)), request_id=f"live-{number}")
                saved = time.perf_counter()
                # Looked at every 20 ms: expect() waits up to a second between two looks.
                while not page.get_by_text(f"{80 - number} pairs still to bring").count():
                    if time.perf_counter() - saved > 60:
                        raise TimeoutError("the open page never showed it")
                    page.wait_for_timeout(20)
                found.append(time.perf_counter() - saved)
            browser.close()
    return found


def median_seconds() -> float:
    """Median seconds from saved to seen."""
    found = seconds_until_seen()
    print(f"  {', '.join(f'{one:.2f}' for one in sorted(found))} s")
    return statistics.median(found)


if __name__ == "__main__":
    print(f"  median {median_seconds():.2f} s (goal: 2)")
