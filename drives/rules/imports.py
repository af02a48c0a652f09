"""Who may import what. A file may name anything, so a kind is for those who may do it everywhere."""

from drives.rules.kinds import ImportKind
from drives.rules.roles import Permission, Viewer

ASKS = {
    ImportKind.ITEMS: Permission.SET_UP,
    ImportKind.PROGRAMS: Permission.SET_UP,
    ImportKind.SITES: Permission.SET_UP,
    ImportKind.DRIVES: Permission.RUN_DRIVES,
    ImportKind.NEEDS: Permission.POST_NEEDS,
    ImportKind.DONORS: Permission.KEEP_DONORS,
    ImportKind.DONATIONS: Permission.LOG_DONATIONS,
    ImportKind.STOCK: Permission.MOVE_STOCK,
}
"""What a kind of import, and its undoing, asks of a viewer."""


def importable(viewer: Viewer) -> tuple[ImportKind, ...]:
    """The kinds of files that a viewer may import."""
    return tuple(kind for kind, permission in ASKS.items() if viewer.may_everywhere(permission))
