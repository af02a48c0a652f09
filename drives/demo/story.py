"""The demo from its first day to this morning: set up, then every step of the plan at its own time."""

import csv
import io
import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from drives.commands.drives import CloseDrive, OpenDrive, close_drive, open_drive
from drives.commands.need_rounds import PostDueNeeds, post_due_needs
from drives.commands.need_writing import PostNeed
from drives.commands.needs import (
    CancelNeed,
    ConfirmNeed,
    ReviseNeed,
    cancel_need,
    confirm_need,
    post_need,
    revise_need,
)
from drives.commands.organization import SetUpOrganization, set_up_organization
from drives.commands.places import AddProgram, AddSite, add_program, add_site
from drives.commands.standing_needs import (
    PostStandingNeed,
    RestockNeed,
    post_standing_need,
    restock_need,
)
from drives.commands.store_pars import SetStorePar, set_store_par
from drives.demo.gifts import drawn_gifts, moment
from drives.demo.hands import Hands
from drives.demo.kits import Kits
from drives.demo.outgoing import Outgoing
from drives.demo.promises import Promises
from drives.demo.scenes import Scenes
from drives.demo.steps import Step
from drives.exchange.importing import import_file
from drives.exchange.starter import load_starter_catalogue
from drives.rules.kinds import Every, Priority, ProgramKind, SiteKind, WayToHelp
from drives.rules.quantity import SCALE
from drives.rules.roles import Viewer
from drives.settings import shipped
from drives.wiring import House

_DONORS = "demo-donors"


class Story:
    """Sets the community up (``begin``), lives through its ``steps`` and says whose it is (``end``)."""

    def __init__(self, house: House, viewer: Viewer) -> None:
        plan: Mapping[str, Any] = tomllib.loads(shipped("demo.toml").read_text("utf-8"))
        self._plan = plan
        self._hands = Hands(house, viewer, plan)
        self._standing: dict[tuple[str, str], int] = {}

    def begin(self) -> None:
        """Catalogue, programs, sites and donors, on the day before the first drive."""
        hands, plan = self._hands, self._plan
        hands.clock.now = self._at(min(drive["starts"] for drive in plan["drives"]) - 1, 9)
        for program in plan["programs"]:
            ways = tuple(WayToHelp(way) for way in program.get("welcomes", ()))
            asked = AddProgram(**{**program, "kind": ProgramKind(program["kind"]), "welcomes": ways})
            hands.program[program["name"]] = hands.do(add_program, asked).program_id
        for site in plan["sites"]:
            asked_site = AddSite(**{**site, "kind": SiteKind(site["kind"])})
            hands.site[site["name"]] = hands.do(add_site, asked_site).site_id
        load_starter_catalogue(hands.commands, hands.viewer)
        hands.learn_items()
        report = import_file(
            hands.commands,
            "donors",
            self._donors(),
            viewer=hands.viewer,
            request_id=_DONORS,
            name="donors.csv",
        )
        assert not report.faults, report.lines()
        for item, quantity in plan["pars"]["rows"]:
            hands.do(set_store_par, SetStorePar(hands.item[item].item_id, quantity * SCALE))
        for drive in plan["drives"]:
            self._open(drive)

    def steps(self) -> list[Step]:
        """Everything from then on, in the order of its time."""
        hands = self._hands
        steps = [
            (gift.at, partial(hands.log, gift)) for gift in drawn_gifts(self._plan, hands.today, hands.item)
        ]
        everything: list[Step] = [
            *self._needs(),
            *self._repeating(),
            *self._closings(),
            *steps,
            *Scenes(hands).steps(),
            *Promises(hands).steps(),
            *Outgoing(hands).steps(),
            *Kits(hands).steps(),
        ]
        return sorted(everything, key=lambda step: step[0])

    def do(self, step: Step) -> None:
        """Do a step at its time."""
        self._hands.clock.now = step[0]
        step[1]()

    def end(self) -> None:
        """Say whose store this is: the last thing, so that a demo has an organization once it is whole."""
        self._hands.clock.now = self._at(0, 9, 30)
        self._hands.do(set_up_organization, SetUpOrganization(**self._plan["organization"]))

    def _at(self, day: int, hour: int, minute: int = 0) -> datetime:
        return moment(self._hands.day(day), hour, minute)

    def _donors(self) -> bytes:
        written = io.StringIO(newline="")
        writer = csv.writer(written)
        writer.writerow(["name", "kind", "credit"])
        for donor in self._plan["donors"]["rows"]:
            writer.writerow([donor["name"], donor["kind"], "yes" if donor["credit"] else "no"])
        for team in self._plan["teams"]["rows"]:
            writer.writerow([team["name"], "team", "yes"])
        return written.getvalue().encode()

    def _open(self, drive: Mapping[str, Any]) -> None:
        hands = self._hands
        asked = OpenDrive(
            drive["name"],
            hands.day(drive["starts"]),
            hands.day(drive["ends"]),
            tuple(hands.program[name] for name in drive["programs"]),
            tuple(hands.site[name] for name in drive["sites"]),
            tuple((hands.item[name].item_id, goal * SCALE) for name, goal in drive["goals"].items()),
            story=drive["story"],
            new_teams=tuple(drive["teams"]),
        )
        hands.drive[drive["name"]] = hands.do(open_drive, asked).drive_id

    def _closings(self) -> Iterator[Step]:
        for drive in self._plan["drives"]:
            if "closed" in drive:
                yield self._at(drive["closed"], 21), partial(self._close, drive["name"])

    def _close(self, name: str) -> None:
        self._hands.do(close_drive, CloseDrive(self._hands.drive[name]))

    def _needs(self) -> Iterator[Step]:
        for block in self._plan["needs"]:
            program = block["program"]
            for need in block["rows"]:
                key = program, need["item"]
                yield self._at(need["posted"], 10, 15), partial(self._post, program, need)
                if "revised" in need:
                    day, quantity = need["revised"]
                    yield self._at(day, 10, 40), partial(self._revise, key, quantity * SCALE)
                if "confirmed" in need:
                    yield self._at(need["confirmed"], 10, 45), partial(self._confirm, key)
                if "cancelled" in need:
                    yield self._at(need["cancelled"], 10, 50), partial(self._cancel, key)

    def _repeating(self) -> Iterator[Step]:
        for block in self._plan["repeating"]:
            for need in block["rows"]:
                yield self._at(need["posted"], 10, 20), partial(self._repeat, block["program"], need)
                if "restocked" in need:
                    day, have = need["restocked"]
                    key = block["program"], need["item"]
                    yield self._at(day, 10, 35), partial(self._restock, key, have * SCALE)
        # What the first look of the day would do.
        yield self._at(0, 8), partial(self._hands.do, post_due_needs, PostDueNeeds())

    def _repeat(self, program: str, need: Mapping[str, Any]) -> None:
        hands, have = self._hands, need.get("have")
        asked = PostStandingNeed(
            hands.program[program],
            hands.item[need["item"]].item_id,
            need["quantity"] * SCALE,
            Every(need["every"]),
            None if have is None else have * SCALE,
            Priority(need["priority"]),
        )
        self._standing[program, need["item"]] = hands.do(post_standing_need, asked).standing_need_id

    def _restock(self, key: tuple[str, str], have: int) -> None:
        self._hands.do(restock_need, RestockNeed(self._standing[key], have))

    def _post(self, program: str, need: Mapping[str, Any]) -> None:
        hands, key = self._hands, (program, need["item"])
        asked = PostNeed(
            hands.program[program],
            hands.item[need["item"]].item_id,
            need["quantity"] * SCALE,
            Priority(need["priority"]),
            needed_by=hands.day(need["by"]),
            drive_id=hands.drive[need["drive"]] if "drive" in need else None,
        )
        hands.need[key] = hands.do(post_need, asked).need_id
        hands.asked[key] = asked.quantity

    def _revise(self, key: tuple[str, str], quantity: int) -> None:
        hands = self._hands
        hands.do(revise_need, ReviseNeed(hands.need[key], quantity))
        before = next(
            need["quantity"]
            for block in self._plan["needs"]
            for need in block["rows"]
            if (block["program"], need["item"]) == key
        )
        hands.asked[key] += quantity - before * SCALE

    def _confirm(self, key: tuple[str, str]) -> None:
        self._hands.do(confirm_need, ConfirmNeed(self._hands.need[key]))

    def _cancel(self, key: tuple[str, str]) -> None:
        self._hands.do(cancel_need, CancelNeed(self._hands.need[key]))
        self._hands.asked[key] = 0
