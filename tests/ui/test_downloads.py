"""Downloads: each is made for whoever the session stands for when it is clicked, without a rerun."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from pathlib import Path

import pytest
import streamlit as st

import drives
from drives.commands.account_changes import RevokeRole, revoke_role
from drives.commands.people import Granted
from drives.errors import Refusal
from drives.rules.made_files import is_for
from drives.rules.roles import Role
from drives.ui import reads
from tests.houses import Home
from tests.ui.people import come_as

Given = dict[str, tuple[Callable[[], bytes], str]]


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Given:
    """What Streamlit would call when a button is clicked, and the media type, by the file's name."""
    given: Given = {}

    def button(_label: str, data: Callable[[], bytes], *, file_name: str, mime: str, **_rest: object) -> None:
        given[file_name] = (data, mime)

    monkeypatch.setattr(st, "download_button", button)
    return given


def test_every_file_is_given_by_the_one_piece_that_says_whose_it_is() -> None:
    ui = Path(drives.__file__).parent / "ui"
    found = [path.name for path in ui.rglob("*.py") if "download_button(" in path.read_text("utf-8")]
    assert found == ["download.py"]


def clicked(make: Callable[[], bytes]) -> bytes:
    """As Streamlit does it: in another thread, with what this one knows."""
    with ThreadPoolExecutor(1) as elsewhere:
        return elsewhere.submit(copy_context().run, make).result()


def test_a_click_gives_what_whoever_clicks_may_have_by_then(
    home: Home, monkeypatch: pytest.MonkeyPatch, given: Given
) -> None:
    browser = come_as(home, monkeypatch, "Ada", Granted(Role.ADMIN))
    for page in ("activity", "donors", "my_account"):
        browser.open(page)
    cookie = reads.cookie()
    ada = home.house.accounts.viewer(cookie)
    assert ada is not None
    assert sorted(given) == ["activity.csv", "activity.xlsx", "donors.csv", "donors.xlsx", "my-data.zip"]
    assert all(is_for(mime, ada) for _make, mime in given.values())
    # There are no cookies where Streamlit makes the file.
    monkeypatch.setattr(reads, "cookie", lambda: None)
    assert all(clicked(make) for make, _mime in given.values())
    home.do(revoke_role, RevokeRole(ada.account_id or 0, Granted(Role.ADMIN)))
    for name in ("activity.csv", "activity.xlsx", "donors.csv", "donors.xlsx"):
        with pytest.raises(Refusal):
            clicked(given[name][0])
    assert clicked(given["my-data.zip"][0])
    home.house.accounts.sign_out(cookie)
    with pytest.raises(Refusal):
        clicked(given["my-data.zip"][0])
