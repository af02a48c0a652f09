"""What is kept for one person's session."""

from streamlit.testing.v1 import AppTest

from drives.errors import Refusal
from drives.ui.session import FLASH, Desk


def test_a_form_sends_one_request_id_until_it_was_answered() -> None:
    at = Desk()
    first = at.request_id("log")
    assert first == at.request_id("log")
    assert first != at.request_id("needs")
    at.answered("log")
    assert first != at.request_id("log")


def test_an_answer_takes_the_refusal_before_it_away() -> None:
    at = Desk()
    at.refusals["log"] = Refusal("No.")
    at.answered("log")
    assert at.refusals == {}


def test_a_desk_outlives_reruns_and_belongs_to_one_session() -> None:
    def page() -> None:
        import streamlit as st

        from drives.ui.session import desk

        at = desk()
        st.text(f"{at.drive} {at.request_id('log')}")
        at.drive = "winter"

    here, there = AppTest.from_function(page).run(), AppTest.from_function(page).run()
    first = here.text[0].value.split()[1]
    assert here.run().text[0].value == f"winter {first}"
    assert first not in there.run().text[0].value


def test_a_flash_stands_on_its_page_and_is_over_on_another() -> None:
    at = Desk()
    at.say("Logged.")
    assert at.settle_flash("/log") is not None
    assert at.settle_flash("/log") is not None
    assert at.settle_flash("/needs") is None
    assert at.settle_flash("/log") is None
    at.say("Logged again.")
    at.hush()
    assert not at.flash_stands("/log")


def test_a_refused_undo_is_said_too() -> None:
    at = Desk()
    at.refusals[FLASH] = Refusal("Gone.")
    assert at.flash_stands("/log")


def test_what_was_said_before_is_over_where_a_form_is_refused() -> None:
    at = Desk()
    at.say("Logged.", undo=lambda: None)
    at.refusals["log"] = Refusal("No.")
    at.refusals.pop("log")
    assert at.settle_flash("/log") is None
    at.say("Logged again.", undo=lambda: None)
    at.refusals[FLASH] = Refusal("Gone.")
    assert at.settle_flash("/log") is not None
