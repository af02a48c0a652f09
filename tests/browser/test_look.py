"""Every page of the navigation, wide and narrow: nothing cut, nothing over anything else, no barrier.

The same checks as ``python -m tests.look``, without its pictures and its dark side.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.look.visit import NARROW, WIDE, fill_with_demo, visit
from tests.serving import served


@pytest.fixture(scope="module")
def demo_address(store_folder: Path) -> Iterator[str]:
    """Where the demo community is served."""
    store = f"sqlite:///{store_folder}/demo.db"
    fill_with_demo(store)
    with served(store) as address:
        yield address


def wrong_at(chromium: Browser, address: str, width: int) -> list[str]:
    """What is wrong on any page that the navigation offers, a line each."""
    with visit(chromium, address, width) as visited:
        paths = visited.navigation()
        assert {"overview", "", "guide", "log-donation"} & set(paths)
        found = []
        for path in paths:
            visited.open(path)
            visited.grow()
            wrong = visited.faults() + (visited.barriers() if width == NARROW else [])
            found += [f"{path or 'home'}: {fault}" for fault in wrong]
        return found


@pytest.mark.parametrize("width", [WIDE, NARROW], ids=["wide", "narrow"])
def test_every_page_of_a_community_is_whole(chromium: Browser, demo_address: str, width: int) -> None:
    assert wrong_at(chromium, demo_address, width) == []


def test_every_page_of_an_empty_store_is_whole(chromium: Browser, store_folder: Path) -> None:
    with served(f"sqlite:///{store_folder}/nothing.db") as address:
        assert wrong_at(chromium, address, NARROW) == []


PLANTED = {
    "scrolls sideways": "<div style='width:3000px;height:20px'></div>",
    "cut at the side": "<div style='width:40px;overflow:hidden;white-space:pre'>wool socks</div>",
    "cut above or below": "<div style='height:9px;overflow:hidden'>wool socks</div>",
    "drawn over each other": "<div style='position:relative;height:40px'><b>Socks</b>"
    "<span style='position:absolute;left:4px;top:2px'>Blankets</span></div>",
    "a field cuts its words": "<input placeholder='Find by any name or barcode' style='width:80px'>",
}


def plant(page: Page, markup: str) -> None:
    """Put something into the page."""
    page.evaluate(
        """markup => {
          const part = document.createElement("div");
          part.id = "planted";
          part.innerHTML = markup;
          document.querySelector("[data-testid=stMainBlockContainer]").append(part);
        }""",
        markup,
    )


def test_what_is_planted_is_found(chromium: Browser, address: str) -> None:
    with visit(chromium, address, NARROW) as visited:
        visited.open("needs")
        assert visited.faults() + visited.barriers() == []
        for fault, markup in PLANTED.items():
            plant(visited.page, markup)
            assert any(found.startswith(fault) for found in visited.faults()), fault
            visited.page.evaluate("document.getElementById('planted').remove()")
        plant(visited.page, "<p style='color:#bbb;background:#fff'>too faint to read</p>")
        assert any("color-contrast" in found for found in visited.barriers())
        # The server's policy lets no request out; where one was tried, the console says so.
        with visited.page.expect_console_message(lambda said: said.text == "no good"):
            visited.page.evaluate("fetch('http://203.0.113.1/').catch(() => console.error('no good'))")
        said = " ".join(visited.faults())
        assert "203.0.113.1" in said
        assert "no good" in said
