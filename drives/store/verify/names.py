"""What lots, places and papers are called in a sentence; looked up only where there is a difference."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, select

from drives.model import Drive, Item, Program, Site
from drives.rules.kinds import LocationKind, MoveKind
from drives.rules.quantity import to_text
from drives.store.verify.plain import (
    count_line,
    cycle_count,
    delivery,
    delivery_line,
    discard,
    donation,
    donation_line,
    location,
    lot,
    site,
    transfer,
)
from drives.texts import _

_KEPT = 2_000


class Names:
    """Names out of one snapshot, a few thousand of them remembered."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.item: Callable[[int], str] = lru_cache(_KEPT)(self._item)
        self.drive: Callable[[int | None], str] = lru_cache(_KEPT)(self._drive)
        self.program: Callable[[int | None], str] = lru_cache(_KEPT)(self._program)
        self.lot: Callable[[int | None], str] = lru_cache(_KEPT)(self._lot)
        self.place: Callable[[int | None], str] = lru_cache(_KEPT)(self._place)
        self.paper: Callable[[str, int], str] = lru_cache(_KEPT)(self._paper)

    def _one(self, statement: Select[Any]) -> Any:
        return self._connection.execute(statement).first()

    def _item(self, item_id: int) -> str:
        row = self._one(select(Item.name).where(Item.id == item_id))
        return row.name if row else _("item {number} (not known)").format(number=item_id)

    def _drive(self, drive_id: int | None) -> str:
        if not drive_id:
            return _("no drive")
        row = self._one(select(Drive.name).where(Drive.id == drive_id))
        return row.name if row else _("drive {number} (not known)").format(number=drive_id)

    def _program(self, program_id: int | None) -> str:
        if not program_id:
            return _("no program in particular")
        row = self._one(select(Program.name).where(Program.id == program_id))
        return row.name if row else _("program {number} (not known)").format(number=program_id)

    def donor(self, donor_id: int) -> str:
        """A donor, by number: who gave is for other eyes."""
        return _("donor {number}").format(number=donor_id)

    def site(self, site_id: int) -> str:
        """A site's name."""
        row = self._one(select(Site.name).where(Site.id == site_id))
        return row.name if row else _("site {number} (not known)").format(number=site_id)

    def _lot(self, lot_id: int | None) -> str:
        """The item, the lot's number, and the names of what sets it apart from other lots."""
        row = self._one(select(lot).where(lot.c.id == lot_id))
        if row is None:
            return _("lot {number} (not known)").format(number=lot_id)
        apart = [
            self.drive(row.drive_id) if row.drive_id else "",
            self.site(row.site_id) if row.site_id else "",
            str(row.date_mark or ""),
            row.lot_code or "",
            self.program(row.restricted_to_id) if row.restricted_to_id else "",
        ]
        return _("{item} (lot {number}: {marks})").format(
            item=self.item(row.item_id), number=lot_id, marks=", ".join(filter(None, apart)) or "-"
        )

    def _place(self, location_id: int | None) -> str:
        row = self._one(
            select(location.c.kind, location.c.program_id, site.c.name)
            .outerjoin_from(location, site, site.c.id == location.c.site_id)
            .where(location.c.id == location_id)
        )
        if row is None:
            return _("place {number} (not known)").format(number=location_id)
        if row.name is not None:
            return str(row.name)
        if row.program_id is not None:
            return self.program(row.program_id)
        called = {
            LocationKind.TRANSIT: _("goods on the way"),
            LocationKind.DONOR: _("donors"),
            LocationKind.SUPPLIER: _("suppliers"),
            LocationKind.WORKBENCH: _("the workbench"),
            LocationKind.DISCARD: _("discarded or lost"),
            LocationKind.COUNT_DIFFERENCE: _("count differences"),
        }
        return called.get(row.kind, str(row.kind))

    def _paper(self, kind: str, document_id: int) -> str:
        if kind == MoveKind.DONATION:
            return self._donation_line(document_id)
        if kind == MoveKind.TRANSFER:
            row = self._one(
                select(transfer.c.transferred_on.label("day")).where(transfer.c.id == document_id)
            )
            called = _("Transfer {number} of {day}")
        elif kind == MoveKind.DISCARD:
            row = self._one(
                select(discard.c.discarded_on.label("day"), discard.c.location_id).where(
                    discard.c.id == document_id
                )
            )
            called = _("Discard {number} of {day} at {place}")
        elif kind == MoveKind.COUNT:
            count_id = _of(count_line.c.count_id, count_line.c.id == document_id)
            row = self._one(
                select(
                    cycle_count.c.id, cycle_count.c.counted_on.label("day"), cycle_count.c.location_id
                ).where(cycle_count.c.id == count_id)
            )
            called = _("Count {number} of {day} at {place}")
        elif kind in (MoveKind.SEND, MoveKind.ARRIVE, MoveKind.LOSE, MoveKind.RETURN):
            return self._delivery_line(kind, document_id)
        else:
            row, called = None, ""
        if row is None:
            return _("{kind} {number} (not known)").format(kind=kind, number=document_id)
        place = self.place(row.location_id) if "location_id" in row._fields else ""
        number = row.id if "id" in row._fields else document_id
        return called.format(number=number, day=row.day, place=place)

    def _donation_line(self, line_id: int) -> str:
        is_line = donation_line.c.id == line_id
        row = self._one(
            select(donation, _of(donation_line.c.position, is_line).label("position")).where(
                donation.c.id == _of(donation_line.c.donation_id, is_line)
            )
        )
        if row is None:
            return _("donation line {number} (not known)").format(number=line_id)
        if row.state == "voided":
            called = _("Voided donation {reference} of {day} at {place} ({drive}), line {line}")
        else:
            called = _("Donation {reference} of {day} at {place} ({drive}), line {line}")
        return called.format(
            reference=row.reference or f"#{row.id}",
            day=row.received_on,
            place=self.site(row.site_id),
            drive=self.drive(row.drive_id),
            line=row.position,
        )

    def _delivery_line(self, kind: str, line_id: int) -> str:
        is_line = delivery_line.c.id == line_id
        row = self._one(
            select(delivery, _of(delivery_line.c.position, is_line).label("position")).where(
                delivery.c.id == _of(delivery_line.c.delivery_id, is_line)
            )
        )
        if row is None:
            return _("{kind} {number} (not known)").format(kind=kind, number=line_id)
        return _("Delivery {number} to {program}, line {line} ({kind})").format(
            number=row.id, program=self.program(row.program_id), line=row.position, kind=kind
        )


def _of(column: ColumnElement[Any], condition: ColumnElement[bool]) -> ColumnElement[Any]:
    """A value of one row, looked up beforehand: no join, which might be planned over whole tables."""
    return select(column).where(condition).scalar_subquery()


def amount(thousandths: object) -> str:
    """A quantity as a person reads it; what is none, as it lies."""
    return to_text(thousandths) if isinstance(thousandths, int) else str(thousandths)
