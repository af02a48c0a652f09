"""Import donors: matched by reference, then e-mail, then exact name, and updated in what the file brings."""

from typing import Any

from sqlalchemy import Table, insert, select

from drives.commands.door import Work, command
from drives.commands.erased_marks import ErasedMarks
from drives.commands.imports.batch import ImportDone, ImportRequest, Problems
from drives.commands.imports.changes import write_changes
from drives.commands.imports.donor_book import DonorBook, DonorSeen
from drives.commands.imports.lookups import lock_imports, rows_among
from drives.commands.imports.names import refuse_unkept_names
from drives.commands.imports.nouns import same
from drives.commands.imports.runs import settled
from drives.model import Donor
from drives.rules.kinds import DonorKind, ImportKind
from drives.rules.names import fold_name
from drives.rules.roles import Permission
from drives.texts import _

_donor: Table = Donor.__table__  # type: ignore[assignment]

_COLUMNS = ("name", "kind", "email", "phone", "address", "credit", "reference")


@command(Permission.KEEP_DONORS)
def import_donors(work: Work, request: ImportRequest) -> ImportDone:
    """Keep every donor of a file; a team is matched among teams, everyone else among the others."""
    lock_imports(work.connection)
    problems = Problems(request.batch, request.problems, request.known)
    batch = request.batch
    refuse_unkept_names(problems, "name", batch.get("name"))
    book = DonorBook(
        work.connection,
        {*filter(None, batch.get("name")), *filter(None, batch.get("reference"))},
        {email for email in batch.get("email") if email},
        len(batch),
    )
    marks = ErasedMarks(work.connection)
    matched: dict[int, DonorSeen] = {}
    of_row: dict[int, DonorSeen] = {}
    values: dict[int, dict[str, Any]] = {}
    said: dict[int, dict[str, tuple[Any, int]]] = {}
    for index in problems.good():
        row = batch.row(index)
        team = row["kind"] is DonorKind.TEAM
        email, reference = row.get("email"), row.get("reference")
        seen = book.find(row["name"], email, team=team, reference=reference)
        if seen is None and (by := marks.known_by(row["name"], email, reference)):
            expected = _("This donor was erased here. Take the row out.")
            if by == "name":
                expected = _(
                    "A donor of this name was erased here. Take the row out; if it is somebody else, add an "
                    "e-mail or a reference that tells them apart."
                )
            problems.add(index, by, row[by], expected)
            continue
        if seen is None:
            seen = book.add(row["name"], row["kind"], email, reference)
        if seen.was_merged(row["name"], email, reference):
            # The file still has what is one here: it is known, and who was kept stays as it is.
            matched[seen.id] = seen
            values.setdefault(seen.id, {})
            continue
        before = said.setdefault(seen.id, {})
        wrong = next(
            (name for name, value in row.items() if not same(name, before.get(name, (value, 0))[0], value)),
            None,
        )
        if wrong is not None:
            expected = _("Row {row} says {other} of the same donor. Make the rows agree.")
            other, line = before[wrong]
            problems.add(index, wrong, row[wrong], expected.format(row=line, other=other))
            continue
        book.learn(seen, email, reference)
        if before:
            row = {**row, "name": before["name"][0]}
        before.update({name: (value, batch.lines[index]) for name, value in row.items()})
        matched[seen.id] = of_row[index] = seen
        values.setdefault(seen.id, {}).update(row)
    added, changed = _write(work, matched, values)
    updated = len(changed)
    for index, seen in of_row.items():
        if not seen.is_new and seen.id not in changed:
            problems.know(index)
    known = len(matched) - added - updated
    done = ImportDone(len(batch) + request.refused, added, updated, known)
    return settled(work, request, ImportKind.DONORS, done)


def _write(
    work: Work, matched: dict[int, DonorSeen], values: dict[int, dict[str, Any]]
) -> tuple[int, frozenset[int]]:
    """Write what is new and what changed; how many were added, and the ids of those that changed."""
    new = [seen.id for seen in matched.values() if seen.is_new]
    there = sorted(seen.id for seen in matched.values() if not seen.is_new)
    changed: list[tuple[int, dict[str, Any]]] = []
    stand = select(_donor).order_by(_donor.c.id).with_for_update(key_share=True)
    for row in rows_among(work.connection, stand, _donor.c.id, there):
        new_ones = {name: value for name, value in values[row.id].items() if getattr(row, name) != value}
        if "name" in new_ones:
            new_ones["name_key"] = fold_name(new_ones["name"])
        if new_ones:
            changed.append((row.id, new_ones))
    write_changes(work.connection, _donor, changed)
    if new:
        empty: dict[str, Any] = {**dict.fromkeys(_COLUMNS), "credit": False}
        rows = [{**empty, **values[row_id]} for row_id in new]
        work.connection.execute(
            insert(_donor),
            [
                {"id": row_id, "name_key": fold_name(row["name"]), **row}
                for row_id, row in zip(new, rows, strict=True)
            ],
        )
    return len(new), frozenset(row_id for row_id, _values in changed)
