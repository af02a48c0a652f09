"""Where the goods of lots are now, or what became of them, as far as the viewer may know."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select, union_all

from drives.model import Location, Move, Program, Site
from drives.queries.door import Look
from drives.queries.theirs import called_otherwise
from drives.rules.kinds import LocationKind

_ORIGINS = (LocationKind.DONOR, LocationKind.SUPPLIER)
_ORDER = list(LocationKind)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """So much of a lot (thousandths) is at a kind of place; ``name`` is the site's or the program's.

    Less than nothing at ``count_difference`` is what a count found more than the books said.
    """

    kind: LocationKind
    name: str | None
    quantity: int


def whereabouts(look: Look, lot_ids: Collection[int]) -> dict[int, tuple[Whereabouts, ...]]:
    """By lot, everything that its moves left anywhere but where it came from."""
    ways = union_all(
        select(Move.lot_id, Move.to_location_id.label("place"), Move.quantity),
        select(Move.lot_id, Move.from_location_id.label("place"), -Move.quantity),
    ).subquery()
    kept = Location.__table__.alias()
    rows = look.connection.execute(
        select(
            ways.c.lot_id, kept.c.kind, kept.c.site_id, kept.c.program_id,
            func.sum(ways.c.quantity).label("quantity"),
        )
        .join(Location, Location.id == ways.c.place)
        .join(kept, kept.c.id == func.coalesce(Location.merged_into_id, Location.id))
        .where(ways.c.lot_id.in_(lot_ids), kept.c.kind.not_in(_ORIGINS))
        .group_by(ways.c.lot_id, kept.c.kind, kept.c.site_id, kept.c.program_id)
    ).all()  # fmt: skip
    sites, programs = _names(look, Site), _names(look, Program)
    found: dict[int, list[Whereabouts]] = defaultdict(list)
    for row in rows:
        if row.quantity:
            name = sites.get(row.site_id) or programs.get(row.program_id)
            found[row.lot_id].append(Whereabouts(row.kind, name, int(row.quantity)))
    return {
        lot_id: tuple(sorted(places, key=lambda one: (_ORDER.index(one.kind), one.name or "")))
        for lot_id, places in found.items()
    }


def _names(look: Look, noun: type[Site] | type[Program]) -> dict[int | None, str]:
    names = {row.id: row.name for row in look.connection.execute(select(noun.id, noun.name))}
    return {**names, **called_otherwise(look, noun)}
