"""Pledging by the plain form: for everybody, nothing of others told, programs turned away, the link a key."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from drives.accounts.attempts import FREE_TRIES_OF_ADDRESS
from drives.commands import drives, needs
from drives.commands import pledges as commands
from drives.commands.people import add_account
from drives.model import Donor, Drive, Pledge, PledgeLine
from drives.rules.kinds import PledgeEnd
from drives.store.verify import verify
from drives.web import pledging
from tests.houses import Home, dump, q
from tests.test_reach import Postbox
from tests.web.conftest import ANN, Browse

EMAIL = "anna@example.org"


@pytest.fixture
def house(sqlite_url: str) -> Iterator[Home]:
    """A public drive that asks for fifty pairs of socks, and takes them at the gym."""
    home = Home(sqlite_url)
    home.do(add_account, ANN)
    today = home.clock.now.date()
    programs, sites = (home.program(),), (home.site("Gym"),)
    days = today, today + timedelta(days=30)
    home.do(drives.open_drive, drives.OpenDrive("Spring", *days, programs, sites, public=True))
    home.need("Socks", "50")
    yield home
    assert verify(home.store) == []
    home.close()


@pytest.fixture
def client(house: Home, browse: Browse) -> TestClient:
    assert house
    return browse()


def nonce(page: str) -> str:
    found = re.search(r'name="nonce" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def filled(house: Home, client: TestClient, **other: str) -> dict[str, str]:
    """The form, filled in."""
    page = client.get("/pledge/spring")
    assert page.status_code == 200
    said = {"nonce": nonce(page.text), "email": EMAIL, "name": "Anna", "site": str(house.site("Gym")),
            "by": (house.clock.now.date() + timedelta(days=3)).isoformat(), "website": "",
            f"item-{house.item()}": "7"}  # fmt: skip
    return said | other


def alert(page: str) -> str:
    found = re.search(r'role="alert">([^<]*)<', page)
    assert found is not None, page
    return found[1].replace("&#34;", '"')


def test_the_form_says_what_is_wanted_where_and_by_when(client: TestClient) -> None:
    page = client.get("/pledge/spring").text
    for said in (
        "Spring",
        "Socks",
        "50 pairs still to bring",
        '<span class="unit">pairs</span>',
        "Gym",
        'type="date"',
        "No account is needed",
    ):
        assert said in page
    assert "<script" not in page


def test_what_was_pledged_stands_at_an_address_of_its_own(house: Home, client: TestClient) -> None:
    answer = client.post("/pledge/spring", data=filled(house, client))
    assert answer.status_code == 303
    [row] = house.all(Pledge)
    assert (row.email, row.name, row.digest) != (EMAIL, "Anna", answer.headers["location"])
    page = client.get(answer.headers["location"]).text
    for said in ("Thank you", "Socks", "7 pairs", "Gym", "Keep this page"):
        assert said in page
    assert EMAIL not in page
    assert "Anna" not in page
    assert house.all(Donor) == []
    assert "7 pairs pledged already" in client.get("/pledge/spring").text


def test_the_same_form_sent_twice_is_one_pledge(house: Home, client: TestClient) -> None:
    typed = filled(house, client)
    first, second = (client.post("/pledge/spring", data=typed).headers["location"] for _ in range(2))
    assert first == second
    assert len(house.all(Pledge)) == 1


def test_the_same_address_again_gets_the_same_answer_and_sees_nothing(house: Home, browse: Browse) -> None:
    pages = []
    for _ in range(2):
        client = browse()
        typed = filled(house, client)
        form = client.get("/pledge/spring").text
        answer = client.post("/pledge/spring", data=typed)
        thanks = client.get(answer.headers["location"]).text
        told = "".join((form, str(answer.status_code), answer.text, thanks))
        pages.append(re.sub(r'value="[^"]*"|, \d+ pairs pledged already', "", told))
    assert pages[0] == pages[1]


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"website": "https://spam.example"}, "Leave the field"),
        ({"nonce": "guess"}, "This form is not ours"),
        ({"email": "nobody"}, "This is not an e-mail address"),
        ({"by": "soon"}, "Choose the day"),
        ({"by": "1999-01-01"}, "runs until"),
        ({"site": "999"}, "Choose where"),
        ({"socks": "51"}, "50 still to bring"),
        ({"socks": "many"}, "Socks: "),
        ({"socks": "0"}, "Nothing is pledged yet"),
        ({"socks": "2.5"}, "whole"),
    ],
)
def test_what_is_refused_saves_nothing_and_keeps_what_was_typed(
    house: Home, client: TestClient, other: dict[str, str], said: str
) -> None:
    other = {f"item-{house.item()}" if name == "socks" else name: text for name, text in other.items()}
    typed = filled(house, client, **other)
    answer = client.post("/pledge/spring", data=typed)
    assert answer.status_code == 422
    assert said in alert(answer.text)
    assert house.all(Pledge) == []
    assert 'value="Anna"' in answer.text
    assert f'name="item-{house.item()}" value="{typed[f"item-{house.item()}"]}"' in answer.text


def test_an_address_that_comes_too_often_waits(house: Home, browse: Browse) -> None:
    client = browse(("203.0.113.1", 1))
    wrong = filled(house, client, email="nobody")
    for _ in range(FREE_TRIES_OF_ADDRESS):
        assert client.post("/pledge/spring", data=wrong).status_code == 422
    slow = client.post("/pledge/spring", data=wrong)
    assert (slow.status_code, int(slow.headers["retry-after"]) > 0) == (429, True)
    other = browse(("203.0.113.2", 1))
    assert other.post("/pledge/spring", data=filled(house, other)).status_code == 303


def test_a_page_of_another_site_pledges_nothing(house: Home, client: TestClient) -> None:
    typed = filled(house, client)
    answer = client.post("/pledge/spring", data=typed, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403
    assert house.all(Pledge) == []


def _pledge(house: Home, client: TestClient) -> str:
    return client.post("/pledge/spring", data=filled(house, client)).headers["location"]


def test_by_its_link_it_is_changed_and_taken_back(house: Home, client: TestClient) -> None:
    link = _pledge(house, client)
    page = client.get(link).text
    assert f'name="item-{house.item()}" value="7"' in page
    typed = filled(house, client, do="change", **{f"item-{house.item()}": "9"})
    assert client.post(link, data={**typed, "nonce": nonce(page)}).headers["location"] == link
    assert "9 pairs" in client.get(link).text
    assert sorted(row.quantity for row in house.all(PledgeLine)) == [q("7"), q("9")]
    page = client.get(link).text
    asked = page[page.index("<summary>I cannot bring it</summary>") :]
    assert asked.index("your e-mail and name are deleted") < asked.index("Take my pledge back")
    back = {"nonce": nonce(page), "do": "withdraw"}
    assert client.post(link, data=back).status_code == 303
    page = client.get(link).text
    assert "You took this pledge back" in page
    assert '<a href="/pledge/spring">Pledge again</a>' in page
    rows = house.all(Pledge)
    assert [row.ended for row in rows] == [PledgeEnd.CHANGED, PledgeEnd.WITHDRAWN]
    assert {(row.email, row.name) for row in rows} == {(None, None)}
    before = dump(house.store)
    again = client.post(link, data={**back, "nonce": "another-nonce-long-enough"})
    assert "taken back or released before" in alert(again.text)
    assert dump(house.store)["pledge"] == before["pledge"]


def test_what_is_asked_for_no_more_stays_in_a_change_and_may_be_lowered(
    house: Home, client: TestClient
) -> None:
    link, socks = _pledge(house, client), f"item-{house.item()}"
    house.do(needs.cancel_need, needs.CancelNeed(1))
    page = client.get(link).text
    assert "You pledged 7 pairs. Keep it, or enter less." in page
    assert f'name="{socks}" value="7"' in page
    today = house.clock.now.date().isoformat()
    typed = {"do": "change", "site": str(house.site("Gym")), "by": today, socks: "7"}
    more = client.post(link, data={**typed, "nonce": nonce(page), socks: "8"})
    assert "Socks: 8 pledged, 7 still to bring" in alert(more.text)
    for kept in ("7", "5"):
        sent = {**typed, "nonce": nonce(client.get(link).text), socks: kept}
        assert client.post(link, data=sent).status_code == 303
        assert f"{kept} pairs" in client.get(link).text


def test_a_change_that_is_refused_says_why_and_keeps_what_was_typed(house: Home, client: TestClient) -> None:
    link = _pledge(house, client)
    typed = filled(house, client, do="change", **{f"item-{house.item()}": "51"})
    answer = client.post(link, data=typed)
    assert "50 still to bring" in alert(answer.text)
    assert 'value="51"' in answer.text
    assert len(house.all(Pledge)) == 1


def test_a_link_that_was_guessed_opens_nothing(client: TestClient) -> None:
    for answer in (client.get("/pledged/guess"), client.post("/pledged/guess", data={"do": "withdraw"})):
        assert answer.status_code == 404
        assert "no pledge at this address" in answer.text


def test_a_drive_that_is_not_public_or_over_has_no_form(house: Home, client: TestClient) -> None:
    today = house.clock.now.date()
    asked: dict[str, Any] = {"program_ids": (house.program(),), "site_ids": (house.site("Gym"),)}
    house.do(drives.open_drive, drives.OpenDrive("Quiet", today, today, public=False, **asked))
    nowhere = client.get("/pledge/nowhere")
    assert nowhere.status_code == 404
    assert client.get("/pledge/quiet").text == nowhere.text
    [spring] = house.all(Drive, Drive.slug == "spring")
    house.do(drives.close_drive, drives.CloseDrive(spring.id))
    assert "does not run today" in client.get("/pledge/spring").text


def test_when_all_is_covered_the_form_says_so(house: Home, client: TestClient) -> None:
    house.do(needs.cancel_need, needs.CancelNeed(1))
    assert "Everything asked for is covered" in client.get("/pledge/spring").text


def test_the_caps_hold_by_the_form_too(
    house: Home, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "MOST_OF_EMAIL_A_DAY", 1)
    _pledge(house, client)
    answer = client.post("/pledge/spring", data=filled(house, client))
    assert alert(answer.text).startswith("No more pledges are taken here today.")


def test_where_e_mail_is_set_up_the_link_is_sent_once_and_tells_nothing_typed(
    house: Home, client: TestClient
) -> None:
    box = Postbox()
    box.controller.start()
    try:
        object.__setattr__(house.house, "settings", box.settings())
        typed = filled(house, client)
        [link] = {client.post("/pledge/spring", data=typed).headers["location"] for _ in range(2)}
        pledging._later.submit(lambda: None).result(30)
        [letter] = box.letters
        assert letter["To"].addresses[0].addr_spec == EMAIL
        said = letter.get_content()
        assert f"https://drives.example.org{link}" in said
        assert "Socks" not in said
        assert "Anna" not in said
        assert "was sent to your e-mail" in client.get(link).text
    finally:
        box.controller.stop()
