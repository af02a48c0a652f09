"""Pledges: what may be pledged, one by the secret of its link, and those of a drive for who runs it.

Names and e-mails are selected for who runs the drive alone, and not once they are not needed any more.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Table, func, select, true
from sqlalchemy.orm import aliased

from drives.errors import Unknown
from drives.model import Donation, Drive, DriveSite, Item, Pledge, PledgeArrival, PledgeLine, PledgeMark, Site
from drives.queries.door import Look, query
from drives.queries.drive_page import DriveStage, drive_at, linked_programs, stage
from drives.queries.progress import drive_rows, facts_of, items_by_name, needs_of_drive
from drives.queries.sheets import Sheet
from drives.queries.wanted import wanted_among
from drives.rules.cash_like import is_cash_like
from drives.rules.kinds import DonationState, PledgeState
from drives.rules.pledges import MOST_ITEMS, is_forgotten, released_on, state_on
from drives.rules.quantity import to_text
from drives.rules.roles import Permission
from drives.rules.units import Unit
from drives.store.merges import read_as
from drives.store.pledged import arrived_on, is_due_to_forget, is_marked_before
from drives.store.theirs import within
from drives.texts import _

_pledge: Table = Pledge.__table__  # type: ignore[assignment]
_line: Table = PledgeLine.__table__  # type: ignore[assignment]
_arrival: Table = PledgeArrival.__table__  # type: ignore[assignment]
_donation: Table = Donation.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class PledgeSite:
    """A public site where a pledge may be brought."""

    site_id: int
    name: str
    address: str | None
    hours: str | None


@dataclass(frozen=True, slots=True)
class ItemToPledge:
    """An item that is still to be collected, and what others pledged of it (thousandths)."""

    item_id: int
    item: str
    unit: Unit
    still_to_collect: int
    pledged: int


@dataclass(frozen=True, slots=True)
class PledgeOffer:
    """What a drive takes pledges of, where, and until when; the most wanted first."""

    drive_id: int
    slug: str
    name: str
    today: date
    ends_on: date
    sites: tuple[PledgeSite, ...]
    items: tuple[ItemToPledge, ...]


@dataclass(frozen=True, slots=True)
class ItemPledged:
    """One item of a pledge, in thousandths; ``cash_like`` is what two people count when it comes."""

    item_id: int
    item: str
    unit: Unit
    quantity: int
    cash_like: bool = False


@dataclass(frozen=True, slots=True)
class OwnPledge:
    """A pledge as its giver sees it by her link, without who made it."""

    drive: str
    slug: str
    site: PledgeSite
    by_on: date
    waits_until: date
    """The last day on which it is waited for."""
    state: PledgeState
    items: tuple[ItemPledged, ...]


@dataclass(frozen=True, slots=True)
class PledgeShown:
    """A pledge as who runs its drive sees it; nobody is named once it is long over."""

    pledge_id: int
    email: str | None
    name: str | None
    site: str
    made_on: date
    by_on: date
    state: PledgeState
    arrived_on: date | None
    reference: str | None
    donation_id: int | None
    items: tuple[ItemPledged, ...]


@query(Permission.PLEDGE)
def pledge_offer(look: Look, *, slug: str) -> PledgeOffer:
    """What may be pledged to a public drive that runs; Unknown for any other."""
    drive = drive_at(look, slug)
    if not drive.public:
        raise Unknown(_("There is no drive at this address (any more)."))
    if stage(drive, look.today) is not DriveStage.RUNNING:
        raise Unknown(
            _(
                "{drive} does not run today, so nothing can be pledged to it. Look at what other drives need."
            ).format(drive=drive.name)
        )
    facts = facts_of(look, look.today, drive_id=drive.id)
    needs = needs_of_drive(facts, drive, linked_programs(look, [drive.id])[drive.id])
    rows = drive_rows(look, items_by_name(look), facts, drive)
    pledged = {row.item_id: row.figures.pledged for row in rows}
    wanted = wanted_among(look, needs, rows)[:MOST_ITEMS]
    return PledgeOffer(
        drive.id,
        drive.slug,
        drive.name,
        look.today,
        drive.ends_on,
        _public_sites(look, drive.id),
        tuple(
            ItemToPledge(one.item_id, one.item, one.unit, one.still_to_collect, pledged[one.item_id])
            for one in wanted
        ),
    )


@query(Permission.HOLD_TICKET)
def own_pledge(look: Look, *, digest: str) -> OwnPledge:
    """The pledge with this secret, as it stands now; Unknown where there is none."""
    newest = _rows().where(_pledge.c.digest == digest).order_by(_pledge.c.id.desc()).limit(1)
    row = look.connection.execute(newest).one_or_none()
    if row is None:
        raise Unknown(_("There is no pledge at this address (any more)."))
    return OwnPledge(
        row.drive,
        row.slug,
        PledgeSite(row.kept_site_id, row.site, row.address, row.hours)
        if row.site_is_public
        else PledgeSite(row.kept_site_id, _("a site that is not public"), None, None),
        row.by_on,
        date.fromordinal(released_on(row.by_on).toordinal() - 1),
        _state(look, row),
        _items_of(look, [row.id])[row.id],
    )


@query(Permission.SET_UP)
def pledgers_to_forget(look: Look) -> bool:
    """Whether somebody is still named who pledged too long ago, or counted who took one back before today."""
    due = select(_pledge.c.id).where(is_due_to_forget(look.today)).limit(1)
    marks = select(PledgeMark.pledge_id).where(is_marked_before(look.today)).limit(1)
    return any(look.connection.execute(asked).first() is not None for asked in (due, marks))


@query(Permission.RUN_DRIVES, scoped=True)
def pledges(look: Look, *, drive_id: int) -> tuple[PledgeShown, ...]:
    """The pledges of a drive of the viewer's: what is late first, then what is to come, then what is over.

    Those that were changed are not among them: others stand in their place.
    """
    theirs = within(_pledge.c.drive_id, look.viewer.drives_where(Permission.RUN_DRIVES))
    rows = look.connection.execute(_rows().where(_pledge.c.drive_id == drive_id, theirs)).all()
    items, came = _items_of(look, [row.id for row in rows]), _donations_of(look, [row.id for row in rows])
    shown = []
    for row in rows:
        forgotten = is_forgotten(look.today, row.by_on)
        donation = came.get(row.id)
        shown.append(
            PledgeShown(
                row.id,
                None if forgotten else row.email,
                None if forgotten else row.name,
                row.site,
                row.made_on,
                row.by_on,
                _state(look, row),
                row.arrived_on,
                None if donation is None else donation.reference,
                None if donation is None else donation.id,
                items[row.id],
            )
        )
    standing = [one for one in shown if one.state is not PledgeState.CHANGED]
    order = (PledgeState.LATE, PledgeState.OPEN)
    return tuple(
        sorted(
            standing,
            key=lambda one: (
                order.index(one.state) if one.state in order else len(order),
                one.by_on.toordinal() if one.state in order else -one.by_on.toordinal(),
                one.pledge_id,
            ),
        )
    )


@query(Permission.RUN_DRIVES, scoped=True)
def pledge_sheet(look: Look, *, drive_id: int) -> Sheet:
    """The same as a table, a row an item of a pledge."""
    columns = ("by_on", "state", "item", "quantity", "unit", "site", "name", "email", "made_on", "arrived_on")
    rows = [
        (
            one.by_on, one.state.value, line.item, Decimal(to_text(line.quantity)), line.unit.value,
            one.site, one.name, one.email, one.made_on, one.arrived_on, one.reference,
        )
        for one in pledges.function(look, drive_id=drive_id)
        for line in one.items
    ]  # fmt: skip
    return Sheet((*columns, "donation"), rows)


def _state(look: Look, row: Any) -> PledgeState:
    return state_on(look.today, row.by_on, row.ended, row.ended_on, row.arrived_on)


def _rows() -> Any:
    kept = aliased(Site)
    came: ColumnElement[Any] = arrived_on(_pledge).scalar_subquery()
    return (
        select(
            _pledge,
            Drive.name.label("drive"),
            Drive.slug,
            kept.id.label("kept_site_id"),
            kept.name.label("site"),
            kept.address,
            kept.hours,
            kept.public.label("site_is_public"),
            came.label("arrived_on"),
        )
        .join(Drive, Drive.id == _pledge.c.drive_id)
        .join(Site, Site.id == _pledge.c.site_id)
        .join(kept, kept.id == read_as(Site))
    )


def _items_of(look: Look, pledge_ids: Iterable[int]) -> Mapping[int, tuple[ItemPledged, ...]]:
    """By pledge, its items as they are read, by name."""
    kept = aliased(Item)
    rows = (
        select(
            _line.c.pledge_id,
            kept.id,
            kept.name,
            kept.category,
            kept.unit,
            func.sum(_line.c.quantity).label("quantity"),
        )
        .join(Item, Item.id == _line.c.item_id)
        .join(kept, kept.id == read_as(Item))
        .where(_line.c.pledge_id.in_(list(pledge_ids)))
        .group_by(_line.c.pledge_id, kept.id, kept.name, kept.category, kept.unit)
    )
    found: dict[int, list[ItemPledged]] = defaultdict(list)
    for row in look.connection.execute(rows):
        cash_like = is_cash_like(row.name, row.category)
        found[row.pledge_id].append(ItemPledged(row.id, row.name, row.unit, row.quantity, cash_like))
    return defaultdict(tuple) | {
        pledge_id: tuple(sorted(items, key=lambda one: one.item)) for pledge_id, items in found.items()
    }


def _donations_of(look: Look, pledge_ids: Iterable[int]) -> Mapping[int, Any]:
    """By pledge, the donation that it became, where one stands."""
    rows = (
        select(_arrival.c.pledge_id, _donation.c.id, _donation.c.reference)
        .join(_donation, _donation.c.id == _arrival.c.donation_id)
        .where(
            _arrival.c.pledge_id.in_(list(pledge_ids)),
            _donation.c.state == DonationState.POSTED,
        )
    )
    return {row.pledge_id: row for row in look.connection.execute(rows)}


def _public_sites(look: Look, drive_id: int) -> tuple[PledgeSite, ...]:
    kept = aliased(Site)
    links = (
        select(kept.id, kept.name, kept.address, kept.hours)
        .join_from(DriveSite, Site, Site.id == DriveSite.site_id)
        .join(kept, kept.id == read_as(Site))
        .where(DriveSite.drive_id == drive_id, kept.public.is_(true()))
    )
    found = {row.id: PledgeSite(*row) for row in look.connection.execute(links)}
    return tuple(sorted(found.values(), key=lambda site: site.name))
