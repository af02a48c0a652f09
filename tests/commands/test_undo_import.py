"""An import is undone as one: as if it never was, and the same file brings all of it again."""

from collections.abc import Iterator
from typing import Any

import pytest

from drives.commands.allocation import Reserve, reserve
from drives.commands.deliveries import FreeLine, PlanDelivery, SendDelivery, plan_delivery, send_delivery
from drives.commands.donations import (
    CorrectDonation,
    LineDraft,
    LogDonation,
    VoidDonation,
    correct_donation,
    log_donation,
    void_donation,
)
from drives.commands.imports import runs
from drives.commands.imports.runs import UndoImport, undo_import
from drives.commands.items import AddItem, add_item
from drives.commands.sorting import Discarded, MadeGoods, SortGoods, UndoSorting, sort_goods, undo_sorting
from drives.commands.stock import (
    Counted,
    CountStock,
    DiscardGoods,
    TransferGoods,
    count,
    discard,
    transfer,
)
from drives.model import Donation, Donor, ImportRun, Lot, Need
from drives.queries.imports import import_runs
from drives.rules.kinds import DiscardReason, DonationState, ImportKind
from drives.rules.roles import COMMAND_LINE
from drives.rules.units import Unit
from drives.store.verify import verify
from tests.files import COMMUNITY, bring, rows, taken
from tests.houses import Home, dump, q

HEAD = "received_on,item,quantity,site,drive,donor,reference\n"
LOG = (
    f"{HEAD}2025-04-01,Socks,12,Gym,spring,Ann,R-1\n2025-04-01,Rice,2.5,Gym,spring,Ann,R-1\n"
    "2025-04-02,Beans,3,Gym,spring,Bo,\n2025-04-02,Beans,3,Gym,spring,Bo,\n"
)


RICE, SOCKS, BEANS, GYM, HALL, SHELTER, PANTRY, SPRING = 1, 2, 3, 1, 2, 1, 2, 1
"""The ids that the community's files give."""


@pytest.fixture
def home(store_url: str) -> Iterator[Home]:
    opened = Home(store_url)
    for kind, text in COMMUNITY.items():
        taken(opened, kind, text)
    yield opened
    assert verify(opened.store) == []
    opened.close()


def lot_of_socks(home: Home) -> int:
    [lot] = home.all(Lot, Lot.item_id == SOCKS)
    return int(lot.id)


def undo(home: Home, run_id: int | None, **how: Any) -> Any:
    assert run_id is not None
    return home.do(undo_import, UndoImport(run_id, **how))


def figures(home: Home) -> dict[str, tuple[str, str]]:
    return {
        row["item"]: (row["donated"], row["on_hand"])
        for row in rows(home, "progress")
        if row["donated"] != "0"
    }


def test_an_import_is_kept_as_a_run_and_one_that_saved_nothing_is_not(home: Home) -> None:
    before = len(home.all(ImportRun))
    assert bring(home, "donations", LOG, dry_run=True).done.run_id is None
    run_id = bring(home, "donations", LOG).done.run_id
    assert bring(home, "donations", LOG).done.run_id is None
    assert len(home.all(ImportRun)) == before + 1
    [run] = home.all(ImportRun, ImportRun.id == run_id)
    assert (run.kind, run.file_name, run.who) == (ImportKind.DONATIONS, "donations.csv", "command line")
    assert (run.rows, run.added, run.known, run.made, run.undone_at) == (4, 3, 0, 2, None)


def test_undone_it_is_as_if_it_never_was_and_comes_again_whole(home: Home) -> None:
    empty = figures(home)
    first = bring(home, "donations", LOG).done.run_id
    there, lines = figures(home), rows(home, "donations")
    assert there == {"Socks": ("12", "12"), "Rice": ("2.5", "2.5"), "Beans": ("6", "6")}
    undone = undo(home, first)
    assert (undone.donations, undone.needs, undone.kept) == (3, 0, 0)
    assert (figures(home), rows(home, "donations")) == (empty, [])
    assert taken(home, "donations", LOG) == (3, 0, 0)
    assert (figures(home), rows(home, "donations")) == (there, lines)
    assert taken(home, "donations", LOG) == (0, 0, 3)
    assert [row.name for row in home.all(Donor)] == ["Ann", "Bo"]


def test_a_second_time_there_is_nothing_to_undo(home: Home) -> None:
    run_id = bring(home, "donations", LOG).done.run_id
    undo(home, run_id)
    assert (
        home.refusal(undo_import, UndoImport(run_id or 0)) == "There is nothing of this import left to undo."
    )
    assert home.refusal(undo_import, UndoImport(999_999)).startswith("That import")


def test_what_was_logged_by_hand_and_by_other_files_stays(home: Home) -> None:
    by_hand = LogDonation(GYM, (LineDraft(RICE, q("5")),), SPRING)
    home.do(log_donation, by_hand)
    first = bring(home, "donations", LOG).done.run_id
    longer = f"{LOG}2025-04-02,Beans,3,Gym,spring,Bo,\n"
    assert taken(home, "donations", longer) == (1, 0, 3)
    undo(home, first)
    assert figures(home) == {"Rice": ("5", "5"), "Beans": ("3", "3")}
    assert taken(home, "donations", longer) == (3, 0, 1)
    assert figures(home)["Beans"] == ("9", "9")


def test_a_corrected_donation_goes_as_it_stands_and_a_voided_one_comes_again_too(home: Home) -> None:
    run_id = bring(home, "donations", LOG).done.run_id
    socks, beans, _more = home.all(Donation)
    home.do(
        correct_donation, CorrectDonation(socks.id, LogDonation(GYM, (LineDraft(SOCKS, q("7")),), SPRING))
    )
    home.do(void_donation, VoidDonation(beans.id))
    assert undo(home, run_id).donations == 2
    assert all(row.state is DonationState.VOIDED for row in home.all(Donation))
    assert taken(home, "donations", LOG) == (3, 0, 0)


def test_a_donation_voided_by_hand_stays_voided_when_its_file_comes_again(home: Home) -> None:
    bring(home, "donations", LOG)
    home.do(void_donation, VoidDonation(home.all(Donation)[0].id))
    assert taken(home, "donations", LOG) == (0, 0, 3)


def test_where_goods_have_left_it_is_refused_with_figures_and_the_others_can_be_undone(home: Home) -> None:
    run_id = bring(home, "donations", LOG).done.run_id or 0
    home.do(discard, DiscardGoods(lot_of_socks(home), GYM, q("5"), DiscardReason.DAMAGED))
    said = home.refusal(undo_import, UndoImport(run_id))
    assert "1 of them cannot be taken back" in said
    assert "Socks at Gym: 12 came in, 7 are there. 5 pairs have left: discarded." in said
    undone = undo(home, run_id, leave_gone=True)
    assert (undone.donations, undone.kept) == (2, 1)
    assert figures(home) == {"Socks": ("12", "7"), "Rice": ("2.5", "2.5")}
    assert "nothing can be taken back" in home.refusal(undo_import, UndoImport(run_id, leave_gone=True))
    assert taken(home, "donations", LOG) == (2, 0, 1)


def left(home: Home, run_id: int) -> int:
    """How many rows of a run can still be undone, as the Import page knows it."""
    [run] = [one for one in home.house.queries.ask(import_runs, COMMAND_LINE) if one.run_id == run_id]
    return run.left


def test_corrections_that_went_with_an_import_do_not_hide_what_is_left_of_it(home: Home) -> None:
    run_id = bring(home, "donations", LOG).done.run_id or 0
    assert left(home, run_id) == 3
    beans = home.all(Donation)[1].id
    for quantity in "789":
        asked = LogDonation(GYM, (LineDraft(BEANS, q(quantity)),), SPRING)
        beans = home.do(correct_donation, CorrectDonation(beans, asked)).donation_id
    home.do(discard, DiscardGoods(lot_of_socks(home), GYM, q("5"), DiscardReason.DAMAGED))
    undo(home, run_id, leave_gone=True)
    assert left(home, run_id) == 1


def test_what_has_left_is_told_by_where_it_is_and_not_where_it_was(home: Home) -> None:
    bulk = home.do(add_item, AddItem("Mixed food, unsorted", "food", Unit.LB)).item_id
    text = f'{HEAD}2025-04-01,"Mixed food, unsorted",100,Gym,spring,Ann,R-9\n'
    run_id = bring(home, "donations", text).done.run_id or 0
    [pile] = home.all(Lot, Lot.item_id == bulk)
    made, out = (MadeGoods(BEANS, q("7")),), (Discarded(q("10"), DiscardReason.DAMAGED),)
    wrong = home.do(sort_goods, SortGoods(pile.id, GYM, q("20"), made, out))
    home.do(undo_sorting, UndoSorting(wrong.document_id))
    home.do(transfer, TransferGoods(pile.id, GYM, HALL, q("30")))
    home.do(transfer, TransferGoods(pile.id, HALL, GYM, q("30")))
    home.do(sort_goods, SortGoods(pile.id, GYM, q("25"), (*made, MadeGoods(RICE, q("2")))))
    said = home.refusal(undo_import, UndoImport(run_id))
    assert "100 came in, 75 are there. 25 lb have left: sorted into Beans and Rice." in said
    home.do(count, CountStock(GYM, (Counted(pile.id, q("70")),), note="a sack burst"))
    home.do(transfer, TransferGoods(pile.id, GYM, HALL, q("30")))
    said = home.refusal(undo_import, UndoImport(run_id))
    assert "60 lb have left: Hall, sorted into Beans and Rice, and missing at a count." in said
    for program, site in ((PANTRY, HALL), (SHELTER, GYM)):
        asked = PlanDelivery(program, free_lines=(FreeLine(pile.id, site, q("10")),))
        home.do(send_delivery, SendDelivery(home.do(plan_delivery, asked).delivery_id))
    beyond = SortGoods(pile.id, HALL, q("5"), (MadeGoods(SOCKS, q("9")),))
    home.do(sort_goods, beyond)
    said = home.refusal(undo_import, UndoImport(run_id))
    assert "70 lb have left: Shelter, Hall, sorted into Beans and Rice, and missing at a count." in said


def test_a_correction_in_the_moment_of_undoing_is_locked_before_it_is_voided(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(postgresql_url)
    for kind, text in COMMUNITY.items():
        taken(home, kind, text)
    run_id = bring(home, "donations", LOG).done.run_id or 0
    look, lock = runs.undoing, runs._lock
    locked: set[int] = set()
    looks: list[int] = []

    def looking(*args: Any) -> Any:
        """A look, and right after the first one somebody corrects what was seen."""
        found = look(*args)
        looks.append(len(found.donations))
        if len(looks) == 1:
            socks, *_rest = home.all(Donation)
            asked = LogDonation(GYM, (LineDraft(SOCKS, q("7")),), SPRING)
            home.do(correct_donation, CorrectDonation(socks.id, asked))
        return found

    def locking(work: Any, found: Any) -> None:
        lock(work, found)
        locked.update(found.donations)

    monkeypatch.setattr(runs, "undoing", looking)
    monkeypatch.setattr(runs, "_lock", locking)
    assert undo(home, run_id).donations == 3
    assert looks == [3, 4, 4]
    assert locked == {row.id for row in home.all(Donation)}
    assert verify(home.store) == []
    home.close()


NEEDS = (
    "program,item,quantity,reference,repeats\nShelter,Socks,5,N-1,\nPantry,Rice,4,,\nPantry,Beans,6,,weekly\n"
)


def needed(home: Home) -> dict[str, str]:
    return {row["item"]: row["needed"] for row in rows(home, "progress") if row["needed"] != "0"}


def test_needs_are_cancelled_with_what_repeats_and_come_again(home: Home) -> None:
    run_id = bring(home, "needs", NEEDS).done.run_id
    there = needed(home)
    assert there == {"Socks": "5", "Rice": "4", "Beans": "6"}
    assert undo(home, run_id).needs == 3
    assert needed(home) == {}
    assert taken(home, "needs", NEEDS) == (3, 0, 0)
    assert needed(home) == there
    assert taken(home, "needs", NEEDS) == (0, 0, 3)


def test_a_need_that_goods_went_out_for_stays(home: Home) -> None:
    run_id = bring(home, "needs", NEEDS).done.run_id or 0
    bring(home, "donations", LOG)
    [need] = home.all(Need, Need.reference == "N-1")
    kept = home.do(reserve, Reserve(need.id, lot_of_socks(home), GYM, q("5")))
    plan = home.do(plan_delivery, PlanDelivery(SHELTER, (kept.reservation_id,)))
    home.do(send_delivery, SendDelivery(plan.delivery_id))
    assert "Socks for Shelter: 5 went out for this need." in home.refusal(undo_import, UndoImport(run_id))
    assert undo(home, run_id, leave_gone=True).needs == 2
    assert needed(home) == {"Socks": "5"}


def test_an_import_of_what_others_refer_to_is_not_undone(home: Home) -> None:
    before = dump(home.store)
    [sites] = home.all(ImportRun, ImportRun.kind == ImportKind.SITES)
    assert "nothing of this import" in home.refusal(undo_import, UndoImport(sites.id))
    assert dump(home.store) == before
