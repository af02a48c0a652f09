"""The line that says that a store is a demo, and how to start one's own."""

import pytest
from streamlit.testing.v1 import AppTest

from drives.commands.organization import SetUpOrganization, set_up_organization
from drives.ui.components.demo_banner import start_command
from tests.houses import Home


def _banner() -> None:
    from drives.ui import reads
    from drives.ui.components import demo_banner

    reads.look_again()
    demo_banner()


def _shown(home: Home) -> AppTest:
    at = AppTest.from_function(_banner).run(timeout=20)
    assert not at.exception
    assert home.url
    return at


def test_a_store_of_ones_own_has_no_banner_whatever_its_name(home: Home) -> None:
    home.do(set_up_organization, SetUpOrganization("Lantern Valley Coalition (demo)"))
    assert [element.value for element in _shown(home).markdown] == []


def test_a_demo_says_so_and_how_to_start_ones_own(home: Home) -> None:
    home.do(set_up_organization, SetUpOrganization("Kent Coalition"), request_id="demo-1")
    at = _shown(home)
    said = " ".join(element.value for element in at.markdown)
    assert "A demo with invented names." in said
    assert "Stop the program where it runs" in said
    assert "\ndrives --store sqlite:///data/ours.db serve\n" in said


@pytest.mark.parametrize(
    ("store", "command"),
    [
        ("sqlite:///data/drives.db", "drives --store sqlite:///data/ours.db serve"),
        ("sqlite:///drives.db?timeout=5", "drives --store sqlite:///ours.db serve"),
        ("sqlite:///data/ours.db", "drives --store sqlite:///data/mine.db serve"),
        ("sqlite:////home/kim/secret/drives.db", "drives --store sqlite:///data/ours.db serve"),
        ("sqlite:///C:/Users/kim/drives.db", "drives --store sqlite:///data/ours.db serve"),
        ("sqlite:///C:\\Users\\kim\\drives.db", "drives --store sqlite:///data/ours.db serve"),
        (
            "postgresql+psycopg://kim:secret@db.internal/demo",
            "drives --store postgresql+psycopg://user@host/another_database serve",
        ),
    ],
)
def test_the_command_names_another_store_and_no_folder_of_this_machine(store: str, command: str) -> None:
    assert start_command(store) == command
