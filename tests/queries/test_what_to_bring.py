"""What to bring, for a drive, for a site, and for all that run."""

from datetime import timedelta

import pytest

from drives.commands import needs, places
from drives.errors import Unknown
from drives.queries.what_to_bring import BringList, sites_shown, what_to_bring
from drives.rules.kinds import ProgramKind, SiteKind
from drives.rules.roles import EVERYBODY
from tests.commands.stocked import stocked
from tests.houses import TODAY, Home, q
from tests.queries.test_drive_page import opened


def bring(house: Home, *, drive: str | None = None, site: str | None = None) -> BringList:
    """The public list."""
    return house.house.queries.ask(what_to_bring, EVERYBODY, drive=drive, site=site)


def items_of(shown: BringList) -> list[tuple[str, int]]:
    """(item, still to bring), in the order of the list."""
    return [(one.item, one.still_to_collect) for one in shown.wanted]


def test_a_drive_asks_for_its_own_needs_and_all_that_run_for_each_need_once(house: Home) -> None:
    shelter, pantry = house.program(), house.program("Pantry")
    winter = opened(house, "Winter", program_ids=(shelter,), site_ids=(house.site(),))
    opened(house, "Both", program_ids=(shelter, pantry), site_ids=(house.site("Hall"),))
    house.need("Socks", "100")
    house.need("Rice", "10", "Pantry")
    stocked(house, {"Socks": "30"})
    assert items_of(bring(house, drive=winter)) == [("Socks", q("70"))]
    assert sorted(items_of(bring(house))) == [("Rice", q("10")), ("Socks", q("70"))]
    assert items_of(bring(house, site="gym")) == [("Socks", q("70"))]
    assert {one.name for one in bring(house, site="hall").drives} == {"Both"}


def test_a_site_where_a_drive_does_not_collect_asks_for_nothing(house: Home) -> None:
    winter = opened(house, "Winter", program_ids=(house.program(),), site_ids=(house.site(),))
    house.site("Hall")
    house.need("Socks", "100")
    shown = bring(house, drive=winter, site="hall")
    assert (shown.drives, shown.wanted) == ((), ())
    assert shown.site is not None
    assert shown.site.name == "Hall"


def test_drives_that_do_not_run_or_are_not_public_are_in_no_list_of_all(house: Home) -> None:
    everybody = (house.program(),)
    quiet = opened(house, "Quiet", program_ids=everybody, site_ids=(house.site(),), public=False)
    planned = opened(house, "Planned", 5, 9, program_ids=everybody, site_ids=(house.site(),))
    closed = opened(house, "Over", -9, 9, program_ids=everybody, closes=-1)
    house.need("Socks", "100", posted_on=TODAY - timedelta(days=5))
    assert bring(house).wanted == ()
    assert bring(house, drive=closed).wanted == ()
    assert bring(house, drive=planned).wanted == ()
    assert house.house.queries.ask(sites_shown, EVERYBODY) == ()
    with pytest.raises(Unknown, match="no drive at this address"):
        bring(house, drive=quiet)


def test_a_planned_drive_asks_for_what_names_it(house: Home) -> None:
    planned = opened(house, "Planned", 5, 9, program_ids=(house.program(),))
    house.need("Socks", "100", drive_id=house.drive("Planned"))
    assert items_of(bring(house, drive=planned)) == [("Socks", q("100"))]


def test_what_is_over_is_to_be_held_back_and_never_asked_for(house: Home) -> None:
    opened(house, "Winter", program_ids=(house.program(),), site_ids=(house.site(),))
    house.need("Socks", "10")
    stocked(house, {"Socks": "25", "Toys": "3"}, drive="Winter")
    shown = bring(house)
    assert shown.wanted == ()
    assert shown.hold_back == ("Socks",), "one gift that nobody asked for turns no giver away"


def test_what_programs_do_not_accept_is_told_but_not_of_unlisted_ones(house: Home) -> None:
    told = places.AddProgram("Closet", ProgramKind.OTHER, not_accepted="No used socks.")
    secret = places.AddProgram("Harbor House", ProgramKind.OTHER, not_accepted="No toys.", unlisted=True)
    ids = tuple(house.do(places.add_program, program).program_id for program in (told, secret))
    opened(house, "Winter", program_ids=ids, site_ids=(house.site(),))
    house.do(needs.post_need, needs.PostNeed(ids[1], house.item(), q("5"), note="Ring at the back door"))
    shown = bring(house)
    assert shown.not_accepted == (("Closet", "No used socks."),)
    assert [one.programs for one in shown.wanted] == [(None,)]
    assert "Harbor" not in repr(shown)
    assert "back door" not in repr(shown)


def test_an_unknown_or_private_site_is_refused(house: Home) -> None:
    house.do(places.add_site, places.AddSite("Storeroom", SiteKind.WAREHOUSE, public=False))
    for site in ("storeroom", "nowhere"):
        with pytest.raises(Unknown, match="no drop-off site at this address"):
            bring(house, site=site)
