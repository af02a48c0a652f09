"""Which kits can be put together where, of what is free at each site."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from drives.model import Site
from drives.queries.day_donations import Words
from drives.queries.door import Look, query
from drives.queries.theirs import called_otherwise
from drives.rules.kits import buildable as can_build
from drives.rules.quantity import SCALE
from drives.rules.roles import Permission
from drives.rules.units import Unit
from drives.store.kit_stock import AtShelf, free_by_item, lots_for_kits
from drives.store.merges import merges
from drives.store.recipes import Written, all_written, in_force


class SiteKits(NamedTuple):
    """How many of a kit can be put together at a site (thousandths of the kit)."""

    site_id: int
    site: str
    kits: int


@dataclass(frozen=True, slots=True)
class BuildableKit:
    """How many of a kit can be put together of what is free, in all and by site (thousandths of the kit).

    ``parts_at`` is, by site, of how many of its parts there is enough for one kit.
    """

    item_id: int
    item: str
    unit: Unit
    kits: int
    at_sites: tuple[SiteKits, ...]
    parts_at: Mapping[int, int]


@query(Permission.MOVE_STOCK, scoped=True)
def buildable(look: Look) -> tuple[BuildableKit, ...]:
    """What kits can be put together today, site by site; by organizers of some drives, of their goods."""
    words = Words(look)
    recipes, lots = recipes_now(look, look.viewer.drives_where(Permission.MOVE_STOCK))
    free = free_at_sites(words, lots)
    called = sites_called(look, words, free)
    found = []
    for kit, one in recipes.items():
        some, item = built_at_sites(one, free, called), words.items[kit]
        parts_at = {
            site_id: sum(there.get(part, 0) >= many for part, many in one.parts.items())
            for site_id, there in free.items()
        }
        found.append(BuildableKit(kit, item.name, item.unit, sum(at.kits for at in some), some, parts_at))
    return tuple(sorted(found, key=lambda row: row.item))


def recipes_now(look: Look, drive_ids: frozenset[int] | None) -> tuple[dict[int, Written], list[AtShelf]]:
    """The recipes of today, and what is free of their parts, kept for nobody."""
    merged = merges(look.connection)
    recipes = in_force(all_written(look.connection, merged.items), merged.items, look.today)
    parts = {part for one in recipes.values() for part in one.parts}
    lots = lots_for_kits(look.connection, parts, merged, on=look.today, drive_ids=drive_ids) if parts else []
    return recipes, lots


def free_at_sites(words: Words, lots: Iterable[AtShelf]) -> dict[int, dict[int, int]]:
    """By site (as it is read) and item, what is free there (thousandths)."""
    at_site: dict[int, list[AtShelf]] = defaultdict(list)
    for at in lots:
        at_site[words.site_of(at.site_id)].append(at)
    return {site_id: free_by_item(at.lot for at in there) for site_id, there in at_site.items()}


def sites_called(look: Look, words: Words, site_ids: Iterable[int]) -> dict[int, str]:
    """What the viewer calls these sites."""
    return {site: str(words.sites[site].name) for site in site_ids} | called_otherwise(look, Site)


def built_at_sites(
    recipe: Written, free: Mapping[int, Mapping[int, int]], called: Mapping[int, str]
) -> tuple[SiteKits, ...]:
    """The sites at which some can be put together now, where the most can be first."""
    built = (
        SiteKits(site_id, called[site_id], can_build(recipe.parts, there).kits * SCALE)
        for site_id, there in free.items()
    )
    return tuple(sorted((one for one in built if one.kits), key=lambda one: (-one.kits, one.site)))
