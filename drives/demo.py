"""A small invented community to look around in, made through the same commands as a real one.

What it holds is said in ``data/demo.toml``, in days from the day it is made; only the sizes of
single gifts are drawn, from a seed, so that it looks the same everywhere.
"""

import random
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
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
from drives.commands.drives import CloseDrive, OpenDrive, close_drive, open_drive
from drives.commands.needs import PostNeed, post_need
from drives.commands.organization import SetUpOrganization, set_up_organization
from drives.commands.places import AddProgram, AddSite, add_program, add_site
from drives.errors import Refusal
from drives.exchange.starter import load_starter_catalogue
from drives.queries.directory import item_ids
from drives.queries.organization import is_set_up
from drives.queries.stock import Stocked, delivery_lines, stocked_lots
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
            _("This store has an organization already. Make the demo in an empty store, so that nothing is mixed.")
        )
    _Demo(house, viewer).make()


class _Demo:
    def __init__(self, house: House, viewer: Viewer) -> None:
        self._house = house
        self._viewer = viewer
        self._chance = random.Random(_SEED)
        self._today = house.queries.stamp().today
        self._plan: dict[str, Any] = tomllib.loads(shipped("demo.toml").read_text("utf-8"))
        self._numbers: Iterator[int] = iter(range(1, 1_000_000))
        self._program: dict[str, int] = {}
        self._site: dict[str, int] = {}
        self._drive: dict[str, int] = {}
        self._need: dict[tuple[str, str], int] = {}

    def make(self) -> None:
        load_starter_catalogue(self._house, self._viewer)
        self._item = self._house.queries.ask(item_ids, self._viewer)
        for program in self._plan["programs"]:
            asked = AddProgram(**{**program, "kind": ProgramKind(program["kind"])})
            self._program[program["name"]] = self._do(add_program, asked).program_id
        for site in self._plan["sites"]:
            self._site[site["name"]] = self._do(
                add_site, AddSite(**{**site, "kind": SiteKind(site["kind"])})
            ).site_id
        for drive in self._plan["drives"]:
            self._open(drive)
        for block in self._plan["needs"]:
            for item, quantity, priority, posted, needed_by in block["rows"]:
                self._post(block["program"], item, quantity, priority, posted, needed_by)
        for block in self._plan["gifts"]:
            self._give(block)
        for delivery in self._plan["deliveries"]:
            self._deliver(delivery)
        for kept in self._plan["reservations"]:
            self._keep(kept["program"], kept["item"], kept["quantity"], self._day(-1))
        for drive in self._plan["drives"]:
            if "closed" in drive:
                asked_close = CloseDrive(self._drive[drive["name"]], self._day(drive["closed"]))
                self._do(close_drive, asked_close)
        self._do(set_up_organization, SetUpOrganization(**self._plan["organization"]))

    def _do(self, verb: Any, request: Any) -> Any:
        return self._house.commands.perform(
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

    def _give(self, block: dict[str, Any]) -> None:
        drive = next(drive for drive in self._plan["drives"] if drive["name"] == block["drive"])
        last = min(drive.get("closed", 0), drive["ends"], 0)
        gifts = [
            (self._chance.randint(drive["starts"], last), item, usual, rejected)
            for item, number, usual, rejected in block["rows"]
            for _gift in range(number)
        ]
        for day, item, usual, rejected in sorted(gifts):
            whole = isinstance(usual, int)
            share = Decimal(self._chance.randint(60, 140)) / 100
            received = int(Decimal(str(usual)) * share * SCALE)
            received = max(SCALE, received // SCALE * SCALE) if whole else received // 500 * 500
            thrown = received * rejected // 100
            thrown = thrown // SCALE * SCALE if whole else thrown // 500 * 500
            line = LineDraft(
                self._item[item], received, thrown, reject_reason=_("worn or open") if thrown else None
            )
            asked = LogDonation(
                self._site[self._chance.choice(drive["sites"])],
                (line,),
                self._drive[drive["name"]],
                self._day(day),
                donor_name=self._chance.choice(_DONORS) if self._chance.random() < 0.5 else None,
            )
            self._do(log_donation, asked)

    def _keep(self, program: str, item: str, quantity: int, on: date) -> list[int]:
        wanted, kept = quantity * SCALE, []
        for lot in self._stocked(item):
            taken = min(wanted, lot.free)
            if taken:
                need_id = self._need[program, item]
                asked = Reserve(need_id, lot.lot_id, lot.site_id, taken, on)
                kept.append(self._do(reserve, asked).reservation_id)
                wanted -= taken
        return kept

    def _stocked(self, item: str) -> tuple[Stocked, ...]:
        return self._house.queries.ask(stocked_lots, self._viewer, item_id=self._item[item])

    def _deliver(self, delivery: dict[str, Any]) -> None:
        sent = self._day(delivery["sent"])
        kept = self._keep(delivery["program"], delivery["item"], delivery["quantity"], sent)
        planned = self._do(
            plan_delivery, PlanDelivery(self._program[delivery["program"]], tuple(kept), on=sent)
        )
        self._do(send_delivery, SendDelivery(planned.delivery_id, sent))
        if "confirmed" not in delivery:
            return
        arrivals: tuple[Arrival, ...] = ()
        missing = delivery.get("missing", 0) * SCALE
        if missing:
            lines = self._house.queries.ask(delivery_lines, self._viewer, delivery_id=planned.delivery_id)
            first = lines[0]
            arrivals = (
                Arrival(first.line_id, first.quantity - missing, lost=missing, reason=ShortfallReason.MISSING),
            )
        confirmed = ConfirmDelivery(planned.delivery_id, arrivals, self._day(delivery["confirmed"]))
        self._do(confirm_delivery, confirmed)


