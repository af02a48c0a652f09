"""The overview: every figure on it is worked out here from what was logged, not asked of our queries."""

import json

import pyarrow as pa
import pytest

from drives.commands.donations import LineDraft, LogDonation, log_donation
from drives.commands.drives import OpenDrive, open_drive
from drives.commands.needs import CancelNeed, cancel_need
from drives.rules.units import Unit
from drives.ui import progress_view
from tests.houses import Home, q
from tests.ui.conftest import Browser

Shares = dict[str, tuple[float, float]]


def give(home: Home, item: str, *amounts: str, drive: int | None = None) -> None:
    """A donation of a line for each amount."""
    lines = tuple(LineDraft(home.item(item), q(amount)) for amount in amounts)
    home.do(log_donation, LogDonation(home.site(), lines, drive))


def segments(browser: Browser, item: str) -> Shares:
    """The parts of an item's bar in the chart, read from what is sent to the browser."""
    proto = browser.at.get("vega_lite_chart")[0].proto
    bars = json.loads(proto.spec)["layer"][0]["data"]["name"]
    (data,) = [dataset.data.data for dataset in proto.datasets if dataset.name == bars]
    rows = pa.ipc.open_stream(data).read_all().to_pylist()
    return {
        row["state"]: (round(row["start"], 4), round(row["end"], 4)) for row in rows if row["item"] == item
    }


def assert_shown(browser: Browser, needed: int, given: int) -> None:
    """Card, bar, sentence, drawing and table all say what 100 pairs needed and so many given come to."""
    missing, share = needed - given, given / needed
    browser.open("overview")
    assert f"**{missing} pairs** still to bring" in browser.texts
    assert browser.bars[f"{given} of {needed} pairs · {given * 100 // needed}%"] == given * 100 // needed
    finding = (
        f"Furthest behind: Socks, with {missing} pairs still to collect and {int(share * 100)}% covered."
    )
    assert finding in browser.texts
    assert f"Donated so far: Socks ({given} pairs)." in browser.texts
    assert segments(browser, "Socks") == {"available": (0, share), "still to collect": (share, 1)}
    table = browser.at.dataframe[0].value.set_index("Item").loc["Socks"]
    assert (table["Needed"], table["Donated"], table["Still to collect"]) == (
        str(needed),
        str(given),
        str(missing),
    )


def test_what_was_logged_is_what_is_shown(home: Home, browser: Browser) -> None:
    home.need("Socks", "100")
    give(home, "Socks", "12", "24")
    assert_shown(browser, 100, 36)


def test_one_pair_more_changes_every_figure(home: Home, browser: Browser) -> None:
    home.need("Socks", "100")
    give(home, "Socks", "12", "24")
    assert_shown(browser, 100, 36)
    give(home, "Socks", "1")
    with pytest.raises(AssertionError):
        assert_shown(browser, 100, 36)
    assert_shown(browser, 100, 37)


def test_rejects_are_not_donated(home: Home, browser: Browser) -> None:
    home.need("Socks", "100")
    line = LineDraft(home.item("Socks"), q("40"), q("4"), reject_reason="worn")
    home.do(log_donation, LogDonation(home.site(), (line,)))
    assert_shown(browser, 100, 36)


def test_the_furthest_behind_comes_first_and_what_is_covered_is_held_back(
    home: Home, browser: Browser
) -> None:
    home.item("Rice", Unit.LB)
    home.need("Socks", "100")
    home.need("Rice", "10")
    give(home, "Socks", "5")
    give(home, "Rice", "12.5")
    browser.open("overview")
    assert "Furthest behind: Socks" in browser.texts
    assert "Please hold back:** :gray-badge[Rice]" in browser.texts
    assert segments(browser, "Rice") == {"available": (0, 1)}


def test_a_drive_says_how_much_of_its_needs_is_covered(home: Home, browser: Browser) -> None:
    today = home.clock.now.date()
    drive = OpenDrive("Winter", today, today, (home.program(),), (home.site(),))
    drive_id = home.do(open_drive, drive).drive_id
    home.need("Socks", "200")
    give(home, "Socks", "50", drive=drive_id)
    browser.open("overview")
    assert browser.bars["25% of needs covered · last day"] == 25
    assert "50 pairs donated: Socks" in browser.texts


def test_when_all_is_covered_people_are_thanked(home: Home, browser: Browser) -> None:
    home.need("Socks", "10")
    give(home, "Socks", "10")
    browser.open("overview")
    assert "Everything asked for is covered" in browser.texts
    assert "Everything asked for is covered: 1 item." in browser.texts


def chart_names(browser: Browser) -> list[str]:
    """What the charts are called for those who cannot see them."""
    return [chart.proto.alt for chart in browser.at.get("vega_lite_chart")]


def test_a_long_chart_is_split_and_both_parts_say_the_same_of_the_whole(
    home: Home, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(18):
        home.need(f"Item {number:02}", "10")
        if number > 2:
            give(home, f"Item {number:02}", "10")
    found = "Furthest behind: Item 00, with 10 pairs still to collect and 0% covered."
    browser.open("overview")
    assert f"## Needs against donations\n\n{found}" in browser.texts
    assert chart_names(browser) == [
        f"Needs against donations for 15 items. {found}",
        "Needs against donations for 3 more items, less far behind.",
    ]
    assert [one.label for one in browser.at.expander][:1] == ["3 more items"]
    for number in range(3):
        give(home, f"Item {number:02}", "10")
    browser.run()
    assert chart_names(browser)[0] == (
        "Needs against donations for 15 items. Everything asked for is covered: all 18 items."
    )
    monkeypatch.setattr(progress_view, "_MORE_BARS", 2)
    give(home, "Item 00", "1")
    browser.run()
    assert [one.label for one in browser.at.expander][:1] == ["3 more items"]
    assert "1 item more, the nearest to its need, stands in the table below." in browser.texts
    assert chart_names(browser)[1] == "Needs against donations for 2 more items, less far behind."


def test_a_cancelled_need_is_asked_for_no_longer(home: Home, browser: Browser) -> None:
    need = home.need("Socks", "100")
    home.do(cancel_need, CancelNeed(need))
    browser.open("overview")
    assert "still to bring" not in browser.texts
    assert "Nothing is needed yet." in browser.texts


def test_nothing_yet_says_what_will_stand_here_and_the_first_step(home: Home, browser: Browser) -> None:
    home.item("Socks")
    home.program()
    browser.open("overview")
    assert "What is needed most will show here as soon as a program asks for something." in browser.texts
    assert "Your drives will be listed here" in browser.texts
    assert "Nothing is needed yet." in browser.texts
    assert [link.proto.label for link in browser.at.get("page_link")] == ["Post the first need"]
    assert not browser.at.get("vega_lite_chart")


def test_goods_without_a_need_are_shown_but_nobody_is_told_to_stop(home: Home, browser: Browser) -> None:
    give(home, "Socks", "36")
    browser.open("overview")
    assert "Donated so far: Socks (36 pairs)." in browser.texts
    assert "hold back" not in browser.texts


def test_text_of_people_is_shown_as_typed(home: Home, browser: Browser) -> None:
    home.need("*Bold* socks", "1", program="[Link](https://evil.example)")
    browser.open("overview")
    assert "### \\*Bold\\* socks" in browser.texts
    assert "[Link](https://evil.example)" not in browser.texts
