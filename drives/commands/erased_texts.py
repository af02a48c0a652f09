"""Taking a donor's words out of texts that nobody can change any more, when the donor is erased.

The name of a file that came in, why a donation was voided, who counted gift cards, how a file is read: where
the words stand there whole, the neutral name stands instead. Notes are left to people, who are told of them,
and so are ways to read a file in which something else is called so.
"""

from collections.abc import Collection

from sqlalchemy import Column, Connection, Table, delete, select, update

from drives.model import Activity, CashLikeCount, DonationVoid, ImportRun, Receipt, SavedMapping
from drives.rules.erased import fills_in_donor, holds_words, without_words
from drives.rules.names import fold_name

_run: Table = ImportRun.__table__  # type: ignore[assignment]
_void: Table = DonationVoid.__table__  # type: ignore[assignment]
_count: Table = CashLikeCount.__table__  # type: ignore[assignment]
_mapping: Table = SavedMapping.__table__  # type: ignore[assignment]
_activity: Table = Activity.__table__  # type: ignore[assignment]
_receipt: Table = Receipt.__table__  # type: ignore[assignment]


def out_of_texts(connection: Connection, words: Collection[str], instead: str) -> None:
    """Put ``instead`` where one of these folded words stands whole in such a text."""
    _out_of(connection, _run.c.id, _run.c.file_name, words, instead, most=200)
    _out_of(connection, _void.c.donation_id, _void.c.reason, words, instead, most=400)
    _out_of_counts(connection, words, instead)
    _out_of_mappings(connection, words, instead)


def _out_of(
    connection: Connection, key: Column[int], text: Column[str], words: Collection[str], instead: str,
    *, most: int,
) -> None:  # fmt: skip
    rows = select(key.label("key"), text.label("text")).where(text.is_not(None))
    for row in connection.execute(rows).all():
        if holds_words(row.text, words):
            now = without_words(row.text, words, instead)[:most]
            connection.execute(update(key.table).where(key == row.key).values({text.name: now}))


def _out_of_counts(connection: Connection, words: Collection[str], instead: str) -> None:
    for row in connection.execute(select(_count)).all():
        if holds_words(f"{row.counted_by}\n{row.counted_again_by}", words):
            first, second = (
                without_words(name, words, instead)[:190] for name in (row.counted_by, row.counted_again_by)
            )
            now = {"counted_by": first, "counted_again_by": f"{second}, 2" if first == second else second}
            connection.execute(update(_count).where(_count.c.donation_id == row.donation_id).values(now))


def _out_of_mappings(connection: Connection, words: Collection[str], instead: str) -> None:
    """A mapping that fills in the donor goes whole: it would write the name into the next file's rows.

    One that names a site so, or a column, is left to people, as notes are.
    """
    for row in connection.execute(select(_mapping)).all():
        own = _mapping.c.id == row.id
        if fills_in_donor(row.kind, row.mapping, words):
            connection.execute(delete(_mapping).where(own))
        elif holds_words(row.name, words):
            name = f"{without_words(row.name, words, instead)[:80]} {row.id}"
            connection.execute(update(_mapping).where(own).values(name=name, name_key=fold_name(name)))
    for table, key, column in ((_activity, "id", "summary"), (_receipt, "request_id", "result")):
        told = select(table.c[key], table.c[column]).where(
            table.c.command.in_(("save_mapping", "forget_mapping"))
        )
        for key_of, said in connection.execute(told).all():
            if isinstance(said, dict) and holds_words(str(said.get("name", "")), words):
                now = {**said, "name": without_words(str(said["name"]), words, instead)}
                connection.execute(update(table).where(table.c[key] == key_of).values({column: now}))
