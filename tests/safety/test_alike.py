"""Stores that differ only in what is hidden are shown alike, byte for byte, to whoever is not cleared for it.

The two communities are those of ``tests/roles/test_hidden.py``, which asks the doors. Here they are served,
and all that a browser receives is compared: Streamlit's messages, and every route with its headers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from difflib import unified_diff
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from google.protobuf.message import Message

from drives.rules.kinds import WayIn
from drives.wiring import utc_now
from tests.roles.world import World
from tests.safety.crawl import PAGES, ROUTES, STREAMLITS, path_of
from tests.safety.talk import Answer, Asked, Tab, fetch
from tests.serving import free_port, served

WHO = ("public", "volunteer")

NAMED: dict[str, tuple[str, ...]] = {
    "drive": ("autumnal", "bakersfield", "nightingale", "nowhere"),
    "site": ("gymnasium", "kitchenette", "hideaway", "barnyard", "nowhere"),
    "kind": ("family_shelter", "mentoring", "other"),
    "program": ("umbrellas", "aardvarks", "vaultkeepers", "quiltmakers"),
    "programs.q": ("umbrellas", "aardvarks", "quarry"),
    "need": ("1", "4"),
}
"""What addresses name: what is there, what is hidden, what it is called in one of the two alone."""

DRAWN_BY_LOT = {"session_id", "script_run_id", "deferred_file_id"}
"""The parts of Streamlit's messages that it draws by lot, for each session, run and file to come."""

_LOT = re.compile("[0-9a-f]{32}")
"""In the id of a field: the request that its form will send, and what Streamlit makes of that."""

OF_THE_MOMENT = {"date", "set-cookie"}
"""Headers that are of the moment; Streamlit's cookie against forged requests is drawn by lot."""

FORMS = {"drive_a": "autumnal", "drive_b": "bakersfield", "drive_n": "nightingale", "drive_r": "nowhere",
         "pledge_a": "secret-of-a"}  # fmt: skip
"""What the addresses of the forms to pledge name."""

OWN = {"my_account"}
"""Pages of one's own session, with ids that are drawn by lot: nobody else has them."""


def settled(message: Message) -> Any:
    """A message without what is drawn by lot."""
    kept = type(message).FromString(message.SerializeToString())
    if _settle(kept):
        # The hash of a message is of all its parts.
        kept.ClearField("hash")
    return kept


def _settle(message: Message) -> bool:
    found = False
    for part, value in message.ListFields():
        if part.name in DRAWN_BY_LOT:
            message.ClearField(part.name)
            found = True
        elif part.name == "id" and isinstance(value, str) and _LOT.search(value):
            setattr(message, part.name, _LOT.sub("", value))
            found = True
        elif isinstance(value, Message):
            found |= _settle(value)
    return found


def settled_answer(answer: Answer) -> list[object]:
    """An answer without what is of the moment, and what a form has drawn by lot for itself."""
    headers = [(name, value) for name, value in answer.headers if name.lower() not in OF_THE_MOMENT]
    return [answer.status, headers, re.sub(rb'name="nonce" value="[^"]*"', b"", answer.body)]


Told = dict[tuple[str, str], Any]
"""What somebody is told, by who she is and what she asks for."""


def _addresses() -> Iterator[tuple[str, Asked]]:
    for page in (one for one in PAGES if one not in OWN):
        yield page, {}
        for part, names in NAMED.items():
            if page in _TAKES.get(part, ()):
                yield from ((page, {part: name}) for name in names)


_TAKES = {
    "drive": ("drive", "what_to_bring", "drop_off_sites", "end_of_day"),
    "site": ("what_to_bring",),
    "kind": ("programs",),
    "programs.q": ("programs",),
    "program": ("our_needs", "places"),
    "need": ("our_needs", "needs"),
}


def _told(world: World, server: str) -> Told:
    """Everything that whoever is not cleared is told by a server."""
    accounts = world.home.house.accounts
    come = accounts.begin_session(world.account, way_in=WayIn.PASSWORD, device=None)
    told: Told = {}
    for who, cookie in zip(WHO, (None, come.cookie), strict=True):
        with Tab(server, cookie) as tab:
            for page, asked in _addresses():
                heard = tab.open(path_of(page), asked)
                told[who, f"{page} {asked}"] = [settled(message) for message in heard.messages]
        for path in STREAMLITS:
            told[who, path] = settled_answer(fetch(server, path, cookie))
        for path, form in (one for some in ROUTES.values() for one in some):
            path = path.format(table="none", link=world.link, other_link=world.other_link, **FORMS)
            told[who, f"{path} {form}"] = settled_answer(fetch(server, path, cookie, form=form))
    return told


@pytest.fixture(scope="module")
def twins(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Told, Told]:
    """What is told over a community, and over one that differs in what is hidden; from the same address."""
    now, port = utc_now() - timedelta(minutes=5), free_port()
    told = []
    for otherwise in (False, True):
        store = tmp_path_factory.mktemp("twins") / "drives.db"
        copyfile(_sqlite_template, store)
        world = World(f"sqlite:///{store}", otherwise=otherwise, at=now)
        with served(world.home.url, port) as server:
            told.append(_told(world, server))
        world.home.close()
    return told[0], told[1]


@pytest.mark.parametrize("who", WHO)
def test_what_is_hidden_changes_no_byte_of_what_is_told(twins: tuple[Told, Told], who: str) -> None:
    one, other = twins
    assert one.keys() == other.keys()
    for asked in (key for key in one if key[0] == who):
        if one[asked] != other[asked]:
            lines = [
                [line for part in told[asked] for line in str(part).splitlines()] for told in (one, other)
            ]
            pytest.fail("\n".join([str(asked), *unified_diff(*lines, lineterm="", n=1)][:60]))


def test_what_is_compared_is_what_was_asked_for(twins: tuple[Told, Told]) -> None:
    told = twins[0]
    programs = str(told["public", "programs {}"])
    assert "Pantrywise" in programs
    assert "2 partner programs that are not listed" in programs
    assert "Signed in as" in str(told["volunteer", "programs {}"])
    assert "Bakersfield" in str(told["public", "drive {'drive': 'bakersfield'}"])
    assert told["public", "/session/sign-in None"][0] == 200
