"""What is kept between the pages of one person's session."""

from streamlit.testing.v1 import AppTest


def _run(page: object) -> AppTest:
    at = AppTest.from_function(page).run()  # type: ignore[arg-type]
    assert not at.exception
    return at


def test_a_form_sends_one_request_id_until_it_was_answered() -> None:
    def page() -> None:
        from drives.ui import session

        first = session.request_id("log")
        assert first == session.request_id("log")
        assert first != session.request_id("needs")
        session.next_request("log")
        assert first != session.request_id("log")

    _run(page)


def test_a_request_id_outlives_reruns() -> None:
    def page() -> None:
        import streamlit as st

        from drives.ui import session

        st.text(session.request_id("log"))

    at = _run(page)
    first = at.text[0].value
    assert at.run().text[0].value == first


def test_drive_and_site_are_remembered() -> None:
    def page() -> None:
        import streamlit as st

        from drives.ui import session

        st.text(f"{session.remembered_drive()} {session.remembered_site()}")
        session.remember_drive("winter")
        session.remember_site("North Library")

    at = _run(page)
    assert at.text[0].value == "None None"
    assert at.run().text[0].value == "winter North Library"


def test_a_flash_stands_on_its_page_and_is_over_on_another() -> None:
    def page() -> None:
        from drives.ui import session

        session.say("Logged.")
        assert session.settle_flash("/log") is not None
        assert session.settle_flash("/log") is not None
        assert session.settle_flash("/needs") is None
        assert session.settle_flash("/log") is None
        session.say("Logged again.")
        session.hush()
        assert session.settle_flash("/log") is None

    _run(page)
