"""My account: name, language, password, where one is signed in, what one may do, and one's own data."""

import io
import zipfile
from dataclasses import replace

import pytest

from drives.accounts import Claims
from drives.commands.donations import LineDraft, LogDonation, log_donation
from drives.commands.people import AddAccount, Granted, add_account
from drives.exchange.own_data import own_data_file
from drives.model import Account, Session
from drives.rules.kinds import WayIn
from drives.rules.roles import EVERYBODY, THIS_MACHINE, Role
from drives.settings import Provider
from drives.ui import reads
from tests.houses import Home, dump, q
from tests.ui.conftest import Browser, at_hand
from tests.ui.people import PASSWORD, come_as, person

NEW = "another lamp over rivers"


@pytest.fixture
def page(home: Home, monkeypatch: pytest.MonkeyPatch) -> Browser:
    """The page as Ada sees it, who runs the drive Winter."""
    return come_as(home, monkeypatch, "Ada", Granted(Role.ORGANIZER, home.drive("Winter"))).open("my_account")


def enters(home: Home, password: str = PASSWORD) -> str:
    """The cookie of another browser of Ada's."""
    accounts = home.house.accounts
    return accounts.sign_in("ada@example.org", password, address="203.0.113.9", device="Safari · iPad").cookie


def test_it_says_who_i_am_and_what_i_may_do_and_my_name_leads_here(page: Browser) -> None:
    assert page.title == "My account"
    assert "ada@example.org" in page.texts
    assert "**organizer of Winter**: Runs drives" in page.texts
    assert "Here, and nowhere else." in page.texts
    assert not page.has("account.elsewhere")
    page.open("guide")
    html = "".join(str(one.proto.body) for one in page.at.get("html"))
    assert "<small>Signed in as Ada · organizer</small>" in html
    assert [one.proto.page for one in page.at.get("page_link") if one.proto.label == "My account"]


def test_a_name_and_a_language_are_changed_and_no_name_is_refused(home: Home, page: Browser) -> None:
    page.type("account.name.name.", "Ada L.").click("account.name.save.")
    assert "You are called Ada L. from now on." in page.texts
    page.choose("account.language.language.", "en").click("account.language.save.")
    assert "You read Drives in this language." in page.texts
    [row] = home.all(Account, Account.email_key == "ada@example.org")
    assert (row.name, row.language) == ("Ada L.", "en")
    before = dump(home.store)
    page.type("account.name.name.", " ").click("account.name.save.")
    assert page.refusals == ["Still to fill in: your name."]
    assert dump(home.store) == before


def test_another_password_ends_every_other_session_and_this_one_stays(home: Home, page: Browser) -> None:
    other = enters(home)
    page.type("account.password.old.", PASSWORD).type("account.password.new.", NEW)
    page.click("account.password.change.")
    assert page.refusals == []
    assert "Your password is changed." in page.texts
    assert page.title == "My account"
    assert home.house.accounts.viewer(other) is None
    assert home.house.accounts.viewer(enters(home, NEW)) is not None
    assert not page.typed("account.password.old.").strip("None")


def test_a_password_that_is_refused_changes_nothing(home: Home, page: Browser) -> None:
    other, before = enters(home), home.all(Account)
    for old, new, said in (
        ("wrong", NEW, "The old password is not right."),
        (PASSWORD, "short", "This password has 5 characters."),
        (PASSWORD, "ada@example.org", "This password is known from breaches or easy to guess."),
    ):
        page.type("account.password.old.", old).type("account.password.new.", new)
        page.click("account.password.change.")
        assert page.refusals[0].startswith(said)
        assert page.typed("account.password.new.") == new
    assert home.all(Account) == before
    assert home.house.accounts.viewer(other) is not None


def test_sessions_are_ended_one_by_one_and_all_others_at_once(home: Home, page: Browser) -> None:
    first, second = enters(home), enters(home)
    page.run()
    assert "Here, and in 2 other places." in page.texts
    assert page.texts.count("**Safari · iPad**") == 2
    assert page.texts.count(":green-badge[this one]") == 1
    keys = [key for key in page._keys() if key.startswith("account.out.")]
    page.click(keys[0])
    assert "Signed out: Safari · iPad." in page.texts
    accounts = home.house.accounts
    assert [accounts.viewer(first) is None, accounts.viewer(second) is None].count(True) == 1
    page.click("account.elsewhere")
    assert accounts.viewer(first) or accounts.viewer(second)
    page.click("account.out.yes")
    assert accounts.viewer(first) is None
    assert accounts.viewer(second) is None
    assert "You are signed in here, and nowhere else." in page.texts


def test_signing_out_everywhere_takes_this_one_too(home: Home, page: Browser) -> None:
    other = enters(home)
    page.run().click("account.everywhere").click("account.out.yes")
    assert "You are signed out." in page.texts
    assert not page.has("account.")
    assert home.house.accounts.viewer(other) is None
    assert all(row.ended_at is not None for row in home.all(Session))


def test_a_session_of_somebody_else_is_answered_like_one_that_is_over(home: Home, page: Browser) -> None:
    accounts = home.house.accounts
    [keeper] = home.all(Account, Account.name == "Keeper")
    [ada] = home.all(Account, Account.name == "Ada")
    hers = accounts.sign_in("keeper@example.org", PASSWORD, address="203.0.113.8", device=None).cookie
    [one] = accounts.sessions_of(keeper.id, hers)
    assert not accounts.end_session(ada.id, one.mark)
    assert not accounts.end_session(ada.id, "nothing")
    assert accounts.viewer(hers) is not None
    assert page.title


def test_who_comes_by_a_provider_has_no_password_here_and_sees_her_session(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    person(home, "Keeper", Granted(Role.ADMIN))
    home.do(add_account, AddAccount("ada@example.org", "Ada", (Granted(Role.VOLUNTEER),)))
    now = reads.now()
    said = Claims("https://id.example.org", "1", "ada@example.org", True, now, "a")
    elsewhere = Claims("https://id.example.org", "1", "ada@example.org", True, now, "b")
    home.clock.now = now
    assert home.house.accounts.provider_viewer(elsewhere, device="Firefox · Android") is not None
    provider = Provider(
        metadata_url="https://id.example.org/meta", client_id="drives", client_secret="x", name="Kent Login"
    )
    settings = replace(reads.house().settings, provider=provider)
    at_hand(monkeypatch, house=lambda: replace(home.house, settings=settings))
    at_hand(monkeypatch, cookie=lambda: None)
    at_hand(monkeypatch, provider_claims=lambda: said)
    browser = Browser().open("my_account")
    assert "You sign in with Kent Login and have no password here" in browser.texts
    assert not browser.has("account.password.")
    assert "**Firefox · Android**" in browser.texts
    assert "with Kent Login · since today" in browser.texts
    assert browser.texts.count(":green-badge[this one]") == 1
    browser.click("account.elsewhere").click("account.out.yes")
    assert browser.title == "My account"
    accounts = home.house.accounts
    assert accounts.provider_viewer(elsewhere) is None
    assert accounts.provider_viewer(said) is not None
    ended = {
        row.device: row.ended_at is not None for row in home.all(Session, Session.way_in == WayIn.PROVIDER)
    }
    assert ended["Firefox · Android"]


@pytest.mark.usefixtures("page")
def test_my_data_is_mine_alone(home: Home) -> None:
    sign = home.house.accounts.viewer(reads.cookie())
    assert sign is not None
    socks = (LineDraft(home.item("Socks"), q("5")),)
    home.do(
        log_donation,
        LogDonation(home.site("Gym"), socks, home.drive("Winter"), donor_name="Dora"),
        viewer=sign,
    )
    person(home, "Bob", Granted(Role.ADMIN))
    with zipfile.ZipFile(io.BytesIO(own_data_file(home.house.queries, sign))) as file:
        held = {name: file.read(name).decode() for name in file.namelist()}
    assert list(held) == ["account.csv", "roles.csv", "sessions.csv", "links.csv", "activity.csv"]
    assert "Ada,ada@example.org,,yes," in held["account.csv"]
    assert "organizer of Winter," in held["roles.csv"]
    assert "password,phone" in held["sessions.csv"]
    assert 'Logged a donation,"Winter, Gym' in held["activity.csv"]
    everything = "".join(held.values())
    [row] = home.all(Account, Account.name == "Ada")
    for secret in ("Dora", "Bob", "Keeper", row.password, *(one.hash for one in home.all(Session))):
        assert secret not in everything
    assert own_data_file(home.house.queries, sign) == own_data_file(home.house.queries, sign)


@pytest.mark.parametrize("viewer", [THIS_MACHINE, EVERYBODY])
def test_who_has_no_account_has_no_such_page(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, viewer: object
) -> None:
    at_hand(monkeypatch, viewer=lambda: viewer)
    with pytest.raises(ValueError, match="navigation page"):
        browser.open("my_account")


def test_who_was_signed_out_elsewhere_sees_nothing_of_it(home: Home, page: Browser) -> None:
    home.house.accounts.sign_out_everywhere(home.all(Account, Account.name == "Ada")[0].id)
    before = dump(home.store)
    page.type("account.name.name.", "Eve")
    assert not page.has("account.")
    assert "ada@example.org" not in page.texts
    assert dump(home.store) == before
