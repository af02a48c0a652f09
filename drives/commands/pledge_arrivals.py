"""What becomes of pledges with who runs the drive: they arrive as donations, or are not waited for."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Table, func, insert, select

from drives.commands.donation_lines import LineDraft
from drives.commands.donations import LogDonation, take_in
from drives.commands.door import Work, command
from drives.commands.found import kept_id, row_of
from drives.commands.pledges import as_pledged, end_pledge, refuse_over
from drives.commands.touched.coming_in import touches_pledge, touches_received
from drives.errors import Refusal
from drives.model import Donor, Pledge, PledgeArrival, Site
from drives.rules.kinds import DonorKind, PledgeEnd
from drives.rules.roles import Permission
from drives.store.theirs import gave_to
from drives.texts import _

_donor: Table = Donor.__table__  # type: ignore[assignment]
_arrival: Table = PledgeArrival.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class ReceivePledge:
    """What came of a pledge: all of it where it was promised, unless it is said otherwise.

    ``with_donor``: the donation is that of the donor with the pledge's e-mail, else of the one of its name,
    who is made where there is none.
    """

    pledge_id: int
    site_id: int | None = None
    lines: tuple[LineDraft, ...] = ()
    received_on: date | None = None
    with_donor: bool = False
    counted_by: str | None = None
    counted_again_by: str | None = None
    """Two people count gift cards and passes, as for any donation of them."""


@dataclass(frozen=True, slots=True)
class ReleasePledge:
    """A pledge that is not waited for any more."""

    pledge_id: int


@dataclass(frozen=True, slots=True)
class PledgeReceived:
    """The pledge and the donation that it became."""

    pledge_id: int
    donation_id: int
    reference: str


@dataclass(frozen=True, slots=True)
class PledgeReleased:
    """The pledge that was released, and for which drive it was."""

    pledge_id: int
    drive_id: int


@command(Permission.RUN_DRIVES, touches_received)
def receive_pledge(work: Work, request: ReceivePledge) -> PledgeReceived:
    """Log the donation that a pledge became. Void it, and the pledge stands as before."""
    row = row_of(work.connection, Pledge, request.pledge_id, _("That pledge"))
    refuse_over(work, row, late_is_welcome=True)
    came = LogDonation(
        kept_id(work.connection, Site, request.site_id or row.site_id),
        request.lines or _as_promised(work.connection, row.id),
        row.drive_id,
        request.received_on,
        row.name if request.with_donor else None,
        counted_by=request.counted_by,
        counted_again_by=request.counted_again_by,
    )
    donor_id = _donor_with(work, row.email) if request.with_donor else None
    if request.with_donor and donor_id is None and row.name is None:
        raise Refusal(_("This pledge has no name, so no donor can be made of it. Log it without a donor."))
    logged = take_in(work, came, donor_id)
    work.connection.execute(insert(_arrival), {"donation_id": logged.donation_id, "pledge_id": row.id})
    return PledgeReceived(row.id, logged.donation_id, logged.reference)


@command(Permission.RUN_DRIVES, touches_pledge)
def release_pledge(work: Work, request: ReleasePledge) -> PledgeReleased:
    """Wait for a pledge no longer."""
    row = row_of(work.connection, Pledge, request.pledge_id, _("That pledge"))
    refuse_over(work, row)
    end_pledge(work, row.id, PledgeEnd.RELEASED)
    return PledgeReleased(row.id, row.drive_id)


def _as_promised(connection: Connection, pledge_id: int) -> tuple[LineDraft, ...]:
    """A line for each item that was pledged, under the item that it is read as."""
    lines = as_pledged(connection, pledge_id)
    return tuple(LineDraft(item_id, quantity) for item_id, quantity in lines.items())


def _donor_with(work: Work, email: str | None) -> int | None:
    """The donor with this e-mail; of those alone who gave to hers for an organizer of some drives."""
    if email is None:
        return None
    theirs = work.viewer.drives_where(Permission.SEE_DONORS)
    known = select(_donor.c.id, _donor.c.merged_into_id)
    known = known.where(func.lower(_donor.c.email) == email, _donor.c.kind != DonorKind.TEAM)
    if theirs is not None:
        known = known.where(_donor.c.id.in_(gave_to(theirs)))
    found = work.connection.execute(known.order_by(_donor.c.id)).first()
    return None if found is None else int(found.merged_into_id or found.id)
