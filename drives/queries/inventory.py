"""Inventory: what is on hand, allocated and available of each lot at each site, as of any day.

Added up over everything, these are the figures of the progress query. Whoever works for some drives sees
the stock that is shared, as with ``stock.py``; what is said of an item as a whole (its par level, how long
it lasts) is worked out over everything all the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from drives.model import Drive, Item, Program, Site
from drives.queries.door import Look, query
from drives.queries.item_outlook import ParAt, paces_of, pars_of
from drives.queries.shelf_facts import (
    Reserved,
    holds_as_of,
    levels_as_of,
    lots_as_of,
    reserved_as_of,
)
from drives.queries.theirs import called_otherwise, known_sites
from drives.rules.dates import DateKind, last_good_day
from drives.rules.roles import Permission, Touch
from drives.rules.running_out import Pace, lasts_until
from drives.rules.sizes import size_order
from drives.rules.units import Unit
from drives.store.merges import followed


@dataclass(frozen=True, slots=True)
class KeptFor:
    """So much (thousandths) of a lot at a place is allocated to a program, as the viewer may call it."""

    program: str
    quantity: int


@dataclass(frozen=True, slots=True)
class HeldSince:
    """A hold that stands."""

    hold_id: int
    reason: str
    held_on: date


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of DESIGN 3 for goods somewhere, in thousandths."""

    on_hand: int
    in_transit: int
    allocated: int
    available: int


@dataclass(frozen=True, slots=True)
class LotAt:
    """A lot at a site, or on its way to a program where there is no site.

    ``good_until`` is the last day on which it may go out, None where its date stops nothing; ``kept_for``
    has the newest first, as they give way. ``may_move`` is whether the viewer may move, hold or discard it.
    """

    lot_id: int
    item_id: int
    site_id: int | None
    site: str | None
    drive: str | None
    came_in_at: str | None
    date_mark: date | None
    date_kind: DateKind | None
    good_until: date | None
    lot_code: str | None
    restricted_to: str | None
    received_on: date
    figures: Figures
    holds: tuple[HeldSince, ...]
    kept_for: tuple[KeptFor, ...]
    may_move: bool


@dataclass(frozen=True, slots=True)
class ItemShown:
    """An item of which something is somewhere, or should be; today's pars and pace, none of a past day.

    ``lasts_until`` is when what is on hand and may go out is gone at that pace, an estimate.
    """

    item_id: int
    name: str
    category: str
    unit: Unit
    pars: tuple[ParAt, ...] = ()
    pace: Pace | None = None
    lasts_until: date | None = None


@dataclass(frozen=True, slots=True)
class Inventory:
    """Everything on the shelves and on the way as of ``day``: lots first expired first, items by name."""

    day: date
    lots: tuple[LotAt, ...]
    items: Mapping[int, ItemShown]


@query(Permission.SEE_STOCK, scoped=True)
def inventory(look: Look, *, as_of: date | None = None) -> Inventory:
    """What is on hand, allocated and available of every lot the viewer may see, as of a day."""
    day = look.today if as_of is None else min(as_of, look.today)
    items = {row.id: row for row in look.connection.execute(select(Item.__table__))}
    into = followed((row.id, row.merged_into_id) for row in items.values())
    spots = _spots(look, day, items, into)
    seen = _Seen(look)
    shown = [_lot_at(seen, spot) for spot in spots if seen.may_see(spot)]
    wanted = {lot.item_id for lot in shown}
    if day < look.today:
        names = {one: _item(items[one]) for one in wanted}
    else:
        pars = pars_of(look, into, seen.site_into, seen.known_sites, _available(spots))
        paces = paces_of(look, into)
        lasting = _may_go(spots)
        names = {
            one: _item(items[one], pars.get(one, ()), paces.get(one), lasting.get(one, 0), day)
            for one in wanted | pars.keys() | paces.keys()
        }
    ordered = sorted(names.values(), key=lambda one: size_order(one.name))
    place = {one.item_id: number for number, one in enumerate(ordered)}
    shown.sort(
        key=lambda lot: (
            place[lot.item_id],
            lot.date_mark or date.max,
            lot.received_on,
            lot.lot_id,
            lot.site or "",
        )
    )
    return Inventory(day, tuple(shown), {one.item_id: one for one in ordered})


def added_up(lots: Iterable[LotAt]) -> Figures:
    """The figures of some lots of one item together."""
    sums = [0, 0, 0, 0]
    for lot in lots:
        one = lot.figures
        for at, quantity in enumerate((one.on_hand, one.in_transit, one.allocated, one.available)):
            sums[at] += quantity
    return Figures(*sums)


@dataclass(frozen=True, slots=True)
class _Spot:
    """A lot at a place with its facts; its item as it is read."""

    lot: Any
    site_id: int | None
    item_id: int
    figures: Figures
    good_until: date | None
    holds: Sequence[Any]
    kept_for: Sequence[Reserved]
    may_go: bool


def _spots(look: Look, day: date, items: Mapping[int, Any], into: Mapping[int, int]) -> list[_Spot]:
    levels, reserved, holds = levels_as_of(look, day), reserved_as_of(look, day), holds_as_of(look, day)
    lots = lots_as_of(look, day)
    found = []
    for spot in levels.keys() | reserved.keys():
        lot, quantity, kept_for = lots[spot.lot_id], levels.get(spot, 0), reserved.get(spot, [])
        good_until = last_good_day(lot.date_mark, lot.date_kind, items[lot.item_id].date_rule)
        kept = sum(one.quantity for one in kept_for)
        on_shelf = spot.site_id is not None
        may_go = on_shelf and lot.id not in holds and (good_until is None or day <= good_until)
        figures = Figures(
            quantity if on_shelf else 0, 0 if on_shelf else quantity, kept, quantity - kept if may_go else 0
        )
        found.append(
            _Spot(
                lot,
                spot.site_id,
                into[lot.item_id],
                figures,
                good_until,
                holds.get(lot.id, ()),
                kept_for,
                may_go,
            )
        )
    return found


class _Seen:
    """What the viewer may see of the stock, and how she calls it."""

    def __init__(self, look: Look) -> None:
        connection, viewer = look.connection, look.viewer
        sites = connection.execute(select(Site.id, Site.name, Site.merged_into_id)).all()
        self.site_into = followed((row.id, row.merged_into_id) for row in sites)
        self.sites: dict[int, str] = {row.id: row.name for row in sites} | called_otherwise(look, Site)
        known = connection.execute(select(Site.id).where(known_sites(viewer))).scalars()
        self.known_sites = {site_id: self.sites[site_id] for site_id in known}
        programs = connection.execute(select(Program.id, Program.name, Program.merged_into_id)).all()
        self.program_into = followed((row.id, row.merged_into_id) for row in programs)
        self.programs: dict[int, str] = {row.id: row.name for row in programs} | called_otherwise(
            look, Program
        )
        self.drives = {row.id: row.name for row in connection.execute(select(Drive.id, Drive.name))}
        self._theirs = viewer.programs_where(Permission.SEE_STOCK)
        self._viewer = viewer

    def may_see(self, spot: _Spot) -> bool:
        """Whether it stands where the viewer comes, and is not kept for a program that is not hers."""
        if spot.site_id is not None and spot.site_id not in self.known_sites:
            return False
        kept_for = spot.lot.restricted_to_id
        return kept_for is None or self._theirs is None or self.program_into[kept_for] in self._theirs

    def may_move(self, lot: Any) -> bool:
        return self._viewer.may_touch(Permission.MOVE_STOCK, Touch(drive_id=lot.drive_id))

    def program(self, program_id: int) -> str:
        return self.programs[self.program_into[program_id]]

    def site(self, site_id: int | None) -> str | None:
        return None if site_id is None else self.sites[self.site_into[site_id]]


def _lot_at(seen: _Seen, spot: _Spot) -> LotAt:
    lot = spot.lot
    return LotAt(
        lot.id,
        spot.item_id,
        spot.site_id,
        seen.site(spot.site_id),
        seen.drives.get(lot.drive_id),
        seen.site(lot.site_id),
        lot.date_mark,
        lot.date_kind,
        spot.good_until,
        lot.lot_code,
        None if lot.restricted_to_id is None else seen.program(lot.restricted_to_id),
        lot.received_on,
        spot.figures,
        tuple(HeldSince(one.id, one.reason, one.held_on) for one in spot.holds),
        tuple(KeptFor(seen.program(one.program_id), one.quantity) for one in spot.kept_for),
        seen.may_move(lot),
    )


def _item(
    row: Any, pars: Sequence[ParAt] = (), pace: Pace | None = None, may_go: int = 0, day: date = date.min
) -> ItemShown:
    until = None if pace is None else lasts_until(may_go, pace, day)
    return ItemShown(row.id, row.name, row.category, row.unit, tuple(pars), pace, until)


def _may_go(spots: Iterable[_Spot]) -> dict[int, int]:
    """By item, what is on hand and neither held nor past its date, whoever it is allocated to."""
    found: dict[int, int] = defaultdict(int)
    for spot in spots:
        if spot.may_go:
            found[spot.item_id] += spot.figures.on_hand
    return found


def _available(spots: Iterable[_Spot]) -> dict[tuple[int, int | None], int]:
    """What is available by item and site, and by item over everything under None (thousandths)."""
    found: dict[tuple[int, int | None], int] = defaultdict(int)
    for spot in spots:
        found[spot.item_id, None] += spot.figures.available
        if spot.site_id is not None:
            found[spot.item_id, spot.site_id] += spot.figures.available
    return found
