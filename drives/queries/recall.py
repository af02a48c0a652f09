"""A recall: where the goods are that it is about, to whom they went, and what it cannot be ruled out for.

For those who see all stock: an answer that leaves out what is not theirs would clear what it cannot.
No address is ever selected.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from drives.model import (
    Delivery,
    DeliveryLine,
    Hold,
    Item,
    Lot,
    Program,
)
from drives.queries.door import Look, query
from drives.queries.inventory import LotAt, inventory
from drives.queries.recalled_kits import kits_of, unknown_kits
from drives.queries.sheets import Cell, Sheet, amounts
from drives.rules.dates import DateKind
from drives.rules.kinds import DeliveryState
from drives.rules.recalls import Notice, Verdict, verdict
from drives.rules.roles import Permission
from drives.rules.units import Unit
from drives.rules.unsorted import is_unsorted
from drives.store.merges import followed

_GONE = (DeliveryState.SENT, DeliveryState.CONFIRMED)


@dataclass(frozen=True, slots=True)
class WentOut:
    """So much of a lot (thousandths) went to a program; ``arrived_on`` is empty while it is on its way."""

    lot_id: int
    program_id: int
    program: str
    phone: str | None
    email: str | None
    delivery_id: int
    sent_on: date
    arrived_on: date | None
    quantity: int


@dataclass(frozen=True, slots=True)
class LotRecalled:
    """A lot that a recall is about or may be about: where it stands and where it went.

    Of kits ``part`` names what may be in them; then they may be of it. ``unknown`` are lots with kits that
    nobody put together here, so that nothing says what is in them.
    """

    lot_id: int
    item: str
    unit: Unit
    date_mark: date | None
    date_kind: DateKind | None
    lot_code: str | None
    received_on: date
    verdict: Verdict
    held: bool
    stands: tuple[LotAt, ...]
    went: tuple[WentOut, ...]
    part: str | None = None
    unknown: bool = False

    @property
    def on_hand(self) -> int:
        """What stands on shelves of it (thousandths)."""
        return sum(one.figures.on_hand for one in self.stands)


@dataclass(frozen=True, slots=True)
class Recalled:
    """What a recall found; ``unsorted`` are piles that nobody went through yet, so they may hold some too."""

    lots: tuple[LotRecalled, ...]
    unsorted: tuple[tuple[str, Unit, int], ...]

    def of(self, *verdicts: Verdict) -> tuple[LotRecalled, ...]:
        """The lots of these verdicts."""
        return tuple(lot for lot in self.lots if lot.verdict in verdicts)


@query(Permission.SEE_STOCK)
def recall(look: Look, *, notice: Notice, item_id: int | None = None) -> Recalled:
    """The lots, kits made of them included, that a notice is about or may be about; those without a trace
    left, that never stood or went anywhere, are left out.
    """
    items = {row.id: row for row in look.connection.execute(select(Item.__table__))}
    into = followed((row.id, row.merged_into_id) for row in items.values())
    verdicts: dict[int, Verdict] = {}
    rows = {row.id: row for row in look.connection.execute(select(Lot.__table__))}
    for row in rows.values():
        if item_id in (None, into[row.item_id]):
            said = verdict(notice, row.lot_code, row.date_mark)
            if said is not Verdict.RULED_OUT:
                verdicts[row.id] = said
    names = {one: row.name for one, row in items.items()}
    sought = items if item_id is None else (item_id,)
    unknown = unknown_kits(look.connection, sought, names, into)
    seeds = unknown | {lot_id: names[into[rows[lot_id].item_id]] for lot_id in verdicts}
    parts = unknown | kits_of(look.connection, seeds)
    stands: dict[int, list[LotAt]] = defaultdict(list)
    shown = inventory.function(look)
    for lot in shown.lots:
        stands[lot.lot_id].append(lot)
    went = _went(look, {*verdicts, *parts})
    held = set(look.connection.execute(select(Hold.lot_id).where(Hold.lifted_on.is_(None))).scalars())

    def told(lot_id: int, said: Verdict, part: str | None) -> LotRecalled:
        row = rows[lot_id]
        item = items[into[row.item_id]]
        return LotRecalled(
            lot_id, item.name, item.unit, row.date_mark, row.date_kind, row.lot_code, row.received_on, said,
            lot_id in held, tuple(stands.get(lot_id, ())), tuple(went.get(lot_id, ())), part,
            part is not None and lot_id in unknown,
        )  # fmt: skip

    found = [told(lot_id, said, None) for lot_id, said in verdicts.items()]
    found += [told(lot_id, Verdict.MAY_BE, part) for lot_id, part in parts.items() if lot_id not in verdicts]
    found = [lot for lot in found if lot.stands or lot.went]
    found.sort(key=lambda lot: (lot.verdict is not Verdict.FOUND, lot.item, lot.received_on, lot.lot_id))
    piles: dict[int, int] = defaultdict(int)
    for lot in shown.lots:
        one = shown.items[lot.item_id]
        if is_unsorted(one.name, one.category) and lot.lot_id not in verdicts:
            piles[lot.item_id] += lot.figures.on_hand
    unsorted = [
        (shown.items[one].name, shown.items[one].unit, many) for one, many in piles.items() if many > 0
    ]
    return Recalled(tuple(found), tuple(unsorted))


def _went(look: Look, lot_ids: Iterable[int]) -> dict[int, list[WentOut]]:
    wanted = set(lot_ids)
    programs = {row.id: row for row in look.connection.execute(
        select(Program.id, Program.name, Program.phone, Program.email, Program.merged_into_id)
    )}  # fmt: skip
    into = followed((row.id, row.merged_into_id) for row in programs.values())
    rows = look.connection.execute(
        select(
            DeliveryLine.lot_id, Delivery.program_id, Delivery.id, Delivery.sent_on, Delivery.confirmed_on,
            func.coalesce(DeliveryLine.arrived, DeliveryLine.quantity).label("quantity"),
        )
        .join(Delivery, Delivery.id == DeliveryLine.delivery_id)
        .where(Delivery.state.in_(_GONE), Delivery.sent_on.is_not(None))
        .order_by(Delivery.sent_on, Delivery.id, DeliveryLine.position)
    )  # fmt: skip
    found: dict[int, list[WentOut]] = defaultdict(list)
    for row in rows:
        if row.lot_id in wanted and row.quantity and row.sent_on is not None:
            program = programs[into[row.program_id]]
            found[row.lot_id].append(
                WentOut(
                    row.lot_id, program.id, program.name, program.phone, program.email, row.id, row.sent_on,
                    row.confirmed_on, row.quantity,
                )
            )  # fmt: skip
    return found


def to_tell_sheet(lots: Sequence[LotRecalled]) -> Sheet:
    """The programs to tell, a row for each lot of each delivery: how to reach them, what they got, when."""
    amount = amounts()
    rows: list[tuple[Cell, ...]] = [
        (
            one.program, one.phone, one.email, lot.item, amount(one.quantity), lot.unit.value, lot.lot_code,
            lot.date_mark, lot.date_kind.value if lot.date_kind else None, one.sent_on, one.arrived_on,
            lot.verdict is Verdict.FOUND, lot.part,
        )
        for lot in lots
        for one in lot.went
    ]  # fmt: skip
    columns = (
        "program", "phone", "email", "item", "quantity", "unit", "lot_code", "date_mark", "date_kind",
        "sent_on", "arrived_on", "certain", "because_of_part",
    )  # fmt: skip
    return Sheet(columns, sorted(rows, key=lambda row: (str(row[0]), str(row[3]), str(row[9]))))
