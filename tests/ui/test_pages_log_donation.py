"""Log a donation: what is tapped and typed is what is booked, once, and can be taken back."""

from datetime import date, timedelta

import pytest
from babel.dates import format_skeleton

from drives.commands.donor_changes import AddDonor, add_donor
from drives.commands.drives import (
    ArchiveDrive,
    CloseDrive,
    OpenDrive,
    archive_drive,
    close_drive,
    open_drive,
)
from drives.commands.items import AddItem, Pack, add_item
from drives.commands.stock import DiscardGoods, discard
from drives.model import Donation, DonationLine, Donor
from drives.rules.dates import DateKind, DateRule
from drives.rules.kinds import DiscardReason, DonationState, DonorKind
from drives.rules.tally_codes import TallyPlace, write_tally
from drives.rules.units import Unit
from drives.ui.basket import FIND
from tests.houses import Home, dump, q
from tests.ui.conftest import Browser

Lines = list[tuple[int, int]]


@pytest.fixture
def table(home: Home, browser: Browser) -> Browser:
    """The page over a site, socks and rice."""
    home.site("Gym")
    home.item("Socks", Unit.PAIR)
    home.item("Rice", Unit.LB)
    return browser.open("log_donation")


def booked(home: Home) -> Lines:
    """(received, rejected) of every line of donations that stand, in thousandths, straight from the store."""
    standing = {row.id for row in home.all(Donation, Donation.state == DonationState.POSTED)}
    return [(row.received, row.rejected) for row in home.all(DonationLine) if row.donation_id in standing]


def tap(browser: Browser, home: Home, item: str, times: int) -> None:
    for _tap in range(times):
        browser.click(f"more.{home.item(item)}")


def names_offered(browser: Browser, start: str) -> list[str]:
    """The known names that are offered under a field, as they are called."""
    keys = [button.key or "" for button in browser.at.button]
    under = f"known.{browser.key(start)}."
    return [key.removeprefix(under) for key in keys if key.startswith(under)]


def test_taps_are_booked_as_they_were_counted(home: Home, table: Browser) -> None:
    tap(table, home, "Socks", 3)
    assert "**3 pairs** Socks" in table.texts
    table.click("tally.log.")
    assert "Logged: 3 pairs of Socks." in table.texts
    assert booked(home) == [(3_000, 0)]
    table.open("overview")
    assert "Donated so far: Socks (3 pairs)." in table.texts


def test_one_tap_more_is_one_pair_more(home: Home, table: Browser) -> None:
    tap(table, home, "Socks", 4)
    table.click("tally.log.")
    with pytest.raises(AssertionError):
        assert booked(home) == [(3_000, 0)]
    assert booked(home) == [(4_000, 0)]


def test_minus_takes_one_away_and_stops_at_none(home: Home, table: Browser) -> None:
    tap(table, home, "Socks", 2)
    table.click(f"less.{home.item('Socks')}").click(f"less.{home.item('Socks')}")
    assert table.at.button(key=f"less.{home.item('Socks')}").disabled
    assert table.at.button(key=table.key("tally.log.")).disabled


def test_an_exact_amount_with_rejects_and_a_date_is_kept_exactly(home: Home, table: Browser) -> None:
    mark = home.clock.now.date() + timedelta(days=30)
    table.click(f"count.{home.item('Rice')}").type("log.exact.received", "38.5")
    table.type("log.exact.rejected", "2.25").type("log.exact.reason", "open")
    table.at.date_input(key=table.key("log.exact.mark")).set_value(mark)
    table.choose("log.exact.kind", DateKind.USE_BY.value)
    table.click("log.exact.put")
    assert "**38.5 lb** Rice (2.25 lb of it rejected, use by" in table.texts
    table.click("tally.log.")
    assert booked(home) == [(38_500, 2_250)]
    [line] = home.all(DonationLine)
    assert line.reject_reason == "open"
    assert home.lot_of("Rice", date_mark=mark)


def test_an_amount_typed_for_a_tapped_item_is_the_amount(home: Home, table: Browser) -> None:
    tap(table, home, "Socks", 2)
    table.click(f"count.{home.item('Socks')}")
    assert table.typed("log.exact.received") == "2"
    table.type("log.exact.received", "36").click("log.exact.put").click("tally.log.")
    assert booked(home) == [(36_000, 0)]


def test_packs_are_counted_in_units(home: Home, table: Browser) -> None:
    asked = AddItem(
        "Soup", "food", Unit.CAN, DateRule.ADVICE, packs=(Pack("4006381333931", "case of 12", q("12")),)
    )
    item = home.do(add_item, asked).item_id
    table.run().click(f"count.{item}").type("log.exact.received", "2").choose("log.exact.pack", "case of 12")
    table.click("log.exact.put")
    assert "**24 cans** Soup (2 × case of 12)" in table.texts
    table.click("tally.log.")
    assert booked(home) == [(24_000, 0)]


def test_a_scanned_barcode_counts_one_of_what_it_stands_for(home: Home, table: Browser) -> None:
    packs = (Pack("4006381333931", "case of 12", q("12")),)
    home.do(add_item, AddItem("Soup", "food", Unit.CAN, DateRule.ADVICE, packs=packs))
    table.type("log.find", "4006381333931")
    assert "**12 cans** Soup" in table.texts
    assert "Scanned Soup: 12 cans more." in table.texts
    assert table.typed("log.find") == ""
    table.type("log.find", "04006381333931")
    assert "**24 cans** Soup" in table.texts


@pytest.mark.parametrize("typed", ["calcetin", "CALCETÍN", "stock", "socks", "lana calce", "sokcs", "sock"])
def test_an_item_is_found_under_all_its_words(home: Home, table: Browser, typed: str) -> None:
    words = ("calcetines de lana", "stockings")
    item = home.do(
        add_item, AddItem("Wool socks", "clothes", Unit.PAIR, DateRule.NONE, synonyms=words)
    ).item_id
    table.type("log.find", typed)
    assert table.has(f"more.{item}")
    assert not table.has(f"more.{home.item('Rice')}")


def test_what_nobody_knows_is_said_so(table: Browser) -> None:
    table.type("log.find", "xylophone")
    assert "Nothing is called that here." in table.texts


def test_a_refusal_books_nothing_and_keeps_what_was_counted(home: Home, table: Browser) -> None:
    tap(table, home, "Socks", 2)
    table.click(f"count.{home.item('Rice')}").type("log.exact.received", "5")
    table.type("log.exact.rejected", "6").click("log.exact.put")
    before = dump(home.store)
    assert table.refusals == ["Rice: 6 rejected of 5 received. Enter at most what was received."]
    assert (table.typed("log.exact.received"), table.typed("log.exact.rejected")) == ("5", "6")
    assert "**5 lb** Rice" not in table.texts
    assert dump(home.store) == before
    assert "**2 pairs** Socks" in table.texts
    table.type("log.exact.received", "6").click("log.exact.put")
    assert table.refusals == ["Rice: say why 6 of it was rejected. It is what a site learns from."]
    table.type("log.exact.reason", "torn").click("log.exact.put").click("tally.log.")
    assert table.refusals == []
    assert sorted(booked(home)) == [(2_000, 0), (6_000, 6_000)]


def put(table: Browser, received: str, rejected: str = "", mark: date | None = None) -> None:
    """Type an exact amount into the dialog that is open, and put it on the list."""
    table.type("log.exact.received", received).type("log.exact.rejected", rejected)
    if rejected:
        table.type("log.exact.reason", "open")
    if mark is not None:
        table.at.date_input(key=table.key("log.exact.mark")).set_value(mark)
    table.click("log.exact.put")


def test_what_was_accepted_and_what_was_rejected_is_said(home: Home, table: Browser) -> None:
    table.click(f"count.{home.item('Socks')}")
    put(table, "20", "2")
    table.click("tally.log.")
    assert "Logged: 18 pairs of Socks accepted (2 pairs rejected)." in table.texts


def test_the_number_of_an_exact_line_opens_and_replaces_that_line(home: Home, table: Browser) -> None:
    mark = home.clock.now.date() + timedelta(days=30)
    table.click(f"count.{home.item('Rice')}").type("log.exact.reason", "open")
    table.choose("log.exact.kind", DateKind.EXPIRES.value)
    put(table, "20.5", "2", mark)
    tap(table, home, "Rice", 1)
    table.click(f"count.{home.item('Rice')}")
    typed = [table.typed(f"log.exact.{field}") for field in ("received", "rejected", "reason")]
    assert typed == ["20.5", "2", "open"]
    assert table.at.date_input(key=table.key("log.exact.mark")).value == mark
    assert table.at.selectbox(key=table.key("log.exact.kind")).value == DateKind.EXPIRES.value
    put(table, "30", "2", mark)
    table.click("tally.log.")
    assert booked(home) == [(1_000, 0), (30_000, 2_000)]


def test_packs_of_an_exact_line_are_shown_as_packs_again(home: Home, table: Browser) -> None:
    packs = (Pack(None, "case of 12", q("12")),)
    item = home.do(add_item, AddItem("Soup", "food", Unit.CAN, DateRule.ADVICE, packs=packs)).item_id
    table.run().click(f"count.{item}").choose("log.exact.pack", "case of 12")
    put(table, "2", "1")
    table.click(f"count.{item}")
    assert table.typed("log.exact.received") == "2"
    assert table.at.selectbox(key=table.key("log.exact.pack")).value == "case of 12"


def test_an_exact_line_is_removed_from_its_form(home: Home, table: Browser) -> None:
    table.click(f"count.{home.item('Socks')}")
    put(table, "20", "2")
    table.click(f"count.{home.item('Socks')}").click("log.exact.remove.")
    assert table.at.button(key=table.key("tally.log.")).disabled


def test_several_exact_lines_of_an_item_are_chosen_from(home: Home, table: Browser) -> None:
    today = home.clock.now.date()
    rice = home.item("Rice")
    table.click(f"count.{rice}")
    put(table, "1", mark=today + timedelta(days=1))
    table.click(f"count.{rice}").click("log.exact.another.")
    assert table.typed("log.exact.received") == ""
    put(table, "2", mark=today + timedelta(days=2))
    table.click(f"count.{rice}")
    assert not table.has("log.exact.put")
    assert table.texts.count("On the list: ") == 2
    [second] = [
        b for b in table.at.button if (b.key or "").startswith("log.exact.change.") and b.key[-1] == "1"
    ]
    table.click(second.key)
    assert table.typed("log.exact.received") == "2"
    put(table, "5", mark=today + timedelta(days=2))
    table.click(f"count.{rice}")
    [first] = [
        b for b in table.at.button if (b.key or "").startswith("log.exact.remove.") and b.key[-1] == "0"
    ]
    table.click(first.key)
    assert table.texts.count("On the list: ") == 1
    table.click("log.exact.another.")
    put(table, "3")
    table.click("tally.log.")
    assert sorted(booked(home)) == [(3_000, 0), (5_000, 0)]


def test_formula_past_its_date_is_refused_in_the_dialog(home: Home, table: Browser) -> None:
    item = home.item("Formula", Unit.CAN, DateRule.FORMULA)
    table.run().click(f"count.{item}")
    put(table, "4", mark=home.clock.now.date() - timedelta(days=1))
    assert table.refusals
    assert "Formula past its date may not be accepted" in table.refusals[0]
    assert table.typed("log.exact.received") == "4"
    put(table, "4", "4")
    assert table.refusals == []


def test_a_date_of_another_year_and_a_past_one_say_their_year(home: Home, table: Browser) -> None:
    today = home.clock.now.date()
    later, before = date(today.year + 1, 3, 1), date(today.year - 1, 3, 1)
    rice, beans = home.item("Rice"), home.item("Beans", Unit.CAN)
    table.run().click(f"count.{rice}")
    put(table, "1", mark=later)
    table.click(f"count.{beans}")
    put(table, "1", mark=before)
    assert f"**1 lb** Rice (best by Mar 1, {later.year})" in table.texts
    assert f"**1 can** Beans (best by Mar 1, {before.year} (past))" in table.texts
    table.click(f"count.{rice}")
    put(table, "1", mark=date(today.year, 12, 31))
    assert "**1 lb** Rice (best by Dec 31)" in table.texts


def test_a_refusal_takes_the_undo_of_what_was_before_away(home: Home, table: Browser) -> None:
    tap(table, home, "Socks", 1)
    table.click("tally.log.")
    assert table.has("flash.undo")
    table.click(f"count.{home.item('Socks')}")
    put(table, "1", "2")
    assert table.refusals
    assert not table.has("flash.undo")
    assert "Logged: 1 pair of Socks." not in table.texts


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "A number is missing."),
        ("0", "Zero is not a quantity here"),
        ("-1", "This is below zero."),
        ("2.5", "2.5 is not a whole number"),
        ("many", "This is not a plain number."),
        ("1e3", "This is written with an exponent."),
    ],
)
def test_what_is_no_amount_is_refused_where_it_was_typed(
    home: Home, table: Browser, typed: str, said: str
) -> None:
    before = dump(home.store)
    table.click(f"count.{home.item('Socks')}").type("log.exact.received", typed).click("log.exact.put")
    assert table.refusals
    assert table.refusals[0].startswith(said)
    assert table.typed("log.exact.received") == typed
    assert dump(home.store) == before


def test_a_second_click_on_the_same_button_books_nothing_more(home: Home, table: Browser) -> None:
    tap(table, home, "Socks", 2)
    button = table.at.button(key=table.key("tally.log."))
    button.click()
    table.run()
    button.click()
    table.run()
    assert booked(home) == [(2_000, 0)]
    assert table.refusals == []
    assert "Logged: 2 pairs of Socks." in table.texts


def test_after_a_donation_the_next_one_begins_afresh(home: Home, table: Browser) -> None:
    home.do(add_donor, AddDonor("Ana", DonorKind.PERSON))
    table.run().type("log.donor.", "ana").type("log.team.", " The  Choir ")
    tap(table, home, "Socks", 1)
    table.click("tally.log.")
    assert [table.typed(start) for start in ("log.donor.", "log.team.")] == ["", ""]
    tap(table, home, "Rice", 1)
    table.click("tally.log.")
    by_name = {row.name: row.id for row in home.all(Donor)}
    assert sorted(by_name) == ["Ana", "The Choir"]
    assert [(row.donor_id, row.team_id) for row in home.all(Donation)] == [
        (by_name["Ana"], by_name["The Choir"]),
        (None, None),
    ]


def test_known_names_are_offered_and_a_new_one_is_told(home: Home, table: Browser) -> None:
    for name in ("Ana Bel", "Anabel Noor", "Bo Anders", "Peña & *sons*"):
        home.do(add_donor, AddDonor(name, DonorKind.PERSON))
    home.do(add_donor, AddDonor("Anglers", DonorKind.TEAM))
    new = "New here: will be added to the donors."
    assert names_offered(table.run(), "log.donor.") == []
    fitting = ["Ana Bel", "Anabel Noor", "Bo Anders"]
    assert names_offered(table.type("log.donor.", "an"), "log.donor.") == fitting
    assert new in table.texts
    assert names_offered(table.type("log.donor.", "Bo Andrs"), "log.donor.") == ["Bo Anders"]
    assert names_offered(table.type("log.donor.", "pena"), "log.donor.") == ["Peña & *sons*"]
    table.click("known.log.donor.")
    assert table.typed("log.donor.") == "Peña & *sons*"
    assert names_offered(table, "log.donor.") == []
    assert new not in table.texts


def test_undo_takes_it_back_and_keeps_the_count(home: Home, table: Browser) -> None:
    tap(table, home, "Socks", 3)
    table.click("tally.log.").click("flash.undo")
    assert booked(home) == []
    assert "Taken back: nothing of it is logged." in table.texts
    assert "**3 pairs** Socks" in table.texts
    table.click("tally.log.")
    assert booked(home) == [(3_000, 0)]


def test_undo_does_not_disturb_what_is_being_counted(home: Home, table: Browser) -> None:
    tap(table, home, "Socks", 3)
    table.click("tally.log.")
    tap(table, home, "Rice", 1)
    table.click("flash.undo")
    assert booked(home) == []
    assert "**1 lb** Rice" in table.texts
    assert "Socks**" not in table.texts.split("**1 lb** Rice")[1]
    table.click("tally.log.")
    assert booked(home) == [(1_000, 0)]


def test_an_undo_that_comes_too_late_is_refused_with_figures(home: Home, table: Browser) -> None:
    tap(table, home, "Socks", 3)
    table.click("tally.log.")
    lot, site = home.lot_of("Socks"), home.site("Gym")
    home.do(discard, DiscardGoods(lot, site, q("2"), DiscardReason.DAMAGED))
    before = dump(home.store)
    table.click("flash.undo")
    (said,) = table.refusals
    assert "Socks" in said
    assert any(sign.isdigit() for sign in said)
    assert dump(home.store) == before
    assert booked(home) == [(3_000, 0)]


def test_clear_can_be_undone(home: Home, table: Browser) -> None:
    tap(table, home, "Socks", 3)
    table.click("tally.clear")
    assert "Cleared: nothing was logged." in table.texts
    table.click("flash.undo")
    assert "**3 pairs** Socks" in table.texts


def test_drive_and_site_are_remembered_and_a_drive_shows_its_own_sites(home: Home, browser: Browser) -> None:
    today = home.clock.now.date()
    home.item("Socks")
    home.site("Attic")
    winter = OpenDrive("Winter", today, today, (), (home.site("Gym"),))
    drive_id = home.do(open_drive, winter).drive_id
    browser.open("log_donation")
    assert browser.at.selectbox(key="log.site").options == ["Gym"]
    tap(browser, home, "Socks", 1)
    browser.click("tally.log.").choose("log.drive", "")
    assert browser.at.selectbox(key="log.site").options == ["Attic", "Gym"]
    browser.choose("log.site", "attic")
    tap(browser, home, "Socks", 1)
    browser.click("tally.log.").open("overview").open("log_donation")
    assert browser.at.selectbox(key="log.site").value == "attic"
    assert [(row.drive_id, row.site_id) for row in home.all(Donation)] == [
        (drive_id, home.site("Gym")),
        (None, home.site("Attic")),
    ]


def test_a_tally_sheets_code_chooses_its_drive_and_site(home: Home, browser: Browser) -> None:
    today = home.clock.now.date()
    home.item("Socks")
    home.site("Attic")
    for name, sites in (("Winter", ("Gym", "Hall")), ("Summer", ("Hall",))):
        home.do(open_drive, OpenDrive(name, today, today, (), tuple(map(home.site, sites))))
    browser.open("log_donation").choose("log.drive", "")

    def chosen() -> list[object]:
        return [browser.at.selectbox(key=f"log.{name}").value for name in ("drive", "site")]

    tap(browser, home, "Socks", 1)
    browser.type(FIND, write_tally(TallyPlace("winter", "hall")))
    assert chosen() == ["winter", "hall"]
    assert "From the sheet: Winter at Hall. Count now what stands on it." in browser.texts
    assert browser.typed(FIND) == ""
    browser.type(FIND, write_tally(TallyPlace("winter", home.site("Gym"))))
    assert chosen() == ["winter", "gym"]
    browser.type(FIND, write_tally(TallyPlace("winter", "hall")))
    before = dump(home.store)
    for drive, site in (("summer", "gym"), ("nowhere", "gym"), ("winter", "nowhere"), ("winter", 99)):
        browser.type(FIND, write_tally(TallyPlace(drive, site)))
        assert browser.refusals == [
            "This sheet is for a drive or a site that is not among those you log for here. Choose them "
            "yourself, or ask an organizer."
        ]
        assert chosen() == ["winter", "hall"]
    assert dump(home.store) == before
    browser.type(FIND, "").click("tally.log.")
    assert [row.site_id for row in home.all(Donation)] == [home.site("Hall")]


def test_the_teams_of_the_drive_are_offered_before_one_types(home: Home, browser: Browser) -> None:
    today = home.clock.now.date()
    home.item("Socks")
    home.do(open_drive, OpenDrive("Autumn", today, today, (), (home.site("Gym"),), new_teams=("Choir",)))
    later = today + timedelta(days=1)
    home.do(open_drive, OpenDrive("Winter", today, later, (), (home.site("Gym"),), new_teams=("Ushers",)))
    browser.open("log_donation")
    assert names_offered(browser, "log.team.") == ["Choir"]
    browser.choose("log.drive", "winter")
    assert names_offered(browser, "log.team.") == ["Ushers"]
    assert names_offered(browser.type("log.team.", "cho"), "log.team.") == ["Choir"]
    assert names_offered(browser, "log.donor.") == []


def test_a_late_gift_is_logged_for_a_closed_drive(home: Home, browser: Browser) -> None:
    today = home.clock.now.date()
    yesterday = today - timedelta(days=1)
    home.item("Socks")
    site = (home.site("Gym"),)
    autumn = home.do(open_drive, OpenDrive("Autumn", yesterday, yesterday, (), site)).drive_id
    home.do(close_drive, CloseDrive(autumn, yesterday))
    home.do(open_drive, OpenDrive("Winter", today, today, (), site))
    closed = format_skeleton("MMMd", yesterday, locale="en")
    browser.open("log_donation")
    chosen = browser.at.selectbox(key="log.drive")
    assert chosen.value == "winter"
    assert [words.split(",")[0] for words in chosen.options] == [
        "Winter",
        "No drive",
        f"Autumn · closed {closed}",
    ]
    assert "count for it, later ones" not in browser.texts
    browser.choose("log.drive", "autumn")
    assert "Autumn: donations received up to" in browser.texts
    tap(browser, home, "Socks", 1)
    browser.at.date_input(key=browser.key("log.received_on.")).set_value(yesterday)
    browser.run().click("tally.log.")
    assert [(row.drive_id, row.received_on) for row in home.all(Donation)] == [(autumn, yesterday)]
    assert browser.at.selectbox(key="log.drive").value == "autumn"
    browser.open("overview").open("log_donation")
    assert browser.at.selectbox(key="log.drive").value == "winter"


def test_where_all_drives_are_closed_none_is_chosen(home: Home, browser: Browser) -> None:
    today = home.clock.now.date()
    home.item("Socks")
    drive_id = home.do(open_drive, OpenDrive("Winter", today, today, (), (home.site("Gym"),))).drive_id
    home.do(close_drive, CloseDrive(drive_id))
    browser.open("log_donation")
    assert browser.at.selectbox(key="log.drive").value == ""


def test_a_drive_closed_meanwhile_stays_chosen_and_says_so(home: Home, browser: Browser) -> None:
    today = home.clock.now.date()
    home.item("Socks")
    site = (home.site("Gym"),)
    drive_id = home.do(open_drive, OpenDrive("Winter", today, today, (), site)).drive_id
    home.do(open_drive, OpenDrive("Later", today, today + timedelta(days=9), (), site))
    browser.open("log_donation")
    assert browser.at.selectbox(key="log.drive").value == "winter"
    tap(browser, home, "Socks", 1)
    home.do(close_drive, CloseDrive(drive_id))
    tap(browser, home, "Socks", 1)
    assert "Winter: donations received up to" in browser.texts
    browser.click("tally.log.")
    assert [row.drive_id for row in home.all(Donation)] == [drive_id]


def test_a_drive_archived_meanwhile_is_refused(home: Home, browser: Browser) -> None:
    today = home.clock.now.date()
    home.item("Socks")
    drive_id = home.do(open_drive, OpenDrive("Winter", today, today, (), (home.site("Gym"),))).drive_id
    browser.open("log_donation")
    tap(browser, home, "Socks", 1)
    home.do(close_drive, CloseDrive(drive_id))
    home.do(archive_drive, ArchiveDrive(drive_id))
    before = dump(home.store)
    browser.click("tally.log.")
    assert browser.refusals == ["That drive or site is not here any more. Choose again."]
    assert dump(home.store) == before
    browser.click("tally.log.")
    assert booked(home) == [(1_000, 0)]


def test_a_donation_of_yesterday_is_dated_so(home: Home, table: Browser) -> None:
    yesterday = home.clock.now.date() - timedelta(days=1)
    tap(table, home, "Socks", 1)
    table.at.date_input(key=table.key("log.received_on.")).set_value(yesterday)
    table.run().click("tally.log.")
    assert [row.received_on for row in home.all(Donation)] == [yesterday]


def test_without_a_site_or_an_item_the_page_says_what_it_is_for(browser: Browser) -> None:
    browser.open("log_donation")
    assert "Here donations are logged as they come in" in browser.texts
    assert [link.proto.label for link in browser.at.get("page_link")] == ["Take the first steps"]
    assert not browser.has("tally.log.")


def tiles(browser: Browser) -> list[str]:
    """The items that stand ready to be tapped, in their order, by what their buttons are called."""
    labels = [button.label for button in browser.at.button if (button.key or "").startswith("more.")]
    return [label.split("One more: ")[1].split("](")[0].strip() for label in labels]


def test_a_new_drive_offers_what_its_programs_need_then_its_goals(home: Home, browser: Browser) -> None:
    today = home.clock.now.date()
    for item in ("Apples", "Bags", "Combs", "Soap", "T-shirts L", "T-shirts S"):
        home.item(item)
    home.need("Soap", "10", program="Shelter")
    home.need("Bags", "10", program="Elsewhere")
    goals = ((home.item("Combs"), q("5")), (home.item("T-shirts L"), q("50")))
    winter = OpenDrive("Winter", today, today, (home.program("Shelter"),), (home.site("Gym"),), goals=goals)
    home.do(open_drive, winter)
    browser.open("log_donation")
    assert tiles(browser) == ["Soap", "T-shirts S", "T-shirts L", "Combs", "Apples", "Bags"]


def test_no_tile_moves_while_one_taps_and_logs(home: Home, table: Browser) -> None:
    home.item("Soap", Unit.EACH)
    table.run()
    before = tiles(table)
    tap(table, home, "Soap", 3)
    assert tiles(table) == before
    table.click("tally.log.").open("overview").open("log_donation")
    assert tiles(table) == before


def test_what_there_is_enough_of_says_so_on_its_tile(home: Home, table: Browser) -> None:
    home.need("Rice", "1")
    tap(table, home, "Rice", 2)
    assert "lb · enough for now" not in table.texts
    table.click("tally.log.")
    assert ":gray[lb · enough for now]" in table.texts
    assert ":gray[pair · enough for now]" not in table.texts


def test_a_search_lists_small_sizes_first(home: Home, table: Browser) -> None:
    for size in ("large", "extra large", "small", "medium"):
        home.item(f"Hoodies, adult, {size}")
    table.type("log.find", "hoodies")
    assert [name.rsplit(", ", 1)[1] for name in tiles(table)] == ["small", "medium", "large", "extra large"]
