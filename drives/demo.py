"""A small invented community to look around in, made through the same commands as a real one.

What it holds is said in ``data/demo.toml``, in days from the day it is made; only the sizes of
single gifts are drawn, from a seed, so that it looks the same everywhere.
"""

import random
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from drives.commands.allocation import Reserve, reserve
from drives.commands.deliveries import (
    Arrival,
    ConfirmDelivery,
    PlanDelivery,
    SendDelivery,
    confirm_delivery,
    plan_delivery,
    send_delivery,
)
from drives.commands.donations import LineDraft, LogDonation, log_donation
from drives.commands.door import Door
from drives.commands.drives import CloseDrive, OpenDrive, close_drive, open_drive
from drives.commands.needs import PostNeed, post_need
from drives.commands.organization import SetUpOrganization, set_up_organization
from drives.commands.places import AddProgram, AddSite, add_program, add_site
from drives.errors import Refusal
from drives.exchange.starter import load_starter_catalogue
from drives.queries.choices import item_choices
from drives.queries.door import QueryDoor
from drives.queries.organization import is_set_up
from drives.queries.stock import delivery_lines, stocked_lots
from drives.rules.kinds import Priority, ProgramKind, ShortfallReason, SiteKind
from drives.rules.quantity import SCALE
from drives.rules.roles import Viewer
from drives.settings import shipped
from drives.texts import _
from drives.wiring import House

_SEED = 20_260_101
_DONORS = ("Corner Bakery", "Maple Street Scouts", "Riverside Choir", "Quarry Hill School", "a neighbour")


def make_demo(house: House, viewer: Viewer) -> None:
    """Fill an empty store with the demo community; a store with an organization is refused."""
    if house.queries.ask(is_set_up, viewer):
        raise Refusal(
            _(
                "This store has an organization already. Make the demo in an empty store, "
                "so that nothing is mixed."
            )
        )
    _Demo(house, viewer).make()


class _Demo:
    """Plays the plan in the order of its days, each step at noon of its own day."""

    def __init__(self, house: House, viewer: Viewer) -> None:
        self._house = house
        self._viewer = viewer
        self._chance = random.Random(_SEED)
        self._today = house.queries.stamp().today
        self._clock = _Noon(self._today)
        self._commands = Door(house.store, self._clock)
        self._queries = QueryDoor(house.store, self._clock)
        self._plan: dict[str, Any] = tomllib.loads(shipped("demo.toml").read_text("utf-8"))
        self._numbers: Iterator[int] = iter(range(1, 1_000_000))
        self._program: dict[str, int] = {}
        self._site: dict[str, int] = {}
        self._drive: dict[str, int] = {}
        self._item: dict[str, int] = {}
        self._need: dict[tuple[str, str], int] = {}

    def make(self) -> None:
        """Set everything up, then live through the days."""
        load_starter_catalogue(self._house.commands, self._viewer)
        self._item = {item.name: item.item_id for item in self._queries.ask(item_choices, self._viewer)}
        first = min(drive["starts"] for drive in self._plan["drives"])
        self._clock.day = self._day(first - 1)
        for program in self._plan["programs"]:
            asked = AddProgram(**{**program, "kind": ProgramKind(program["kind"])})
            self._program[program["name"]] = self._do(add_program, asked).program_id
        for site in self._plan["sites"]:
            asked_site = AddSite(**{**site, "kind": SiteKind(site["kind"])})
            self._site[site["name"]] = self._do(add_site, asked_site).site_id
        for drive in self._plan["drives"]:
            self._open(drive)
        for day, step in sorted(self._steps(), key=lambda one: one[0]):
            self._clock.day = self._day(day)
            step()
        self._clock.day = self._today
        self._do(set_up_organization, SetUpOrganization(**self._plan["organization"]))

    def _steps(self) -> Iterator[tuple[int, Callable[[], object]]]:
        for block in self._plan["needs"]:
            for item, quantity, priority, posted, needed_by in block["rows"]:
                yield (
                    posted,
                    partial(self._post, block["program"], item, quantity, priority, posted, needed_by),
                )
        for block in self._plan["gifts"]:
            yield from self._gifts(block)
        for delivery in self._plan["deliveries"]:
            yield delivery["sent"], partial(self._send, delivery)
            if "confirmed" in delivery:
                yield delivery["confirmed"], partial(self._confirm, delivery)
        for kept in self._plan["reservations"]:
            yield -1, partial(self._keep, kept["program"], kept["item"], kept["quantity"])
        for drive in self._plan["drives"]:
            if "closed" in drive:
                yield drive["closed"], partial(self._close, drive["name"])

    def _do(self, verb: Any, request: Any) -> Any:
        return self._commands.perform(
            verb, request, viewer=self._viewer, request_id=f"demo-{next(self._numbers)}"
        )

    def _day(self, number: int) -> date:
        return self._today + timedelta(days=number)

    def _open(self, drive: dict[str, Any]) -> None:
        asked = OpenDrive(
            drive["name"],
            self._day(drive["starts"]),
            self._day(drive["ends"]),
            tuple(self._program[name] for name in drive["programs"]),
            tuple(self._site[name] for name in drive["sites"]),
            tuple((self._item[name], goal * SCALE) for name, goal in drive["goals"].items()),
            story=drive["story"],
        )
        self._drive[drive["name"]] = self._do(open_drive, asked).drive_id

    def _post(
        self, program: str, item: str, quantity: int, priority: str, posted: int, needed_by: int
    ) -> None:
        asked = PostNeed(
            self._program[program],
            self._item[item],
            quantity * SCALE,
            Priority(priority),
            self._day(posted),
            self._day(needed_by),
        )
        self._need[program, item] = self._do(post_need, asked).need_id

    def _gifts(self, block: dict[str, Any]) -> Iterator[tuple[int, Callable[[], object]]]:
        drive = next(drive for drive in self._plan["drives"] if drive["name"] == block["drive"])
        last = min(drive.get("closed", 0), drive["ends"], 0)
        for item, number, usual, rejected in block["rows"]:
            for _gift in range(number):
                day = self._chance.randint(drive["starts"], last)
                smallest = SCALE if isinstance(usual, int) else SCALE // 2
                share = Decimal(self._chance.randint(60, 140)) / 100
                received = max(1, int(Decimal(str(usual)) * share * SCALE) // smallest) * smallest
                thrown = received * rejected // 100 // smallest * smallest
                line = LineDraft(
                    self._item[item], received, thrown, reject_reason=_("worn or open") if thrown else None
                )
                asked = LogDonation(
                    self._site[self._chance.choice(drive["sites"])],
                    (line,),
                    self._drive[drive["name"]],
                    donor_name=self._chance.choice(_DONORS) if self._chance.random() < 0.5 else None,
                )
                yield day, partial(self._do, log_donation, asked)

    def _keep(self, program: str, item: str, quantity: int) -> list[int]:
        wanted, kept = quantity * SCALE, []
        for lot in self._queries.ask(stocked_lots, self._viewer, item_id=self._item[item]):
            taken = min(wanted, lot.free)
            if taken:
                asked = Reserve(self._need[program, item], lot.lot_id, lot.site_id, taken)
                kept.append(self._do(reserve, asked).reservation_id)
                wanted -= taken
        return kept

    def _send(self, delivery: dict[str, Any]) -> None:
        kept = self._keep(delivery["program"], delivery["item"], delivery["quantity"])
        asked = PlanDelivery(self._program[delivery["program"]], tuple(kept))
        planned = self._do(plan_delivery, asked)
        self._do(send_delivery, SendDelivery(planned.delivery_id))
        delivery["id"] = planned.delivery_id

    def _confirm(self, delivery: dict[str, Any]) -> None:
        arrivals: tuple[Arrival, ...] = ()
        missing = delivery.get("missing", 0) * SCALE
        if missing:
            lines = self._queries.ask(delivery_lines, self._viewer, delivery_id=delivery["id"])
            first = max(lines, key=lambda line: line.quantity)
            arrived = first.quantity - missing
            arrivals = (Arrival(first.line_id, arrived, lost=missing, reason=ShortfallReason.MISSING),)
        self._do(confirm_delivery, ConfirmDelivery(delivery["id"], arrivals))

    def _close(self, name: str) -> None:
        self._do(close_drive, CloseDrive(self._drive[name]))


class _Noon:
    """A clock that stands at noon of a day."""

    def __init__(self, day: date) -> None:
        self.day = day

    def __call__(self) -> datetime:
        return datetime.combine(self.day, time(12), UTC)
