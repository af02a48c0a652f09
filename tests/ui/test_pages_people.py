"""People: who may sign in; invited, given roles, let out; each dialog says what will happen."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from drives.accounts import token_hash
from drives.commands.account_changes import DisableAccount, disable_account
from drives.commands.people import Granted
from drives.model import Account, RoleGrant, Session, Ticket
from drives.rules.roles import Role
from drives.settings import Mail
from drives.ui import reads
from tests.houses import Home, dump
from tests.ui.conftest import Browser, at_hand
from tests.ui.people import PASSWORD, come_as, person, sign_in

ADMIN = Granted(Role.ADMIN)


@pytest.fixture
def page(home: Home, monkeypatch: pytest.MonkeyPatch) -> Browser:
    """The page as Ada sees it, an admin; Bob was invited, Cid signed in and runs a drive."""
    drive = home.drive("Winter")
    browser = come_as(home, monkeypatch, "Ada", ADMIN)
    person(home, "Bob", Granted(Role.PROGRAM_STAFF, program_id=home.program("Haven")), came=False)
    person(home, "Cid", Granted(Role.ORGANIZER, drive), Granted(Role.VOLUNTEER))
    return browser.open("people")


def account(home: Home, name: str) -> int:
    return int(home.all(Account, Account.name == name)[0].id)


def token_in(browser: Browser) -> str:
    """The secret of the link that stands on the page."""
    [address] = [code.value for code in browser.at.code]
    found = re.search(r"/session/welcome/([\w-]+)$", address)
    assert found is not None, address
    return found[1]


def test_everybody_stands_with_roles_in_words_and_when_they_were_here(page: Browser) -> None:
    assert page.title == "Who may sign in"
    assert "4 accounts · 1 not come yet" in page.texts
    assert "staff of Haven" in page.texts
    assert "organizer of Winter · volunteer" in page.texts
    assert "ada@example.org · last seen today" in page.texts
    assert "bob@example.org · has not come yet; the link works until" in page.texts
    assert "**Bob** :orange-badge[:material/mail: invited]" in page.texts


def test_a_link_that_expired_is_said(home: Home, page: Browser) -> None:
    with home.store.write() as connection:
        table = Ticket.__table__
        connection.execute(table.update().values(made_at=home.clock.now - timedelta(days=30)))
        connection.execute(table.update().values(expires_at=home.clock.now - timedelta(days=16)))
    assert "the link has expired, make a new one" in page.run().texts


def test_an_invitation_gives_a_link_once_that_lets_in_with_the_role(home: Home, page: Browser) -> None:
    page.click("people.invite").type("invite.email.", "Dee@Example.org").type("invite.name.", "Dee")
    page.choose("invite.role.", "organizer")
    assert "makes links for table helpers" in page.texts
    page.choose("invite.drive.", home.drive("Winter")).click("invite.send.")
    assert page.refusals == []
    token = token_in(page)
    accounts = home.house.accounts
    seen = accounts.ticket(token)
    assert seen is not None
    assert (seen.name, seen.email) == ("Dee", "Dee@Example.org")
    assert token not in str(dump(home.store))
    viewer = accounts.viewer(accounts.use_ticket(token, name="Dee", password=PASSWORD, device=None).cookie)
    assert viewer is not None
    assert {(grant.role, grant.drive_id) for grant in viewer.grants} == {
        (Role.ORGANIZER, home.drive("Winter"))
    }
    page.click("people.link.done")
    assert not page.at.code
    assert "**Dee**" in page.texts


@pytest.mark.parametrize(
    ("email", "role", "said"),
    [
        ("", "volunteer", "Still to fill in: the e-mail address."),
        ("dee", "volunteer", "This is not an e-mail address."),
        ("CID@example.org", "volunteer", "CID@example.org has an account already."),
        ("dee@example.org", "program_staff", "Program staff belong to one program. Choose which."),
    ],
)
def test_an_invitation_that_is_refused_saves_nothing(
    home: Home, page: Browser, email: str, role: str, said: str
) -> None:
    page.click("people.invite").type("invite.email.", email).choose("invite.role.", role)
    before = dump(home.store)
    page.click("invite.send.")
    assert page.refusals[0].startswith(said)
    assert dump(home.store) == before
    assert page.typed("invite.email.") == email
    assert not page.at.code


def test_a_role_is_given_and_taken_back(home: Home, page: Browser) -> None:
    bob = account(home, "Bob")
    page.click(f"people.roles.{bob}").choose("people.roles.role.", "volunteer").click("people.roles.give.")
    assert "Bob is volunteer from now on." in page.texts
    assert {row.role for row in home.all(RoleGrant, RoleGrant.account_id == bob)} == {
        Role.PROGRAM_STAFF,
        Role.VOLUNTEER,
    }
    page.click("flash.undo")
    assert {row.role for row in home.all(RoleGrant, RoleGrant.account_id == bob)} == {Role.PROGRAM_STAFF}


def test_a_role_is_taken_away_after_saying_what_that_means(home: Home, page: Browser) -> None:
    bob, haven = account(home, "Bob"), home.program("Haven")
    page.click(f"people.roles.{bob}").click(f"people.take.program_staff-0-{haven}")
    assert "Bob will not be staff of Haven any more, from their next click on" in page.texts
    assert "It is their only role" in page.texts
    assert len(home.all(RoleGrant, RoleGrant.account_id == bob)) == 1
    page.click("people.revoke.yes.")
    assert "Bob is not staff of Haven any more." in page.texts
    assert not home.all(RoleGrant, RoleGrant.account_id == bob)
    page.click("flash.undo")
    [row] = home.all(RoleGrant, RoleGrant.account_id == bob)
    assert (row.role, row.program_id) == (Role.PROGRAM_STAFF, haven)


def test_an_account_is_disabled_and_enabled_again(home: Home, page: Browser) -> None:
    cid = account(home, "Cid")
    page.click(f"people.disable.{cid}")
    assert "Cid is signed out everywhere at the next click, and cannot sign in any more." in page.texts
    page.click("people.disable.yes.")
    assert "Cid is disabled." in page.texts
    assert "disabled today: cannot sign in" in page.texts
    assert page.title == "Who may sign in"
    page.choose("people.show", "disabled")
    assert "**Cid**" in page.texts
    assert "**Bob**" not in page.texts
    page.click(f"people.enable.{cid}.")
    [row] = home.all(Account, Account.id == cid)
    assert row.disabled_at is None


def test_the_last_admin_who_can_sign_in_stays(home: Home, page: Browser) -> None:
    home.do(disable_account, DisableAccount(account(home, "Keeper")))
    ada = account(home, "Ada")
    page.run().click(f"people.disable.{ada}")
    assert "This is your own account." in page.texts
    before = dump(home.store)
    page.click("people.disable.yes.")
    assert page.refusals[0].startswith("Ada is the only admin who can sign in")
    assert dump(home.store) == before


def test_a_reset_link_is_made_after_saying_what_it_does(home: Home, page: Browser) -> None:
    cid = account(home, "Cid")
    page.click(f"people.link.{cid}")
    assert "With this link Cid chooses a new password" in page.texts
    assert not page.at.code
    page.click("people.link.make.")
    token = token_in(page)
    assert [row.hash for row in home.all(Ticket, Ticket.account_id == cid)] == [token_hash(token)]
    page.leave_for("overview").open("people")
    assert not page.at.code


def test_search_and_filter_stand_in_the_address(page: Browser) -> None:
    page.type("people.q", "CID@")
    assert "**Cid**" in page.texts
    assert "**Bob**" not in page.texts
    page.type("people.q", "").choose("people.show", "invited")
    assert "invited" in page.at.query_params["show"]
    assert "**Bob**" in page.texts
    assert "**Ada**" not in page.texts
    page.type("people.q", "zz")
    assert "Nobody fits." in page.texts


@pytest.mark.parametrize(
    "granted",
    [
        (),
        (Granted(Role.VOLUNTEER),),
        (Granted(Role.ORGANIZER),),
    ],
)
def test_the_page_is_not_for_others(
    home: Home, monkeypatch: pytest.MonkeyPatch, granted: tuple[Granted, ...]
) -> None:
    browser = come_as(home, monkeypatch, "Vic", *granted)
    with pytest.raises(ValueError, match="navigation page"):
        browser.open("people")


def test_a_role_that_is_taken_away_closes_the_page_at_the_next_click(
    home: Home, page: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = account(home, "Ada")
    other = Browser()
    person(home, "Eve", ADMIN)
    sign_in(home, monkeypatch, "Eve")
    eve = Browser().open("people")
    eve.click(f"people.roles.{ada}").click("people.take.admin-0-0").click("people.revoke.yes.")
    sign_in(home, monkeypatch, "Ada")
    before = dump(home.store)[Account.__tablename__]
    page.click("people.invite")
    assert not page.has("people.")
    assert not other.open("people").has("people.")
    assert dump(home.store)[Account.__tablename__] == before


def test_a_store_without_accounts_begins_with_the_first_one(home: Home, browser: Browser) -> None:
    browser.open("people")
    assert "From then on everybody signs in, you first: you are the admin." in browser.texts
    before = dump(home.store)
    browser.type("first.name.", "Ada").click("first.make.")
    assert browser.refusals == ["Still to fill in: the e-mail address."]
    assert dump(home.store) == before
    browser.type("first.email.", "ada@example.org").click("first.make.")
    assert browser.title == "One step more"
    [row] = home.all(Account)
    assert (row.name, row.password) == ("Ada", None)
    [grant] = home.all(RoleGrant)
    assert grant.role is Role.ADMIN
    assert not home.all(Session)
    html = "".join(str(one.proto.body) for one in browser.at.get("html"))
    found = re.search(r"/session/welcome/([\w-]+)", html)
    assert found is not None
    assert home.house.accounts.ticket(found[1]) is not None


def test_an_invitation_is_e_mailed_where_a_server_is_set_up_and_the_link_shown_all_the_same(
    home: Home, page: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = Mail(host="127.0.0.1", port=1, tls=False, sender="drives@example.org")
    settings = replace(reads.house().settings, mail=mail, url="https://drives.example.org")
    at_hand(monkeypatch, house=lambda: replace(home.house, settings=settings))
    page.click("people.invite").type("invite.email.", "dee@example.org").click("invite.send.")
    assert "The e-mail to dee@example.org could not be sent. Pass the link on yourself." in page.texts
    assert page.at.code[0].value == f"https://drives.example.org/session/welcome/{token_in(page)}"
