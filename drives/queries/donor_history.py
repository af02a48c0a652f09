"""What a donor gave over the years: how much of each item, when first and last. Never what it is worth."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select

from drives.model import Donation, DonationLine, Donor, Item, Lot
from drives.queries.day_donations import ItemOfDay
from drives.queries.door import Look, query
from drives.queries.theirs import known_donors
from drives.rules.kinds import DonationState, Source
from drives.rules.roles import Permission
from drives.rules.sizes import size_order
from drives.store.merges import ids_read_as, read_as
from drives.store.theirs import within


@dataclass(frozen=True, slots=True)
class DonorHistory:
    """What a donor gave to the viewer's drives; ``before`` is what it was called where it was merged."""

    donor_id: int
    name: str
    before: tuple[str, ...]
    donations: int
    first_on: date | None
    last_on: date | None
    items: tuple[ItemOfDay, ...]


@query(Permission.SEE_DONORS, scoped=True)
def donor_history(look: Look, *, donor_id: int) -> DonorHistory | None:
    """The history of a donor or a team; None where there is none to see."""
    known = select(Donor.name).where(
        Donor.id == donor_id, Donor.merged_into_id.is_(None), known_donors(look.viewer)
    )
    name = look.connection.execute(known).scalar()
    if name is None:
        return None
    ids = ids_read_as(Donor, donor_id)
    theirs = (
        Donation.state == DonationState.POSTED,
        or_(Donation.donor_id.in_(ids), Donation.team_id.in_(ids)),
        within(Donation.drive_id, look.viewer.drives_where(Permission.SEE_DONORS)),
    )
    days = look.connection.execute(
        select(
            func.count().label("times"),
            func.min(Donation.received_on).label("first"),
            func.max(Donation.received_on).label("last"),
        ).where(*theirs)
    ).one()
    before = look.connection.execute(
        select(Donor.name).where(Donor.merged_into_id == donor_id).order_by(Donor.id)
    ).scalars()
    names = tuple(one for one in dict.fromkeys(before) if one != name)
    return DonorHistory(donor_id, name, names, days.times, days.first, days.last, _items(look, theirs))


def _items(look: Look, theirs: tuple[object, ...]) -> tuple[ItemOfDay, ...]:
    kept = Item.__table__.alias()
    rows = look.connection.execute(
        select(
            kept.c.id, kept.c.name, kept.c.unit, DonationLine.source,
            func.sum(DonationLine.received).label("received"),
            func.sum(DonationLine.rejected).label("rejected"),
        )
        .join_from(Donation, DonationLine, DonationLine.donation_id == Donation.id)
        .join(Lot, Lot.id == DonationLine.lot_id)
        .join(Item, Item.id == Lot.item_id)
        .join(kept, kept.c.id == read_as(Item))
        .where(*theirs)  # type: ignore[arg-type]
        .group_by(kept.c.id, kept.c.name, kept.c.unit, DonationLine.source)
    )  # fmt: skip
    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    named = {}
    for row in rows:
        named[row.id], total = row, sums[row.id]
        if row.source is Source.DONATED:
            total[0] += int(row.received)
            total[1] += int(row.rejected)
        else:
            total[2] += int(row.received) - int(row.rejected)
    found = [ItemOfDay(item_id, named[item_id].name, named[item_id].unit, *sums[item_id]) for item_id in sums]
    return tuple(sorted(found, key=lambda one: size_order(one.item)))
