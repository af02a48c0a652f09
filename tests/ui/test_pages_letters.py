"""Letters: who issues them is said first; then one at a time, or a year at once; never a value of goods."""

import pytest

from drives.commands.donations import CorrectDonation, LineDraft, LogDonation, correct_donation, log_donation
from drives.commands.drives import OpenDrive, open_drive
from drives.commands.issuers import SetIssuer, set_issuer
from drives.commands.people import Granted
from drives.commands.places import AddSite, ReviseSite, revise_site
from drives.documents.tax_sources import tax_sources
from drives.model import Acknowledgement, Issuer, Site
from drives.rules.roles import Role
from drives.rules.seen import seen_mark
from tests.houses import Home, dump, q
from tests.ui.conftest import Browser
from tests.ui.people import come_as


@pytest.fixture
def gifts(home: Home) -> list[int]:
    """Two gifts by Ann and one by Bo to a drive for the shelter, which may issue letters."""
    today = home.clock.now.date()
    asked = OpenDrive("Spring", today, today, (home.program(),), (home.site(),))
    home._nouns["drive", "Spring"] = home.do(open_drive, asked).drive_id
    home.do(set_issuer, SetIssuer(home.program(), "Haven Inc.", "12-3456789", "PO Box 7"))
    lines = (LineDraft(home.item(), q("36")),)
    return [
        home.do(log_donation, LogDonation(home.site(), lines, home.drive(), donor_name=name)).donation_id
        for name in ("Ann", "Ann", "Bo")
    ]


def opened(**asked: object) -> Browser:
    """The page by an address."""
    browser = Browser()
    for name, value in asked.items():
        browser.at.query_params[name] = str(value)
    return browser.open("letters")


def files(browser: Browser) -> list[str]:
    """What the files are called that the page offers."""
    return [button.proto.label for button in browser.at.get("download_button")]


def test_what_is_missing_is_said_and_an_admin_names_who_issues_letters(home: Home, browser: Browser) -> None:
    home.program()
    browser.open("letters")
    assert "Letters will stand here once an admin has named a program" in browser.texts
    for source in tax_sources().values():
        assert source.url in browser.texts
    assert browser.texts.count("last checked") == 2
    browser.click("letters.issuer.add")
    before = dump(home.store)
    browser.click("issuer.save.")
    assert browser.refusals == ["Choose the program first."]
    browser.choose("issuer.program.", home.program()).type("issuer.name.", "Haven Inc.").click("issuer.save.")
    assert browser.refusals[0].startswith("A letter needs the tax id (EIN)")
    assert dump(home.store) == before
    browser.type("issuer.tax_id.", "12-3456789").click("issuer.save.")
    assert "Saved: Haven Inc." in browser.texts
    assert [(row.name, row.tax_id) for row in home.all(Issuer)] == [("Haven Inc.", "12-3456789")]


@pytest.mark.usefixtures("gifts")
def test_a_letter_is_issued_from_the_list_of_those_that_are_due(home: Home) -> None:
    browser = opened()
    assert "3 gifts of" in browser.texts
    assert "have no letter yet. 2 donors wait for a letter each." in browser.texts
    ann = next(key for key in browser._keys() if key.startswith("letters.write."))
    browser.click(ann)
    assert "It will say that 2 gifts came:" in browser.texts
    assert "Gym: 36 pairs of Socks" in browser.texts
    [site] = home.all(Site)
    home.do(revise_site, ReviseSite(site.id, seen_mark(site), AddSite("Gym", site.kind, public=False)))
    browser.run()
    assert "a site that is not public: 36 pairs of Socks" in browser.texts
    assert "Gym" not in browser.texts
    browser.click("letter.yes.")
    [letter] = home.all(Acknowledgement)
    assert f"Issued: letter {letter.year}-0001 to Ann." in browser.texts
    assert "Issued by **Haven Inc.**" in browser.texts
    assert "No goods or services were provided" in browser.texts
    assert "has no letter yet. 1 donor waits for a letter." in opened().texts


def test_what_was_given_in_return_is_said_with_its_value_or_refused(home: Home, gifts: list[int]) -> None:
    browser = opened(donation=gifts[2])
    [radio] = [one for one in browser.at.radio if str(one.key).startswith("letter.return.")]
    radio.set_value("something")
    browser.run().type("letter.what.", "a mug")
    before = dump(home.store)
    browser.click("letter.yes.")
    assert browser.refusals[0].startswith("Say what the donor got in return and its good-faith value")
    assert dump(home.store) == before
    assert browser.typed("letter.what.") == "a mug"
    browser.type("letter.value.", "12.50").click("letter.yes.")
    assert "you were given: a mug. Its value, estimated in good faith, is 12.50." in browser.texts


@pytest.mark.usefixtures("gifts")
def test_a_years_letters_are_issued_at_once_and_made_into_one_file(home: Home) -> None:
    browser = opened().click("letters.run")
    before = dump(home.store)
    browser.click("run.yes.")
    assert browser.refusals == ["Say first that none of them got anything in return: each letter states it."]
    assert dump(home.store) == before
    browser.tick("run.nothing.").click("run.yes.")
    assert "Issued: 2 letters." in browser.texts
    assert "Every gift of" in browser.texts
    assert not browser.has("letters.make")
    assert "The letters as PDF" in files(browser)
    assert len(home.all(Acknowledgement)) == 2
    later = opened()
    assert "The letters as PDF" not in files(later)
    later.click("letters.make")
    assert "The letters as PDF" in files(later)


def test_a_letter_of_what_was_corrected_says_so_and_offers_a_new_one(home: Home, gifts: list[int]) -> None:
    opened(donation=gifts[2]).click("letter.yes.")
    becomes = LogDonation(home.site(), (LineDraft(home.item(), q("30")),), home.drive(), donor_name="Bo")
    home.do(correct_donation, CorrectDonation(gifts[2], becomes))
    [letter] = home.all(Acknowledgement)
    texts = opened().texts
    assert "corrected since: look at it" in texts
    assert "1 letter is in no file: something of what it says was corrected" in texts
    browser = opened(letter=letter.id)
    assert "Something of what it says was corrected or voided since." in browser.texts
    assert "What it said, as PDF marked not valid" in files(browser)
    assert "36 pairs of Socks" in browser.texts
    browser.click("replace.yes.")
    assert f"Issued: letter {letter.year}-0002 to Bo." in browser.texts
    assert "30 pairs of Socks" in browser.texts
    assert f"Letter {letter.year}-0002 stands in its place." in opened(letter=letter.id).texts
    browser = opened(letter=letter.id + 1)
    before = dump(home.store)
    browser.click("replace.yes.")
    assert browser.refusals[0].startswith("Nothing was changed since this letter was issued.")
    assert dump(home.store) == before


@pytest.mark.usefixtures("gifts")
def test_gifts_that_nobody_can_acknowledge_are_said(home: Home) -> None:
    lines = (LineDraft(home.item(), q("1")),)
    one = home.do(log_donation, LogDonation(home.site(), lines, donor_name="Cy")).donation_id
    assert "1 gift of no drive: correct the donations" in opened().texts
    assert "this gift belongs to no drive" in opened(donation=one).texts
    nameless = home.do(log_donation, LogDonation(home.site(), lines, home.drive())).donation_id
    assert "No letter can be written: it names nobody" in opened(donation=nameless).texts


@pytest.mark.usefixtures("gifts")
def test_organizers_of_all_write_letters_and_do_not_say_who_may(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = come_as(home, monkeypatch, "Olga", Granted(Role.ORGANIZER)).open("letters")
    assert browser.has("letters.run")
    assert not browser.has("letters.issuer.")
    scoped = come_as(home, monkeypatch, "Odo", Granted(Role.ORGANIZER, home.drive()))
    with pytest.raises(ValueError, match="navigation page"):
        scoped.open("letters")
