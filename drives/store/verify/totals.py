"""Totals of donations from the lines, and totals of moves from the moves.

Each statement puts what should be and what stands in one pile, and adds it up by key. A row stands for
every key that ever occurred, also where all of it was taken back, and for no other.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Select, case, func, or_, select

from drives.rules.kinds import DonationState, Source
from drives.store.verify.merged import ReadAs
from drives.store.verify.names import Names, amount
from drives.store.verify.plain import (
    ONE,
    ZERO,
    added,
    donation,
    donation_day_total,
    donation_line,
    donation_total,
    found,
    location,
    lot,
    move,
    move_total,
    pile_of,
    word,
)
from drives.texts import _


def total_differences(connection: Connection, names: Names, read: ReadAs) -> Iterator[str]:  # noqa: ARG001
    """Totals that are not what the lines or the moves come to, item by item as they were posted."""
    yield from _donation_totals(connection, names)
    yield from _donation_day_totals(connection, names)
    yield from _move_totals(connection, names)


def _donated(**keys: ColumnElement[Any]) -> Select[Any]:
    """A row for each donated line: its keys, and what it adds while its donation stands."""
    stands = donation.c.state != word(DonationState.VOIDED)
    return (
        select(
            *(key.label(name) for name, key in keys.items()),
            case((stands, donation_line.c.received), else_=ZERO).label("received"),
            case((stands, donation_line.c.rejected), else_=ZERO).label("rejected"),
            ZERO.label("received_stands"),
            ZERO.label("rejected_stands"),
            ONE.label("lines"),
            ZERO.label("rows"),
        )
        .join_from(donation_line, donation, donation.c.id == donation_line.c.donation_id)
        .join(lot, lot.c.id == donation_line.c.lot_id)
        .where(donation_line.c.source != word(Source.PURCHASED))
    )


def _unlike_lines(total: FromClause, **keys: ColumnElement[Any]) -> Select[Any]:
    kept = select(
        *(total.c[name].label(name) for name in keys),
        ZERO.label("received"),
        ZERO.label("rejected"),
        total.c.received.label("received_stands"),
        total.c.rejected.label("rejected_stands"),
        ZERO.label("lines"),
        ONE.label("rows"),
    )
    pile = pile_of(_donated(**keys), kept)
    sums = added(pile, "received", "rejected", "received_stands", "rejected_stands", "lines", "rows")
    by = [pile.c[name] for name in keys]
    return (
        select(*by, *(total_of.label(name) for name, total_of in sums.items()))
        .group_by(*by)
        .having(
            or_(
                sums["received"] != sums["received_stands"],
                sums["rejected"] != sums["rejected_stands"],
                sums["rows"] == ZERO,
                sums["lines"] == ZERO,
            )
        )
        .order_by(*by)
    )


def _donation_totals(connection: Connection, names: Names) -> Iterator[str]:
    drive, program = func.coalesce(lot.c.drive_id, ZERO), func.coalesce(lot.c.restricted_to_id, ZERO)
    rows = _unlike_lines(donation_total, item_id=lot.c.item_id, drive_id=drive, program_id=program)
    for row in found(connection, rows):
        key = {
            "item": names.item(row.item_id),
            "drive": names.drive(row.drive_id),
            "program": names.program(row.program_id),
        }
        if not row.rows:
            yield _(
                "{item}, {drive}, for {program}: no total of donations is kept; "
                "the lines come to {received} received and {rejected} rejected."
            ).format(received=amount(row.received), rejected=amount(row.rejected), **key)
        elif not row.lines:
            yield _(
                "{item}, {drive}, for {program}: the total of donations says {received} received and "
                "{rejected} rejected, but no such line was ever logged."
            ).format(received=amount(row.received_stands), rejected=amount(row.rejected_stands), **key)
        else:
            if row.received != row.received_stands:
                yield _(
                    "{item}, {drive}, for {program}: the total of donations says {stands} received, "
                    "the lines come to {should}."
                ).format(stands=amount(row.received_stands), should=amount(row.received), **key)
            if row.rejected != row.rejected_stands:
                yield _(
                    "{item}, {drive}, for {program}: the total of donations says {stands} rejected, "
                    "the lines come to {should}."
                ).format(stands=amount(row.rejected_stands), should=amount(row.rejected), **key)


def _donation_day_totals(connection: Connection, names: Names) -> Iterator[str]:
    drive = func.coalesce(lot.c.drive_id, ZERO)
    rows = _unlike_lines(
        donation_day_total, drive_id=drive, received_on=donation.c.received_on, item_id=lot.c.item_id
    )
    for row in found(connection, rows):
        key = {
            "item": names.item(row.item_id),
            "drive": names.drive(row.drive_id),
            "day": str(row.received_on),
        }
        if not row.rows:
            yield _(
                "{item}, {drive}, {day}: no total of that day's donations is kept; "
                "the lines come to {received} received and {rejected} rejected."
            ).format(received=amount(row.received), rejected=amount(row.rejected), **key)
        elif not row.lines:
            yield _(
                "{item}, {drive}, {day}: the total of that day's donations says {received} received and "
                "{rejected} rejected, but no such line was ever logged."
            ).format(received=amount(row.received_stands), rejected=amount(row.rejected_stands), **key)
        else:
            if row.received != row.received_stands:
                yield _(
                    "{item}, {drive}, {day}: the total of that day's donations says {stands} received, "
                    "the lines come to {should}."
                ).format(stands=amount(row.received_stands), should=amount(row.received), **key)
            if row.rejected != row.rejected_stands:
                yield _(
                    "{item}, {drive}, {day}: the total of that day's donations says {stands} rejected, "
                    "the lines come to {should}."
                ).format(stands=amount(row.rejected_stands), should=amount(row.rejected), **key)


def _move_totals(connection: Connection, names: Names) -> Iterator[str]:
    for row in found(connection, _unlike_ways()):
        key = {
            "item": names.item(row.item_id),
            "drive": names.drive(row.drive_id),
            "program": names.program(row.program_id),
            "way": _("{origin} → {target}").format(origin=row.from_kind, target=row.to_kind),
        }
        if not row.rows:
            yield _(
                "{item}, {drive}, for {program}, {way}: no total of moves is kept; they come to {should}."
            ).format(should=amount(row.should), **key)
        elif not row.moves:
            yield _(
                "{item}, {drive}, for {program}, {way}: the total of moves says {stands}, "
                "but nothing ever went that way."
            ).format(stands=amount(row.stands), **key)
        else:
            yield _(
                "{item}, {drive}, for {program}, {way}: the total of moves says {stands}, "
                "the moves come to {should}."
            ).format(stands=amount(row.stands), should=amount(row.should), **key)


def _unlike_ways() -> Select[Any]:
    origin, target = location.alias("origin"), location.alias("target")
    mirrored = move.c.reverses_id.is_not(None)
    keys = ("item_id", "drive_id", "program_id", "from_kind", "to_kind")
    moved = (
        select(
            lot.c.item_id.label("item_id"),
            func.coalesce(lot.c.drive_id, ZERO).label("drive_id"),
            func.coalesce(lot.c.restricted_to_id, ZERO).label("program_id"),
            case((mirrored, target.c.kind), else_=origin.c.kind).label("from_kind"),
            case((mirrored, origin.c.kind), else_=target.c.kind).label("to_kind"),
            case((mirrored, -move.c.quantity), else_=move.c.quantity).label("should"),
            ZERO.label("stands"),
            ONE.label("moves"),
            ZERO.label("rows"),
        )
        .join_from(move, lot, lot.c.id == move.c.lot_id)
        .join(origin, origin.c.id == move.c.from_location_id)
        .join(target, target.c.id == move.c.to_location_id)
    )
    kept = select(
        *(move_total.c[name].label(name) for name in keys),
        ZERO.label("should"),
        move_total.c.quantity.label("stands"),
        ZERO.label("moves"),
        ONE.label("rows"),
    )
    pile = pile_of(moved, kept)
    by = [pile.c[name] for name in keys]
    sums = added(pile, "should", "stands", "moves", "rows")
    return (
        select(*by, *(total.label(name) for name, total in sums.items()))
        .group_by(*by)
        .having(or_(sums["should"] != sums["stands"], sums["moves"] == ZERO, sums["rows"] == ZERO))
        .order_by(*by)
    )
