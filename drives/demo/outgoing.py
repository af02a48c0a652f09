"""What goes out in the demo, and what is moved, discarded and counted on the way."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from drives.commands.allocation import Reserve, reserve
from drives.commands.deliveries import (
    Arrival,
    ConfirmDelivery,
    FreeLine,
    PlanDelivery,
    SendDelivery,
    confirm_delivery,
    plan_delivery,
    send_delivery,
)
from drives.commands.staged_counts import BeginCount, begin_count
from drives.commands.staged_entries import EnterCount, Entered, enter_count
from drives.commands.stock import (
    Counted,
    CountStock,
    DiscardGoods,
    TransferGoods,
    count,
    discard,
    transfer,
)
from drives.demo.gifts import moment
from drives.demo.hands import Hands
from drives.demo.shelves import Shelf
from drives.demo.steps import Step
from drives.queries.blind_sheets import blind_sheet
from drives.queries.count_sheet import count_sheet
from drives.rules.kinds import DiscardReason, ShortfallReason
from drives.rules.quantity import SCALE

_LONGEST_WAY = timedelta(days=4)
"""How long goods must still be good that are put on a delivery."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """Reserved goods: ``quantity`` in thousandths of a shelf."""

    reservation_id: int
    shelf: Shelf
    quantity: int


@dataclass(slots=True)
class _Van:
    """A delivery on its way through the plan."""

    delivery_id: int = 0
    kept: list[_Kept] = field(default_factory=list)
    line_ids: tuple[int, ...] = ()


class Outgoing:
    """Reservations, deliveries, transfers, discards and the count, as the plan has them."""

    def __init__(self, hands: Hands) -> None:
        self._hands = hands

    def steps(self) -> Iterator[Step]:
        """Everything that moves what came in."""
        hands, plan = self._hands, self._hands.plan
        for delivery in plan["deliveries"]:
            van = _Van()
            yield self._at(delivery["planned"], 16), partial(self._plan, delivery, van)
            if "sent" in delivery:
                yield self._at(delivery["sent"], 8, 40), partial(self._send, van)
            if "confirmed" in delivery:
                yield self._at(delivery["confirmed"], 17, 20), partial(self._confirm, delivery, van)
        for program, item, quantity, day in plan["reservations"]["rows"]:
            yield self._at(day, 15, 30), partial(self._keep, program, item, quantity * SCALE)
        for day in plan["transfers"]["days"]:
            yield self._at(day, 20, 30), self._transfer
        for day in plan["discards"]["days"]:
            yield self._at(day, 19, 30), self._discard
        yield moment(hands.day(plan["count"]["day"]), 11), self._count
        yield moment(hands.day(plan["staged_count"]["day"]), 21), self._begin_count

    def _at(self, day: int, hour: int, minute: int = 0) -> datetime:
        return moment(self._hands.day(day), hour, minute)

    def _keep(self, program: str, item: str, wanted: int) -> list[_Kept]:
        """Reserve what is free, first expired first, up to what the need still asks for."""
        hands, kept = self._hands, []
        until = hands.clock.now.date() + _LONGEST_WAY
        wanted = min(wanted, hands.asked[program, item])
        for shelf in hands.shelves.fit(item, program, until):
            taken = min(wanted, shelf.free)
            if not taken:
                break
            asked = Reserve(hands.need[program, item], hands.lot_id(shelf.goods), hands.site[shelf.at], taken)
            kept.append(_Kept(hands.do(reserve, asked).reservation_id, shelf, taken))
            shelf.free -= taken
            hands.asked[program, item] -= taken
            wanted -= taken
        return kept

    def _plan(self, delivery: Mapping[str, Any], van: _Van) -> None:
        hands, program = self._hands, delivery["program"]
        for item, quantity in delivery["rows"]:
            van.kept += self._keep(program, item, quantity * SCALE)
        free_lines = []
        for item, quantity in delivery.get("against_no_need", ()):
            there = hands.shelves.fit(item, program, hands.clock.now.date() + _LONGEST_WAY)
            for shelf in sorted(there, key=lambda one: -one.free)[:1]:
                given = min(quantity * SCALE, shelf.free)
                free_lines.append(FreeLine(hands.lot_id(shelf.goods), hands.site[shelf.at], given))
                hands.shelves.take(shelf, given)
        asked = PlanDelivery(
            hands.program[program], tuple(kept.reservation_id for kept in van.kept), tuple(free_lines)
        )
        planned = hands.do(plan_delivery, asked)
        van.delivery_id, van.line_ids = planned.delivery_id, tuple(planned.line_ids)

    def _send(self, van: _Van) -> None:
        self._hands.do(send_delivery, SendDelivery(van.delivery_id))
        for kept in van.kept:
            kept.shelf.on_hand -= kept.quantity

    def _confirm(self, delivery: Mapping[str, Any], van: _Van) -> None:
        arrivals: list[Arrival] = []
        if "missing" in delivery:
            item, missing = delivery["missing"][0], delivery["missing"][1] * SCALE
            lines = zip(van.line_ids, van.kept, strict=False)
            line_id, kept = max(
                (line for line in lines if line[1].shelf.goods.item == item),
                key=lambda line: line[1].quantity,
            )
            missing = min(missing, kept.quantity)
            reason = ShortfallReason(delivery["why"])
            arrivals.append(Arrival(line_id, kept.quantity - missing, lost=missing, reason=reason))
            self._hands.asked[delivery["program"], item] += missing
        self._hands.do(confirm_delivery, ConfirmDelivery(van.delivery_id, tuple(arrivals)))

    def _transfer(self) -> None:
        """The fullest shelves of every collection site, to the warehouse."""
        hands, to = self._hands, self._hands.plan["transfers"]["to"]
        collecting = [site["name"] for site in hands.plan["sites"] if site["kind"] == "collection_site"]
        for site in collecting:
            there = [
                shelf
                for shelf in hands.shelves.all()
                if shelf.at == site and shelf.free and shelf.goods not in hands.shelves.held
            ]
            there.sort(key=lambda shelf: -shelf.free)
            for shelf in there[: hands.plan["transfers"]["lots"]]:
                moved = shelf.free
                asked = TransferGoods(hands.lot_id(shelf.goods), hands.site[site], hands.site[to], moved)
                hands.do(transfer, asked)
                hands.shelves.take(shelf, moved)
                hands.shelves.put(shelf.goods, to, moved, shelf.since)

    def _discard(self) -> None:
        hands, today = self._hands, self._hands.clock.now.date()
        spoiled = [
            shelf
            for shelf in hands.shelves.all()
            if shelf.goods.item == hands.plan["discards"]["item"]
            and shelf.free
            and hands.shelves.is_past(shelf.goods, today)
        ]
        for shelf in spoiled:
            asked = DiscardGoods(
                hands.lot_id(shelf.goods), hands.site[shelf.at], shelf.free, DiscardReason.EXPIRED
            )
            hands.do(discard, asked)
            hands.shelves.take(shelf, shelf.free)

    def _count(self) -> None:
        hands, plan = self._hands, self._hands.plan["count"]
        there = [shelf for shelf in hands.shelves.all() if shelf.at == plan["site"] and shelf.free]
        there.sort(key=lambda shelf: -shelf.free)
        lines = []
        for shelf, more in zip(there, plan["differences"], strict=False):
            lines.append(Counted(hands.lot_id(shelf.goods), shelf.on_hand + more * SCALE))
            hands.shelves.take(shelf, -more * SCALE)
        hands.do(count, CountStock(hands.site[plan["site"]], tuple(lines), note=plan["note"]))

    def _begin_count(self) -> None:
        """Begin a count in stages, of which a few lines are entered, as the books say."""
        hands, plan = self._hands, self._hands.plan["staged_count"]
        asked = BeginCount(hands.site[plan["site"]], note=plan["note"])
        count_id = hands.do(begin_count, asked).staged_count_id
        sheet = hands.queries.ask(blind_sheet, hands.viewer, staged_count_id=count_id)
        books = hands.queries.ask(count_sheet, hands.viewer, site_id=asked.site_id)
        entered = tuple(
            Entered(line.line_id, pile.on_hand)
            for line, pile in zip(sheet.lines, books[: plan["entered"]], strict=False)
        )
        hands.do(enter_count, EnterCount(count_id, entered))
