"""Who may do what, and where. Checked in the two doors, whatever a page shows or hides (DESIGN 6).

A person holds grants. A grant is a role, everywhere or for one drive, one program, or one table (a drive
at a site). What a grant allows is a permission; where it allows it is said by what is touched.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a person is to this organization."""

    PUBLIC = "public"
    TABLE_HELPER = "table_helper"
    VOLUNTEER = "volunteer"
    PROGRAM_STAFF = "program_staff"
    ORGANIZER = "organizer"
    ADMIN = "admin"


class Permission(StrEnum):
    """What a command or a query asks of its viewer."""

    SEE_PUBLIC = "see_public"
    """What everybody may see: public drives, listed programs, public sites."""
    HOLD_TICKET = "hold_ticket"
    """Do what an invitation or a reset link allows; the ticket itself is the authority."""
    PLEDGE = "pledge"
    """Promise goods to a public drive."""
    BE_HERE = "be_here"
    """Know whose house this is: name, time zone, language; whoever is let in at all."""
    OWN_ACCOUNT = "own_account"
    """See and change one's own account."""
    SEE_ITEMS = "see_items"
    """The items as forms offer them, with their words and packs."""
    SEE_TABLE = "see_table"
    """What the intake screen offers: the drive, its site, and how often items come."""
    SEE_PROGRESS = "see_progress"
    """Progress of all drives, also those that are not public."""
    SEE_NEEDS = "see_needs"
    """Needs as their program sees them, with notes and what is available before one asks."""
    SEE_STOCK = "see_stock"
    SEE_DONORS = "see_donors"
    KEEP_DONORS = "keep_donors"
    SEE_HIDDEN = "see_hidden"
    """Hidden addresses and unlisted programs of all kinds, in lists and exports."""
    LOG_DONATIONS = "log_donations"
    CORRECT_DONATIONS = "correct_donations"
    POST_NEEDS = "post_needs"
    RUN_DRIVES = "run_drives"
    OPEN_TABLES = "open_tables"
    """Make and revoke links for table helpers."""
    MOVE_STOCK = "move_stock"
    ALLOCATE = "allocate"
    DELIVER = "deliver"
    CONFIRM_DELIVERIES = "confirm_deliveries"
    SEE_ACTIVITY = "see_activity"
    KEEP_ACCOUNTS = "keep_accounts"
    SET_UP = "set_up"


_EVERYBODY = frozenset({Permission.BE_HERE, Permission.SEE_PUBLIC, Permission.HOLD_TICKET, Permission.PLEDGE})
_SIGNED_IN = _EVERYBODY | {Permission.OWN_ACCOUNT}

_HELD: dict[Role, frozenset[Permission]] = {
    Role.PUBLIC: _EVERYBODY,
    Role.TABLE_HELPER: frozenset(
        {Permission.BE_HERE, Permission.SEE_ITEMS, Permission.SEE_TABLE, Permission.LOG_DONATIONS}
    ),
    Role.VOLUNTEER: _SIGNED_IN | {Permission.SEE_PROGRESS},
    Role.PROGRAM_STAFF: _SIGNED_IN
    | {Permission.SEE_ITEMS, Permission.SEE_NEEDS, Permission.POST_NEEDS, Permission.CONFIRM_DELIVERIES},
    Role.ORGANIZER: frozenset(Permission)
    - {Permission.SEE_HIDDEN, Permission.SEE_ACTIVITY, Permission.KEEP_ACCOUNTS, Permission.SET_UP},
    Role.ADMIN: frozenset(Permission),
}

UNSCOPED = frozenset(
    {
        Permission.BE_HERE,
        Permission.SEE_PUBLIC,
        Permission.HOLD_TICKET,
        Permission.PLEDGE,
        Permission.OWN_ACCOUNT,
        Permission.SEE_ITEMS,
        Permission.SEE_PROGRESS,
    }
)
"""What is held everywhere by whoever holds it at all: it is no matter of drives or programs."""


@dataclass(frozen=True, slots=True)
class Touch:
    """What one act touches, by id; ``entered_by`` is the mark of the table that made an entry, or ""."""

    drive_id: int | None = None
    program_id: int | None = None
    site_id: int | None = None
    entered_by: str | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """A role and where it holds.

    An organizer's may be for one drive, with the programs that it collects for; program staff's is for one
    program; a table helper's for one drive at one site, with the mark of the entries made there.
    """

    role: Role
    drive_id: int | None = None
    program_id: int | None = None
    site_id: int | None = None
    collects_for: frozenset[int] = frozenset()
    mark: str | None = None

    @property
    def everywhere(self) -> bool:
        """Whether it holds for every drive and every program."""
        return self.drive_id is None and self.program_id is None and self.site_id is None

    def covers(self, touch: Touch) -> bool:
        """Whether what is touched is where this grant holds."""
        if self.everywhere:
            return True
        if self.role is Role.PROGRAM_STAFF:
            return touch.program_id == self.program_id
        if self.role is Role.TABLE_HELPER:
            return (
                (touch.drive_id, touch.site_id) == (self.drive_id, self.site_id)
                and touch.program_id is None
                and touch.entered_by in (None, self.mark)
            )
        if touch.program_id is not None:
            return touch.program_id in self.collects_for and touch.drive_id in (None, self.drive_id)
        return touch.drive_id == self.drive_id


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whoever asks or acts. ``name`` goes into the trail; ``account_id`` is None without an account."""

    name: str = field(compare=False)
    grants: frozenset[Grant]
    account_id: int | None = None

    @classmethod
    def of(cls, name: str, *roles: Role, account_id: int | None = None) -> "Viewer":
        """A viewer who holds these roles everywhere."""
        return cls(name, frozenset(Grant(role) for role in roles), account_id)

    @property
    def scope(self) -> frozenset[Grant]:
        """What decides which answers this viewer gets: viewers of one scope see the same."""
        return self.grants

    @property
    def is_signed_in(self) -> bool:
        """Whether somebody signed in, or is the one user of this machine."""
        return self.may(Permission.OWN_ACCOUNT)

    def has(self, role: Role) -> bool:
        """Whether this viewer holds the role, wherever."""
        return any(grant.role is role for grant in self.grants)

    def has_one_of(self, roles: Iterable[Role]) -> bool:
        """Whether this viewer holds one of these roles, wherever."""
        return any(self.has(role) for role in roles)

    def may(self, permission: Permission) -> bool:
        """Whether this viewer holds the permission, somewhere at least."""
        own = permission is Permission.OWN_ACCOUNT and self.account_id is not None
        return own or any(permission in _HELD[grant.role] for grant in self.grants)

    def may_everywhere(self, permission: Permission) -> bool:
        """Whether this viewer holds the permission for all drives and programs."""
        own = permission is Permission.OWN_ACCOUNT and self.account_id is not None
        return own or any(
            permission in _HELD[grant.role] and (grant.everywhere or permission in UNSCOPED)
            for grant in self.grants
        )

    def holding(self, permission: Permission) -> tuple[Grant, ...]:
        """The grants that hold the permission."""
        return tuple(grant for grant in self.grants if permission in _HELD[grant.role])

    def may_touch(self, permission: Permission, touch: Touch) -> bool:
        """Whether one of the grants that hold the permission covers what is touched."""
        return any(grant.covers(touch) for grant in self.holding(permission))

    def drives_where(self, permission: Permission) -> frozenset[int] | None:
        """The drives for which this viewer holds the permission; None for all."""
        if self.may_everywhere(permission):
            return None
        return frozenset(
            grant.drive_id
            for grant in self.grants
            if permission in _HELD[grant.role] and grant.drive_id is not None
        )

    def programs_where(self, permission: Permission) -> frozenset[int] | None:
        """The programs for which this viewer holds the permission; None for all."""
        if self.may_everywhere(permission):
            return None
        held = [grant for grant in self.grants if permission in _HELD[grant.role]]
        own = {grant.program_id for grant in held if grant.program_id is not None}
        return frozenset(own.union(*(grant.collects_for for grant in held)))

    @property
    def named_programs(self) -> frozenset[int] | None:
        """The programs that this viewer may see by name though they are unlisted; None for all."""
        return self.programs_where(Permission.SEE_NEEDS)

    @property
    def cleared_programs(self) -> frozenset[int] | None:
        """The programs whose hidden address this viewer may see; None for all.

        DESIGN 6: admins, the program itself, and organizers who deliver there: those with a drive that
        collects for it.
        """
        if self.may_everywhere(Permission.SEE_HIDDEN):
            return None
        cleared: set[int] = set()
        for grant in self.grants:
            cleared |= grant.collects_for
            if grant.role is Role.PROGRAM_STAFF and grant.program_id is not None:
                cleared.add(grant.program_id)
        return frozenset(cleared)

    @property
    def tables(self) -> frozenset[tuple[int, int]]:
        """The (drive, site) ids of the tables this viewer helps at."""
        return frozenset(
            (grant.drive_id, grant.site_id)
            for grant in self.grants
            if grant.role is Role.TABLE_HELPER and grant.drive_id is not None and grant.site_id is not None
        )


COUNTERS = frozenset({Role.VOLUNTEER, Role.ORGANIZER, Role.ADMIN})
"""Whom a count may be given to, and who sees it as long as one of these is held."""


def widest(roles: Iterable[Role]) -> Role:
    """The role that stands for a person: the one that may most; public where there is none."""
    return max(roles, key=list(Role).index, default=Role.PUBLIC)


EVERYBODY = Viewer.of("public", Role.PUBLIC)
COMMAND_LINE = Viewer.of("command line", Role.ADMIN)
BY_ITSELF = Viewer.of("Drives", Role.ADMIN)
"""Who did what a new day brings: nobody, or the program itself."""
THIS_MACHINE = Viewer.of("this machine", Role.ADMIN)
