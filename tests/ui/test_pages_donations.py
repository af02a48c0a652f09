"""Donations: found, opened, voided with a reason, printed; each stands with all of its entries."""

import pytest

from drives.commands.donations import (
    CorrectDonation,
    LineDraft,
    LogDonation,
    correct_donation,
    log_donation,
)
from drives.commands.people import Granted
from drives.commands.stock import DiscardGoods, discard
from drives.model import Donation, DonationVoid
from drives.rules.kinds import DiscardReason, DonationState
from drives.rules.roles import Role
from tests.houses import Home, dump, q
from tests.ui.conftest import Browser
from tests.ui.people import come_as


def give(home: Home, item: str = "Socks", **rest: object) -> int:
    """A donation of ten; its id."""
    lines = (LineDraft(home.item(item), q("10"), note="by the door"),)
    return int(home.do(log_donation, LogDonation(home.site(), lines, **rest)).donation_id)  # type: ignore[arg-type]


def opened(donation_id: int) -> Browser:
    """The page with a donation opened by its address."""
    browser = Browser()
    browser.at.query_params["open"] = str(donation_id)
    return browser.open("donations")


def test_before_the_first_donation_the_page_says_what_it_will_show(browser: Browser) -> None:
    assert "Every donation will stand here" in browser.open("donations").texts


def test_it_is_found_opened_and_says_everything(home: Home) -> None:
    one = give(home, donor_name="Ann", drive_id=home.drive())
    give(home, "Rice")
    browser = Browser().open("donations")
    assert "2 donations" in browser.texts
    browser.type("donations.q", "ann")
    assert "**10 pairs of Socks**" in browser.texts
    assert "Rice" not in browser.texts
    browser.click(f"donations.open.{one}")
    for said in ("For **Spring**", "From **Ann**", "Note: by the door", "Now: 10 pairs at Gym", "Logged by"):
        assert said in browser.texts
    assert opened(999).texts.count("That donation is not here") == 1


def test_each_entry_of_a_corrected_one_is_there(home: Home) -> None:
    first = give(home)
    becomes = LogDonation(home.site(), (LineDraft(home.item(), q("7")),))
    second = home.do(correct_donation, CorrectDonation(first, becomes)).donation_id
    browser = opened(first)
    assert "corrected since" in browser.texts
    assert f"[7 pairs of Socks](donations?open={second}) (stands)" in browser.texts
    assert not browser.has("donations.void.")
    browser.click("donations.stands")
    assert browser.has(f"donations.void.{second}")


def test_it_is_corrected_where_donations_are_logged(home: Home) -> None:
    one = give(home, drive_id=home.drive())
    browser = opened(one)
    [link] = [link.proto for link in browser.at.get("page_link") if link.proto.label == "Correct …"]
    assert (link.page, link.query_string) == ("log-donation", f"correct={one}")
    browser.at.query_params.clear()
    browser.at.query_params["correct"] = str(one)
    browser.open("log_donation")
    assert "Socks" in browser.texts
    assert "correct" not in browser.at.query_params
    assert home.all(Donation, Donation.id == one)[0].state is DonationState.POSTED


@pytest.mark.parametrize("asked", ["999", "x", "-1"])
def test_what_is_not_there_is_not_corrected(home: Home, asked: str) -> None:
    give(home)
    browser = Browser()
    browser.at.query_params["correct"] = asked
    browser.open("log_donation")
    assert browser.refusals
    assert "Correcting" not in browser.texts


def test_a_donation_is_voided_with_a_reason(home: Home) -> None:
    one = give(home)
    browser = opened(one).click("donations.void.")
    before = dump(home.store)
    browser.click("void.yes.")
    assert browser.refusals == ["Say why first: whoever looks for this donation later will ask."]
    assert dump(home.store) == before
    browser.type("void.reason.", "logged twice").click("void.yes.")
    assert "Voided: 10 pairs of Socks at Gym." in browser.texts
    assert [row.reason for row in home.all(DonationVoid)] == ["logged twice"]
    assert "“logged twice”" in opened(one).texts


def test_goods_that_are_gone_are_not_voided_and_the_reason_stays(home: Home) -> None:
    one = give(home)
    home.do(discard, DiscardGoods(home.lot_of("Socks"), home.site(), q("4"), DiscardReason.DAMAGED))
    browser = opened(one).click("donations.void.").type("void.reason.", "typed wrong")
    before = dump(home.store)
    browser.click("void.yes.")
    assert "only 6 are still there, 4 short" in browser.refusals[0]
    assert dump(home.store) == before
    assert browser.typed("void.reason.") == "typed wrong"


def test_an_organizer_of_one_drive_sees_its_donations_alone(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(home, drive_id=home.drive())
    other = give(home, "Rice", drive_id=home.drive("Fall"))
    browser = come_as(home, monkeypatch, "Olga", Granted(Role.ORGANIZER, home.drive()))
    browser.open("donations")
    assert "Socks" in browser.texts
    assert "Rice" not in browser.texts
    assert "That donation is not here" in opened(other).texts


def test_others_have_no_such_page(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = come_as(home, monkeypatch, "Vera", Granted(Role.VOLUNTEER))
    with pytest.raises(ValueError, match="navigation page"):
        browser.open("donations")
