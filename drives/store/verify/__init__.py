"""Works every move, level and total out afresh, and names each difference to what stands.

The moves come from their papers, the levels and totals from the moves and the donation lines. Nothing
that was kept is believed, no sum and no hash; only a row's own id and its typing time are not derived.
A difference is told, never mended. Reads are set-based and streamed: only differences leave the engine.
"""

from collections.abc import Iterator

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from drives.store.engine import Store
from drives.store.verify.goings import going_differences
from drives.store.verify.kits import kit_differences
from drives.store.verify.levels import conservation_differences, level_differences
from drives.store.verify.merged import ReadAs, merge_differences
from drives.store.verify.moves import move_differences
from drives.store.verify.names import Names
from drives.store.verify.papers import paper_differences
from drives.store.verify.sortings import sorting_differences
from drives.store.verify.totals import total_differences
from drives.texts import _

__all__ = ["differences", "verify"]


def verify(store: Store) -> list[str]:
    """Every difference in one snapshot of a store, a sentence each; empty where all is as it should be."""
    with store.read() as connection:
        return list(differences(connection))


def differences(connection: Connection) -> Iterator[str]:
    """Each difference as a whole sentence: merges and papers first, then moves, then levels and totals."""
    names, read = Names(connection), ReadAs(connection)
    _read_to_the_end(connection)
    for part in (
        merge_differences,
        paper_differences,
        sorting_differences,
        going_differences,
        kit_differences,
        move_differences,
        level_differences,
        total_differences,
        conservation_differences,
    ):
        try:
            yield from part(connection, names, read)
        except DBAPIError as error:
            # SQLite will not add up what no longer fits; PostgreSQL does.
            if "integer overflow" not in str(error.orig):
                raise
            yield _(
                "Some quantity is so far beyond what there can be that levels or totals cannot be added up."
            )


def _read_to_the_end(connection: Connection) -> None:
    """Have PostgreSQL plan for all rows of a cursor and for large tables, however stale its statistics.

    Else it plans for the first rows, and where all is as it should be there is none: over 200,000 lines
    fresh from an import that was not done after a quarter of an hour, and is so in three seconds.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL cursor_tuple_fraction = 1")
        connection.exec_driver_sql("SET LOCAL enable_nestloop = off")
