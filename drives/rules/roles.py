"""Who may do what. Checked in the two doors, whatever a page shows or hides (DESIGN 6)."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person is to this organization."""

    PUBLIC = "public"
    ADMIN = "admin"


class Permission(StrEnum):
    """What a command or a query asks of its viewer."""

    SEE_PUBLIC = "see_public"
    SEE_STOCK = "see_stock"
    SEE_DONORS = "see_donors"
    KEEP_DONORS = "keep_donors"
    SEE_HIDDEN = "see_hidden"
    LOG_DONATIONS = "log_donations"
    POST_NEEDS = "post_needs"
    RUN_DRIVES = "run_drives"
    MOVE_STOCK = "move_stock"
    ALLOCATE = "allocate"
    DELIVER = "deliver"
    SET_UP = "set_up"


_GRANTS: dict[Role, frozenset[Permission]] = {
    Role.PUBLIC: frozenset({Permission.SEE_PUBLIC}),
    Role.ADMIN: frozenset(Permission),
}


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whoever asks or acts. ``name`` goes into the trail."""

    name: str
    role: Role

    def may(self, permission: Permission) -> bool:
        """Whether this viewer holds the permission."""
        return permission in _GRANTS[self.role]


EVERYBODY = Viewer("public", Role.PUBLIC)
COMMAND_LINE = Viewer("command line", Role.ADMIN)
THIS_MACHINE = Viewer("this machine", Role.ADMIN)
