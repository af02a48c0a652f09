"""States and priorities of needs in words."""

from drives.queries.needs import NeedState
from drives.rules.kinds import Priority
from drives.texts import _


def state_name(state: NeedState) -> str:
    """Where a need stands, in a word."""
    return {
        NeedState.OPEN: _("open"),
        NeedState.MET: _("met"),
        NeedState.LAPSED: _("lapsed"),
        NeedState.CANCELLED: _("cancelled"),
    }[state]


def priority_name(priority: Priority) -> str:
    """How urgent, in a word."""
    return {
        Priority.CRITICAL: _("critical"),
        Priority.HIGH: _("high"),
        Priority.NORMAL: _("normal"),
        Priority.LOW: _("low"),
    }[priority]
