"""What was done through a command door, written down as a history for the oracle (tests/simulation/facts.py).

Requests and the ids they were answered with are read, the names behind the ids, and what papers say was
sent and put together: no level, no total, no figure that a page shows.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, select

from drives.commands.donations import LineDraft, LogDonation
from drives.commands.door import Door
from drives.model import (
    AssemblyBatch,
    AssemblyLine,
    DeliveryLine,
    Drive,
    Item,
    Lot,
    NeedRound,
    Program,
    Site,
    Transfer,
)
from drives.rules.kinds import Every
from drives.rules.quantity import SCALE, to_text
from drives.store import Store

Step = dict[str, Any]
Told = tuple[date, str, Any, Any]


class RecordingDoor(Door):
    """A door that remembers (day, command, request, result) of all that was done through it."""

    told: list[Told]

    def perform(self, verb: Any, request: Any, **said: Any) -> Any:
        result = super().perform(verb, request, **said)
        self.told.append((self._clock().date(), verb.name, request, result))
        return result


class Scribe:
    """Turns what was told into steps. Commands that the vocabulary has no word for are left out."""

    def __init__(self, store: Store) -> None:
        with store.read() as connection:
            names = {
                table: {row.id: row.name for row in connection.execute(select(table.__table__))}
                for table in (Item, Program, Site, Drive)
            }
            self._items = connection.execute(select(Item.__table__).order_by(Item.id)).all()
            self._lots = {row.id: row for row in connection.execute(select(Lot.__table__))}
            self._round_of = {
                row.need_id: row.standing_need_id for row in connection.execute(select(NeedRound.__table__))
            }
            self._sent = {row.id: row.quantity for row in connection.execute(select(DeliveryLine.__table__))}
            self._batches = _batches(connection)
        self._item, self._program = names[Item], names[Program]
        self._site, self._drive = names[Site], names[Drive]
        self._donation: dict[int, str] = {}
        self._lines: dict[int, list[int]] = {}
        self._pledges: dict[int, Any] = {}
        self._standing: dict[int, Step] = {}
        """The latest round of each standing need, as it was posted."""

    def history(self, told: list[Told]) -> list[Step]:
        """The steps in the order of typing; the catalogue first."""
        first = told[0][0].isoformat()
        steps: list[Step] = [
            {"today": first, "do": "add_item", "item": row.name, "category": row.category}
            | {"unit": str(row.unit), "date_rule": str(row.date_rule)}
            for row in self._items
        ]
        for today, name, request, result in told:
            write = getattr(self, f"_{name}", None)
            if write is not None:
                written = write(request, result, today)
                for step in written if isinstance(written, list) else [written]:
                    steps.append({"today": today.isoformat(), "do": name, **step})
        return steps

    def _add_program(self, asked: Any, _done: Any, _today: date) -> Step:
        return {"program": asked.name}

    def _add_site(self, asked: Any, _done: Any, _today: date) -> Step:
        return {"site": asked.name, "kind": str(asked.kind)}

    def _open_drive(self, asked: Any, _done: Any, _today: date) -> Step:
        return {
            "drive": asked.name,
            "starts_on": asked.starts_on.isoformat(),
            "ends_on": asked.ends_on.isoformat(),
            "programs": [self._program[one] for one in asked.program_ids],
            "sites": [self._site[one] for one in asked.site_ids],
            "goals": {self._item[item]: to_text(goal) for item, goal in asked.goals},
        }

    def _close_drive(self, asked: Any, _done: Any, today: date) -> Step:
        return {"drive": self._drive[asked.drive_id], "on": _day(asked.on or today)}

    def _log_donation(self, asked: Any, done: Any, today: date) -> Step:
        label = self._donation.setdefault(done.donation_id, f"donation-{done.donation_id}")
        [source] = {str(line.source) for line in asked.lines}
        return {
            "donation": label,
            "drive": self._named(self._drive, asked.drive_id),
            "site": self._site[asked.site_id],
            "received_on": _day(asked.received_on or today),
            "source": source,
            "lines": [
                {
                    "item": self._item[line.item_id],
                    "quantity": to_text(line.received),
                    "rejected": to_text(line.rejected),
                    "date_mark": _day(line.date_mark),
                    "date_kind": None if line.date_kind is None else str(line.date_kind),
                    "lot_code": line.lot_code,
                    "restricted_to": self._named(self._program, line.restricted_to_id),
                }
                for line in asked.lines
            ],
        }

    def _make_pledge(self, asked: Any, done: Any, _today: date) -> Step:
        lines = [(self._item[line.item_id], to_text(line.quantity)) for line in asked.lines]
        self._pledges[done.pledge_id] = asked
        return {
            "pledge": f"pledge-{done.pledge_id}",
            "drive": self._drive[asked.drive_id],
            "by_on": asked.by_on.isoformat(),
            "lines": [{"item": item, "quantity": quantity} for item, quantity in lines],
        }

    def _receive_pledge(self, asked: Any, done: Any, today: date) -> Step:
        """It came as it was promised."""
        promised = self._pledges[asked.pledge_id]
        lines = tuple(LineDraft(line.item_id, line.quantity) for line in promised.lines)
        came = LogDonation(promised.site_id, lines, promised.drive_id)
        step = self._log_donation(came, done, today)
        return {"do": "log_donation", "pledge": f"pledge-{asked.pledge_id}", **step}

    def _correct_donation(self, asked: Any, done: Any, today: date) -> Step:
        self._donation[done.donation_id] = self._donation[asked.donation_id]
        return self._log_donation(asked.becomes, done, today)

    def _void_donation(self, asked: Any, _done: Any, _today: date) -> Step:
        return {"donation": self._donation[asked.donation_id]}

    def _post_need(self, asked: Any, done: Any, today: date) -> Step:
        return {
            "need": f"need-{done.need_id}",
            "program": self._program[asked.program_id],
            "item": self._item[asked.item_id],
            "quantity": to_text(asked.quantity),
            "priority": str(asked.priority),
            "posted_on": _day(asked.posted_on or today),
            "needed_by": _day(asked.needed_by),
            "drive": self._named(self._drive, asked.drive_id),
        }

    def _revise_need(self, asked: Any, _done: Any, today: date) -> Step:
        quantity = to_text(asked.quantity)
        return {"need": f"need-{asked.need_id}", "quantity": quantity, "on": _day(asked.on or today)}

    def _confirm_need(self, asked: Any, _done: Any, today: date) -> Step:
        return {"need": f"need-{asked.need_id}", "on": _day(asked.on or today)}

    def _cancel_need(self, asked: Any, _done: Any, today: date) -> Step:
        return {"need": f"need-{asked.need_id}", "on": _day(asked.on or today)}

    def _post_standing_need(self, asked: Any, done: Any, today: date) -> Step:
        assert asked.every in (Every.WEEKLY, Every.PAR), "the scribe knows no months"
        posted_on = asked.first_on or today
        step = {
            "do": "post_need",
            "need": f"need-{done.need_id}",
            "program": self._program[asked.program_id],
            "item": self._item[asked.item_id],
            "quantity": to_text(asked.quantity - (asked.have or 0)),
            "priority": str(asked.priority),
            "posted_on": _day(posted_on),
            "needed_by": _day(posted_on + timedelta(days=6)) if asked.every is Every.WEEKLY else None,
            "drive": None,
        }
        self._standing[done.standing_need_id] = step
        return step

    def _restock_need(self, asked: Any, done: Any, today: date) -> Step:
        assert not done.asked, "the scribe knows only of shelves that are full again"
        need = self._standing[asked.standing_need_id]["need"]
        return {"do": "cancel_need", "need": need, "on": _day(today)}

    def _post_due_needs(self, _asked: Any, done: Any, _today: date) -> list[Step]:
        steps = []
        for need_id in done.need_ids:
            before = self._standing[self._round_of[need_id]]
            again = {
                **before,
                "need": f"need-{need_id}",
                **{
                    day: _day(date.fromisoformat(before[day]) + timedelta(weeks=1))
                    for day in ("posted_on", "needed_by")
                },
            }
            steps += [{"do": "cancel_need", "need": before["need"], "on": again["posted_on"]}, again]
            self._standing[self._round_of[need_id]] = again
        return steps

    def _reserve(self, asked: Any, done: Any, today: date) -> Step:
        return {
            "reservation": f"reservation-{done.reservation_id}",
            "need": f"need-{asked.need_id}",
            "lot": self._lot(asked.lot_id),
            "at": self._site[asked.site_id],
            "quantity": to_text(asked.quantity),
            "on": _day(asked.on or today),
        }

    def _plan_delivery(self, asked: Any, done: Any, today: date) -> Step:
        self._lines[done.delivery_id] = list(done.line_ids)
        kept: list[Step] = [{"reservation": f"reservation-{one}"} for one in asked.reservation_ids]
        free: list[Step] = [
            {
                "reservation": None,
                "lot": self._lot(line.lot_id),
                "at": self._site[line.site_id],
                "quantity": to_text(line.quantity),
            }
            for line in asked.free_lines
        ]
        lines = zip(done.line_ids, [*kept, *free], strict=True)
        return {
            "delivery": f"delivery-{done.delivery_id}",
            "program": self._program[asked.program_id],
            "lines": [{"line": f"line-{line_id}", **line} for line_id, line in lines],
            "on": _day(asked.on or today),
        }

    def _send_delivery(self, asked: Any, _done: Any, today: date) -> Step:
        return {"delivery": f"delivery-{asked.delivery_id}", "on": _day(asked.on or today)}

    def _confirm_delivery(self, asked: Any, _done: Any, today: date) -> Step:
        said = {arrival.line_id: arrival for arrival in asked.arrivals}
        lines = []
        for line_id in self._lines[asked.delivery_id]:
            arrival = said.get(line_id)
            parts = (
                (arrival.arrived, arrival.lost, arrival.returned) if arrival else (self._sent[line_id], 0, 0)
            )
            texts = zip(("arrived", "lost", "returned"), map(to_text, parts), strict=True)
            lines.append({"line": f"line-{line_id}", **dict(texts)})
        return {"delivery": f"delivery-{asked.delivery_id}", "on": _day(asked.on or today), "lines": lines}

    def _hold(self, asked: Any, done: Any, today: date) -> Step:
        lot = self._lot(asked.lot_id)
        return {"hold": f"hold-{done.document_id}", "lot": lot, "on": _day(asked.on or today)}

    def _discard(self, asked: Any, _done: Any, today: date) -> Step:
        return {
            "lot": self._lot(asked.lot_id),
            "at": self._site[asked.site_id],
            "quantity": to_text(asked.quantity),
            "reason": str(asked.reason),
            "on": _day(asked.on or today),
        }

    def _transfer(self, asked: Any, _done: Any, today: date) -> Step:
        return {
            "lot": self._lot(asked.lot_id),
            "from": self._site[asked.from_site_id],
            "to": self._site[asked.to_site_id],
            "quantity": to_text(asked.quantity),
            "on": _day(asked.on or today),
        }

    def _write_recipe(self, asked: Any, _done: Any, today: date) -> Step:
        parts = {self._item[part.item_id]: to_text(part.quantity) for part in asked.parts}
        return {"kit": self._item[asked.item_id], "parts": parts, "from_on": _day(asked.from_on or today)}

    def _assemble_kits(self, asked: Any, done: Any, today: date) -> Step:
        """Which lots went into which kit is read from the paper: the kits of a batch are all alike."""
        kits: list[Step] = []
        for (_batch, lot_id, quantity), taken in self._batches[done.document_id].items():
            count = quantity // SCALE
            parts = [[self._lot(part), to_text(many // count)] for part, many in taken]
            kits += [{"lot": self._lot(lot_id), "parts": parts}] * count
        return {
            "do": "assemble",
            "work": f"work-{done.document_id}",
            "kit": self._item[asked.item_id],
            "at": self._site[asked.site_id],
            "for": self._named(self._program, asked.for_program_id),
            "on": _day(asked.on or today),
            "kits": kits,
        }

    def _take_apart_kits(self, asked: Any, done: Any, today: date) -> Step:
        return {
            "do": "take_apart",
            "work": f"work-{done.document_id}",
            "lot": self._lot(asked.lot_id),
            "at": self._site[asked.site_id],
            "quantity": to_text(asked.quantity),
            "on": _day(asked.on or today),
        }

    def _count(self, asked: Any, _done: Any, today: date) -> Step:
        lines = [{"lot": self._lot(line.lot_id), "counted": to_text(line.quantity)} for line in asked.lines]
        return {"site": self._site[asked.site_id], "on": _day(asked.on or today), "lines": lines}

    def _lot(self, lot_id: int) -> dict[str, str | None]:
        row = self._lots[lot_id]
        return {
            "item": self._item[row.item_id],
            "drive": self._named(self._drive, row.drive_id),
            "site": self._named(self._site, row.site_id),
            "date_mark": _day(row.date_mark),
            "date_kind": None if row.date_kind is None else str(row.date_kind),
            "lot_code": row.lot_code,
            "restricted_to": self._named(self._program, row.restricted_to_id),
        }

    @staticmethod
    def _named(names: Mapping[int, str], row_id: int | None) -> str | None:
        return None if row_id is None else names[row_id]


def _batches(connection: Connection) -> dict[int, dict[tuple[int, int, int], list[tuple[int, int]]]]:
    """By work on kits and batch (id, lot of the kits, how many): the lots in them, how much of each."""
    rows = connection.execute(
        select(AssemblyBatch.__table__, Transfer.lot_id.label("part"), Transfer.quantity.label("many"))
        .join_from(AssemblyBatch, AssemblyLine, AssemblyLine.batch_id == AssemblyBatch.id)
        .join(Transfer, Transfer.id == AssemblyLine.transfer_id)
        .where(Transfer.lot_id != AssemblyBatch.lot_id)
        .order_by(AssemblyLine.id)
    )
    found: Any = defaultdict(lambda: defaultdict(list))
    for row in rows:
        found[row.assembly_id][row.id, row.lot_id, row.quantity].append((row.part, row.many))
    return dict(found)


def _day(day: date | None) -> Any:
    return None if day is None else day.isoformat()


def _of_parts(step: Step, items: set[str]) -> Step:
    """A recipe, or work by it, with these of its parts alone."""
    if step["do"] == "write_recipe":
        return {**step, "parts": {name: many for name, many in step["parts"].items() if name in items}}
    kits = [
        {**kit, "parts": [part for part in kit["parts"] if part[0]["item"] in items]} for kit in step["kits"]
    ]
    return {**step, "kits": kits}


def of_item(history: list[Step], item: str) -> list[Step]:
    """What of a history touches one item: the figures of an item follow from that alone.

    Of a kit that is with its parts, of a part with the kits that it goes into.
    """
    recipes = [step for step in history if step["do"] == "write_recipe"]
    items = {item}
    for step in recipes:
        if step["kit"] == item:
            items |= set(step["parts"])
        elif item in step["parts"]:
            items.add(step["kit"])
    kept: list[Step] = []
    known: set[str] = set()
    for step in history:
        do = step["do"]
        if do == "add_item" and step["item"] not in items:
            continue
        if do == "open_drive":
            step = {**step, "goals": {name: goal for name, goal in step["goals"].items() if name in items}}
        elif do in ("log_donation", "correct_donation", "count", "make_pledge"):
            lines = [line for line in step["lines"] if (line.get("lot") or line)["item"] in items]
            step = {**step, "lines": lines}
            if not lines:
                continue
        elif do == "post_need":
            if step["item"] not in items:
                continue
            known.add(step["need"])
        elif do in ("revise_need", "confirm_need", "cancel_need"):
            if step["need"] not in known:
                continue
        elif do == "void_donation":
            if step["donation"] not in known:
                continue
        elif do == "reserve":
            if step["need"] not in known:
                continue
            known.add(step["reservation"])
        elif do == "plan_delivery":
            lines = [
                line
                for line in step["lines"]
                if (
                    line["lot"]["item"] in items
                    if line["reservation"] is None
                    else line["reservation"] in known
                )
            ]
            if not lines:
                continue
            known |= {step["delivery"], *(line["line"] for line in lines)}
            step = {**step, "lines": lines}
        elif do in ("send_delivery", "confirm_delivery"):
            if step["delivery"] not in known:
                continue
            if do == "confirm_delivery":
                step = {**step, "lines": [line for line in step["lines"] if line["line"] in known]}
        elif do in ("hold", "discard", "transfer", "take_apart") and step["lot"]["item"] not in items:
            continue
        elif do in ("write_recipe", "assemble"):
            if step["kit"] not in items:
                continue
            step = _of_parts(step, items)
        if do == "log_donation":
            known.add(step["donation"])
        kept.append(step)
    return kept
