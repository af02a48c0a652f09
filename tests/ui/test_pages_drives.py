"""Drives: set up, changed, closed, archived; with figures, and what was typed kept when it is refused."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from drives.commands.donations import LineDraft, LogDonation, log_donation
from drives.commands.drives import (
    ArchiveDrive,
    CloseDrive,
    OpenDrive,
    ReviseDrive,
    archive_drive,
    close_drive,
    open_drive,
    revise_drive,
)
from drives.model import Donor, Drive, DriveGoal, DriveProgram, DriveSite, DriveTeam
from drives.queries.drive_list import drive_list
from drives.queries.progress import progress
from drives.rules.kinds import DonorKind
from drives.rules.roles import COMMAND_LINE
from drives.rules.units import Unit
from tests.houses import Home, dump, q
from tests.ui.conftest import Browser


@pytest.fixture
def page(home: Home, browser: Browser) -> Browser:
    """The page over a shelter, a pantry, a gym, socks and rice; 100 pairs and 2.5 lb asked for."""
    home.item("Rice", Unit.LB)
    home.site("Gym")
    posted_on = today(home) - timedelta(days=20)
    home.need("Socks", "100", program="Shelter", posted_on=posted_on)
    home.need("Rice", "2.5", program="Pantry", posted_on=posted_on)
    return browser.open("drives")


def today(home: Home) -> date:
    """The day it is."""
    return home.clock.now.date()


def opened(home: Home, name: str = "Spring", starts: int = -9, ends: int = 9, **rest: object) -> int:
    """A drive for the shelter, its days counted from today; its id."""
    asked = OpenDrive(
        name,
        today(home) + timedelta(days=starts),
        today(home) + timedelta(days=ends),
        (home.program("Shelter"),),
        (home.site("Gym"),),
        **rest,  # type: ignore[arg-type]
    )
    return int(home.do(open_drive, asked).drive_id)


def give(home: Home, quantity: str, drive_id: int, days_ago: int = 0) -> None:
    """Socks for a drive."""
    on = today(home) - timedelta(days=days_ago)
    line = (LineDraft(home.item("Socks"), q(quantity)),)
    home.do(log_donation, LogDonation(home.site("Gym"), line, drive_id, on))


def pick(page: Browser, start: str, values: Sequence[object]) -> Browser:
    """Choose several."""
    page.at.multiselect(key=page.key(start)).set_value(list(values))
    return page.run()


def show(page: Browser, shown: str) -> Browser:
    """Choose which drives the list shows."""
    page.at.radio(key="drives.show").set_value(shown)
    return page.run()


def card(home: Home, name: str, *, archived: bool = False) -> int:
    """The id of a drive in the list."""
    drives = home.house.queries.ask(drive_list, COMMAND_LINE, archived=archived)
    return next(drive.drive_id for drive in drives if drive.name == name)


def test_an_empty_store_says_what_will_stand_here_and_offers_the_first_step(
    home: Home, browser: Browser
) -> None:
    browser.open("drives")
    assert "Here drives are set up and run" in browser.texts
    browser.click("empty.step").type("drives.name.", "First").click("drives.save.")
    assert [row.name for row in home.all(Drive)] == ["First"]
    assert "Set up: First." in browser.texts


def test_a_drive_is_set_up_with_goals_taken_from_the_live_gaps(home: Home, page: Browser) -> None:
    page.run().click("empty.step").type("drives.name.", "Spring drive")
    assert "Choose programs above" in page.texts
    assert not page.has("drives.take_all.")
    pick(page, "drives.programs.", [home.program("Shelter"), home.program("Pantry")])
    assert "2 items are still to be collected today" in page.texts
    assert "**Socks**  \n:small[:gray[100 pairs still to collect]]" in page.texts
    assert "**Rice**  \n:small[:gray[2.5 lb still to collect]]" in page.texts
    page.click("drives.take_all.")
    assert page.typed(f"drives.goal.{home.item('Socks')}.") == "100"
    page.type(f"drives.goal.{home.item('Rice')}.", "3.25")
    pick(page, "drives.sites.", [home.site("Gym")])
    assert not page.has("drives.teams.")
    page.write("drives.new_teams.", " Scouts\n\n").write("drives.story.", "Warm feet.")
    page.click("drives.save.")
    assert page.refusals == []
    assert "Set up: Spring drive." in page.texts
    [row] = home.all(Drive)
    assert (row.name, row.slug, row.story, row.public) == ("Spring drive", "spring-drive", "Warm feet.", True)
    assert (row.starts_on, row.ends_on) == (today(home), today(home) + timedelta(days=28))
    assert {(goal.item_id, goal.quantity) for goal in home.all(DriveGoal)} == {
        (home.item("Socks"), q("100")),
        (home.item("Rice"), q("3.25")),
    }
    assert [site.site_id for site in home.all(DriveSite)] == [home.site("Gym")]
    assert [(team.name, team.kind) for team in home.all(Donor)] == [("Scouts", DonorKind.TEAM)]
    assert "For Pantry and Shelter" in page.texts
    assert "At Gym" in page.texts
    assert "With Scouts" in page.texts
    assert "0% of needs covered · 28 days left" in page.bars


def test_one_goal_is_taken_and_another_item_added(home: Home, page: Browser) -> None:
    home.item("Hats")
    page.run().click("empty.step").type("drives.name.", "Spring")
    pick(page, "drives.programs.", [home.program("Shelter"), home.program("Pantry")])
    page.click(f"drives.take.{home.item('Socks')}.").choose("drives.another.", home.item("Hats"))
    assert "**Hats**  \n:small[:gray[nothing still to collect]]" in page.texts
    page.type(f"drives.goal.{home.item('Hats')}.", "7").click("drives.save.")
    assert {(goal.item_id, goal.quantity) for goal in home.all(DriveGoal)} == {
        (home.item("Socks"), q("100")),
        (home.item("Hats"), q("7")),
    }


def test_a_goal_that_was_typed_stays_when_its_program_is_taken_out_again(home: Home, page: Browser) -> None:
    page.run().click("empty.step").type("drives.name.", "Spring")
    pick(page, "drives.programs.", [home.program("Shelter"), home.program("Pantry")])
    page.click(f"drives.take.{home.item('Rice')}.")
    pick(page, "drives.programs.", [])
    assert page.typed(f"drives.goal.{home.item('Rice')}.") == "2.5"
    assert not page.has(f"drives.goal.{home.item('Socks')}.")


def test_a_refusal_saves_nothing_and_keeps_what_was_typed(home: Home, page: Browser) -> None:
    page.run().click("empty.step").type("drives.name.", "Spring")
    pick(page, "drives.programs.", [home.program("Shelter")])
    page.write("drives.new_teams.", "Scouts")
    page.type(f"drives.goal.{home.item('Socks')}.", "12.5")
    before = dump(home.store)
    page.click("drives.save.")
    assert page.refusals == [
        "Socks: 12.5 is not a whole number, and this is counted in whole ones. Enter 12 or 13."
    ]
    assert dump(home.store) == before
    page.type(f"drives.goal.{home.item('Socks')}.", "12")
    page.at.date_input(key=page.key("drives.ends.")).set_value(today(home) - timedelta(days=1))
    page.run().click("drives.save.")
    assert "before it starts on" in page.refusals[0]
    assert dump(home.store) == before
    assert page.typed("drives.name.") == "Spring"
    assert page.typed(f"drives.goal.{home.item('Socks')}.") == "12"
    assert page.at.multiselect(key=page.key("drives.programs.")).value == [home.program("Shelter")]
    assert page.at.text_area(key=page.key("drives.new_teams.")).value == "Scouts"
    page.at.date_input(key=page.key("drives.ends.")).set_value(today(home))
    page.run().click("drives.save.")
    assert [row.name for row in home.all(Drive)] == ["Spring"]


def test_a_name_is_asked_for(home: Home, page: Browser) -> None:
    before = dump(home.store)
    page.run().click("empty.step").click("drives.save.")
    assert page.refusals == ["A drive needs a name. Enter one."]
    assert dump(home.store) == before


def test_a_second_click_opens_no_second_drive(home: Home, page: Browser) -> None:
    page.run().click("empty.step").type("drives.name.", "Spring")
    button = page.at.button(key=page.key("drives.save."))
    button.click()
    page.run()
    button.click()
    page.run()
    assert len(home.all(Drive)) == 1


def test_cancelling_gives_up_what_was_typed(home: Home, page: Browser) -> None:
    drive_id = opened(home)
    page.run().click(f"edit.{drive_id}").type("drives.name.", "Other").click("drives.cancel.")
    assert page.title == "Drives"
    page.click(f"edit.{drive_id}")
    assert page.typed("drives.name.") == "Spring"
    assert [row.name for row in home.all(Drive)] == ["Spring"]


def test_a_drive_is_changed_and_the_change_taken_back(home: Home, page: Browser) -> None:
    drive_id = opened(home, goals=((home.item("Socks"), q("1200")),), new_teams=("Scouts",))
    home.program("Pantry")
    drives = {table: rows for table, rows in dump(home.store).items() if table.startswith("drive")}
    page.run().click(f"edit.{drive_id}")
    assert page.title == "Change Spring"
    assert page.typed(f"drives.goal.{home.item('Socks')}.") == "1200"
    page.type("drives.name.", "Summer").type(f"drives.goal.{home.item('Socks')}.", "")
    pick(page, "drives.programs.", [home.program("Pantry")])
    pick(page, "drives.teams.", [])
    page.at.checkbox(key=page.key("drives.public.")).uncheck()
    page.run().click("drives.save.")
    assert "Changed: Summer." in page.texts
    assert "For Pantry" in page.texts
    assert ":gray-badge[not public]" in page.texts
    assert [(row.name, row.slug, row.public) for row in home.all(Drive)] == [("Summer", "spring", False)]
    assert home.all(DriveGoal) == home.all(DriveTeam) == []
    assert [row.program_id for row in home.all(DriveProgram)] == [home.program("Pantry")]
    page.click("flash.undo")
    assert "Taken back: Spring is as it was." in page.texts
    assert drives == {table: rows for table, rows in dump(home.store).items() if table.startswith("drive")}


def test_a_change_made_meanwhile_is_not_undone_unseen(home: Home, page: Browser) -> None:
    drive_id = opened(home)
    page.run().click(f"edit.{drive_id}").type("drives.name.", "Mine")
    [there] = home.house.queries.ask(drive_list, COMMAND_LINE)
    theirs = OpenDrive("Theirs", there.starts_on, there.ends_on, slug="theirs")
    home.do(revise_drive, ReviseDrive(drive_id, there.seen, theirs))
    before = dump(home.store)
    page.run().click("drives.save.")
    assert page.refusals[0].startswith("Theirs was changed meanwhile, so nothing was saved.")
    assert dump(home.store) == before
    assert page.typed("drives.name.") == "Mine"
    page.click("drives.cancel.").click(f"edit.{drive_id}")
    assert page.typed("drives.name.") == "Theirs"
    page.type("drives.name.", "Ours").click("drives.save.")
    assert [row.name for row in home.all(Drive)] == ["Ours"]


def test_closing_says_with_figures_what_it_does_and_can_be_taken_back(home: Home, page: Browser) -> None:
    drive_id = opened(home)
    give(home, "34", drive_id, days_ago=3)
    give(home, "6", drive_id)
    page.run()
    assert "40% of needs covered · 9 days left" in page.bars
    page.click(f"close.{drive_id}")
    assert "Socks: 40 of 100 pairs · 40% covered" in page.texts
    assert "Spring keeps its figures of" in page.texts
    assert "Donations dated up to that day still change them" in page.texts
    before = dump(home.store)
    page.click("close.no.")
    assert not page.has("close.yes.")
    assert dump(home.store) == before
    page.click(f"close.{drive_id}")
    day = today(home) - timedelta(days=1)
    page.at.date_input(key=page.key("close.on.")).set_value(day)
    page.run()
    assert "nothing was asked of it or given to it up to then" not in page.texts
    page.click("close.yes.")
    assert [row.closed_on for row in home.all(Drive)] == [day]
    assert "Spring is closed: it keeps its figures of" in page.texts
    assert ":gray-badge[closed]" in page.texts
    assert not page.has("close.yes.")
    page.click("flash.undo")
    assert "Taken back: Spring is open." in page.texts
    assert [row.closed_on for row in home.all(Drive)] == [None]


def test_the_figures_in_the_dialog_are_those_the_closed_drive_keeps(home: Home, page: Browser) -> None:
    drive_id, yesterday = opened(home), today(home) - timedelta(days=1)
    give(home, "40", drive_id, days_ago=1)
    give(home, "7", drive_id)
    page.run().click(f"close.{drive_id}")
    assert "Socks: 47 of 100 pairs · 47% covered" in page.texts
    page.at.date_input(key=page.key("close.on.")).set_value(yesterday)
    page.run()
    assert "Socks: 40 of 100 pairs · 40% covered" in page.texts
    page.click("close.yes.")
    home.need("Socks", "500", program="Pantry")
    give(home, "9", drive_id)
    [row] = home.house.queries.ask(progress, COMMAND_LINE, drive_id=drive_id)
    assert (row.figures.needed, row.figures.still_to_collect) == (q("100"), q("60"))
    give(home, "5", drive_id, days_ago=1)
    [row] = home.house.queries.ask(progress, COMMAND_LINE, drive_id=drive_id)
    assert row.figures.still_to_collect == q("55")


def test_without_needs_the_dialog_says_what_was_donated(home: Home, page: Browser) -> None:
    asked = OpenDrive("Bare", today(home), today(home))
    bare = home.do(open_drive, asked).drive_id
    page.run().click(f"close.{bare}")
    assert "nothing was asked of it or given to it up to then" in page.texts
    give(home, "12", bare)
    page.run()
    assert "Socks: 12 pairs donated" in page.texts


def test_a_drive_closed_meanwhile_is_not_closed_again(home: Home, page: Browser) -> None:
    drive_id = opened(home)
    page.run().click(f"close.{drive_id}")
    button = page.at.button(key=page.key("close.yes."))
    home.do(close_drive, CloseDrive(drive_id, today(home) - timedelta(days=2)))
    before = dump(home.store)
    button.click()
    page.run()
    assert dump(home.store) == before


def test_the_form_of_a_closed_drive_says_that_its_figures_change(home: Home, page: Browser) -> None:
    spring = opened(home)
    page.open("drives").at.query_params["edit"] = "spring"
    assert "closing figures" not in page.run().texts
    home.do(close_drive, CloseDrive(spring))
    fresh = Browser()
    fresh.at.query_params["edit"] = "spring"
    day = today(home).isoformat()
    assert f"This drive was closed on {day}. What you change here" in fresh.open("drives").texts


def test_a_closed_drive_opens_again_and_closes_as_it_was(home: Home, page: Browser) -> None:
    drive_id, day = opened(home), today(home) - timedelta(days=2)
    home.do(close_drive, CloseDrive(drive_id, day))
    page.run().click(f"reopen.{drive_id}.")
    assert "Spring is open again" in page.texts
    assert [row.closed_on for row in home.all(Drive)] == [None]
    page.click("flash.undo")
    assert [row.closed_on for row in home.all(Drive)] == [day]


def test_a_closed_drive_goes_into_the_archive_and_comes_out_again(home: Home, page: Browser) -> None:
    drive_id = opened(home)
    opened(home, "Other")
    page.run()
    assert not page.has(f"archive.{drive_id}")
    home.do(close_drive, CloseDrive(drive_id))
    page.run().click(f"archive.{drive_id}.")
    assert "Spring is in the archive" in page.texts
    assert not page.has(f"edit.{drive_id}")
    assert home.all(Drive)[0].archived_on == today(home)
    page.click("flash.undo")
    assert page.has(f"edit.{drive_id}")
    page.click(f"archive.{drive_id}.")
    show(page, "archived")
    assert ":gray-badge[archived]" in page.texts
    assert not page.has(f"edit.{card(home, 'Other')}")
    page.click(f"unarchive.{drive_id}.")
    assert "Spring is out of the archive." in page.texts
    assert [row.archived_on for row in home.all(Drive)] == [None, None]


def test_the_filter_shows_what_was_chosen(home: Home, page: Browser) -> None:
    opened(home, "Running")
    opened(home, "Planned", 3, 9)
    opened(home, "Ended", -9, -3)
    home.do(close_drive, CloseDrive(opened(home, "Closed")))
    page.run()
    names = ("Running", "Planned", "Ended", "Closed")
    assert all(f"### {name}" in page.texts for name in names)
    assert "2 drives running" in page.texts
    for shown, there in {
        "running": {"Running", "Ended"},
        "planned": {"Planned"},
        "closed": {"Closed"},
    }.items():
        show(page, shown)
        assert {name for name in names if f"### {name}\n" in page.texts} == there
    assert not page.has(f"close.{card(home, 'Planned')}")
    show(page, "archived")
    assert "No drive fits." in page.texts


def test_search_finds_by_name_program_site_and_team(home: Home, page: Browser) -> None:
    opened(home, "Spring", new_teams=("Scouts",))
    asked = OpenDrive("Summer", today(home), today(home), (home.program("Pantry"),), (home.site("Hall"),))
    home.do(open_drive, asked)
    page.run()
    for sought, there in (("SPRI", "Spring"), ("pantry", "Summer"), ("hall", "Summer"), ("scout", "Spring")):
        page.type("drives.q", sought)
        assert [name for name in ("Spring", "Summer") if f"### {name}\n" in page.texts] == [there]


def test_an_address_opens_the_page_filtered_or_a_drive_to_change(home: Home) -> None:
    home.item("Socks")
    drive_id = opened(home)
    opened(home, "Summer")
    filtered = Browser()
    filtered.at.query_params["drives.q"] = "summ"
    filtered.open("drives")
    assert not filtered.has(f"edit.{drive_id}")
    editing = Browser()
    editing.at.query_params["edit"] = "spring"
    editing.open("drives")
    assert editing.title == "Change Spring"
    nowhere = Browser()
    nowhere.at.query_params["edit"] = "nowhere"
    assert nowhere.open("drives").title == "Drives"


def test_where_all_drives_are_archived_the_list_can_still_show_them(home: Home, page: Browser) -> None:
    drive_id = opened(home)
    home.do(close_drive, CloseDrive(drive_id))
    home.do(archive_drive, ArchiveDrive(drive_id))
    page.run()
    assert "No drive fits." in page.texts
    show(page, "archived")
    assert "### Spring" in page.texts


def test_a_name_with_markdown_in_it_shows_as_typed(home: Home, page: Browser) -> None:
    opened(home, "*Spring* :red[x]")
    page.run()
    assert r"### \*Spring\* \:red\[x\]" in page.texts


def test_a_dialog_that_was_left_does_not_come_back_by_itself(home: Home, page: Browser) -> None:
    drive_id = opened(home)
    page.run().click(f"close.{drive_id}")
    assert page.has("close.yes.")
    page.leave_for("overview").leave_for("drives")
    assert not page.has("close.yes.")


def test_an_address_asks_to_close_a_drive_that_is_open(home: Home) -> None:
    opened(home)
    home.do(close_drive, CloseDrive(opened(home, "Autumn")))
    for slug, asked in (("spring", True), ("autumn", False), ("nowhere", False)):
        browser = Browser()
        browser.at.query_params["close"] = slug
        assert browser.open("drives").has("close.yes.") is asked


def test_who_leaves_the_form_and_returns_can_save_what_stands_now(home: Home, page: Browser) -> None:
    drive_id = opened(home)
    page.run().click(f"edit.{drive_id}").type("drives.name.", "Gone").leave_for("overview")
    there = next(one for one in home.house.queries.ask(drive_list, COMMAND_LINE) if one.drive_id == drive_id)
    theirs = OpenDrive("Theirs", there.starts_on, there.ends_on, slug="spring")
    home.do(revise_drive, ReviseDrive(drive_id, there.seen, theirs))
    page.leave_for("drives").click(f"edit.{drive_id}")
    assert page.typed("drives.name.") == "Theirs"
    page.type("drives.name.", "Ours").click("drives.save.")
    assert page.refusals == []
    assert [row.name for row in home.all(Drive)] == ["Ours"]


def test_which_drives_are_shown_stands_in_the_address_by_its_value(home: Home, page: Browser) -> None:
    opened = home.do(open_drive, OpenDrive("Old", today(home), today(home)))
    home.do(close_drive, CloseDrive(opened.drive_id))
    show(page.run(), "running")
    assert page.at.query_params["show"] == "running"
    assert "Old" not in page.texts
    again = Browser()
    again.at.query_params["show"] = "closed"
    assert "Old" in again.open("drives").texts
    assert again.at.radio(key="drives.show").value == "closed"


def test_a_closing_that_is_refused_saves_nothing_and_says_why(home: Home, page: Browser) -> None:
    drive_id = opened(home)
    page.run().click(f"close.{drive_id}")
    there = next(one for one in home.house.queries.ask(drive_list, COMMAND_LINE) if one.drive_id == drive_id)
    later = OpenDrive("Spring", today(home) + timedelta(days=3), there.ends_on, slug="spring")
    page.at.date_input(key=page.key("close.on.")).set_value(today(home) - timedelta(days=5))
    page.run()
    home.do(revise_drive, ReviseDrive(drive_id, there.seen, later))
    before = dump(home.store)
    page.at.button(key=page.key("close.yes.")).click()
    page.run()
    assert page.refusals
    assert dump(home.store) == before
    assert [row.closed_on for row in home.all(Drive)] == [None]


def test_buttons_of_a_drive_name_it_to_who_hears_them(home: Home, page: Browser) -> None:
    drive_id = opened(home)
    page.run()
    for key, shown in ((f"edit.{drive_id}", "Edit"), (f"close.{drive_id}", "Close")):
        label = page.at.button(key=key).label
        assert label.startswith("![Spring\u00a0](data:image/gif")
        assert label.endswith(shown)
