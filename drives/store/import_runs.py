"""What an import made, what stands of it, and what of it has left: read before it is undone, and by undoing.

A donation that was corrected stands as what it was corrected into; a need that repeats has its rounds with
it. Goods have left where a shelf holds less of a lot than would be taken back from it.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, false, func, select, true

from drives.model import (
    Delivery,
    DeliveryLine,
    Donation,
    DonationLine,
    ImportSpan,
    Item,
    Location,
    Move,
    Need,
    NeedRound,
    Program,
    StockLevel,
)
from drives.rules.kinds import (
    DonationState,
    ImportedNoun,
    MoveKind,
)
from drives.rules.quantity import to_text
from drives.store.gone import GONE, Pile, gone_from
from drives.texts import _

_CHUNK = 500


def spans_of(ids: Iterable[int]) -> list[tuple[int, int]]:
    """Ids as the fewest spans, each from its first to its last."""
    spans: list[tuple[int, int]] = []
    for one in sorted(ids):
        if spans and one == spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], one)
        else:
            spans.append((one, one))
    return spans


def undone_among(connection: Connection, noun: ImportedNoun, ids: Collection[int]) -> set[int]:
    """Which of these were taken back with the import that made them."""
    if not ids:
        return set()
    spans = connection.execute(
        select(ImportSpan.first_id, ImportSpan.last_id)
        .where(ImportSpan.noun == noun, ImportSpan.undone.is_(true()))
        .order_by(ImportSpan.first_id)
    ).all()
    firsts = [span.first_id for span in spans]
    at = ((one, bisect_right(firsts, one) - 1) for one in ids)
    return {one for one, place in at if place >= 0 and one <= spans[place].last_id}


def left_of(connection: Connection, run_ids: Collection[int]) -> dict[int, int]:
    """How many of the rows that each run made were not taken back with it; corrections count for none."""
    made: dict[tuple[int, ImportedNoun], list[tuple[int, int]]] = defaultdict(list)
    undone: dict[tuple[int, ImportedNoun], list[tuple[int, int]]] = defaultdict(list)
    spans = connection.execute(
        select(ImportSpan.__table__).where(ImportSpan.run_id.in_(run_ids)).order_by(ImportSpan.first_id)
    )
    for span in spans:
        (undone if span.undone else made)[span.run_id, span.noun].append((span.first_id, span.last_id))
    left: dict[int, int] = defaultdict(int)
    for (run_id, noun), brought in made.items():
        left[run_id] += sum(last - first + 1 for first, last in brought)
        left[run_id] -= _common(brought, undone[run_id, noun])
    return left


def _common(some: list[tuple[int, int]], others: list[tuple[int, int]]) -> int:
    """How many ids are in both lists of spans; each is in order, and no two of its spans overlap."""
    count = here = there = 0
    while here < len(some) and there < len(others):
        (first, last), (from_id, to_id) = some[here], others[there]
        count += max(0, min(last, to_id) - max(first, from_id) + 1)
        if last < to_id:
            here += 1
        else:
            there += 1
    return count


@dataclass(slots=True)
class Undoing:
    """What undoing an import comes to. ``donations`` and ``needs`` go whole, all that they were or became."""

    donations: list[int] = field(default_factory=list)
    standing: list[int] = field(default_factory=list)
    """The donations among them that stand, and are voided."""
    corrected: int = 0
    """How many of these are corrections."""
    needs: list[int] = field(default_factory=list)
    kept: int = 0
    """How many donations and needs cannot be taken back."""
    gone: list[str] = field(default_factory=list)
    """What has left, a sentence each."""


def undoing(connection: Connection, run_id: int) -> Undoing:
    """What undoing a run would do now."""
    found = Undoing()
    _donations(connection, _made(connection, run_id, Donation, ImportedNoun.DONATION), found)
    _needs(connection, _made(connection, run_id, Need, ImportedNoun.NEED), found)
    return found


def _made(connection: Connection, run_id: int, table: Any, noun: ImportedNoun) -> list[int]:
    """The ids that a run made and that were not taken back."""
    within = ImportSpan.run_id == run_id, ImportSpan.noun == noun
    rows = select(table.id).join(
        ImportSpan, (table.id >= ImportSpan.first_id) & (table.id <= ImportSpan.last_id)
    )
    made = connection.execute(
        rows.where(*within, ImportSpan.undone.is_(false())).order_by(table.id)
    ).scalars()
    undone = set(connection.execute(rows.where(*within, ImportSpan.undone.is_(true()))).scalars())
    return [one for one in made if one not in undone]


def _among(connection: Connection, rows: Any, column: Any, ids: Sequence[int]) -> Iterator[Any]:
    for start in range(0, len(ids), _CHUNK):
        yield from connection.execute(rows.where(column.in_(ids[start : start + _CHUNK])))


def _donations(connection: Connection, made: list[int], found: Undoing) -> None:
    chains: dict[int, list[int]] = {one: [one] for one in made}
    root = {one: one for one in made}
    newest = made
    while newest:
        rows = _among(connection, select(Donation.id, Donation.replaces_id), Donation.replaces_id, newest)
        newest = []
        for row in rows:
            root[row.id] = root[row.replaces_id]
            chains[root[row.id]].append(row.id)
            newest.append(row.id)
    stands = {
        row.id
        for row in _among(connection, select(Donation.id, Donation.state), Donation.id, list(root))
        if row.state is DonationState.POSTED
    }
    short, touched = _short(connection, sorted(stands))
    kept = {root[one] for one, piles in touched.items() if piles & short.keys()}
    for first, chain in chains.items():
        if first in kept:
            continue
        found.donations += chain
        standing = [one for one in chain if one in stands]
        found.standing += standing
        found.corrected += any(one != first for one in standing)
    found.kept += len(kept)
    found.gone += [gone_from(connection, pile, brought, there) for pile, (brought, there) in short.items()]


def _short(
    connection: Connection, standing: list[int]
) -> tuple[dict[Pile, tuple[int, int]], dict[int, set[Pile]]]:
    """The piles that hold less than came in (→ what came in, what is there); the piles of each donation."""
    place = func.coalesce(Location.merged_into_id, Location.id).label("place")
    came = (
        select(DonationLine.donation_id, Move.lot_id, place, Move.quantity)
        .join_from(
            DonationLine, Move, (Move.document_id == DonationLine.id) & (Move.kind == MoveKind.DONATION)
        )
        .join(Location, Location.id == Move.to_location_id)
        .where(Move.reverses_id.is_(None))
    )
    brought: dict[Pile, int] = defaultdict(int)
    touched: dict[int, set[Pile]] = defaultdict(set)
    for row in _among(connection, came, DonationLine.donation_id, standing):
        brought[row.lot_id, row.place] += row.quantity
        touched[row.donation_id].add((row.lot_id, row.place))
    levels = select(StockLevel.lot_id, StockLevel.location_id, StockLevel.quantity)
    lots = sorted({lot_id for lot_id, _place in brought})
    there = {
        (row.lot_id, row.location_id): row.quantity
        for row in _among(connection, levels, StockLevel.lot_id, lots)
    }
    short = {pile: (came_in, there.get(pile, 0)) for pile, came_in in brought.items()}
    return {pile: figures for pile, figures in sorted(short.items()) if figures[1] < figures[0]}, touched


def _needs(connection: Connection, made: list[int], found: Undoing) -> None:
    standing: dict[int, int] = {
        row.need_id: row.standing_need_id
        for row in _among(
            connection, select(NeedRound.need_id, NeedRound.standing_need_id), NeedRound.need_id, made
        )
    }
    rounds: dict[int, list[int]] = defaultdict(list)
    wanted = sorted(set(standing.values()))
    for row in _among(
        connection,
        select(NeedRound.need_id, NeedRound.standing_need_id).order_by(NeedRound.need_id),
        NeedRound.standing_need_id,
        wanted,
    ):
        rounds[row.standing_need_id].append(row.need_id)
    groups = {one: rounds[standing[one]] if one in standing else [one] for one in made}
    sent: dict[int, int] = defaultdict(int)
    lines = (
        select(DeliveryLine.need_id, DeliveryLine.quantity)
        .join(Delivery, Delivery.id == DeliveryLine.delivery_id)
        .where(Delivery.state.in_(GONE))
    )
    for row in _among(
        connection, lines, DeliveryLine.need_id, sorted({n for g in groups.values() for n in g})
    ):
        sent[row.need_id] += row.quantity
    for group in groups.values():
        went = sum(sent[one] for one in group)
        if went:
            found.kept += 1
            found.gone.append(_met(connection, group[0], went))
        else:
            found.needs += group


def _met(connection: Connection, need_id: int, went: int) -> str:
    row = connection.execute(
        select(Item.name, Program.name.label("program"))
        .join_from(Need, Item, Item.id == Need.item_id)
        .join(Program, Program.id == Need.program_id)
        .where(Need.id == need_id)
    ).one()
    return _("{item} for {program}: {quantity} went out for this need.").format(
        item=row.name, program=row.program, quantity=to_text(went)
    )
