"""Import a file: matched, checked row by row, imported once; nothing saved where it is refused."""

from typing import Any

import pytest

from drives.commands.stock import DiscardGoods, discard
from drives.exchange.cells import parser_for
from drives.exchange.columns import KINDS, Form
from drives.exchange.shipped_mappings import shipped_mappings
from drives.model import Donation, Lot, SavedMapping
from drives.rules.kinds import DiscardReason, DonationState, ImportKind
from drives.ui.import_draft import draft
from drives.ui.import_same import cell_words
from drives.ui.import_words import UNDOABLE, how_to_mend, shipped_name
from tests.files import COMMUNITY, taken
from tests.houses import Home, dump, q
from tests.ui.conftest import Browser

LOG = "Date,Goods,How many,Where\n2025-04-01,Socks,12,Gym\n2025-04-02,Socks,3,Gym\n"


@pytest.fixture
def page(home: Home, browser: Browser) -> Browser:
    """The page over a small community."""
    for kind, text in COMMUNITY.items():
        taken(home, kind, text)
    return browser.open("import_file")


def drop(page: Browser, text: str | bytes, name: str = "log.csv") -> Browser:
    content = text.encode() if isinstance(text, str) else text
    page.at.file_uploader[0].set_value((name, content, "text/csv"))
    return page.run()


def chosen(page: Browser, label: str) -> object:
    """What stands in a list to choose from, by its label."""
    return _box(page, label).value


def choose(page: Browser, label: str, value: object) -> Browser:
    _box(page, label).set_value(value)
    return page.run()


def _box(page: Browser, label: str) -> Any:
    [found] = [box for box in page.at.selectbox if box.label == label or box.label.startswith(f"{label} (")]
    return found


def test_a_file_is_matched_checked_and_imported(home: Home, page: Browser) -> None:
    drop(page, LOG)
    assert (chosen(page, "Received on"), chosen(page, "Item")) == ("Date", "Goods")
    assert chosen(page, "Site") == ""
    choose(page, "Site", "Where")
    choose(page, "Drive, where a row names none", "spring")
    assert "2 rows · 2 would be imported" in page.texts
    assert home.all(Donation) == []
    page.click("import.go.")
    assert [one.value for one in page.at.success] == ["2 donations were logged."]
    assert [row.site_id for row in home.all(Donation)] == [1, 1]
    page.click("import.another")
    drop(page, LOG)
    choose(page, "Site", "Where")
    choose(page, "Drive, where a row names none", "spring")
    assert "2 known already" in page.texts
    assert not page.has("import.go.")


def test_refused_rows_stop_the_import_until_they_are_mended_or_left_out(home: Home, page: Browser) -> None:
    before = dump(home.store)
    drop(
        page, "date,item,quantity,site,drive\n2025-04-01,Socks,12,Gym,spring\n2025-04-02,Sokcs,3,Gym,spring\n"
    )
    assert "2 rows · 1 would be imported · 1 refused" in page.texts
    assert "Row 3: Item:" in page.texts
    assert page.at.button(key=page.key("import.go.")).disabled
    assert dump(home.store) == before
    page.tick("import.leave.").click("import.go.")
    assert [one.value for one in page.at.success] == ["1 donation was logged."]
    assert "1 row was left out." in page.texts


def test_a_cell_is_mended_where_it_stands(home: Home, page: Browser) -> None:
    drop(page, "date,item,quantity,site,drive\n2025-04-02,Sokcs,3,Gym,spring\n")
    at = page.at.session_state["import.draft"]
    at.mends[2, 1] = "Socks"
    page.run()
    assert "1 row · 1 would be imported" in page.texts
    page.click("import.go.")
    assert len(home.all(Donation)) == 1
    assert at.content == b""


def test_what_is_missing_is_asked_for_in_words(page: Browser) -> None:
    drop(page, "Item,Number\nSocks,3\n")
    assert [one.value for one in page.at.info] == [
        "Say first where these are: Received on. They are in a column, or the same for every row."
    ]
    choose(page, "Received on", "=")
    choose(page, "Drive, where a row names none", "spring")
    choose(page, "Site, where a row names none", "Gym")
    assert "1 row · 1 would be imported" in page.texts


def test_a_wide_file_is_taken_item_by_item(page: Browser) -> None:
    drop(page, "date,site,drive,Socks,Rice\n2025-04-01,Gym,spring,3,0.5\n")
    page.at.toggle(key=page.at.toggle[0].key).set_value(True)
    page.run()
    assert "1 row · 1 would be imported" in page.texts
    page.click("import.go.")
    assert [one.value for one in page.at.success] == ["2 donations were logged."]


def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(home: Home, page: Browser) -> None:
    before = dump(home.store)
    drop(page, b"\x89PNG\r\n\x1a\n123", "log.csv")
    assert any("not a table of text" in said for said in page.refusals)
    assert draft() is None
    assert dump(home.store) == before
    drop(page, LOG)
    assert page.refusals == []
    assert chosen(page, "Received on") == "Date"


def test_the_kind_of_a_file_is_read_off_its_header(page: Browser) -> None:
    drop(page, "program,item,quantity,priority\nShelter,Socks,3,high\n", "needs.csv")
    assert chosen(page, "What is in the file?") == "needs"
    page.click("import.go.")
    assert [one.value for one in page.at.success] == ["1 need was posted."]
    page.click("import.another")
    drop(page, LOG)
    assert chosen(page, "What is in the file?") == "donations"
    choose(page, "What is in the file?", "stock").click("import.other")
    drop(page, LOG)
    assert chosen(page, "What is in the file?") == "stock", "what she said herself stands"


def test_a_list_without_a_header_is_refused_in_a_sentence(home: Home, page: Browser) -> None:
    before = dump(home.store)
    drop(page, "37000863601,Pampers\n37000863618,Luvs\n", "upcs.csv")
    [said] = page.refusals
    assert "it is no header. Choose the row that names the columns" in said
    assert not page.has("import.go.")
    assert dump(home.store) == before


def test_whatever_a_cell_may_say_is_called_something() -> None:
    for kind in KINDS.values():
        for column in kind.columns:
            words = cell_words(column)
            assert bool(words) is (column.choices is not None or column.form in (Form.UNIT, Form.YES_NO))
            for cell, called in words.items():
                assert parser_for(column, ".")(cell) is not None
                assert called
                assert "_" not in called
    assert len({shipped_name(name) for name in shipped_mappings()}) == len(shipped_mappings())


def test_a_known_file_is_read_by_the_mapping_that_comes_with_drives(page: Browser) -> None:
    drop(page, "name,email\nShelter Two,a@example.org\n", "partners.csv")
    choose(page, "What is in the file?", "programs")
    assert chosen(page, "How to read it") == "human-essentials-partners"
    page.click("import.go.")
    assert [one.value for one in page.at.success] == ["1 program was added."]


def logged(page: Browser) -> Browser:
    """A file imported on the page."""
    drop(page, "date,item,quantity,site,drive,reference\n2025-04-01,Socks,12,Gym,spring,R-1\n")
    return page.click("import.go.")


def test_an_import_is_undone_in_one_click_after_what_it_does_was_shown(home: Home, page: Browser) -> None:
    logged(page).click("import.undo.now")
    assert "1 donation is voided, on its own day, as if it never was." in page.texts
    page.click("import.undo.yes.")
    assert "Undone: log.csv. 1 donation voided." in page.texts
    assert [row.state for row in home.all(Donation)] == [DonationState.VOIDED]
    assert "undone today" in page.texts
    assert not page.has("import.undo.now"), "what was done by it is not said any more"
    logged(page)
    assert [row.state for row in home.all(Donation)] == [DonationState.VOIDED, DonationState.POSTED]


def test_what_has_left_is_shown_before_and_stays(home: Home, page: Browser) -> None:
    logged(page)
    [lot] = home.all(Lot)
    home.do(discard, DiscardGoods(lot.id, lot.site_id, q("5"), DiscardReason.DAMAGED))
    page.run().click("import.undo.now")
    [said] = [str(one.value) for one in page.at.warning]
    assert "Socks at Gym: 12 came in, 7 are there. 5 pairs have left: discarded." in said
    assert not page.has("import.undo.yes.")
    assert "Nothing of log.csv can be undone." in page.texts


def test_earlier_imports_are_listed_with_who_and_how_many(page: Browser) -> None:
    assert "**sites.csv**" in page.texts
    assert "Command line · 3 rows · 3 added" in page.texts


def test_what_is_not_undone_as_one_says_why_and_what_to_do_instead(home: Home, page: Browser) -> None:
    taken(home, "stock", "item,site,quantity\nSocks,Gym,4\n")
    taken(home, "donors", "name,kind\nAnn,person\n")
    page.run()
    for kind in set(ImportKind) - {*UNDOABLE}:
        assert how_to_mend(kind) in page.texts


def test_how_a_file_is_read_is_kept_and_offered_for_the_next_with_its_header(
    home: Home, page: Browser
) -> None:
    odd = "When,What,Count,Place\n2025-04-01,Socks,12,Gym\n"
    drop(page, odd)
    for label, header in (
        ("Received on", "When"),
        ("Item", "What"),
        ("Quantity", "Count"),
        ("Site", "Place"),
    ):
        choose(page, label, header)
    page.type("import.keep.name.", "School").click("import.keep.save.")
    assert "Kept: School." in page.texts
    [kept] = home.all(SavedMapping)
    assert (kept.name, kept.kind) == ("School", "donations")
    page.click("import.other")
    assert "is put aside, and what was chosen for it. Nothing was saved." in page.texts
    page.click("flash.undo")
    assert chosen(page, "How to read it") == "kept:School"
    page.click("import.other")
    drop(page, "Place,When,What,Count\nGym,2025-04-02,Rice,2\n", "other.csv")
    assert chosen(page, "How to read it") == "kept:School"
    choose(page, "Drive, where a row names none", "spring")
    page.click("import.go.")
    assert [one.value for one in page.at.success] == ["1 donation was logged."]


def test_a_mapping_without_a_name_is_refused_and_a_kept_one_can_be_forgotten(
    home: Home, page: Browser
) -> None:
    drop(page, LOG)
    before = dump(home.store)
    page.click("import.keep.save.")
    assert page.refusals == ["Give it a name, so that it is found again."]
    assert dump(home.store) == before
    page.type("import.keep.name.", "Log").click("import.keep.save.")
    page.click("import.keep.forget.")
    assert "Forgotten: Log. What was imported stays." in page.texts
    assert home.all(SavedMapping) == []
    page.click("flash.undo")
    assert "Kept again: Log." in page.texts
    assert [row.name for row in home.all(SavedMapping)] == ["Log"]
