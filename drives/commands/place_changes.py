"""What adding, revising and importing programs and sites share: names, addresses, and a site's kind."""

from typing import Any

from sqlalchemy import Connection, Table, or_, select, update

from drives.commands import typed
from drives.commands.found import lock_site
from drives.errors import Conflict, Refusal
from drives.model import Location, Move, Site
from drives.rules.kinds import LocationKind, SiteKind
from drives.rules.names import fold_name, slug_from
from drives.rules.seen import seen_mark
from drives.texts import _

DEGREE = 10_000_000

PROGRAM_COLUMNS = (
    "kind", "description", "service_area", "hub", "address", "hide_address", "unlisted", "url", "phone",
    "email", "languages", "accepted", "not_accepted",
)  # fmt: skip
PUBLIC_TEXTS = ("name", "description", "service_area", "hub", "url", "accepted", "not_accepted")
"""What everybody may read of a program; none of it tells an address that it hides."""

SITE_COLUMNS = ("kind", "address", "hours", "latitude", "longitude", "public")

_site: Table = Site.__table__  # type: ignore[assignment]
_location: Table = Location.__table__  # type: ignore[assignment]
_move: Table = Move.__table__  # type: ignore[assignment]


def degrees(most: int) -> typed.Form:
    """Ten-millionths of a degree, from -``most`` to ``most`` degrees."""

    def kept(value: int) -> int:
        if abs(value) > most * DEGREE:
            raise Refusal(_("Degrees here go from -{most} to {most}. Check the number.").format(most=most))
        return value

    return kept


def named(
    connection: Connection, table: Any, name: str, slug: str | None, *, row: Any = None
) -> tuple[str, str, str]:
    """Name, its key and a slug that nothing else in the table has, or a refusal.

    ``row`` is the one that is revised: without a slug it keeps its own.
    """
    shown = typed.name(name)
    key = fold_name(shown)
    if not key:
        raise Refusal(_("A name is missing. Enter one."))
    columns = select(table.c.id, table.c.name_key, table.c.slug)
    others = [other for other in connection.execute(columns).all() if row is None or other.id != row.id]
    if key in {other.name_key for other in others}:
        raise Refusal(
            _("The name {name} is taken. Use the one that is there, or another name.").format(name=shown)
        )
    slugs = {other.slug for other in others}
    if slug is not None and slug in slugs:
        raise Refusal(_("The address {slug} is taken. Choose another.").format(slug=slug))
    return shown, key, slug or (slug_from(shown, slugs) if row is None else row.slug)


def refuse_stale(row: Any, seen: str, *beside: object) -> None:
    """Refuse a change of a row that is no longer as it was seen (``drives/rules/seen.py``).

    ``beside`` is what else was seen of it.
    """
    if seen_mark((*row, *beside)) != seen:
        raise Conflict(
            _(
                "{name} was changed by somebody else meanwhile. Nothing was saved. "
                "Open it again and enter your change anew."
            ).format(name=row.name)
        )


def kind_refused(connection: Connection, site_id: int, name: str, kind: SiteKind) -> str | None:
    """Why a site keeps its kind, or None: the totals are kept by kind of place, once goods have moved there.

    Until the transaction ends nobody moves goods there.
    """
    lock_site(connection, site_id)
    if not moved_at(connection, site_id):
        return None
    return _("Goods have moved at {site}, so it stays a {kind}.").format(site=name, kind=kind.value)


def moved_at(connection: Connection, site_id: int) -> bool:
    """Whether goods ever moved at a site, or at one that was merged into it."""
    own = select(_location.c.id).where(_location.c.site_id == site_id)
    there = own.union_all(select(_location.c.id).where(_location.c.merged_into_id.in_(own)))
    moved = (
        select(_move.c.id)
        .where(or_(_move.c.from_location_id.in_(there), _move.c.to_location_id.in_(there)))
        .limit(1)
    )
    return connection.execute(moved).first() is not None


def give_shelf_kind(connection: Connection, site_id: int, kind: SiteKind) -> None:
    """Make a site's shelf of this kind (see ``kind_refused``)."""
    shelf = update(_location).where(_location.c.site_id == site_id)
    connection.execute(shelf.values(kind=LocationKind(kind.value)))
