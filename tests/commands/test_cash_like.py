"""Who counts gift cards and passes, and whose a corrected donation stays."""

from sqlalchemy import update

from drives.commands.donations import CorrectDonation, LineDraft, LogDonation, correct_donation, log_donation
from drives.commands.donor_changes import AddDonor, add_donor
from drives.commands.items import AddItem, add_item
from drives.model import CashLikeCount, Donation, Donor
from drives.rules.dates import DateRule
from drives.rules.kinds import DonorKind
from drives.rules.units import Unit
from tests.houses import Home, q


def test_gift_cards_are_counted_by_two_people_or_refused(house: Home) -> None:
    passes = AddItem("Bus passes", "Gift cards and passes", Unit.EACH, DateRule.NONE)
    lines = (LineDraft(house.do(add_item, passes).item_id, q("5")),)
    for names in (("", ""), ("Ana", ""), (None, "Bo")):
        by, again = names
        asked = LogDonation(house.site(), lines, counted_by=by, counted_again_by=again)
        said = house.refusal(log_donation, asked)
        assert said.startswith("Bus passes: gift cards and passes are counted by two people.")
    same = LogDonation(house.site(), lines, counted_by="Ana", counted_again_by=" ANA ")
    assert "stands there twice" in house.refusal(log_donation, same)
    both = LogDonation(house.site(), lines, counted_by="Ana", counted_again_by="Bo")
    donation_id = house.do(log_donation, both).donation_id
    assert [tuple(row) for row in house.all(CashLikeCount)] == [(donation_id, "Ana", "Bo")]
    house.refusal(correct_donation, CorrectDonation(donation_id, LogDonation(house.site(), lines)))
    house.do(correct_donation, CorrectDonation(donation_id, both))
    assert len(house.all(CashLikeCount)) == 2


def test_goods_need_nobody_who_counts_them_again(house: Home) -> None:
    house.do(log_donation, LogDonation(house.site(), (LineDraft(house.item(), q("5")),), counted_by="Ana"))
    assert house.all(CashLikeCount) == []


def test_gift_cards_have_no_weight(house: Home) -> None:
    asked = AddItem("Bus passes", "passes", Unit.EACH, DateRule.NONE, unit_weight_lb=q("1"))
    assert "have no weight" in house.refusal(add_item, asked)


def test_of_two_donors_of_one_name_a_correction_keeps_the_one_who_gave(house: Home) -> None:
    for name in ("Ana", "Bo"):
        house.do(add_donor, AddDonor(name, DonorKind.PERSON))
    second = max(row.id for row in house.all(Donor))
    gift = LogDonation(house.site(), (LineDraft(house.item(), q("5")),), donor_name="Ana")
    donation_id = house.do(log_donation, gift).donation_id
    with house.store.write() as connection:
        connection.execute(update(Donor).values(name="Ana", name_key="ana"))
        connection.execute(update(Donation).values(donor_id=second))
    house.do(correct_donation, CorrectDonation(donation_id, gift))
    assert {row.donor_id for row in house.all(Donation)} == {second}
