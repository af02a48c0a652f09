"""The end of a day: sums of what stands, by site and by who logged it; what waits; what is odd."""

from datetime import date, timedelta
from typing import Any

from drives.commands import donations
from drives.commands.donations import CorrectDonation, LineDraft, LogDonation, VoidDonation
from drives.commands.drives import OpenDrive, open_drive
from drives.commands.people import AddAccount, Granted, add_account
from drives.commands.table_links import MakeTableLink, make_table_link
from drives.queries.activity_people import activity_people
from drives.queries.count_sheet import count_sheet
from drives.queries.end_of_day import EndOfDay, end_of_day
from drives.rules.kinds import Source
from drives.rules.odd import Likeness
from drives.rules.roles import COMMAND_LINE, THIS_MACHINE, Role, Viewer
from drives.rules.units import Unit
from tests.commands.stocked import stocked
from tests.files import bring
from tests.houses import TODAY, Home, q

APRIL = date(2025, 4, 4)


def day_of(house: Home, day: date = TODAY, **scope: Any) -> EndOfDay:
    return house.house.queries.ask(end_of_day, COMMAND_LINE, day=day, **scope)


def sums(shown: EndOfDay) -> dict[str, int]:
    return {one.item: one.donated for one in shown.items}


def test_the_day_is_the_sum_of_its_sites(house: Home) -> None:
    stocked(house, {"Socks": "12", "Soap": "3"})
    stocked(house, {"Socks": "5"}, site="Hall")
    stocked(house, {"Socks": "99"}, on=APRIL)
    shown = day_of(house)
    assert (shown.donations, sums(shown)) == (2, {"Socks": q("17"), "Soap": q("3")})
    by_site = {part.name: {one.item: one.donated for one in part.items} for part in shown.by_site}
    assert by_site == {"Gym": {"Socks": q("12"), "Soap": q("3")}, "Hall": {"Socks": q("5")}}
    assert sums(day_of(house, APRIL)) == {"Socks": q("99")}


def test_a_drive_or_a_site_narrows_it(house: Home) -> None:
    stocked(house, {"Socks": "12"}, drive="Spring")
    stocked(house, {"Socks": "5"}, site="Hall")
    assert sums(day_of(house, drive_id=house.drive("Spring"))) == {"Socks": q("12")}
    assert sums(day_of(house, site_id=house.site("Hall"))) == {"Socks": q("5")}
    assert day_of(house, drive_id=house.drive("Spring"), site_id=house.site("Hall")).donations == 0


def test_rejects_and_bought_goods_are_said_apart(house: Home) -> None:
    house.item("Rice", Unit.LB)
    lines = (
        LineDraft(house.item("Rice"), q("10.5"), q("2.25"), "open"),
        LineDraft(house.item("Rice"), q("40"), source=Source.PURCHASED),
    )
    house.do(donations.log_donation, LogDonation(house.site(), lines))
    [rice] = day_of(house).items
    assert (rice.received, rice.rejected, rice.donated, rice.bought) == (
        q("10.5"),
        q("2.25"),
        q("8.25"),
        q("40"),
    )


def test_corrections_and_voids_are_netted(house: Home) -> None:
    wrong = stocked(house, {"Socks": "599"})
    gone = stocked(house, {"Socks": "7"})
    becomes = LogDonation(house.site(), (LineDraft(house.item("Socks"), q("59")),))
    house.do(donations.correct_donation, CorrectDonation(wrong, becomes))
    house.do(donations.void_donation, VoidDonation(gone))
    shown = day_of(house)
    assert (shown.donations, sums(shown)) == (1, {"Socks": q("59")})
    assert (shown.corrected, shown.voided) == (1, 1)


def corrected(house: Home, donation_id: int, socks: str, on: date = TODAY) -> int:
    """Correct a donation to so many socks; the id of the one that stands."""
    becomes = LogDonation(house.site(), (LineDraft(house.item("Socks"), q(socks)),), received_on=on)
    done = house.do(donations.correct_donation, CorrectDonation(donation_id, becomes))
    return int(done.donation_id)


def test_a_gift_is_voided_only_when_nothing_stands_in_its_place(house: Home) -> None:
    again = corrected(house, corrected(house, stocked(house, {"Socks": "599"}), "95"), "59")
    assert (day_of(house).corrected, day_of(house).voided) == (1, 0)
    house.do(donations.void_donation, VoidDonation(again))
    assert (day_of(house).corrected, day_of(house).voided) == (0, 1)


def test_a_gift_corrected_to_another_day_was_voided_on_neither(house: Home) -> None:
    corrected(house, stocked(house, {"Socks": "7"}, on=APRIL), "7", TODAY)
    assert (day_of(house, APRIL).corrected, day_of(house, APRIL).voided) == (0, 0)
    assert (day_of(house).corrected, day_of(house).voided) == (1, 0)


def test_who_logged_each_is_in_the_trail(house: Home) -> None:
    stocked(house, {"Socks": "1"})
    asked = LogDonation(house.site(), (LineDraft(house.item("Socks"), q("2")),))
    logged = house.do(donations.log_donation, asked, viewer=THIS_MACHINE)
    house.do(donations.correct_donation, CorrectDonation(logged.donation_id, asked), viewer=THIS_MACHINE)
    file = f"received_on,item,quantity,site\n{TODAY},Socks,4,Gym\n{TODAY},Socks,5,Gym\n"
    bring(house, "donations", file)
    by_who = {part.name: (part.donations, part.items[0].donated) for part in day_of(house).by_who}
    assert by_who == {"Command line": (3, q("10")), "This machine": (1, q("2"))}


def test_whoever_has_an_account_is_called_by_name_and_her_address_is_not_told(house: Home) -> None:
    house.do(add_account, AddAccount("Ann@Example.org", "Ann", (Granted(Role.ORGANIZER),), "hash"))
    asked = LogDonation(house.site(), (LineDraft(house.item("Socks"), q("2")),))
    house.do(donations.log_donation, asked, viewer=Viewer.of("ann@example.org", Role.ORGANIZER))
    told = day_of(house)
    assert [part.name for part in told.by_who] == ["Ann"]
    assert "example.org" not in repr(told)


def test_a_table_is_called_by_where_it_stands(house: Home) -> None:
    fall = house.do(open_drive, OpenDrive("Fall", TODAY, TODAY, site_ids=(house.site("Gym"),))).drive_id
    asked = LogDonation(house.site("Gym"), (LineDraft(house.item("Socks"), q("2")),), fall)
    for label in (None, "morning"):
        made = house.do(make_table_link, MakeTableLink(fall, house.site("Gym"), 8, label))
        token = house.house.accounts.seals.table_token(made.link_id)
        helper = house.house.accounts.viewer(house.house.accounts.open_table(token, device=None).cookie)
        assert helper is not None
        house.do(donations.log_donation, asked, viewer=helper)
    [part] = day_of(house).by_who
    assert (part.name, part.donations, part.items[0].donated) == ("Table at Gym, Fall", 2, q("4"))
    told = [who.name for _name, who in house.house.queries.ask(activity_people, COMMAND_LINE)]
    assert [name for name in told if "Gym" in name] == ["Table at Gym, Fall · morning", "Table at Gym, Fall"]


def test_what_says_it_is_unsorted_waits_where_it_stands(house: Home) -> None:
    house.item("Mixed food, unsorted", Unit.LB)
    stocked(house, {"Mixed food, unsorted": "38.5", "Socks": "1"}, on=APRIL)
    stocked(house, {"Mixed food, unsorted": "1.5"}, site="Hall", drive="Spring")
    stocked(house, {"Mixed food, unsorted": "2"}, site="Hall")
    waits = [(one.site, one.on_hand) for one in day_of(house).unsorted]
    assert waits == [("Gym", q("38.5")), ("Hall", q("3.5"))]
    assert [one.site for one in day_of(house, site_id=house.site("Hall")).unsorted] == ["Hall"]


def test_what_is_far_above_the_usual_is_odd(house: Home) -> None:
    for ago in range(1, 6):
        stocked(house, {"Socks": str(9 + ago)}, on=TODAY - timedelta(days=ago))
    stocked(house, {"Socks": "60"})
    assert day_of(house).odd == ()
    large = stocked(house, {"Socks": "61"}, site="Hall")
    [odd] = day_of(house).odd
    assert (odd.donation.donation_id, odd.donation.site) == (large, "Hall")
    assert [(one.received, one.usual) for one in odd.amounts] == [(q("61"), q("12"))]


def test_what_was_typed_twice_is_likely_one_and_rows_of_a_file_are_not(house: Home) -> None:
    first, again = stocked(house, {"Socks": "3"}), stocked(house, {"Socks": "3"})
    file = f"received_on,item,quantity,site\n{TODAY},Socks,3,Gym\n{TODAY},Socks,3,Gym\n"
    bring(house, "donations", file)
    [odd] = day_of(house).odd
    assert (odd.donation.donation_id, odd.likeness) == (again, Likeness.MINUTES_APART)
    assert odd.twin is not None
    assert odd.twin.donation_id == first
    house.do(donations.void_donation, VoidDonation(again))
    assert day_of(house).odd == ()


def test_the_count_sheet_lays_what_looks_alike_on_one_pile(house: Home) -> None:
    stocked(house, {"Socks": "12"}, drive="Spring", on=APRIL)
    stocked(house, {"Socks": "8", "T-shirts L": "1", "T-shirts S": "2"})
    stocked(house, {"Socks": "5"}, restricted_to_id=house.program("Pantry"))
    stocked(house, {"Socks": "40"}, site="Hall")
    piles = house.house.queries.ask(count_sheet, COMMAND_LINE, site_id=house.site())
    assert [(pile.item, pile.restricted_to, pile.on_hand) for pile in piles] == [
        ("Socks", None, q("20")),
        ("Socks", "Pantry", q("5")),
        ("T-shirts S", None, q("2")),
        ("T-shirts L", None, q("1")),
    ]
