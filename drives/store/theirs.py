"""What is somebody's by the drives that she works for: sites that she may know of, donors who gave there."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, CompoundSelect, Select, or_, select, true, union
from sqlalchemy.orm import aliased

from drives.model import Donation, Donor, Drive, DriveSite, DriveTeam, Site
from drives.rules.kinds import DonationState, DonorKind, SiteKind
from drives.store.merges import read_as


def within(column: Any, ids: Collection[int] | None) -> ColumnElement[bool]:
    """Whether an id is among these; None stands for all."""
    return true() if ids is None else column.in_(ids)


def collects_at(drive_ids: Collection[int]) -> Select[Any]:
    """The ids of the sites where one of these drives collects, as they are read; none of one put away."""
    linked = aliased(Site)
    there = select(read_as(linked)).join_from(DriveSite, linked, linked.id == DriveSite.site_id)
    running = there.join(Drive, Drive.id == DriveSite.drive_id).where(Drive.archived_on.is_(None))
    return running.where(Drive.id.in_(drive_ids))


def site_is_open(drive_ids: Collection[int]) -> ColumnElement[bool]:
    """Whether a site may be known to whoever works for these drives only.

    Those are public sites, warehouses (stock is shared), and where a drive of hers collects; other sites
    that are not public may be somebody's home.
    """
    return or_(Site.public.is_(true()), Site.kind == SiteKind.WAREHOUSE, Site.id.in_(collects_at(drive_ids)))


def teams_of(drive_id: int | BindParameter[Any]) -> Select[Any]:
    """The ids of the teams that collect for a drive, as they are read."""
    linked = aliased(Donor)
    links = select(read_as(linked)).join_from(DriveTeam, linked, linked.id == DriveTeam.team_id)
    return links.where(DriveTeam.drive_id == drive_id, linked.kind == DonorKind.TEAM)


def gave_to(drive_ids: Collection[int]) -> Select[Any]:
    """The ids of the donors and teams who gave to one of these drives or collect for it, as they are read."""
    gave = Donation.state == DonationState.POSTED, Donation.drive_id.in_(drive_ids)
    givers: CompoundSelect[Any] = union(
        select(Donation.donor_id).where(*gave, Donation.donor_id.is_not(None)),
        select(Donation.team_id).where(*gave, Donation.team_id.is_not(None)),
        select(DriveTeam.team_id).where(DriveTeam.drive_id.in_(drive_ids)),
    )
    giver = aliased(Donor)
    return select(read_as(giver)).where(giver.id.in_(givers))
