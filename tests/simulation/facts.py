"""What a history says, as plain lists of facts: the lower half of the oracle.

A history (a list of steps in order of typing) is replayed into moves with their effective day,
donation lines, needs with their revisions and confirmations, reservations cut into pieces with
intervals, holds, deliveries. What could not have happened raises AssertionError: goods that are not
there, more reserved than is there, a delivery that arrives with more than was sent.
Nothing of the application is imported here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

Step = dict[str, Any]

LAPSE_DAYS = 60
GRACE_DAYS = 14
ZERO = Decimal(0)

# --------------------------------------------------------------------------------------- facts


class Lot(NamedTuple):
    item: str
    drive: str | None
    site: str | None
    date_mark: date | None
    date_kind: str | None
    lot_code: str | None
    restricted_to: str | None


class Place(NamedTuple):
    kind: str  # site, transit, donor, supplier, program, workbench, discard, count_difference
    name: str = ""


DONOR, SUPPLIER, TRANSIT = Place("donor"), Place("supplier"), Place("transit")
DISCARD, COUNT_DIFFERENCE = Place("discard"), Place("count_difference")
WORKBENCH = Place("workbench")


def site(name: str) -> Place:
    return Place("site", name)


class Move(NamedTuple):
    lot: Lot
    source: Place
    target: Place
    quantity: Decimal
    on: date

    def reversed(self) -> Move:
        return self._replace(source=self.target, target=self.source)


@dataclass(frozen=True)
class Item:
    name: str
    category: str
    unit: str
    date_rule: str


@dataclass
class Drive:
    name: str
    starts_on: date
    programs: list[str]
    goals: dict[str, Decimal]
    closed_on: date | None = None


@dataclass(frozen=True)
class DonationLine:
    lot: Lot
    quantity: Decimal
    rejected: Decimal
    purchased: bool
    on: date


@dataclass
class Donation:
    lines: list[DonationLine]
    moves: list[Move]


@dataclass
class Sorting:
    """Part of a pile that became other goods, and what of it was thrown out."""

    pile: Lot
    on: date
    taken: Decimal
    made: list[tuple[Lot, Decimal]]
    moves: list[Move]


@dataclass
class Kit:
    """One kit: the lot it is of, what is in it of which lots, when it was made, and the work that did it."""

    lot: Lot
    parts: dict[Lot, Decimal]
    on: date
    made_by: str
    apart_by: str | None = None


@dataclass
class KitWork:
    """Kits put together or taken apart: what went onto the workbench and what came back."""

    on: date
    used: list[tuple[Lot, Decimal]]
    made: list[tuple[Lot, Decimal]]
    moves: list[Move]


@dataclass
class Pledge:
    """What was promised to a drive; ``donations`` are the names of those that it became."""

    drive: str
    made_on: date
    by_on: date
    quantities: dict[str, Decimal]
    ended_on: date | None = None
    donations: list[str] = field(default_factory=list)


@dataclass
class Need:
    name: str
    program: str
    item: str
    drive: str | None
    posted_on: date
    revisions: list[tuple[date, Decimal]]
    confirmations: list[date] = field(default_factory=list)
    cancelled_on: date | None = None

    def quantity(self, day: date) -> Decimal:
        """The latest revision by day; of two on one day the one typed later."""
        latest = max(on for on, _ in self.revisions if on <= day)
        return [quantity for on, quantity in self.revisions if on == latest][-1]

    def is_cancelled(self, day: date) -> bool:
        return self.cancelled_on is not None and self.cancelled_on <= day

    def is_lapsed(self, day: date) -> bool:
        anchor = max([self.posted_on] + [on for on in self.confirmations if on <= day])
        return day >= anchor + timedelta(days=LAPSE_DAYS)

    def is_open(self, day: date) -> bool:
        return self.posted_on <= day and not self.is_cancelled(day) and not self.is_lapsed(day)


@dataclass
class Piece:
    """Part of a reservation with one fate; a reservation is one piece until part of it is released."""

    quantity: Decimal
    released_on: date | None = None
    sent_on: date | None = None
    closed_on: date | None = None

    @property
    def is_live(self) -> bool:
        return self.released_on is None and self.closed_on is None


@dataclass
class Reservation:
    name: str
    need: Need
    lot: Lot
    at: str
    on: date
    pieces: list[Piece]

    def live(self) -> list[Piece]:
        return [piece for piece in self.pieces if piece.is_live]

    def unsent(self) -> Decimal:
        """What of it still lies at its site, as far as has been typed."""
        return sum((piece.quantity for piece in self.live() if piece.sent_on is None), ZERO)

    def release(self, quantity: Decimal, day: date) -> None:
        """Give back that much of what is not yet sent, from day on."""
        assert ZERO < quantity <= self.unsent(), f"{self.name}: {quantity} to release of {self.unsent()}"
        for piece in self.live():
            if piece.sent_on is None and quantity:
                given = min(quantity, piece.quantity)
                if given < piece.quantity:
                    self.pieces.append(replace(piece, quantity=piece.quantity - given))
                    piece.quantity = given
                piece.released_on = day
                quantity -= given

    def allocated(self, day: date) -> Decimal:
        return sum((piece.quantity for piece in self._standing(day)), ZERO)

    def at_site(self, day: date) -> Decimal:
        return sum(
            (piece.quantity for piece in self._standing(day) if not _came(piece.sent_on, day)),
            ZERO,
        )

    def _standing(self, day: date) -> Iterator[Piece]:
        for piece in self.pieces:
            if self.on <= day and not _came(piece.released_on, day) and not _came(piece.closed_on, day):
                yield piece


@dataclass
class DeliveryLine:
    reservation: Reservation | None
    lot: Lot
    at: str
    quantity: Decimal  # of a line against no need; a reserved line carries what is left of it
    sent: Decimal = ZERO


@dataclass
class Delivery:
    program: str
    lines: dict[str, DeliveryLine]
    state: str = "planned"
    planned_on: date = date.min
    moves: list[Move] = field(default_factory=list)


@dataclass(frozen=True)
class Delivered:
    need: Need
    quantity: Decimal
    on: date


@dataclass
class Hold:
    lot: Lot
    on: date
    lifted_on: date | None = None


def _came(day: date | None, by: date) -> bool:
    return day is not None and day <= by


# -------------------------------------------------------------------------------------- replay


class Facts:
    """All that a history says, as lists of facts. Raises AssertionError where it could not have happened.

    With `strict`, also where a rule of OPS/DESIGN would have refused the step.
    """

    def __init__(self, history: Iterable[Step] = (), *, strict: bool = False) -> None:
        self.strict = strict
        self.today = date.min
        self.step_number = 0
        self.items: dict[str, Item] = {}
        self.programs: list[str] = []
        self.sites: list[str] = []
        self.drives: dict[str, Drive] = {}
        self.donations: dict[str, Donation] = {}
        self.sortings: dict[str, Sorting] = {}  # that stand, in order of typing
        self.recipes: list[tuple[str, date, dict[str, Decimal]]] = []  # kit, from, parts, as typed
        self.kits: list[Kit] = []  # that stand, in order of typing
        self.kit_work: dict[str, KitWork] = {}  # that stands
        self.pledges: dict[str, Pledge] = {}
        self.needs: dict[str, Need] = {}
        self.reservations: dict[str, Reservation] = {}  # in order of being made
        self.deliveries: dict[str, Delivery] = {}
        self.delivered: list[Delivered] = []
        self.holds: dict[str, Hold] = {}
        self.moves: list[Move] = []
        self.eaten: list[tuple[int, str, Decimal]] = []  # step, reservation, quantity released by itself
        self._levels: dict[tuple[Lot, Place], Decimal] = {}  # of as many moves as are added up
        self._moves_of: dict[Lot, list[Move]] = {}  # of as many
        self._added_up = 0
        for step in history:
            self.take(step)

    def take(self, step: Step) -> None:
        """The next step of the history."""
        today = date.fromisoformat(step["today"])
        self._must(today >= self.today, "days never go backwards")
        self.today = today
        getattr(self, "_" + step["do"])(step)
        self._stands_to_reason()
        self.step_number += 1

    # what is there, as far as has been typed

    def level(self, lot: Lot, place: Place) -> Decimal:
        return self.levels().get((lot, place), ZERO)

    def levels(self) -> dict[tuple[Lot, Place], Decimal]:
        """Stock of every lot at every site and in transit."""
        self._add_up_moves()
        return self._levels

    def moves_of(self, lot: Lot) -> list[Move]:
        """The moves of a lot, as typed."""
        self._add_up_moves()
        return self._moves_of.get(lot, [])

    def _add_up_moves(self) -> None:
        """Moves are only ever added."""
        for move in self.moves[self._added_up :]:
            _add_up(self._levels, move)
            self._moves_of.setdefault(move.lot, []).append(move)
        self._added_up = len(self.moves)

    def reserved(self, lot: Lot, at: str) -> Decimal:
        return sum((r.unsent() for r in self.reservations.values() if r.at == at and r.lot == lot), ZERO)

    def lots(self) -> list[Lot]:
        known = [move.lot for move in self.moves]
        known += [line.lot for donation in self.donations.values() for line in donation.lines]
        return list(dict.fromkeys(known))

    def is_held(self, lot: Lot, day: date) -> bool:
        return any(
            hold.lot == lot and hold.on <= day and not _came(hold.lifted_on, day)
            for hold in self.holds.values()
        )

    def is_past_date(self, lot: Lot, day: date) -> bool:
        rule = self.items[lot.item].date_rule
        if lot.date_mark is None or lot.date_mark >= day:
            return False
        return lot.date_kind in ("use_by", "expires") or rule in ("strict", "formula")

    def need_delivered(self, need: Need, day: date) -> Decimal:
        return sum((each.quantity for each in self.delivered if each.need is need and each.on <= day), ZERO)

    def need_allocated(self, need: Need, day: date) -> Decimal:
        return sum((r.allocated(day) for r in self.reservations.values() if r.need is need), ZERO)

    def need_outstanding(self, need: Need, day: date) -> Decimal:
        if not need.is_open(day):
            return ZERO
        met = self.need_delivered(need, day) + self.need_allocated(need, day)
        return max(ZERO, need.quantity(day) - met)

    # checks

    def _must(self, condition: bool, why: str) -> None:
        assert condition, f"step {self.step_number} (from 0), {self.today}: {why}"

    def _rule(self, condition: bool, why: str) -> None:
        if self.strict:
            self._must(condition, why)

    def _day(self, text: str) -> date:
        day = date.fromisoformat(text)
        self._must(day <= self.today, f"{day} has not come yet")
        return day

    def _stands_to_reason(self) -> None:
        levels = self.levels()
        for (lot, place), level in levels.items():
            assert level >= 0, f"step {self.step_number}: {level} of {lot} at {place}"
        asked: dict[tuple[Lot, Place], Decimal] = {}
        for r in self.reservations.values():
            if unsent := r.unsent():
                here = (r.lot, site(r.at))
                asked[here] = asked.get(here, ZERO) + unsent
        for here, quantity in asked.items():
            there = levels.get(here, ZERO)
            assert quantity <= there, f"step {self.step_number}: {quantity} reserved of {there} of {here}"

    # setting up

    def _add_item(self, step: Step) -> None:
        self.items[step["item"]] = Item(step["item"], step["category"], step["unit"], step["date_rule"])

    def _add_program(self, step: Step) -> None:
        self.programs.append(step["program"])

    def _add_site(self, step: Step) -> None:
        self.sites.append(step["site"])

    def _open_drive(self, step: Step) -> None:
        goals = {item: Decimal(quantity) for item, quantity in step["goals"].items()}
        starts_on = date.fromisoformat(step["starts_on"])  # may lie ahead
        self.drives[step["drive"]] = Drive(step["drive"], starts_on, list(step["programs"]), goals)

    def _close_drive(self, step: Step) -> None:
        self.drives[step["drive"]].closed_on = self._day(step["on"])

    # donations

    def _log_donation(self, step: Step) -> None:
        self._rule(step["donation"] not in self.donations, "a donation is logged once")
        self._enter(step)
        if "pledge" in step:
            pledge = self.pledges[step["pledge"]]
            self._rule(not self.has_arrived(pledge, date.max), "a pledge arrives once")
            pledge.donations.append(step["donation"])

    def _void_donation(self, step: Step) -> None:
        touched = self._undo(step["donation"])
        del self.donations[step["donation"]]
        self._eat(touched)

    def _correct_donation(self, step: Step) -> None:
        touched = self._undo(step["donation"])
        self._enter(step)
        self._eat(touched)

    def _enter(self, step: Step) -> None:
        on = self._day(step["received_on"])
        purchased = step["source"] == "purchased"
        donation = Donation([], [])
        for line in step["lines"]:
            mark = line["date_mark"]
            lot = Lot(
                line["item"],
                step["drive"],
                step["site"],
                date.fromisoformat(mark) if mark else None,
                line["date_kind"],
                line["lot_code"],
                line["restricted_to"],
            )
            quantity, rejected = Decimal(line["quantity"]), Decimal(line["rejected"])
            self._must(ZERO <= rejected <= quantity and quantity > 0, f"{rejected} rejected of {quantity}")
            self._rule(
                self.items[lot.item].date_rule != "none" or lot.date_mark is None,
                f"{lot.item} keeps no dates",
            )
            self._rule((lot.date_mark is None) == (lot.date_kind is None), "a date mark has a kind")
            self._rule(
                self.items[lot.item].date_rule != "formula"
                or not self.is_past_date(lot, on)
                or quantity == rejected,
                f"{lot.item} past date",
            )
            donation.lines.append(DonationLine(lot, quantity, rejected, purchased, on))
            if quantity > rejected:
                origin = SUPPLIER if purchased else DONOR
                donation.moves.append(Move(lot, origin, site(step["site"]), quantity - rejected, on))
        self.donations[step["donation"]] = donation
        self.moves += donation.moves

    # pledges

    def has_arrived(self, pledge: Pledge, day: date) -> bool:
        """Whether a donation that stands came of it by day."""
        came = [self.donations[name] for name in pledge.donations if name in self.donations]
        return any(line.on <= day for donation in came for line in donation.lines)

    def is_waited_for(self, pledge: Pledge, day: date) -> bool:
        """Whether a pledge was made by day, and neither came nor ended nor was given up by then."""
        given_up = pledge.by_on + timedelta(days=GRACE_DAYS)
        over = _came(pledge.ended_on, day) or self.has_arrived(pledge, day)
        return pledge.made_on <= day <= given_up and not over

    def _make_pledge(self, step: Step) -> None:
        by_on = date.fromisoformat(step["by_on"])
        self._rule(by_on >= self.today, "a pledge is for a day to come")
        quantities = {line["item"]: Decimal(line["quantity"]) for line in step["lines"]}
        self.pledges[step["pledge"]] = Pledge(step["drive"], self.today, by_on, quantities)

    def _change_pledge(self, step: Step) -> None:
        self._withdraw_pledge({"pledge": step["instead_of"]})
        self._make_pledge(step)

    def _withdraw_pledge(self, step: Step) -> None:
        pledge = self.pledges[step["pledge"]]
        self._rule(pledge.ended_on is None, "a pledge ends once")
        self._rule(not self.has_arrived(pledge, date.max), "what came is not taken back")
        pledge.ended_on = self.today

    def _release_pledge(self, step: Step) -> None:
        self._withdraw_pledge(step)

    def _undo(self, name: str) -> list[tuple[Lot, str]]:
        self._must(name in self.donations, f"no donation {name}")
        moves = self.donations[name].moves
        self.moves += [move.reversed() for move in moves]
        return [(move.lot, move.target.name) for move in moves]

    def _eat(self, touched: Iterable[tuple[Lot, str]]) -> None:
        """Release the newest reservations where more is reserved than is left."""
        for lot, at in dict.fromkeys(touched):
            for reservation in reversed(self.reservations.values()):
                excess = self.reserved(lot, at) - max(ZERO, self.level(lot, site(at)))
                if (reservation.lot, reservation.at) == (lot, at) and excess > 0 and reservation.unsent() > 0:
                    given = min(excess, reservation.unsent())
                    reservation.release(given, self.today)
                    self.eaten.append((self.step_number, reservation.name, given))

    # needs

    def _post_need(self, step: Step) -> None:
        on = self._day(step["posted_on"])
        first = [(on, Decimal(step["quantity"]))]
        self.needs[step["need"]] = Need(step["need"], step["program"], step["item"], step["drive"], on, first)

    def _revise_need(self, step: Step) -> None:
        need, on = self.needs[step["need"]], self._day(step["on"])
        self._rule(on >= need.posted_on, "revised before it was posted")
        self._rule(need.cancelled_on is None, "a cancelled need is revised")
        need.revisions.append((on, Decimal(step["quantity"])))

    def _confirm_need(self, step: Step) -> None:
        need = self.needs[step["need"]]
        self._rule(need.cancelled_on is None, "a cancelled need is confirmed")
        need.confirmations.append(self._day(step["on"]))

    def _cancel_need(self, step: Step) -> None:
        need = self.needs[step["need"]]
        self._rule(need.cancelled_on is None, "cancelled twice")
        need.cancelled_on = self._day(step["on"])
        self._rule(need.cancelled_on >= need.posted_on, "cancelled before it was posted")
        self._release_all(r for r in self.reservations.values() if r.need is need)

    def _release_all(self, reservations: Iterable[Reservation]) -> None:
        for reservation in reservations:
            if reservation.unsent():
                reservation.release(reservation.unsent(), self.today)

    # reservations

    def _reserve(self, step: Step) -> None:
        need, lot, at, on = self.needs[step["need"]], lot_told(step["lot"]), step["at"], self._day(step["on"])
        quantity = Decimal(step["quantity"])
        free = self.level(lot, site(at)) - self.reserved(lot, at)
        self._must(ZERO < quantity <= free, f"{quantity} to reserve of {free} free at {at}")
        alike = lot.item == need.item or (
            step.get("instead", False) and self.items[lot.item].unit == self.items[need.item].unit
        )
        self._must(alike, f"{lot.item} reserved for {need.item}")
        self._must(
            lot.restricted_to in (None, need.program), f"{lot.restricted_to}'s goods for {need.program}"
        )
        self._rule(need.is_open(self.today) and need.is_open(on), f"{need.name} is not open")
        self._rule(quantity <= self.need_outstanding(need, self.today), "more than is outstanding")
        self._rule(not self.is_held(lot, self.today), "held")
        self._rule(not self.is_past_date(lot, self.today), "past date")
        name = step["reservation"]
        self.reservations[name] = Reservation(name, need, lot, at, on, [Piece(quantity)])

    def _share_out(self, step: Step) -> None:
        """Several reservations in one step, all of today."""
        for line in step["lines"]:
            self._reserve({**line, "on": step["today"]})

    def _release(self, step: Step) -> None:
        reservation, on = self.reservations[step["reservation"]], self._day(step["on"])
        self._rule(on >= reservation.on, "released before it was made")
        reservation.release(reservation.unsent(), on)

    # deliveries

    def _plan_delivery(self, step: Step) -> None:
        lines: dict[str, DeliveryLine] = {}
        for line in step["lines"]:
            if line["reservation"] is None:
                lot = lot_told(line["lot"])
                self._must(lot.restricted_to in (None, step["program"]), "another program's goods")
                lines[line["line"]] = DeliveryLine(None, lot, line["at"], Decimal(line["quantity"]))
            else:
                r = self.reservations[line["reservation"]]
                self._must(r.need.program == step["program"], "another program's reservation")
                self._must(r.unsent() > 0, "nothing left of the reservation")
                self._rule(
                    all(
                        each.reservation is not r
                        for other in self.deliveries.values()
                        if other.state in ("planned", "packed", "sent")
                        for each in other.lines.values()
                    ),
                    "already in another delivery",
                )
                lines[line["line"]] = DeliveryLine(r, r.lot, r.at, ZERO)
        on = self._day(step["on"])
        self.deliveries[step["delivery"]] = Delivery(step["program"], lines, planned_on=on)

    def _pack_delivery(self, step: Step) -> None:
        delivery = self.deliveries[step["delivery"]]
        self._must(delivery.state == "planned", f"{delivery.state} cannot be packed")
        self._rule(self._day(step["on"]) >= delivery.planned_on, "packed before it was planned")
        delivery.state = "packed"

    def _send_delivery(self, step: Step) -> None:
        delivery, on = self.deliveries[step["delivery"]], self._day(step["on"])
        self._must(delivery.state in ("planned", "packed"), f"{delivery.state} cannot be sent")
        self._rule(on >= delivery.planned_on, "sent before it was planned")
        for line in delivery.lines.values():
            line.sent = line.quantity
            if line.reservation is not None:
                line.sent = line.reservation.unsent()
                self._rule(not line.sent or on >= line.reservation.on, "sent before it was reserved")
                for piece in line.reservation.live():
                    piece.sent_on = on
            if line.sent:
                self._rule(not self.is_held(line.lot, self.today), "held goods are sent")
                self._rule(not self.is_past_date(line.lot, self.today), "goods past date are sent")
                delivery.moves.append(Move(line.lot, site(line.at), TRANSIT, line.sent, on))
        self._rule(bool(delivery.moves), "nothing to send")
        self.moves += delivery.moves
        delivery.state = "sent"

    def _confirm_delivery(self, step: Step) -> None:
        delivery, on = self.deliveries[step["delivery"]], self._day(step["on"])
        self._must(delivery.state == "sent", f"{delivery.state} cannot be confirmed")
        self._must(all(on >= move.on for move in delivery.moves), "confirmed before it was sent")
        told = {line["line"]: line for line in step["lines"]}
        for name, line in delivery.lines.items():
            said = told.get(name, {"arrived": "0", "lost": "0", "returned": "0"})
            arrived, lost, returned = (Decimal(said[part]) for part in ("arrived", "lost", "returned"))
            self._must(arrived + lost + returned == line.sent, f"{name}: {line.sent} sent, {said}")
            for quantity, target in (
                (arrived, Place("program", delivery.program)),
                (lost, DISCARD),
                (returned, site(line.at)),
            ):
                if quantity:
                    self.moves.append(Move(line.lot, TRANSIT, target, quantity, on))
            if line.reservation is not None:
                if arrived:
                    self.delivered.append(Delivered(line.reservation.need, arrived, on))
                for piece in line.reservation.live():
                    piece.closed_on = on
        delivery.state = "confirmed"
        for name, line in delivery.lines.items():
            extra = Decimal(told.get(name, {}).get("extra", "0"))
            if extra:
                self._arrive_beyond(f"{name} beyond", delivery, line, extra, on)

    def _arrive_beyond(
        self, name: str, delivery: Delivery, line: DeliveryLine, extra: Decimal, on: date
    ) -> None:
        """What came beyond what was sent left its shelf with the rest: what was not free there was found."""
        here, sent_on, program = site(line.at), delivery.moves[0].on, Place("program", delivery.program)
        found = extra - max(ZERO, self.level(line.lot, here) - self.reserved(line.lot, line.at))
        if found > 0:
            self.moves.append(Move(line.lot, COUNT_DIFFERENCE, here, found, sent_on))
        self.moves.append(Move(line.lot, here, TRANSIT, extra, sent_on))
        self.moves.append(Move(line.lot, TRANSIT, program, extra, on))
        if line.reservation is None:
            return
        need = line.reservation.need
        met = min(extra, self.need_outstanding(need, self.today))
        if met:
            piece = Piece(met, sent_on=sent_on, closed_on=on)
            self.reservations[name] = Reservation(name, need, line.lot, line.at, sent_on, [piece])
            self.delivered.append(Delivered(need, met, on))

    def _cancel_delivery(self, step: Step) -> None:
        delivery = self.deliveries[step["delivery"]]
        self._must(delivery.state in ("planned", "packed", "sent"), f"{delivery.state} cannot be cancelled")
        if delivery.state == "sent":
            self.moves += [move.reversed() for move in delivery.moves]
            for line in delivery.lines.values():
                if line.reservation is not None:
                    for piece in line.reservation.live():
                        piece.sent_on = None
        delivery.state = "cancelled"

    # stock

    def _hold(self, step: Step) -> None:
        lot = lot_told(step["lot"])
        self._rule(not self.is_held(lot, self.today), "held twice")
        self.holds[step["hold"]] = Hold(lot, self._day(step["on"]))
        self._release_all(r for r in self.reservations.values() if r.lot == lot)

    def _unhold(self, step: Step) -> None:
        hold, on = self.holds[step["hold"]], self._day(step["on"])
        self._rule(hold.lifted_on is None and on >= hold.on, "lifted before it was held")
        hold.lifted_on = on

    def _discard(self, step: Step) -> None:
        lot = lot_told(step["lot"])
        self.moves.append(
            Move(lot, site(step["at"]), DISCARD, Decimal(step["quantity"]), self._day(step["on"]))
        )
        self._eat([(lot, step["at"])])

    def _sort(self, step: Step) -> None:
        lot, on, here = lot_told(step["lot"]), self._day(step["on"]), site(step["at"])
        taken, discarded = Decimal(step["taken"]), Decimal(step["discarded"])
        free = self.level(lot, here) - self.reserved(lot, step["at"])
        self._must(ZERO < taken + discarded <= free, f"{taken} and {discarded} to sort of {free} free")
        self._must((taken > 0) == bool(step["made"]), "something is made of what is taken")
        self._rule(not self.is_held(lot, self.today), "held goods are sorted")
        made = [
            (lot._replace(item=one["item"], date_mark=None, date_kind=None, lot_code=one["lot_code"]),
             Decimal(one["quantity"]))
            for one in step["made"]
        ]  # fmt: skip
        moves = [Move(lot, here, WORKBENCH, taken, on)] if taken else []
        moves += [Move(one, WORKBENCH, here, quantity, on) for one, quantity in made]
        moves += [Move(lot, here, DISCARD, discarded, on)] if discarded else []
        self.moves += moves
        self.sortings[step["sorting"]] = Sorting(lot, on, taken, made, moves)

    def _undo_sort(self, step: Step) -> None:
        moves = self.sortings.pop(step["sorting"]).moves
        self.moves += [move.reversed() for move in moves]
        self._eat((move.lot, move.target.name) for move in moves if move.target.kind == "site")

    # kits

    def recipe(self, kit: str, day: date) -> dict[str, Decimal]:
        """What is in one kit by the recipe of a day; nothing where it has none."""
        held = [(on, parts) for name, on, parts in self.recipes if name == kit and on <= day]
        latest = max((on for on, _parts in held), default=None)
        return [parts for on, parts in held if on == latest][-1] if held else {}

    def _write_recipe(self, step: Step) -> None:
        parts = {item: Decimal(quantity) for item, quantity in step["parts"].items()}
        self._rule(step["kit"] not in parts, "a kit in itself")
        self.recipes.append((step["kit"], date.fromisoformat(step["from_on"]), parts))

    def _assemble(self, step: Step) -> None:
        """Each kit as the step tells it: ``kits`` are (lot of the kit, what is in it of which lots)."""
        on, here, name = self._day(step["on"]), site(step["at"]), step["work"]
        recipe = self.recipe(step["kit"], on)
        self._must(bool(recipe), f"{step['kit']} has no recipe")
        used: dict[Lot, Decimal] = {}
        made: dict[Lot, Decimal] = {}
        for told in step["kits"]:
            kit = Kit(
                lot_told(told["lot"]), {lot_told(lot): Decimal(many) for lot, many in told["parts"]}, on, name
            )
            inside: dict[str, Decimal] = {}
            for lot, many in kit.parts.items():
                inside[lot.item] = inside.get(lot.item, ZERO) + many
                used[lot] = used.get(lot, ZERO) + many
                self._rule(not self.is_held(lot, self.today), "held goods go into a kit")
                self._rule(not self.is_past_date(lot, on), "goods past date go into a kit")
            self._must(inside == recipe, f"{inside} in a kit of {recipe}")
            made[kit.lot] = made.get(kit.lot, ZERO) + 1
            self.kits.append(kit)
        for lot, many in used.items():
            free = self.level(lot, here) - self.reserved(lot, here.name)
            self._must(many <= free, f"{many} for kits of {free} free")
        self._work(name, on, here, used, made)

    def _take_apart(self, step: Step) -> None:
        lot, on, here, name = lot_told(step["lot"]), self._day(step["on"]), site(step["at"]), step["work"]
        many = Decimal(step["quantity"])
        free = self.level(lot, here) - self.reserved(lot, here.name)
        self._must(ZERO < many <= free, f"{many} to take apart of {free} free")
        self._rule(not self.is_held(lot, self.today), "held kits are taken apart")
        known = [kit for kit in self.kits if kit.lot == lot and kit.apart_by is None and kit.on <= on]
        known.sort(key=lambda kit: kit.on)
        self._must(many <= len(known), f"{many} to take apart of {len(known)} that were put together")
        out: dict[Lot, Decimal] = {}
        for kit in known[: int(many)]:
            kit.apart_by = name
            for part, quantity in kit.parts.items():
                out[part] = out.get(part, ZERO) + quantity
        self._work(name, on, here, {lot: many}, out)

    def _work(
        self, name: str, on: date, here: Place, used: dict[Lot, Decimal], made: dict[Lot, Decimal]
    ) -> None:
        moves = [Move(lot, here, WORKBENCH, many, on) for lot, many in used.items()]
        moves += [Move(lot, WORKBENCH, here, many, on) for lot, many in made.items()]
        self.moves += moves
        self.kit_work[name] = KitWork(on, list(used.items()), list(made.items()), moves)

    def _undo_kits(self, step: Step) -> None:
        moves = self.kit_work.pop(step["work"]).moves
        self.moves += [move.reversed() for move in moves]
        for kit in self.kits:
            if kit.apart_by == step["work"]:
                kit.apart_by = None
        gone = [kit for kit in self.kits if kit.made_by == step["work"]]
        self._must(all(kit.apart_by is None for kit in gone), "undone though taken apart")
        self.kits = [kit for kit in self.kits if kit.made_by != step["work"]]
        self._eat((move.lot, move.target.name) for move in moves if move.target.kind == "site")

    def _transfer(self, step: Step) -> None:
        lot, source, target = lot_told(step["lot"]), step["from"], step["to"]
        quantity = Decimal(step["quantity"])
        free = self.level(lot, site(source)) - self.reserved(lot, source)
        self._must(ZERO < quantity <= free, f"{quantity} to transfer of {free} free at {source}")
        self._rule(source != target and not self.is_held(lot, self.today), "held, or going nowhere")
        self.moves.append(Move(lot, site(source), site(target), quantity, self._day(step["on"])))

    def _count(self, step: Step) -> None:
        here, on = site(step["site"]), self._day(step["on"])
        for line in step["lines"]:
            lot = lot_told(line["lot"])
            difference = Decimal(line["counted"]) - self.level(lot, here)
            if difference > 0:
                self.moves.append(Move(lot, COUNT_DIFFERENCE, here, difference, on))
            elif difference < 0:
                self.moves.append(Move(lot, here, COUNT_DIFFERENCE, -difference, on))
                self._eat([(lot, here.name)])


def lot_told(written: dict[str, str | None]) -> Lot:
    mark = written["date_mark"]
    item = written["item"]
    assert item is not None
    return Lot(
        item,
        written["drive"],
        written["site"],
        date.fromisoformat(mark) if mark else None,
        written["date_kind"],
        written["lot_code"],
        written["restricted_to"],
    )


def levels_of(moves: Iterable[Move]) -> dict[tuple[Lot, Place], Decimal]:
    """Stock of every lot at every site and in transit."""
    levels: dict[tuple[Lot, Place], Decimal] = {}
    for move in moves:
        _add_up(levels, move)
    return levels


def _add_up(levels: dict[tuple[Lot, Place], Decimal], move: Move) -> None:
    for place, quantity in ((move.source, -move.quantity), (move.target, move.quantity)):
        if place.kind in ("site", "transit"):
            levels[move.lot, place] = levels.get((move.lot, place), ZERO) + quantity
