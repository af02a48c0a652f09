"""Import needs: known again by program, reference and item, or by what a row without reference says."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, insert, select

from drives.commands.door import Work, command
from drives.commands.hidden_addresses import hidden_addresses, tells_address
from drives.commands.imports.amounts import Amount, amount_of, amount_of_unknown, tell_wrong
from drives.commands.imports.batch import ImportDone, ImportRequest, Problems
from drives.commands.imports.creating import create_missing
from drives.commands.imports.days import refuse_days_to_come
from drives.commands.imports.donation_rows import check_given, or_given
from drives.commands.imports.lookups import lock_imports, merges, rows_among
from drives.commands.imports.names import Names, resolve
from drives.commands.imports.need_extras import (
    EXTRAS,
    NOTHING_STORED,
    Extras,
    StoredExtras,
    Written,
    check_extras,
    stored_extras,
    write_extras,
)
from drives.commands.imports.runs import settled
from drives.model import Need, NeedConfirmation, NeedRevision
from drives.rules.hidden_addresses import holds_address
from drives.rules.kinds import ImportedNoun, ImportKind, NeedStatus, Priority
from drives.rules.quantity import to_text
from drives.rules.roles import Permission
from drives.store import allocate_ids, insert_many
from drives.texts import _

_need: Table = Need.__table__  # type: ignore[assignment]
_revision: Table = NeedRevision.__table__  # type: ignore[assignment]
_confirmation: Table = NeedConfirmation.__table__  # type: ignore[assignment]


class NeedSaid(NamedTuple):
    """What a row says of a need; None where it says nothing. ``quantity`` in thousandths of the unit."""

    program_id: int
    item_id: int
    quantity: int
    priority: Priority | None
    posted_on: date | None
    confirmed_on: date | None
    needed_by: date | None
    drive_id: int | None
    note: str | None
    status: NeedStatus | None
    reference: str | None
    extras: Extras = Extras()


@dataclass(slots=True, eq=False)
class _Stored:
    """A need as it stands: all quantities it ever had, all days on which it was confirmed."""

    row: Any
    quantities: list[int]
    confirmed: set[date]
    how: StoredExtras = NOTHING_STORED

    def says(self, said: NeedSaid) -> bool:
        """Whether this is what a row says; what the row leaves out may be anything.

        A cancelled need is still what a row without reference said before it was cancelled; a round that
        was asked again since is over, whatever the row says of it.
        """
        row, reopens = self.row, said.reference is not None and not self.how.asked_again
        return (
            said.quantity in (self.quantities[0], self.quantities[-1])
            and said.priority in (None, row.priority)
            and said.posted_on in (None, row.posted_on)
            and (said.confirmed_on in (None, *self.confirmed) or said.confirmed_on <= row.posted_on)
            and said.needed_by in (None, row.needed_by)
            and said.drive_id in (None, row.drive_id)
            and said.note in (None, row.note)
            and self.how.says(said.extras)
            and not (said.status is NeedStatus.CANCELLED and row.cancelled_on is None)
            and not (reopens and said.status is NeedStatus.OPEN and row.cancelled_on is not None)
        )

    def told(self) -> str:
        """What stands, in one line."""
        row = self.row
        status = NeedStatus.OPEN if row.cancelled_on is None else NeedStatus.CANCELLED
        parts = (
            to_text(self.quantities[-1]), row.priority.value, row.posted_on, row.needed_by, row.note, status,
            self.how.extras.every,
        )  # fmt: skip
        return ", ".join(str(part) for part in parts if part)


@command(Permission.POST_NEEDS)
def import_needs(work: Work, request: ImportRequest) -> ImportDone:
    """Post every need of a file that is not known yet."""
    lock_imports(work.connection)
    problems = Problems(request.batch, request.problems, request.known)
    made = create_missing(work, request.creations)
    names = Names(work.connection)
    check_given(names, request)
    said, packs = _said(work, request, names, problems)
    stored = _stored(work.connection, {one.program_id for one in said.values()})
    new, known = _new_ones(request, said, stored, problems)
    _refuse_days_before_today(work, new, problems)
    keys = {one.row.row_key for several in stored.values() for one in several}
    ids = _write(work, new, packs, keys) if new else ()
    done = ImportDone(len(request.batch) + request.refused, len(new), known=known, made=made)
    return settled(work, request, ImportKind.NEEDS, done, {ImportedNoun.NEED: ids})


def _said(
    work: Work, request: ImportRequest, names: Names, problems: Problems
) -> tuple[dict[int, NeedSaid], dict[int, tuple[str | None, int | None]]]:
    """What each good row says, and the pack it was counted in."""
    batch = request.batch
    programs = resolve(problems, "program", batch.get("program"), names.programs)
    items = resolve(problems, "item", batch.get("item"), names.items)
    drives = resolve(problems, "drive", or_given(batch.get("drive"), request.drive), names.drives)
    for column in ("posted_on", "confirmed_on", "told_on"):
        refuse_days_to_come(work, problems, column, batch.get(column))
    columns = ("quantity", "unit", "pack", "priority", "posted_on", "confirmed_on", "needed_by", "note",
               "status", "reference")  # fmt: skip
    every_pack = {pack for item in names.item.values() for pack in item.packs}
    values = zip(*(batch.get(column) for column in columns), strict=True)
    extras = list(map(Extras, *(batch.get(column) for column in EXTRAS)))
    hidden = hidden_addresses(work.connection)
    said: dict[int, NeedSaid] = {}
    packs: dict[int, tuple[str | None, int | None]] = {}
    for index, row in enumerate(values):
        program_id, item_id = programs[index], items[index]
        quantity, unit, pack, priority, posted_on, confirmed_on, needed_by, note, status, reference = row
        amount = (
            amount_of_unknown(every_pack, quantity, pack, None)
            if item_id is None
            else amount_of(names.item[item_id], quantity, unit, pack)
        )
        if not isinstance(amount, Amount):
            tell_wrong(problems, index, amount)
        if program_id in hidden and holds_address(note, hidden[program_id].address):
            problems.add(index, "note", None, str(tells_address(hidden[program_id].program)))
        if any(extras[index]):
            check_extras(problems, index, None if item_id is None else names.item[item_id], extras[index])
        for column, day in (("confirmed_on", confirmed_on), ("needed_by", needed_by)):
            if posted_on is not None and day is not None and day < posted_on:
                expected = _("This is before the need was posted, {posted_on}. Enter a later day.")
                problems.add(index, column, day, expected.format(posted_on=posted_on.isoformat()))
        if index in problems.bad or not isinstance(amount, Amount) or program_id is None or item_id is None:
            continue
        said[index] = NeedSaid(
            program_id, item_id, amount.quantity, priority, posted_on, confirmed_on, needed_by, drives[index],
            note, status, reference, extras[index],
        )  # fmt: skip
        packs[index] = (amount.pack, amount.pack_quantity)
    return said, packs


def _stored(connection: Connection, programs: set[int]) -> dict[tuple[int, int], list[_Stored]]:
    """The needs of these programs by (program, item) as they are read, oldest first."""
    found: dict[tuple[int, int], list[_Stored]] = defaultdict(list)
    by_id: dict[int, _Stored] = {}
    into = merges(connection)
    asking = {*programs, *(one for one, kept in into["program"].items() if kept in programs)}
    for row in rows_among(connection, select(_need).order_by(_need.c.id), _need.c.program_id, asking):
        by_id[row.id] = _Stored(row, [row.quantity], set())
        program_id = into["program"].get(row.program_id, row.program_id)
        found[program_id, into["item"].get(row.item_id, row.item_id)].append(by_id[row.id])
    revisions = select(_revision).order_by(_revision.c.revised_on, _revision.c.id)
    for row in rows_among(connection, revisions, _revision.c.need_id, by_id):
        by_id[row.need_id].quantities.append(row.quantity)
    for row in rows_among(connection, select(_confirmation), _confirmation.c.need_id, by_id):
        by_id[row.need_id].confirmed.add(row.confirmed_on)
    for need_id, how in stored_extras(connection, by_id).items():
        by_id[need_id].how = how
    return found


def _new_ones(
    request: ImportRequest,
    said: dict[int, NeedSaid],
    stored: dict[tuple[int, int], list[_Stored]],
    problems: Problems,
) -> tuple[dict[int, NeedSaid], int]:
    """The rows that are not known yet, and how many are."""
    new: dict[int, NeedSaid] = {}
    known = 0
    first: dict[tuple[int, int, str], int] = {}
    used: set[_Stored] = set()
    for index, need in said.items():
        there = stored.get((need.program_id, need.item_id), [])
        if need.reference is None:
            again = next(
                (one for one in there if one.row.row_key and one not in used and one.says(need)), None
            )
            if again is None:
                new[index] = need
            else:
                used.add(again)
                known += 1
                problems.know(index)
            continue
        key = (need.program_id, need.item_id, need.reference)
        standing = next((one for one in there if one.row.reference == need.reference), None)
        if key in first and said[first[key]] != need:
            expected = _("Row {row} is another need of this program and item with this reference.")
            line = request.batch.lines[first[key]]
            problems.add(index, "reference", need.reference, expected.format(row=line))
        elif key in first:
            problems.know(index)
            continue
        elif standing is None:
            new[index] = need
        elif standing.says(need):
            known += 1
            problems.know(index)
        else:
            expected = _(
                "This reference is known with other content: there {there}; here {here}. "
                "Use another reference, or revise the need that is there."
            )
            problems.add(
                index, "reference", need.reference, expected.format(there=standing.told(), here=_told(need))
            )
        first.setdefault(key, index)
    return new, known


def _refuse_days_before_today(work: Work, new: dict[int, NeedSaid], problems: Problems) -> None:
    """A new need without a day is posted today, so its other days cannot be before that."""
    for index, need in list(new.items()):
        for column, day in (("confirmed_on", need.confirmed_on), ("needed_by", need.needed_by)):
            if need.posted_on is None and day is not None and day < work.today:
                expected = _(
                    "Without posted_on a need counts as posted today, {today}, and this day is before that. "
                    "Fill in posted_on too."
                )
                problems.add(index, column, day, expected.format(today=work.today.isoformat()))
                new.pop(index, None)


def _told(need: NeedSaid) -> str:
    priority = None if need.priority is None else need.priority.value
    parts: Sequence[object] = (
        to_text(need.quantity), priority, need.posted_on, need.needed_by, need.note, need.status,
        need.extras.every,
    )  # fmt: skip
    return ", ".join(str(part) for part in parts if part)


def _write(
    work: Work,
    new: dict[int, NeedSaid],
    packs: dict[int, tuple[str | None, int | None]],
    keys: set[str | None],
) -> Sequence[int]:
    ids = allocate_ids(work.connection, _need, len(new))
    rows: list[tuple[object, ...]] = []
    confirmed: list[tuple[int, date]] = []
    asked: list[Written] = []
    for need_id, (index, need) in zip(ids, new.items(), strict=True):
        posted_on = need.posted_on or work.today
        cancelled_on = max(work.today, posted_on) if need.status is NeedStatus.CANCELLED else None
        rows.append(
            (need_id, need.program_id, need.item_id, need.drive_id, need.quantity, *packs[index],
             need.priority or Priority.NORMAL, posted_on, need.needed_by, need.note, need.reference,
             _row_key(need, posted_on, keys), cancelled_on, work.now)
        )  # fmt: skip
        if any(need.extras):
            asked.append(
                Written(need_id, need.program_id, need.item_id, need.quantity, *packs[index],
                        need.priority or Priority.NORMAL, posted_on, need.note, need.extras)
            )  # fmt: skip
        if need.confirmed_on is not None and need.confirmed_on >= posted_on:
            confirmed.append((need_id, need.confirmed_on))
    columns = ("id", "program_id", "item_id", "drive_id", "quantity", "pack", "pack_quantity", "priority",
               "posted_on", "needed_by", "note", "reference", "row_key", "cancelled_on",
               "recorded_at")  # fmt: skip
    insert_many(work.connection, _need, columns, rows)
    if confirmed:
        row_ids = allocate_ids(work.connection, _confirmation, len(confirmed))
        work.connection.execute(
            insert(_confirmation),
            [
                {"id": row_id, "need_id": need_id, "confirmed_on": day, "recorded_at": work.now}
                for row_id, (need_id, day) in zip(row_ids, confirmed, strict=True)
            ],
        )
    write_extras(work, asked)
    return ids


def _row_key(need: NeedSaid, posted_on: date, keys: set[str | None]) -> str | None:
    """What a row without reference is known by; the next free ordinal among those that say the same."""
    if need.reference is not None:
        return None
    said = "\x1f".join(map(str, need._replace(posted_on=posted_on)))
    ordinal = 1
    while (key := hashlib.sha256(f"{said}\x1f{ordinal}".encode()).hexdigest()) in keys:
        ordinal += 1
    keys.add(key)
    return key
