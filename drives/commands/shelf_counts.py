"""A shelf counted as people see it: what looks alike is one pile, whichever drives it came in for.

A shortage is taken first received first, what nobody reserved before what somebody did, and what is
found beyond the books goes to a lot without drive (as with a file of counts).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from drives.commands import typed
from drives.commands.count_writing import LotCounted, check_reason, write_count
from drives.commands.donation_lines import LINE_FORMS, check_date
from drives.commands.door import Work, command
from drives.commands.found import check_quantity, item_by_id, lock_lots, program_row, row_of, site_kind
from drives.errors import Conflict, Refusal
from drives.ledger import LotKey, LotRef, Place, lot_ref
from drives.model import Site
from drives.rules.dates import DateKind
from drives.rules.quantity import to_text
from drives.rules.roles import Permission
from drives.store.piles import PileMark, piles_at
from drives.texts import _

_PILE_FORMS = {field: LINE_FORMS[field] for field in ("date_mark", "date_kind", "lot_code")}


@dataclass(frozen=True, slots=True)
class Pile:
    """What was counted of goods that look alike. Quantities in thousandths.

    ``expected`` is what the books said when it was counted: where they say something else by now, the
    count is refused, for nobody knows whether what came or went since was in it.
    """

    item_id: int
    counted: int
    expected: int
    date_mark: date | None = None
    date_kind: DateKind | None = None
    lot_code: str | None = None
    restricted_to_id: int | None = None

    @property
    def mark(self) -> PileMark:
        """What sets the goods apart."""
        return PileMark(self.item_id, self.date_mark, self.date_kind, self.lot_code, self.restricted_to_id)


@dataclass(frozen=True, slots=True)
class CountShelf:
    """What was counted at a site now; what was not counted is left alone.

    ``note`` says why the books differ; where they do, there is no count without it.
    """

    site_id: int
    piles: tuple[Pile, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ShelfCounted:
    """The count that was written; ``losses`` says whose reservations gave way."""

    document_id: int
    losses: tuple[str, ...] = ()


@command(Permission.MOVE_STOCK)
def count_shelf(work: Work, request: CountShelf) -> ShelfCounted:
    """Correct the books of the counted piles by the difference; reservations give way to a shortage."""
    request = typed.as_kept(request, note=typed.lines(2000), piles=_kept)
    if not request.piles:
        raise Refusal(_("Nothing was counted yet. Enter what you found."))
    if len({pile.mark for pile in request.piles}) < len(request.piles):
        raise Refusal(_("The same goods were counted twice in one count. Enter them once."))
    shelf = work.ledger.shelf(request.site_id, site_kind(work.connection, request.site_id))
    lines = lines_of_piles(work, request.site_id, shelf, request.piles, shelved(work, request.site_id, shelf))
    if not lines:
        raise Refusal(_("Nothing was counted yet. Enter what you found."))
    check_reason(request.note, sum(1 for pile in request.piles if pile.counted != pile.expected))
    return ShelfCounted(*write_count(work, shelf, work.today, request.note, lines))


def _kept(piles: Sequence[Pile]) -> tuple[Pile, ...]:
    return tuple(typed.as_kept(pile, **_PILE_FORMS) for pile in piles)


@dataclass(slots=True)
class Shelved:
    """A lot on the shelf, what is there of it and what of that is reserved, in thousandths."""

    lot: LotRef
    quantity: int
    reserved: int


def shelved(work: Work, site_id: int, shelf: Place) -> dict[PileMark, list[Shelved]]:
    """The lots on a site's shelf by what one can see of them, first received first; locked until the end."""
    piles = piles_at(work.connection, site_id)
    ids = [row.id for rows in piles.values() for row in rows]
    lock_lots(work.connection, ids)
    levels = work.ledger.locked_levels((lot_id, shelf.id) for lot_id in ids)
    return {
        mark: [
            Shelved(
                LotRef(row.id, row.item_id, row.drive_id or 0, row.restricted_to_id or 0),
                *levels[row.id, shelf.id],
            )
            for row in rows
        ]
        for mark, rows in piles.items()
    }


def lines_of_piles(
    work: Work,
    site_id: int,
    shelf: Place,
    piles: Sequence[Pile],
    there: Mapping[PileMark, Sequence[Shelved]],
) -> list[LotCounted]:
    """Each lot of the counted piles with what the books said of it and what is there now."""
    for program_id in sorted({pile.restricted_to_id for pile in piles} - {None}):  # type: ignore[type-var]
        program_row(work.connection, program_id)  # type: ignore[arg-type]
    lines: list[LotCounted] = []
    for pile in piles:
        lines += _lines_of(work, site_id, pile, there.get(pile.mark, []), shelf)
    return lines


def _lines_of(
    work: Work, site_id: int, pile: Pile, lots: Sequence[Shelved], shelf: Place
) -> list[LotCounted]:
    item = item_by_id(work.connection, pile.item_id)
    check_quantity(item, pile.counted, zero_allowed=True)
    check_date(item, pile.date_mark, pile.date_kind, known=bool(lots))
    books = sum(one.quantity for one in lots)
    if books != pile.expected:
        site = row_of(work.connection, Site, site_id, _("That site"), lock=False).name
        raise Conflict(
            _(
                "{item} at {site}: the books said {expected} when you counted and say {there} now, because "
                "goods came or went meanwhile. Nothing was saved. Look at that shelf again, then save."
            ).format(item=item.name, site=site, expected=to_text(pile.expected), there=to_text(books))
        )
    missing = max(0, books - pile.counted)
    left = [one.quantity for one in lots]
    for floors in ([one.reserved for one in lots], [0] * len(lots)):
        for place, floor in enumerate(floors):
            taken = min(left[place] - min(floor, left[place]), missing)
            missing -= taken
            left[place] -= taken
    lines = [LotCounted(one.lot, one.quantity, now) for one, now in zip(lots, left, strict=True)]
    more = max(0, pile.counted - books)
    if not more:
        return lines
    key = LotKey(
        pile.item_id, None, site_id, pile.date_mark, pile.date_kind, pile.lot_code, pile.restricted_to_id
    )
    found = lot_ref(work.ledger.lots({key: work.today})[key].id, key)
    known = [line for line in lines if line[0].id == found.id]
    if known:
        return [LotCounted(lot, was, now + more if lot.id == found.id else now) for lot, was, now in lines]
    was = work.ledger.locked_levels([(found.id, shelf.id)])[found.id, shelf.id].quantity
    return [*lines, LotCounted(found, was, was + more)]
