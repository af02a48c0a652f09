"""What a new local day brings: the first look asks again for the needs that repeat."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from drives.commands.standing_needs import PostStandingNeed, post_standing_need
from drives.model import Activity, Need, Receipt
from drives.rules.kinds import Every
from drives.settings import Settings
from drives.store.verify.verdict import keep_verdict
from drives.wiring import House, open_house
from tests.houses import TODAY, Home, dump, q


@pytest.fixture
def home(store_url: str) -> Iterator[Home]:
    """A house with a need that repeats each week."""
    home = Home(store_url)
    asked = PostStandingNeed(home.program(), home.item(), q("100"), Every.WEEKLY)
    home.do(post_standing_need, asked)
    yield home
    home.close()


def another(home: Home) -> House:
    """The same store opened by another process."""
    return open_house(Settings.from_environment({}, store=home.url), home.clock)


def test_the_first_look_of_a_day_asks_again_and_says_who_did(home: Home) -> None:
    home.clock.put(TODAY + timedelta(days=8))
    assert home.house.begin_day()
    assert [row.posted_on for row in home.all(Need)] == [TODAY, TODAY + timedelta(days=7)]
    last = home.all(Activity)[-1]
    assert (last.who, last.command) == ("Drives", "post_due_needs")
    assert not home.house.begin_day()


def test_a_day_that_brings_nothing_writes_nothing(home: Home) -> None:
    home.clock.put(TODAY + timedelta(days=6))
    before, version = dump(home.store), home.house.queries.stamp().version
    assert not home.house.begin_day()
    assert dump(home.store) == before
    assert home.house.queries.stamp().version == version


def test_after_the_first_look_it_is_not_even_asked_for(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    today = TODAY + timedelta(days=7)
    home.clock.put(today)
    home.house.begin_day(today)
    monkeypatch.setattr(type(home.house.queries), "ask", None)
    assert not home.house.begin_day(today)


def test_two_that_look_at_once_ask_once(home: Home) -> None:
    second = another(home)
    home.clock.put(TODAY + timedelta(days=7))
    found = home.house.queries.stamp().today
    home.house.begin_day(found)
    second.begin_day(found)
    assert len(home.all(Need)) == 2
    assert len([row for row in home.all(Receipt) if row.command == "post_due_needs"]) == 1
    second.close()


def test_a_store_that_takes_no_writes_is_read_as_it_stands_until_it_does(
    home: Home, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = TODAY + timedelta(days=7)
    home.clock.put(today)
    keep_verdict(home.store, 1, home.clock.now)
    assert not home.house.begin_day()
    assert len(home.all(Need)) == 1
    with monkeypatch.context() as no_more:
        no_more.setattr(type(home.house.queries), "ask", None)
        assert not home.house.begin_day(today)
    home.clock.now += timedelta(minutes=6)
    assert not home.house.begin_day()
    assert caplog.text.count("The day did not bring post_due_needs") == 1
    keep_verdict(home.store, 0, home.clock.now)
    assert not home.house.begin_day()
    home.clock.now += timedelta(minutes=6)
    assert home.house.begin_day()
    assert len(home.all(Need)) == 2
