"""A house for the tests: a store with its door, a clock that stands where it is put, nouns made by name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any

import pytest
from sqlalchemy import Connection, exists, literal, select, union_all

from drives.commands import drives as drive_commands
from drives.commands import items, needs, places
from drives.commands.door import Command
from drives.errors import Refusal
from drives.ledger import Level
from drives.model import Base, Draft, Location, Lot, StockLevel
from drives.rules.dates import DateRule
from drives.rules.kinds import LocationKind, ProgramKind, SiteKind
from drives.rules.quantity import parse_quantity
from drives.rules.roles import COMMAND_LINE, Viewer
from drives.rules.units import Unit
from drives.settings import Settings
from drives.store import Store
from drives.wiring import open_house

TODAY = date(2025, 5, 20)
TABLES = {mapper.class_ for mapper in Base.registry.mappers}


_FILLED = union_all(
    *(
        select(literal(table.name)).where(exists(select(table)))
        for table in Base.metadata.sorted_tables
        if table is not Draft.__table__
    )
)
"""The names of the tables that hold anything."""


class Clock:
    """A clock that stands where it is put."""

    def __init__(self, today: date = TODAY) -> None:
        self.put(today)

    def put(self, today: date) -> None:
        """Move to noon of a day."""
        self.now = datetime.combine(today, time(12), UTC)

    def __call__(self) -> datetime:
        return self.now


class Home:
    """An opened house and its clock. Nouns are made when they are first named, and found again after."""

    def __init__(self, url: str, today: date = TODAY) -> None:
        self.url = url
        self.clock = Clock(today)
        self.house = open_house(Settings.from_environment({}, store=url), self.clock)
        self._numbers = count(1)
        self._nouns: dict[tuple[str, str], int] = {}

    @property
    def store(self) -> Store:
        """The store of this house."""
        return self.house.store

    def do(
        self,
        verb: Command[Any, Any],
        request: Any,
        *,
        viewer: Viewer = COMMAND_LINE,
        request_id: str | None = None,
    ) -> Any:
        """Perform a command through the door."""
        known = request_id or f"request-{next(self._numbers)}"
        return self.house.commands.perform(verb, request, viewer=viewer, request_id=known)

    def refusal(
        self,
        verb: Command[Any, Any],
        request: Any,
        kind: type[Refusal] = Refusal,
        *,
        viewer: Viewer = COMMAND_LINE,
        request_id: str | None = None,
    ) -> str:
        """The text with which a command is refused; whatever is in any table stays as it was."""
        before = dump(self.store)
        with pytest.raises(kind) as refused:
            self.do(verb, request, viewer=viewer, request_id=request_id)
        assert dump(self.store) == before, "a refusal saved something"
        return str(refused.value)

    def item(
        self,
        name: str = "Socks",
        unit: Unit = Unit.PAIR,
        date_rule: DateRule = DateRule.ADVICE,
    ) -> int:
        """The id of the item of this name."""
        return self._noun(
            "item",
            name,
            lambda: self.do(items.add_item, items.AddItem(name, "things", unit, date_rule)).item_id,
        )

    def site(self, name: str = "Gym", kind: SiteKind = SiteKind.COLLECTION_SITE) -> int:
        """The id of the site of this name."""
        return self._noun("site", name, lambda: self.do(places.add_site, places.AddSite(name, kind)).site_id)

    def program(self, name: str = "Shelter") -> int:
        """The id of the program of this name."""
        return self._noun(
            "program",
            name,
            lambda: self.do(places.add_program, places.AddProgram(name, ProgramKind.OTHER)).program_id,
        )

    def drive(self, name: str = "Spring") -> int:
        """The id of the drive of this name; it runs through the year."""
        asked = drive_commands.OpenDrive(name, date(2025, 1, 1), date(2025, 12, 31))
        return self._noun("drive", name, lambda: self.do(drive_commands.open_drive, asked).drive_id)

    def need(self, item: str, quantity: str, program: str = "Shelter", **rest: Any) -> int:
        """A need posted today, unless ``posted_on`` says otherwise; its id."""
        asked = needs.PostNeed(self.program(program), self.item(item), q(quantity), **rest)
        return int(self.do(needs.post_need, asked).need_id)

    def _noun(self, kind: str, name: str, make: Any) -> int:
        if (kind, name) not in self._nouns:
            self._nouns[kind, name] = make()
        return self._nouns[kind, name]

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A snapshot."""
        with self.store.read() as connection:
            yield connection

    def all(self, model: type[Base], *conditions: Any) -> list[Any]:
        """Rows of a table, in the order of their keys."""
        with self.reading() as connection:
            rows = select(model.__table__).where(*conditions)
            return list(connection.execute(rows.order_by(*model.__table__.primary_key.columns)))

    def lot_of(self, item: str, **marks: Any) -> int:
        """The only lot of an item (with these marks)."""
        conditions = [getattr(Lot, name) == value for name, value in marks.items()]
        [row] = self.all(Lot, Lot.item_id == self.item(item), *conditions)
        return int(row.id)

    def shelf(self, site: str = "Gym") -> int:
        """The location where a site's stock is."""
        [row] = self.all(Location, Location.site_id == self.site(site))
        return int(row.id)

    def level(self, lot_id: int, site: str = "Gym") -> tuple[str, str]:
        """What is on hand of a lot at a site, and what is reserved there, as texts."""
        rows = self.all(StockLevel, StockLevel.lot_id == lot_id, StockLevel.location_id == self.shelf(site))
        level = Level(rows[0].quantity, rows[0].reserved) if rows else Level(0, 0)
        return _shown(level.quantity), _shown(level.reserved)

    def in_transit(self, lot_id: int) -> str:
        """What is on its way of a lot."""
        rows = self.all(
            StockLevel,
            StockLevel.lot_id == lot_id,
            StockLevel.location_id.in_(select(Location.id).where(Location.kind == LocationKind.TRANSIT)),
        )
        return _shown(rows[0].quantity) if rows else "0"

    def close(self) -> None:
        """Let go of the store."""
        self.house.close()


def q(text: str) -> int:
    """Thousandths, from how a person writes a quantity."""
    return parse_quantity(text, zero_allowed=True)


def _shown(thousandths: int) -> str:
    return f"{thousandths / 1000:g}"


def dump(store: Store) -> dict[str, list[str]]:
    """Every row of every table that holds any; not drafts: what is typed is kept whatever is refused."""
    tables = {table.name: table for table in Base.metadata.sorted_tables if table is not Draft.__table__}
    with store.read() as connection:
        filled = connection.execute(_FILLED).scalars().all()
        return {name: sorted(map(repr, connection.execute(select(tables[name])))) for name in sorted(filled)}
