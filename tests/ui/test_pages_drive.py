"""The drive's page: what stands on it, where it refuses, and what an empty store shows."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import event

from drives.commands import places
from drives.commands.deliveries import (
    ConfirmDelivery,
    FreeLine,
    PlanDelivery,
    SendDelivery,
    confirm_delivery,
    plan_delivery,
    send_delivery,
)
from drives.commands.donations import LineDraft, LogDonation, log_donation
from drives.commands.drives import CloseDrive, OpenDrive, close_drive, open_drive
from drives.documents.follow_words import said_day
from drives.rules.kinds import ProgramKind, SiteKind
from drives.rules.roles import EVERYBODY
from drives.rules.units import Unit
from tests.houses import Home, q
from tests.ui.conftest import Browser, at_hand


def opened(home: Home, name: str, starts: int = -9, ends: int = 10, **rest: object) -> int:
    """A drive for the shelter and the gym, with days counted from today; its id."""
    today = home.clock.now.date()
    asked = OpenDrive(
        name,
        today + timedelta(days=starts),
        today + timedelta(days=ends),
        (home.program(),),
        (home.site(),),
        **rest,  # type: ignore[arg-type]
    )
    return int(home.do(open_drive, asked).drive_id)


def give(home: Home, item: str, quantity: str, drive: int, *, days_ago: int = 0) -> None:
    """A donation to a drive."""
    on = home.clock.now.date() - timedelta(days=days_ago)
    home.do(log_donation, LogDonation(home.site(), (LineDraft(home.item(item), q(quantity)),), drive, on))


def go(browser: Browser, **address: str) -> Browser:
    """Open the page at an address."""
    for name, value in address.items():
        browser.at.query_params[name] = value
    return browser.open("drive")


def sentences(browser: Browser) -> list[str]:
    """What the charts are called for those who cannot see them."""
    return [chart.proto.alt for chart in browser.at.get("vega_lite_chart")]


def test_the_running_drive_says_what_to_bring_how_far_it_is_and_where_its_pace_ends(
    home: Home, browser: Browser
) -> None:
    drive = opened(home, "Winter", goals=((home.item("Socks"), q("80")),), story="Nights are cold.")
    home.need("Socks", "100")
    give(home, "Socks", "12", drive, days_ago=3)
    give(home, "Socks", "24", drive)
    go(browser)
    assert browser.title == "Winter"
    assert "10 days left" in browser.texts
    assert "Nights are cold." in browser.texts
    assert "**64 pairs** still to bring" in browser.texts
    assert browser.bars["36 of 100 pairs · 36%"] == 36
    assert browser.bars["Socks: 36 donated, goal 80 pairs · 45%"] == 45
    assert "Furthest behind: Socks, with 64 pairs still to collect and 36% covered." in browser.texts
    assert "Donated so far: Socks (36 pairs)." in browser.texts
    assert "Furthest behind: Shelter, with 36% of its 1 item covered." in browser.texts
    assert "Socks: 36 pairs donated. At the pace so far about 72 of 80 pairs by" in browser.texts
    assert len(sentences(browser)) == 3
    assert all(sentences(browser))
    items, programs, days, _followed = (frame.value for frame in browser.at.dataframe)
    row = items.set_index("Item").loc["Socks"]
    assert tuple(
        row[["Needed", "Goal", "Pledged", "Donated", "Allocated", "Delivered", "Still to collect"]]
    ) == (
        "100",
        "80",
        "0",
        "36",
        "0",
        "0",
        "64",
    )
    assert programs.set_index("Program").loc["Shelter", "Still to collect"] == "64"
    assert days["So far"].tolist() == ["12", "36"]


def test_one_pair_more_changes_every_figure(home: Home, browser: Browser) -> None:
    drive = opened(home, "Winter")
    home.need("Socks", "100")
    give(home, "Socks", "36", drive)
    go(browser)
    assert "**64 pairs** still to bring" in browser.texts
    give(home, "Socks", "1", drive)
    go(browser)
    assert "**63 pairs** still to bring" in browser.texts
    assert "with 63 pairs still to collect and 37% covered." in browser.texts
    assert browser.at.dataframe[0].value["Donated"].tolist() == ["37"]
    assert "Socks: 37 pairs donated. At the pace so far about 74 of 100 pairs" in browser.texts


def test_drop_off_sites_stand_with_address_and_hours(home: Home, browser: Browser) -> None:
    today = home.clock.now.date()
    hall = places.AddSite("Hall", SiteKind.COLLECTION_SITE, address="1 Square", hours="Mon-Fri 9-17")
    store = places.AddSite("Storeroom", SiteKind.WAREHOUSE, public=False)
    sites = tuple(home.do(places.add_site, site).site_id for site in (hall, store))
    home.do(open_drive, OpenDrive("Winter", today, today, (), sites))
    go(browser)
    assert "1 Square" in browser.texts
    assert "Mon-Fri 9-17" in browser.texts
    assert "Storeroom" not in browser.texts


def test_what_there_is_too_much_of_is_to_be_held_back(home: Home, browser: Browser) -> None:
    drive = opened(home, "Winter")
    home.item("Rice", Unit.LB)
    home.need("Rice", "10")
    give(home, "Rice", "12.5", drive)
    go(browser)
    assert "Please hold back:** :gray-badge[Rice]" in browser.texts
    assert "Everything asked for is covered" in browser.texts
    assert "What each program asked for is covered." in browser.texts


def test_a_closed_drive_shows_its_closing_day(home: Home, browser: Browser) -> None:
    drive = opened(home, "Autumn", -30, -5)
    home.need("Socks", "100", posted_on=home.clock.now.date() - timedelta(days=20))
    give(home, "Socks", "40", drive, days_ago=10)
    give(home, "Socks", "7", drive, days_ago=1)
    home.do(close_drive, CloseDrive(drive, home.clock.now.date() - timedelta(days=3)))
    go(browser)
    assert "as of its closing day, " in browser.texts
    assert "How far it came" in browser.texts
    assert "Socks: 40 of 100 pairs donated by" in browser.texts
    assert browser.at.dataframe[0].value["Donated"].tolist() == ["40"]
    assert "What to bring first" not in browser.texts
    assert "At the pace" not in browser.texts


def test_an_unlisted_program_is_a_partner_program(home: Home, browser: Browser) -> None:
    today = home.clock.now.date()
    secret = places.AddProgram("Harbor House", ProgramKind.OTHER, unlisted=True)
    program = home.do(places.add_program, secret).program_id
    home._nouns["program", "Harbor House"] = program
    home.do(open_drive, OpenDrive("Winter", today, today, (program,)))
    home.need("Socks", "100", "Harbor House")
    go(browser)
    assert "For a partner program." in browser.texts
    assert browser.at.dataframe[1].value["Program"].tolist() == ["A partner program"]
    said = browser.texts + " ".join(chart.proto.spec for chart in browser.at.get("vega_lite_chart"))
    assert "Harbor" not in said


def test_the_address_says_which_drive_and_the_choice_changes_it(home: Home, browser: Browser) -> None:
    opened(home, "Winter")
    opened(home, "Later", ends=30)
    go(browser, drive="later")
    assert browser.title == "Later"
    browser.choose("drive.choice", "winter")
    assert browser.title == "Winter"
    assert browser.at.query_params["drive"] == "winter"


def test_the_address_keeps_the_drive_that_it_came_to_show(home: Home, browser: Browser) -> None:
    opened(home, "Winter")
    go(browser)
    assert browser.at.query_params["drive"] == "winter"
    opened(home, "Sooner", ends=1)
    assert browser.run().title == "Winter"


def test_the_item_of_the_days_can_be_chosen(home: Home, browser: Browser) -> None:
    drive = opened(home, "Winter")
    home.need("Socks", "100")
    give(home, "Hats", "5", drive)
    go(browser)
    assert "Socks: nothing donated yet." in browser.texts
    browser.choose("item", "Hats")
    assert "Hats: 5 pairs donated. At the pace so far about 10 pairs by" in browser.texts


def test_an_unknown_address_says_so_and_offers_the_drives(home: Home, browser: Browser) -> None:
    opened(home, "Winter")
    go(browser, drive="nowhere")
    assert browser.refusals == ["There is no drive at this address (any more)."]
    [link] = browser.at.get("page_link")
    assert "Winter" in link.proto.label
    assert not browser.at.get("vega_lite_chart")


def test_a_planned_drive_says_when_it_starts(home: Home, browser: Browser) -> None:
    opened(home, "Winter", 5, 9, goals=((home.item("Socks"), q("80")),))
    go(browser)
    assert "starts " in browser.texts
    assert "What its programs still need by then will show here." in browser.texts
    assert "Socks: nothing donated yet, the drive starts" in browser.texts


def test_where_nothing_is_needed_no_line_stands_over_nothing(home: Home, browser: Browser) -> None:
    drive = opened(home, "Winter", goals=((home.item("Socks"), q("80")),))
    give(home, "Socks", "8", drive)
    go(browser)
    assert "**Goals**" in browser.texts
    assert "**Needs**" not in browser.texts
    home.need("Socks", "9")
    assert "**Needs**" in go(browser).texts


def test_without_a_drive_the_page_says_what_will_stand_here_and_the_first_step(
    home: Home, browser: Browser
) -> None:
    home.item("Socks")
    go(browser)
    assert (
        "This page shows one drive: its story, what to bring first, and how far along it is." in browser.texts
    )
    assert [link.proto.label for link in browser.at.get("page_link")] == ["Set up the first drive"]


def test_text_of_people_is_shown_as_typed(home: Home, browser: Browser) -> None:
    drive = opened(home, "*Bold* drive", story="# Not a heading\n[Link](https://evil.example)")
    give(home, "$x$ socks", "1", drive)
    go(browser)
    assert browser.title == "\\*Bold\\* drive"
    assert "\\# Not a heading" in browser.texts
    assert "[Link](https://evil.example)" not in browser.texts


def test_unchanged_data_is_drawn_again_without_a_look_at_needs_or_totals(
    home: Home, browser: Browser
) -> None:
    drive = opened(home, "Winter")
    home.need("Socks", "100")
    give(home, "Socks", "36", drive)
    go(browser)
    before = [json.loads(chart.proto.spec) for chart in browser.at.get("vega_lite_chart")]
    asked: list[str] = []

    def heard(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    with home.store.read() as connection:
        engine = connection.engine
    event.listen(engine, "before_cursor_execute", heard)
    try:
        browser.run()
    finally:
        event.remove(engine, "before_cursor_execute", heard)
    assert [json.loads(chart.proto.spec) for chart in browser.at.get("vega_lite_chart")] == before
    assert not [one for one in asked if "need" in one or "total" in one or "FROM drive" in one], asked


@pytest.mark.parametrize("teams", [(), ("Owls", "Foxes")])
def test_teams_are_named(home: Home, browser: Browser, teams: tuple[str, ...]) -> None:
    opened(home, "Winter", new_teams=teams)
    go(browser)
    assert (":green-badge[Foxes] :green-badge[Owls]" in browser.texts) == bool(teams)


def test_the_paper_for_its_tables_is_for_whoever_logs_there(
    home: Home, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(home, "Winter")
    go(browser)
    assert [box.label for box in browser.at.expander] == ["On paper: tally sheet and workbook"]
    assert browser.at.selectbox(key="tally.paper").options == ["US letter", "A4"]
    browser.choose("tally.paper", "a4")
    assert len(browser.at.get("download_button")) == 4  # with the drive's figures, as CSV and for Excel
    at_hand(monkeypatch, viewer=lambda: EVERYBODY)
    browser.run()
    assert not browser.at.expander
    assert not browser.at.get("download_button")


def test_where_gifts_went_is_told_by_site_with_thanks_for_whoever_runs_the_drive(
    home: Home, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    home._nouns["drive", "Winter"] = drive = opened(home, "Winter")
    give(home, "Hats", "7", drive)
    asked = LogDonation(
        home.site("Library"), (LineDraft(home.item("Socks"), q("412"), q("12"), "worn"),), drive
    )
    home.do(log_donation, asked)
    for program, quantity in (("Pantry", "300"), ("Outreach", "80")):
        line = FreeLine(home.lot_of("Socks"), home.site("Library"), q(quantity))
        plan = home.do(plan_delivery, PlanDelivery(home.program(program), (), (line,)))
        home.do(send_delivery, SendDelivery(plan.delivery_id))
        home.do(confirm_delivery, ConfirmDelivery(plan.delivery_id))
    today = said_day(home.clock.now.date(), home.clock.now.date())
    go(browser)
    assert f"Gifts reached 2 programs, the last of them on {today}." in browser.texts
    assert f"**Socks: 412 pairs given; 380 pairs reached 2 programs by {today}.**" in browser.texts
    assert "This follows the gifts to this drive alone" in browser.texts
    assert (
        f"Pantry: 300 pairs by {today} · Outreach: 80 pairs by {today} · 20 pairs still here" in browser.texts
    )
    assert "**Hats: 7 pairs given.**" in browser.texts
    assert "Thank you to everybody who gave to Winter!" in browser.at.code[0].value
    browser.choose("drive.given_at", "library")
    assert browser.at.query_params["given-at"] == "library"
    assert f"**Socks: 412 pairs given at Library; 380 pairs reached 2 programs by {today}.**" in browser.texts
    assert "Hats: 7 pairs given" not in browser.texts
    assert "gave to Winter at Library!" in browser.at.code[0].value
    at_hand(monkeypatch, viewer=lambda: EVERYBODY)
    everybody = go(Browser())
    assert "**Hats: 7 pairs given.**" in everybody.texts
    assert not everybody.at.code
    site = Browser()
    site.at.query_params["story"] = "library"
    site.open("drop_off_sites")
    assert f"Socks: 412 pairs given at Library; 380 pairs reached 2 programs by {today}." in site.texts
