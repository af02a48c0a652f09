"""Roles in words: what they are called, where they hold, and what they let somebody do."""

from drives.queries.people import GrantShown
from drives.rules.roles import Role
from drives.texts import _

GIVEN = (Role.VOLUNTEER, Role.PROGRAM_STAFF, Role.ORGANIZER, Role.ADMIN)
"""The roles that accounts can have."""


def role_name(role: Role) -> str:
    """What a role is called."""
    return {
        Role.PUBLIC: _("no role yet"),
        Role.TABLE_HELPER: _("table helper"),
        Role.VOLUNTEER: _("volunteer"),
        Role.PROGRAM_STAFF: _("program staff"),
        Role.ORGANIZER: _("organizer"),
        Role.ADMIN: _("admin"),
    }[role]


def grant_words(grant: GrantShown) -> str:
    """A role and where it holds: "organizer of Winter warmth". Plain text."""
    if grant.where is None:
        return _("organizer of all drives") if grant.role is Role.ORGANIZER else role_name(grant.role)
    said = _("staff of {program}") if grant.role is Role.PROGRAM_STAFF else _("organizer of {drive}")
    return said.format(program=grant.where, drive=grant.where)


def role_means(role: Role) -> str:
    """What a role lets somebody do, in a sentence."""
    return {
        Role.VOLUNTEER: _(
            "Sees the progress of all drives, and what everybody sees. Counts by the sheets and ticks the "
            "pick lists given to them, and changes nothing else."
        ),
        Role.PROGRAM_STAFF: _(
            "Posts, changes and confirms the needs of the program, and confirms what is delivered to it. "
            "Sees no donors, and of other programs what everybody sees."
        ),
        Role.ORGANIZER: _(
            "Runs drives: logs donations, sees their donors and stock, takes needs by phone, "
            "plans and sends deliveries, makes links for table helpers."
        ),
        Role.ADMIN: _(
            "Everything: accounts, catalogue, programs with their hidden addresses, settings, activity."
        ),
    }[role]
