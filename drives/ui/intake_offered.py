"""The items that stand ready to be tapped, and those that a search finds."""

import streamlit as st

from drives.queries.choices import DriveChoice, ItemChoice
from drives.rules.roles import Permission
from drives.rules.sizes import family, size_order
from drives.rules.unsorted import is_unsorted
from drives.ui import reads
from drives.ui.basket import known_items
from drives.ui.who import may

_ORDER = "log.order"
_TILES, _WEIGHED = 12, 3


def weighed_first() -> list[ItemChoice]:
    """Goods that are weighed or counted now and sorted later: each has a button of its own, and no tile."""
    return [item for item in known_items().values() if is_unsorted(item.name, item.category)][:_WEIGHED]


def offered(drive: DriveChoice | None) -> list[int]:
    """The items that stand ready to be tapped: the usual ones of the drive, then what its programs still
    need most, then its goals, then the others; sizes of one thing together, small ones first.

    Once shown to somebody, the order stands for her session: no tile moves under her finger.
    """
    orders: dict[str, list[int]] = st.session_state.setdefault(_ORDER, {})
    slug = "" if drive is None else drive.slug
    if slug not in orders:
        orders[slug] = _in_order(drive)
    items = _tiled()
    return [item_id for item_id in dict.fromkeys([*orders[slug], *items]) if item_id in items][:_TILES]


def _tiled() -> dict[int, ItemChoice]:
    apart = {item.item_id for item in weighed_first()}
    return {item_id: item for item_id, item in known_items().items() if item_id not in apart}


def _in_order(drive: DriveChoice | None) -> list[int]:
    items = _tiled()
    if not may(Permission.SEE_PROGRESS):  # a table helper: what is usual here, and nothing of how far it is
        first = [*reads.usual(None if drive is None else drive.drive_id)]
    elif drive is None:
        first = [*reads.usual(None), *(one.item_id for one in reads.the_overview().wanted)]
    else:
        figures = reads.figures_of_drive(drive.drive_id, reads.stamp().today)
        goals = sorted((row for row in figures if row.figures.goal), key=lambda row: -(row.figures.goal or 0))
        wanted = reads.bring_list(drive.slug, None).wanted
        first = [*reads.usual(drive.drive_id), *(one.item_id for one in wanted)]
        first += [row.item_id for row in goals]
    others = sorted(items, key=lambda item_id: size_order(items[item_id].name))
    shown = [item_id for item_id in dict.fromkeys([*first, *others]) if item_id in items][:_TILES]
    places: dict[str, int] = {}
    for place, item_id in enumerate(shown):
        places.setdefault(family(items[item_id].name), place)
    return sorted(
        shown,
        key=lambda item_id: (places[family(items[item_id].name)], size_order(items[item_id].name)),
    )


def enough_of() -> frozenset[int]:
    """Ids of the items of which there is more than anybody asks for; a table helper is told of none."""
    if not may(Permission.SEE_PUBLIC):
        return frozenset()
    return frozenset(row.item_id for row in reads.the_overview().hold_back)
