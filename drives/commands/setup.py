"""Set up a community in one step: the organization, its first site, program and drive."""

from dataclasses import dataclass
from datetime import date

from drives.commands.door import Work, command
from drives.commands.drives import OpenDrive, open_drive
from drives.commands.organization import SetUpOrganization, set_up_organization
from drives.commands.places import AddProgram, AddSite, add_program, add_site
from drives.rules.roles import Permission


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
