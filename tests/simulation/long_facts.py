"""What a long history says: as ``facts.py``, with the steps that only long histories have.

Nothing of the application is imported here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tests.simulation.facts import (
    COUNT_DIFFERENCE,
    DISCARD,
    ZERO,
    Facts,
    Lot,
    Move,
    Piece,
    Reservation,
    Step,
    lot_told,
    site,
)


@dataclass
class Missing:
    """What is searched of a delivery line."""

    lot: Lot
    quantity: Decimal
    said_on: date


class LongFacts(Facts):
    """All that a long history says."""

    def __init__(self, history: Iterable[Step] = (), *, strict: bool = False) -> None:
        self.searched: dict[str, Missing] = {}
        super().__init__(history, strict=strict)

    # deliveries

    def _split(self, name: str, kept: Decimal, rest: str) -> None:
        """A reservation keeps so much; the rest is the newest one, of the same day."""
        old = self.reservations[name]
        [piece] = [piece for piece in old.live() if piece.sent_on is None]
        self._must(ZERO < kept < piece.quantity, f"{kept} kept of {piece.quantity}")
        self.reservations[rest] = Reservation(
            rest, old.need, old.lot, old.at, old.on, [Piece(piece.quantity - kept)]
        )
        piece.quantity = kept

    def _pack_delivery(self, step: Step) -> None:
        """As said, or less of some lines: what was reserved of the rest stays reserved, on no delivery."""
        delivery = self.deliveries[step["delivery"]]
        if delivery.state == "packed":
            delivery.state = "planned"
        super()._pack_delivery(step)
        for told in step.get("packed", []):
            line, packed = delivery.lines[told["line"]], Decimal(told["quantity"])
            there = line.quantity if line.reservation is None else line.reservation.unsent()
            self._must(ZERO <= packed < there, f"{packed} packed of {there}")
            if line.reservation is None:
                line.quantity = packed
            elif packed:
                self._split(line.reservation.name, packed, told["rest"])
            else:
                line.reservation = None

    def _hand_out(self, step: Step) -> None:
        """Reserved, planned, sent and received on one day."""
        on, asked = step["on"], sum((Decimal(line["quantity"]) for line in step["lines"]), ZERO)
        self._must(asked == Decimal(step["quantity"]), f"{asked} handed out of {step['quantity']}")
        for line in step["lines"]:
            self._must(line["lot"]["item"] == step["item"], "another item is handed out")
            if "rest" in line:
                self._split(line["reservation"], Decimal(line["quantity"]), line["rest"])
            if "need" in line:
                self._reserve({**line, "on": on})
        delivery = {"delivery": step["delivery"], "on": on}
        self._plan_delivery({**delivery, "program": step["program"], "lines": step["lines"]})
        self._send_delivery(delivery)
        arrived = [
            {"line": line["line"], "arrived": line["quantity"], "lost": "0", "returned": "0"}
            for line in step["lines"]
        ]
        self._confirm_delivery({**delivery, "lines": arrived})

    def _confirm_delivery(self, step: Step) -> None:
        super()._confirm_delivery(step)
        for told in step["lines"]:
            if "missing" in told:
                line = self.deliveries[step["delivery"]].lines[told["line"]]
                self._must(Decimal(told["missing"]) <= Decimal(told["lost"]), "more missing than lost")
                self.searched[told["line"]] = Missing(
                    line.lot, Decimal(told["missing"]), self._day(step["on"])
                )

    def _find_missing(self, step: Step) -> None:
        missing, found, on = self.searched[step["line"]], Decimal(step["quantity"]), self._day(step["on"])
        self._must(ZERO < found <= missing.quantity, f"{found} found of {missing.quantity}")
        self._rule(on >= missing.said_on, "found before it was missing")
        missing.quantity -= found
        self.moves.append(Move(missing.lot, COUNT_DIFFERENCE, site(step["at"]), found, on))

    def _give_up_missing(self, step: Step) -> None:
        self._must(self.searched[step["line"]].quantity > 0, "nothing is searched")
        self.searched[step["line"]].quantity = ZERO

    # several at once

    def _hold_lots(self, step: Step) -> None:
        for told in step["lots"]:
            if told["hold"] is None:
                self._rule(self.is_held(lot_told(told["lot"]), self.today), "held and not told")
            else:
                self._hold({**told, "on": step["on"]})

    def _unhold_lots(self, step: Step) -> None:
        for hold in step["holds"]:
            self._unhold({"hold": hold, "on": step["on"]})

    def _discard_lots(self, step: Step) -> None:
        on = self._day(step["on"])
        for told in step["goods"]:
            lot, here = lot_told(told["lot"]), site(told["at"])
            self.moves.append(Move(lot, here, DISCARD, Decimal(told["quantity"]), on))
        self._eat((lot_told(told["lot"]), told["at"]) for told in step["goods"])

    def _release_shares(self, step: Step) -> None:
        for name in step["reservations"]:
            self._release({"reservation": name, "on": step["on"]})

    def _post_needs(self, step: Step) -> None:
        for row in step["rows"]:
            self._post_need(row)

    def _confirm_needs(self, step: Step) -> None:
        for name in step["needs"]:
            self._confirm_need({"need": name, "on": step["on"]})

    def _cancel_needs(self, step: Step) -> None:
        for name in step["needs"]:
            self._cancel_need({"need": name, "on": step["on"]})

    def _reopen_drive(self, step: Step) -> None:
        self._rule(self.drives[step["drive"]].closed_on is not None, "open already")
        self.drives[step["drive"]].closed_on = None

    def _revise_drive(self, step: Step) -> None:
        drive = self.drives[step["drive"]]
        drive.programs = list(step["programs"])
        drive.goals = {item: Decimal(goal) for item, goal in step["goals"].items()}

    # counts

    def _adjust(self, step: Step) -> None:
        [told] = step["right"]
        there = self.level(lot_told(told["lot"]), site(step["at"]))
        self._must(there == Decimal(step["expected"]), f"{there} there, not {step['expected']}")
        self._put_right(step)

    def _count_shelf(self, step: Step) -> None:
        for told in step["piles"]:
            there = sum(
                (
                    many
                    for (lot, place), many in self.levels().items()
                    if place == site(step["at"]) and _is_of(lot, told["pile"])
                ),
                ZERO,
            )
            self._must(there == Decimal(told["expected"]), f"{there} there, not {told['expected']}")
        self._put_right(step)

    def _begin_count(self, _step: Step) -> None:
        """Nothing moves before a count is final."""

    _enter_count = _compare_count = _recount_lines = _abandon_count = _begin_count

    def _finalize_count(self, step: Step) -> None:
        self._put_right(step)

    def _put_right(self, step: Step) -> None:
        here, on = site(step["at"]), self._day(step["on"])
        for told in step["right"]:
            lot, more = lot_told(told["lot"]), Decimal(told["more"])
            way = (COUNT_DIFFERENCE, here) if more > 0 else (here, COUNT_DIFFERENCE)
            self.moves.append(Move(lot, *way, abs(more), on))
        self._eat((lot_told(told["lot"]), step["at"]) for told in step["right"])


def _is_of(lot: Lot, pile: dict[str, str | None]) -> bool:
    mark = None if lot.date_mark is None else lot.date_mark.isoformat()
    seen = (lot.item, mark, lot.date_kind, lot.lot_code, lot.restricted_to)
    return seen == tuple(pile.values())
