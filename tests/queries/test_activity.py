"""Activity: words for every command, things by their names, people by theirs; narrowed, a page at a time."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

import drives.commands
import drives.queries.activity as trail
from drives.commands import donations, shelf_counts
from drives.commands.donations import LineDraft, LogDonation
from drives.commands.door import COMMANDS
from drives.commands.drives import OpenDrive, open_drive
from drives.commands.organization import SetUpOrganization, set_up_organization
from drives.commands.people import AddAccount, Granted, add_account
from drives.commands.table_links import MakeTableLink, make_table_link
from drives.errors import Refusal
from drives.exchange.activity import activity_file
from drives.model import Activity
from drives.queries.activity import ROWS, Done, Narrowed, activity, activity_count
from drives.queries.activity_people import activity_people
from drives.queries.activity_things import Entry, Things
from drives.queries.activity_words import About, about_name, deeds, table_name, who_words
from drives.queries.door import Look
from drives.queries.exports import EXPORTS, Scope
from drives.rules.roles import BY_ITSELF, COMMAND_LINE, EVERYBODY, THIS_MACHINE, Grant, Role, Viewer
from drives.store import retrying
from tests.houses import TODAY, Home, q
from tests.roles.requests import REQUESTS
from tests.roles.world import World

for module in pkgutil.walk_packages(drives.commands.__path__, "drives.commands."):
    import_module(module.name)

WORDS = {command: said for of_kind in deeds().values() for command, said in of_kind.items()}
UNNAMED = {"choose_password", "choose_language", "set_factor", "remove_factor", "post_due_needs",
           "forget_pledgers"}  # fmt: skip
"""What is about nothing that has a name: one's own account, figures for estimates, where nothing was due."""

REFUSED = {
    "archive_drive", "unarchive_drive", "reopen_drive", "enable_account", "remove_item_value", "set_up_store",
}  # fmt: skip
"""What has nothing to be done to in this community; they answer as their like do."""


def test_every_command_has_its_words_and_every_words_their_command() -> None:
    assert set(WORDS) == set(COMMANDS), "say what was done in drives/queries/activity_words.py"
    assert len(WORDS) == sum(len(of_kind) for of_kind in deeds().values()), "a command stands under two kinds"
    assert len(set(WORDS.values())) == len(WORDS), "two commands are told alike"
    assert all(about_name(about) for about in About)


class Told(Exception):
    """What the trail would say; raised so that nothing of the command is kept."""


@pytest.fixture(scope="module")
def world(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The community of the roles' tests, in which every command has a request."""
    path = tmp_path_factory.mktemp("activity") / "drives.db"
    path.write_bytes(_sqlite_template.read_bytes())
    made = World(f"sqlite:///{path}")
    yield made
    made.home.close()


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_the_trail_names_what_a_command_was_done_to(world: World, name: str) -> None:
    verb = COMMANDS[name]

    def tried(work: Any, asked: Any) -> Any:
        result = verb.function(work, asked)
        summary = {field.name: getattr(result, field.name) for field in fields(result)}
        entry = Entry(name, summary)
        look = Look(work.connection, world.viewers["admin"], TODAY)
        raise Told(Things(look, [entry]).words(entry))

    trial = replace(verb, function=tried)
    viewer = world.viewers["admin"]
    if verb.permission.value == "hold_ticket":
        viewer = EVERYBODY
    if name in REFUSED:
        with pytest.raises(Refusal):
            world.home.house.commands.perform(trial, REQUESTS[name](world), viewer=viewer, request_id=name)
        return
    with pytest.raises(Told) as told:
        world.home.house.commands.perform(trial, REQUESTS[name](world), viewer=viewer, request_id=name)
    said = str(told.value)
    assert bool(said) == (name not in UNNAMED), said
    # No ids, no hidden address, nothing that lets anybody in.
    assert not re.search(r"_id|\bhash|street|quarry road|vine lane|umber way|heather close", said.casefold())


def test_people_are_called_by_their_names(house: Home) -> None:
    house.do(add_account, AddAccount("Ann@Example.org", "Ann", (Granted(Role.ADMIN),), "hash"))
    names = ("ann@example.org", COMMAND_LINE.name, THIS_MACHINE.name, BY_ITSELF.name, "table link 99", "")
    with house.reading() as connection:
        words = who_words(connection, names)
    assert [(words[name].name, words[name].email) for name in names] == [
        ("Ann", "Ann@Example.org"),
        ("Command line", None),
        ("This machine", None),
        ("Drives", None),
        ("A table that is gone", None),
        ("Not known", None),
    ]


def asked(house: Home, **narrowed: Any) -> tuple[Done, ...]:
    """The first page of what is wanted; its length is what is counted."""
    wanted = Narrowed(**narrowed)
    rows = house.house.queries.ask(activity, COMMAND_LINE, wanted=wanted)
    assert house.house.queries.ask(activity_count, COMMAND_LINE, wanted=wanted) == len(rows)
    return rows


def things(rows: tuple[Done, ...]) -> list[str]:
    return [f"{one.what}: {one.thing}" if one.thing else one.what for one in rows]


def test_it_is_narrowed_by_who_what_days_and_the_thing(house: Home) -> None:
    drive, gym, barn = house.drive("Fall drive"), house.site("Gym"), house.site("Barn 100%")
    socks = (LineDraft(house.item("Socks"), q("2")),)
    house.do(add_account, AddAccount("ann@example.org", "Ann", (Granted(Role.ADMIN),), "hash"))
    house.clock.now += timedelta(days=1)
    ann = Viewer.of("ann@example.org", Role.ADMIN)
    house.do(donations.log_donation, LogDonation(gym, socks, drive, reference="A-17"), viewer=ann)
    house.do(donations.log_donation, LogDonation(barn, socks, None, reference="B-18"))
    need = house.need("Socks", "50", program="Shelter")
    counted = shelf_counts.CountShelf(
        gym, (shelf_counts.Pile(house.item("Socks"), q("3"), q("2")),), "one more"
    )
    house.do(shelf_counts.count_shelf, counted)
    assert need
    keys = {who.email or who.name: key for key, who in house.house.queries.ask(activity_people, COMMAND_LINE)}
    assert things(asked(house, who=keys["ann@example.org"])) == ["Logged a donation: Fall drive, Gym · A-17"]
    assert things(asked(house, about=About.NEEDS)) == ["Posted a need: Socks for Shelter"]
    first, last = TODAY + timedelta(days=1), TODAY
    assert len(asked(house, first=first)) == 5  # Shelter was added then as well.
    assert things(asked(house, last=last))[0] == "Added an account: Ann"
    assert asked(house, first=first, last=last) == ()
    assert asked(house, first=date.min, last=date.max) == asked(house)
    for sought, found in {
        "a-17": ["Logged a donation: Fall drive, Gym · A-17"],
        "100%": ["Logged a donation: Barn 100% · B-18", "Added a site: Barn 100%"],
        "fall": ["Logged a donation: Fall drive, Gym · A-17", "Opened a drive: Fall drive"],
        "SHELTER": ["Posted a need: Socks for Shelter", "Added a program: Shelter"],
        "gym": ["Counted a shelf: Gym", "Logged a donation: Fall drive, Gym · A-17", "Added a site: Gym"],
        "ann": ["Added an account: Ann"],
        "nothing": [],
    }.items():
        assert things(asked(house, sought=sought)) == found, sought
    file = activity_file(house.house.queries, COMMAND_LINE, Narrowed(sought="a-17"), "csv").decode()
    assert file.splitlines()[1].endswith('Ann,ann@example.org,Logged a donation,"Fall drive, Gym · A-17"')
    assert list(keys) == [
        "ann@example.org", "Command line", "This machine", "Drives", "Somebody who was not signed in",
    ]  # fmt: skip
    assert not any("@" in key for key in keys.values())
    assert asked(house, who="ann@example.org") == asked(house, who="account-999999") == ()


def test_many_entries_stand_on_several_pages_the_newest_first(house: Home) -> None:
    site, now, count = house.site("Gym"), house.clock.now, 2 * ROWS + 3
    rows = [
        {"id": 1000 + n, "done_at": now + timedelta(seconds=n // 2), "who": EVERYBODY.name,
         "command": "revise_site", "summary": {"site_id": site}}
        for n in range(count)
    ]  # fmt: skip
    retrying(house.store, lambda connection: connection.execute(insert(Activity), rows))
    wanted = Narrowed(who="not-signed-in")
    pages = [house.house.queries.ask(activity, COMMAND_LINE, wanted=wanted, page=n) for n in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [ROWS, ROWS, 3, 0]
    moments = [one.done_at for page in pages for one in page]
    assert moments == sorted(moments, reverse=True)
    assert house.house.queries.ask(activity_count, COMMAND_LINE, wanted=wanted) == count


def test_days_are_those_of_the_organizations_clock(house: Home) -> None:
    house.do(set_up_organization, SetUpOrganization("Kent Coalition", time_zone="America/Chicago"))
    late = datetime(TODAY.year, TODAY.month, TODAY.day, 3, 30, tzinfo=UTC)
    rows = [
        {"id": 1000 + n, "done_at": late + timedelta(hours=3 * n), "who": EVERYBODY.name,
         "command": "set_factor", "summary": {}}
        for n in range(2)
    ]  # fmt: skip
    retrying(house.store, lambda connection: connection.execute(insert(Activity), rows))
    evening, day = TODAY - timedelta(days=1), TODAY
    who = "not-signed-in"
    assert [one.done_at for one in asked(house, who=who, last=evening)] == [rows[0]["done_at"]]
    assert [one.done_at for one in asked(house, who=who, first=day)] == [rows[1]["done_at"]]


def test_a_number_is_found_by_its_exact_text_and_in_small_and_capital_letters(house: Home) -> None:
    socks = (LineDraft(house.item("Socks"), q("2")),)
    house.do(donations.log_donation, LogDonation(house.site("Gym"), socks, None, reference="Kiste Ä-12"))
    for sought in ("Ä-12", "ä-12", "kiste Ä", "KISTE ä-12", " Kiste Ä-12 "):
        assert things(asked(house, sought=sought)) == ["Logged a donation: Gym · Kiste Ä-12"], sought
    assert asked(house, sought="A-12") == ()


def test_a_search_looks_through_the_newest_entries_and_further_back_by_days(
    house: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.site("Gym")
    for name in ("Barn", "Hall"):
        house.clock.now += timedelta(days=1)
        house.site(name)
    monkeypatch.setattr(trail, "SOUGHT_AMONG", 1)
    assert len(asked(house, sought="hall")) == 1
    assert asked(house, sought="gym") == ()
    assert things(asked(house, sought="gym", last=TODAY)) == ["Added a site: Gym"]


def test_a_number_is_not_told_of_a_drive_that_is_not_the_viewers(house: Home) -> None:
    hers, other = house.drive("Winter"), house.drive("Fall drive")
    socks = (LineDraft(house.item("Socks"), q("2")),)
    logged = [
        house.do(donations.log_donation, LogDonation(house.site("Gym"), socks, drive, reference=reference))
        for drive, reference in ((hers, "R-1"), (other, "R-2"), (None, "R-3"))
    ]
    entries = [Entry("log_donation", {"donation_id": one.donation_id}) for one in logged]

    def told(viewer: Viewer) -> list[str]:
        with house.reading() as connection:
            found = Things(Look(connection, viewer, TODAY), entries)
            return [found.words(entry) for entry in entries]

    organizer = Viewer("ann@example.org", frozenset({Grant(Role.ORGANIZER, hers)}), 1)
    everything = " ".join(told(organizer))
    assert "R-1" in everything
    assert "R-2" not in everything
    assert "R-3" not in everything
    assert not any("R-" in one for one in told(Viewer.of("ann@example.org", account_id=1)))
    assert all(f"R-{n}" in one for n, one in enumerate(told(COMMAND_LINE), 1))


def test_the_export_calls_tables_by_where_they_stand_and_others_as_the_trail_does(house: Home) -> None:
    site = house.site("Gym")
    winter = OpenDrive("Winter", TODAY, TODAY, (house.program(),), (site,))
    drive = house.do(open_drive, winter).drive_id
    links = [
        house.do(make_table_link, MakeTableLink(drive, site, hours=8, label=label)).link_id
        for label in (None, "By the door", None)
    ]
    names = [
        *(table_name(link_id) for link_id in links),
        "table link 999",
        "",
        EVERYBODY.name,
        "a@example.org",
    ]
    rows = [
        {"id": 1000 + n, "done_at": house.clock.now + timedelta(days=1), "who": name,
         "command": "revise_site", "summary": {}}
        for n, name in enumerate(names)
    ]  # fmt: skip
    retrying(house.store, lambda connection: connection.execute(insert(Activity), rows))
    sheet = house.house.queries.ask(EXPORTS["activity"], COMMAND_LINE, scope=Scope())
    assert [row[1] for row in sheet.rows][-len(names) :] == [
        "table at Gym, Winter",
        "table at Gym, Winter, By the door",
        "table at Gym, Winter (2)",
        "table that is gone",
        "",
        "public",
        "a@example.org",
    ]
    assert sheet.rows[0][1] == COMMAND_LINE.name
