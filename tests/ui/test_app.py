"""The shell: navigation, and no silent blank page."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import drives
from drives.rules.roles import EVERYBODY
from drives.ui import reads
from drives.ui.language import preferred_language
from tests.houses import Home
from tests.ui.conftest import Browser

UI = Path(drives.__file__).parent / "ui"
PAGES = sorted(path.name for path in (UI / "pages").glob("*.py") if path.name != "__init__.py")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_file_is_in_the_navigation_and_shows_a_title(page: str, browser: Browser) -> None:
    browser.open(page.removesuffix(".py"))
    assert len(browser.at.title) == 1


def test_whoever_may_not_see_the_figures_gets_a_refusal_and_nothing_else(
    home: Home, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.need("Socks", "100")
    monkeypatch.setattr(reads, "viewer", lambda: EVERYBODY)
    for page in ("overview", "log_donation", "needs"):
        browser.open(page)
        assert browser.refusals == ["You may not see this. Ask an admin of your organization."]
        assert "Socks" not in browser.texts


SHELL = """
from pathlib import Path
import streamlit as st
import drives.ui.app as shell

shell.sections = lambda: {{"": [st.Page(Path({page!r}), title="Blank", default=True)]}}
shell.main()
"""


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("", False),
        ("import streamlit as st\n", False),
        ("from drives.ui.components import page_header\npage_header('Only a title')\n", False),
        ("import streamlit as st\nst.title('Title')\nst.text('and more')\n", True),
    ],
    ids=["empty", "an import", "only a header", "something"],
)
@pytest.mark.usefixtures("home")
def test_a_page_that_shows_nothing_fails_loudly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str, shown: bool
) -> None:
    import drives.ui.app as shell

    monkeypatch.setattr(shell, "sections", shell.sections)
    (tmp_path / "blank.py").write_text(page)
    at = AppTest.from_string(SHELL.format(page=str(tmp_path / "blank.py")), default_timeout=30).run()
    assert [error.message for error in at.exception] == (
        [] if shown else ["The page 'overview' shows nothing."]
    )


@pytest.mark.usefixtures("home")
def test_an_error_in_a_page_is_not_swallowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import drives.ui.app as shell

    monkeypatch.setattr(shell, "sections", shell.sections)
    (tmp_path / "broken.py").write_text("raise ValueError('broken')\n")
    at = AppTest.from_string(SHELL.format(page=str(tmp_path / "broken.py")), default_timeout=30).run()
    assert [error.message for error in at.exception] == ["broken"]


@pytest.mark.parametrize("locale", [None, "", "en-US", "xx-YY", "zz"])
def test_a_browser_whose_language_we_do_not_have_gets_english(locale: str | None) -> None:
    assert preferred_language(locale) == "en"
