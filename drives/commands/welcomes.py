"""Which ways to help a program welcomes: read, written and merged in one way."""

from collections.abc import Iterable

from sqlalchemy import Connection, Table, delete, insert, select

from drives.model import ProgramWelcome
from drives.rules.kinds import WayToHelp

_welcome: Table = ProgramWelcome.__table__  # type: ignore[assignment]


def welcomes_of(connection: Connection, program_id: int) -> tuple[WayToHelp, ...]:
    """The ways that a program welcomes, in the order of their list."""
    ways = select(_welcome.c.way).where(_welcome.c.program_id == program_id)
    found = set(connection.execute(ways).scalars())
    return tuple(way for way in WayToHelp if way in found)


def put_welcomes(connection: Connection, program_id: int, ways: Iterable[WayToHelp]) -> bool:
    """Have a program welcome these ways and no others; whether that was otherwise before."""
    asked, there = set(ways), set(welcomes_of(connection, program_id))
    gone, new = there - asked, asked - there
    if gone:
        connection.execute(
            delete(_welcome).where(_welcome.c.program_id == program_id, _welcome.c.way.in_(sorted(gone)))
        )
    if new:
        connection.execute(insert(_welcome), [{"program_id": program_id, "way": way} for way in sorted(new)])
    return bool(gone or new)


def join_welcomes(connection: Connection, gone_id: int, kept_id: int) -> None:
    """The program that is kept welcomes what either did."""
    put_welcomes(connection, kept_id, [*welcomes_of(connection, gone_id), *welcomes_of(connection, kept_id)])
    put_welcomes(connection, gone_id, [])
