"""Coming in and going out over HTTP: forms without scripts, a cookie, refusals that keep what is typed."""

import re
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from drives.accounts import COOKIE, new_token, token_hash
from drives.accounts.attempts import FREE_TRIES_OF_ADDRESS, count_try
from drives.commands.people import AddAccount, Granted, add_account
from drives.model import Session, TableLink
from drives.rules.kinds import WayIn
from drives.rules.roles import Role
from drives.store import retrying
from tests.houses import Home
from tests.web.conftest import ANN, PASSWORD, Browse

TYPED = {"email": "ann@example.org", "password": PASSWORD}


def _viewer(house: Home, client: TestClient) -> str | None:
    viewer = house.house.accounts.viewer(client.cookies.get(COOKIE))
    return None if viewer is None else viewer.name


def _alert(page: str) -> str:
    found = re.search(r'role="alert">(.*?)</p>', page)
    return "" if found is None else found[1]


def test_who_signs_in_gets_a_cookie_and_goes_on(peopled: Home, browse: Browse) -> None:
    client = browse(user_agent="Mozilla/5.0 (Android 15) Firefox/140.0")
    form = client.get("/session/sign-in?next=/drives%3Fid=3")
    assert form.headers["cache-control"] == "no-store"
    assert 'name="next" value="/drives?id=3"' in form.text
    answer = client.post("/session/sign-in", data={**TYPED, "next": "/drives?id=3"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/drives?id=3")
    assert answer.headers["cache-control"] == "no-store"
    said = answer.headers["set-cookie"].lower()
    for part in ("httponly", "samesite=lax", "path=/", "expires="):
        assert part in said
    assert _viewer(peopled, client) == "ann@example.org"
    [session] = peopled.all(Session)
    assert (session.way_in, session.device) == (WayIn.PASSWORD, "Firefox · Android")


@pytest.mark.rule_alone
@pytest.mark.parametrize(
    "wish",
    [
        "",
        "//evil.org",
        "/\\evil.org",
        "https://evil.org",
        "evil",
        "/\t/evil.org",
        "/a\nb",
        "\\\\evil.org",
        "/ x",
    ],
)
@pytest.mark.usefixtures("peopled")
def test_nobody_is_sent_to_another_site(browse: Browse, wish: str) -> None:
    client = browse()
    page = client.get("/session/sign-in", params={"next": wish})
    assert 'name="next" value="/"' in page.text
    assert client.post("/session/sign-in", data={**TYPED, "next": wish}).headers["location"] == "/"


@pytest.mark.rule_alone
@pytest.mark.parametrize(
    "typed", [{"password": "wrong <b>"}, {"email": "<i>bob@example.org"}, {"email": "a\0b"}]
)
def test_a_refusal_keeps_what_was_typed_but_never_the_password(
    peopled: Home, browse: Browse, typed: dict[str, str]
) -> None:
    client = browse()
    answer = client.post("/session/sign-in", data={**TYPED, **typed})
    assert answer.status_code == 422
    assert _alert(answer.text) == "This e-mail address and password do not go together. Check both."
    assert 'value="ann@example.org"' in answer.text or "email" in typed
    assert "&lt;i&gt;bob@example.org" in answer.text or "<i>" not in typed.get("email", "")
    assert PASSWORD not in answer.text
    assert "wrong" not in answer.text
    assert "<i>" not in answer.text
    assert "set-cookie" not in answer.headers
    assert peopled.all(Session) == []


def test_many_tries_have_to_wait_and_one_address_does_not_slow_another(peopled: Home, browse: Browse) -> None:
    client = browse(("203.0.113.1", 1))
    wrong = {"email": "nobody@example.org", "password": "wrong"}
    assert client.post("/session/sign-in", data=wrong).status_code == 422
    for number in range(1, FREE_TRIES_OF_ADDRESS):
        count_try(peopled.store, (f"account {number}", "address 203.0.113.1"), peopled.clock.now)
    waits = client.post("/session/sign-in", data=TYPED)
    assert waits.status_code == 429
    assert int(waits.headers["retry-after"]) > 0
    assert "too many tries" in _alert(waits.text)
    forged = client.post("/session/sign-in", data=TYPED, headers={"x-forwarded-for": "198.51.100.1"})
    assert forged.status_code == 303
    assert browse(("203.0.113.2", 1)).post("/session/sign-in", data=TYPED).status_code == 303
    assert _viewer(peopled, client) is not None


def test_an_account_that_was_disabled_is_told_so(peopled: Home, browse: Browse) -> None:
    from drives.model import Account

    now = peopled.clock.now
    retrying(
        peopled.store,
        lambda connection: connection.execute(Account.__table__.update().values(disabled_at=now)),
    )
    assert "was disabled" in _alert(browse().post("/session/sign-in", data=TYPED).text)


def test_signing_out_ends_the_session_on_the_server(peopled: Home, browse: Browse) -> None:
    client = browse()
    client.post("/session/sign-in", data=TYPED)
    stolen = client.cookies[COOKIE]
    assert "Stay signed in" in client.get("/session/sign-out").text
    assert _viewer(peopled, client) is not None
    answer = client.post("/session/sign-out")
    assert (answer.status_code, answer.headers["location"]) == (303, "/session/sign-in")
    assert answer.headers["clear-site-data"] == '"cache"'
    assert COOKIE not in client.cookies
    assert peopled.house.accounts.viewer(stolen) is None
    thief = browse()
    thief.cookies[COOKIE] = stolen
    assert thief.get("/media/1.csv").status_code == 404
    assert "You are signed in" not in thief.get("/session/sign-in").text


def test_signing_in_anew_ends_the_session_before(peopled: Home, browse: Browse) -> None:
    client = browse()
    client.post("/session/sign-in", data=TYPED)
    before = client.cookies[COOKIE]
    assert "You are signed in as ann@example.org" in client.get("/session/sign-in").text
    client.post("/session/sign-in", data=TYPED)
    assert client.cookies[COOKIE] != before
    assert peopled.house.accounts.viewer(before) is None


def _invite(house: Home) -> str:
    token = new_token()
    house.do(add_account, AddAccount("bob@example.org", "Bob", (Granted(Role.VOLUNTEER),), token_hash(token)))
    return f"/session/welcome/{token}"


def test_an_invitation_lets_somebody_choose_a_password_once(peopled: Home, browse: Browse) -> None:
    link, client = _invite(peopled), browse()
    form = client.get(link).text
    assert 'value="bob@example.org" autocomplete="username" readonly' in form
    assert 'name="name" value="Bob"' in form
    weak = client.post(link, data={"name": "Robert & <b>", "password": "short"})
    assert weak.status_code == 422
    assert "has 5 characters" in _alert(weak.text)
    assert 'value="Robert &amp; &lt;b&gt;"' in weak.text
    assert "short" not in weak.text
    answer = client.post(link, data={"name": "Robert", "password": "marble ticket harbor nine"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert _viewer(peopled, client) == "bob@example.org"
    for again in (browse().get(link), browse().post(link, data={"name": "x", "password": PASSWORD})):
        assert again.status_code == 404
        assert "does not work (any more)" in again.text


@pytest.mark.usefixtures("peopled")
def test_a_link_that_never_was_is_told_like_one_that_was_used(browse: Browse) -> None:
    for token in ("x", new_token(), "%00", "%ff"):
        answer = browse().get(f"/session/welcome/{token}")
        assert answer.status_code == 404
        assert "does not work (any more)" in answer.text


def _table(house: Home, drive: str = "Spring") -> tuple[int, str]:
    asked = {
        "id": len(house.all(TableLink)) + 1,
        "drive_id": house.drive(drive),
        "site_id": house.site(),
        "made_at": house.clock.now,
        "expires_at": house.clock.now + timedelta(days=2),
    }
    retrying(house.store, lambda connection: connection.execute(TableLink.__table__.insert(), asked))
    return asked["id"], f"/table/{house.house.accounts.seals.table_token(asked['id'])}"


def test_a_table_link_opens_the_table_and_keeps_to_one_session(peopled: Home, browse: Browse) -> None:
    link_id, link = _table(peopled)
    client = browse()
    answer = client.get(link)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    first = client.cookies[COOKIE]
    viewer = peopled.house.accounts.viewer(first)
    assert viewer is not None
    assert viewer.tables == {(peopled.drive(), peopled.site())}
    assert viewer.name == f"table link {link_id}"
    assert client.get(link).headers["location"] == "/"
    assert client.cookies[COOKIE] == first
    _other_id, other = _table(peopled, "Winter")
    client.get(other)
    assert client.cookies[COOKIE] != first
    assert peopled.house.accounts.viewer(first) is None
    assert client.get("/media/1.csv").status_code == 404


def test_a_table_link_that_was_revoked_lets_nobody_in(peopled: Home, browse: Browse) -> None:
    _link_id, link = _table(peopled)
    now = peopled.clock.now
    retrying(
        peopled.store,
        lambda connection: connection.execute(TableLink.__table__.update().values(revoked_at=now)),
    )
    for told, says in ((link, "revoked"), ("/table/x", "(any more)"), (f"{link}x", "(any more)")):
        answer = browse().get(told)
        assert answer.status_code == 404
        assert says in answer.text
        assert "set-cookie" not in answer.headers
        # A helper has no account: whom to ask is said, and the way on is to what is public.
        assert "Ask whoever gave it to you" in answer.text
        assert "/session/sign-in" not in answer.text


def test_who_only_asks_where_a_table_link_leads_comes_in_to_no_table(peopled: Home, browse: Browse) -> None:
    _link_id, link = _table(peopled)
    before = len(peopled.all(Session))
    answer = browse().head(link)
    assert (answer.status_code, "set-cookie" in answer.headers) == (303, False)
    assert len(peopled.all(Session)) == before


def test_whoever_is_signed_in_is_asked_before_a_table_takes_her_place(peopled: Home, browse: Browse) -> None:
    _link_id, link = _table(peopled)
    client = browse()
    client.post("/session/sign-in", data=TYPED)
    asked = client.get(link)
    assert asked.status_code == 200
    assert "You are signed in as ann@example.org" in asked.text
    assert _viewer(peopled, client) == "ann@example.org"
    assert client.post(link).headers["location"] == "/"
    assert (_viewer(peopled, client) or "").startswith("table link")


def test_without_accounts_nobody_signs_in(house: Home, browse: Browse) -> None:
    answer = browse(("127.0.0.1", 1), "localhost").get("/session/sign-in")
    assert answer.headers["location"] == "/session/set-up"
    assert house.all(Session) == []


@pytest.mark.usefixtures("peopled")
def test_a_form_of_a_megabyte_is_not_read(browse: Browse) -> None:
    answer = browse().post("/session/sign-in", data={"email": "x" * 1_000_000, "password": "y"})
    assert answer.status_code == 413


def test_a_page_says_whose_it_is(peopled: Home, browse: Browse) -> None:
    from drives.commands.organization import SetUpOrganization, set_up_organization

    peopled.do(set_up_organization, SetUpOrganization("Kent <Coalition>"))
    page = browse().get("/session/sign-in").text
    assert "<title>Sign in · Kent &lt;Coalition&gt;</title>" in page
    assert ANN.name not in page
