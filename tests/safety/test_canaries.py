"""With a word of its own in every text field of a store, everybody gets what is hers to see, no more.

Who may see what is in ``seen.csv``, written by hand: a field, where it stands (``page``: whatever the browser
is sent; ``file``: downloads and exports; ``route``: the plain pages beside the dashboard), and by role the
letters of the rows (``canaries.py``) that she gets, those in brackets that she may get though nothing shows
them now. What has no line is nobody's. Refusals name only what stands on her pages, never an address or a
donor; what the server writes down names nothing at all.
"""

from __future__ import annotations

import csv
import re
import sqlite3
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile

import pytest

from drives.web import routes
from tests.roles.world import ROLES
from tests.safety.canaries import FOLLOWS, KEPT, SECRETS, SHAPED, Canaries, Place, make_canaries, text_fields
from tests.safety.crawl import PAGES, ROUTES, Crawl, Got, path_of
from tests.safety.talk import Tab, fetch
from tests.serving import served

SET_UP_ALREADY = {"welcome"}
"""Pages that nobody is offered in this community."""

NEVER_IN_REFUSALS = ("program.address", "donor.", "account.email")


@dataclass(repr=False)
class Crawled:
    """What each role got, what the server wrote down, before (``calm``) and after the store broke."""

    made: Canaries
    got: dict[str, Got]
    files: dict[str, int]
    stolen: dict[str, bytes]
    calm: bytes
    broken: list[bytes]
    log: bytes


@pytest.fixture(scope="module")
def crawled(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    """The whole crawl."""
    folder = tmp_path_factory.mktemp("canaries")
    store, log = folder / "drives.db", folder / "log.txt"
    copyfile(_sqlite_template, store)
    made = make_canaries(f"sqlite:///{store}")
    with served(made.world.home.url, log=log) as server:
        crawls = {role: Crawl(made, server, role) for role in ROLES}
        got = {role: crawl.all() for role, crawl in crawls.items()}
        media = {path for one in got.values() for path in one.media | one.files}
        files = {path: fetch(server, path).status for path in media}
        stolen = {}
        for role in ROLES:
            with Tab(server, made.cookies[role]) as tab:
                stolen[role] = b"".join(tab.open(page).whole for page in ("", "programs", "donors", "people"))
        calm = log.read_bytes()
        _break(store)
        broken = []
        with Tab(server) as tab:
            broken = [tab.open(page).whole for page in ("", "programs", "drive")]
    made.world.home.close()
    return Crawled(made, got, files, stolen, calm, broken, log.read_bytes())


def _break(store: Path) -> None:
    """Have whatever reads needs meet what nobody foresaw."""
    with sqlite3.connect(store) as connection:
        connection.execute("UPDATE store_version SET value = value + 1 WHERE slot = 0")
        connection.execute("ALTER TABLE need RENAME TO need_gone")
    connection.close()


Letters = tuple[set[str], set[str]]


def read_table() -> dict[tuple[str, str], dict[str, Letters]]:
    """What must be seen and what may be seen, by field and where, by role."""
    found = {}
    with (Path(__file__).parent / "seen.csv").open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            key = line["field"], line["where"]
            assert key not in found, f"twice: {key}"
            found[key] = {role: _letters(line[role]) for role in ROLES}
    return found


def _letters(cell: str) -> Letters:
    must = set(re.sub(r"\(.*?\)", "", cell)) - {"-"}
    return must, set(cell) - set("()-")


TABLE = read_table()


def test_every_text_field_has_a_word_of_its_own_or_a_reason(crawled: Crawled) -> None:
    with_words = {place.field for place in crawled.made.words.values()}
    left_out = {*SECRETS, *KEPT, *FOLLOWS}
    assert with_words | left_out == text_fields(), "fill the table with rows (canaries.py), or say why not"
    assert not with_words & left_out
    assert {field for field, _where in TABLE} | SHAPED.keys() <= with_words
    assert {secret.split(b"$")[0] for secret in crawled.made.secrets} >= {b"", b"hashme"}


@pytest.mark.parametrize("role", ROLES)
def test_nobody_gets_what_is_not_hers(crawled: Crawled, role: str) -> None:
    wrong = []
    for where, places in crawled.got[role].seen.items():
        for place, from_ in sorted(places.items()):
            if not _may_see(role, where, place):
                wrong.append(f"{place.field} of {place.letter} in a {where}: {from_}")
    assert not wrong, f"{role} got:\n" + "\n".join(wrong)


def _may_see(role: str, where: str, place: Place) -> bool:
    if where != "refusal":
        return (place.field, where) in TABLE and place.letter in TABLE[place.field, where][role][1]
    named = any(_may_see(role, one, place) for one in ("page", "file"))
    return named and not place.field.startswith(NEVER_IN_REFUSALS)


@pytest.mark.parametrize("role", ROLES)
def test_the_way_in_to_a_table_is_told_to_who_runs_its_drive(crawled: Crawled, role: str) -> None:
    theirs = {"organizer": {"a"}, "organizers": {"a", "b"}, "admin": {"a", "b"}}
    assert crawled.got[role].tables == theirs.get(role, set())


@pytest.mark.parametrize("role", ROLES)
def test_the_crawl_is_not_blind(crawled: Crawled, role: str) -> None:
    got: dict[tuple[str, str], set[str]] = defaultdict(set)
    for where, places in crawled.got[role].seen.items():
        for place in places:
            got[place.field, where].add(place.letter)
    missing = {
        key: sorted(must - got[key]) for key, row in TABLE.items() if (must := row[role][0]) - got[key]
    }
    assert not missing, f"{role} did not get what is hers, or the crawl did not look: {missing}"


def test_every_page_and_every_route_was_looked_at(crawled: Crawled) -> None:
    offered = set.union(*(one.offered for one in crawled.got.values()))
    for page in PAGES:
        assert page in SET_UP_ALREADY or path_of(page) in offered, f"no role is offered {page}"
    assert {route.path for route in routes(None, lambda: None)} == ROUTES.keys()  # type: ignore[attr-defined, arg-type, return-value]
    assert crawled.got["admin"].files
    assert any(place.field == "program.address" for place in crawled.got["admin"].seen["file"])


def test_a_file_that_was_made_for_somebody_is_nobody_elses(crawled: Crawled) -> None:
    pictures = {path for path in crawled.files if path.endswith((".svg", ".png"))}
    assert pictures
    assert {
        path: status for path, status in crawled.files.items() if path not in pictures and status != 404
    } == {}


def test_after_signing_out_a_cookie_gets_what_everybody_gets(crawled: Crawled) -> None:
    for role, told in crawled.stolen.items():
        places = {crawled.made.words[word] for word in crawled.made.seen_in(told)}
        assert places
        assert {place for place in places if not _may_see("public", "page", place)} == set(), role


def test_what_nobody_foresaw_is_told_without_a_word_of_its_inside(crawled: Crawled) -> None:
    assert all(b"Something broke" in told for told in crawled.broken)
    for told in crawled.broken:
        assert b"need_gone" not in told
        assert b"SELECT" not in told
        names = {crawled.made.words[word] for word in crawled.made.seen_in(told)}
        assert {place for place in names if not _may_see("public", "page", place)} == set()


def test_what_the_server_writes_down_names_nobody(crawled: Crawled) -> None:
    assert b"Traceback" not in crawled.calm
    assert crawled.log.count(b"Unforeseen (ref") == len(crawled.broken)
    assert {crawled.made.words[word] for word in crawled.made.seen_in(crawled.log)} == set()
