"""Which donations of a file are in the store already: the same again, or other content (DESIGN 8, Again)."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, Table, bindparam, or_, select, update

from drives.commands.imports.lookups import merges, rows_among
from drives.commands.imports.names import Names
from drives.model import Donation, DonationLine, Donor, Lot, Site
from drives.rules.dates import DateKind
from drives.rules.kinds import DonationState, ImportedNoun, Source
from drives.rules.quantity import to_text
from drives.store.import_runs import undone_among
from drives.texts import _, ngettext

_donation: Table = Donation.__table__  # type: ignore[assignment]
_line: Table = DonationLine.__table__  # type: ignore[assignment]
_lot: Table = Lot.__table__  # type: ignore[assignment]
_donor: Table = Donor.__table__  # type: ignore[assignment]
_site: Table = Site.__table__  # type: ignore[assignment]

Reference = tuple[int | None, str]
"""A drive's id and a reference, which together name one donation."""

_SHOWN_LINES = 3


class Header(NamedTuple):
    """What the rows of one donation have in common."""

    received_on: date
    site_id: int
    donor_id: int | None
    team_id: int | None


class Line(NamedTuple):
    """What a line says, in the item's unit, so that 2 cases and 24 are the same."""

    item_id: int
    received: int
    rejected: int
    reject_reason: str | None
    source: Source
    date_mark: date | None
    date_kind: DateKind | None
    lot_code: str | None
    restricted_to_id: int | None
    note: str | None


class Content(NamedTuple):
    """A donation's whole content, the order of its lines left aside."""

    header: Header
    lines: Mapping[Line, int]


class Stored(NamedTuple):
    """A donation in the store."""

    stands: bool
    content: Content


def stored_donations(connection: Connection, wanted: Collection[Reference]) -> dict[Reference, list[Stored]]:
    """The donations in the store under these references, voided ones among them.

    Those that were voided because their import was undone are as if they never were.
    """
    if not wanted or connection.execute(select(_donation.c.id).limit(1)).first() is None:
        return {}
    rows = _said_in_store(_donation.c.id, _donation.c.reference, _donation.c.state)
    into = merges(connection)
    headers: dict[int, tuple[Reference, bool, Header]] = {}
    lines: dict[int, Counter[Line]] = defaultdict(Counter)
    for row in rows_among(
        connection, rows, _donation.c.reference, {reference for _drive, reference in wanted}
    ):
        if (row.drive_id, row.reference) not in wanted:
            continue
        if row.id not in headers:
            stands = row.state is DonationState.POSTED
            headers[row.id] = ((row.drive_id, row.reference), stands, _header_read(row, into))
        lines[row.id][_line_read(row, into)] += 1
    found: dict[Reference, list[Stored]] = defaultdict(list)
    voided = [donation_id for donation_id, (_known, stands, _header) in headers.items() if not stands]
    undone = undone_among(connection, ImportedNoun.DONATION, voided)
    for donation_id, (reference, stands, header) in headers.items():
        if donation_id in undone:
            continue
        found[reference].append(Stored(stands, Content(header, lines[donation_id])))
    return found


def _said_in_store(*more: ColumnElement[Any]) -> Select[Any]:
    """What every line in the store says, and ``more`` of it."""
    return (
        select(
            *more, _donation.c.drive_id, _donation.c.received_on, _donation.c.site_id, _donation.c.donor_id,
            _donation.c.team_id, _line.c.received, _line.c.rejected, _line.c.reject_reason, _line.c.source,
            _line.c.note, _lot.c.item_id, _lot.c.date_mark, _lot.c.date_kind, _lot.c.lot_code,
            _lot.c.restricted_to_id,
        )
        .join_from(_donation, _line, _line.c.donation_id == _donation.c.id)
        .join(_lot, _lot.c.id == _line.c.lot_id)
    )  # fmt: skip


def _header_read(row: Any, into: Mapping[str, Mapping[Any, int]]) -> Header:
    """A donation's header, what was merged read as what it became."""
    site, donor = into["site"], into["donor"]
    return Header(
        row.received_on, site.get(row.site_id, row.site_id), donor.get(row.donor_id, row.donor_id),
        donor.get(row.team_id, row.team_id),
    )  # fmt: skip


def _line_read(row: Any, into: Mapping[str, Mapping[Any, int]]) -> Line:
    return Line(
        into["item"].get(row.item_id, row.item_id), row.received, row.rejected, row.reject_reason, row.source,
        row.date_mark, row.date_kind, row.lot_code,
        into["program"].get(row.restricted_to_id, row.restricted_to_id), row.note,
    )  # fmt: skip


def renew_row_keys(
    connection: Connection,
    *,
    items: Collection[int] = (),
    programs: Collection[int] = (),
    sites: Collection[int] = (),
    donors: Collection[int] = (),
) -> None:
    """After a merge: what rows without reference are known by, as the same file would say it now.

    Give all the ids that are read as one noun; rows that have come to say the same are counted on.
    """
    named = {
        _lot.c.item_id: items, _lot.c.restricted_to_id: programs, _donation.c.site_id: sites,
        _donation.c.donor_id: donors, _donation.c.team_id: donors,
    }  # fmt: skip
    rows = _said_in_store(_line.c.id, _line.c.row_key).where(
        _line.c.row_key.is_not(None),
        or_(*(column.in_(sorted(ids)) for column, ids in named.items() if ids)),
    )
    into = merges(connection)
    ordinals: dict[bytes, int] = defaultdict(int)
    renewed: list[dict[str, Any]] = []
    for row in connection.execute(rows.order_by(_line.c.id)):
        said = row_said(row.drive_id, _header_read(row, into), _line_read(row, into))
        alike = hashlib.sha256(said.encode()).digest()
        ordinals[alike] += 1
        key = row_key(said, ordinals[alike])
        if key != row.row_key:
            renewed.append({"line": row.id, "none": None, "key": key})
    for given in ("none", "key"):  # a key may be another line's until that has its own
        if renewed:
            change = update(_line).where(_line.c.id == bindparam("line")).values(row_key=bindparam(given))
            connection.execute(change, renewed)


def keys_in_store(connection: Connection, keys: Collection[str]) -> set[str]:
    """Which of these row keys earlier imports have left."""
    any_key = select(_line.c.id).where(_line.c.row_key.is_not(None)).limit(1)
    if not keys or connection.execute(any_key).first() is None:
        return set()
    return {row.row_key for row in rows_among(connection, select(_line.c.row_key), _line.c.row_key, keys)}


def row_said(drive_id: int | None, header: Header, line: Line) -> str:
    """What a row without reference says, as one text."""
    return "\x1f".join(map(str, (drive_id, *header, *line)))


def row_key(said: str, ordinal: int) -> str:
    """What a row without reference is known by: its values, and its ordinal among equal rows of the file."""
    return hashlib.sha256(f"{said}\x1f{ordinal}".encode()).hexdigest()


def told(connection: Connection, names: Names, content: Content) -> str:
    """A donation's content in one line, for showing two that differ."""
    header = content.header
    site = connection.execute(select(_site.c.name).where(_site.c.id == header.site_id)).scalar()
    parts = [header.received_on.isoformat(), str(site)]
    for donor_id in (header.donor_id, header.team_id):
        if donor_id is not None:
            name = connection.execute(select(_donor.c.name).where(_donor.c.id == donor_id)).scalar()
            parts.append(str(name) if name is not None else _("a new donor"))
    lines = [_line_told(names, line) for line, count in content.lines.items() for _again in range(count)]
    if len(lines) > _SHOWN_LINES:
        more = len(lines) - _SHOWN_LINES
        lines = [*lines[:_SHOWN_LINES], ngettext("{count} more", "{count} more", more).format(count=more)]
    return ", ".join([*parts, *lines])


def _line_told(names: Names, line: Line) -> str:
    more: Sequence[object] = (
        to_text(line.rejected) if line.rejected else None, line.reject_reason,
        line.source if line.source is Source.PURCHASED else None, line.date_mark, line.lot_code, line.note,
    )  # fmt: skip
    shown = " / ".join(str(part) for part in more if part)
    amount = f"{to_text(line.received)} {names.item[line.item_id].name}"
    return f"{amount} ({shown})" if shown else amount
