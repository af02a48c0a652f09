"""Which donations of a file are in the store already: the same again, or other content (DESIGN 8, Again)."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, select

from drives.commands.imports.lookups import rows_among
from drives.commands.imports.names import Names, followed
from drives.model import Donation, DonationLine, Donor, Lot, Site
from drives.rules.dates import DateKind
from drives.rules.kinds import DonationState, Source
from drives.rules.quantity import to_text
from drives.texts import _

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
    """The donations in the store under these references, voided ones among them."""
    if not wanted or connection.execute(select(_donation.c.id).limit(1)).first() is None:
        return {}
    columns = (
        _donation.c.id, _donation.c.drive_id, _donation.c.reference, _donation.c.state,
        _donation.c.received_on,
        _donation.c.site_id, _donation.c.donor_id, _donation.c.team_id,
        _line.c.received, _line.c.rejected, _line.c.reject_reason, _line.c.source, _line.c.note,
        _lot.c.item_id, _lot.c.date_mark, _lot.c.date_kind, _lot.c.lot_code, _lot.c.restricted_to_id,
    )  # fmt: skip
    rows = (
        select(*columns)
        .join(_line, _line.c.donation_id == _donation.c.id)
        .join(_lot, _lot.c.id == _line.c.lot_id)
    )
    into = _merges(connection)
    headers: dict[int, tuple[Reference, bool, Header]] = {}
    lines: dict[int, Counter[Line]] = defaultdict(Counter)
    for row in rows_among(
        connection, rows, _donation.c.reference, {reference for _drive, reference in wanted}
    ):
        if (row.drive_id, row.reference) not in wanted:
            continue
        if row.id not in headers:
            header = Header(
                row.received_on, into["site"].get(row.site_id, row.site_id),
                into["donor"].get(row.donor_id, row.donor_id), into["donor"].get(row.team_id, row.team_id),
            )  # fmt: skip
            stands = row.state is DonationState.POSTED
            headers[row.id] = ((row.drive_id, row.reference), stands, header)
        lines[row.id][
            Line(
                into["item"].get(row.item_id, row.item_id), row.received, row.rejected, row.reject_reason,
                row.source, row.date_mark, row.date_kind, row.lot_code,
                into["program"].get(row.restricted_to_id, row.restricted_to_id), row.note,
            )
        ] += 1  # fmt: skip
    found: dict[Reference, list[Stored]] = defaultdict(list)
    for donation_id, (reference, stands, header) in headers.items():
        found[reference].append(Stored(stands, Content(header, lines[donation_id])))
    return found


def _merges(connection: Connection) -> dict[str, dict[Any, int]]:
    """For each noun, the ids that were merged into others → those others."""
    from drives.model import Item, Program

    merges: dict[str, dict[Any, int]] = {}
    for name, table in (("item", Item), ("program", Program), ("site", Site), ("donor", Donor)):
        into = select(table.merged_into_id).where(table.merged_into_id.is_not(None))
        either = select(table.id, table.merged_into_id).where(
            table.merged_into_id.is_not(None) | table.id.in_(into)
        )
        merges[name] = dict(followed((row.id, row.merged_into_id) for row in connection.execute(either)))
    return merges


def keys_in_store(connection: Connection, keys: Collection[str]) -> set[str]:
    """Which of these row keys earlier imports have left."""
    any_key = select(_line.c.id).where(_line.c.row_key.is_not(None)).limit(1)
    if not keys or connection.execute(any_key).first() is None:
        return set()
    return {row.row_key for row in rows_among(connection, select(_line.c.row_key), _line.c.row_key, keys)}


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
        lines = [*lines[:_SHOWN_LINES], _("{count} more").format(count=len(lines) - _SHOWN_LINES)]
    return ", ".join([*parts, *lines])


def _line_told(names: Names, line: Line) -> str:
    more: Sequence[object] = (
        to_text(line.rejected) if line.rejected else None, line.reject_reason,
        line.source if line.source is Source.PURCHASED else None, line.date_mark, line.lot_code, line.note,
    )  # fmt: skip
    shown = " / ".join(str(part) for part in more if part)
    amount = f"{to_text(line.received)} {names.item[line.item_id].name}"
    return f"{amount} ({shown})" if shown else amount
