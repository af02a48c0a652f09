"""What a viewer may know of, as conditions: sites, donors, drives, programs by name."""

from typing import Any

from sqlalchemy import ColumnElement, exists, false, not_, or_, select, true

from drives.model import Donor, Drive, Program, Site
from drives.queries.door import Look
from drives.rules.roles import Permission, Role, Viewer
from drives.store.theirs import gave_to, site_is_open, within
from drives.texts import _


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


def called_otherwise(look: Look, noun: type[Any]) -> dict[int, str]:
    """What is said, by id, of programs and sites that the viewer may not know by name.

    Those of a drive of hers that was put away are such.
    """
    if noun is Program:
        hidden, said = not_(named_programs(look.viewer)), _("a partner program")
    elif noun is Site:
        hidden, said = not_(known_sites(look.viewer)), _("a site that is not public")
    else:
        return {}
    return dict.fromkeys(look.connection.execute(select(noun.id).where(hidden)).scalars(), said)


def named_programs(viewer: Viewer) -> ColumnElement[bool]:
    """Whether a program (not a merged one) may be called by its name."""
    return or_(Program.unlisted.is_(false()), within(Program.id, viewer.named_programs))
