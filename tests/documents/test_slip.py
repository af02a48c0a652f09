"""A donation's slip: what came, when and where; never a value, and nothing for a tax return."""

import pytest

from drives.commands.donations import LineDraft, LogDonation, VoidDonation, log_donation, void_donation
from drives.commands.item_values import SetItemValue, set_item_value
from drives.commands.places import AddSite, add_site
from drives.documents.slip import slip_file
from drives.errors import Unknown
from drives.rules.kinds import SiteKind, Source
from drives.rules.roles import COMMAND_LINE
from tests.documents.test_paper import text_of
from tests.houses import TODAY, Home, q


def test_a_slip_says_what_came_and_never_what_it_is_worth(sqlite_url: str) -> None:
    home = Home(sqlite_url)
    home.do(set_item_value, SetItemValue(home.item(), 75_000, TODAY))
    lines = (
        LineDraft(home.item(), q("12"), q("2"), "worn", note="from a neighbour"),
        LineDraft(home.item("Rice"), q("3"), source=Source.PURCHASED),
    )
    asked = LogDonation(home.site(), lines, home.drive(), donor_name="Łucja", reference="H-7")
    one = home.do(log_donation, asked).donation_id
    queries = home.house.queries
    said = text_of(slip_file(queries, COMMAND_LINE, one))
    for part in ("Łucja", "H-7", "Gym", "Spring", "May 20, 2025", "12 pairs of Socks", "2 pairs of these",
                 "3 pairs of Rice, bought", "no acknowledgement for a tax return"):  # fmt: skip
        assert part in said
    for kept in ("7.5", "$", "neighbour"):
        assert kept not in said
    home.do(void_donation, VoidDonation(one))
    home._nouns["site", "Umber"] = home.do(
        add_site, AddSite("Umber", SiteKind.COLLECTION_SITE, public=False)
    ).site_id
    two = home.do(
        log_donation, LogDonation(home.site("Umber"), lines, home.drive(), donor_name="Bo")
    ).donation_id
    said = text_of(slip_file(queries, COMMAND_LINE, two))
    assert "Bo" in said
    assert "Umber" not in said
    with pytest.raises(Unknown):
        slip_file(queries, COMMAND_LINE, one)
    home.close()
