"""Donors and teams, and what each gave so far in words: how often, and when last."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from drives.model import Donation, Donor
from drives.queries.door import Look, query
from drives.queries.theirs import known_donors
from drives.rules.kinds import DonationState, DonorKind
from drives.rules.names import fold_name
from drives.rules.roles import Permission
from drives.rules.seen import seen_mark
from drives.store.merges import merged_into
from drives.store.theirs import within


@dataclass(frozen=True, slots=True)
class DonorShown:
    """A donor or a team; ``words`` is what a search looks in, ``seen`` the mark of this state."""

    donor_id: int
    seen: str
    name: str
    kind: DonorKind
    email: str | None
    phone: str | None
    address: str | None
    credit: bool
    reference: str | None
    words: str


@dataclass(frozen=True, slots=True)
class Gave:
    """How many donations that stand name a donor (or a team), and the day of the last."""

    donor_id: int
    donations: int
    last_on: date


@query(Permission.SEE_DONORS, scoped=True)
def donors(look: Look) -> tuple[DonorShown, ...]:
    """The donors and teams by name: all, or those who gave to the viewer's drives."""
    rows = look.connection.execute(
        select(Donor.__table__).where(Donor.merged_into_id.is_(None), known_donors(look.viewer))
    )
    found = [
        DonorShown(
            row.id, seen_mark(row), row.name, row.kind, row.email, row.phone, row.address, row.credit,
            row.reference,
            fold_name(" ".join(filter(None, (row.name, row.email, row.phone, row.reference)))),
        )
        for row in rows
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda donor: (donor.words, donor.donor_id)))


@query(Permission.SEE_DONORS, scoped=True)
def given_by(look: Look, *, donor_ids: tuple[int, ...]) -> tuple[Gave, ...]:
    """What these donors gave to the viewer's drives; who gave nothing there is left out."""
    theirs = look.viewer.drives_where(Permission.SEE_DONORS)
    into = merged_into(look.connection, Donor)
    wanted = set(donor_ids)
    ids = wanted | {one for one, kept in into.items() if kept in wanted}
    counts: dict[int, int] = defaultdict(int)
    last: dict[int, date] = {}
    for column in (Donation.donor_id, Donation.team_id):
        given = (
            select(
                column.label("giver"),
                func.count().label("times"),
                func.max(Donation.received_on).label("last"),
            )
            .where(
                Donation.state == DonationState.POSTED,
                column.in_(sorted(ids)),
                within(Donation.drive_id, theirs),
            )
            .group_by(column)
        )
        for row in look.connection.execute(given):
            donor_id = into.get(row.giver, row.giver)
            counts[donor_id] += row.times
            last[donor_id] = max(last.get(donor_id, row.last), row.last)
    return tuple(Gave(donor_id, counts[donor_id], last[donor_id]) for donor_id in sorted(counts))
