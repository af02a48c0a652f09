"""A donation with all that it says, to be laid into the table's list and corrected there."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import aliased

from drives.errors import Unknown
from drives.model import CashLikeCount, Donation, DonationLine, Donor, Drive, Item, Lot, Program, Site
from drives.queries.door import Look, query
from drives.rules.dates import DateKind
from drives.rules.kinds import DonationState, Source
from drives.rules.roles import Permission
from drives.store.merges import read_as
from drives.store.theirs import within
from drives.texts import _


@dataclass(frozen=True, slots=True)
class LineToCorrect:
    """A line as it was logged, in thousandths; what was merged is what it became."""

    item_id: int
    received: int
    rejected: int
    reject_reason: str | None
    pack: str | None
    pack_quantity: int | None
    source: Source
    date_mark: date | None
    date_kind: DateKind | None
    lot_code: str | None
    restricted_to_id: int | None
    note: str | None


@dataclass(frozen=True, slots=True)
class DonationToCorrect:
    """A donation that stands: where it went, when, who gave it, and its lines."""

    donation_id: int
    reference: str
    received_on: date
    drive: str | None
    site: str
    donor: str | None
    team: str | None
    counted_by: str | None
    counted_again_by: str | None
    lines: tuple[LineToCorrect, ...]


@query(Permission.CORRECT_DONATIONS, scoped=True)
def donation_to_correct(look: Look, *, donation_id: int) -> DonationToCorrect:
    """The donation; Unknown where it does not stand (any more) or is of a drive that is not the viewer's."""
    kept_site, donor, team = aliased(Site), aliased(Donor), aliased(Donor)
    kept_donor, kept_team = aliased(Donor), aliased(Donor)
    row = look.connection.execute(
        select(
            Donation.id,
            Donation.reference,
            Donation.received_on,
            Drive.slug.label("drive"),
            kept_site.slug.label("site"),
            kept_donor.name.label("donor"),
            kept_team.name.label("team"),
            CashLikeCount.counted_by,
            CashLikeCount.counted_again_by,
        )
        .join(Site, Site.id == Donation.site_id)
        .join(kept_site, kept_site.id == read_as(Site))
        .outerjoin(Drive, Drive.id == Donation.drive_id)
        .outerjoin(donor, donor.id == Donation.donor_id)
        .outerjoin(kept_donor, kept_donor.id == read_as(donor))
        .outerjoin(team, team.id == Donation.team_id)
        .outerjoin(kept_team, kept_team.id == read_as(team))
        .outerjoin(CashLikeCount, CashLikeCount.donation_id == Donation.id)
        .where(
            Donation.id == donation_id,
            Donation.state == DonationState.POSTED,
            within(Donation.drive_id, look.viewer.drives_where(Permission.CORRECT_DONATIONS)),
        )
    ).one_or_none()
    if row is None:
        raise Unknown(_("That donation is not here (any more)."))
    reference = row.reference or f"H-{row.id:06d}"
    return DonationToCorrect(row.id, reference, *row[2:], _lines(look, donation_id))


def _lines(look: Look, donation_id: int) -> tuple[LineToCorrect, ...]:
    rows = look.connection.execute(
        select(
            read_as(Item),
            DonationLine.received,
            DonationLine.rejected,
            DonationLine.reject_reason,
            DonationLine.pack,
            DonationLine.pack_quantity,
            DonationLine.source,
            Lot.date_mark,
            Lot.date_kind,
            Lot.lot_code,
            read_as(Program),
            DonationLine.note,
        )
        .join(Lot, Lot.id == DonationLine.lot_id)
        .join(Item, Item.id == Lot.item_id)
        .outerjoin(Program, Program.id == Lot.restricted_to_id)
        .where(DonationLine.donation_id == donation_id)
        .order_by(DonationLine.position)
    )
    return tuple(LineToCorrect(item_id, *line) for item_id, *line in rows)
