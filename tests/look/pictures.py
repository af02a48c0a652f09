"""The pictures of the user guide, made by going where the guide goes.

Each is cut out of the page, at most so high, and kept in few colours, so that a guide weighs little.
"""

import re
from collections.abc import Callable
from io import BytesIO

from PIL import Image
from playwright.sync_api import Browser, Locator, Page

from drives.ui.guide_text import FOLDER
from tests.look.visit import NARROW, Visit, visit

PICTURES = FOLDER / "pictures"
MOST_BYTES = 80_000
TWIN = "Woollen socks"
"""An item that is another one under a second name."""

_DESK = 1120
_SHARP = 1.5
_COLOURS = (128, 96, 64, 48, 32)


def _keep(name: str, png: bytes) -> None:
    """Write a picture with as many colours as its weight allows."""
    whole = Image.open(BytesIO(png)).convert("RGB")
    for colours in _COLOURS:
        kept = BytesIO()
        few = whole.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        few.save(kept, "PNG", optimize=True)
        if len(kept.getvalue()) < MOST_BYTES:
            (PICTURES / f"{name}.png").write_bytes(kept.getvalue())
            print(f"{name}: {whole.width} × {whole.height}, {len(kept.getvalue())} bytes, {colours} colours")
            return
    raise SystemExit(f"{name} does not fit into {MOST_BYTES} bytes.")


def _page_part(visited: Visit, highest: int) -> bytes:
    """The page from its title on, without the navigation."""
    visited.grow()
    box = visited.page.get_by_test_id("stMainBlockContainer").bounding_box()
    title = visited.page.locator("h1").bounding_box()
    assert box is not None
    assert title is not None
    left, top = max(0, box["x"] + 16), title["y"] - 24
    size = {"x": left, "y": top, "width": box["width"] - 32, "height": min(highest, box["height"] - 40)}
    return visited.page.screenshot(clip=size)


def _dialog(visited: Visit) -> bytes:
    dialog = visited.page.get_by_role("dialog")
    dialog.wait_for()
    visited.settle()
    return dialog.screenshot()


def _button(page: Page | Locator, name: str) -> Locator:
    return page.get_by_role("button", name=re.compile(f"{name}$"))


def _first_steps(visited: Visit) -> bytes:
    visited.open("")
    return _page_part(visited, 900)


def _open_a_drive(visited: Visit) -> bytes:
    page = visited.open("drives?new=yes")
    page.get_by_label("Name").fill("New Year, warm feet")
    page.get_by_label("Story").fill("Socks and blankets go out with the van in the same week.")
    for field, name in (("Programs it collects for", "Open Door Youth Shelter"), ("Sites", "Town Hall")):
        box = page.get_by_role("combobox", name=field)
        box.click()
        box.fill(name)  # A first click into an open list may only take the focus.
        page.get_by_role("option", name=name).click()
        page.keyboard.press("Tab")
        visited.settle()
    return _page_part(visited, 1000)


def _close_a_drive(visited: Visit) -> bytes:
    page = visited.open("drives")
    _button(page, "Close").first.click()
    return _dialog(visited)


def _log(visited: Visit) -> bytes:
    page = visited.open("log-donation")
    for tile in (0, 0, 1):
        page.locator("[class*='st-key-more'] button").nth(tile).click()
        visited.settle()
    return page.screenshot()


def _end_of_day(visited: Visit) -> bytes:
    visited.open("end-of-day")
    return _page_part(visited, 900)


def _needs(visited: Visit) -> bytes:
    visited.open("needs")
    return _page_part(visited, 640)


def _count(visited: Visit) -> bytes:
    page = visited.open("count")
    page.get_by_label("Find on the list").fill("beans")
    visited.settle()
    for field, counted in ((0, "12"), (1, "7")):
        page.get_by_placeholder("count").nth(field).fill(counted)
        page.keyboard.press("Tab")
        visited.settle()
    _button(page, "Save the count").click()
    return _dialog(visited)


def _merge(visited: Visit) -> bytes:
    page = visited.open("catalogue")
    page.get_by_role("searchbox").first.fill(TWIN)
    visited.settle()
    page.get_by_role("button", name=TWIN).click()
    page.get_by_role("dialog").wait_for()
    visited.settle()
    _button(page, "Merge into another").click()
    box = page.get_by_role("combobox", name="The one that is kept")
    box.click()
    box.fill("Wool socks")
    page.get_by_role("option").first.click()
    return _dialog(visited)


def _overview(visited: Visit) -> bytes:
    visited.open("")
    return _page_part(visited, 720)


def _what_to_bring(visited: Visit) -> bytes:
    return visited.open("what-to-bring").screenshot()


def _settings(visited: Visit) -> bytes:
    visited.open("settings")
    return _page_part(visited, 760)


_ON_THE_FULL: dict[str, tuple[int, Callable[[Visit], bytes]]] = {
    "open-a-drive": (_DESK, _open_a_drive),
    "close-a-drive": (_DESK, _close_a_drive),
    "log": (NARROW, _log),
    "end-of-day": (_DESK, _end_of_day),
    "needs": (_DESK, _needs),
    "count": (_DESK, _count),
    "merge": (_DESK, _merge),
    "overview": (_DESK, _overview),
    "what-to-bring": (NARROW, _what_to_bring),
    "settings": (_DESK, _settings),
}
_ON_THE_EMPTY: dict[str, tuple[int, Callable[[Visit], bytes]]] = {"first-steps": (_DESK, _first_steps)}


def make_pictures(browser: Browser, full: str, fresh: str) -> None:
    """Make them all, from what is served at ``full`` and, where nothing was set up yet, at ``fresh``."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for address, pictures in ((full, _ON_THE_FULL), (fresh, _ON_THE_EMPTY)):
        for name, (width, picture) in pictures.items():
            with visit(browser, address, width, sharp=_SHARP) as visited:
                _keep(name, picture(visited))
