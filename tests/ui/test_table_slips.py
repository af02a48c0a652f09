"""At the table: slips caught before they count, the last donation again or undone, what is no gift."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from drives.commands.donations import LineDraft, LogDonation, log_donation
from drives.commands.drives import OpenDrive, open_drive
from drives.commands.items import AddItem, Pack, add_item
from drives.commands.people import Granted
from drives.model import CashLikeCount, Donation, DonationLine, Lot
from drives.rules.dates import DateKind, DateRule, month_end
from drives.rules.kinds import DonationState, Source
from drives.rules.roles import Role
from drives.rules.units import Unit
from drives.ui import reads
from drives.wiring import utc_now
from tests.houses import Home, dump, q
from tests.ui.conftest import Browser, at_hand
from tests.ui.people import come_as


@pytest.fixture
def table(home: Home, browser: Browser) -> Browser:
    """The page over a site, socks and rice."""
    home.site("Gym")
    home.item("Socks", Unit.PAIR)
    home.item("Rice", Unit.LB)
    return browser.open("log_donation")


def booked(home: Home) -> list[tuple[int, int]]:
    """(received, rejected) of every line of donations that stand."""
    standing = {row.id for row in home.all(Donation, Donation.state == DonationState.POSTED)}
    return [(row.received, row.rejected) for row in home.all(DonationLine) if row.donation_id in standing]


def amount(table: Browser, item: int, received: str) -> Browser:
    """Put an exact amount of an item on the list."""
    return table.click(f"count.{item}").type("log.exact.received", received).click("log.exact.put")


def asked(table: Browser) -> str:
    """What is asked about before it is logged."""
    return "\n".join(str(one.value) for one in table.at.warning).replace("\u00a0", " ")


def give(home: Home, item: str, *received: str) -> None:
    """So many donations of an item, a line each."""
    for one in received:
        home.do(log_donation, LogDonation(home.site("Gym"), (LineDraft(home.item(item), q(one)),)))


def test_more_than_five_times_the_usual_is_asked_about_and_nothing_is_lost(
    home: Home, table: Browser
) -> None:
    give(home, "Socks", "20", "25", "30", "25", "10")
    before = dump(home.store)
    amount(table.run(), home.item("Socks"), "599").type("log.donor.", "Ana").click("tally.log.")
    assert "Socks: 599 pairs are many. 25 pairs at a time are usual here." in asked(table)
    assert dump(home.store) == before
    table.click("tally.change.")
    assert table.typed("log.exact.received") == "599"
    table.type("log.exact.received", "126").click("log.exact.put").click("tally.log.")
    assert "126 pairs are many" in asked(table)
    table.click("tally.anyway.")
    assert booked(home)[-1] == (126_000, 0)
    assert asked(table) == ""


def test_five_times_the_usual_is_not_asked_about(home: Home, table: Browser) -> None:
    give(home, "Socks", "20", "25", "30", "25", "10")
    amount(table.run(), home.item("Socks"), "125").click("tally.log.")
    assert asked(table) == ""
    assert booked(home)[-1] == (125_000, 0)


def test_a_list_that_changed_since_is_asked_about_again(home: Home, table: Browser) -> None:
    give(home, "Socks", "20", "25", "30", "25", "10")
    amount(table.run(), home.item("Socks"), "599").click("tally.log.").click(f"more.{home.item('Rice')}")
    assert asked(table) == ""
    table.click("tally.log.")
    assert "599 pairs are many" in asked(table)
    assert len(home.all(Donation)) == 5


def test_the_same_list_a_moment_later_is_asked_about(home: Home, table: Browser) -> None:
    socks = home.item("Socks")
    table.click(f"more.{socks}").click("tally.log.").click(f"more.{socks}").click("tally.log.")
    assert "The same list was logged here at" in asked(table)
    assert booked(home) == [(1_000, 0)]
    table.click(f"more.{socks}").click("tally.log.")
    assert booked(home) == [(1_000, 0), (2_000, 0)]


def test_a_use_by_date_already_past_is_asked_about(home: Home, table: Browser) -> None:
    past = home.clock.now.date() - timedelta(days=3)
    table.click(f"count.{home.item('Rice')}").type("log.exact.received", "4")
    table.choose("log.exact.kind", DateKind.USE_BY.value)
    table.at.date_input(key=table.key("log.exact.mark")).set_value(past)
    table.click("log.exact.put").click("tally.log.")
    assert "Rice: use by" in asked(table)
    assert "is past already, and 4 lb of it would be accepted." in asked(table)
    assert booked(home) == []
    table.click("tally.change.").type("log.exact.rejected", "4").type("log.exact.reason", "past")
    table.click("log.exact.put").click("tally.log.")
    assert booked(home) == [(4_000, 4_000)]


def test_a_month_on_the_goods_means_its_last_day(home: Home, table: Browser) -> None:
    today = home.clock.now.date()
    table.click(f"count.{home.item('Rice')}").type("log.exact.received", "4")
    table.at.segmented_control(key=table.key("log.exact.by")).set_value("month")
    table.run().choose("log.exact.month", f"{today.year + 1}-02").click("log.exact.put").click("tally.log.")
    [lot] = home.all(Lot)
    assert lot.date_mark == month_end(date(today.year + 1, 2, 1))


def test_packs_show_their_arithmetic_while_one_types(home: Home, table: Browser) -> None:
    packs = (Pack(None, "case of 12", q("12")),)
    item = home.do(add_item, AddItem("Soup", "food", Unit.CAN, DateRule.ADVICE, packs=packs)).item_id
    table.run().click(f"count.{item}").choose("log.exact.pack", "case of 12").type("log.exact.received", "3")
    assert "case of 12: 3 × 12 = 36 cans" in table.texts


def test_the_last_donation_is_undone_or_logged_again(home: Home, table: Browser) -> None:
    socks = home.item("Socks")
    table.click(f"more.{socks}").click(f"more.{socks}").click("tally.log.")
    table.leave_for("overview").open("log_donation")
    assert "2 pairs of Socks" in table.texts
    table.click("log.last.again.")
    assert "**2 pairs** Socks" in table.texts
    table.click("tally.log.")
    assert asked(table) == "", "who asks for the same again means it"
    assert booked(home) == [(2_000, 0), (2_000, 0)]
    table.leave_for("overview").open("log_donation").click("log.last.undo.")
    assert booked(home) == [(2_000, 0)]
    assert "**2 pairs** Socks" in table.texts


def test_what_is_undone_is_still_from_whom_it_was(home: Home, table: Browser) -> None:
    yesterday = home.clock.now.date() - timedelta(days=1)
    table.click(f"more.{home.item('Socks')}").type("log.donor.", "Ana").type("log.team.", "Choir")
    table.at.date_input(key=table.key("log.received_on.")).set_value(yesterday)
    table.run().click("tally.log.").leave_for("overview").open("log_donation").click("log.last.undo.")
    assert [table.typed(start) for start in ("log.donor.", "log.team.")] == ["Ana", "Choir"]
    table.click("tally.log.")
    [undone, again] = home.all(Donation)
    assert undone.state is DonationState.VOIDED
    assert (again.donor_id, again.team_id, again.received_on) == (undone.donor_id, undone.team_id, yesterday)
    assert again.donor_id is not None


def test_the_last_donation_is_undone_for_a_quarter_of_an_hour(
    home: Home, table: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    table.click(f"more.{home.item('Socks')}").click("tally.log.")
    table.leave_for("overview").open("log_donation")
    for minutes, offered in ((14, True), (15, False)):
        at_hand(monkeypatch, now=lambda later=timedelta(minutes=minutes): utc_now() + later)
        assert table.run().has("log.last.undo.") is offered
        assert table.has("log.last.again.")


def test_each_line_of_the_list_is_undone_on_its_own(home: Home, table: Browser) -> None:
    table.click(f"more.{home.item('Socks')}").click(f"more.{home.item('Rice')}").click("tally.list")
    assert table.has("list.undo.1")
    table.click("list.undo.0").click("list.change.0")
    assert table.typed("log.exact.received") == "1"
    table.type("log.exact.received", "2.5").click("log.exact.put").click("tally.log.")
    assert booked(home) == [(2_500, 0)]


def test_reaching_what_was_asked_for_is_said(home: Home, table: Browser) -> None:
    home.need("Socks", "2")
    table.run().click(f"more.{home.item('Socks')}").click("tally.log.")
    assert "have what they asked for" not in table.texts
    table.click(f"more.{home.item('Socks')}").click("tally.log.").click("tally.anyway.")
    assert "Socks: the programs now have what they asked for." in table.texts


def test_bought_goods_are_no_gift(home: Home, table: Browser) -> None:
    table.click(f"more.{home.item('Socks')}")
    table.at.segmented_control(key=table.key("log.source.")).set_value("bought")
    table.run()
    assert "Log it as bought at Gym" in [button.label for button in table.at.button]
    table.click("tally.log.")
    assert [row.source for row in home.all(DonationLine)] == [Source.PURCHASED]
    table.open("overview")
    assert "Donated so far" not in table.texts


def test_gift_cards_are_counted_by_two(home: Home, table: Browser) -> None:
    card = AddItem("Grocery gift cards", "Gift cards and passes", Unit.EACH, DateRule.NONE)
    item = home.do(add_item, card).item_id
    table.run().click(f"more.{home.item('Socks')}")
    assert not table.has("log.counted_by.")
    table.click(f"more.{item}")
    before = dump(home.store)
    table.type("log.counted_by.", "Ana").click("tally.log.")
    assert "gift cards and passes are counted by two people" in table.refusals[0]
    table.type("log.counted_again_by.", " ANA ").click("tally.log.")
    assert "ANA stands there twice" in table.refusals[0] or "Ana stands there twice" in table.refusals[0]
    assert dump(home.store) == before
    table.type("log.counted_again_by.", "Bo").click("tally.log.")
    [counted] = home.all(CashLikeCount)
    assert (counted.counted_by, counted.counted_again_by) == ("Ana", "Bo")


def test_unsorted_goods_are_weighed_first(home: Home, table: Browser) -> None:
    mixed = home.item("Mixed food, unsorted", Unit.LB, DateRule.NONE)
    table.run()
    assert not table.has(f"more.{mixed}")
    table.click(f"log.unsorted.{mixed}").type("log.exact.received", "120.5").click("log.exact.put")
    table.click("tally.log.")
    assert booked(home) == [(120_500, 0)]
    assert "Cash and checks are not recorded here" in table.texts


def correct(home: Home, browser: Browser) -> int:
    """A donation of yesterday by Ana, laid into the list of a browser."""
    home.program()
    yesterday = home.clock.now.date() - timedelta(days=1)
    line = LineDraft(home.item("Socks"), q("599"), note="in a blue box")
    rice = LineDraft(home.item("Rice"), q("2"), q("1"), reject_reason="open", lot_code="L7")
    gift = LogDonation(home.site("Gym"), (line, rice), None, yesterday, "Ana", "Choir", "R-12")
    donation_id = int(home.do(log_donation, gift).donation_id)
    lay_in(donation_id, browser)
    return donation_id


def lay_in(donation_id: int, browser: Browser) -> None:
    """Begin to correct a donation in a browser, by the link that stands where it is opened."""
    browser.at.query_params["correct"] = str(donation_id)
    browser.open("log_donation")


def test_a_donation_is_corrected_in_the_page(home: Home, table: Browser) -> None:
    table.click(f"more.{home.item('Rice')}")
    donation_id = correct(home, table)
    assert "Correcting donation R-12 of" in table.texts
    assert [table.typed(start) for start in ("log.donor.", "log.team.")] == ["Ana", "Choir"]
    assert "**599 pairs** Socks" in table.texts
    assert "Replace it" in [button.label for button in table.at.button]
    table.click(f"count.{home.item('Rice')}")
    assert table.typed("log.exact.lot.") == "L7"
    table.type("log.exact.lot.", "L8").choose("log.exact.for.", home.program())
    table.type("log.exact.note.", "the blue shelf").click("log.exact.put.")
    amount(table, home.item("Socks"), "59").click("tally.log.")
    assert "Replaced (R-12): 59 pairs of Socks" in table.texts
    [old, new] = home.all(Donation)
    assert (old.id, old.state, new.replaces_id) == (donation_id, DonationState.VOIDED, donation_id)
    assert (new.reference, new.donor_id, new.team_id) == ("R-12", old.donor_id, old.team_id)
    assert new.received_on == old.received_on
    [socks, rice] = home.all(DonationLine, DonationLine.donation_id == new.id)
    assert (socks.received, socks.note) == (59_000, "in a blue box")
    assert (rice.received, rice.rejected, rice.reject_reason) == (2_000, 1_000, "open")
    [lot] = home.all(Lot, Lot.id == rice.lot_id)
    assert (rice.note, lot.lot_code, lot.restricted_to_id) == ("the blue shelf", "L8", home.program())
    # What was being counted before is offered again.
    table.click("log.left.go_on.0")
    assert "**1 lb** Rice" in table.texts


def test_a_correction_is_left_without_a_change(home: Home, table: Browser) -> None:
    correct(home, table)
    before = dump(home.store)
    table.click("log.correcting.leave")
    assert "Nothing was changed: the donation stands as it was." in table.texts
    assert not table.has("log.correcting.leave")
    assert table.at.button(key=table.key("tally.log.")).disabled
    assert dump(home.store) == before


def test_a_case_of_gs1_fills_lot_and_date(home: Home, table: Browser) -> None:
    packs = (Pack("00012345678905", "case of 12", q("12")),)
    home.do(add_item, AddItem("Soup", "food", Unit.CAN, DateRule.ADVICE, packs=packs))
    year = home.clock.now.year + 1
    scanned = f"(01)00012345678905(17){year % 100:02}0200(10)L7"
    table.run().type("log.find", scanned)
    assert table.typed("log.find") == ""
    assert "**12 cans** Soup (use by" in table.texts
    table.type("log.find", scanned).click("tally.log.")
    [lot] = home.all(Lot)
    assert (lot.lot_code, lot.date_mark, lot.date_kind) == (
        "L7",
        month_end(date(year, 2, 1)),
        DateKind.USE_BY,
    )
    assert booked(home) == [(24_000, 0)]


def test_an_unknown_code_is_asked_for(home: Home, table: Browser) -> None:
    table.type("log.find", "036000291452")
    assert table.has("learn.")
    table.choose(table.key("learn.item"), home.item("Rice")).click("learn.learn")
    assert "**1 lb** Rice" in table.texts


def test_an_organizer_of_one_drive_and_a_helper_see_only_their_own_last(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = home.clock.now.date()
    socks, site = home.item("Socks"), home.site("Gym")
    drive = home.do(open_drive, OpenDrive("Winter", today, today, (), (site,))).drive_id
    home.do(log_donation, LogDonation(site, (LineDraft(socks, q("3")),), drive))
    page = come_as(home, monkeypatch, "Olga", Granted(Role.ORGANIZER, drive))
    page.open("log_donation")
    assert not page.has("log.last.")
    page.click(f"more.{socks}").click("tally.log.")
    page.open("overview").open("log_donation")
    assert page.has("log.last.undo.")
    assert reads.my_last() is not None


def test_the_same_from_another_team_or_donor_is_another_gift(home: Home, table: Browser) -> None:
    socks = home.item("Socks")
    for start, name in (("log.team.", "Choir"), ("log.team.", "Scouts"), ("log.donor.", "Ana")):
        table.click(f"more.{socks}").type(start, name).click("tally.log.")
        assert asked(table) == ""
    table.click(f"more.{socks}").type("log.donor.", "ana").click("tally.log.")
    assert "The same list was logged here" in asked(table)
    assert len(home.all(Donation)) == 3


def test_two_organizers_are_each_shown_their_own_last(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    socks = home.item("Socks")
    home.site("Gym")
    hers = come_as(home, monkeypatch, "Olga", Granted(Role.ORGANIZER)).open("log_donation")
    hers.click(f"more.{socks}").click("tally.log.")
    his = come_as(home, monkeypatch, "Otto", Granted(Role.ORGANIZER)).open("log_donation")
    assert not his.has("log.last.")


def test_what_was_bought_is_bought_once_more(home: Home, table: Browser) -> None:
    table.click(f"more.{home.item('Socks')}")
    table.at.segmented_control(key=table.key("log.source.")).set_value("bought")
    table.run().click("tally.log.")
    table.click("log.last.again.")
    assert table.at.segmented_control(key=table.key("log.source.")).value == "bought"
    table.at.segmented_control(key=table.key("log.source.")).set_value("given")
    table.run().click("tally.log.")
    assert [row.source for row in home.all(DonationLine)] == [Source.PURCHASED, Source.DONATED]


@pytest.mark.parametrize(
    ("before", "stands", "chosen", "after"),
    [
        ((Source.PURCHASED,) * 2, "bought", "given", [Source.DONATED] * 2),
        ((Source.DONATED,) * 2, "given", "bought", [Source.PURCHASED] * 2),
        ((Source.DONATED, Source.PURCHASED), "mixed", "mixed", [Source.DONATED, Source.PURCHASED]),
        ((Source.DONATED, Source.PURCHASED), "mixed", "given", [Source.DONATED] * 2),
    ],
)
def test_how_goods_came_in_is_corrected(
    home: Home,
    table: Browser,
    before: tuple[Source, ...],
    stands: str,
    chosen: str,
    after: list[Source],
) -> None:
    items = (home.item("Socks"), home.item("Rice"))
    lines = tuple(LineDraft(*one) for one in zip(items, (q("3"), q("4")), strict=True))
    lines = tuple(replace(line, source=source) for line, source in zip(lines, before, strict=True))
    old = home.do(log_donation, LogDonation(home.site("Gym"), lines)).donation_id
    lay_in(old, table)
    field = table.at.segmented_control(key=table.key("log.source."))
    assert field.value == stands
    field.set_value(chosen)
    table.run().click("tally.log.")
    [new] = home.all(Donation, Donation.replaces_id == old)
    sources = {row.received: row.source for row in home.all(DonationLine, DonationLine.donation_id == new.id)}
    assert [sources[q("3")], sources[q("4")]] == after
