"""A store with a word of its own in every text field of every row: whatever gets out tells where from.

The community is that of ``tests/roles/world.py``, made by commands; the words are put in by SQL, and the
store still proves clean. Each word has the letter of whoever's row it is in, as in ``world.py``:

programs, their needs and deliveries p q v u · drives, and what was given to them, a b n r (put away), 0 (to
none) · sites g k h w · donors d e o, the teams t s, z who gave nothing · accounts V (volunteer) S (P's staff)
O (organizer of A and R) G (of all) A (admin) X (others), H a helper's phone · items 1 2 3 · the rest 1.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from drives.accounts import hash_password
from drives.accounts.people import email_key
from drives.commands import (
    donations,
    donor_changes,
    drives,
    erasing,
    items,
    needs,
    people,
    staged_counts,
    stock,
)
from drives.commands.item_terms import Pack
from drives.commands.need_writing import Told
from drives.errors import Refusal
from drives.model import Base, ProgramWelcome
from drives.model.types import Json, Text
from drives.rules.dates import DateRule
from drives.rules.kinds import DiscardReason, DonorKind, ToldHow, WayIn, WayToHelp
from drives.rules.names import fold_name
from drives.rules.roles import Role
from drives.rules.units import Unit
from drives.store import retrying
from drives.store.verify import verify
from drives.wiring import utc_now
from tests.houses import q
from tests.roles.requests import REQUESTS
from tests.roles.world import World

SECRETS = (
    "account.password", "signing_key.key", "session.hash", "ticket.hash", "failed_try.hash",
    "erased_mark.mark", "erased_mark.salt", "pledge.digest",
    "pledge_mark.mark", "pledge_mark.salt",
)  # fmt: skip
"""What lets people in, or tells who was erased, or a hash of it. It stays as it is; nobody ever sees it."""

KEPT = {
    "account.language": "one of the languages we have",
    "activity.command": "the name of a command",
    "draft.owner": "a kind and an id",
    "location.identity": "a kind and an id",
    "organization.currency": "a currency's code",
    "organization.locale": "one of the languages we have",
    "organization.time_zone": "the name of a time zone",
    "receipt.command": "the name of a command",
    "saved_mapping.header": "a fingerprint",
}
"""The text fields without a word of their own, and why."""

FOLLOWS: dict[str, Callable[[Any], str]] = {
    "account.email_key": lambda row: email_key(row["email"]),
    "donor.name_key": lambda row: fold_name(row["name"]),
    "drive.name_key": lambda row: fold_name(row["name"]),
    "item.name_key": lambda row: fold_name(row["name"]),
    "item_synonym.synonym_key": lambda row: fold_name(row["synonym"]),
    "lot.identity": lambda row: f"{row['identity'].rpartition('|')[0]}|{row['lot_code']}",
    "program.name_key": lambda row: fold_name(row["name"]),
    "saved_mapping.name_key": lambda row: fold_name(row["name"]),
    "site.name_key": lambda row: fold_name(row["name"]),
}
"""The text fields that repeat another one of their row."""

SHAPED = {
    "account.email": "{}@example.org",
    "donor.email": "{}@example.org",
    "pledge.email": "{}@example.org",
    "program.email": "{}@example.org",
    "program.url": "https://{}.example.org/",
}
"""What a word looks like where it is to be more than a word."""

ERASED = "-"
"""The letter of a donor who was erased: her row holds no words of anybody's any more."""

_welcome: Table = ProgramWelcome.__table__  # type: ignore[assignment]
_WORD = re.compile(rb"cnry[0-9]{4}x")
PASSWORD = "lantern orbit velvet crumb"
_KEPT_PASSWORD = hash_password(PASSWORD)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a word stands: "program.address" of the row with this letter."""

    field: str
    letter: str


def text_fields() -> set[str]:
    """Every field of the model that holds a text."""
    return {f"{table.name}.{name}" for table in Base.metadata.sorted_tables for name in _texts(table)}


def _texts(table: Table) -> list[str]:
    return [column.name for column in table.columns if isinstance(column.type, Text | Json)]


@dataclass
class Canaries:
    """The community with its words, and the cookies that its people are signed in by, by role."""

    world: World
    cookies: dict[str, str | None] = field(default_factory=dict)
    words: dict[bytes, Place] = field(default_factory=dict)
    secrets: set[bytes] = field(default_factory=set)
    tables: dict[str, bytes] = field(default_factory=dict)
    """What lets somebody in at a table of a drive, by the drive's letter."""

    put_away: int = 0
    voided: list[int] = field(default_factory=list)
    """Donations to A and to B that were taken back, with a reason."""

    def __post_init__(self) -> None:
        self._numbers = count(1)

    def word(self, field: str, letter: str) -> str:
        """The word of a field in the row with this letter."""
        return next(word.decode() for word, place in self.words.items() if place == Place(field, letter))

    def seen_in(self, told: bytes, typed: str = "") -> set[bytes]:
        """The words in what somebody got, but those that she typed herself; a secret in it fails."""
        small = told.lower()
        for secret in self.secrets:
            assert secret.lower() not in small, f"a secret: {secret!r}"
        return set(_WORD.findall(small)) - set(_WORD.findall(typed.encode()))

    def plant(self) -> None:
        """Put the words in; the store proves clean after."""
        retrying(self.world.home.store, self._plant)
        assert verify(self.world.home.store) == []

    def _plant(self, connection: Connection) -> None:
        letters = Letters(self.world, connection)
        for table in Base.metadata.sorted_tables:
            for row in connection.execute(select(table)).mappings().all():
                letter = letters.of(table.name, row)
                said = {} if letter == ERASED else self._row(table, dict(row), letter)
                if said:
                    own = [column == row[column.name] for column in table.primary_key.columns]
                    connection.execute(table.update().where(*own).values(said))

    def _row(self, table: Table, row: dict[str, Any], letter: str) -> dict[str, Any]:
        said: dict[str, Any] = {}
        for name in _texts(table):
            where = f"{table.name}.{name}"
            if where in SECRETS:
                self.secrets |= {str(row[name]).encode()} if row[name] else set()
            elif where not in KEPT and where not in FOLLOWS:
                said[name] = self._said(table.columns[name].type, row[name], Place(where, letter))
        if "pack" in said and row["pack_quantity"] is None:
            said["pack_quantity"] = q("1")
        for where, follow in FOLLOWS.items():
            if where.startswith(f"{table.name}."):
                said[where.partition(".")[2]] = follow({**row, **said})
        return said

    def _said(self, kind: Any, before: Any, place: Place) -> Any:
        word = f"cnry{next(self._numbers):04}x"
        self.words[word.encode()] = place
        if isinstance(kind, Json):
            return {**before, "said": word}
        return SHAPED.get(place.field, "{}").format(word)


class Letters:
    """Whose a row is."""

    def __init__(self, world: World, connection: Connection) -> None:
        w, donor = world, world.donor
        self._known: dict[str, dict[Any, str]] = defaultdict(dict)
        self._known |= {
            "program": {w.p: "p", w.q: "q", w.v: "v", w.u: "u"},
            "drive": {w.a: "a", w.b: "b", w.n: "n", None: "0"},
            "site": {w.gym: "g", w.kitchen: "k", w.house: "h", w.barn: "w"},
            "item": {w.socks: "1", w.soap: "2"},
            "donor": {donor[name]: name[0].lower() for name in donor} | {donor["Nobody yet"]: "z"},
        }
        for drive_id in _ids(connection, "drive"):
            self._known["drive"].setdefault(drive_id, "r")
        for donor_id in _ids(connection, "donor"):
            self._known["donor"].setdefault(donor_id, ERASED)
        for item_id in _ids(connection, "item"):
            self._known["item"].setdefault(item_id, "3")
        for row in _rows(connection, "account"):
            letter = row["email"][0].upper()
            self._known["account"][row["id"]] = letter if letter in "VSOGA" else "X"
        for table, of in (("lot", "drive"), ("location", "site"), ("need", "program"), ("donation", "drive")):
            for row in _rows(connection, table):
                self._known[table][row["id"]] = self._known[of].get(row[f"{of}_id"], "0")

    def of(self, table: str, row: Any) -> str:
        """The letter of a row."""
        if table in self._known and "id" in row:
            return self._known[table][row["id"]]
        for name in ("account", "need", "donation", "lot", "program", "drive", "item", "location"):
            found = self._known[name].get(row.get(f"{name}_id")) if f"{name}_id" in row else None
            if found:
                return found
        return "H" if table == "session" else "1"


def _rows(connection: Connection, table: str) -> Iterator[Any]:
    yield from connection.execute(select(Base.metadata.tables[table])).mappings()


def _ids(connection: Connection, table: str) -> Iterator[int]:
    yield from (row["id"] for row in _rows(connection, table))


def make_canaries(url: str) -> Canaries:
    """The community of today, with what the roles' tests leave out, its people signed in, and its words."""
    world = World(url, at=utc_now() - timedelta(minutes=5))
    made = Canaries(world)
    _add_goods(made)
    _add_people(made)
    world.ids()  # finds lots by codes that are words next
    for ask in REQUESTS.values():
        ask(world)
    house = world.home.house
    left = {"lines": [{"item_id": world.socks, "received": q("3")}], "donor": "Dorothea"}
    general = house.accounts.viewer(made.cookies["organizers"])
    assert general is not None
    assert house.drafts.keep(general, "a draft", left)
    made.plant()
    general = house.accounts.viewer(made.cookies["organizers"])
    assert general is not None
    world.give(world.a, world.gym, viewer=general)  # logged by somebody with an e-mail address
    return made


def _add_goods(made: Canaries) -> None:
    """What there was no row of yet, and an archived drive that collected for U."""
    world = made.world
    pack = Pack("00012345678905", "case", q("12"))
    world.do(
        items.add_item,
        items.AddItem("Rice", "food", Unit.LB, DateRule.ADVICE, packs=(pack,), synonyms=("Grain",)),
    )
    card = items.AddItem("Grocery gift cards", "gift cards and passes", Unit.EACH, DateRule.NONE)
    line = donations.LineDraft(world.do(items.add_item, card).item_id, q("1"))
    counted = {"counted_by": "Xena", "counted_again_by": "Yuri"}
    world.do(donations.log_donation, donations.LogDonation(world.gym, (line,), world.a, **counted))
    for program_id in (world.p, world.q, world.u):
        told = needs.PostNeed(program_id, world.soap, q("3"), told=Told(ToldHow.PHONE, by="the desk"))
        world.do(needs.post_need, told)
    gone = world.do(donor_changes.add_donor, donor_changes.AddDonor("Gone by now", DonorKind.PERSON))
    world.do(erasing.erase_donor, erasing.EraseDonor(gone.donor_id))
    welcomes = [{"program_id": one, "way": way} for one in (world.p, world.u) for way in WayToHelp]
    retrying(world.home.store, lambda connection: connection.execute(insert(_welcome), welcomes))
    day = world.today - timedelta(days=9)
    asked = drives.OpenDrive("Rosebud", day, day, (world.u,), (world.kitchen, world.house), public=True)
    drive_id = world.do(drives.open_drive, asked).drive_id
    made.put_away = drive_id
    world.give(drive_id, world.kitchen, on=day, donor="Dorothea")
    world.do(drives.close_drive, drives.CloseDrive(drive_id))
    world.do(drives.archive_drive, drives.ArchiveDrive(drive_id))
    for given_to, given_at in ((world.a, world.gym), (world.b, world.kitchen)):
        made.voided.append(world.give(given_to, given_at))
        world.do(donations.void_donation, donations.VoidDonation(made.voided[-1], "logged twice"))
    for lot_id, site_id in (
        (world.lot(world.a, "free"), world.gym),
        (world.lot(world.b, "free"), world.kitchen),
    ):
        world.do(stock.transfer, stock.TransferGoods(lot_id, site_id, world.barn, q("1")))
        world.do(stock.discard, stock.DiscardGoods(lot_id, site_id, q("1"), DiscardReason.DAMAGED))
        world.do(stock.count, stock.CountStock(site_id, (stock.Counted(lot_id, q("90")),), note="a box fell"))


def _add_people(made: Canaries) -> None:
    """An account for each role, with somebody in by it, and a phone at A's table."""
    world, accounts = made.world, made.world.home.house.accounts
    granted = {
        "volunteer": (people.Granted(Role.VOLUNTEER),),
        "staff": (people.Granted(Role.PROGRAM_STAFF, program_id=world.p),),
        "organizer": tuple(people.Granted(Role.ORGANIZER, one) for one in (world.a, made.put_away)),
        "organizers": (people.Granted(Role.ORGANIZER),),
        "admin": (people.Granted(Role.ADMIN),),
    }
    made.cookies["public"] = None
    tokens = {
        letter: accounts.seals.table_token(link)
        for letter, link in (("a", world.link), ("b", world.other_link))
    }
    made.tables = {letter: token.encode() for letter, token in tokens.items()}
    made.cookies["table"] = accounts.open_table(tokens["a"], device="phone").cookie
    for role, grants in granted.items():
        name = "general" if role == "organizers" else role
        asked = people.AddAccount(f"{name}@example.org", name, grants, password_hash=_KEPT_PASSWORD)
        account_id = world.do(people.add_account, asked).account_id
        if role == "volunteer":
            given = staged_counts.GiveCount(world.count, (world.account, account_id))
            world.do(staged_counts.give_count, given)
        come = accounts.begin_session(account_id, way_in=WayIn.PASSWORD, device=f"{role}'s phone")
        made.cookies[role] = come.cookie
    with suppress(Refusal):
        accounts.sign_in("admin@example.org", "wrong", address="203.0.113.1", device=None)
    made.secrets |= {cookie.encode() for cookie in made.cookies.values() if cookie}
