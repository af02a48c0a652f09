"""A program's staff reach no other program's needs, whatever a browser is made to send.

An address is tried in the crawl (``crawl.py``); here are what only a made-up message holds: values that no
widget offers, and buttons that stand on the page of another program's staff.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState

from drives.commands.people import AddAccount, Granted, add_account
from drives.rules.kinds import WayIn
from drives.rules.roles import Role
from drives.wiring import utc_now
from tests.houses import dump
from tests.roles.world import World
from tests.safety.talk import Heard, Tab
from tests.serving import served

OURS = "our-needs"
THEIRS = (b"note-of-q", b"note-of-u", b"Quiltmakers", b"Umbrellas", b"Quarry Road")
"""What the page of P's staff never says."""


class Served:
    """The community, served, with staff of P and V, and of Q, signed in."""

    def __init__(self, world: World, server: str) -> None:
        self.world, self.server = world, server
        self.cookies = {name: self._come(name, programs) for name, programs in self._staff().items()}

    def _staff(self) -> dict[str, tuple[int, ...]]:
        return {"ours": (self.world.p, self.world.v), "theirs": (self.world.q,)}

    def _come(self, name: str, programs: tuple[int, ...]) -> str:
        grants = tuple(Granted(Role.PROGRAM_STAFF, program_id=one) for one in programs)
        asked = AddAccount(f"{name}@example.org", name, grants, password_hash="a hash")
        account_id = self.world.do(add_account, asked).account_id
        accounts = self.world.home.house.accounts
        return accounts.begin_session(account_id, way_in=WayIn.PASSWORD, device=None).cookie

    def tab(self, name: str) -> Tab:
        """A tab of whoever is called so."""
        return Tab(self.server, self.cookies[name])

    def kept(self) -> dict[str, list[str]]:
        """The store without when people were seen."""
        return {table: rows for table, rows in dump(self.world.home.store).items() if table != "session"}


@pytest.fixture(scope="module")
def house(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The community, served."""
    store = tmp_path_factory.mktemp("forged") / "drives.db"
    copyfile(_sqlite_template, store)
    world = World(f"sqlite:///{store}", at=utc_now() - timedelta(minutes=5))
    with served(world.home.url) as server:
        yield Served(world, server)
    world.home.close()


def _of(heard: Heard, *kinds: str) -> list[Any]:
    return [widget for kind, widget in heard.widgets() if kind in kinds]


def _is_ours(heard: Heard, typed: str = "") -> None:
    """Nothing of other programs is told, but for what was typed."""
    for words in THEIRS:
        assert words not in heard.whole.replace(typed.encode() or b"\0", b""), words


def test_values_that_no_widget_offers_show_no_other_program(house: Served) -> None:
    with house.tab("ours") as tab:
        heard = tab.open(OURS)
        before = house.kept()
        _is_ours(heard)
        [program] = [box for box in _of(heard, "selectbox") if "our_needs.program" in box.id]
        assert list(program.options) == ["Pantrywise", "Vaultkeepers"]
        boxes = _of(heard, "selectbox", "radio", "pagination", "button_group")
        for said in ("Quiltmakers", "quiltmakers", "Umbrellas", str(house.world.q), str(house.world.need_q)):
            texts = [WidgetState(id=box.id, string_value=said) for box in boxes]
            _is_ours(tab.open(OURS, widgets=texts), said)
            for one in (texts[0], WidgetState(id=program.id, string_value=said)):
                told = tab.open(OURS, {"program": "pantrywise"}, [one])
                _is_ours(told, said)
                assert b"note-of-p" in told.whole
        # No browser sends a place that a list does not have: that may break, and tells nothing.
        for number in (2, -1, house.world.need_q, 2**40):
            _is_ours(tab.open(OURS, widgets=[WidgetState(id=box.id, int_value=number) for box in boxes]))
        assert house.kept() == before


def test_buttons_of_another_programs_page_do_nothing_on_ours(house: Served) -> None:
    need_q = str(house.world.need_q)
    with house.tab("theirs") as theirs:
        pages = [theirs.open(OURS, {"need": need_q, "do": do}) for do in ("change", "cancel")]
        assert all(b"note-of-q" in heard.whole for heard in pages)
        buttons = {button.id for heard in pages for button in _of(heard, "button")}
        assert any(f"cancel.{need_q}" in one for one in buttons)
        assert any("needs.change" in one or ".yes." in one for one in buttons)
        with house.tab("ours") as tab:
            tab.open(OURS)
            before = house.kept()
            for button in sorted(one for one in buttons if "sign_out" not in one):
                pressed = [WidgetState(id=button, trigger_value=True)]
                for asked in ({}, {"need": need_q}, {"need": need_q, "do": "cancel"}):
                    _is_ours(tab.open(OURS, asked, pressed))
            assert house.kept() == before


def test_a_made_up_button_would_do_something_where_it_is_ones_own(house: Served) -> None:
    with house.tab("theirs") as theirs:
        asked = {"need": str(house.world.need_q), "do": "cancel"}
        buttons = _of(theirs.open(OURS, asked), "button")
        [yes] = [button.id for button in buttons if ".yes." in button.id]
        before = house.kept()
        theirs.open(OURS, asked, [WidgetState(id=yes, trigger_value=True)])
        assert house.kept() != before
