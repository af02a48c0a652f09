"""What can be chosen is called what people called it: lists read no markdown, radios do."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from drives.commands.donor_changes import AddDonor, add_donor
from drives.commands.drives import OpenDrive, open_drive
from drives.commands.items import AddItem, add_item
from drives.commands.organization import SetUpOrganization, set_up_organization
from drives.commands.places import AddProgram, AddSite, add_program, add_site
from drives.rules.dates import DateRule
from drives.rules.kinds import DonorKind, ProgramKind, SiteKind
from drives.rules.units import Unit
from tests.browser.conftest import OpenPage
from tests.houses import Home
from tests.serving import served

DRIVE, SITE, PROGRAM = "Food & *Fun* [now]", "Hall & *Gym*", "Bread & *Roses*"
ITEM, TEAM = "Men's *XL* & up_to_3XL", "Moms & *Dads*"


@pytest.fixture(scope="module")
def address(store_folder: Path) -> Iterator[str]:
    """A community that likes signs, two of everything."""
    home = Home(f"sqlite:///{store_folder}/signs.db", datetime.now(UTC).date())
    today = home.clock.now.date()
    home.do(set_up_organization, SetUpOrganization("Kent Coalition"))
    for more in ("", " 2"):
        home.do(add_item, AddItem(ITEM + more, f"Wear & *tear*{more}", Unit.PAIR, DateRule.ADVICE))
        home.do(add_donor, AddDonor(TEAM + more, DonorKind.TEAM))
        program = home.do(add_program, AddProgram(PROGRAM + more, ProgramKind.OTHER)).program_id
        site = home.do(add_site, AddSite(SITE + more, SiteKind.COLLECTION_SITE)).site_id
        home.do(open_drive, OpenDrive(DRIVE + more, today, today, (program,), (site,)))
    home.close()
    with served(home.url) as url:
        yield url


def offered(page: Page, label: str) -> list[str]:
    """What a list offers, as it is seen."""
    box = page.get_by_role("combobox", name=label).first
    box.click()
    # A first click may only take the focus where the page is drawn anew just then; the key opens it.
    box.press("ArrowDown")
    expect(page.get_by_role("option").first).to_be_visible()
    return page.get_by_role("option").all_inner_texts()


@pytest.mark.parametrize(
    ("place", "label", "name"),
    [
        ("log-donation", "Drive", DRIVE),
        ("log-donation", "Site", SITE),
        ("what-to-bring", "Drive", f"{DRIVE} · last day"),
        ("end-of-day", "Site", SITE),
        ("count", "Found here, but not on the list?", f"{ITEM} (pair)"),
        ("needs", "Program", PROGRAM),
        ("needs", "Item", f"{ITEM} (pair)"),
        ("needs", "Only for one drive", DRIVE),
        ("catalogue", "Category", "Wear & *tear*"),
        ("catalogue?item=1&do=merge", "The one that is kept", f"{ITEM} 2 (pair)"),
        ("drives?new=yes", "Programs it collects for", PROGRAM),
        ("drives?new=yes", "Teams (may stay empty)", TEAM),
        ("drives?new=yes", "Another item", f"{ITEM} (pair)"),
    ],
)
def test_a_list_offers_names_as_they_were_typed(
    address: str, open_page: OpenPage, place: str, label: str, name: str
) -> None:
    page = open_page(f"{address}/{place}")
    if place == "needs":
        expect(page.get_by_text("Post a need").first).to_be_visible()
    found = offered(page, label)
    assert name in found
    assert not any("\\" in one for one in found)
