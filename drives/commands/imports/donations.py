"""Import donations: many at once, each known again by its reference or by what its row says."""

from collections import Counter
from collections.abc import Sequence
from itertools import chain, compress
from operator import ne
from typing import Any

from sqlalchemy import Table

from drives.commands.door import Work, command
from drives.commands.found import site_kind
from drives.commands.imports.alike import AlikeLines
from drives.commands.imports.batch import ImportDone, ImportRequest, Problems
from drives.commands.imports.creating import create_missing
from drives.commands.imports.donation_rows import DonationRows, check_given, donation_rows, or_given
from drives.commands.imports.erased_donors import header_said, line_said, refuse_erased, refuse_marked
from drives.commands.imports.known_donations import (
    Content,
    Reference,
    keys_in_store,
    row_key,
    row_said,
    stored_donations,
    told,
)
from drives.commands.imports.lookups import lock_imports
from drives.commands.imports.names import Names
from drives.commands.imports.runs import settled
from drives.commands.item_values import several_values, value_on
from drives.ledger import Posting, donation_origin
from drives.model import Donation, DonationLine
from drives.rules.kinds import DonationState, ImportedNoun, ImportKind, MoveKind
from drives.rules.roles import Permission
from drives.store import allocate_ids, insert_columns
from drives.texts import _

_donation: Table = Donation.__table__  # type: ignore[assignment]
_line: Table = DonationLine.__table__  # type: ignore[assignment]


@command(Permission.LOG_DONATIONS)
def import_donations(work: Work, request: ImportRequest) -> ImportDone:
    """Take in all donations of a file; rows with one reference are one donation."""
    lock_imports(work.connection)
    problems = Problems(request.batch, request.problems, request.known)
    made = create_missing(work, request.creations)
    names = Names(work.connection)
    check_given(names, request)
    rows, book = donation_rows(work, request, names, problems)
    named, unnamed = _grouped(request, rows, problems)
    groups, known = _new_ones(work, request, rows, named, names, problems)
    unnamed = refuse_erased(work.connection, rows, unnamed, request, problems)
    keys: dict[int, str] = {}
    new, again = _new_rows(work, rows, unnamed, keys, problems)
    known += again
    groups += [[index] for index in new]
    groups = refuse_marked(work.connection, rows, groups, request, problems)
    groups.sort(key=lambda group: group[0])
    used = {giver for group in groups for giver in (rows.donor[group[0]], rows.team[group[0]]) if giver}
    made += book.write(sorted(used, key=lambda one: one.id)) if groups else 0
    ids = _write(work, rows, groups, keys) if groups else ()
    done = ImportDone(len(request.batch) + request.refused, len(groups), known=known, made=made)
    return settled(work, request, ImportKind.DONATIONS, done, {ImportedNoun.DONATION: ids})


def _grouped(
    request: ImportRequest, rows: DonationRows, problems: Problems
) -> tuple[dict[Reference, list[int]], list[int]]:
    """The good rows of each reference, and those without one."""
    named: dict[Reference, list[int]] = {}
    unnamed: list[int] = []
    said = list(
        zip(rows.drive_id, rows.reference, rows.received_on, rows.site_id, rows.donor, rows.team, strict=True)
    )
    starts = [*compress(range(len(said)), map(ne, said, chain((None,), said)))]
    disagreeing: dict[Reference, list[int]] = {}
    for start, end in zip(starts, [*starts[1:], len(said)], strict=True):
        drive_id, reference, *head = said[start]
        if reference is None:
            unnamed += range(start, end)
            continue
        group = named.setdefault((drive_id, reference), [])
        group += range(start, end)
        if group[0] != start and head != list(said[group[0]][2:]):
            disagreeing[drive_id, reference] = group
    for group in disagreeing.values():
        _refuse_disagreement(request, rows, group, problems)
    if problems.bad and request.skip_bad_rows:
        # A row whose drive is in doubt may belong to any donation of its reference.
        waiting = {rows.reference[index] for index in problems.bad if problems.at(index, "drive")}
        for key, group in named.items():
            _hold_back(request, key[1] in waiting, group, problems)
    if problems.bad:
        bad = problems.bad
        named = {key: group for key, group in named.items() if not any(index in bad for index in group)}
        unnamed = [index for index in unnamed if index not in bad]
    return named, unnamed


def _refuse_disagreement(
    request: ImportRequest, rows: DonationRows, group: list[int], problems: Problems
) -> None:
    """Rows of one donation have one day, drive, site, donor and team."""
    columns: tuple[tuple[str, Sequence[Any]], ...] = (
        ("received_on", rows.received_on), ("site", rows.site_id), ("donor", rows.donor), ("team", rows.team)
    )  # fmt: skip
    for column, values in columns:
        sound = [index for index in group if not problems.at(index, column, "drive", "reference")]
        first = sound[0] if sound else 0
        for index in sound[1:]:
            if values[index] != values[first]:
                expected = _(
                    "Rows with one reference are one donation, and row {row} says {other} here. "
                    "Make them agree, or give this row another reference."
                ).format(row=request.batch.lines[first], other=_shown(request, column, first) or _("nothing"))
                problems.add(index, column, _shown(request, column, index), expected)


def _shown(request: ImportRequest, column: str, index: int) -> str:
    texts = request.batch.get(column)
    if column == "site":
        texts = or_given(texts, request.site)
    return "" if texts[index] is None else str(texts[index])


def _hold_back(request: ImportRequest, waits: bool, group: list[int], problems: Problems) -> None:
    """A donation of which a row is refused is left out whole, so that it can come in whole later."""
    bad = [index for index in group if index in problems.bad]
    if not bad and not waits:
        return
    for index in group:
        if index in problems.bad:
            continue
        expected = _("Another row of this donation is refused, so this one was left out with it.")
        problems.add(index, "reference", request.batch.get("reference")[index], expected)


def _new_ones(
    work: Work,
    request: ImportRequest,
    rows: DonationRows,
    named: dict[Reference, list[int]],
    names: Names,
    problems: Problems,
) -> tuple[list[list[int]], int]:
    """The donations with a reference that the store does not know yet, and how many it knows."""
    stored = stored_donations(work.connection, named.keys())
    if not stored:
        return list(named.values()), 0
    new: list[list[int]] = []
    known = 0
    for reference, group in named.items():
        before = stored.get(reference)
        if before is None:
            new.append(group)
            continue
        content = _content(rows, group)
        if any(one.content == content for one in before):
            known += 1
            for index in group:
                problems.know(index)
            continue
        standing = next((one for one in before if one.stands), None)
        if standing is None:
            new.append(group)
            continue
        expected = _(
            "This reference is known with other content: there {there}; here {here}. "
            "Use another reference, or correct the donation that is there."
        ).format(
            there=told(work.connection, names, standing.content), here=told(work.connection, names, content)
        )
        problems.add(group[0], "reference", reference[1], expected)
        if request.skip_bad_rows:
            _hold_back(request, False, group, problems)
    return new, known


def _content(rows: DonationRows, group: list[int]) -> Content:
    header = header_said(rows, group[0])
    return Content(header, Counter(line_said(rows, index) for index in group))


def _new_rows(
    work: Work, rows: DonationRows, unnamed: list[int], keys: dict[int, str], problems: Problems
) -> tuple[list[int], int]:
    """The rows without reference that no earlier import brought; their keys are put into ``keys``."""
    ordinals: dict[str, int] = {}
    for index in unnamed:
        said = row_said(rows.drive_id[index], header_said(rows, index), line_said(rows, index))
        ordinal = ordinals[said] = ordinals.get(said, 0) + 1
        keys[index] = row_key(said, ordinal)
    before = keys_in_store(work.connection, keys.values())
    if not before:
        return unnamed, 0
    new: list[int] = []
    for index in unnamed:
        if keys[index] in before:
            problems.know(index)
        else:
            new.append(index)
    return new, len(unnamed) - len(new)


def _unit_values(work: Work, lines: DonationRows) -> list[int | None]:
    """Each line's value: that of its day, where its item has had several."""
    several = several_values(work.connection)
    if not several:
        return [item.unit_value for item in lines.item]
    return [
        value_on(several[item.id], day) if item.id in several else item.unit_value
        for item, day in zip(lines.item, lines.received_on, strict=True)
    ]


def _write(work: Work, rows: DonationRows, groups: list[list[int]], keys: dict[int, str]) -> Sequence[int]:
    """Write a donation for each group of rows; their ids."""
    connection, ledger = work.connection, work.ledger
    firsts = [group[0] for group in groups]
    ids = allocate_ids(connection, _donation, len(groups))
    insert_columns(
        connection,
        _donation,
        {
            "id": ids,
            "drive_id": [rows.drive_id[index] for index in firsts],
            "site_id": [rows.site_id[index] for index in firsts],
            "received_on": [rows.received_on[index] for index in firsts],
            "donor_id": [giver.id if (giver := rows.donor[index]) else None for index in firsts],
            "team_id": [giver.id if (giver := rows.team[index]) else None for index in firsts],
            "reference": [rows.reference[index] for index in firsts],
            "state": [DonationState.POSTED] * len(groups),
            "recorded_at": [work.now] * len(groups),
        },
    )
    order = [index for group in groups for index in group]
    lines = rows.picked(order)
    alike = AlikeLines(lines)
    refs = ledger.lots(alike.first_days())
    lots = [refs[lot] for lot in alike.lots]
    line_ids = allocate_ids(connection, _line, len(order))
    insert_columns(
        connection,
        _line,
        {
            "id": line_ids,
            "donation_id": [
                donation_id for donation_id, group in zip(ids, groups, strict=True) for _row in group
            ],
            "position": [position for group in groups for position in range(1, len(group) + 1)],
            "lot_id": alike.lot_ids(lots),
            "received": lines.received,
            "rejected": lines.rejected,
            "reject_reason": lines.reject_reason,
            "pack": lines.pack,
            "pack_quantity": lines.pack_quantity,
            "source": lines.source,
            "unit_value": _unit_values(work, lines),
            "note": lines.note,
            "row_key": [keys.get(index) for index in order] if keys else [None] * len(order),
        },
    )  # fmt: skip
    shelves = {
        site: ledger.shelf(site, site_kind(connection, site))
        for site in sorted({rows.site_id[index] for index in firsts})
    }
    origins = {source: ledger.virtual(donation_origin(source)) for source in set(alike.sources)}
    ledger.take_in(
        [
            Posting(
                MoveKind.DONATION, 0, lot, origins[source], shelves[key.site_id], accepted, work.today
            )
            for lot, key, source, accepted in zip(
                lots, alike.lots, alike.sources, alike.accepted(), strict=True
            )
            if accepted
        ],
        line_ids,
    )  # fmt: skip
    ledger.tally_donations(alike.tallies(lots))
    return ids
