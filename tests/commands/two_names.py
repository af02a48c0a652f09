"""One spring told twice: with everything under one name, and with two names for each thing, merged midway.

Whoever reads afterwards must not be able to tell the two houses apart.
"""

from dataclasses import dataclass, field, replace
from datetime import date

from drives.commands import allocation, deliveries, donations, drives, merging, needs, stock
from drives.commands.donations import LineDraft, LogDonation
from drives.model import DonationLine
from drives.queries.needs import needs as list_of_needs
from drives.queries.overview import overview
from drives.queries.progress import progress
from drives.queries.stock import stocked_lots
from drives.rules.kinds import DiscardReason, ShortfallReason
from drives.rules.roles import COMMAND_LINE
from tests.files import given
from tests.houses import Home, q

MARCH, APRIL, MAY = date(2025, 3, 25), date(2025, 4, 4), date(2025, 5, 5)
DAYS = (date(2025, 3, 1), MARCH, date(2025, 3, 30), APRIL, date(2025, 4, 20), MAY, date(2025, 5, 19), None)
EXPORTED = (
    "items",
    "programs",
    "sites",
    "drives",
    "needs",
    "donations",
    "stock",
    "moves",
    "lots",
    "deliveries",
)


@dataclass
class Spring:
    """A house in which the first name of each pair stands for what will be merged into the second."""

    home: Home
    item: tuple[str, str] = ("Socks", "Socks")
    site: tuple[str, str] = ("Gym", "Gym")
    program: tuple[str, str] = ("Shelter", "Shelter")
    given: dict[str, int] = field(default_factory=dict)
    lots: dict[str, int] = field(default_factory=dict)
    needs: dict[str, int] = field(default_factory=dict)
    kept: dict[str, int] = field(default_factory=dict)
    sent: dict[str, deliveries.DeliveryChanged] = field(default_factory=dict)

    def bring(self, code: str, item: int, site: int, quantity: str, on: date, **marks: object) -> None:
        """A donation of which the lot is known by its code."""
        line = LineDraft(self.home.item(self.item[item]), q(quantity), lot_code=code, **marks)  # type: ignore[arg-type]
        asked = LogDonation(self.home.site(self.site[site]), (line,), self.home.drive(), on)
        self.given[code] = self.home.do(donations.log_donation, asked).donation_id
        [row] = self.home.all(DonationLine, DonationLine.donation_id == self.given[code])
        self.lots[code] = row.lot_id

    def ask(self, code: str, item: int, program: str, quantity: str, on: date) -> None:
        """A need."""
        self.needs[code] = self.home.need(self.item[item], quantity, program, posted_on=on)

    def keep(self, code: str, lot: str, need: str, site: int, quantity: str, on: date) -> None:
        """A reservation."""
        site_id = self.home.site(self.site[site])
        asked = allocation.Reserve(self.needs[need], self.lots[lot], site_id, q(quantity), on)
        self.kept[code] = self.home.do(allocation.reserve, asked).reservation_id

    def plan(self, code: str, program: str, *kept: str, on: date, send: bool) -> None:
        """A delivery of reserved goods."""
        asked = deliveries.PlanDelivery(
            self.home.program(program), tuple(self.kept[one] for one in kept), on=on
        )
        self.sent[code] = self.home.do(deliveries.plan_delivery, asked)
        if send:
            self.send(code, on)

    def send(self, code: str, on: date) -> None:
        """Off it goes."""
        self.home.do(deliveries.send_delivery, deliveries.SendDelivery(self.sent[code].delivery_id, on))

    def confirm(self, code: str, on: date, *parts: str) -> None:
        """All of it arrived, or these parts of its first line."""
        line = self.sent[code].line_ids[0]
        arrived = (deliveries.Arrival(line, *map(q, parts), ShortfallReason.REFUSED),) if parts else ()
        asked = deliveries.ConfirmDelivery(self.sent[code].delivery_id, arrived, on)
        self.home.do(deliveries.confirm_delivery, asked)

    def begin(self) -> None:
        """Everything that can be under way under both names."""
        home, (old, kept) = self.home, self.program
        goals = dict.fromkeys((home.item(name) for name in reversed(self.item)), q("15"))
        if len(goals) == 1:
            goals = {home.item(self.item[1]): q("30")}
        opened = drives.OpenDrive(
            "Spring",
            date(2025, 1, 1),
            date(2025, 12, 31),
            tuple({home.program(old): 0, home.program(kept): 0}),
            tuple({home.site(name): 0 for name in self.site}),
            tuple(goals.items()),
        )
        home._nouns["drive", "Spring"] = home.do(drives.open_drive, opened).drive_id
        self.bring("L1", 0, 0, "20", MARCH)
        self.bring("L2", 1, 1, "30", MARCH, restricted_to_id=home.program(old))
        self.bring("L3", 0, 1, "8", APRIL, restricted_to_id=home.program(kept))
        self.bring("L4", 0, 0, "9", APRIL)
        self.bring("L5", 1, 0, "599", APRIL)
        self.bring("L6", 0, 0, "16", APRIL, rejected=q("3"), reject_reason="worn")
        self.ask("N1", 0, old, "12", MARCH)
        self.ask("N2", 1, kept, "40", MARCH)
        self.ask("N3", 1, "Pantry", "700", APRIL)
        self.ask("N4", 1, old, "9", APRIL)
        self.keep("K1", "L1", "N1", 0, "6", APRIL)
        self.keep("K2", "L5", "N3", 0, "4", APRIL)
        self.keep("K3", "L6", "N1", 0, "5", APRIL)
        self.keep("K4", "L2", "N4", 1, "7", APRIL)
        self.keep("K5", "L1", "N1", 0, "1", APRIL)
        self.plan("D1", old, "K1", on=APRIL, send=True)
        self.plan("D2", old, "K3", on=APRIL, send=False)
        self.plan("D3", old, "K4", on=APRIL, send=True)
        self.plan("D4", old, "K5", on=APRIL, send=True)
        self.confirm("D4", APRIL)
        here, depot = home.site(self.site[0]), home.site("Depot")
        home.do(stock.transfer, stock.TransferGoods(self.lots["L4"], here, depot, q("2"), APRIL))
        home.do(stock.discard, stock.DiscardGoods(self.lots["L6"], here, q("1"), DiscardReason.OTHER, APRIL))
        home.do(
            stock.count,
            stock.CountStock(here, (stock.Counted(self.lots["L1"], q("12")),), APRIL, "a box fell"),
        )

    def merge(self) -> None:
        """The two names of each thing become one; nothing where they are one already."""
        (old_item, item), (old_site, site), (old_program, program) = self.item, self.site, self.program
        home = self.home
        if old_item != item:
            home.do(merging.merge_items, merging.MergeItems(home.item(old_item), home.item(item)))
        if old_site != site:
            home.do(merging.merge_sites, merging.MergeSites(home.site(old_site), home.site(site)))
        if old_program != program:
            asked = merging.MergePrograms(home.program(old_program), home.program(program))
            home.do(merging.merge_programs, asked)
        self.item, self.site, self.program = (item, item), (site, site), (program, program)

    def go_on(self) -> None:
        """What was under way comes to its end, and more is done, under the names that are kept."""
        home, kept = self.home, self.program[1]
        here, depot = home.site(self.site[1]), home.site("Depot")
        self.confirm("D1", MAY, "3", "1", "2")
        self.send("D2", MAY)
        home.do(deliveries.cancel_delivery, deliveries.CancelDelivery(self.sent["D3"].delivery_id, MAY))
        self.plan("D5", kept, "K4", on=MAY, send=False)
        home.do(stock.transfer, stock.TransferGoods(self.lots["L4"], depot, here, q("1"), MAY))
        home.do(stock.transfer, stock.TransferGoods(self.lots["L4"], depot, here, q("1"), MAY))
        home.do(donations.void_donation, donations.VoidDonation(self.given["L4"]))
        line = LineDraft(home.item(self.item[1]), q("59"), lot_code="L5")
        becomes = LogDonation(here, (line,), home.drive(), MARCH)
        home.do(donations.correct_donation, donations.CorrectDonation(self.given["L5"], becomes))
        line = LineDraft(home.item(self.item[1]), q("14"), lot_code="L6")
        becomes = LogDonation(here, (line,), home.drive(), MARCH)
        home.do(donations.correct_donation, donations.CorrectDonation(self.given["L6"], becomes))
        line = LineDraft(home.item(self.item[1]), q("29"), lot_code="L2", restricted_to_id=home.program(kept))
        becomes = LogDonation(here, (line,), home.drive(), MARCH)
        home.do(donations.correct_donation, donations.CorrectDonation(self.given["L2"], becomes))
        self.keep("K6", "L3", "N2", 1, "5", MAY)
        self.keep("K7", "L2", "N1", 1, "2", MAY)
        self.keep("K8", "L1", "N2", 1, "9", MAY)
        home.do(allocation.release, allocation.Release(self.kept["K7"], MAY))
        self.plan("D6", kept, "K6", on=MAY, send=True)
        home.do(needs.revise_need, needs.ReviseNeed(self.needs["N1"], q("14"), MAY))
        home.do(needs.confirm_need, needs.ConfirmNeed(self.needs["N2"], MAY))
        home.do(needs.cancel_need, needs.CancelNeed(self.needs["N3"], MAY))
        counted = (stock.Counted(self.lots["L1"], q("8")), stock.Counted(self.lots["L3"], q("4")))
        home.do(stock.count, stock.CountStock(here, counted, MAY, "a box fell"))
        home.do(stock.hold, stock.HoldLot(self.lots["L3"], "moths", MAY))
        self.bring("L7", 1, 1, "3", MAY)

    def read(self) -> dict[str, object]:
        """Everything that can be read of it: figures of every scope and day, and every export."""
        said: dict[str, object] = {}
        home = self.home
        program, drive = home.program(self.program[1]), home.drive()
        for scope in ({}, {"drive_id": drive}, {"program_id": program}):
            for day in DAYS:
                rows = home.house.queries.ask(progress, COMMAND_LINE, **scope, as_of=day)  # type: ignore[arg-type]
                figures = [(row.item, row.category, row.unit, row.figures, row.met) for row in rows]
                said[f"progress {sorted(scope)} {day}"] = figures
        for kind in EXPORTED:
            said[kind] = given(home, kind)
        for kind in ("donations", "stock", "moves"):
            for day in filter(None, DAYS):
                said[f"{kind} {day}"] = given(home, kind, as_of=day)
        for kind in ("needs", "donations", "stock", "moves", "lots", "deliveries"):
            said[f"{kind} of the program"] = given(home, kind, program=self.program[1])
            said[f"{kind} of the drive"] = given(home, kind, drive="spring")
        ask = home.house.queries.ask
        said["list of needs"] = [
            replace(one, item_id=0, program_id=0) for one in ask(list_of_needs, COMMAND_LINE)
        ]
        first_page = ask(overview, COMMAND_LINE)
        said["wanted"] = [replace(one, item_id=0) for one in first_page.wanted]
        said["drive cards"] = [replace(one, drive_id=0) for one in first_page.drives]
        said["on the shelf"] = [
            (lot.free, lot.date_mark, lot.restricted_to_id == program, lot.received_on)
            for lot in ask(stocked_lots, COMMAND_LINE, item_id=home.item(self.item[1]))
        ]
        return said
