"""Counts in stages: several counters, blind, compared, counted again, finalized by somebody else."""

from datetime import date, timedelta
from typing import Any

import pytest

from drives.commands import allocation, donations, items, merging, people, shelf_counts, stock
from drives.commands import staged_counts as counts
from drives.commands import staged_entries as entries
from drives.commands import staged_results as results
from drives.commands.account_changes import DisableAccount, RevokeRole, disable_account, revoke_role
from drives.commands.deliveries import Arrival, ConfirmDelivery, confirm_delivery
from drives.commands.missing_goods import FindMissing, find_missing
from drives.commands.staged_entries import EnterCount, Entered, FoundBeside
from drives.commands.staged_results import FinalizeCount, Settled
from drives.errors import NotAllowed, Unknown
from drives.model import CountLine, CycleCount, Move, StagedCount, StagedEntry, StagedLine
from drives.queries.blind_sheets import BlindSheet, blind_sheet, sheets_given
from drives.queries.staged_counts import LineCompared, compared_count, counter_choices, staged_counts
from drives.rules.dates import DateKind
from drives.rules.kinds import CountStage, ShortfallReason
from drives.rules.roles import EVERYBODY, Grant, Role, Viewer
from drives.rules.units import Unit
from tests.commands.stocked import stocked
from tests.commands.test_deliveries import APRIL, MAY, reserved, sent
from tests.houses import Home, dump, q

WHY = "two boxes stood behind the door"


class Gym:
    """A gym with socks of two drives, soap and rice; Ann and Bo organize, Val and Wes count."""

    def __init__(self, home: Home) -> None:
        self.home = home
        stocked(home, {"Socks": "12"}, drive="Spring", on=date(2025, 4, 4))
        stocked(home, {"Socks": "8", "Soap": "5"}, on=MAY)
        stocked(home, {"Rice": "7"}, date_mark=date(2025, 8, 1), date_kind=DateKind.BEST_BY)
        roles = {"Ann": Role.ORGANIZER, "Bo": Role.ORGANIZER, "Val": Role.VOLUNTEER, "Wes": Role.VOLUNTEER}
        self.who = {name: self._person(name, role) for name, role in roles.items()}
        self.count_id = 0

    def _person(self, name: str, role: Role) -> Viewer:
        asked = people.AddAccount(f"{name.lower()}@example.org", name, (people.Granted(role),), name)
        account_id = self.home.do(people.add_account, asked).account_id
        return Viewer.of(f"{name.lower()}@example.org", role, account_id=account_id)

    def account(self, *names: str) -> tuple[int, ...]:
        return tuple(int(self.who[name].account_id or 0) for name in names)

    def begin(self, *counters: str, **narrowed: Any) -> "Gym":
        given = self.account(*counters)
        asked = counts.BeginCount(self.home.site(), account_ids=given, **narrowed)
        self.count_id = self.home.do(counts.begin_count, asked, viewer=self.who["Ann"]).staged_count_id
        return self

    def sheet(self, name: str = "Val") -> BlindSheet:
        return self.home.house.queries.ask(blind_sheet, self.who[name], staged_count_id=self.count_id)

    def line(self, item: str) -> int:
        [row] = self.home.all(
            StagedLine,
            StagedLine.staged_count_id == self.count_id,
            StagedLine.item_id == self.home.item(item),
        )
        return int(row.id)

    def entry(self, **found: str | None) -> EnterCount:
        told = {self.line(item): None if counted is None else q(counted) for item, counted in found.items()}
        return EnterCount(self.count_id, tuple(Entered(*one) for one in told.items()))

    def enter(self, name: str, **found: str | None) -> "Gym":
        self.home.do(entries.enter_count, self.entry(**found), viewer=self.who[name])
        return self

    def compare(self) -> "Gym":
        self.home.do(results.compare_count, results.CompareCount(self.count_id), viewer=self.who["Ann"])
        return self

    def recount(self, *of: str) -> "Gym":
        asked = results.RecountLines(self.count_id, tuple(map(self.line, of)))
        self.home.do(results.recount_lines, asked, viewer=self.who["Ann"])
        return self

    def compared(self) -> dict[str, LineCompared]:
        answer = self.home.house.queries.ask(compared_count, self.who["Ann"], staged_count_id=self.count_id)
        return {line.item: line for line in answer.lines}

    def final(self, *settled: Settled, reason: str | None = WHY) -> FinalizeCount:
        return FinalizeCount(self.count_id, reason, settled)

    def finalize(self, *settled: Settled, by: str = "Bo", reason: str | None = WHY) -> Any:
        return self.home.do(results.finalize_count, self.final(*settled, reason=reason), viewer=self.who[by])

    def there(self, item: str) -> int:
        """What the books say of an item, in whole units."""
        found = self.home.house.queries.ask(compared_count, self.who["Ann"], staged_count_id=self.count_id)
        return next(line.books for line in found.lines if line.item == item) // 1000


@pytest.fixture
def gym(house: Home) -> Gym:
    return Gym(house)


def test_what_counters_agree_on_becomes_what_the_books_say(gym: Gym) -> None:
    gym.begin("Val", "Wes")
    gym.enter("Val", Socks="18", Soap="5").enter("Wes", Socks="18").compare()
    gym.finalize()
    assert (gym.there("Socks"), gym.there("Soap"), gym.there("Rice")) == (18, 5, 7)
    [paper] = gym.home.all(CycleCount)
    [count] = gym.home.all(StagedCount)
    assert (paper.note, count.stage, count.cycle_count_id) == (WHY, CountStage.FINALIZED, paper.id)
    assert count.ended_by_id == gym.who["Bo"].account_id
    # Rice was not counted: no line of the paper is about it, and nothing of it moved.
    rice = gym.home.lot_of("Rice")
    assert rice not in {row.lot_id for row in gym.home.all(CountLine)}
    assert [row.quantity for row in gym.home.all(Move, Move.lot_id == rice)] == [q("7")]
    assert [row.taken for row in gym.home.all(StagedEntry)] == [False, True, True]


def test_a_sheet_holds_no_figure_of_the_books_nor_of_another_counter(gym: Gym) -> None:
    stocked(gym.home, {"Beans": "7919"})
    gym.begin("Val", "Wes").enter("Val", Beans="6101")
    said = repr(gym.sheet("Wes")) + repr(gym.home.house.queries.ask(sheets_given, gym.who["Wes"]))
    assert "Beans" in said
    assert "7919" not in said, "the books"
    assert "6101" not in said, "another counter's"
    assert "6101" in repr(gym.sheet("Val")), "her own"
    gym.home.do(entries.enter_count, gym.entry(Beans="7907"), viewer=gym.who["Ann"])
    overseen = gym.home.house.queries.ask(compared_count, gym.who["Ann"], staged_count_id=gym.count_id)
    assert overseen.lines == (), "no figure before it is compared"
    assert "7907" not in repr(gym.home.house.queries.ask(staged_counts, gym.who["Ann"]))
    gym.compare()
    with pytest.raises(Unknown):
        gym.sheet("Val")
    assert "7919" in repr(gym.compared())


def test_only_who_it_was_given_to_counts(gym: Gym) -> None:
    gym.begin("Val")
    ask, ids = gym.home.house.queries.ask, {"staged_count_id": gym.count_id}
    assert [one.site for one in ask(sheets_given, gym.who["Val"])] == ["Gym"]
    assert ask(sheets_given, gym.who["Wes"]) == ()
    with pytest.raises(Unknown):
        ask(blind_sheet, gym.who["Wes"], **ids)
    with pytest.raises(NotAllowed):
        ask(compared_count, gym.who["Val"], **ids)
    gym.home.refusal(entries.enter_count, gym.entry(Socks="1"), Unknown, viewer=gym.who["Wes"])
    gym.home.refusal(entries.enter_count, gym.entry(Socks="1"), NotAllowed, viewer=EVERYBODY)
    give = counts.GiveCount(gym.count_id, gym.account("Wes"))
    gym.home.do(counts.give_count, give, viewer=gym.who["Ann"])
    gym.home.refusal(entries.enter_count, gym.entry(Socks="1"), Unknown, viewer=gym.who["Val"])
    gym.enter("Wes", Socks="20")
    gym.home.do(revoke_role, RevokeRole(*gym.account("Wes"), people.Granted(Role.VOLUNTEER)))
    grants = {Grant(Role.PROGRAM_STAFF, program_id=gym.home.program())}
    for held in (frozenset(grants), frozenset[Grant]()):
        no_more = Viewer("wes@example.org", held, *gym.account("Wes"))
        assert ask(sheets_given, no_more) == ()
        with pytest.raises(Unknown):
            ask(blind_sheet, no_more, **ids)
        gym.home.refusal(entries.enter_count, gym.entry(Socks="1"), Unknown, viewer=no_more)
    told = gym.home.refusal(counts.give_count, counts.GiveCount(gym.count_id, ()))
    assert told == "Wes has entered figures in this count, and stays among those who counted."
    assert {one.name for one in ask(counter_choices, gym.who["Ann"])} == set(gym.who) - {"Wes"}


def test_counters_who_differ_are_counted_again_or_one_of_them_is_chosen(gym: Gym) -> None:
    gym.begin("Val", "Wes").enter("Val", Socks="18", Soap="4").enter("Wes", Socks="19", Soap="4").compare()
    assert (gym.compared()["Socks"].differ, gym.compared()["Soap"].differ) == (True, False)
    told = gym.home.refusal(results.finalize_count, gym.final(), viewer=gym.who["Bo"])
    assert told == "Socks: those who counted differ. Choose one figure, or ask for a recount."
    gym.recount("Socks")
    assert [(line.item, line.mine) for line in gym.sheet("Val").lines] == [("Socks", None)]
    told = gym.home.refusal(entries.enter_count, gym.entry(Soap="5"), viewer=gym.who["Val"])
    assert told == "Soap is not counted again: no recount of it was asked for."
    gym.enter("Val", Socks="18").enter("Wes", Socks="19").compare()
    chosen = gym.compared()["Socks"].entries
    assert [(one.counter, one.counted) for one in chosen] == [("Val", q("18")), ("Wes", q("19"))]
    old = gym.home.all(StagedEntry)[0].id
    told = gym.home.refusal(
        results.finalize_count, gym.final(Settled(gym.line("Socks"), old)), viewer=gym.who["Bo"]
    )
    assert told == "That figure no longer counts. Look at the count again, then finalize it."
    gym.finalize(Settled(gym.line("Socks"), chosen[1].entry_id))
    assert (gym.there("Socks"), gym.there("Soap")) == (19, 4)


def test_a_line_asked_for_again_and_not_counted_is_left_alone(gym: Gym) -> None:
    gym.begin("Val").enter("Val", Socks="18", Soap="4").compare().recount("Socks")
    told = gym.home.refusal(results.finalize_count, gym.final(), viewer=gym.who["Bo"])
    assert told == "This count is still going on. Compare what was counted first."
    gym.compare()
    gym.finalize()
    assert (gym.there("Socks"), gym.there("Soap")) == (20, 4)


def test_the_last_entry_counts_and_can_be_taken_back(gym: Gym) -> None:
    gym.begin("Val").enter("Val", Socks="2", Soap="4").enter("Val", Socks="19", Soap=None).compare()
    assert gym.compared()["Soap"].entries == ()
    gym.finalize()
    assert (gym.there("Socks"), gym.there("Soap")) == (19, 5)


def test_what_moves_after_it_was_counted_is_not_undone(gym: Gym) -> None:
    gym.begin("Val", "Wes").enter("Val", Socks="19", Soap="5")
    soap = gym.home.lot_of("Soap")
    gym.home.do(stock.transfer, stock.TransferGoods(soap, gym.home.site(), gym.home.site("Depot"), q("3")))
    stocked(gym.home, {"Socks": "100"})
    # Wes counts after it, and agrees: one pair is missing, whatever came in.
    gym.enter("Wes", Socks="119").compare()
    assert not gym.compared()["Socks"].differ
    gym.finalize()
    assert (gym.there("Socks"), gym.there("Soap")) == (119, 2)


def test_what_another_count_put_right_is_not_put_right_twice(gym: Gym) -> None:
    gym.begin("Val").enter("Val", Socks="18")
    first = gym.count_id
    gym.begin("Wes").enter("Wes", Socks="18").compare()
    gym.finalize()
    pile = shelf_counts.Pile(gym.home.item("Socks"), q("17"), q("18"))
    gym.home.do(shelf_counts.count_shelf, shelf_counts.CountShelf(gym.home.site(), (pile,), WHY))
    gym.count_id = first
    gym.compare()
    assert gym.compared()["Socks"].more == q("1")
    gym.finalize()
    # Val found two missing at a time when twenty stood in the books; three were put right since.
    assert gym.there("Socks") == 18


def test_missing_goods_found_again_came_to_the_shelf_and_stay_there(gym: Gym) -> None:
    stocked(gym.home, {"Rope": "12"}, on=APRIL)
    plan = sent(gym.home, reserved(gym.home, "5", item="Rope"))
    [line_id] = plan.line_ids
    gym.begin("Val", "Wes").enter("Val", Rope="7")
    short = Arrival(line_id, q("3"), q("2"), reason=ShortfallReason.MISSING)
    gym.home.do(confirm_delivery, ConfirmDelivery(plan.delivery_id, (short,)))
    gym.home.do(find_missing, FindMissing(line_id, gym.home.site(), q("2")))
    # Wes counts after it, and agrees.
    gym.enter("Wes", Rope="9").compare()
    assert (gym.compared()["Rope"].more, gym.compared()["Rope"].differ) == (0, False)
    gym.finalize(reason=None)
    assert gym.there("Rope") == 9


def test_what_arrived_beyond_what_was_sent_had_left_the_shelf_with_it(gym: Gym) -> None:
    # Five of fifteen were sent, eight arrived; with ten reserved for others the other three are a find.
    for rope, counted, others, counted_first, left in (
        ("a", "10", "10", False, 10), ("b", "7", "10", False, 7),
        ("c", "10", "1", False, 10), ("d", "7", "1", False, 7),
        ("e", "15", "10", True, 7), ("f", "15", "1", True, 7),
    ):  # fmt: skip
        stocked(gym.home, {rope: "15"}, on=APRIL)
        mine = reserved(gym.home, "5", item=rope)
        reserved(gym.home, others, "Pantry", item=rope)
        gym.begin("Val", item_ids=(gym.home.item(rope),))
        if counted_first:
            gym.enter("Val", **{rope: counted})
        plan = sent(gym.home, mine)
        if not counted_first:
            gym.enter("Val", **{rope: counted})
        beyond = Arrival(plan.line_ids[0], q("5"), extra=q("3"))
        gym.home.do(confirm_delivery, ConfirmDelivery(plan.delivery_id, (beyond,)))
        gym.compare()
        found = gym.finalize(Settled(gym.line(rope), reason="fewer than we thought"))
        assert (gym.there(rope), bool(found.losses)) == (left, left < int(others)), rope


def test_a_shortage_of_what_is_gone_by_now_is_refused_with_figures(gym: Gym) -> None:
    gym.begin("Val").enter("Val", Socks="15")
    for lot in (1, 2):
        gone = stock.DiscardGoods(lot, gym.home.site(), q("8"), stock.DiscardReason.DAMAGED)
        gym.home.do(stock.discard, gone)
    gym.compare()
    why = Settled(gym.line("Socks"), reason="mice")
    told = gym.home.refusal(results.finalize_count, gym.final(why), viewer=gym.who["Bo"])
    assert told == (
        "Socks: 5 fewer were counted than the books said, and only 4 are there by now. Ask for a recount "
        "of it."
    )


def test_who_counted_cannot_finalize_as_long_as_somebody_else_can(gym: Gym) -> None:
    gym.begin().enter("Ann", Socks="19").compare()
    told = gym.home.refusal(results.finalize_count, gym.final(), viewer=gym.who["Ann"])
    assert told == (
        "You entered figures in this count, so somebody else has to finalize it. These people counted "
        "nothing in it and may: Bo."
    )
    gym.home.refusal(results.finalize_count, gym.final(), NotAllowed, viewer=gym.who["Val"])
    gym.recount("Soap").enter("Bo", Soap="5").enter("Bo", Soap=None).compare()
    # What was taken back was entered all the same: of two organizers who counted, either finalizes it.
    gym.finalize(by="Ann")
    assert gym.there("Socks") == 19


def test_who_is_alone_finalizes_what_she_counted(house: Home) -> None:
    stocked(house, {"Socks": "20"})
    begun = house.do(counts.begin_count, counts.BeginCount(house.site()))
    [line] = house.all(StagedLine)
    house.do(entries.enter_count, EnterCount(begun.staged_count_id, (Entered(line.id, q("19")),)))
    house.do(results.compare_count, results.CompareCount(begun.staged_count_id))
    house.do(results.finalize_count, FinalizeCount(begun.staged_count_id, WHY))
    assert house.level(house.lot_of("Socks")) == ("19", "0")


def test_nothing_is_changed_without_a_reason_and_what_differs_much_needs_its_own(gym: Gym) -> None:
    gym.begin("Val").enter("Val", Socks="19", Soap="2").compare()
    assert {item for item, line in gym.compared().items() if line.needs_reason} == {"Soap"}
    told = gym.home.refusal(results.finalize_count, gym.final(), viewer=gym.who["Bo"])
    assert told == (
        "Soap: 2 counted, 5 in the books. So large a difference needs a reason of its own. Say why, or ask "
        "for a recount."
    )
    soap = Settled(gym.line("Soap"), reason=" taken for the showers ")
    told = gym.home.refusal(results.finalize_count, gym.final(soap, reason=" "), viewer=gym.who["Bo"])
    assert told == "2 lines differ from the books. Say why, in a few words, then save the count."
    gym.finalize(soap)
    assert gym.compared()["Soap"].reason == "taken for the showers"


def test_reservations_that_give_way_are_named(gym: Gym) -> None:
    need_id = gym.home.need("Soap", "4", posted_on=MAY)
    reserve = allocation.Reserve(need_id, gym.home.lot_of("Soap"), gym.home.site(), q("4"))
    gym.home.do(allocation.reserve, reserve)
    gym.begin("Val").enter("Val", Soap="3").compare()
    assert gym.compared()["Soap"].reserved == q("4")
    assert gym.finalize().losses == ("Shelter loses 1 reserved: Soap.",)


def test_what_was_found_beside_the_sheet_is_shown_to_its_finder_alone(gym: Gym) -> None:
    gym.begin("Val", "Wes")
    hats = gym.home.item("Hats")
    beside = EnterCount(gym.count_id, beside=(FoundBeside(hats, q("6")),))
    gym.home.do(entries.enter_count, beside, viewer=gym.who["Val"])
    assert "Hats" in {line.item for line in gym.sheet("Val").lines}
    assert "Hats" not in {line.item for line in gym.sheet("Wes").lines}
    gym.home.do(entries.enter_count, beside, viewer=gym.who["Wes"])
    assert len(gym.home.all(StagedLine, StagedLine.item_id == hats)) == 1
    gym.compare()
    gym.finalize(Settled(gym.line("Hats"), reason="never logged"))
    assert gym.home.level(gym.home.lot_of("Hats")) == ("6", "0")


def test_an_abandoned_count_posts_nothing(gym: Gym) -> None:
    gym.begin("Val").enter("Val", Socks="1").compare()
    moves = dump(gym.home.store)["move"]
    gym.home.do(counts.abandon_count, counts.AbandonCount(gym.count_id), viewer=gym.who["Ann"])
    assert dump(gym.home.store)["move"] == moves
    assert gym.home.all(CycleCount) == []
    told = gym.home.refusal(results.finalize_count, gym.final(), viewer=gym.who["Bo"])
    assert told == "This count was abandoned, and nothing of it was posted. Begin another one."
    gym.home.refusal(entries.enter_count, gym.entry(Socks="1"), viewer=gym.who["Val"])


def test_some_items_or_categories_are_counted(gym: Gym) -> None:
    pens = gym.home.do(items.add_item, items.AddItem("Pens", "School", Unit.EACH)).item_id
    line = donations.LineDraft(pens, q("5"))
    gym.home.do(donations.log_donation, donations.LogDonation(gym.home.site(), (line,)))
    gym.begin("Val", categories=("School",), item_ids=(gym.home.item("Rice"),))
    assert [line.item for line in gym.sheet().lines] == ["Pens", "Rice"]
    nothing = counts.BeginCount(gym.home.site("Depot"))
    told = gym.home.refusal(counts.begin_count, nothing)
    assert told.startswith("The books have none of that at Depot, so there is no sheet.")


def test_what_cannot_be_is_refused(gym: Gym) -> None:
    home = gym.begin("Val").home
    home.refusal(counts.begin_count, counts.BeginCount(99), Unknown)
    home.refusal(counts.begin_count, counts.BeginCount(home.site(), (99,)), Unknown)
    home.refusal(counts.begin_count, counts.BeginCount(home.site(), account_ids=(99,)), Unknown)
    home.refusal(entries.enter_count, EnterCount(gym.count_id))
    home.refusal(entries.enter_count, EnterCount(gym.count_id, (Entered(99, 0),)), Unknown)
    home.refusal(entries.enter_count, gym.entry(Socks="0.5"))
    home.refusal(entries.enter_count, EnterCount(gym.count_id, (Entered(gym.line("Socks"), -1000),)))
    home.refusal(entries.enter_count, EnterCount(gym.count_id, beside=(FoundBeside(99, 1000),)), Unknown)
    told = home.refusal(results.compare_count, results.CompareCount(gym.count_id))
    assert told.startswith("Nothing was counted yet.")
    gym.enter("Val", Socks="20").compare()
    told = home.refusal(entries.enter_count, gym.entry(Socks="1"), viewer=gym.who["Val"])
    assert told == "This count has been compared meanwhile. Ask for a recount of what is to be counted again."
    told = home.refusal(results.recount_lines, results.RecountLines(gym.count_id, ()))
    assert told == "Choose the lines that are to be counted again."
    home.do(disable_account, DisableAccount(*gym.account("Wes")))
    told = home.refusal(counts.give_count, counts.GiveCount(gym.count_id, gym.account("Val", "Wes")))
    assert told == "Wes cannot sign in any more. Give the count to somebody else."
    gym.finalize(reason=None)
    told = home.refusal(results.finalize_count, gym.final())
    assert told.startswith("This count is finalized.")


def test_items_merged_while_they_are_counted_are_counted_on_one_line(gym: Gym) -> None:
    stocked(gym.home, {"Sox": "5"})
    gym.begin("Val").enter("Val", Sox="5", Socks="20")
    gym.home.do(merging.merge_items, merging.MergeItems(gym.home.item("Sox"), gym.home.item("Socks")))
    gym.compare()
    told = gym.home.refusal(results.finalize_count, gym.final(), viewer=gym.who["Bo"])
    assert told.startswith("Socks is counted on two lines that are the same goods since something was")
    gym.recount("Sox", "Socks").enter("Val", Socks="24").compare()
    gym.finalize()
    assert gym.there("Socks") == 24


def test_the_day_it_was_begun_and_what_it_came_to_are_told(gym: Gym) -> None:
    gym.begin("Val").enter("Val", Socks="19").compare()
    gym.home.clock.now += timedelta(days=1)
    gym.finalize()
    [shown] = gym.home.house.queries.ask(staged_counts, gym.who["Ann"])
    assert (shown.begun_on, shown.ended_by, shown.reason) == (date(2025, 5, 20), "Bo", WHY)
    assert [(one.name, one.entered) for one in shown.counters] == [("Val", 1)]
    assert (shown.lines, shown.counted) == (3, 1)
    [entry] = gym.compared()["Socks"].entries
    assert (entry.counted, entry.expected, entry.more, entry.taken) == (q("19"), q("20"), -q("1"), True)
