"""Items, programs and sites that turn out to be the same: one is kept, the other points to it.

Nothing that was posted is changed: lots, moves, needs and totals keep the id they were written with,
and reading follows (``store/merges.py``). One step always leads to the one that is kept.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, select, update

from drives.commands.door import Work, command
from drives.commands.found import items_read_as, lock_site
from drives.commands.imports.known_donations import renew_row_keys
from drives.commands.imports.lookups import merges
from drives.commands.issuers import move_issuer
from drives.commands.item_terms import ALIKE
from drives.commands.item_units import goods_moved
from drives.commands.merge_steps import Two, both, ids_kept, join_drives, name_of, point
from drives.commands.merged_items import move_goals, move_packs, move_sku, move_words
from drives.commands.place_changes import moved_at
from drives.commands.recipes import refuse_kit_in_itself
from drives.commands.welcomes import join_welcomes
from drives.errors import Refusal
from drives.model import DriveProgram, DriveSite, Item, Location, Need, Program, Site
from drives.rules.kinds import LocationKind
from drives.rules.roles import Permission
from drives.texts import _

_item: Table = Item.__table__  # type: ignore[assignment]
_program: Table = Program.__table__  # type: ignore[assignment]
_site: Table = Site.__table__  # type: ignore[assignment]
_location: Table = Location.__table__  # type: ignore[assignment]
_need: Table = Need.__table__  # type: ignore[assignment]
_drive_program: Table = DriveProgram.__table__  # type: ignore[assignment]
_drive_site: Table = DriveSite.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class MergeItems:
    """An item that is the same as another; ``into_id`` is the one that is kept."""

    item_id: int
    into_id: int


@dataclass(frozen=True, slots=True)
class MergePrograms:
    """A program that is the same as another; ``into_id`` is the one that is kept."""

    program_id: int
    into_id: int


@dataclass(frozen=True, slots=True)
class MergeSites:
    """A site that is the same as another; ``into_id`` is the one that is kept."""

    site_id: int
    into_id: int


@dataclass(frozen=True, slots=True)
class Merged:
    """The one that was kept, and the names of both."""

    kept_id: int
    kept: str
    gone: str


def _done(two: Two) -> Merged:
    return Merged(two.kept.id, two.kept.name, two.gone.name)


@command(Permission.SET_UP)
def merge_items(work: Work, request: MergeItems) -> Merged:
    """Read one item as another: its goods, needs, goals, packs, barcodes and words are the other's.

    The one that is kept is active where either was, and has the SKU of the other where it had none.
    """
    connection = work.connection
    two = both(connection, _item, request.item_id, request.into_id, _("That item"))
    if two.gone.unit is not two.kept.unit:
        raise _of_two_units(connection, two)
    into = merges(connection)["program"]
    ours, theirs = (items_read_as(connection, row.id) for row in two)
    shared = _shared_reference(connection, _need.c.item_id, ours, theirs, into)
    if shared is not None:
        raise Refusal(
            _(
                "{program} asks for {item} and for {other} under one reference, {reference}, and a reference "
                "names one need of an item. Nothing was merged: keep both items."
            ).format(
                program=name_of(connection, _program, shared[0]),
                item=two.gone.name,
                other=two.kept.name,
                reference=shared[1],
            )
        )
    move_sku(connection, two.gone, two.kept)
    move_packs(connection, two.gone, two.kept)
    move_words(connection, two.gone.id, two.kept)
    move_goals(connection, two.gone.id, two.kept.id)
    connection.execute(
        update(_item)
        .where(_item.c.id.in_(ours))
        .values({column: getattr(two.kept, column) for column in ALIKE})
        .values(merged_into_id=two.kept.id, active=False)
    )
    if two.gone.active and not two.kept.active:
        connection.execute(update(_item).where(_item.c.id == two.kept.id).values(active=True))
    refuse_kit_in_itself(connection)
    renew_row_keys(connection, items=[*ours, *theirs])
    return _done(two)


@command(Permission.SET_UP)
def merge_programs(work: Work, request: MergePrograms) -> Merged:
    """Read one program as another: its needs, deliveries, drives and what is kept for it are the other's."""
    connection = work.connection
    two = both(connection, _program, request.program_id, request.into_id, _("That program"))
    into = merges(connection)["item"]
    ours, theirs = (ids_kept(connection, Program, row.id) for row in two)
    shared = _shared_reference(connection, _need.c.program_id, ours, theirs, into)
    if shared is not None:
        raise Refusal(
            _(
                "{program} and {other} both ask for {item} under the reference {reference}, and a reference "
                "names one need of a program. Nothing was merged: keep both programs."
            ).format(
                program=two.gone.name,
                other=two.kept.name,
                item=name_of(connection, _item, shared[0]),
                reference=shared[1],
            )
        )
    # Both have a place from now on, so that a confirmation at this moment finds the one that is kept.
    for row in two:
        work.ledger.program(row.id)
    join_drives(connection, _drive_program, "program_id", two)
    join_welcomes(connection, two.gone.id, two.kept.id)
    move_issuer(connection, two.gone.id, two.kept.id)
    point(connection, _program, two)
    _point_places(connection, "program_id", ours, f"{LocationKind.PROGRAM}:{two.kept.id}")
    renew_row_keys(connection, programs=[*ours, *theirs])
    return _done(two)


@command(Permission.SET_UP)
def merge_sites(work: Work, request: MergeSites) -> Merged:
    """Read one site as another: its stock, and what is reserved of it, stands at the other."""
    connection = work.connection
    two = both(connection, _site, request.site_id, request.into_id, _("That site"))
    if two.gone.kind is not two.kept.kind:
        raise _of_two_kinds(connection, two)
    kind = LocationKind(two.kept.kind.value)
    for row in sorted(two, key=lambda row: row.id):
        lock_site(connection, row.id)
    origin, target = (work.ledger.shelf(row.id, kind) for row in two)
    ours, theirs = (ids_kept(connection, Site, row.id) for row in two)
    work.ledger.fold(origin.id, target.id)
    join_drives(connection, _drive_site, "site_id", two)
    point(connection, _site, two)
    _point_places(connection, "site_id", ours, f"site:{two.kept.id}")
    renew_row_keys(connection, sites=[*ours, *theirs])
    return _done(two)


def _of_two_units(connection: Connection, two: Two) -> Refusal:
    """The refusal for items of two units: one of them is changed first, where one can be."""
    if all(goods_moved(connection, items_read_as(connection, row.id)) for row in two):
        told = _(
            "{item} is counted in {unit}, {other} in {other_unit}, and goods of both have moved, so neither "
            "unit can change. Nothing was merged: keep both items."
        )
    else:
        told = _("{item} is counted in {unit}, {other} in {other_unit}: give both one unit first.")
    return Refusal(
        told.format(
            item=two.gone.name,
            unit=two.gone.unit.value,
            other=two.kept.name,
            other_unit=two.kept.unit.value,
        )
    )


def _of_two_kinds(connection: Connection, two: Two) -> Refusal:
    """The refusal for sites of two kinds: one of them is changed first, where one can be."""
    if all(moved_at(connection, row.id) for row in two):
        told = _(
            "{site} is a {kind}, {other} a {other_kind}, and goods have moved at both, so neither kind can "
            "change. Nothing was merged: keep both sites."
        )
    else:
        told = _("{site} is a {kind}, {other} a {other_kind}: make both of one kind first.")
    return Refusal(
        told.format(
            site=two.gone.name,
            kind=two.gone.kind.value,
            other=two.kept.name,
            other_kind=two.kept.kind.value,
        )
    )


def _point_places(connection: Connection, column: str, noun_ids: Collection[int], identity: str) -> None:
    kept = select(_location.c.id).where(_location.c.identity == identity).scalar_subquery()
    connection.execute(update(_location).where(_location.c[column].in_(noun_ids)).values(merged_into_id=kept))


def _shared_reference(
    connection: Connection,
    column: ColumnElement[int],
    ours: Collection[int],
    theirs: Collection[int],
    into: Mapping[Any, int],
) -> tuple[int, str] | None:
    """What needs of both say: the program (of two items) or item (of two programs), and the reference.

    A need is known by program, reference and item, so no two may come to be known by the same.
    """
    beside = _need.c.program_id if column is _need.c.item_id else _need.c.item_id
    needs = select(column.label("noun"), beside.label("beside"), _need.c.reference).where(
        _need.c.reference.is_not(None), column.in_([*ours, *theirs])
    )
    said: dict[bool, set[tuple[int, str]]] = {True: set(), False: set()}
    for row in connection.execute(needs):
        said[row.noun in ours].add((into.get(row.beside, row.beside), row.reference))
    return min(said[True] & said[False], default=None)
