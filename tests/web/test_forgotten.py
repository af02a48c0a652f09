"""A forgotten password: a link to the address that is kept, and the same answer for every address."""

import re
from collections.abc import Iterator

import pytest

from drives.accounts import COOKIE
from drives.commands.organization import SetUpOrganization, set_up_organization
from drives.model import Ticket
from drives.web import forgotten
from tests.houses import Home
from tests.test_reach import Postbox
from tests.web.conftest import PASSWORD, Browse

NEW = "marble ticket harbor nine"


@pytest.fixture
def postbox(peopled: Home) -> Iterator[Postbox]:
    """A server that takes our e-mail."""
    box = Postbox()
    box.controller.start()
    object.__setattr__(peopled.house, "settings", box.settings())
    peopled.do(set_up_organization, SetUpOrganization("Kent Coalition"))
    yield box
    box.controller.stop()


def _letters(postbox: Postbox) -> list[str]:
    forgotten._later.submit(lambda: None).result(30)
    return [letter.get_content() for letter in postbox.letters]


def test_who_forgot_her_password_comes_in_by_a_link(peopled: Home, browse: Browse, postbox: Postbox) -> None:
    client = browse()
    assert "/session/forgot" in client.get("/session/sign-in").text
    assert client.get("/session/forgot").status_code == 200
    # An address that reads alike: the link goes to the one that is kept.
    answer = client.post("/session/forgot", data={"email": " ANN@ｅxample.org"})
    assert answer.status_code == 200
    [letter] = _letters(postbox)
    assert postbox.letters[0]["To"].addresses[0].addr_spec == "Ann@Example.org"
    found = re.search(r"https://drives\.example\.org(/session/welcome/\S+)", letter)
    assert found is not None
    page = client.get(found[1]).text
    assert "Choose a new password" in page
    assert 'name="name"' not in page
    came_in = client.post(found[1], data={"password": NEW})
    assert came_in.status_code == 303
    viewer = peopled.house.accounts.viewer(client.cookies[COOKIE])
    assert viewer is not None
    assert viewer.name == "ann@example.org"
    signs_in = browse().post("/session/sign-in", data={"email": "ann@example.org", "password": PASSWORD})
    assert signs_in.status_code == 422
    assert client.get(found[1]).status_code == 404


def test_an_address_without_an_account_is_answered_alike_and_gets_nothing(
    peopled: Home, browse: Browse, postbox: Postbox
) -> None:
    known = browse().post("/session/forgot", data={"email": "ann@example.org"})
    unknown = browse().post("/session/forgot", data={"email": "bob@example.org"})
    assert known.text == unknown.text
    assert len(_letters(postbox)) == 1
    assert len(peopled.all(Ticket)) == 1


def test_whoever_asks_again_and_again_has_to_wait(browse: Browse, postbox: Postbox) -> None:
    for email in ("bob@example.org", "ann@example.org"):
        client = browse((f"203.0.113.{len(email)}{email[0] == 'a':d}", 1))
        statuses = [client.post("/session/forgot", data={"email": email}).status_code for _ in range(6)]
        assert statuses == [200] * 5 + [429]
    assert len(_letters(postbox)) == 5


def test_without_e_mail_there_is_no_such_page(peopled: Home, browse: Browse) -> None:
    assert peopled.house.settings.mail is None
    assert browse().get("/session/forgot").headers["location"] == "/session/sign-in"
    answer = browse().post("/session/forgot", data={"email": "ann@example.org"})
    assert answer.headers["location"] == "/session/sign-in"
    assert "Ask an admin" in browse().get("/session/sign-in").text
    assert peopled.all(Ticket) == []
