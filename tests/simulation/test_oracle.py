"""Small histories with figures worked out by hand, a rule of DESIGN 3 each; and what the seeds contain."""

from __future__ import annotations

import ast
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.simulation.facts import Facts
from tests.simulation.histories import days_to_ask, importable_history, make_history, scopes, situations
from tests.simulation.oracle import FIGURES, conserved, figures, figures_of

SEEDS = range(50)
FIRST = date(2025, 3, 1)
Step = dict[str, Any]


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def iso(number: int) -> str:
    return day(number).isoformat()


class Story:
    """A history told by day numbers; a step is typed on its own day unless said otherwise."""

    def __init__(self, *, rule: str = "advice", programs: str = "A B") -> None:
        self.steps: list[Step] = []
        self.now = 0
        self.tell("add_item", item="Rice", category="food", unit="lb", date_rule=rule)
        for program in programs.split():
            self.tell("add_program", program=program)
        for name in ("Gym", "Depot"):
            self.tell("add_site", site=name, kind="warehouse")

    def tell(self, do: str, **fields: Any) -> None:
        self.steps.append({"today": iso(self.now), "do": do, **fields})

    def typed(self, number: int | None, on: int) -> None:
        self.now = max(self.now, on if number is None else number)

    def drive(self, name: str, first: int, programs: str, **goals: str) -> None:
        fields = {"starts_on": iso(first), "ends_on": iso(first + 30), "sites": ["Gym"]}
        self.tell("open_drive", drive=name, programs=programs.split(), goals=goals, **fields)

    def close(self, name: str, on: int, typed: int | None = None) -> None:
        self.typed(typed, on)
        self.tell("close_drive", drive=name, on=iso(on))

    def gift(
        self,
        on: int,
        quantity: str,
        *,
        name: str = "gift",
        typed: int | None = None,
        do: str = "log_donation",
        drive: str | None = None,
        at: str = "Gym",
        source: str = "donated",
        item: str = "Rice",
        rejected: str = "0",
        mark: int | None = None,
        kind: str | None = None,
        to: str | None = None,
    ) -> dict[str, str | None]:
        """Log (or correct) a donation of one line; its lot."""
        self.typed(typed, on)
        date_mark = None if mark is None else iso(mark)
        marks = {"date_mark": date_mark, "date_kind": kind, "lot_code": None, "restricted_to": to}
        line = {"item": item, "quantity": quantity, "rejected": rejected, **marks}
        self.tell(do, donation=name, drive=drive, site=at, received_on=iso(on), source=source, lines=[line])
        return {"item": item, "drive": drive, "site": at, **marks}

    def need(
        self, on: int, quantity: str, program: str = "A", *, name: str = "need", drive: str | None = None
    ) -> None:
        self.typed(None, on)
        fields = {"priority": "normal", "posted_on": iso(on), "needed_by": None, "drive": drive}
        self.tell("post_need", need=name, program=program, item="Rice", quantity=quantity, **fields)

    def do(self, what: str, on: int, *, typed: int | None = None, **fields: Any) -> None:
        self.typed(typed, on)
        self.tell(what, on=iso(on), **fields)

    def reserve(
        self, on: int, lot: Step, quantity: str, *, need: str = "need", name: str = "r", at: str = "Gym"
    ) -> None:
        self.do("reserve", on, reservation=name, need=need, lot=lot, at=at, quantity=quantity)

    def send(
        self, on: int, *reservations: str, name: str = "van", program: str = "A", typed: int | None = None
    ) -> None:
        lines = [{"line": r, "reservation": r} for r in reservations]
        self.do("plan_delivery", on, typed=typed, delivery=name, program=program, lines=lines)
        self.do("send_delivery", on, typed=typed, delivery=name)

    def arrive(self, on: int, *, name: str = "van", **lines: tuple[str, str, str]) -> None:
        told = [
            {"line": line, "arrived": arrived, "lost": lost, "returned": returned}
            for line, (arrived, lost, returned) in lines.items()
        ]
        self.do("confirm_delivery", on, delivery=name, lines=told)

    def rice(self, on: int, scope: tuple[str, str] | None = None) -> dict[str, str]:
        [row] = [row for row in figures(self.steps, scope=scope, as_of=day(on)) if row["item"] == "Rice"]
        conserved(self.steps, day(on))
        return row

    def see(self, on: int, *, scope: tuple[str, str] | None = None, **expected: str) -> None:
        row = self.rice(on, scope)
        assert {name: row[name] for name in expected} == expected


# ---------------------------------------------------------------------------------- the needs side


def test_too_much_for_one_program_never_hides_the_gap_of_another() -> None:
    story = Story()
    lot = story.gift(0, "20")
    story.need(0, "20", "A", name="a")
    story.need(0, "10", "B", name="b")
    story.reserve(1, lot, "20", need="a")
    story.do("revise_need", 2, need="a", quantity="5")
    story.see(2, needed="15", allocated="20", available="0", outstanding="10", still_to_collect="10")
    story.see(2, scope=("program", "A"), needed="5", outstanding="0", still_to_collect="0", coverage="1")
    story.see(2, scope=("program", "B"), outstanding="10", still_to_collect="10", coverage="0")


def test_what_a_delivery_brought_short_is_outstanding_again() -> None:
    story = Story()
    lot = story.gift(0, "10")
    story.need(0, "10")
    story.reserve(1, lot, "10")
    story.send(2, "r")
    story.see(2, on_hand="0", in_transit="10", available="0", allocated="10", outstanding="0")
    story.arrive(3, r=("6", "3", "1"))
    story.see(2, allocated="10", delivered="0", lost="0")
    story.see(3, on_hand="1", in_transit="0", available="1", allocated="0", delivered="6", lost="3")
    story.see(3, outstanding="4", still_to_collect="3", coverage="0.7")


@pytest.mark.parametrize(("age", "needed"), [(59, "10"), (60, "0")])
def test_a_need_lapses_on_its_sixtieth_day(age: int, needed: str) -> None:
    story = Story()
    story.need(5, "10")
    story.see(5 + age, needed=needed, outstanding=needed, still_to_collect=needed)


def test_a_confirmation_counts_from_its_own_day_and_revives_a_lapsed_need() -> None:
    story = Story()
    story.need(0, "10")
    story.do("confirm_need", 70, need="need")
    story.see(60, outstanding="0")
    story.see(69, outstanding="0")
    story.see(70, outstanding="10")
    story.see(129, outstanding="10")
    story.see(130, outstanding="0")


def test_a_confirmation_typed_late_fills_the_days_between() -> None:
    story = Story()
    story.need(0, "10")
    story.do("confirm_need", 50, typed=75, need="need")
    story.see(65, outstanding="10")
    story.see(110, outstanding="0")


def test_a_lapsed_need_counts_what_was_delivered_and_its_reservations_stand() -> None:
    story = Story()
    lot = story.gift(0, "8")
    story.need(0, "10")
    story.reserve(1, lot, "3", name="first")
    story.reserve(1, lot, "4", name="second")
    story.send(2, "first")
    story.arrive(3, first=("3", "0", "0"))
    story.see(60, needed="3", delivered="3", allocated="4", available="1", outstanding="0", coverage="1")


def test_a_cancelled_need_counts_what_was_delivered_and_gives_its_goods_back_on_the_day_of_typing() -> None:
    story = Story()
    lot = story.gift(0, "10")
    story.need(0, "10")
    story.reserve(1, lot, "4", name="first")
    story.reserve(1, lot, "6", name="second")
    story.send(2, "first")
    story.arrive(3, first=("4", "0", "0"))
    story.do("cancel_need", 5, typed=8, need="need")
    story.see(4, needed="10", outstanding="0")
    story.see(5, needed="4", allocated="6", available="0", outstanding="0")
    story.see(8, needed="4", allocated="0", available="6", surplus="6")


def test_the_latest_revision_by_day_counts_and_of_one_day_the_later_typed() -> None:
    story = Story()
    story.need(0, "10")
    story.do("revise_need", 8, need="need", quantity="30")
    story.do("revise_need", 4, typed=9, need="need", quantity="20")
    story.do("revise_need", 4, typed=9, need="need", quantity="25")
    assert [story.rice(on)["needed"] for on in (3, 4, 7, 8, 9)] == ["10", "25", "25", "30", "30"]


def test_goods_sent_against_no_need_reach_the_program_but_are_not_delivered() -> None:
    story = Story()
    lot = story.gift(0, "5")
    story.need(0, "10")
    line = {"line": "free", "reservation": None, "lot": lot, "at": "Gym", "quantity": "5"}
    story.do("plan_delivery", 1, delivery="van", program="A", lines=[line])
    story.see(1, available="5")
    story.do("send_delivery", 2, delivery="van")
    story.arrive(3, free=("5", "0", "0"))
    story.see(3, on_hand="0", delivered="0", allocated="0", lost="0", outstanding="10", still_to_collect="10")


# ---------------------------------------------------------------------------------- the goods side


def test_bought_goods_are_on_hand_but_never_received_or_donated() -> None:
    story = Story()
    story.gift(0, "10", rejected="4", source="purchased", name="bought")
    story.gift(0, "7", rejected="2")
    story.see(0, received="7", rejected="2", donated="5", on_hand="11", available="11")


def test_what_is_sorted_is_donated_for_as_much_as_was_given_and_that_first() -> None:
    story = Story()
    story.tell("add_item", item="Tins", category="food", unit="each", date_rule="none")
    bulk = story.gift(0, "30", rejected="10", item="Rice")
    story.gift(1, "20", source="purchased", name="bought")
    made = [{"item": "Tins", "quantity": "7", "lot_code": None}]
    for on, name, taken in ((2, "first", "12"), (3, "second", "16"), (4, "third", "12")):
        fields = {"sorting": name, "lot": bulk, "at": "Gym", "taken": taken, "discarded": "0"}
        story.do("sort", on, **fields, made=made)

    def tins(on: int) -> str:
        [row] = [row for row in figures(story.steps, as_of=day(on)) if row["item"] == "Tins"]
        return row["donated"]

    story.see(2, donated="8", on_hand="28", lost="0")
    assert [tins(on) for on in (2, 3, 4)] == ["7", "10", "10"]
    story.see(4, donated="0", on_hand="0")
    story.tell("undo_sort", sorting="second")
    story.see(4, donated="0", on_hand="16")
    assert [tins(on) for on in (2, 3, 4)] == ["7", "7", "11"]


def test_what_is_given_after_a_sorting_counts_for_it_from_its_own_day() -> None:
    story = Story()
    story.tell("add_item", item="Tins", category="food", unit="each", date_rule="none")
    bulk = story.gift(0, "30")
    made = [{"item": "Tins", "quantity": "7", "lot_code": None}]
    story.do("sort", 2, sorting="all", lot=bulk, at="Gym", taken="30", discarded="0", made=made)
    story.gift(4, "30", typed=6, do="correct_donation")
    found = {
        (on, row["item"]): row["donated"] for on in (3, 4) for row in figures(story.steps, as_of=day(on))
    }
    assert found == {(3, "Rice"): "0", (3, "Tins"): "0", (4, "Rice"): "0", (4, "Tins"): "7"}


def test_a_gift_rejected_whole_moves_nothing_and_makes_no_row() -> None:
    story = Story()
    story.gift(0, "7", rejected="7")
    assert figures(story.steps, as_of=day(0)) == []
    story.need(1, "1")
    story.see(1, received="7", rejected="7", donated="0")


def test_a_voided_donation_is_seen_on_no_day_but_leaves_a_row() -> None:
    story = Story()
    story.gift(0, "7")
    story.typed(5, 5)
    story.tell("void_donation", donation="gift")
    for on in (0, 4, 5):
        story.see(on, received="0", donated="0", on_hand="0")


def test_599_is_corrected_to_59_after_40_have_left_and_the_newest_reservation_gives() -> None:
    story = Story()
    lot = story.gift(0, "599")
    story.need(0, "200")
    story.reserve(1, lot, "40", name="sent")
    story.reserve(1, lot, "15", name="old")
    story.reserve(2, lot, "10", name="new")
    story.send(2, "sent")
    story.gift(0, "59", typed=6, do="correct_donation")
    story.see(0, received="59", donated="59", on_hand="59")
    story.see(5, on_hand="19", in_transit="40", allocated="65", available="-6")
    story.see(6, on_hand="19", in_transit="40", allocated="59", available="0", outstanding="141")


def test_a_correction_of_the_day_moves_the_goods_in_time() -> None:
    story = Story()
    story.gift(4, "7")
    story.gift(2, "7", typed=6, do="correct_donation")
    story.see(2, received="7", on_hand="7")


def test_a_find_does_not_make_good_what_was_lost() -> None:
    story = Story()
    lot = story.gift(0, "10")
    story.do("count", 1, site="Gym", lines=[{"lot": lot, "counted": "7.5"}])
    story.do("count", 2, site="Gym", lines=[{"lot": lot, "counted": "9"}])
    story.do("discard", 3, lot=lot, at="Gym", quantity="1", reason="torn")
    story.see(3, donated="10", on_hand="8", lost="3.5")


def test_a_count_compares_with_the_time_of_typing_and_posts_on_its_own_day() -> None:
    story = Story()
    lot = story.gift(0, "10")
    story.gift(5, "4", name="more")
    story.do("count", 3, typed=6, site="Gym", lines=[{"lot": lot, "counted": "12"}])
    assert [story.rice(on)["on_hand"] for on in (2, 3, 4, 5)] == ["10", "8", "8", "12"]


def test_a_discard_dated_before_the_goods_came_shows_a_negative_day() -> None:
    story = Story()
    lot = story.gift(5, "10")
    story.do("discard", 3, typed=6, lot=lot, at="Gym", quantity="4", reason="torn")
    story.see(4, on_hand="-4", available="-4", lost="4", surplus="0")
    story.see(5, on_hand="6", available="6")


def test_what_eats_into_reserved_goods_takes_the_newest_reservation_first_and_only_as_much_as_it_must() -> (
    None
):
    story = Story()
    lot = story.gift(0, "30")
    story.need(0, "10", "A", name="a")
    story.need(0, "10", "B", name="b")
    story.reserve(1, lot, "10", need="b", name="older")
    story.reserve(1, lot, "10", need="a", name="newer")
    story.do("discard", 2, typed=4, lot=lot, at="Gym", quantity="13", reason="torn")
    story.see(3, on_hand="17", allocated="20", available="-3")
    story.see(4, scope=("program", "A"), allocated="7", outstanding="3")
    story.see(4, scope=("program", "B"), allocated="10", outstanding="0")
    story.see(4, on_hand="17", available="0", still_to_collect="3")


def test_a_part_that_was_released_lay_at_its_site_until_then_though_the_rest_was_sent_before() -> None:
    story = Story()
    lot = story.gift(0, "10")
    story.need(0, "10")
    story.reserve(1, lot, "10")
    story.do("discard", 9, lot=lot, at="Gym", quantity="4", reason="torn")
    story.send(5, "r", typed=10)
    story.see(6, on_hand="4", in_transit="6", allocated="10", available="0")
    story.see(9, on_hand="0", in_transit="6", allocated="6", available="0", outstanding="4")


def test_a_hold_gives_reservations_back_on_the_day_of_typing_and_counts_from_its_own() -> None:
    story = Story()
    lot = story.gift(0, "10")
    story.need(0, "6")
    story.reserve(1, lot, "6")
    story.do("hold", 3, typed=5, hold="h", lot=lot)
    story.do("unhold", 8, hold="h")
    story.see(2, available="4", allocated="6")
    story.see(3, on_hand="10", available="0", allocated="6", surplus="0")
    story.see(5, available="0", allocated="0", outstanding="6", still_to_collect="6")
    story.see(7, available="0")
    story.see(8, available="10", still_to_collect="0", surplus="4")


def test_cancelling_a_sent_delivery_undoes_the_sending_on_its_day_and_the_goods_are_reserved_again() -> None:
    story = Story()
    lot = story.gift(0, "10")
    story.need(0, "6")
    story.reserve(1, lot, "6")
    story.send(3, "r")
    story.typed(5, 5)
    story.tell("cancel_delivery", delivery="van")
    for on in (3, 4, 5):
        story.see(on, on_hand="10", in_transit="0", allocated="6", available="4")
    story.send(7, "r", name="again")
    story.see(6, on_hand="10", in_transit="0", available="4")
    story.see(7, on_hand="4", in_transit="6", available="4")


def test_a_released_reservation_is_free_from_the_day_of_its_release() -> None:
    story = Story()
    lot = story.gift(0, "10")
    story.need(0, "6")
    story.reserve(2, lot, "6")
    story.do("release", 4, typed=6, reservation="r")
    assert [story.rice(on)["allocated"] for on in (1, 2, 3, 4)] == ["0", "6", "6", "0"]
    assert [story.rice(on)["available"] for on in (1, 2, 3, 4)] == ["10", "4", "4", "10"]


def test_a_transfer_leaves_every_figure_but_the_reservation_stays_where_it_was_made() -> None:
    story = Story()
    lot = story.gift(0, "10")
    story.need(0, "6")
    story.reserve(1, lot, "6")
    fields: dict[str, Any] = {"lot": lot, "from": "Gym", "to": "Depot"}
    story.do("transfer", 2, quantity="4", **fields)
    story.see(2, on_hand="10", available="4", lost="0")
    story.do("transfer", 3, quantity="1", **fields)
    with pytest.raises(AssertionError, match="1 to transfer of 0 free"):
        figures(story.steps, as_of=day(3))


@pytest.mark.parametrize(
    ("kind", "rule", "stops"),
    [
        ("use_by", "advice", True),
        ("expires", "advice", True),
        ("best_by", "advice", False),
        ("sell_by", "advice", False),
        ("best_by", "strict", True),
        ("sell_by", "strict", True),
        ("best_by", "formula", True),
        ("sell_by", "formula", True),
        ("use_by", "formula", True),
    ],
)
def test_the_day_of_a_date_mark_is_still_good_and_the_next_is_past(kind: str, rule: str, stops: bool) -> None:
    story = Story(rule=rule)
    story.need(0, "10")
    story.gift(0, "10", mark=5, kind=kind)
    story.see(5, available="10", still_to_collect="0")
    story.see(6, on_hand="10", available="0" if stops else "10", still_to_collect="10" if stops else "0")


# -------------------------------------------------------------------------- restriction, gap, surplus


def test_goods_kept_for_one_program_fill_no_gap_of_another() -> None:
    story = Story()
    story.need(0, "10", "A", name="a")
    story.need(0, "10", "B", name="b")
    story.gift(0, "25", to="A")
    story.see(0, available="25", outstanding="20", still_to_collect="10", surplus="15", coverage="0.5")
    story.see(0, scope=("program", "A"), available="25", still_to_collect="0", surplus="15", received="25")
    story.see(0, scope=("program", "B"), available="0", still_to_collect="10", surplus="15", received="0")


def test_a_programs_goods_are_only_those_kept_for_it_and_the_gap_of_all_limits_what_it_asks() -> None:
    story = Story()
    story.need(0, "10", "A", name="a")
    story.need(0, "10", "B", name="b")
    story.gift(0, "4", to="A", name="kept")
    story.gift(0, "13", name="free")
    story.see(0, outstanding="20", available="17", still_to_collect="3", surplus="0", coverage="0.85")
    story.see(0, scope=("program", "A"), available="4", outstanding="10", still_to_collect="3")
    story.see(0, scope=("program", "B"), outstanding="10", still_to_collect="3", coverage="0.7")
    assert "goal" not in story.rice(0, ("program", "A"))


def test_whichever_drive_brought_the_goods_no_other_asks_for_them_again() -> None:
    story = Story()
    story.drive("one", 0, "A", Rice="80.50")
    story.drive("two", 0, "A")
    story.need(0, "50")
    story.gift(1, "30", drive="one")
    story.see(1, scope=("drive", "one"), goal="80.5", donated="30", needed="50", still_to_collect="20")
    story.see(1, scope=("drive", "two"), goal="", donated="0", available="0", still_to_collect="20")
    story.see(1, needed="50", outstanding="50", still_to_collect="20", coverage="0.6")


def test_a_drive_asks_for_no_more_than_its_own_needs_though_the_gap_of_all_is_wider() -> None:
    story = Story()
    story.drive("one", 0, "A")
    story.need(0, "5", "A", name="a")
    story.need(0, "50", "B", name="b")
    story.see(0, scope=("drive", "one"), still_to_collect="5", needed="5")
    story.see(0, still_to_collect="55")


def test_the_whole_restricted_stock_counts_in_every_scope_that_has_some_of_the_programs_needs() -> None:
    story = Story()
    story.drive("one", 0, "A")
    story.need(0, "10", drive="one", name="named")
    story.need(0, "10", drive="other", name="elsewhere")
    story.gift(0, "12", to="A")
    story.see(0, still_to_collect="8", surplus="0")
    story.see(0, scope=("drive", "one"), needed="10", still_to_collect="0", coverage="1")


def test_surplus_is_what_nobody_asked_for_and_the_same_in_every_scope() -> None:
    story = Story()
    story.drive("one", 0, "A")
    story.need(0, "10", "A", name="a")
    story.need(0, "4", "B", name="b")
    story.gift(0, "20", drive="one", name="free")
    story.gift(0, "7", to="B", name="kept")
    for scope in (None, ("drive", "one"), ("program", "A"), ("program", "B")):
        story.see(0, scope=scope, surplus="13", still_to_collect="0")


@pytest.mark.parametrize(("available", "coverage"), [("1", "0"), ("3", "0.0002"), ("10000", "0.5")])
def test_coverage_is_rounded_half_to_even_at_four_places(available: str, coverage: str) -> None:
    story = Story()
    story.need(0, "20000")
    story.gift(0, available)
    story.see(0, coverage=coverage)


def test_coverage_of_a_third_has_four_places() -> None:
    story = Story()
    story.need(0, "3")
    story.gift(0, "1")
    story.see(0, coverage="0.3333")


# --------------------------------------------------------------------------------- drives over time


def test_a_closed_drive_shows_its_closing_day_and_takes_only_late_entries_dated_up_to_it() -> None:
    story = Story()
    one = ("drive", "one")
    story.drive("one", 0, "A")
    story.need(0, "50")
    story.gift(2, "10", drive="one", name="first")
    story.close("one", 5, typed=6)
    story.gift(5, "3", drive="one", name="dated before", typed=7)
    story.gift(6, "4", drive="one", name="dated after", typed=7)
    story.do("revise_need", 7, need="need", quantity="90")
    story.see(4, scope=one, donated="10", needed="50")
    for on in (5, 6, 90):
        story.see(on, scope=one, donated="13", on_hand="13", needed="50", still_to_collect="37", surplus="0")
    story.see(7, donated="17", needed="90", still_to_collect="73")
    story.typed(8, 8)
    story.tell("void_donation", donation="first")
    story.see(8, scope=one, donated="3", still_to_collect="47")


def test_a_drive_counts_needs_of_its_programs_open_on_any_day_of_it() -> None:
    story = Story()
    one = ("drive", "one")
    story.drive("one", 60, "A")
    story.need(0, "1", name="lapses on the first day")
    story.need(1, "2", name="open on the first day")
    story.need(2, "4", name="cancelled on the first day")
    story.need(3, "8", "B", name="of another program")
    story.do("cancel_need", 60, need="cancelled on the first day")
    story.see(60, scope=one, needed="2", outstanding="2")
    story.need(65, "16", name="on the closing day")
    story.close("one", 65)
    story.need(66, "32", name="after it")
    story.see(64, scope=one, needed="0", coverage="1")
    story.see(66, scope=one, needed="16", outstanding="16")


def test_before_it_starts_a_drive_has_only_the_needs_that_name_it() -> None:
    story = Story()
    story.drive("one", 10, "A")
    story.drive("two", 10, "A")
    story.need(0, "5", name="any")
    story.need(0, "7", name="named", drive="one")
    story.see(9, scope=("drive", "one"), needed="7")
    assert figures(story.steps, scope=("drive", "two"), as_of=day(9)) == []
    story.see(10, scope=("drive", "one"), needed="12")
    story.see(10, scope=("drive", "two"), needed="5")
    story.see(10, needed="12")


def test_a_goal_alone_makes_a_row_of_its_drive_only() -> None:
    story = Story()
    story.drive("one", 10, "A", Rice="40")
    story.see(3, scope=("drive", "one"), goal="40", needed="0", coverage="1")
    assert figures(story.steps, as_of=day(3)) == []


def test_as_of_a_day_only_what_had_happened_by_then_counts() -> None:
    story = Story()
    story.gift(2, "5", typed=9)
    story.need(4, "8")
    assert figures(story.steps, as_of=day(1)) == []
    story.see(3, donated="5", needed="0", surplus="5")
    story.see(4, donated="5", needed="8", still_to_collect="3")


# ------------------------------------------------------------------------------------ rows and faults


def test_rows_go_by_code_point_and_have_every_figure_in_its_place() -> None:
    story = Story()
    for item in ("apples", "Épinards", "Zwieback"):
        story.tell("add_item", item=item, category="food", unit="bag", date_rule="none")
        story.gift(0, "0.5", item=item, name=item)
    rows = figures(story.steps, as_of=day(0))
    assert [row["item"] for row in rows] == ["Zwieback", "apples", "Épinards"]
    assert list(rows[0]) == ["item", "category", "unit", *(name for name in FIGURES if name != "goal")]
    assert rows[0]["on_hand"] == "0.5"
    story.drive("one", 0, "A", Rice="3")
    [row] = figures(story.steps, scope=("drive", "one"), as_of=day(0))
    assert list(row) == ["item", "category", "unit", *FIGURES]


@pytest.mark.parametrize("fault", ["discard", "reserve", "arrive", "send"])
def test_a_history_that_could_not_have_happened_is_noticed(fault: str) -> None:
    story = Story()
    lot = story.gift(0, "10")
    story.need(0, "20")
    story.reserve(1, lot, "8")
    if fault == "discard":
        story.do("discard", 2, lot=lot, at="Gym", quantity="11", reason="torn")
    if fault == "reserve":
        story.reserve(2, lot, "3", name="too much")
    if fault == "arrive":
        story.send(2, "r")
        story.arrive(3, r=("8", "0", "1"))
    if fault == "send":
        line = {"line": "free", "reservation": None, "lot": lot, "at": "Gym", "quantity": "3"}
        story.do("plan_delivery", 1, delivery="van", program="A", lines=[line])
        story.do("send_delivery", 2, delivery="van")
    with pytest.raises(AssertionError):
        figures(story.steps, as_of=day(9))


# -------------------------------------------------------------------------------------------- seeds


@pytest.fixture(scope="module")
def histories() -> list[list[Step]]:
    return [make_history(seed) for seed in SEEDS]


def test_every_situation_occurs_in_at_least_ten_seeds(histories: list[list[Step]]) -> None:
    seen = Counter(name for history in histories for name in situations(history))
    expected = {
        "advice_dates_passed",
        "arrival_corrected",
        "arrival_undone",
        "arrived_pledges",
        "back_dates",
        "cancelled_needs",
        "cancelled_sent_delivery",
        "cancelled_unsent_delivery",
        "changed_pledges",
        "contested_reservation_eaten",
        "correction_of_goods_gone",
        "corrections",
        "count_find",
        "count_shortage",
        "delivered_goods",
        "discards",
        "eaten_reservation",
        "expired_lots",
        "free_line",
        "given_up_pledges",
        "held_lots",
        "lapsed_needs",
        "late_entry_after_close",
        "late_entry_dated_after_close",
        "late_pledges",
        "lifted_holds",
        "lost_goods",
        "named_drive_need",
        "negative_past_level",
        "partly_eaten_reservation",
        "pledges",
        "purchased",
        "rejects",
        "released_pledges",
        "releases",
        "restricted_lots",
        "returned_goods",
        "revived_need",
        "shared_programs",
        "short_delivery",
        "shrunk_need",
        "transfers",
        "voids",
        "withdrawn_pledges",
    }
    assert set(seen) == expected
    assert {name: times for name, times in seen.items() if times < 10} == {}


def test_nothing_speaks_against_any_step_of_any_seed(histories: list[list[Step]]) -> None:
    for history in histories:
        Facts(history, strict=True)
        assert 80 <= len(history) <= 175


def test_every_seed_is_conserved_now_and_on_past_days(histories: list[list[Step]]) -> None:
    for history in histories[::5]:
        for on in days_to_ask(history, 4):
            conserved(history, on)


def test_one_seed_is_always_one_history() -> None:
    assert make_history(7) == make_history(7)
    assert make_history(7) != make_history(8)


def test_surplus_of_an_item_is_one_figure_in_all_scopes_without_closed_drives(
    histories: list[list[Step]],
) -> None:
    for history in histories[::10]:
        facts, on = Facts(history), days_to_ask(history)[-1]
        surplus: dict[str, set[str]] = {}
        for scope in scopes(history):
            if scope is None or scope[0] == "program" or facts.drives[scope[1]].closed_on is None:
                for row in figures_of(facts, scope=scope, as_of=on):
                    surplus.setdefault(row["item"], set()).add(row["surplus"])
        assert all(len(values) == 1 for values in surplus.values())


def test_an_importable_history_holds_only_what_files_can_bring_in() -> None:
    bring = {"add_item", "add_program", "add_site", "open_drive", "close_drive"}
    bring |= {"log_donation", "post_need", "confirm_need"}
    for seed in range(20):
        history = importable_history(seed)
        Facts(history, strict=True)
        assert {step["do"] for step in history} <= bring
        confirmed = Counter(step["need"] for step in history if step["do"] == "confirm_need")
        assert set(confirmed.values()) <= {1}


def test_the_oracle_imports_nothing_of_the_application() -> None:
    models = {"oracle", "histories", "piles", "kit_making", "beside", "long_facts", "long_community"}
    seen: set[str] = set()
    while models - seen:
        module = (models - seen).pop()
        seen.add(module)
        path = Path(__file__).with_name(f"{module}.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [name for name in names if name.split(".")[0] == "drives"], module
            ours = [name for name in names if name.split(".")[0] == "tests"]
            assert all(name.startswith("tests.simulation.") for name in ours), module
            models |= {name.rpartition(".")[2] for name in ours}
    assert {"facts", "community", "asked", "promises", "countings"} <= seen
