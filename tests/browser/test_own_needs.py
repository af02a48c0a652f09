"""A program's staff see their own needs in a real browser, and no other program's by an address or a file."""

import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from drives.accounts import hash_password
from drives.commands.people import AddAccount, Granted, add_account
from drives.rules.roles import Role
from drives.wiring import utc_now
from tests.browser.conftest import OpenPage
from tests.roles.world import World
from tests.serving import served

PASSWORD = "lantern orbit velvet crumb"


@pytest.fixture(scope="module")
def world(store_folder: Path) -> Iterator[World]:
    """A community in which everybody has needs that are not for the others; Pia is of the staff of P."""
    made = World(f"sqlite:///{store_folder}/own_needs.db", at=utc_now() - timedelta(minutes=5))
    granted = Granted(Role.PROGRAM_STAFF, program_id=made.p)
    asked = AddAccount("pia@example.org", "Pia", (granted,), password_hash=hash_password(PASSWORD))
    made.do(add_account, asked)
    yield made
    made.home.close()


@pytest.fixture(scope="module")
def address(world: World) -> Iterator[str]:
    """Where it is served."""
    with served(world.home.url) as url:
        yield url


def test_a_programs_account_reaches_no_other_programs_needs(
    world: World, address: str, open_page: OpenPage
) -> None:
    page = open_page(f"{address}/session/sign-in?next=/our-needs")
    page.get_by_label("E-mail").fill("pia@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("note-of-p").first).to_be_visible()
    page.goto(f"{address}/our-needs?need={world.need_p}")
    expect(page.get_by_role("dialog")).to_be_visible()
    theirs = world.need_q
    for path in (
        "our-needs?program=quiltmakers",
        f"our-needs?need={theirs}",
        f"our-needs?need={theirs}&do=cancel",
    ):
        page.goto(f"{address}/{path}")
        expect(page.get_by_text("note-of-p").first).to_be_visible()
        expect(page.get_by_text("note-of-q")).to_have_count(0)
        expect(page.get_by_role("dialog")).to_have_count(0)
    for path in (f"needs?need={theirs}", "places?program=quiltmakers", "donors", "end-of-day"):
        page.goto(f"{address}/{path}")
        expect(page.get_by_text("Signed in as Pia")).to_be_visible()
        expect(page.get_by_role("heading", name="This page is not open to you")).to_be_visible()
        expect(page.get_by_text("note-of-q")).to_have_count(0)
        expect(page.get_by_role("button", name="Export")).to_have_count(0)
    page.goto(f"{address}/my-account")
    with page.expect_download() as begun:
        page.get_by_role("button", name="Download my data").click()
    with zipfile.ZipFile(begun.value.path()) as packed:
        told = b"".join(packed.read(name) for name in packed.namelist())
    assert b"pia@example.org" in told
    for words in (b"Quiltmakers", b"note-of-q", b"Umbrellas"):
        assert words not in told
