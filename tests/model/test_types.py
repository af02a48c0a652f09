"""Column types: what each keeps exactly, what each refuses, on both engines and past SQLAlchemy too."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, delete, func, insert, select, text
from sqlalchemy.exc import DBAPIError

from drives.model import Base, Donor, Site
from drives.model import types as t
from drives.rules.kinds import SiteKind
from drives.store import Store, insert_many, open_store, violated

OWN_TYPES = {
    t.RowId,
    t.Quantity,
    t.Money,
    t.Count,
    t.Degrees,
    t.LocalDate,
    t.Instant,
    t.Text,
    t.Flag,
    t.Kind,
    t.Json,
}


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


KEPT: list[tuple[Any, Any]] = [
    (t.RowId(), 2**63 - 1),
    (t.Quantity(), 999_999_999_000_000),
    (t.Quantity(), -1),
    (t.Money(), 123_4500),
    (t.Count(), 0),
    (t.Degrees(), -1_139_876_543),
    (t.LocalDate(), date(2024, 2, 29)),
    (t.Instant(), datetime(2026, 11, 23, 5, 6, 7, 8, UTC)),
    (t.Text(12), "Ñandú 👩‍👧\t\\"),
    (t.Text(12), "\\N"),
    (t.Text(12), ""),
    (t.Flag(), True),
    (t.Flag(), False),
    (t.Kind(Colour), Colour.BLUE),
    (t.Json(), {"b": [1, None, True], "a": "é"}),
]
REFUSED: list[tuple[Any, Any]] = [
    (t.Quantity(), 1.5),
    (t.Quantity(), True),
    (t.Quantity(), Decimal(1)),
    (t.Quantity(), "1"),
    (t.LocalDate(), datetime(2026, 1, 1, tzinfo=UTC)),
    (t.LocalDate(), "2026-01-01"),
    (t.Instant(), datetime(2026, 1, 1)),  # noqa: DTZ001
    (t.Instant(), date(2026, 1, 1)),
    (t.Text(12), 5),
    (t.Flag(), 1),
    (t.Kind(Colour), "green"),
    (t.Json(), {"a": 1.5}),
    (t.Json(), {1: "a"}),
]
UNSTORABLE: list[tuple[Any, Any]] = [
    (t.Quantity(), 999_999_999_000_001),
    (t.Quantity(), -999_999_999_000_001),
    (t.Count(), 2**63),
    (t.Text(12), "thirteen char"),
    (t.Text(12), "a\0b"),
    (t.Text(12), "\ud800"),
    (t.Json(), "\ud800"),
]


@pytest.fixture
def columns(store: Store) -> Iterator[dict[str, Table]]:
    """A table for each type, made as the model's are, in a store of its own."""
    tables = {}
    own = MetaData(naming_convention=Base.metadata.naming_convention)
    real, Base.metadata = Base.metadata, own
    try:
        for number, column_type in enumerate({repr(one): one for one, _value in KEPT}.values()):
            name = f"kept_{number}"
            tables[repr(column_type)] = Table(
                name, own, Column("id", t.RowId(), primary_key=True), Column("x", column_type)
            )
        with store.write() as connection:
            own.create_all(connection)
        yield tables
    finally:
        Base.metadata = real


def test_a_value_comes_back_as_it_was_kept(store: Store, columns: dict[str, Table]) -> None:
    for column_type, value in KEPT:
        table = columns[repr(column_type)]
        with store.write() as connection:
            connection.execute(delete(table))
            connection.execute(insert(table), {"id": 1, "x": value})
            connection.execute(insert(table), {"id": 2, "x": None})
            insert_many(connection, table, ["id", "x"], [(3, value), (4, None), (5, value)])
        with store.read() as connection:
            read = connection.execute(select(table.c.x).order_by(table.c.id)).scalars().all()
            assert read == [value, None, value, None, value]
            assert type(read[0]) is type(value)
            if not isinstance(column_type, t.Json):
                assert connection.execute(select(func.count()).where(table.c.x == value)).scalar() == 3


def test_a_value_of_another_type_is_the_programs_fault(store: Store, columns: dict[str, Table]) -> None:
    for column_type, value in REFUSED:
        table = columns[repr(column_type)]
        with store.write() as connection:
            with pytest.raises(t.WrongType):
                connection.execute(insert(table), {"x": value})
            with pytest.raises(t.WrongType):
                insert_many(connection, table, ["x"], [(value,)])


def test_what_no_column_takes_is_refused_with_a_sentence(store: Store, columns: dict[str, Table]) -> None:
    for column_type, value in UNSTORABLE:
        table = columns[repr(column_type)]
        with store.write() as connection:
            with pytest.raises(t.Unstorable, match=r"^[A-Z0-9-].*\.$"):
                connection.execute(insert(table), {"x": value})
            with pytest.raises(t.Unstorable):
                insert_many(connection, table, ["x"], [(value,)])


def test_the_database_refuses_what_goes_past_the_program(store: Store, columns: dict[str, Table]) -> None:
    nul = "'a' || chr(0)" if store.dialect == "postgresql" else "'a' || char(0)"
    for column_type, raw, guarded in [
        (t.Text(12), "'thirteen char'", "length"),
        (t.Kind(Colour), "'green'", "kind"),
        (t.LocalDate(), "'2026-02-30'", "date"),
        (t.LocalDate(), "'soon'", "date"),
        (t.Instant(), "'2026-01-01T00:00:00Z '", "instant"),
        (t.Text(12), nul, "nul"),
        (t.Flag(), "2", "flag"),
        (t.Json(), nul, "nul"),
    ]:
        if store.dialect == "postgresql" and guarded == "instant":
            continue  # TIMESTAMPTZ reads any spelling
        table = columns[repr(column_type)]
        with store.engine.connect() as connection, pytest.raises(DBAPIError) as broken:
            connection.execute(text(f"INSERT INTO {table.name} (x) VALUES ({raw})"))
        if store.dialect == "sqlite" or guarded in ("length", "kind"):
            assert violated(broken.value) == f"ck_{table.name}_x_{guarded}"


def test_strict_tables_refuse_halves_and_words_in_whole_number_columns(sqlite_url: str) -> None:
    with open_store(sqlite_url) as store, store.write() as connection:
        for raw in ("1.5", "'12abc'"):
            with pytest.raises(DBAPIError, match="cannot store"):
                connection.execute(text(f"INSERT INTO store_version (slot, value) VALUES (99, {raw})"))


def test_instants_of_any_zone_are_one_moment_and_text_order_is_time_order() -> None:
    type_ = t.Instant()
    moments = [
        datetime(2026, 1, 1, tzinfo=UTC),
        datetime(2026, 1, 1, 0, 0, 0, 1, UTC),
        datetime(2025, 12, 31, 20, 0, 1, tzinfo=timezone(timedelta(hours=-4))),
        datetime(2026, 1, 1, 12, tzinfo=UTC),
    ]
    forms = [type_.form_for("sqlite")(moment) for moment in moments]
    assert forms[2] == "2026-01-01T00:00:01.000000Z"
    assert forms == sorted(forms)


def test_a_sum_of_quantities_is_a_whole_number(store: Store, columns: dict[str, Table]) -> None:
    table = columns[repr(t.Quantity())]
    with store.write() as connection:
        insert_many(connection, table, ["x"], [(999_999_999_000_000,), (1,)])
    with store.read() as connection:
        for total in (
            connection.execute(select(func.sum(table.c.x))).scalar(),
            connection.execute(text(f"SELECT sum(x) FROM {table.name}")).scalar(),
        ):
            assert (type(total), total) == (int, 999_999_999_000_001)


@pytest.mark.parametrize("table", Base.metadata.sorted_tables, ids=str)
def test_nothing_but_our_own_types_is_in_a_column_and_every_table_is_strict(table: Table) -> None:
    assert {type(column.type) for column in table.columns} <= OWN_TYPES
    assert table.dialect_options["sqlite"]["strict"] is True
    assert all(constraint.name for constraint in table.constraints)
    assert all(len(str(named.name)) <= 63 for named in (*table.constraints, *table.indexes))


def test_a_column_of_another_type_would_be_seen() -> None:
    foreign = Table("foreign_one", MetaData(), Column("x", Integer))
    assert not {type(column.type) for column in foreign.columns} <= OWN_TYPES


def test_kinds_and_flags_read_back_as_themselves_through_the_model(store: Store) -> None:
    with store.write() as connection:
        connection.execute(
            insert(Site),
            {"name": "Hall", "name_key": "hall", "slug": "hall", "kind": SiteKind.WAREHOUSE, "public": False},
        )
        assert connection.execute(select(Site.kind, Site.public)).one() == (SiteKind.WAREHOUSE, False)
        assert connection.execute(select(Donor.id)).all() == []
