"""Moves against their papers, both ways."""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Select, and_, exists, func, or_, select

from drives.rules.kinds import MoveKind
from drives.store.verify.expected import expected
from drives.store.verify.merged import ReadAs
from drives.store.verify.names import Names, amount
from drives.store.verify.plain import ONE, ZERO, found, move, word
from drives.texts import _

# A move's column and the one it is expected from; a mirror image goes the other way.
_FORTH = (("lot_id", "lot_id"), ("from_location_id", "from_id"), ("to_location_id", "to_id"),
          ("quantity", "quantity"), ("effective_on", "effective_on"))  # fmt: skip
_BACK = (("lot_id", "lot_id"), ("from_location_id", "to_id"), ("to_location_id", "from_id"),
         ("quantity", "quantity"), ("effective_on", "effective_on"))  # fmt: skip
_PLACES = ("from_location_id", "to_location_id")


def move_differences(connection: Connection, names: Names, read: ReadAs) -> Iterator[str]:
    """What is missing or other than its paper says, then what stands for more than it should."""
    papers = expected(read)
    for kind, paper in papers.items():
        for row in found(connection, _unlike_paper(kind, paper, read)):
            yield from _told(row, kind, names)
    for row in found(connection, _doubled()):
        yield _(
            "{paper}: {count} moves stand for it where one should; "
            "the last one is move {move}, {quantity} of {lot}."
        ).format(
            paper=names.paper(row.kind, row.document_id),
            count=row.count,
            move=row.last,
            **_of_move(row, names),
        )
    for kind, paper in papers.items():
        for row in found(connection, _without_paper(kind, paper)):
            yield _stray(row, names)
    for row in found(connection, select(move).where(move.c.kind.not_in([word(kind) for kind in MoveKind]))):
        yield _stray(row, names)
    for row in found(connection, _mirrors_of_nothing()):
        yield _(
            "Move {move} ({quantity} of {lot}, from {origin} to {target} on {day}) takes back move {undone}, "
            "which is no move that can be taken back."
        ).format(move=row.id, undone=row.reverses_id, **_of_move(row, names))


def _unlike_paper(kind: MoveKind, papers: Select[Any], read: ReadAs) -> Select[Any]:
    """Papers of a kind whose move, or whose mirrored move, is not what they say."""
    paper, done, undone = papers.subquery("paper"), move.alias("done"), move.alias("undone")

    def said_by(one: FromClause, name: str) -> ColumnElement[Any]:
        return read.place(one.c[name]) if name in _PLACES else one.c[name]

    differs = [said_by(done, name).is_distinct_from(paper.c[said]) for name, said in _FORTH]
    undone_differs = [said_by(undone, name).is_distinct_from(paper.c[said]) for name, said in _BACK]
    own = ("id", "kind", "document_id")
    return (
        select(
            *paper.c,
            *(said_by(done, name).label(f"done_{name}") for name in ("id", *dict(_FORTH))),
            *(said_by(undone, name).label(f"undone_{name}") for name in (*own, *dict(_BACK))),
        )
        .select_from(paper)
        .outerjoin(
            done,
            and_(
                done.c.document_id == paper.c.document_id,
                done.c.kind == word(kind),
                done.c.reverses_id.is_(None),
            ),
        )
        .outerjoin(undone, undone.c.reverses_id == done.c.id)
        .where(
            or_(
                done.c.id.is_(None),
                *differs,
                and_(paper.c.undone == ZERO, undone.c.id.is_not(None)),
                and_(
                    paper.c.undone == ONE,
                    or_(
                        undone.c.kind != word(kind),
                        undone.c.document_id != paper.c.document_id,
                        *undone_differs,
                    ),
                ),
            )
        )
        .order_by(paper.c.document_id, done.c.id)
    )


def _told(row: Any, kind: MoveKind, names: Names) -> Iterator[str]:
    paper = names.paper(kind, row.document_id)
    if row.done_id is None:
        yield _(
            "{paper}: no move stands for {quantity} of {lot}, from {origin} to {target} on {day}."
        ).format(
            paper=paper,
            quantity=amount(row.quantity),
            lot=names.lot(row.lot_id),
            origin=names.place(row.from_id),
            target=names.place(row.to_id),
            day=row.effective_on,
        )
        return
    yield from _columns_told(row, "done", _FORTH, paper, names)
    if row.undone == 0 and row.undone_id is not None:
        yield _(
            "{paper}: it stands, but move {undone} takes its move {move} back ({quantity} of {lot})."
        ).format(
            paper=paper,
            undone=row.undone_id,
            move=row.done_id,
            quantity=amount(row.quantity),
            lot=names.lot(row.lot_id),
        )
    elif row.undone == 1 and row.undone_id is None:
        yield _(
            "{paper}: it was taken back, but no move takes back its move {move}, "
            "{quantity} of {lot} at {place}."
        ).format(
            paper=paper,
            move=row.done_id,
            quantity=amount(row.quantity),
            lot=names.lot(row.lot_id),
            place=names.place(row.to_id),
        )
    elif row.undone == 1:
        if (row.undone_kind, row.undone_document_id) != (kind, row.document_id):
            yield _("{paper}: move {move} takes its move back, but stands for {stands}.").format(
                paper=paper,
                move=row.undone_id,
                stands=names.paper(row.undone_kind, row.undone_document_id),
            )
        yield from _columns_told(row, "undone", _BACK, paper, names)


def _columns_told(
    row: Any, which: str, columns: tuple[tuple[str, str], ...], paper: str, names: Names
) -> Iterator[str]:
    """A sentence for each column of a move that is not what its paper says."""
    say = {
        "lot_id": _("{paper}: move {move} is of {stands}, but should be of {should}."),
        "from_location_id": _(
            "{paper}: move {move} of {lot} comes from {stands}, but should come from {should}."
        ),
        "to_location_id": _("{paper}: move {move} of {lot} goes to {stands}, but should go to {should}."),
        "quantity": _("{paper}: move {move} of {lot} is of {stands}, but should be of {should}."),
        "effective_on": _("{paper}: move {move} of {lot} is on {stands}, but should be on {should}."),
    }
    called: dict[str, Callable[[Any], str]] = {
        "lot_id": names.lot,
        "from_location_id": names.place,
        "to_location_id": names.place,
        "quantity": amount,
        "effective_on": str,
    }
    for name, said in columns:
        stands, should = getattr(row, f"{which}_{name}"), getattr(row, said)
        if stands != should:
            yield say[name].format(
                paper=paper,
                move=getattr(row, f"{which}_id"),
                lot=names.lot(row.lot_id),
                stands=called[name](stands),
                should=called[name](should),
            )


def _doubled() -> Select[Any]:
    """Papers for which more than one move stands, with the last one of them."""
    many = (
        select(
            move.c.kind, move.c.document_id, func.count().label("count"), func.max(move.c.id).label("last")
        )
        .where(move.c.reverses_id.is_(None))
        .group_by(move.c.document_id, move.c.kind)
        .having(func.count() > ONE)
        .subquery("many")
    )
    last = move.alias("last_move")
    return (
        select(
            many, last.c.lot_id, last.c.from_location_id, last.c.to_location_id, last.c.quantity,
            last.c.effective_on,
        )
        .join_from(many, last, last.c.id == many.c.last)
        .order_by(many.c.kind, many.c.document_id)
    )  # fmt: skip


def _without_paper(kind: MoveKind, papers: Select[Any]) -> Select[Any]:
    paper = papers.subquery("paper")
    has_paper = exists(select(ONE).select_from(paper).where(paper.c.document_id == move.c.document_id))
    return select(move).where(move.c.kind == word(kind), ~has_paper).order_by(move.c.id)


def _mirrors_of_nothing() -> Select[Any]:
    """Moves that take back what is not there, or what itself takes back another."""
    other = move.alias("other")
    return (
        select(move)
        .outerjoin(other, other.c.id == move.c.reverses_id)
        .where(
            move.c.reverses_id.is_not(None),
            or_(other.c.id.is_(None), other.c.reverses_id.is_not(None)),
        )
        .order_by(move.c.id)
    )


def _stray(row: Any, names: Names) -> str:
    return _(
        "Move {move} ({quantity} of {lot}, from {origin} to {target} on {day}) stands for {paper}, "
        "which makes no such move."
    ).format(move=row.id, paper=names.paper(row.kind, row.document_id), **_of_move(row, names))


def _of_move(row: Any, names: Names) -> dict[str, str]:
    return {
        "quantity": amount(row.quantity),
        "lot": names.lot(row.lot_id),
        "origin": names.place(row.from_location_id),
        "target": names.place(row.to_location_id),
        "day": str(row.effective_on),
    }
