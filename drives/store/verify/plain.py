"""The tables as they lie: no column type reads or refuses a value, so that a broken one can be named."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Row,
    Select,
    TableClause,
    Text,
    cast,
    column,
    func,
    literal_column,
    table,
    union_all,
)

from drives.model import (
    Assembly,
    AssemblyBatch,
    AssemblyLine,
    Base,
    CountLine,
    CycleCount,
    Delivery,
    DeliveryDay,
    DeliveryLine,
    Discard,
    Donation,
    DonationDayTotal,
    DonationLine,
    DonationTotal,
    Donor,
    Drive,
    DriveGoal,
    DriveProgram,
    DriveSite,
    Item,
    LineCut,
    LineExtra,
    LineShortfall,
    Location,
    Lot,
    Move,
    MoveTotal,
    Need,
    Program,
    Recipe,
    RecipeLine,
    Reservation,
    SearchEnd,
    Site,
    Sorting,
    SortingLine,
    StockLevel,
    Substitute,
    Transfer,
)


def _plain(model: type[Base]) -> TableClause:
    return table(model.__tablename__, *(column(known.name) for known in model.__table__.columns))


assembly = _plain(Assembly)
assembly_batch = _plain(AssemblyBatch)
assembly_line = _plain(AssemblyLine)
count_line = _plain(CountLine)
cycle_count = _plain(CycleCount)
delivery = _plain(Delivery)
delivery_day = _plain(DeliveryDay)
delivery_line = _plain(DeliveryLine)
discard = _plain(Discard)
donation = _plain(Donation)
donation_day_total = _plain(DonationDayTotal)
donation_line = _plain(DonationLine)
donation_total = _plain(DonationTotal)
donor = _plain(Donor)
drive = _plain(Drive)
drive_goal = _plain(DriveGoal)
drive_program = _plain(DriveProgram)
drive_site = _plain(DriveSite)
item = _plain(Item)
line_cut = _plain(LineCut)
line_extra = _plain(LineExtra)
line_shortfall = _plain(LineShortfall)
location = _plain(Location)
lot = _plain(Lot)
move = _plain(Move)
move_total = _plain(MoveTotal)
need = _plain(Need)
program = _plain(Program)
recipe = _plain(Recipe)
recipe_line = _plain(RecipeLine)
reservation = _plain(Reservation)
substitute = _plain(Substitute)
search_end = _plain(SearchEnd)
site = _plain(Site)
sorting = _plain(Sorting)
sorting_line = _plain(SortingLine)
stock_level = _plain(StockLevel)
transfer = _plain(Transfer)

ZERO: ColumnElement[Any] = literal_column("0")
ONE: ColumnElement[Any] = literal_column("1")


def word(text: StrEnum | str) -> ColumnElement[Any]:
    """One of our own words as a constant of the statement."""
    return literal_column(f"'{text!s}'", Text())


def spelled(value: ColumnElement[Any]) -> ColumnElement[Any]:
    """A number as text, nothing where there is none."""
    return func.coalesce(cast(value, Text()), literal_column("''"))


def found(connection: Connection, statement: Select[Any]) -> Iterator[Row[Any]]:
    """The rows of a statement as they come, some hundreds in memory at a time."""
    yield from connection.execute(statement, execution_options={"yield_per": 500})


def pile_of(*parts: Select[Any]) -> FromClause:
    """Rows of several statements in one heap."""
    return union_all(*parts).subquery("pile")


def added(pile: FromClause, *names: str) -> dict[str, ColumnElement[Any]]:
    """The sums of these columns of a pile, by name."""
    return {name: func.sum(pile.c[name]) for name in names}
