"""What is said of an item as a whole: what should be available of it, at which pace it went out lately."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from drives.model import StorePar
from drives.queries.door import Look
from drives.queries.shelf_facts import went_out
from drives.rules.running_out import DAYS_LOOKED_AT, Pace, pace_of


@dataclass(frozen=True, slots=True)
class ParAt:
    """A par level and what is available (thousandths); of the whole store where there is no site."""

    site_id: int | None
    site: str | None
    par: int
    available: int

    @property
    def is_low(self) -> bool:
        """Whether less is available than should be."""
        return self.available < self.par


def pars_of(
    look: Look,
    into: Mapping[int, int],
    site_into: Mapping[int, int],
    known_sites: Mapping[int, str],
    available: Mapping[tuple[int, int | None], int],
) -> dict[int, list[ParAt]]:
    """The par levels by item, of the whole store first; of what was merged the largest counts.

    ``available`` is by item and site, None for the whole store (thousandths).
    """
    said: dict[tuple[int, int | None], int] = {}
    for row in look.connection.execute(select(StorePar.__table__)):
        site_id = None if row.site_id is None else site_into[row.site_id]
        if site_id is None or site_id in known_sites:
            key = (into[row.item_id], site_id)
            said[key] = max(row.quantity, said.get(key, 0))
    found: dict[int, list[ParAt]] = defaultdict(list)
    for (item_id, site_id), par in said.items():
        site = None if site_id is None else known_sites[site_id]
        found[item_id].append(ParAt(site_id, site, par, available.get((item_id, site_id), 0)))
    for pars in found.values():
        pars.sort(key=lambda one: one.site or "")
    return found


def paces_of(look: Look, into: Mapping[int, int]) -> dict[int, Pace]:
    """At which pace items went out lately, those of which enough is known."""
    first = look.today - timedelta(days=DAYS_LOOKED_AT - 1)
    days: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for item_id, by_day in went_out(look, first).items():
        for on, quantity in by_day.items():
            days[into[item_id]][on] += quantity
    paces = {item_id: pace_of(by_day, look.today) for item_id, by_day in days.items()}
    return {item_id: pace for item_id, pace in paces.items() if pace is not None}
