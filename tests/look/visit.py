"""Opening pages as a person would, and waiting until they stand still."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import axe_playwright_python
from playwright.sync_api import Browser, ConsoleMessage, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from drives.demo import make_demo
from drives.rules.roles import COMMAND_LINE
from drives.settings import Settings
from drives.ui.guide_text import ROLES
from drives.wiring import open_house

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
WIDE, NARROW = 1440, 390
_HEIGHT = {WIDE: 900, NARROW: 844}
_TALLEST = 12_000

# Pages that show something else again when the address says so.
FURTHER = {
    "deliveries": (
        "do=plan&program=1",
        "delivery=9",
        "delivery=16&do=pack",
        "delivery=15&do=confirm",
        "state=all",
    ),
    "donations": ("open=7",),
    "letters": ("issuer=add", "letter=1", "run=year", "donation=1300"),
    "donors": ("do=doubles", "do=history&donor=1", "do=merge&donor=1&with=2"),
    "guide": tuple(f"role={role}" for role in ROLES[1:]),
    "drives": ("new=yes",),
    "places": ("show=site", "do=add"),
}

_MEASURE = (Path(__file__).parent / "measure.js").read_text("utf-8")
_AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
# Streamlit's own, which no page can mend: rule and the part it is in ("" is anywhere).
_NOT_OURS = [
    ["svg-img-alt", ""],
    ["empty-table-header", ""],
    ["presentation-role-conflict", ""],
    ["list", "[data-testid=stSidebarNav]"],
    ["listitem", "[data-testid=stSidebarNav]"],
]
_BARRIERS = """async (notOurs) => {
  const answer = await axe.run(document, {resultTypes: ["violations"]});
  const found = [];
  for (const {id, impact, nodes} of answer.violations) {
    if (impact !== "serious" && impact !== "critical") continue;
    const ours = nodes.filter(({target}) => !notOurs.some(([rule, part]) => rule === id &&
      (!part || document.querySelector(target[0])?.closest(part))));
    if (!ours.length) continue;
    const why = ours[0].failureSummary.split("\\n").at(-1).trim();
    const words = document.querySelector(ours[0].target[0])?.innerText?.slice(0, 40) || ours[0].target[0];
    found.push(`axe, ${impact}: ${id} at ${JSON.stringify(words)} (${ours.length}×; ${why})`);
  }
  return found;
}"""

# "" when the page has stood still for a quarter of a second, else what it still waits for.
_MOVES = """() => {
  const app = document.querySelector("[data-testid=stApp]");
  if (!app || app.dataset.testScriptState !== "notRunning") return "the script";
  const waits = document.querySelector("[data-testid=stSkeleton], [data-testid=stSpinner]");
  if (waits) return "a skeleton or spinner";
  for (const chart of document.querySelectorAll("[data-testid=stVegaLiteChart]"))
    if (!chart.querySelector("svg, canvas") && !chart.closest("details:not([open])")) return "a chart";
  for (const image of document.images) if (!image.complete) return `an image, ${image.src}`;
  if (document.fonts.status !== "loaded") return "a font";
  const moves = one => one.playState === "running" && one.effect.getTiming().iterations !== Infinity;
  if (document.getAnimations().some(moves)) return "an animation";
  const main = document.querySelector("[data-testid=stMain]");
  const size = `${main.querySelectorAll("*").length} elements, ${main.scrollHeight} high`;
  const now = performance.now();
  if (window.__stood?.size !== size) window.__stood = { size, since: now };
  return now - window.__stood.since > 250 ? "" : size;
}"""


def fill_with_demo(url: str) -> None:
    """Make the demo community in a store."""
    house = open_house(Settings.from_environment({}, store=url))
    try:
        make_demo(house, COMMAND_LINE)
    finally:
        house.close()


@dataclass
class Visit:
    """A browser window of one width and colour scheme, and what went wrong in it."""

    page: Page
    address: str
    width: int
    scheme: str = "light"
    said: list[str] = field(default_factory=list)

    def navigation(self) -> list[str]:
        """The pages that the navigation offers, each with what else it shows by its address."""
        self.open("")
        more = self.page.get_by_test_id("stSidebarNavViewButton")
        if more.count() and "less" not in more.inner_text():
            more.click()
        links = self.page.get_by_test_id("stSidebarNav").get_by_role("link")
        expect(links.first).to_be_attached()
        paths = [urlsplit(link).path.strip("/") for link in links.evaluate_all("all => all.map(a => a.href)")]
        found: list[str] = []
        for path in paths:
            found += [path, *(f"{path}?{query}" for query in FURTHER.get(path, ()))]
        return found + self._drives()

    def _drives(self) -> list[str]:
        """The page of every drive: one that runs, one that is planned and one that is over look different."""
        self.open("drives")
        links = self.page.locator("a[href*='drive?drive=']").evaluate_all("all => all.map(a => a.href)")
        return [f"drive?{urlsplit(link).query}" for link in dict.fromkeys(links)]

    def open(self, path: str) -> Page:
        """Open a page and wait until nothing on it moves any more."""
        self.page.set_viewport_size({"width": self.width, "height": _HEIGHT.get(self.width, 800)})
        self.page.goto(f"{self.address}/{path}")
        expect(self.page.locator("h1, [data-testid=stAlert]").first).to_be_visible()
        self.settle()
        return self.page

    def settle(self) -> None:
        """Wait until what is shown stands still."""
        self.page.evaluate("window.__stood = null")
        try:
            self.page.wait_for_function(f"!({_MOVES})()", timeout=40_000, polling=50)
        except PlaywrightTimeoutError:
            self.said.append(f"does not come to rest: {self.page.evaluate(_MOVES)}")

    def grow(self) -> None:
        """Make the window as high as the page, so that all of it is in sight."""
        height = self.page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
        self.page.set_viewport_size({"width": self.width, "height": min(_TALLEST, height + 20)})
        self.settle()

    def unfold(self) -> bool:
        """Open everything that is folded away; whether there was such a thing."""
        folded = "[data-testid=stMain] details:not([open]) > summary"
        found = self.page.locator(folded).count()
        if found:
            self.page.evaluate(f"document.querySelectorAll('{folded}').forEach(one => one.click())")
            self.settle()
            self.grow()
        return bool(found)

    def faults(self) -> list[str]:
        """What is wrong with the page as it stands, and what was said in the console since last asked."""
        found = [*self.page.evaluate(_MEASURE), *self.said]
        self.said.clear()
        if (
            self.page.get_by_test_id("stException").count()
            or self.page.get_by_text("Something broke").count()
        ):
            found.append("something broke")
        if self.page.get_by_text("Page not found").count():
            found.append("there is no such page")
        return found

    def barriers(self) -> list[str]:
        """What axe finds serious or critical on the page as it stands."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(_AXE)
        return list(self.page.evaluate(_BARRIERS, _NOT_OURS))


@contextmanager
def visit(
    browser: Browser, address: str, width: int, scheme: str = "light", *, sharp: float = 1
) -> Iterator[Visit]:
    """A fresh window on what is served at an address. Requests that leave the machine become faults."""
    context = browser.new_context(
        viewport={"width": width, "height": _HEIGHT.get(width, 800)},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
        device_scale_factor=sharp,
        locale="en-US",
    )
    page = context.new_page()
    visited = Visit(page, address, width, scheme)

    def heard(url: str) -> None:
        where = urlsplit(url)
        if where.scheme not in ("data", "blob") and where.hostname not in LOOPBACK:
            visited.said.append(f"asks {where.hostname}")

    def complained(message: ConsoleMessage) -> None:
        # At a page's own address Streamlit looks for its server below that address first.
        if message.type == "error" and "/_stcore/" not in message.location["url"]:
            visited.said.append(f"console: {message.text[:200]} {message.location['url']}")

    page.on("request", lambda request: heard(request.url))
    page.on("websocket", lambda websocket: heard(websocket.url))
    page.on("pageerror", lambda error: visited.said.append(f"error: {error}"))
    page.on("console", complained)
    yield visited
    context.close()
