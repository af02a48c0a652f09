"""What a corrected donation keeps: its goods are the same goods, whatever was merged or valued anew since."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, Table, func, select

from drives.ledger import LotKey
from drives.model import Donation, DonationLine, Item, Lot, Program, Site

_donation: Table = Donation.__table__  # type: ignore[assignment]
_line: Table = DonationLine.__table__  # type: ignore[assignment]
_lot: Table = Lot.__table__  # type: ignore[assignment]


class Before(NamedTuple):
    """A donation that is corrected. Values are those that its lines had (ten-thousandths, or None)."""

    lots: dict[LotKey, LotKey]
    """What makes each of its lots, as it is read now → as it was written."""
    received_on: date | None
    by_lot: dict[LotKey, int | None]
    by_item: dict[int, int | None]

    def value(self, lot: LotKey, item_id: int, received_on: date, now: int | None) -> int | None:
        """What a line is worth: what it was worth, unless its day or its item is another; else ``now``."""
        if received_on != self.received_on:
            return now
        return self.by_lot.get(lot, self.by_item.get(item_id, now))


_NOTHING = Before({}, None, {}, {})


def before_correction(connection: Connection, donation_id: int | None) -> Before:
    """What the donation that is corrected said of its lots and their worth; nothing where none is."""
    if donation_id is None:
        return _NOTHING
    rows = connection.execute(
        select(
            *(_lot.c[name] for name in LotKey._fields),
            _line.c.unit_value,
            _donation.c.received_on,
            func.coalesce(Item.merged_into_id, Item.id).label("item_read"),
            func.coalesce(Site.merged_into_id, Site.id).label("site_read"),
            func.coalesce(Program.merged_into_id, Program.id).label("program_read"),
        )
        .join_from(_line, _lot, _lot.c.id == _line.c.lot_id)
        .join(_donation, _donation.c.id == _line.c.donation_id)
        .join(Item, Item.id == _lot.c.item_id)
        .outerjoin(Site, Site.id == _lot.c.site_id)
        .outerjoin(Program, Program.id == _lot.c.restricted_to_id)
        .where(_line.c.donation_id == donation_id)
        .order_by(_line.c.id)
    )
    lots: dict[LotKey, LotKey] = {}
    by_lot: dict[LotKey, int | None] = {}
    by_item: dict[int, int | None] = {}
    received_on = None
    for row in rows:
        written = LotKey(*row[: len(LotKey._fields)])
        read = written._replace(
            item_id=row.item_read, site_id=row.site_read, restricted_to_id=row.program_read
        )
        if read not in lots or read == written:
            lots[read] = written
        by_lot.setdefault(written, row.unit_value)
        by_item.setdefault(row.item_read, row.unit_value)
        received_on = row.received_on
    return Before(lots, received_on, by_lot, by_item)
