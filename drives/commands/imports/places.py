"""Import programs and sites: matched by slug, then by exact name, and updated in what the file brings."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table, or_, select, update

from drives.commands.door import Work
from drives.commands.found import lock_site
from drives.commands.imports.batch import Batch, Problems
from drives.commands.imports.nouns import Noun, Nouns, Wrong, no_check
from drives.model import Location, Move, Program, Site
from drives.rules.kinds import LocationKind
from drives.texts import _

_program: Table = Program.__table__  # type: ignore[assignment]
_site: Table = Site.__table__  # type: ignore[assignment]
_location: Table = Location.__table__  # type: ignore[assignment]

_PROGRAM_COLUMNS = (
    "kind", "description", "service_area", "hub", "address", "hide_address", "unlisted", "url", "phone",
    "email", "languages",
)  # fmt: skip
_SITE_COLUMNS = ("kind", "address", "hours", "latitude", "longitude", "public")


def take_programs(work: Work, batch: Batch, problems: Problems) -> tuple[int, int, int]:
    """Add and update programs; how many were added, updated, and known already."""
    nouns = Nouns(work.connection, _program, _PROGRAM_COLUMNS, {"hide_address": False, "unlisted": False})
    nouns.take(batch, problems, no_check)
    added, updated = nouns.write()
    return added, updated, len(nouns.touched) - added - updated


def take_sites(work: Work, batch: Batch, problems: Problems) -> tuple[int, int, int]:
    """Add and update sites with their shelves; how many were added, updated, and known already."""
    nouns = Nouns(work.connection, _site, _SITE_COLUMNS, {"public": True})

    def check(noun: Noun, row: Mapping[str, Any], _index: int) -> list[Wrong]:
        kind = row.get("kind", noun.values.get("kind"))
        if not noun.is_new and kind is not noun.values["kind"]:
            refused = _kind_refused(work.connection, noun)
            return [("kind", kind, refused)] if refused else []
        return []

    nouns.take(batch, problems, check)
    added, updated = nouns.write()
    for noun in nouns.touched.values():
        kind = LocationKind(noun.values["kind"].value)
        if noun.is_new:
            work.ledger.shelf(noun.id, kind)
        elif "kind" in noun.changed:
            work.connection.execute(update(_location).where(_location.c.site_id == noun.id).values(kind=kind))
    return added, updated, len(nouns.touched) - added - updated


def _kind_refused(connection: Connection, noun: Noun) -> str | None:
    """The totals are kept by kind of place, so a site's kind stands once goods have moved there."""
    lock_site(connection, noun.id)
    there = select(_location.c.id).where(_location.c.site_id == noun.id).scalar_subquery()
    moved = select(Move.id).where(or_(Move.from_location_id == there, Move.to_location_id == there)).limit(1)
    if connection.execute(moved).first() is None:
        return None
    return _("Goods have moved at {site}, so it stays a {kind}.").format(
        site=noun.values["name"], kind=noun.values["kind"].value
    )
