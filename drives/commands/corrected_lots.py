"""The lots that a corrected donation keeps: its goods are the same goods, whatever was merged since."""

from sqlalchemy import Connection, Table, func, select

from drives.ledger import LotKey
from drives.model import DonationLine, Item, Lot, Program, Site

_line: Table = DonationLine.__table__  # type: ignore[assignment]
_lot: Table = Lot.__table__  # type: ignore[assignment]


def lots_before(connection: Connection, donation_id: int | None) -> dict[LotKey, LotKey]:
    """What makes each lot of a donation, as it is read now → as it was written."""
    if donation_id is None:
        return {}
    rows = connection.execute(
        select(
            *(_lot.c[name] for name in LotKey._fields),
            func.coalesce(Item.merged_into_id, Item.id).label("item_read"),
            func.coalesce(Site.merged_into_id, Site.id).label("site_read"),
            func.coalesce(Program.merged_into_id, Program.id).label("program_read"),
        )
        .join_from(_line, _lot, _lot.c.id == _line.c.lot_id)
        .join(Item, Item.id == _lot.c.item_id)
        .outerjoin(Site, Site.id == _lot.c.site_id)
        .outerjoin(Program, Program.id == _lot.c.restricted_to_id)
        .where(_line.c.donation_id == donation_id)
        .order_by(_line.c.id)
    )
    before: dict[LotKey, LotKey] = {}
    for row in rows:
        written = LotKey(*row[: len(LotKey._fields)])
        read = written._replace(
            item_id=row.item_read, site_id=row.site_read, restricted_to_id=row.program_read
        )
        if read not in before or read == written:
            before[read] = written
    return before
