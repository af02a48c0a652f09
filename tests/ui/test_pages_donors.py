"""Donors: found, added, changed; what each gave in words; never two by accident."""

from datetime import timedelta

import pytest

from drives.commands.donations import LineDraft, LogDonation, log_donation
from drives.commands.donor_changes import AddDonor, ReviseDonor, add_donor, revise_donor
from drives.commands.erasing import EraseDonor, erase_donor
from drives.model import Donor
from drives.rules.kinds import DonorKind
from drives.rules.seen import seen_mark
from tests.houses import Home, dump, q
from tests.ui.conftest import Browser

ANN = AddDonor("Ann", DonorKind.HOUSEHOLD, "ann@example.org", "555", "2 Oak", True, "R-1")


@pytest.fixture
def page(home: Home, browser: Browser) -> Browser:
    """The page over two who gave and one who did not yet."""
    today = home.clock.now.date()
    for days_ago, who in ((3, {"donor_name": "Corner Bakery"}), (1, {"donor_name": "Corner Bakery"}),
                          (2, {"team_name": "Scouts"})):  # fmt: skip
        lines = (LineDraft(home.item(), q("4")),)
        asked = LogDonation(home.site(), lines, received_on=today - timedelta(days=days_ago), **who)
        home.do(log_donation, asked)
    home.do(add_donor, ANN)
    return browser.open("donors")


def test_before_the_first_donor_the_page_says_what_it_will_show(browser: Browser) -> None:
    browser.open("donors")
    assert "This page lists everybody who gave" in browser.texts
    assert browser.has("donors.add")


def test_each_stands_with_what_they_gave_in_words(page: Browser) -> None:
    assert "2 donors · 1 team" in page.texts
    assert "2 donations, the last on" in page.texts
    assert "1 donation, on" in page.texts
    assert "nothing logged yet" in page.texts
    assert "**Scouts** :green-badge[:material/groups: team]" in page.texts


def test_a_donor_is_added_with_everything_that_an_import_can_say(home: Home, browser: Browser) -> None:
    browser.open("donors").click("donors.add")
    for name in ("name", "email", "phone", "address", "reference"):
        browser.type(f"donor.{name}.", getattr(ANN, name))
    browser.choose("donor.kind.", "household").tick("donor.credit.").click("donor.save.")
    assert "Added: Ann." in browser.texts
    [row] = home.all(Donor)
    names = ("name", "kind", "email", "phone", "address", "credit", "reference")
    assert [getattr(row, name) for name in names] == [getattr(ANN, name) for name in names]
    assert not browser.has("donor.save.")


def test_a_second_of_a_name_is_asked_about_first(home: Home, page: Browser) -> None:
    page.click("donors.add").type("donor.name.", "corner bakery")
    assert not page.has("donor.also.")
    before = dump(home.store)
    page.click("donor.save.")
    assert page.refusals == [
        "Corner Bakery is there already. Open that one, or say that this is another donor."
    ]
    assert dump(home.store) == before
    assert page.typed("donor.name.") == "corner bakery"
    page.tick("donor.also.").click("donor.save.")
    assert page.refusals == []
    rows = home.all(Donor, Donor.name_key == "corner bakery")
    assert len({row.reference for row in rows} - {None}) == 2


def test_a_change_can_be_undone(home: Home, page: Browser) -> None:
    [ann] = home.all(Donor, Donor.name == "Ann")
    page.click(f"donors.open.{ann.id}").type("donor.name.", "Ann B").tick("donor.credit.", False)
    page.click("donor.save.")
    assert "Saved: Ann B." in page.texts
    [row] = home.all(Donor, Donor.id == ann.id)
    assert (row.name, row.credit, row.phone) == ("Ann B", False, "555")
    page.click("flash.undo")
    assert home.all(Donor, Donor.id == ann.id) == [ann]


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [("name", " ", "A donor needs a name."), ("email", "ann", "This is not an e-mail address.")],
)
def test_a_refusal_saves_nothing(home: Home, page: Browser, field: str, typed: str, said: str) -> None:
    [ann] = home.all(Donor, Donor.name == "Ann")
    page.click(f"donors.open.{ann.id}")
    before = dump(home.store)
    page.type(f"donor.{field}.", typed).click("donor.save.")
    assert page.refusals[0].startswith(said)
    assert dump(home.store) == before


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(home: Home, page: Browser) -> None:
    [ann] = home.all(Donor, Donor.name == "Ann")
    page.click(f"donors.open.{ann.id}").type("donor.phone.", "1")
    home.do(revise_donor, ReviseDonor(ann.id, seen_mark(ann), AddDonor("Ann", DonorKind.PERSON)))
    before = dump(home.store)
    page.run().click("donor.save.")
    assert page.refusals[0].startswith("Ann was changed by somebody else meanwhile.")
    assert dump(home.store) == before


def test_search_and_kind_find_and_stand_in_the_address(page: Browser) -> None:
    page.type("donors.q", "EXAMPLE.org")
    assert "**Ann**" in page.texts
    assert "Bakery" not in page.texts
    page.type("donors.q", "").choose("donors.kind", "team")
    assert "**Scouts**" in page.texts
    assert "**Ann**" not in page.texts
    assert "team" in page.at.query_params["kind"]
    again = Browser()
    again.at.query_params["kind"] = "household"
    again.open("donors")
    assert "**Ann**" in again.texts
    assert "Scouts" not in again.texts
    again.type("donors.q", "nobody")
    assert "No donor fits." in again.texts


def test_fifty_stand_on_a_page(home: Home, page: Browser) -> None:
    for number in range(60):
        home.do(add_donor, AddDonor(f"Giver {number:02}", DonorKind.PERSON))
    page.run()
    assert "**Giver 10**" in page.texts
    assert "**Giver 59**" not in page.texts


def test_a_dialog_that_was_left_does_not_come_back_by_itself(home: Home, page: Browser) -> None:
    [ann] = home.all(Donor, Donor.name == "Ann")
    page.click(f"donors.open.{ann.id}").type("donor.phone.", "1").leave_for("overview")
    home.do(revise_donor, ReviseDonor(ann.id, seen_mark(ann), AddDonor("Ann", DonorKind.PERSON)))
    page.leave_for("donors")
    assert not page.has("donor.save.")
    page.click(f"donors.open.{ann.id}")
    assert page.typed("donor.email.") == ""
    page.type("donor.phone.", "2").click("donor.save.")
    assert page.refusals == []
    assert [row.phone for row in home.all(Donor, Donor.id == ann.id)] == ["2"]


def test_an_address_opens_the_form_of_a_donor_and_an_unknown_one_nothing(home: Home) -> None:
    donor_id = home.do(add_donor, ANN).donor_id
    for asked, opened in ((str(donor_id), True), ("0", False), ("1; drop", False)):
        browser = Browser()
        browser.at.query_params["donor"] = asked
        browser.open("donors")
        assert browser.has("donor.save.") is opened


def test_a_donor_is_erased_after_a_dialog_that_says_what_stays(home: Home, browser: Browser) -> None:
    donor_id = home.do(add_donor, AddDonor("Quetzalina", DonorKind.PERSON, "q@example.org")).donor_id
    browser.open("donors").click(f"donors.open.{donor_id}").click("donor.erase.")
    assert "0 donations stay in every figure" in browser.texts
    assert "It cannot be undone." in browser.texts
    browser.click("erase.yes.")
    assert f"Erased. What they gave stands under “Erased donor {donor_id}” now." in browser.texts
    assert "Quetzalina" not in browser.texts
    assert [row.name for row in home.all(Donor)] == [f"Erased donor {donor_id}"]


def test_who_may_be_the_same_is_compared_and_merged(home: Home, page: Browser) -> None:
    home.do(add_donor, AddDonor("Corner Bakry", DonorKind.BUSINESS, "bread@example.org"))
    bakery, bakry = (home.all(Donor, Donor.name == name)[0].id for name in ("Corner Bakery", "Corner Bakry"))
    page.run().click("donors.doubles")
    assert "1 pair may be one donor." in page.texts
    assert "nearly the same name" in page.texts
    page.click(f"donors.compare.{bakery}.{bakry}")
    for said in (
        "0 donations of Corner Bakry count as given by Corner Bakery",
        "Corner Bakery gets from Corner Bakry: e-mail.",
        "this cannot be taken back",
    ):
        assert said in page.texts
    page.click("merge.yes.")
    assert "Corner Bakry is now part of Corner Bakery." in page.texts
    assert [row.merged_into_id for row in home.all(Donor, Donor.id == bakry)] == [bakery]
    page.click("donors.doubles")
    assert "Nobody: no two have" in page.texts
    other = home.do(add_donor, AddDonor("Corner Bakerry", DonorKind.BUSINESS)).donor_id
    page.run().click(f"donors.compare.{bakery}.{other}").click("merge.no.")
    assert "Corner Bakery are two, and come up as duplicates no more." in page.texts
    page.click("donors.doubles")
    assert "Nobody: no two have" in page.texts


def test_the_other_of_two_can_be_the_one_that_is_kept(home: Home, page: Browser) -> None:
    ann, bakery = (home.all(Donor, Donor.name == name)[0].id for name in ("Ann", "Corner Bakery"))
    page.click(f"donors.open.{ann}").click("donor.merge.")
    page.choose("other.with.", bakery)
    [kept] = [one for one in page.at.radio if str(one.key).startswith("merge.into.")]
    kept.set_value(ann)
    page.run()
    assert "2 donations of Corner Bakery count as given by Ann" in page.texts
    page.click("merge.yes.")
    assert [row.merged_into_id for row in home.all(Donor, Donor.id == bakery)] == [ann]
    page.type("donors.q", "bakery")
    assert "**Ann**" in page.texts
    assert "2 donations, the last on" in page.texts


def test_a_merge_that_is_refused_saves_nothing(home: Home, page: Browser) -> None:
    ann, bakery = (home.all(Donor, Donor.name == name)[0].id for name in ("Ann", "Corner Bakery"))
    page.click(f"donors.open.{ann}").click("donor.merge.").choose("other.with.", bakery)
    home.do(erase_donor, EraseDonor(ann))
    before = dump(home.store)
    page.at.button(key=page.key("merge.yes.")).click()
    page.run()
    assert "was erased and stays so" in page.refusals[0]
    assert dump(home.store) == before


def test_the_history_of_a_donor_says_what_they_gave_and_whether_they_may_be_named(
    home: Home, page: Browser
) -> None:
    ann, bakery = (home.all(Donor, Donor.name == name)[0].id for name in ("Ann", "Corner Bakery"))
    page.click(f"donors.history.{bakery}")
    for said in ("Not to be named in public", "2 donations, from", "**8 pairs of Socks**", "donations?open="):
        assert said in page.texts
    page.click(f"donors.history.{ann}")
    assert "Said yes to being named in public." in page.texts
    assert "Nothing was logged yet" in page.texts
