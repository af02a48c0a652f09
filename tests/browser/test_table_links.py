"""A table's link in a real browser: made by an organizer, scanned by a helper, revoked under her hands."""

import io
import re
from collections.abc import Iterator

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from drives.accounts import hash_password
from drives.commands.people import AddAccount, Granted, add_account
from drives.model import Donation, TableLink
from drives.rules.kinds import DonationState
from drives.rules.roles import Role
from tests.browser.conftest import Community, OpenPage, tile_button
from tests.serving import served

PASSWORD = "lantern orbit velvet crumb"


@pytest.fixture(scope="module")
def address(community: Community) -> Iterator[str]:
    """The community, served, with an organizer."""
    kept = hash_password(PASSWORD)
    with community.house() as home:
        asked = AddAccount("olga@example.org", "Olga", (Granted(Role.ORGANIZER),), password_hash=kept)
        home.do(add_account, asked, request_id="olga")
    with served(community.url) as url:
        yield url


def scanned(page: Page) -> list[str]:
    """What a phone's camera reads of the code on the screen."""
    picture = Image.open(io.BytesIO(page.get_by_alt_text("QR code of the link").screenshot()))
    return [code.text for code in zxingcpp.read_barcodes(picture)]


def made_link(page: Page) -> str:
    """Make a link on the page of drives; what stands beside its code."""
    page.get_by_role("button", name=re.compile("Table links")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Links for a table")
    page.get_by_text("24 hours", exact=True).click()
    page.get_by_role("button", name="Make the link").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_alt_text("QR code of the link")).to_be_visible()
    expect(dialog.get_by_text("Phones cannot open this link")).to_be_visible()
    return dialog.locator("code").inner_text().strip()


def test_a_link_is_made_scanned_used_and_revoked(
    community: Community, address: str, open_page: OpenPage
) -> None:
    olga = open_page(f"{address}/session/sign-in?next=/drives")
    olga.get_by_label("E-mail").fill("olga@example.org")
    olga.get_by_label("Password").fill(PASSWORD)
    olga.get_by_role("button", name="Sign in").click()
    link = made_link(olga)
    assert scanned(olga) == [link]
    with olga.context.expect_page() as opened:
        olga.get_by_role("link", name="Sheet to print").click()
    sheet = opened.value
    expect(sheet.get_by_role("heading", level=1)).to_have_text("Log what you take in at Gym")
    assert scanned(sheet) == [link]
    sheet.close()
    olga.get_by_role("button", name="Done").click()
    expect(olga.get_by_text("Not used yet")).to_be_visible()

    helper = open_page(link, width=390, height=844)
    expect(helper).to_have_url(f"{address}/")
    expect(helper.get_by_text("Winter · at Gym")).to_be_visible()
    tile_button(helper, "Rice", "One more").click()
    helper.get_by_role("button", name="Log it at Gym").click()
    expect(helper.get_by_text("Logged: 1 lb of Rice.")).to_be_visible()
    mine = helper.locator("[class*=st-key-logged-]")
    expect(mine).to_contain_text("1 lb of Rice")
    mine.get_by_role("button", name=re.compile("Undo")).click()
    expect(helper.get_by_text(re.compile("1 lb of Rice .* taken back"))).to_be_visible()
    helper.get_by_role("button", name="Log it at Gym").click()
    expect(helper.get_by_text("1 donation today, on this phone.")).to_be_visible()
    tile_button(helper, "Socks", "One more").click()
    expect(helper.get_by_text("1 pair Socks")).to_be_visible()

    olga.reload()
    expect(olga.get_by_text(re.compile("1 donation logged · last used today"))).to_be_visible()
    olga.get_by_role("button", name=re.compile("Revoke …")).click()
    olga.get_by_role("button", name="Revoke it").click()
    expect(olga.get_by_text("Revoked: the link for Gym lets nobody in any more.")).to_be_visible()
    expect(olga.get_by_text("1 link that is over")).to_be_visible()

    helper.get_by_role("button", name="Log it at Gym").click()
    expect(helper.get_by_role("heading", level=1)).to_have_text("You are not at the table any more")
    expect(helper.get_by_text("This link was revoked.")).to_be_visible()
    expect(helper.get_by_text("Not logged: 1 pair of Socks.")).to_be_visible()
    helper.reload()
    expect(helper.get_by_role("heading", level=1)).to_have_text("You are not at the table any more")
    helper.get_by_role("button", name="Go on to the public pages").click()
    expect(helper.get_by_role("heading", level=1)).not_to_have_text("You are not at the table any more")
    expect(helper.get_by_role("link", name="Sign in", exact=True)).to_be_visible()
    helper.goto(link)
    expect(helper.get_by_text("This link was revoked.")).to_be_visible()
    with community.house() as home:
        [row] = home.all(TableLink)
        assert row.revoked_at is not None
        states = [one.state for one in home.all(Donation)]
        assert states == [DonationState.POSTED, DonationState.VOIDED, DonationState.POSTED]
