"""Plays what only long histories have through the command door."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select

from drives.commands import (
    adjustments,
    allocation,
    deliveries,
    lots_at_once,
    missing_goods,
    need_lists,
    people,
    shelf_counts,
    staged_counts,
    staged_entries,
    staged_results,
)
from drives.commands import drives as drive_commands
from drives.commands import hand_out as handing
from drives.commands.need_writing import PostNeed
from drives.model import Reservation, StagedCounter, StagedEntry, StagedLine
from drives.rules.dates import DateKind
from drives.rules.kinds import DiscardReason, Priority
from drives.rules.quantity import parse_quantity
from drives.rules.roles import Role, Viewer
from tests.simulation.runner import Player, Step

Key = tuple[int, date | None, DateKind | None, str | None, int | None]


class LongPlayer(Player):
    """A house that does all that a long history tells of."""

    def __init__(self, store_url: str) -> None:
        super().__init__(store_url)
        self.counts: dict[str, int] = {}
        self.counters: dict[str, Viewer] = {}
        self.delivery_of: dict[str, str] = {}

    # deliveries

    def _pack_delivery(self, step: Step) -> None:
        told = step.get("packed", [])
        packed = tuple(
            deliveries.Packed(self.line[step["delivery"], line["line"]], _many(line["quantity"], zero=True))
            for line in told
        )
        asked = deliveries.PackDelivery(self.delivery[step["delivery"]], _day(step["on"]), packed)
        self._do(deliveries.pack_delivery, asked)
        self._learn_rests(told)

    def _learn_rests(self, told: list[Step]) -> None:
        """What was parted off a reservation is the newest."""
        for line in told:
            if "rest" in line:
                with self.house.store.read() as connection:
                    newest = connection.execute(select(func.max(Reservation.id))).scalar_one()
                self.reservation[line["rest"]] = newest

    def _hand_out(self, step: Step) -> None:
        """Of which lots, and for which needs, the app is told nothing."""
        items = (handing.HandedItem(self.item[step["item"]], _many(step["quantity"])),)
        asked = handing.HandOut(self.program[step["program"]], self.site[step["at"]], items, _day(step["on"]))
        self._do(handing.hand_out, asked)
        self._learn_rests(step["lines"])

    def _confirm_delivery(self, step: Step) -> None:
        super()._confirm_delivery(step)
        self.delivery_of |= {line["line"]: step["delivery"] for line in step["lines"]}

    def line_id(self, name: str) -> int:
        """The id of a line of a delivery that was confirmed."""
        return self.line[self.delivery_of[name], name]

    def _find_missing(self, step: Step) -> None:
        asked = missing_goods.FindMissing(
            self.line_id(step["line"]), self.site[step["at"]], _many(step["quantity"]), _day(step["on"])
        )
        self._do(missing_goods.find_missing, asked)

    def _give_up_missing(self, step: Step) -> None:
        asked = missing_goods.GiveUpMissing(self.line_id(step["line"]), _day(step["on"]))
        self._do(missing_goods.give_up_missing, asked)

    # several at once

    def _hold_lots(self, step: Step) -> None:
        lots = {self.lot_id(one["lot"]): one["hold"] for one in step["lots"]}
        done = self._do(lots_at_once.hold_lots, lots_at_once.HoldLots(tuple(lots), "to be looked at"))
        told = [label for _lot_id, label in sorted(lots.items()) if label is not None]
        self.hold |= dict(zip(told, done.document_ids, strict=True))

    def _unhold_lots(self, step: Step) -> None:
        holds = tuple(self.hold[name] for name in step["holds"])
        self._do(lots_at_once.unhold_lots, lots_at_once.UnholdLots(holds))

    def _discard_lots(self, step: Step) -> None:
        goods = tuple(
            lots_at_once.GoodsAt(self.lot_id(one["lot"]), self.site[one["at"]], _many(one["quantity"]))
            for one in step["goods"]
        )
        self._do(lots_at_once.discard_lots, lots_at_once.DiscardLots(goods, DiscardReason.OTHER))

    def _release_shares(self, step: Step) -> None:
        asked = allocation.ReleaseShares(tuple(self.reservation[name] for name in step["reservations"]))
        self._do(allocation.release_shares, asked)

    def _post_needs(self, step: Step) -> None:
        rows = tuple(
            need_lists.NeedRow(
                number,
                PostNeed(
                    self.program[row["program"]],
                    self.item[row["item"]],
                    _many(row["quantity"]),
                    Priority(row["priority"]),
                    _day(row["posted_on"]),
                    _day(row["needed_by"]),
                    self._id(self.drive, row["drive"]),
                ),
            )
            for number, row in enumerate(step["rows"], 1)
        )
        done = self._do(need_lists.post_needs, need_lists.PostNeeds(rows))
        self.need |= {row["need"]: id_ for row, id_ in zip(step["rows"], done.need_ids, strict=True)}

    def _confirm_needs(self, step: Step) -> None:
        needs = tuple(self.need[name] for name in step["needs"])
        self._do(need_lists.confirm_needs, need_lists.ConfirmNeeds(needs))

    def _cancel_needs(self, step: Step) -> None:
        needs = tuple(self.need[name] for name in step["needs"])
        self._do(need_lists.cancel_needs, need_lists.CancelNeeds(needs))

    def _reopen_drive(self, step: Step) -> None:
        self._do(drive_commands.reopen_drive, drive_commands.ReopenDrive(self.drive[step["drive"]]))

    def _revise_drive(self, step: Step) -> None:
        asked = drive_commands.ReviseDrive(
            self.drive[step["drive"]], self.seen[step["drive"]], self._drive(step)
        )
        self.seen[step["drive"]] = self._do(drive_commands.revise_drive, asked).seen

    # counts

    def _adjust(self, step: Step) -> None:
        [told] = step["right"]
        asked = adjustments.AdjustStock(
            self.lot_id(told["lot"]),
            self.site[step["at"]],
            _many(step["expected"]),
            _many(step["there"], zero=True),
            "counted anew",
        )
        self._do(adjustments.adjust_stock, asked)

    def _count_shelf(self, step: Step) -> None:
        piles = tuple(
            shelf_counts.Pile(
                pile[0], _many(one["counted"], zero=True), _many(one["expected"], zero=True), *pile[1:]
            )
            for one, pile in ((one, self._pile(one["pile"])) for one in step["piles"])
        )
        asked = shelf_counts.CountShelf(self.site[step["at"]], piles, "counted anew")
        self._do(shelf_counts.count_shelf, asked)

    def _begin_count(self, step: Step) -> None:
        who = [self._counter(name) for name in step["counters"]]
        asked = staged_counts.BeginCount(
            self.site[step["at"]],
            tuple(self.item[name] for name in step["items"]),
            account_ids=tuple(int(viewer.account_id or 0) for viewer in who),
        )
        self.counts[step["count"]] = self._do(staged_counts.begin_count, asked).staged_count_id

    def _counter(self, name: str) -> Viewer:
        """A volunteer of this name."""
        if name not in self.counters:
            email = f"{name.lower()}@example.org"
            granted = (people.Granted(Role.VOLUNTEER),)
            added = self._do(people.add_account, people.AddAccount(email, name, granted, name))
            self.counters[name] = Viewer.of(email, Role.VOLUNTEER, account_id=added.account_id)
        return self.counters[name]

    def _enter_count(self, step: Step) -> None:
        ids = self._line_ids(step["count"])
        lines = tuple(
            staged_entries.Entered(ids[self._pile(one["pile"])], _many(one["counted"], zero=True))
            for one in step["lines"]
        )
        beside = tuple(
            staged_entries.FoundBeside(self.item[one["item"]], _many(one["counted"]))
            for one in step["beside"]
        )
        asked = staged_entries.EnterCount(self.counts[step["count"]], lines, beside)
        self._do(staged_entries.enter_count, asked, self._counter(step["by"]))

    def _compare_count(self, step: Step) -> None:
        self._do(staged_results.compare_count, staged_results.CompareCount(self.counts[step["count"]]))

    def _recount_lines(self, step: Step) -> None:
        ids = self._line_ids(step["count"])
        lines = tuple(ids[self._pile(pile)] for pile in step["piles"])
        asked = staged_results.RecountLines(self.counts[step["count"]], lines)
        self._do(staged_results.recount_lines, asked)

    def _abandon_count(self, step: Step) -> None:
        self._do(staged_counts.abandon_count, staged_counts.AbandonCount(self.counts[step["count"]]))

    def _finalize_count(self, step: Step) -> None:
        """By who counted nothing in it; how much more or less that makes, the app is not told."""
        ids = self._line_ids(step["count"])
        settled = []
        for one in step["settled"]:
            line_id, by = ids[self._pile(one["pile"])], self._counter(one["by"])
            newest = (
                select(func.max(StagedEntry.id))
                .join(StagedCounter, StagedCounter.id == StagedEntry.staged_counter_id)
                .where(StagedEntry.staged_line_id == line_id, StagedCounter.account_id == by.account_id)
            )
            with self.house.store.read() as connection:
                entry_id = connection.execute(newest).scalar_one()
            settled.append(staged_results.Settled(line_id, entry_id, "counted twice"))
        asked = staged_results.FinalizeCount(self.counts[step["count"]], "counted", tuple(settled))
        self._do(staged_results.finalize_count, asked)

    def _line_ids(self, count: str) -> dict[Key, int]:
        rows = select(StagedLine.__table__).where(StagedLine.staged_count_id == self.counts[count])
        with self.house.store.read() as connection:
            return {
                (row.item_id, row.date_mark, row.date_kind, row.lot_code, row.restricted_to_id): row.id
                for row in connection.execute(rows)
            }

    def _pile(self, pile: dict[str, Any]) -> Key:
        return (
            self.item[pile["item"]],
            _day(pile["date_mark"]),
            DateKind(pile["date_kind"]) if pile["date_kind"] else None,
            pile["lot_code"],
            self._id(self.program, pile["restricted_to"]),
        )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _many(text: str, *, zero: bool = False) -> int:
    return parse_quantity(text, zero_allowed=zero)
