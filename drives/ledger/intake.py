"""The moves of many donation lines at once, made of the lines themselves where they stand in the store."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Table, any_, bindparam, case, func, insert, select
from sqlalchemy.dialects.postgresql import ARRAY

from drives.model import Donation, DonationLine, Location, Move
from drives.rules.kinds import MoveKind, Source

_move: Table = Move.__table__  # type: ignore[assignment]
_line: Table = DonationLine.__table__  # type: ignore[assignment]
_donation: Table = Donation.__table__  # type: ignore[assignment]
_location: Table = Location.__table__  # type: ignore[assignment]


def moves_of_lines(
    dialect: str, line_ids: Sequence[int], origins: Mapping[Source, int], recorded_at: datetime
) -> Any:
    """The statement that moves what these lines accepted from where it came from to the donation's site.

    ``line_ids`` are ascending, and on SQLite without a gap.
    """
    if dialect == "sqlite":
        these: ColumnElement[bool] = _line.c.id.between(line_ids[0], line_ids[-1])
    else:
        these = _line.c.id == any_(bindparam(None, list(line_ids), ARRAY(BigInteger)))
    lines = (
        select(
            bindparam(None, MoveKind.DONATION, _move.c.kind.type),
            _line.c.id,
            _line.c.lot_id,
            case(
                (_line.c.source == Source.PURCHASED, origins[Source.PURCHASED]),
                else_=origins[Source.DONATED],
            ),
            func.coalesce(_location.c.merged_into_id, _location.c.id),
            _line.c.received - _line.c.rejected,
            _donation.c.received_on,
            bindparam(None, recorded_at, _move.c.recorded_at.type),
        )
        .join(_donation, _donation.c.id == _line.c.donation_id)
        .join(_location, _location.c.site_id == _donation.c.site_id)
        .where(these, _line.c.received > _line.c.rejected)
        .order_by(_line.c.id)
    )
    columns = ("kind", "document_id", "lot_id", "from_location_id", "to_location_id", "quantity",
               "effective_on", "recorded_at")  # fmt: skip
    return insert(_move).from_select(columns, lines, include_defaults=False)
