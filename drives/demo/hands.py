"""What every step of the demo needs: its clock, the doors, names for ids, and its shelves."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from drives.commands.donations import DonationLogged, LineDraft, LogDonation, log_donation
from drives.commands.door import Command, Door
from drives.demo.gifts import Gift, Plan
from drives.demo.shelves import Goods, Shelves
from drives.queries.choices import ItemChoice, item_choices
from drives.queries.demo import FIRST_REQUEST, lots_of_item
from drives.queries.door import QueryDoor
from drives.rules.roles import Viewer
from drives.wiring import House

_REQUEST = FIRST_REQUEST.rpartition("-")[0]


class Clock:
    """A clock that stands where it is put."""

    def __init__(self) -> None:
        self.now = datetime(2000, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


class Hands:
    """Does what the plan says, through the doors, and remembers what stands where."""

    def __init__(self, house: House, viewer: Viewer, plan: Plan) -> None:
        self.plan = plan
        self.today: date = house.queries.stamp().today
        self.clock = Clock()
        self.viewer = replace(viewer, name=plan["who"]["others"])
        self.commands = Door(house.store, self.clock)
        self.queries = QueryDoor(house.store, self.clock)
        self.item: dict[str, ItemChoice] = {}
        self.program: dict[str, int] = {}
        self.site: dict[str, int] = {}
        self.drive: dict[str, int] = {}
        self.need: dict[tuple[str, str], int] = {}
        self.asked: dict[tuple[str, str], int] = {}
        """Thousandths of a need that nothing is reserved for yet."""
        self.shelves = Shelves({})
        self._numbers = count(1)
        self._lots: dict[Goods, int] = {}

    def day(self, number: int) -> date:
        """A day counted from the one the demo is made on."""
        return self.today + timedelta(days=number)

    def do(self, verb: Command[Any, Any], request: Any, *, at_table: str | None = None) -> Any:
        """Perform a command at the time the clock shows, at the table of a site or by an organizer."""
        number = f"{_REQUEST}-{next(self._numbers)}"
        who = self.viewer
        if at_table is not None:
            who = replace(who, name=self.plan["who"]["table"].format(site=at_table))
        return self.commands.perform(verb, request, viewer=who, request_id=number)

    def learn_items(self) -> None:
        """Look up the catalogue."""
        self.item = {item.name: item for item in self.queries.ask(item_choices, self.viewer)}
        self.shelves = Shelves({name: item.date_rule for name, item in self.item.items()})

    def donation(self, gift: Gift) -> LogDonation:
        """A gift as the door takes it."""
        lines = tuple(
            LineDraft(
                self.item[line.item].item_id,
                line.received,
                line.rejected,
                line.reason,
                line.pack,
                line.pack_quantity,
                line.source,
                line.date_mark,
                line.date_kind,
                line.lot_code,
                None if line.restricted_to is None else self.program[line.restricted_to],
            )
            for line in gift.lines
        )
        return LogDonation(
            self.site[gift.site],
            lines,
            None if gift.drive is None else self.drive[gift.drive],
            gift.received_on,
            gift.donor,
            gift.team,
            gift.reference,
        )

    def log(self, gift: Gift) -> DonationLogged:
        """Log a gift and put it on its shelf."""
        logged: DonationLogged = self.do(log_donation, self.donation(gift), at_table=gift.site)
        self.shelve(gift)
        return logged

    def shelve(self, gift: Gift) -> None:
        """Remember where a gift's goods stand."""
        for goods, accepted in goods_of(gift):
            if accepted:
                self.shelves.put(goods, gift.site, accepted, self.clock.now.date())

    def lot_id(self, goods: Goods) -> int:
        """The id of a lot, by the seven things that make it."""
        if goods not in self._lots:
            programs, sites, drives = ({i: n for n, i in named.items()} for named in self._nouns())
            for lot in self.queries.ask(lots_of_item, self.viewer, item_id=self.item[goods.item].item_id):
                found = Goods(
                    goods.item,
                    None if lot.drive_id is None else drives[lot.drive_id],
                    sites[lot.site_id or 0],
                    lot.date_mark,
                    lot.date_kind,
                    lot.lot_code,
                    None if lot.restricted_to_id is None else programs[lot.restricted_to_id],
                )
                self._lots[found] = lot.lot_id
        return self._lots[goods]

    def _nouns(self) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
        return self.program, self.site, self.drive


def goods_of(gift: Gift) -> list[tuple[Goods, int]]:
    """The goods of a gift with what was accepted of them, line by line."""
    return [
        (
            Goods(
                line.item,
                gift.drive,
                gift.site,
                line.date_mark,
                line.date_kind,
                line.lot_code,
                line.restricted_to,
            ),
            line.received - line.rejected,
        )
        for line in gift.lines
    ]
