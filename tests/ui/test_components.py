"""Each component on a page of its own: what it says, and that it says what people typed as they typed it."""

from collections.abc import Callable
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from drives.errors import Refusal
from drives.texts import use_language
from drives.ui.components import hold_back, listed, md_escape, typed_quantity
from drives.ui.components.words import quantity_text


def _shown(page: Callable[[], None]) -> AppTest:
    at = AppTest.from_function(page).run(timeout=20)
    assert not at.exception
    return at


def _texts(at: AppTest) -> list[str]:
    return [element.value for element in at.markdown]


def _bars(at: AppTest) -> list[tuple[int, str]]:
    return [(bar.proto.value, bar.proto.text) for bar in at.get("progress")]


def test_a_need_card_says_what_is_missing_beside_its_bar() -> None:
    def page() -> None:
        from datetime import date

        from drives.ui.components import card_grid, need_card

        with card_grid():
            need_card(
                item="Wool socks",
                unit="pair",
                needed=500_000,
                still_to_collect=368_000,
                needed_by=date(2026, 12, 12),
                programs=["Harbor Street Outreach", "Elm Valley", "Kinship"],
                today=date(2026, 11, 23),
            )

    at = _shown(page)
    assert _bars(at) == [(26, "132 of 500 pairs · 26%")]
    title, said = _texts(at)[0].split("\n\n")
    assert title == "### Wool socks"
    assert said.startswith("**368 pairs** still to bring")
    assert "needed by Dec 12 · Harbor Street Outreach and 2 more" in said


def test_a_need_card_without_a_date_and_without_a_gap_says_so() -> None:
    def page() -> None:
        from drives.ui.components import need_card

        need_card(item="Rice", unit="lb", needed=10_500, still_to_collect=0)

    at = _shown(page)
    assert _bars(at) == [(100, "10.5 of 10.5 lb · 100%")]
    assert "All here, thank you" in _texts(at)[0]
    assert "any time" in _texts(at)[0]


def test_cards_of_one_row_stretch_to_one_height() -> None:
    def page() -> None:
        from datetime import date

        from drives.ui.components import card_grid, drive_card, need_card

        days = (date(2026, 11, 1), date(2026, 12, 1))
        with card_grid():
            need_card(item="Rice", unit="lb", needed=10_000, still_to_collect=0, key="card-1")
            drive_card(
                name="Winter", percent=62, programs=1, sites=2, starts_on=days[0], ends_on=days[1],
                today=days[0], key="card-2",
            )  # fmt: skip

    at = _shown(page)
    cards = [block for block in at.get("flex_container") if block.proto.id.endswith(("card-1", "card-2"))]
    assert len(cards) == 2
    assert all(card.proto.height_config.use_stretch for card in cards)


@pytest.mark.parametrize(
    ("today", "closed_on", "said"),
    [
        (date(2026, 11, 3), None, "62% of needs covered · 28 days left"),
        (date(2026, 11, 30), None, "62% of needs covered · 1 day left"),
        (date(2026, 12, 1), None, "62% of needs covered · last day"),
        (date(2026, 12, 4), None, "62% of needs covered · ended Dec 1, not closed"),
        (date(2026, 10, 30), None, "62% of needs covered · starts Nov 1"),
        (date(2026, 12, 4), date(2026, 12, 2), "62% of needs delivered by its closing day · closed Dec 2"),
    ],
)
def test_a_drive_card_says_how_long_it_runs(today: date, closed_on: date | None, said: str) -> None:
    def page(today: str, closed_on: str | None) -> None:
        from datetime import date

        from drives.ui.components import drive_card

        drive_card(
            name="Winter *Warmth*",
            percent=62,
            programs=4,
            sites=1,
            starts_on=date(2026, 11, 1),
            ends_on=date(2026, 12, 1),
            today=date.fromisoformat(today),
            closed_on=date.fromisoformat(closed_on) if closed_on else None,
            gifts="189 pairs donated: Hand warmers",
        )

    at = AppTest.from_function(page, args=(str(today), closed_on and str(closed_on))).run()
    (words,) = _texts(at)
    assert words.startswith("### Winter \\*Warmth\\*\n\n")
    assert "4 programs · 1 site" in words
    assert words.endswith("189 pairs donated: Hand warmers")
    assert _bars(at) == [(62, said)]


def test_hold_back_names_items_and_counts_the_rest() -> None:
    line = hold_back(["Baked beans", "Pasta", "Rice"], most=2)
    assert "Please hold back:" in line
    assert ":gray-badge[Baked beans]" in line
    assert "Rice" not in line
    assert line.endswith("and 1 more")
    assert hold_back([]) == ""


def test_an_empty_state_says_what_will_stand_here_and_the_first_step() -> None:
    def page() -> None:
        import streamlit as st

        from drives.ui.components import empty_state

        def begin() -> None:
            st.session_state["begun"] = True

        empty_state("Needs will stand here.", step="Post the first need", on_click=begin)

    at = _shown(page)
    assert _texts(at) == ["Needs will stand here."]
    at.button[0].click().run()
    assert at.session_state["begun"] is True


def test_a_header_is_the_title_and_one_line_about_whose_figures() -> None:
    def page() -> None:
        from drives.ui.components import page_header, section

        page_header("What our programs need now", "Kent County · as of 23 Nov")
        section("Drives", "Two are open.")

    at = _shown(page)
    assert at.title[0].value == "What our programs need now"
    assert _texts(at) == [":small[:gray[Kent County · as of 23 Nov]]", "## Drives\n\nTwo are open."]


def test_a_refusal_is_shown_as_it_stands() -> None:
    def page() -> None:
        from drives.errors import NotEnough
        from drives.ui.components import show_refusal

        show_refusal(NotEnough("Blankets: 12 asked, 5 available (7 short)."))

    assert _shown(page).error[0].value == "Blankets: 12 asked, 5 available (7 short)."


def test_what_nobody_foresaw_shows_a_reference_and_nothing_of_its_inside(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def page() -> None:
        from drives.ui.components import show_unforeseen

        assert show_unforeseen(ValueError("SELECT secret FROM /path"))

    said = _shown(page).error[0].value
    assert said.startswith("Something broke (ref ")
    assert said.endswith("). Nothing was saved.")
    assert "secret" not in said
    reference = said.split("ref ")[1][:4]
    (record,) = [record for record in caplog.records if reference in record.getMessage()]
    assert record.exc_info is not None


def test_a_refusal_that_no_page_caught_is_still_a_refusal() -> None:
    def page() -> None:
        from drives.errors import Unknown
        from drives.ui.components import show_unforeseen

        assert show_unforeseen(Unknown("There is no such drive."))

    assert _shown(page).error[0].value == "There is no such drive."


def _tally_page() -> None:
    import streamlit as st

    from drives.ui.components import TallyLine, item_tile, page_header, running_list, tile_grid
    from drives.ui.session import desk

    tally = st.session_state.setdefault("tally", {"socks": 0, "rice": 0})

    def step(key: str, by: int) -> None:
        tally[key] = max(0, tally[key] + by)

    def ask(key: str) -> None:
        tally[key] = 36_000

    def undo() -> None:
        desk().say("Taken back.", kind="note")

    def log(sent: str) -> None:
        assert sent == "r1"
        tally.update(socks=0, rice=0)
        desk().say("Logged 2 pairs.", undo=undo)

    page_header("Log a donation", flash=False)
    with tile_grid():
        for key, item, unit, by in (("socks", "Wool socks", "pair", 1000), ("rice", "Rice", "lb", 500)):
            item_tile(
                key=key, item=item, under=unit, quantity=tally[key], on_step=step, on_amount=ask, step=by
            )
    lines = [("socks", "Wool socks", "pair"), ("rice", "Rice", "lb")]
    running_list(
        [TallyLine(item, unit, tally[key]) for key, item, unit in lines if tally[key]],
        sent="r1",
        on_log=log,
        on_clear=lambda: tally.update(socks=0, rice=0),
    )


def test_taps_are_counted_and_stand_in_the_running_list() -> None:
    at = _shown(_tally_page)
    assert at.button(key="tally.log.r1").disabled
    assert at.button(key="less.socks").disabled
    at.button(key="more.socks").click().run()
    at.button(key="more.socks").click().run()
    at.button(key="more.rice").click().run()
    assert "**0.5 lb** Rice · **2 pairs** Wool socks" in _texts(at)
    at.button(key="less.rice").click().run()
    assert "**2 pairs** Wool socks" in _texts(at)
    at.button(key="count.socks").click().run()
    assert "**36 pairs** Wool socks" in _texts(at)
    at.button(key="tally.clear").click().run()
    assert at.button(key="tally.log.r1").disabled


def test_logging_says_what_happened_with_a_way_back() -> None:
    at = _shown(_tally_page)
    at.button(key="more.socks").click().run()
    at.button(key="tally.log.r1").click().run()
    assert any("Logged 2 pairs." in text for text in _texts(at))
    at.button(key="more.rice").click().run()
    assert any("Logged 2 pairs." in text for text in _texts(at))
    at.button(key="flash.undo").click().run()
    assert any("Taken back." in text for text in _texts(at))
    assert not any("Logged" in text for text in _texts(at))


def test_a_long_running_list_keeps_to_the_latest_lines() -> None:
    def page() -> None:
        from drives.ui.components import TallyLine, running_list

        lines = [TallyLine(f"Item {number}", "each", 1000, "1 rejected") for number in range(9)]
        running_list(lines, sent="r1", on_log=lambda _sent: None, on_clear=lambda: None)

    (said,) = _texts(_shown(page))
    assert said.startswith("**1** Item 8 (1 rejected) · ")
    assert said.endswith(" · and 3 more")


@pytest.mark.parametrize(
    "typed",
    [
        "*b* _i_ `c` ~~x~~",
        "[l](x) ![p](x)",
        "$a$",
        "<b>x</b>",
        "&copy;",
        ":red[hi] :smile: ::",
        "a|b",
        "x^2",
        "\\",
    ],
)
def test_every_sign_of_markdown_is_escaped(typed: str) -> None:
    escaped = md_escape(typed)
    assert escaped.replace("\\\\", "\0").replace("\\", "").replace("\0", "\\") == typed
    for sign in "*_`[]<>$~|&^":
        assert escaped.count(sign) == escaped.count(f"\\{sign}")


@pytest.mark.parametrize(
    ("typed", "kept_apart"),
    [
        ("see https://evil.example", "https:\u2060//"),
        ("see WWW.evil.example", "WWW\u2060."),
        (":material/home:", ":\u2060material"),
        ("1. first", "1\u2060."),
        ("12) first", "12\u2060)"),
    ],
)
def test_links_icons_and_lists_are_kept_apart(typed: str, kept_apart: str) -> None:
    assert kept_apart in md_escape(typed)
    assert md_escape(typed).replace("\u2060", "").replace("\\", "") == typed


@pytest.mark.parametrize("typed", ["# head", "- dash", "+ plus", "=== line", "---", "-"])
def test_a_text_cannot_begin_a_block(typed: str) -> None:
    assert md_escape(typed) == f"\\{typed}"


@pytest.mark.parametrize(
    "typed", ["132 of 500 pairs · 26%", "Furthest behind: rice (lb), it's 3.5", "size 10-12"]
)
def test_plain_text_stays_as_it_is(typed: str) -> None:
    assert md_escape(typed) == typed


@pytest.mark.parametrize("typed", [":smile:", "a :+1: b", ":a:b: c", ":100: thanks"])
def test_words_between_colons_become_no_picture(typed: str) -> None:
    assert md_escape(typed) == typed.replace(":", "\\:")


def test_lines_and_spaces_of_typed_text_become_one_line() -> None:
    assert md_escape("  two\n\n    lines ") == "two lines"


def test_quantities_are_read_as_the_language_writes_them() -> None:
    assert typed_quantity(" 1,250.5 ") == 1_250_500
    with pytest.raises(Refusal):
        typed_quantity("1.250,5")


def test_names_are_listed_as_a_sentence_lists_them() -> None:
    assert listed(["rice"]) == "rice"
    assert listed(["rice", "beans"]) == "rice and beans"


@pytest.mark.parametrize(("language", "text"), [("en", "1250.5"), ("es", "1250,5"), ("fr", "1250,5")])
def test_a_quantity_stands_in_a_field_as_it_is_read_back(language: str, text: str) -> None:
    use_language(language)
    try:
        assert quantity_text(1_250_500) == text
        assert typed_quantity(text) == 1_250_500
    finally:
        use_language("en")
