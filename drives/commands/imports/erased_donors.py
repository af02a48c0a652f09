"""What rows say, as it is compared; and rows of donors who were erased since the file was written."""

from typing import Any

from sqlalchemy import Connection, Table, select

from drives.commands.erased_marks import ErasedMarks
from drives.commands.imports.batch import ImportRequest, Problems
from drives.commands.imports.donation_rows import DonationRows
from drives.commands.imports.known_donations import Header, Line, keys_in_store, row_key, row_said
from drives.model import Donor
from drives.rules.erased import is_erased
from drives.rules.kinds import DonorKind
from drives.texts import _

_donor: Table = Donor.__table__  # type: ignore[assignment]


def header_said(rows: DonationRows, index: int) -> Header:
    """What a row says of its donation."""
    donor, team = rows.donor[index], rows.team[index]
    return Header(
        rows.received_on[index], rows.site_id[index], donor.id if donor else None, team.id if team else None
    )


def line_said(rows: DonationRows, index: int) -> Line:
    """What a row says of its line."""
    return Line(
        rows.item[index].id, rows.received[index], rows.rejected[index], rows.reject_reason[index],
        rows.source[index], rows.date_mark[index], rows.date_kind[index], rows.lot_code[index],
        rows.restricted_to_id[index], rows.note[index],
    )  # fmt: skip


def refuse_erased(
    connection: Connection, rows: DonationRows, unnamed: list[int], request: ImportRequest, problems: Problems
) -> list[int]:
    """Refuse rows of a new donor that the store has under a donor who was erased; the others.

    Such a row would count its goods twice, and bring back who was to go.
    """
    erased = [
        row
        for row in connection.execute(select(_donor.c.id, _donor.c.name, _donor.c.kind))
        if is_erased(row.id, row.name)
    ]
    if not erased:
        return unnamed
    suspects: dict[int, list[str]] = {}
    for index in unnamed:
        header = header_said(rows, index)
        givers = {"donor_id": rows.donor[index], "team_id": rows.team[index]}
        for column, giver in givers.items():
            if giver is None or not giver.is_new:
                continue
            for one in erased:
                if (one.kind is DonorKind.TEAM) == (column == "team_id"):
                    changed: dict[str, Any] = {column: one.id}
                    said = row_said(rows.drive_id[index], header._replace(**changed), line_said(rows, index))
                    suspects.setdefault(index, []).append(row_key(said, 1))
    known = keys_in_store(connection, {key for keys in suspects.values() for key in keys})
    found = [index for index, keys in suspects.items() if known.intersection(keys)]
    for index in found:
        expected = _(
            "This donation is here already, and its donor was erased since. Take the row out; if it is "
            "another donation, give it a reference."
        )
        donor = request.batch.get("donor")[index] or request.batch.get("team")[index]
        problems.add(index, "donor", "" if donor is None else str(donor), expected)
    return [index for index in unnamed if index not in found]


def refuse_marked(
    connection: Connection,
    rows: DonationRows,
    groups: list[list[int]],
    request: ImportRequest,
    problems: Problems,
) -> list[list[int]]:
    """Refuse new donations under a reference, or of a new donor, that was erased; the others."""
    marks = ErasedMarks(connection)
    if not marks:
        return groups
    kept = []
    for group in groups:
        reference = rows.reference[group[0]]
        if reference is not None and marks.gift(reference):
            expected = _("This donation is here already, and its donor was erased since. Take the row out.")
            for index in group:
                problems.add(index, "reference", reference, expected)
            continue
        givers = (("donor", rows.donor[group[0]]), ("team", rows.team[group[0]]))
        erased = {
            column: by
            for column, giver in givers
            if giver is not None and giver.is_new and (by := marks.known_by(giver.name, giver.email))
        }
        for index in group:
            for column, by in erased.items():
                cell = "donor_email" if by == "email" else column
                told = request.batch.get(cell)[index]
                problems.add(index, cell, "" if told is None else str(told), _erased_before(by))
        if not erased:
            kept.append(group)
    return kept


def _erased_before(by: str) -> str:
    if by == "email":
        return _("Somebody with this e-mail was erased here. Take the name and the e-mail out.")
    return _(
        "Somebody of this name was erased here. Take the name out; if it is somebody else, add an e-mail "
        "that tells them apart."
    )
