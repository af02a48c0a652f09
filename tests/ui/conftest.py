"""A real store behind the pages: named by DRIVES_STORE, filled by commands, verified after every test."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from streamlit import config
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest, app_test

import drives
from drives.store.verify import verify
from drives.ui import reads
from tests.houses import Home

components_found = cache(manifest_scanner.scan_component_manifests)
APP = Path(drives.__file__).parent / "ui" / "app.py"


@pytest.fixture(autouse=True)
def _as_served(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    # As the server does while warming up (drives/ui/warm.py): our shell alone says what pages there are.
    # AppTest would set this back before each run, and run pages without the shell.
    monkeypatch.setattr(PagesManager, "uses_pages_directory", False)
    monkeypatch.setattr(app_test, "PagesManager", type("ShellPages", (PagesManager,), {}))
    # A server looks through the installed packages once; every AppTest would anew, for longer than a page.
    monkeypatch.setattr(manifest_scanner, "scan_component_manifests", components_found)
    # The app's own configuration shows people no details of an error.
    before = config.get_option("client.showErrorDetails")
    config.set_option("client.showErrorDetails", "full")
    yield
    config.set_option("client.showErrorDetails", before)


@pytest.fixture
def home(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """The very house that the pages use. Whatever a test did, the ledger proves clean."""
    monkeypatch.setenv("DRIVES_STORE", sqlite_url)
    home = Home(sqlite_url, datetime.now(UTC).date())
    home.close()
    home.house = reads.house()
    yield home
    assert verify(home.store) == []
    reads.close_houses()


def at_hand(monkeypatch: pytest.MonkeyPatch, **instead: Callable[..., object]) -> None:
    """Have pages find somebody else, another moment or another store at hand than there is."""
    for name, found in instead.items():
        monkeypatch.setattr(reads, name, found)
        monkeypatch.setattr(reads.at_hand, name, found)


class Browser:
    """One person's session: the pages that she opens, and what stands on the one that is open."""

    def __init__(self) -> None:
        self.at = AppTest.from_file(str(APP), default_timeout=30)
        self.run()

    def run(self) -> "Browser":
        """Run the page as it stands; no error is left unseen."""
        self.at.run()
        assert not self.at.exception, [error.value for error in self.at.exception]
        return self

    def open(self, page: str) -> "Browser":
        """Go to a page by its file's name."""
        self.at.switch_page(f"pages/{page}.py")
        return self.run()

    def leave_for(self, page: str) -> "Browser":
        """Follow a link to another page: as in a browser, nothing of the address is taken along."""
        self.at.query_params.clear()
        return self.open(page)

    def key(self, start: str) -> str:
        """The key that begins so: forms carry the id of their request in it."""
        keys = self._keys()
        found = [start] if start in keys else [key for key in keys if key.startswith(start)]
        assert len(found) == 1, f"{start}: {found}"
        return found[0]

    def has(self, start: str) -> bool:
        """Whether a widget with such a key stands on the page."""
        return any(key.startswith(start) for key in self._keys())

    def _keys(self) -> list[str]:
        kinds = (
            "button",
            "text_input",
            "text_area",
            "selectbox",
            "date_input",
            "checkbox",
            "button_group",
            "segmented_control",
            "multiselect",
        )
        found = (widget.key for kind in kinds for widget in self.at.get(kind) if getattr(widget, "key", None))
        return list(dict.fromkeys(found))  # One of several buttons is found as a group of them, too.

    def click(self, start: str) -> "Browser":
        """Click a button."""
        button = self.at.button(key=self.key(start))
        assert not button.disabled, f"{start} cannot be clicked"
        button.click()
        return self.run()

    def type(self, start: str, text: str) -> "Browser":
        """Type into a field; in a form nothing is sent until its button is clicked."""
        typed_in = self.at.text_input(key=self.key(start)).set_value(text)
        return self if typed_in.form_id else self.run()

    def choose(self, start: str, value: object) -> "Browser":
        """Choose an option by its value; in a form nothing is sent until its button is clicked."""
        chosen_in = self.at.selectbox(key=self.key(start)).set_value(value)
        return self if chosen_in.form_id else self.run()

    def write(self, start: str, text: str) -> "Browser":
        """Write into a field of several lines."""
        self.at.text_area(key=self.key(start)).set_value(text)
        return self.run()

    def tick(self, start: str, on: bool = True) -> "Browser":
        """Tick a box, or untick it."""
        self.at.checkbox(key=self.key(start)).set_value(on)
        return self.run()

    def typed(self, start: str) -> str:
        """What stands in a field."""
        return str(self.at.text_input(key=self.key(start)).value)

    @property
    def texts(self) -> str:
        """Every text on the page, a line each, with plain blanks."""
        return "\n".join(str(element.value) for element in self.at.markdown).replace("\u00a0", " ")

    @property
    def bars(self) -> dict[str, int]:
        """The progress bars: the words at each, and how far it is filled."""
        return {bar.proto.text: bar.proto.value for bar in self.at.get("progress")}

    @property
    def title(self) -> str:
        """The page's title."""
        return str(self.at.title[0].value)

    @property
    def refusals(self) -> list[str]:
        """What was refused."""
        return [str(error.value) for error in self.at.error]


@pytest.fixture
def browser(home: Home) -> Browser:  # noqa: ARG001 (the store comes first)
    """A session over an empty store; fill it with ``home``, then ``open`` a page."""
    return Browser()
