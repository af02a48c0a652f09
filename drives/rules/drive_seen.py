"""The mark of a drive as somebody saw it: its row and its lists."""

from collections.abc import Iterable, Mapping
from typing import Any

from drives.rules.seen import seen_mark

_COLUMNS = ("name", "slug", "starts_on", "ends_on", "story", "public")


def drive_seen(
    drive: Mapping[Any, Any],
    programs: Iterable[int],
    sites: Iterable[int],
    teams: Iterable[int],
    goals: Mapping[int, int],
) -> str:
    """The mark of a drive's columns with its lists, in whatever order they come.

    Being closed or archived is changed on its own, so it is no part of it.
    """
    lists = (tuple(sorted(set(ids))) for ids in (programs, sites, teams))
    return seen_mark([*(drive[column] for column in _COLUMNS), *lists, *sorted(goals.items())])
