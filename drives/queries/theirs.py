"""What a viewer may know of, as conditions: sites, donors, drives, programs by name."""

from sqlalchemy import ColumnElement, exists, false, or_, select, true

from drives.model import Donor, Drive, Program, Site
from drives.queries.door import Look
from drives.rules.roles import Permission, Role, Viewer
from drives.store.theirs import gave_to, site_is_open, within


def known_sites(viewer: Viewer) -> ColumnElement[bool]:
    """Whether a site (not a merged one) may be known to a viewer, by name and by what stands there.

    All of them to organizers of all; to others what is public, to organizers of some drives warehouses and
    where these collect besides, and to a table helper the table's site alone.
    """
    drive_ids = viewer.drives_where(Permission.SEE_STOCK)
    if drive_ids is None:
        return true()
    tables = Site.id.in_({site_id for _drive_id, site_id in viewer.tables})
    if viewer.has(Role.ORGANIZER):
        return or_(site_is_open(drive_ids), tables)
    return or_(Site.public.is_(true()), tables) if viewer.may(Permission.SEE_PUBLIC) else tables


def known_donors(viewer: Viewer) -> ColumnElement[bool]:
    """Whether a donor (not a merged one) may be seen: by organizers of some drives those who gave there."""
    drive_ids = viewer.drives_where(Permission.SEE_DONORS)
    return true() if drive_ids is None else Donor.id.in_(gave_to(drive_ids))


def known_drives(viewer: Viewer) -> ColumnElement[bool]:
    """Whether a drive may be seen: what is not public is for those who see the progress of all."""
    return true() if viewer.may(Permission.SEE_PROGRESS) else Drive.public.is_(true())


def is_known_drive(viewer: Viewer, drive_id: int) -> ColumnElement[bool]:
    """Whether the drive of an id is one that may be seen, for what is narrowed to it."""
    return exists().where(Drive.id == drive_id, known_drives(viewer))


def not_named(look: Look) -> frozenset[int]:
    """The programs that the viewer may not call by name, like those of a drive that was put away."""
    hidden = select(Program.id).where(~named_programs(look.viewer))
    return frozenset(look.connection.execute(hidden).scalars())


def named_programs(viewer: Viewer) -> ColumnElement[bool]:
    """Whether a program (not a merged one) may be called by its name."""
    return or_(Program.unlisted.is_(false()), within(Program.id, viewer.named_programs))
