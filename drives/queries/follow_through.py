"""The loop closed: what was given to a drive or at a site, what of it was usable, what went where and when.

Goods are followed through their lots: a lot keeps the drive and the intake site that its goods came in by,
through sorting, kits and transfers, until they reach a program. Everybody may look: donors are not asked
for, and programs that are not listed have no name here, whoever looks, as what is said here is passed on.
Unlike the figures of a closed drive, what it gave is followed to this day.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Table, or_, select
from sqlalchemy.orm import aliased

from drives.errors import Unknown
from drives.model import Drive, Item, Lot, Site
from drives.queries.door import Look, query
from drives.queries.drive_page import drive_at
from drives.queries.goods_followed import (
    Arrival,
    Went,
    arrivals,
    arrivals_in_kits,
    given,
    given_to_drive,
    kits_of,
    sorted_of,
    went,
    went_of_drive,
    without_gifts,
)
from drives.queries.theirs import known_drives, known_sites
from drives.queries.wanted import program_names
from drives.rules.kinds import SHELF_LOCATIONS, LocationKind
from drives.rules.roles import Permission
from drives.rules.units import Unit
from drives.store.merges import ids_read_as, merged_into, read_as
from drives.texts import _, ngettext

_lot: Table = Lot.__table__  # type: ignore[assignment]

_GONE = (LocationKind.DISCARD, LocationKind.COUNT_DIFFERENCE)


class Reached(NamedTuple):
    """What of an item reached a program, and on which day the last of it. Thousandths.

    ``program`` is None for those that are not listed: they are told together, ``programs`` says how many.
    """

    program: str | None
    programs: int
    quantity: int
    last_on: date


@dataclass(frozen=True, slots=True)
class Followed:
    """An item of a drive or a site, from what was given to where it is. Thousandths of ``unit``.

    ``usable`` is what of ``given`` was accepted. ``made`` came out of given goods that were sorted, and
    ``sorted`` is what of given goods became others so. Kits that were put together are ``built``, what was
    put into kits is ``in_kits``. ``beside`` is what else is in these lots: bought, found, made of such.
    Everything is somewhere: usable + made + built + beside = on_hand + in_transit + lost + sorted + in_kits
    + all that was reached. ``in_kits_reached`` is how many programs got kits with it in them that are not
    of these lots, since goods of others are in them as well.
    """

    item_id: int
    item: str
    unit: Unit
    given: int
    usable: int
    made: int
    sorted: int
    built: int
    in_kits: int
    beside: int
    on_hand: int
    in_transit: int
    lost: int
    reached: tuple[Reached, ...]
    in_kits_reached: int = 0
    in_kits_last_on: date | None = None

    @property
    def reached_in_all(self) -> int:
        """What reached programs."""
        return sum(one.quantity for one in self.reached)

    @property
    def programs(self) -> int:
        """How many programs it reached."""
        return sum(one.programs for one in self.reached)

    @property
    def last_on(self) -> date | None:
        """The day of the last arrival; None where nothing arrived."""
        return max((one.last_on for one in self.reached), default=None)


class SiteOfGifts(NamedTuple):
    """A site where goods of a drive came in; ``public`` says whether it may be named to everybody."""

    slug: str
    name: str
    public: bool
    site_id: int


@dataclass(frozen=True, slots=True)
class FollowThrough:
    """What became of goods, item by item; what most of reached programs stands first.

    ``drive`` and ``site`` are what they are called, None where it is not narrowed to one. ``programs`` says
    how many gifts reached in all, ``names`` who, ``last_on`` when the last of them did: None stands for
    those that are not listed. Gifts that are in kits with goods of others count, lots in which nothing was
    given do not. ``sites`` are those of the drive that the viewer may know of.
    """

    drive: str | None
    site: SiteOfGifts | None
    today: date
    rows: tuple[Followed, ...]
    programs: int
    names: tuple[str | None, ...]
    last_on: date | None
    sites: tuple[SiteOfGifts, ...]

    @property
    def site_name(self) -> str | None:
        """What the site is called that it is narrowed to."""
        return None if self.site is None else self.site.name


@query(Permission.SEE_PUBLIC)
def follow_through(look: Look, *, drive: str | None = None, site: str | None = None) -> FollowThrough:
    """What became of what was given to a drive, at a site, or to a drive at a site; each by its slug.

    Without a drive it is of all that the viewer may see, and of what was given to none. Unknown where there
    is no such drive or site that the viewer may see.
    """
    of_drive = None if drive is None else drive_at(look, drive)
    of_site = None if site is None else _site_at(look, site)
    connection, here = look.connection, _lots(look, of_drive, of_site)
    if of_drive is not None and of_site is None:
        ways, gifts = went_of_drive(connection, of_drive.id), given_to_drive(connection, of_drive.id)
    else:
        ways, gifts = went(connection, here), given(connection, here)
    made, taken = sorted_of(connection, here, look.today)
    came, names = arrivals(connection, here), program_names(look)
    built, in_kits = kits_of(connection, here)
    parts = {"given": gifts, "made": made, "sorted": taken, "built": built, "in_kits": in_kits}
    in_kits_came, bought = arrivals_in_kits(connection, here), without_gifts(connection, here)
    rows = _rows(look, parts, ways, _reached(look, came, names), _reached_in_kits(look, in_kits_came))
    of_gifts = [*(one for one in came if one.lot_id not in bought), *in_kits_came]
    reached = {one.program_id for one in of_gifts}
    return FollowThrough(
        None if of_drive is None else of_drive.name,
        of_site,
        look.today,
        tuple(sorted(rows, key=lambda row: (-row.reached_in_all, -row.given, row.item))),
        len(reached),
        _in_order(names[one] for one in reached),
        max((one.on for one in of_gifts), default=None),
        () if of_drive is None else _sites(look, of_drive.id),
    )


def partners(count: int) -> str:
    """What so many programs that are not listed are called together."""
    if count == 1:
        return _("a partner program")
    return ngettext("{count} partner program", "{count} partner programs", count).format(count=count)


def _in_order(names: Iterable[str | None]) -> tuple[str | None, ...]:
    """Each name once, those that are not listed last."""
    return tuple(sorted(set(names), key=lambda name: (name is None, name or "")))


def _site_at(look: Look, slug: str) -> SiteOfGifts:
    found = select(Site.slug, Site.name, Site.public, Site.id).where(
        Site.slug == slug, Site.merged_into_id.is_(None), known_sites(look.viewer)
    )
    row = look.connection.execute(found).one_or_none()
    if row is None:
        raise Unknown(_("There is no site at this address (any more)."))
    return SiteOfGifts(*row)


def _sites(look: Look, drive_id: int) -> tuple[SiteOfGifts, ...]:
    """The sites where goods of a drive came in that the viewer may know of, by name."""
    came_at = aliased(Site)
    there = (
        select(read_as(came_at))
        .join_from(_lot, came_at, came_at.id == _lot.c.site_id)
        .where(_lot.c.drive_id == drive_id)
    )
    found = select(Site.slug, Site.name, Site.public, Site.id).where(
        Site.id.in_(there), known_sites(look.viewer)
    )
    return tuple(
        sorted((SiteOfGifts(*row) for row in look.connection.execute(found)), key=lambda one: one.name)
    )


def _lots(look: Look, drive: Any, site: SiteOfGifts | None) -> tuple[ColumnElement[bool], ...]:
    """Which lots are followed."""
    if drive is not None:
        of_drive: ColumnElement[bool] = _lot.c.drive_id == drive.id
    else:
        seen = select(Drive.id).where(known_drives(look.viewer))
        of_drive = or_(_lot.c.drive_id.is_(None), _lot.c.drive_id.in_(seen))
    return (of_drive,) if site is None else (of_drive, _lot.c.site_id.in_(ids_read_as(Site, site.site_id)))


def _reached(
    look: Look, came: Iterable[Arrival], names: Mapping[int, str | None]
) -> dict[int, tuple[Reached, ...]]:
    """Whom each item reached, most of it first; those that are not listed together."""
    merged = merged_into(look.connection, Item)
    told: dict[int, dict[str | None, list[Arrival]]] = defaultdict(lambda: defaultdict(list))
    for one in came:
        told[merged.get(one.item_id, one.item_id)][names[one.program_id]].append(one)
    return {
        item_id: tuple(
            sorted(
                (
                    Reached(
                        name,
                        len({one.program_id for one in theirs}),
                        sum(one.quantity for one in theirs),
                        max(one.on for one in theirs),
                    )
                    for name, theirs in by_name.items()
                ),
                key=lambda one: (-one.quantity, one.program is None, one.program or ""),
            )
        )
        for item_id, by_name in told.items()
    }


def _reached_in_kits(look: Look, came: Iterable[Arrival]) -> dict[int, tuple[int, date]]:
    """How many programs each item reached in kits, and when the last of them."""
    merged = merged_into(look.connection, Item)
    told: dict[int, list[Arrival]] = defaultdict(list)
    for one in came:
        told[merged.get(one.item_id, one.item_id)].append(one)
    return {
        item_id: (len({one.program_id for one in theirs}), max(one.on for one in theirs))
        for item_id, theirs in told.items()
    }


def _rows(
    look: Look,
    gifts: Mapping[str, Mapping[int, int]],
    ways: Iterable[Went],
    reached: Mapping[int, tuple[Reached, ...]],
    in_kits: Mapping[int, tuple[int, date]],
) -> list[Followed]:
    """The items with anything in them, as they are read."""
    merged = merged_into(look.connection, Item)
    parts: dict[int, Counter[str]] = defaultdict(Counter)
    for name, by_item in gifts.items():
        for item_id, quantity in by_item.items():
            parts[merged.get(item_id, item_id)][name] += quantity
    for way in ways:
        _move(parts[merged.get(way.item_id, way.item_id)], way)
    items = select(Item.id, Item.name, Item.unit).where(Item.id.in_(parts))
    return [
        _row(item, parts[item.id], reached.get(item.id, ()), in_kits.get(item.id, (0, None)))
        for item in look.connection.execute(items)
        if item.id in reached or any(parts[item.id].values())
    ]


def _move(parts: Counter[str], way: Went) -> None:
    if way.origin is LocationKind.DONOR:
        parts["usable"] += way.quantity
    for place, sign in ((way.target, 1), (way.origin, -1)):
        if place in SHELF_LOCATIONS:
            parts["on_hand"] += sign * way.quantity
        elif place is LocationKind.TRANSIT:
            parts["in_transit"] += sign * way.quantity
    if way.target in _GONE:
        parts["lost"] += way.quantity
    elif way.origin is LocationKind.DISCARD:
        parts["lost"] -= way.quantity


def _row(
    item: Any, parts: Counter[str], reached: tuple[Reached, ...], in_kits: tuple[int, date | None]
) -> Followed:
    there = sum(parts[name] for name in ("on_hand", "in_transit", "lost", "sorted", "in_kits"))
    came = sum(parts[name] for name in ("usable", "made", "built"))
    return Followed(
        item.id,
        item.name,
        item.unit,
        given=parts["given"],
        usable=parts["usable"],
        made=parts["made"],
        sorted=parts["sorted"],
        built=parts["built"],
        in_kits=parts["in_kits"],
        beside=there + sum(one.quantity for one in reached) - came,
        on_hand=parts["on_hand"],
        in_transit=parts["in_transit"],
        lost=parts["lost"],
        reached=reached,
        in_kits_reached=in_kits[0],
        in_kits_last_on=in_kits[1],
    )
