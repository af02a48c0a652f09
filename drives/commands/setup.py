"""Set up in one step: a community with all it takes for a first donation; a store with its first account."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Table, select

from drives.commands.door import Work, command
from drives.commands.drives import OpenDrive, open_drive
from drives.commands.organization import SetUpOrganization, set_up_organization
from drives.commands.people import AddAccount, Granted, add_account
from drives.commands.places import AddProgram, AddSite, add_program, add_site
from drives.model import Organization
from drives.rules.roles import Permission, Role

_organization: Table = Organization.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class SetUpCommunity:
    """All that it takes to log a first donation. The drive collects for the program at the site."""

    organization: SetUpOrganization
    site: AddSite
    program: AddProgram
    drive_name: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class CommunitySetUp:
    """What was made."""

    site_id: int
    program_id: int
    drive_id: int


@command(Permission.SET_UP)
def set_up_community(work: Work, request: SetUpCommunity) -> CommunitySetUp:
    """Make them all, or none of them."""
    set_up_organization.function(work, request.organization)
    site_id = add_site.function(work, request.site).site_id
    program_id = add_program.function(work, request.program).program_id
    drive = OpenDrive(request.drive_name, request.starts_on, request.ends_on, (program_id,), (site_id,))
    return CommunitySetUp(site_id, program_id, open_drive.function(work, drive).drive_id)


@dataclass(frozen=True, slots=True)
class SetUpStore:
    """The first person sets up the organization, where that is still to do, and is its admin."""

    organization: SetUpOrganization
    admin: AddAccount


@dataclass(frozen=True, slots=True)
class StoreSetUp:
    """The admin's account."""

    account_id: int


@command(Permission.SET_UP)
def set_up_store(work: Work, request: SetUpStore) -> StoreSetUp:
    """Make both, or none; refused where there is an account already. An organization that stands stays."""
    # The organization comes first: of two who do this at once, one waits at its row and is refused.
    stands = work.connection.execute(select(_organization.c.id).with_for_update()).first()
    if stands is None:
        set_up_organization.function(work, request.organization)
    admin = replace(request.admin, grants=(Granted(Role.ADMIN),), first=True)
    return StoreSetUp(add_account.function(work, admin).account_id)
