"""A file read again after a merge adds nothing, whether it says one name or the other."""

from pathlib import Path
from typing import Any

import pytest

from drives.commands import merging
from drives.commands.merging import MergeItems, MergePrograms, MergeSites
from drives.exchange.columns import KINDS
from drives.model import CountLine, Donation, DonationLine, Drive, Item, Lot, Move, Need, Program, Site
from drives.store import open_store, upgrade
from drives.store.verify import verify
from tests.files import given, noun, rows, taken
from tests.houses import Home

COMMUNITY = {
    "items": (
        "name,category,unit,sku,barcode,pack,pack_quantity,synonyms\n"
        "Socks,Clothing,pair,,036000291452,case,12,calcetines\n"
        "Sox,Clothing,pair,SOX,4006381333931,bale,40,stockings\n"
    ),
    "programs": "name,kind,slug\nShelter,youth_shelter,shelter\nNight shelter,youth_shelter,night\n",
    "sites": "name,kind\nGym,collection_site\nHall,collection_site\n",
    "drives": (
        "name,slug,starts_on,ends_on,programs,sites,goals\n"
        "Spring,spring,2025-03-01,2025-06-30,Shelter;Night shelter,Gym;Hall,Socks=10;Sox=5\n"
    ),
}
FILES = {
    "needs": (
        "program,item,quantity,pack,posted_on,drive,reference\n"
        "Shelter,Socks,30,,2025-05-01,,\n"
        "Night shelter,Sox,30,,2025-05-01,,\n"
        "Shelter,Sox,30,,2025-05-01,,\n"
        "Shelter,SOX,2,bale,2025-05-01,spring,N1\n"
        "Night shelter,calcetines,24,,2025-05-01,,N2\n"
    ),
    "donations": (
        "received_on,item,quantity,pack,drive,site,donor,restricted_to,reference,note\n"
        "2025-05-01,Socks,5,,spring,Gym,,,,\n"
        "2025-05-01,Sox,5,,spring,Gym,,,,\n"
        "2025-05-01,stockings,5,,spring,Hall,,,,\n"
        "2025-05-01,Socks,5,,spring,Hall,,,,\n"
        "2025-05-01,Socks,5,,spring,Gym,,,,\n"
        "2025-05-02,Sox,7,,spring,Gym,Ann,Shelter,,torn\n"
        "2025-05-02,Sox,7,,spring,Gym,Ann,Night shelter,,torn\n"
        "2025-05-03,SOX,2,bale,spring,Hall,Ann,Night shelter,R1,\n"
        "2025-05-03,4006381333931,1,,spring,Hall,Ann,,R1,\n"
        "2025-05-03,Socks,1,case,spring,Hall,Ann,,R1,\n"
    ),
    "stock": (
        "item,site,quantity,counted_on,restricted_to\n"
        "Socks,Gym,9,2025-05-04,\n"
        "Sox,Hall,6,2025-05-04,\n"
        "Sox,Hall,79,2025-05-04,Night shelter\n"
    ),
}
BOTH_NAMES_ONCE = "received_on,item,quantity,site\n2025-05-09,{item},1,{site}\n"


PAIRS: dict[str, tuple[Any, Any, Any, str, str]] = {
    "items": (merging.merge_items, MergeItems, Item, "Sox", "Socks"),
    "sites": (merging.merge_sites, MergeSites, Site, "Hall", "Gym"),
    "programs": (merging.merge_programs, MergePrograms, Program, "Night shelter", "Shelter"),
}


def merge(house: Home, *kinds: str) -> None:
    """Each pair (of these kinds) becomes one."""
    for kind in kinds or PAIRS:
        verb, asked, table, gone, kept = PAIRS[kind]
        house.do(verb, asked(noun(house, table, gone), noun(house, table, kept)))


def settled(house: Home, *kinds: str) -> None:
    for kind, text in (COMMUNITY | {kind: FILES[kind] for kind in kinds}).items():
        taken(house, kind, text)


@pytest.mark.parametrize("kinds", [("items",), ("sites",), ("programs",), ("programs", "sites", "items")])
def test_needs_and_donations_read_again_after_a_merge_are_known(house: Home, kinds: tuple[str, ...]) -> None:
    settled(house, "needs", "donations")
    merge(house, *kinds)
    assert taken(house, "needs", FILES["needs"]) == (0, 0, 5)
    assert taken(house, "donations", FILES["donations"]) == (0, 0, 8)
    assert len(house.all(Need)) == 5
    assert len(house.all(Donation)) == 8


def test_the_same_said_under_the_kept_names_is_known_too(house: Home) -> None:
    settled(house, "needs", "donations")
    merge(house)
    for kind, known in (("needs", 5), ("donations", 8)):
        text = FILES[kind]
        for gone in ("Sox", "stockings", "SOX", "4006381333931"):
            text = text.replace(gone, "Socks")
        text = text.replace("Hall", "Gym").replace("Night shelter", "Shelter")
        assert taken(house, kind, text) == (0, 0, known)


def test_a_longer_file_adds_only_what_is_new(house: Home) -> None:
    settled(house, "donations")
    merge(house)
    more = FILES["donations"] + "2025-05-01,Sox,5,,spring,Hall,,,,\n"
    assert taken(house, "donations", more) == (1, 0, 8)
    assert taken(house, "donations", more) == (0, 0, 9)


@pytest.mark.parametrize("first", [("Sox", "Hall"), ("Socks", "Gym")])
def test_two_files_that_have_come_to_say_the_same_are_both_known(house: Home, first: tuple[str, str]) -> None:
    settled(house)
    second = ("Socks", "Gym") if first == ("Sox", "Hall") else ("Sox", "Hall")
    files = [BOTH_NAMES_ONCE.format(item=item, site=site) for item, site in (first, second)]
    for file in files:
        assert taken(house, "donations", file) == (1, 0, 0)
    merge(house)
    for file in files:
        assert taken(house, "donations", file) == (0, 0, 1)
    twice = files[0] + files[1].splitlines()[1] + "\n"
    assert taken(house, "donations", twice) == (0, 0, 2)
    assert len(house.all(DonationLine)) == 2


def test_a_count_read_again_after_a_merge_counts_what_is_there_now(house: Home) -> None:
    settled(house, "donations", "stock")
    merge(house)
    before = len(house.all(Move)), len(house.all(CountLine))
    shelf = (
        "item,site,quantity,counted_on,restricted_to\n"
        "Sox,Gym,15,2025-05-04,\nSocks,Hall,93,2025-05-04,Night shelter\n"
    )
    there = {row["restricted_to"]: row["quantity"] for row in rows(house, "stock")}
    assert there == {"": there[""], "Shelter": "93"}
    known = shelf.replace(",15,", f",{there['']},")
    assert taken(house, "stock", known) == (0, 0, 2)
    assert (len(house.all(Move)), len(house.all(CountLine))) == before
    assert taken(house, "stock", known.replace(",93,", ",90,")) == (1, 0, 1)
    assert {row["restricted_to"]: row["quantity"] for row in rows(house, "stock")}["Shelter"] == "90"


def test_what_a_merged_store_exports_comes_in_and_goes_out_the_same(house: Home, tmp_path: Path) -> None:
    settled(house, "needs", "donations", "stock")
    merge(house)
    files = {kind: given(house, kind) for kind in KINDS}
    assert b"Sox" not in b"".join(files.values())
    with open_store(f"sqlite:///{tmp_path / 'empty.db'}") as store:
        upgrade(store)
    empty = Home(f"sqlite:///{tmp_path / 'empty.db'}")
    try:
        for kind, file in files.items():
            taken(empty, kind, file)
        assert {kind: given(empty, kind) for kind in KINDS} == files
        assert verify(empty.store) == []
    finally:
        empty.close()


def test_an_items_file_that_changes_the_date_rule_changes_it_for_what_was_merged(house: Home) -> None:
    settled(house)
    merge(house)
    taken(house, "items", "name,category,unit,date_rule\nSocks,Clothing,pair,strict\n")
    assert {row.date_rule.value for row in house.all(Item)} == {"strict"}


def test_goods_named_by_what_was_merged_come_in_as_what_is_kept(house: Home) -> None:
    settled(house)
    merge(house)
    taken(house, "donations", FILES["donations"])
    assert {(row.item_id, row.site_id) for row in house.all(Lot)} == {
        (noun(house, Item, "Socks"), noun(house, Site, "Gym"))
    }
    assert len(house.all(Drive)) == 1
