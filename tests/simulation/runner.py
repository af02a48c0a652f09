"""Plays a list of what was done through the command door, and reads the figures back."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import astuple
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import select

from drives.commands import (
    allocation,
    deliveries,
    donations,
    items,
    kits,
    needs,
    places,
    pledge_arrivals,
    pledges,
    recipes,
    shares,
    sorting,
    stock,
)
from drives.commands import drives as drive_commands
from drives.exchange.writing import cell_text
from drives.model import Lot
from drives.queries.export_trail import figures_sheet
from drives.queries.inventory import added_up, inventory
from drives.queries.progress import ProgressRow, progress
from drives.rules.dates import DateKind, DateRule
from drives.rules.kinds import (
    DiscardReason,
    Policy,
    Priority,
    ProgramKind,
    ShortfallReason,
    SiteKind,
    Source,
    Why,
)
from drives.rules.quantity import parse_quantity, to_text
from drives.rules.roles import COMMAND_LINE, Viewer
from drives.rules.units import Unit
from drives.settings import Settings
from drives.wiring import House, open_house

Step = dict[str, Any]

PACK = 12_000
"""A dozen, in thousandths: lines that are whole dozens are logged as packs."""


class Clock:
    """A clock that stands where it is put."""

    def __init__(self) -> None:
        self.now = datetime(2020, 1, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def put(self, day: date) -> None:
        """Move to noon of a day, or one second on if it is there already."""
        noon = datetime.combine(day, time(12), UTC)
        self.now = noon if noon > self.now else self.now + timedelta(seconds=1)


class Player:
    """A house on a store of its own, with the labels of a history."""

    def __init__(self, store_url: str) -> None:
        self.clock = Clock()
        self.house: House = open_house(Settings.from_environment({}, store=store_url), self.clock)
        self.item: dict[str, int] = {}
        self.program: dict[str, int] = {}
        self.site: dict[str, int] = {}
        self.drive: dict[str, int] = {}
        self.seen: dict[str, str] = {}
        self.donation: dict[str, int] = {}
        self.pledge: dict[str, int] = {}
        self.secret: dict[str, str] = {}
        self.need: dict[str, int] = {}
        self.reservation: dict[str, int] = {}
        self.delivery: dict[str, int] = {}
        self.line: dict[tuple[str, str], int] = {}
        self.hold: dict[str, int] = {}
        self.sorting: dict[str, int] = {}
        self.kit_work: dict[str, int] = {}
        self.packs_logged = 0
        self._requests = 0
        self._lots: dict[tuple[str | None, ...], int] = {}

    def play(self, history: Iterable[Step]) -> None:
        """Do every step, each on its own day."""
        for step in history:
            self.clock.put(date.fromisoformat(step["today"]))
            getattr(self, f"_{step['do']}")(step)

    def rows(self, *, scope: tuple[str, str] | None, as_of: date) -> tuple[ProgressRow, ...]:
        """The app's figures for a scope."""
        asked: dict[str, Any] = {"as_of": as_of}
        if scope is not None:
            asked[f"{scope[0]}_id"] = getattr(self, scope[0])[scope[1]]
        return self.house.queries.ask(progress, COMMAND_LINE, **asked)

    def on_the_shelves(self, as_of: date) -> dict[str, tuple[int, ...]]:
        """What Inventory says of each item as of a day: on hand, in transit, allocated, available."""
        shown = self.house.queries.ask(inventory, COMMAND_LINE, as_of=as_of)
        by_item = groupby(shown.lots, key=lambda lot: lot.item_id)
        told = {shown.items[item_id].name: astuple(added_up(lots)) for item_id, lots in by_item}
        return {item: figures for item, figures in told.items() if any(figures)}

    def figures(self, *, scope: tuple[str, str] | None, as_of: date) -> list[dict[str, str]]:
        """The rows of ``export progress`` for a scope, as texts."""
        return cells_of(self.rows(scope=scope, as_of=as_of), scope)

    def _do(self, verb: Any, request: Any, viewer: Viewer = COMMAND_LINE) -> Any:
        self._requests += 1
        return self.house.commands.perform(verb, request, viewer=viewer, request_id=f"step-{self._requests}")

    def _add_item(self, step: Step) -> None:
        asked = items.AddItem(
            step["item"],
            step["category"],
            Unit(step["unit"]),
            DateRule(step["date_rule"]),
            packs=(items.Pack(pack="dozen", pack_quantity=PACK),),
        )
        self.item[step["item"]] = self._do(items.add_item, asked).item_id

    def _add_program(self, step: Step) -> None:
        asked = places.AddProgram(step["program"], ProgramKind.OTHER)
        self.program[step["program"]] = self._do(places.add_program, asked).program_id

    def _add_site(self, step: Step) -> None:
        asked = places.AddSite(step["site"], SiteKind(step["kind"]))
        self.site[step["site"]] = self._do(places.add_site, asked).site_id

    def _open_drive(self, step: Step) -> None:
        opened = self._do(drive_commands.open_drive, self._drive(step))
        self.drive[step["drive"]], self.seen[step["drive"]] = opened.drive_id, opened.seen

    def _drive(self, step: Step) -> drive_commands.OpenDrive:
        return drive_commands.OpenDrive(
            step["drive"],
            date.fromisoformat(step["starts_on"]),
            date.fromisoformat(step["ends_on"]),
            tuple(self.program[name] for name in step["programs"]),
            tuple(self.site[name] for name in step["sites"]),
            tuple((self.item[name], _thousandths(q)) for name, q in step["goals"].items()),
        )

    def _close_drive(self, step: Step) -> None:
        asked = drive_commands.CloseDrive(self.drive[step["drive"]], _day(step["on"]))
        self._do(drive_commands.close_drive, asked)

    def _donation(self, step: Step) -> donations.LogDonation:
        lines = []
        for line in step["lines"]:
            received = _thousandths(line["quantity"])
            packed = received % PACK == 0
            self.packs_logged += packed
            lines.append(
                donations.LineDraft(
                    self.item[line["item"]],
                    received,
                    _thousandths(line["rejected"], zero=True),
                    "worn",
                    pack="dozen" if packed else None,
                    pack_quantity=PACK if packed else None,
                    source=Source(step["source"]),
                    date_mark=_day(line["date_mark"]),
                    date_kind=DateKind(line["date_kind"]) if line["date_kind"] else None,
                    lot_code=line["lot_code"],
                    restricted_to_id=self._id(self.program, line["restricted_to"]),
                )
            )
        return donations.LogDonation(
            self.site[step["site"]],
            tuple(lines),
            self._id(self.drive, step["drive"]),
            _day(step["received_on"]),
        )

    def _make_pledge(self, step: Step) -> None:
        asked = pledges.MakePledge(
            self.drive[step["drive"]],
            self.site[step["site"]],
            date.fromisoformat(step["by_on"]),
            f"{step['pledge']}@example.org",
            step["pledge"],
            self._pledged(step),
        )
        self.pledge[step["pledge"]] = self._do(pledges.make_pledge, asked).pledge_id
        self.secret[step["pledge"]] = step["pledge"]

    def _change_pledge(self, step: Step) -> None:
        secret = self.secret[step["instead_of"]]
        day = date.fromisoformat(step["by_on"])
        asked = pledges.ChangePledge(secret, self.site[step["site"]], day, self._pledged(step))
        self.pledge[step["pledge"]] = self._do(pledges.change_pledge, asked).pledge_id
        self.secret[step["pledge"]] = secret

    def _withdraw_pledge(self, step: Step) -> None:
        self._do(pledges.withdraw_pledge, pledges.WithdrawPledge(self.secret[step["pledge"]]))

    def _release_pledge(self, step: Step) -> None:
        asked = pledge_arrivals.ReleasePledge(self.pledge[step["pledge"]])
        self._do(pledge_arrivals.release_pledge, asked)

    def _pledged(self, step: Step) -> tuple[pledges.PledgedLine, ...]:
        return tuple(
            pledges.PledgedLine(self.item[line["item"]], _thousandths(line["quantity"]))
            for line in step["lines"]
        )

    def _log_donation(self, step: Step) -> None:
        if "pledge" in step:
            came = self._donation(step)
            asked = pledge_arrivals.ReceivePledge(
                self.pledge[step["pledge"]], came.site_id, came.lines, came.received_on
            )
            logged = self._do(pledge_arrivals.receive_pledge, asked)
        else:
            logged = self._do(donations.log_donation, self._donation(step))
        self.donation[step["donation"]] = logged.donation_id

    def _void_donation(self, step: Step) -> None:
        asked = donations.VoidDonation(self.donation[step["donation"]])
        self._do(donations.void_donation, asked)

    def _correct_donation(self, step: Step) -> None:
        asked = donations.CorrectDonation(self.donation[step["donation"]], self._donation(step))
        self.donation[step["donation"]] = self._do(donations.correct_donation, asked).donation_id

    def _post_need(self, step: Step) -> None:
        asked = needs.PostNeed(
            self.program[step["program"]],
            self.item[step["item"]],
            _thousandths(step["quantity"]),
            Priority(step["priority"]),
            _day(step["posted_on"]),
            _day(step["needed_by"]),
            self._id(self.drive, step["drive"]),
        )
        self.need[step["need"]] = self._do(needs.post_need, asked).need_id

    def _revise_need(self, step: Step) -> None:
        quantity = _thousandths(step["quantity"])
        self._do(needs.revise_need, needs.ReviseNeed(self.need[step["need"]], quantity, _day(step["on"])))

    def _confirm_need(self, step: Step) -> None:
        self._do(needs.confirm_need, needs.ConfirmNeed(self.need[step["need"]], _day(step["on"])))

    def _cancel_need(self, step: Step) -> None:
        self._do(needs.cancel_need, needs.CancelNeed(self.need[step["need"]], _day(step["on"])))

    def _reserve(self, step: Step) -> None:
        asked = allocation.Reserve(
            self.need[step["need"]],
            self.lot_id(step["lot"]),
            self.site[step["at"]],
            _thousandths(step["quantity"]),
            _day(step["on"]),
        )
        self.reservation[step["reservation"]] = self._do(allocation.reserve, asked).reservation_id

    def _share_out(self, step: Step) -> None:
        lines = tuple(
            shares.ShareLine(
                self.need[line["need"]],
                self.lot_id(line["lot"]),
                self.site[line["at"]],
                _thousandths(line["quantity"]),
                line.get("instead", False),
            )
            for line in step["lines"]
        )
        given: Counter[int] = Counter()
        for line in lines:
            given[line.need_id] += line.quantity
        facts = tuple(
            shares.ShareFacts(need_id, 0, 0, many, many, many, 10_000, Why.ALL)
            for need_id, many in given.items()
        )
        done = self._do(shares.allocate, shares.Allocate(Policy.FAIR, lines, facts))
        for told, reservation_id in zip(step["lines"], done.reservation_ids, strict=True):
            self.reservation[told["reservation"]] = reservation_id

    def _release(self, step: Step) -> None:
        asked = allocation.Release(self.reservation[step["reservation"]], _day(step["on"]))
        self._do(allocation.release, asked)

    def _plan_delivery(self, step: Step) -> None:
        kept = [line for line in step["lines"] if line["reservation"] is not None]
        free = [line for line in step["lines"] if line["reservation"] is None]
        asked = deliveries.PlanDelivery(
            self.program[step["program"]],
            tuple(self.reservation[line["reservation"]] for line in kept),
            tuple(
                deliveries.FreeLine(
                    self.lot_id(line["lot"]), self.site[line["at"]], _thousandths(line["quantity"])
                )
                for line in free
            ),
            _day(step["on"]),
        )
        planned = self._do(deliveries.plan_delivery, asked)
        self.delivery[step["delivery"]] = planned.delivery_id
        for line, line_id in zip([*kept, *free], planned.line_ids, strict=True):
            self.line[step["delivery"], line["line"]] = line_id

    def _pack_delivery(self, step: Step) -> None:
        asked = deliveries.PackDelivery(self.delivery[step["delivery"]], _day(step["on"]))
        self._do(deliveries.pack_delivery, asked)

    def _send_delivery(self, step: Step) -> None:
        asked = deliveries.SendDelivery(self.delivery[step["delivery"]], _day(step["on"]))
        self._do(deliveries.send_delivery, asked)

    def _confirm_delivery(self, step: Step) -> None:
        arrivals = tuple(self._arrival(step["delivery"], line) for line in step["lines"])
        asked = deliveries.ConfirmDelivery(self.delivery[step["delivery"]], arrivals, _day(step["on"]))
        self._do(deliveries.confirm_delivery, asked)

    def _arrival(self, delivery: str, line: Step) -> deliveries.Arrival:
        """What became of a line; of what was lost ``missing`` is searched, if that is told."""
        arrived, lost, returned, extra, missing = (
            _thousandths(line.get(part, "0"), zero=True)
            for part in ("arrived", "lost", "returned", "extra", "missing")
        )
        line_id = self.line[delivery, line["line"]]
        if not missing:
            return deliveries.Arrival(line_id, arrived, lost, returned, ShortfallReason.OTHER, extra=extra)
        also = deliveries.Shortfall(ShortfallReason.DAMAGED, lost - missing, returned)
        more = (also,) if also.lost or also.returned else ()
        return deliveries.Arrival(line_id, arrived, missing, 0, ShortfallReason.MISSING, also=more)

    def _cancel_delivery(self, step: Step) -> None:
        self._do(deliveries.cancel_delivery, deliveries.CancelDelivery(self.delivery[step["delivery"]]))

    def _hold(self, step: Step) -> None:
        asked = stock.HoldLot(self.lot_id(step["lot"]), "to be looked at", _day(step["on"]))
        self.hold[step["hold"]] = self._do(stock.hold, asked).document_id

    def _unhold(self, step: Step) -> None:
        self._do(stock.unhold, stock.UnholdLot(self.hold[step["hold"]], _day(step["on"])))

    def _discard(self, step: Step) -> None:
        asked = stock.DiscardGoods(
            self.lot_id(step["lot"]),
            self.site[step["at"]],
            _thousandths(step["quantity"]),
            DiscardReason.OTHER,
            _day(step["on"]),
        )
        self._do(stock.discard, asked)

    def _sort(self, step: Step) -> None:
        made = tuple(
            sorting.MadeGoods(self.item[one["item"]], _thousandths(one["quantity"]), lot_code=one["lot_code"])
            for one in step["made"]
        )
        out = _thousandths(step["discarded"], zero=True)
        asked = sorting.SortGoods(
            self.lot_id(step["lot"]),
            self.site[step["at"]],
            _thousandths(step["taken"], zero=True),
            made,
            (sorting.Discarded(out, DiscardReason.OTHER),) if out else (),
            _day(step["on"]),
        )
        self.sorting[step["sorting"]] = self._do(sorting.sort_goods, asked).document_id

    def _undo_sort(self, step: Step) -> None:
        self._do(sorting.undo_sorting, sorting.UndoSorting(self.sorting[step["sorting"]]))

    def _write_recipe(self, step: Step) -> None:
        kit, on = self.item[step["kit"]], _day(step["from_on"])
        if not step["parts"]:
            self._do(recipes.retire_recipe, recipes.RetireRecipe(kit, on))
            return
        parts = tuple(
            recipes.RecipePart(self.item[name], _thousandths(many)) for name, many in step["parts"].items()
        )
        self._do(recipes.write_recipe, recipes.WriteRecipe(kit, parts, on))

    def _assemble(self, step: Step) -> None:
        """Of the lots and into the lots that the step tells, kit by kit, the app is told nothing."""
        asked = kits.AssembleKits(
            self.item[step["kit"]],
            self.site[step["at"]],
            1000 * len(step["kits"]),
            _day(step["on"]),
            self._id(self.program, step["for"]),
        )
        self.kit_work[step["work"]] = self._do(kits.assemble_kits, asked).document_id

    def _take_apart(self, step: Step) -> None:
        asked = kits.TakeApartKits(
            self.lot_id(step["lot"]),
            self.site[step["at"]],
            _thousandths(step["quantity"]),
            _day(step["on"]),
        )
        self.kit_work[step["work"]] = self._do(kits.take_apart_kits, asked).document_id

    def _undo_kits(self, step: Step) -> None:
        self._do(kits.undo_assembly, kits.UndoAssembly(self.kit_work[step["work"]]))

    def _transfer(self, step: Step) -> None:
        asked = stock.TransferGoods(
            self.lot_id(step["lot"]),
            self.site[step["from"]],
            self.site[step["to"]],
            _thousandths(step["quantity"]),
            _day(step["on"]),
        )
        self._do(stock.transfer, asked)

    def _count(self, step: Step) -> None:
        lines = tuple(
            stock.Counted(self.lot_id(line["lot"]), _thousandths(line["counted"], zero=True))
            for line in step["lines"]
        )
        self._do(
            stock.count, stock.CountStock(self.site[step["site"]], lines, _day(step["on"]), "counted anew")
        )

    def lot_id(self, lot: dict[str, str | None]) -> int:
        """The id of a lot, found by the seven things that make it; it never changes."""
        known = tuple(lot.values())
        if known not in self._lots:
            self._lots[known] = self._find_lot(lot)
        return self._lots[known]

    def _find_lot(self, lot: dict[str, str | None]) -> int:
        asked: list[tuple[Callable[[Any], Any], Any]] = [
            (lambda v: Lot.item_id == v, self.item[str(lot["item"])]),
            (lambda v: Lot.drive_id.is_not_distinct_from(v), self._id(self.drive, lot["drive"])),
            (lambda v: Lot.site_id.is_not_distinct_from(v), self._id(self.site, lot["site"])),
            (lambda v: Lot.date_mark.is_not_distinct_from(v), _day(lot["date_mark"])),
            (
                lambda v: Lot.date_kind.is_not_distinct_from(v),
                DateKind(lot["date_kind"]) if lot["date_kind"] else None,
            ),
            (lambda v: Lot.lot_code.is_not_distinct_from(v), lot["lot_code"]),
            (
                lambda v: Lot.restricted_to_id.is_not_distinct_from(v),
                self._id(self.program, lot["restricted_to"]),
            ),
        ]
        with self.house.store.read() as connection:
            found = connection.execute(select(Lot.id).where(*(make(value) for make, value in asked)))
            return int(found.scalar_one())

    @staticmethod
    def _id(ids: dict[str, int], label: str | None) -> int | None:
        return None if label is None else ids[label]


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _thousandths(text: str, *, zero: bool = False) -> int:
    return parse_quantity(text, zero_allowed=zero)


def cells_of(rows: tuple[ProgressRow, ...], scope: tuple[str, str] | None) -> list[dict[str, str]]:
    """The rows of ``export progress`` as texts."""
    told = figures_sheet(rows, of_drive=scope is not None and scope[0] == "drive")
    return [dict(zip(told.columns, map(cell_text, row), strict=True)) for row in told.rows]


def late_told(rows: tuple[ProgressRow, ...]) -> dict[str, str]:
    """By item, what was pledged for a day that has passed and is waited for still."""
    return {row.item: to_text(row.late) for row in rows if row.late}
