"""Drafts on both engines: one's own alone, each tab its own, old ones gone, and no version changed."""

from datetime import timedelta

from drives.accounts import Drafts
from drives.accounts.drafts import LASTS, MOST
from drives.commands.donations import LineDraft, LogDonation, log_donation
from drives.model import Draft
from drives.rules.roles import Grant, Role, Viewer
from tests.houses import Home, q

HER, HIM = (Viewer.of("who@example.org", Role.ORGANIZER, account_id=one) for one in (1, 2))
PHONE, OTHER = (
    Viewer("table link 1", frozenset({Grant(Role.TABLE_HELPER, 1, site_id=1, mark=f"1 {mark}")}))
    for mark in ("aaaa", "bbbb")
)


def test_a_draft_is_its_owners_and_is_taken_under_a_fresh_id(house: Home) -> None:
    drafts, before = house.house.drafts, house.house.queries.stamp()
    for owner, other in ((HER, HIM), (PHONE, OTHER)):
        assert drafts.keep(owner, owner.name, {"find": "a"})
        assert drafts.keep(owner, owner.name, {"find": "b"})
        assert drafts.take(other, owner.name) is None
        assert drafts.unfinished(other) == ()
        assert drafts.drop(other, owner.name)
        taken = drafts.take(owner, owner.name)
        assert taken is not None
        assert taken.content == {"find": "b"}
        assert drafts.take(owner, owner.name) is None, "the first tab's next tap writes its own anew"
        drafts.keep(owner, owner.name, {"find": "c"})
        assert {one.content["find"] for one in drafts.unfinished(owner)} == {"b", "c"}
        drafts.drop(owner, taken.draft_id)
        drafts.drop(owner, owner.name)
    assert house.all(Draft) == []
    assert house.house.queries.stamp() == before


def test_whoever_may_not_log_keeps_none(house: Home) -> None:
    assert not house.house.drafts.keep(Viewer.of("volunteer", Role.VOLUNTEER), "one", {"find": "a"})
    assert house.all(Draft) == []


def test_a_list_that_was_logged_is_said_to_be_answered(house: Home) -> None:
    drafts = house.house.drafts
    drafts.keep(HER, "one", {"sent": "request"})
    gift = LogDonation(house.site(), (LineDraft(house.item(), q("1")),))
    house.do(log_donation, gift, request_id="request")
    taken = drafts.take(HER, "one")
    assert taken is not None
    assert taken.answered
    assert house.all(Draft) == []


def test_old_drafts_and_too_many_go(house: Home) -> None:
    drafts = Drafts(house.store, house.clock)
    drafts.keep(HER, "old", {"find": "x"})
    house.clock.now += LASTS + timedelta(minutes=1)
    assert drafts.take(HER, "old") is None
    assert drafts.unfinished(HER) == ()
    for number in range(MOST + 2):
        house.clock.now += timedelta(minutes=1)
        drafts.keep(HER, f"draft {number}", {"find": "x"})
    ids = [one.draft_id for one in drafts.unfinished(HER)]
    assert ids == [f"draft {number}" for number in range(MOST + 1, 1, -1)]
    assert len(house.all(Draft)) == MOST
