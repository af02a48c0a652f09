"""``python -m tests.look``: pictures of every page into ``.look/``, and a list of what is wrong."""

import argparse
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.conftest import ARGUMENTS, chromium_path
from tests.houses import Home
from tests.look.pictures import TWIN, make_pictures
from tests.look.visit import NARROW, WIDE, fill_with_demo, visit
from tests.serving import ROOT, served

FOLDER = ROOT / ".look"


def look(browser: Browser, address: str, store: str, only: list[str], schemes: list[str]) -> list[str]:
    """Picture every page of what is served; what is wrong, a line each."""
    found = []
    for scheme in schemes:
        for width in (WIDE, NARROW):
            with visit(browser, address, width, scheme) as visited:
                paths = visited.navigation()
                for path in [path for path in paths if not only or path.split("?")[0] in only]:
                    name = f"{store}-{path.replace('?', '-').replace('=', '-') or 'home'}-{width}-{scheme}"
                    visited.open(path)
                    visited.grow()
                    visited.page.screenshot(path=FOLDER / f"{name}.png")
                    faults = visited.faults() + visited.barriers()
                    if visited.unfold():
                        visited.page.screenshot(path=FOLDER / f"{name}-unfolded.png")
                        faults += visited.faults() + visited.barriers()
                    found += [f"{name}: {fault}" for fault in dict.fromkeys(faults)]
                    print(f"{name}: {len(set(faults)) or 'fine'}", file=sys.stderr)
    return found


def main() -> int:
    """Look at everything; 1 where something is wrong."""
    asked = argparse.ArgumentParser(prog="python -m tests.look", description=__doc__)
    asked.add_argument("--guide", action="store_true", help="make the pictures of the user guide instead")
    asked.add_argument("--store", help="look at this store instead of a new demo and an empty one")
    asked.add_argument("--light", action="store_true", help="leave out the dark side")
    asked.add_argument("page", nargs="*", help="only these pages, by their address")
    said = asked.parse_args()
    expect.set_options(timeout=20_000)
    FOLDER.mkdir(exist_ok=True)
    for old in [] if said.guide or said.page else FOLDER.glob("*.png"):
        old.unlink()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(playwright.chromium), args=ARGUMENTS
        )
        empty = f"sqlite:///{folder}/empty.db"
        demo = said.store or f"sqlite:///{folder}/demo.db"
        if not said.store:
            fill_with_demo(demo)
        if said.guide:
            home = Home(demo, datetime.now(UTC).date())
            home.item(TWIN)
            home.close()
            with served(demo) as full, served(empty) as fresh:
                make_pictures(browser, full, fresh)
            return 0
        found = []
        schemes = ["light"] if said.light else ["light", "dark"]
        for name, store in (("demo", demo),) if said.store else (("demo", demo), ("empty", empty)):
            with served(store) as address:
                found += look(browser, address, name, said.page, schemes)
        browser.close()
    print("\n".join(found) or "Nothing is wrong.")
    print(f"Pictures: {Path(FOLDER).relative_to(ROOT)}/", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
