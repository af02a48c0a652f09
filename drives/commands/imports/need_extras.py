"""What a row of needs may say besides what is needed: that it repeats, and how the program told it."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, insert, select

from drives.commands.door import Work
from drives.commands.imports.amounts import fraction_of
from drives.commands.imports.batch import Problems
from drives.commands.imports.lookups import rows_among
from drives.commands.imports.names import ItemKnown
from drives.commands.need_rounds import catch_up
from drives.model import NeedRound, NeedTold, StandingNeed
from drives.rules.kinds import Every, Priority, ToldHow
from drives.rules.quantity import to_text
from drives.store import allocate_ids
from drives.store.rounds import standing_needs
from drives.texts import _

_standing: Table = StandingNeed.__table__  # type: ignore[assignment]
_round: Table = NeedRound.__table__  # type: ignore[assignment]
_told: Table = NeedTold.__table__  # type: ignore[assignment]

EXTRAS = ("repeats", "repeat_quantity", "told_on", "told_how", "told_by")


class Extras(NamedTuple):
    """What a row says of how a need is asked; None where it says nothing.

    ``each`` is what every round asks for, or the par level, in thousandths of the item's unit.
    """

    every: Every | None = None
    each: int | None = None
    told_on: date | None = None
    told_how: ToldHow | None = None
    told_by: str | None = None


class StoredExtras(NamedTuple):
    """How a need that stands is asked. ``asked_again``: it is a round, and a later one followed."""

    extras: Extras = Extras()
    asked_again: bool = False

    def says(self, said: Extras) -> bool:
        """Whether this is what a row says; what the row leaves out may be anything."""
        return all(here in (None, there) for here, there in zip(said, self.extras, strict=True))


NOTHING_STORED = StoredExtras()


def check_extras(problems: Problems, index: int, item: ItemKnown | None, said: Extras) -> None:
    """What is wrong with them is a problem of their row."""
    if said.every is None and said.each is not None:
        expected = _("Say with it how often: {words} under {column}.")
        expected = expected.format(words=", ".join(Every), column="repeats")
        problems.add(index, "repeat_quantity", to_text(said.each), expected)
    if said.every is Every.PAR and said.each is None and not problems.at(index, "repeat_quantity"):
        expected = _("Up to how many are kept? Enter it under {column}.").format(column="repeat_quantity")
        problems.add(index, "repeats", said.every.value, expected)
    if item is not None and said.each is not None:
        wrong = fraction_of(item, said.each, "repeat_quantity")
        if wrong is not None:
            problems.add(index, *wrong)
    if said.told_how is None and not problems.at(index, "told_how"):
        for column, found in (("told_on", said.told_on), ("told_by", said.told_by)):
            if found is not None:
                expected = _("Say with it how it was told: {words} under {column}.")
                expected = expected.format(words=", ".join(ToldHow), column="told_how")
                problems.add(index, column, found, expected)


def stored_extras(connection: Connection, need_ids: Collection[int]) -> dict[int, StoredExtras]:
    """By need, how those of them are asked that repeat or were told."""
    told = {row.need_id: row for row in rows_among(connection, select(_told), _told.c.need_id, need_ids)}
    latest = {standing.row.id: standing for standing in standing_needs(connection)}
    rounds = rows_among(connection, select(_round), _round.c.need_id, need_ids) if latest else ()
    standing_of = {row.need_id: latest[row.standing_need_id] for row in rounds}
    found: dict[int, StoredExtras] = {}
    for need_id in {*told, *standing_of}:
        how, standing = told.get(need_id), standing_of.get(need_id)
        repeats = (None, None) if standing is None else (standing.row.every, standing.row.quantity)
        said = (None, None, None) if how is None else (how.told_on, how.told_how, how.told_by)
        asked_again = standing is not None and standing.need_id != need_id
        found[need_id] = StoredExtras(Extras(*repeats, *said), asked_again)
    return found


class Written(NamedTuple):
    """A need that was just written, and what its row said of how it is asked."""

    need_id: int
    program_id: int
    item_id: int
    quantity: int
    pack: str | None
    pack_quantity: int | None
    priority: Priority
    posted_on: date
    note: str | None
    extras: Extras


def write_extras(work: Work, written: Iterable[Written]) -> None:
    """Keep how needs were told, and begin those that repeat, with every round that is due since."""
    needs = list(written)
    told = [
        {
            "need_id": one.need_id,
            "told_on": one.extras.told_on or one.posted_on,
            "told_how": one.extras.told_how,
            "told_by": one.extras.told_by,
        }
        for one in needs
        if one.extras.told_how is not None
    ]
    if told:
        work.connection.execute(insert(_told), told)
    repeating = [one for one in needs if one.extras.every is not None]
    if not repeating:
        return
    ids = allocate_ids(work.connection, _standing, len(repeating))
    rows = [_standing_row(work, row_id, one) for row_id, one in zip(ids, repeating, strict=True)]
    work.connection.execute(insert(_standing), rows)
    rounds = [
        {"need_id": one.need_id, "standing_need_id": row_id, "number": 1}
        for row_id, one in zip(ids, repeating, strict=True)
    ]
    work.connection.execute(insert(_round), rounds)
    for standing in standing_needs(work.connection, _standing.c.id.in_(ids)):
        catch_up(work, standing)


def _standing_row(work: Work, row_id: int, one: Written) -> dict[str, Any]:
    in_packs = one.extras.every is not Every.PAR
    return {
        "id": row_id,
        "program_id": one.program_id,
        "item_id": one.item_id,
        "quantity": one.extras.each or one.quantity,
        "pack": one.pack if in_packs else None,
        "pack_quantity": one.pack_quantity if in_packs else None,
        "every": one.extras.every,
        "priority": one.priority,
        "note": one.note,
        "first_on": one.posted_on,
        "recorded_at": work.now,
    }
