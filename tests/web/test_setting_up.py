"""The first account from elsewhere: by the code that stands in the terminal, and by nothing else."""

import re

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from drives.accounts import COOKIE
from drives.commands.organization import SetUpOrganization, set_up_organization
from drives.commands.people import add_account
from drives.model import Account, Activity, Organization
from drives.rules.roles import Role
from drives.web import lifespan, telling_the_code
from tests.houses import Home, dump
from tests.web.conftest import ANN, PASSWORD, Browse

TYPED = {
    "organization": "Kent Coalition",
    "zone": "America/Chicago",
    "name": "Ann",
    "email": "Ann@example.org",
    "password": PASSWORD,
}


def _typed(house: Home, **other: str) -> dict[str, str]:
    return {"code": house.house.accounts.seals.set_up_code(), **TYPED, **other}


def _said(house: Home) -> dict[str, list[str]]:
    return {name: rows for name, rows in dump(house.store).items() if name != "failed_try"}


def test_the_first_person_sets_up_the_organization_and_is_its_admin(house: Home, browse: Browse) -> None:
    client = browse()
    assert "Set-up code" in client.get("/session/set-up").text
    code = house.house.accounts.seals.set_up_code().lower().replace("-", " ")
    answer = client.post("/session/set-up", data=_typed(house, code=code))
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    viewer = house.house.accounts.viewer(client.cookies[COOKIE])
    assert viewer is not None
    assert (viewer.name, viewer.has(Role.ADMIN)) == ("ann@example.org", True)
    [organization] = house.all(Organization)
    assert (organization.name, organization.time_zone) == ("Kent Coalition", "America/Chicago")
    [done] = house.all(Activity)
    assert (done.who, done.command) == ("ann@example.org", "set_up_store")
    assert client.get("/overview").text == "dashboard"
    assert client.get("/session/set-up").headers["location"] == "/session/sign-in"


@pytest.mark.rule_alone
@pytest.mark.parametrize(
    ("other", "refusal"),
    [
        ({"code": ""}, "This is not the set-up code."),
        ({"code": "AAAAA-AAAAA"}, "This is not the set-up code."),
        ({"organization": " "}, "Your organization needs a name."),
        ({"zone": ""}, "is no time zone"),
        ({"email": "ann"}, "This is not an e-mail address."),
        ({"email": ""}, "Still to fill in: the e-mail address."),
        ({"password": "short"}, "This password has 5 characters."),
        ({"password": "Kent Coalition Ann"}, "known from breaches or easy to guess"),
        ({"name": "A\u202enn"}, "cannot be seen or kept"),
    ],
)
def test_what_is_refused_saves_nothing_and_stays_typed(
    house: Home, browse: Browse, other: dict[str, str], refusal: str
) -> None:
    typed, client = _typed(house, **other), browse()
    before = _said(house)
    answer = client.post("/session/set-up", data=typed)
    assert answer.status_code == 422
    alert = re.search(r'role="alert">(.*?)</p>', answer.text)
    assert alert is not None
    assert refusal in alert[1]
    for name in ("organization", "name", "email", "code"):
        assert f'value="{typed[name]}"' in answer.text
    assert not typed["zone"] or "<option selected>America/Chicago" in answer.text
    assert typed["password"] not in answer.text
    assert "set-cookie" not in answer.headers
    assert _said(house) == before


def test_whoever_guesses_codes_has_to_wait_and_keeps_nobody_else_waiting(house: Home, browse: Browse) -> None:
    guesser = browse(("198.51.100.1", 1))
    for _guess in range(5):
        assert guesser.post("/session/set-up", data=_typed(house, code="AAAAA-AAAAA")).status_code == 422
    assert guesser.post("/session/set-up", data=_typed(house)).status_code == 429
    assert house.all(Account) == []
    assert browse().post("/session/set-up", data=_typed(house)).status_code == 303


def test_once_there_is_an_account_the_code_opens_nothing(house: Home, browse: Browse) -> None:
    typed = _typed(house)
    house.do(add_account, ANN)
    before = _said(house)
    answer = browse().post("/session/set-up", data=typed)
    assert answer.headers["location"] == "/session/sign-in"
    assert _said(house) == before


def test_an_organization_that_stands_is_not_asked_for_and_stays(house: Home, browse: Browse) -> None:
    house.do(set_up_organization, SetUpOrganization("Our Coalition", "Europe/Vienna"))
    client = browse()
    assert 'name="organization"' not in client.get("/session/set-up").text
    assert client.post("/session/set-up", data=_typed(house)).status_code == 303
    [organization] = house.all(Organization)
    assert (organization.name, organization.time_zone) == ("Our Coalition", "Europe/Vienna")


def test_the_code_is_told_where_the_server_starts_until_there_are_accounts(
    house: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    def told() -> str:
        with TestClient(Starlette(lifespan=lambda app: lifespan(telling_the_code(lambda: house.house))(app))):
            return capsys.readouterr().err

    assert house.house.accounts.seals.set_up_code() in told()
    house.do(add_account, ANN)
    assert told() == ""
