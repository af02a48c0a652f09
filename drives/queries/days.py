"""The days of a drive so far: what of one item was donated on each, and where that pace would end."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from drives.errors import Unknown
from drives.model import DonationDayTotal, Item, Lot
from drives.queries.door import Look, query
from drives.queries.drive_page import drive_at, stage
from drives.queries.progress import last_day
from drives.queries.sorted_goods import sorted_shares
from drives.rules.roles import Permission
from drives.rules.units import Unit
from drives.store.merges import ids_read_as
from drives.texts import _

_DAYS_WITHOUT_PACE = 2


@dataclass(frozen=True, slots=True)
class DayDonated:
    """What was donated on a day, and from the first day to that one; thousandths."""

    on: date
    donated: int
    so_far: int


@dataclass(frozen=True, slots=True)
class DaysSoFar:
    """The days on which an item was donated to a drive, from ``first_on`` to ``last_on``.

    ``at_end`` is where the pace so far would be on ``ends_on`` (thousandths): what was donated so far,
    by the days so far, times the days of the drive. None where the drive does not run, and in its
    first two days: one good morning is no pace.
    """

    item_id: int
    item: str
    unit: Unit
    first_on: date
    last_on: date
    ends_on: date
    days: tuple[DayDonated, ...]
    at_end: int | None

    @property
    def so_far(self) -> int:
        """Everything donated of it up to ``last_on``, in thousandths."""
        return self.days[-1].so_far if self.days else 0


@query(Permission.SEE_PUBLIC)
def days_so_far(look: Look, *, slug: str, item_id: int) -> DaysSoFar:
    """The days of one item in the drive of this address, from kept totals.

    What was logged of an item that was merged into this one is among them.
    """
    drive = drive_at(look, slug)
    item = look.connection.execute(select(Item.name, Item.unit).where(Item.id == item_id)).one_or_none()
    if item is None:
        raise Unknown(_("That item is not here (any more)."))
    until = last_day(drive, look.today)
    total, items = DonationDayTotal, set(look.connection.execute(ids_read_as(Item, item_id)).scalars())
    found = look.connection.execute(
        select(total.received_on, func.sum(total.received).label("in"), func.sum(total.rejected).label("out"))
        .where(
            total.drive_id == drive.id,
            total.item_id.in_(items),
            total.received_on <= until,
        )
        .group_by(total.received_on)
        .order_by(total.received_on)
    )
    by_day: dict[date, int] = defaultdict(int)
    for on, received, rejected in found:
        by_day[on] += received - rejected
    for share in sorted_shares(look.connection, until, of_lots=(Lot.drive_id == drive.id,)):
        if share.item_id in items:
            by_day[share.on] += share.quantity
    days: list[DayDonated] = []
    so_far = 0
    for on, donated in sorted(by_day.items()):
        if donated:
            so_far += donated
            days.append(DayDonated(on, donated, so_far))
    first = min(drive.starts_on, days[0].on) if days else drive.starts_on
    return DaysSoFar(
        item_id,
        item.name,
        item.unit,
        first,
        until,
        drive.ends_on,
        tuple(days),
        pace(so_far, first, until, drive.ends_on)
        if stage(drive, look.today) == "running" and (until - first).days >= _DAYS_WITHOUT_PACE
        else None,
    )


def pace(so_far: int, first: date, until: date, ends_on: date) -> int:
    """Where a straight line from nothing before ``first`` through ``so_far`` on ``until`` is on ``ends_on``.

    Both days count; rounded to a whole unit, as it is only about so much. Never below ``so_far``.
    """
    days_so_far = (until - first).days + 1
    days_in_all = (ends_on - first).days + 1
    about = (2 * so_far * days_in_all + days_so_far * 1000) // (2 * days_so_far * 1000) * 1000
    return max(so_far, about)
