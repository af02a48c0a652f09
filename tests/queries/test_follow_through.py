"""The loop closed: what was given, what of it was usable, and what went where and when."""

from datetime import date, timedelta

import pytest

from drives.commands import allocation, deliveries, donations, kits, merging, places, recipes, sorting, stock
from drives.commands.donations import LineDraft, LogDonation
from drives.commands.hand_out import HandedItem, HandOut, hand_out
from drives.documents.follow_words import found, said_day, story_of, thank_you
from drives.errors import Unknown
from drives.queries.follow_through import FollowThrough, Reached, follow_through
from drives.rules.kinds import DiscardReason, ProgramKind, ShortfallReason, SiteKind, Source
from drives.rules.roles import COMMAND_LINE, EVERYBODY, Viewer
from drives.rules.units import Unit
from tests.commands.stocked import stocked
from tests.houses import TODAY, Home, q
from tests.queries.heard import statements


def gave(house: Home, quantity: str, rejected: str = "0", *, site: str = "Library", **line: object) -> int:
    """Socks given to the drive Spring; the donation's id."""
    item = line.pop("item", "Socks")
    draft = LineDraft(house.item(str(item)), q(quantity), q(rejected), "worn", **line)  # type: ignore[arg-type]
    asked = LogDonation(house.site(site), (draft,), house.drive(), TODAY - timedelta(days=20))
    return int(house.do(donations.log_donation, asked).donation_id)


def brought(
    house: Home, quantity: str, program: int, *, arrived: str, days_ago: int, site: str = "Library"
) -> None:
    """Socks taken to a program and confirmed so many days ago; the rest of them came back."""
    on = TODAY - timedelta(days=days_ago)
    line = deliveries.FreeLine(house.lot_of("Socks", site_id=house.site(site)), house.site(site), q(quantity))
    plan = house.do(deliveries.plan_delivery, deliveries.PlanDelivery(program, (), (line,), on))
    house.do(deliveries.send_delivery, deliveries.SendDelivery(plan.delivery_id, on))
    back = q(quantity) - q(arrived)
    came = deliveries.Arrival(plan.line_ids[0], q(arrived), 0, back, ShortfallReason.OTHER if back else None)
    house.do(deliveries.confirm_delivery, deliveries.ConfirmDelivery(plan.delivery_id, (came,), on))


def followed(
    house: Home, *, drive: str | None = None, site: str | None = None, viewer: Viewer = EVERYBODY
) -> FollowThrough:
    """What became of it."""
    return house.house.queries.ask(follow_through, viewer, drive=drive, site=site)


def unlisted(house: Home, name: str) -> int:
    """A program that is not listed."""
    asked = places.AddProgram(name, ProgramKind.FAMILY_SHELTER, address="9 Hidden Road", unlisted=True)
    return int(house.do(places.add_program, asked).program_id)


def test_what_was_given_at_a_site_is_followed_to_the_programs_that_it_reached(house: Home) -> None:
    gave(house, "412", "12")
    gave(house, "50", site="Gym")
    brought(house, "200", house.program("Pantry"), arrived="190", days_ago=9)
    brought(house, "150", house.program("Outreach"), arrived="150", days_ago=4)
    brought(house, "40", house.program("Shelter"), arrived="40", days_ago=2)
    library = followed(house, drive="spring", site="library")
    [socks] = library.rows
    assert (socks.given, socks.usable, socks.reached_in_all) == (q("412"), q("400"), q("380"))
    assert (socks.on_hand, socks.in_transit, socks.lost) == (q("20"), 0, 0)
    assert (library.programs, library.last_on) == (3, TODAY - timedelta(days=2))
    assert socks.reached[0] == Reached("Pantry", 1, q("190"), TODAY - timedelta(days=9))
    everywhere = followed(house, drive="spring")
    assert [(row.given, row.reached_in_all) for row in everywhere.rows] == [(q("462"), q("380"))]
    assert [site.name for site in everywhere.sites] == ["Gym", "Library"]
    assert [(row.given, row.reached) for row in followed(house, site="gym").rows] == [(q("50"), ())]


def test_programs_that_are_not_listed_are_counted_and_never_named(house: Home) -> None:
    gave(house, "100")
    brought(house, "30", unlisted(house, "Harbor House"), arrived="30", days_ago=3)
    brought(house, "20", unlisted(house, "Quiet Corner"), arrived="20", days_ago=1)
    brought(house, "10", house.program("Pantry"), arrived="10", days_ago=5)
    with statements(house) as asked:
        told = [followed(house, drive="spring", viewer=viewer) for viewer in (EVERYBODY, COMMAND_LINE)]
    assert told[0] == told[1]
    [socks] = told[0].rows
    assert socks.reached == (
        Reached(None, 2, q("50"), TODAY - timedelta(days=1)),
        Reached("Pantry", 1, q("10"), TODAY - timedelta(days=5)),
    )
    assert (told[0].programs, told[0].names) == (3, ("Pantry", None))
    said = repr(told).casefold()
    assert not [word for word in ("harbor", "quiet", "hidden") if word in said]
    for secret in ("program.address", "donor.", "donor_id", "team_id", "note"):
        assert secret not in " ".join(asked), secret


def test_what_came_out_of_a_pile_keeps_its_drive_and_its_site(house: Home) -> None:
    house.item("Mixed goods, unsorted", Unit.LB)
    gave(house, "60", item="Mixed goods, unsorted")
    pile = house.lot_of("Mixed goods, unsorted")
    asked = sorting.SortGoods(
        pile,
        house.site("Library"),
        q("50"),
        (sorting.MadeGoods(house.item("Socks"), q("90")),),
        (sorting.Discarded(q("4"), DiscardReason.DAMAGED),),
    )
    house.do(sorting.sort_goods, asked)
    brought(house, "80", house.program("Pantry"), arrived="80", days_ago=0)
    for told in (followed(house, drive="spring"), followed(house, site="library")):
        socks, mixed = told.rows
        assert (socks.given, socks.made, socks.reached_in_all, socks.beside) == (0, q("90"), q("80"), 0)
        assert (mixed.given, mixed.sorted, mixed.lost, mixed.on_hand) == (q("60"), q("50"), q("4"), q("6"))


def test_what_was_put_into_kits_is_followed_as_kits(house: Home) -> None:
    gave(house, "30")
    gave(house, "40", item="Soap")
    kit = house.item("Hygiene kit", Unit.KIT)
    parts = (recipes.RecipePart(house.item("Socks"), q("2")), recipes.RecipePart(house.item("Soap"), q("1")))
    house.do(recipes.write_recipe, recipes.WriteRecipe(kit, parts, TODAY - timedelta(days=30)))
    house.do(kits.assemble_kits, kits.AssembleKits(kit, house.site("Library"), q("12")))
    lot_id = house.lot_of("Hygiene kit")
    house.do(kits.take_apart_kits, kits.TakeApartKits(lot_id, house.site("Library"), q("2")))
    line = deliveries.FreeLine(lot_id, house.site("Library"), q("9"))
    plan = house.do(deliveries.plan_delivery, deliveries.PlanDelivery(house.program(), (), (line,)))
    house.do(deliveries.send_delivery, deliveries.SendDelivery(plan.delivery_id))
    house.do(deliveries.confirm_delivery, deliveries.ConfirmDelivery(plan.delivery_id))
    for told in (followed(house, drive="spring"), followed(house, site="library")):
        hygiene, soap, socks = told.rows
        assert (hygiene.built, hygiene.reached_in_all, hygiene.on_hand) == (q("10"), q("9"), q("1"))
        assert (socks.given, socks.in_kits, socks.on_hand) == (q("30"), q("20"), q("10"))
        assert (soap.given, soap.in_kits, soap.on_hand) == (q("40"), q("10"), q("30"))
        assert [row.beside for row in told.rows] == [0, 0, 0]


def test_bought_goods_are_not_told_as_given(house: Home) -> None:
    gave(house, "10")
    gave(house, "30", source=Source.PURCHASED)
    brought(house, "40", house.program("Pantry"), arrived="40", days_ago=0)
    [socks] = followed(house, drive="spring").rows
    assert (socks.given, socks.beside, socks.reached_in_all) == (q("10"), q("30"), q("40"))


def handed(house: Home, item: str, quantity: str, on: date = TODAY) -> None:
    """Goods handed out to the shelter at the library."""
    goods = (HandedItem(house.item(item), q(quantity)),)
    asked = HandOut(house.program(), house.site("Library"), goods, on)
    house.do(hand_out, asked)


def test_no_more_is_said_to_have_arrived_than_was_given(house: Home) -> None:
    gave(house, "10")
    gave(house, "30", source=Source.PURCHASED)
    gave(house, "5", item="Hats", source=Source.PURCHASED)
    brought(house, "40", house.program("Pantry"), arrived="40", days_ago=9)
    handed(house, "Hats", "5")
    told = followed(house, drive="spring")
    thanks, day = thank_you(told, "Lantern Valley"), said_day(TODAY - timedelta(days=9), TODAY)
    said = (
        f"Socks: 10 pairs given; with 30 pairs bought or found besides, 40 pairs reached 1 program by {day}."
    )
    assert said in thanks
    assert story_of(told.rows[0], told) == said
    # Nobody gave the hats.
    assert "Hats" not in thanks
    assert (told.programs, told.names, told.last_on) == (1, ("Pantry",), TODAY - timedelta(days=9))


def test_goods_in_kits_with_those_of_others_are_no_dead_end(house: Home) -> None:
    library, kit = house.site("Library"), house.item("Hygiene kit", Unit.KIT)
    parts = tuple(recipes.RecipePart(house.item(one, Unit.EACH), q("1")) for one in ("Soap", "Towels"))
    house.do(recipes.write_recipe, recipes.WriteRecipe(kit, parts, TODAY - timedelta(days=30)))
    gave(house, "12", item="Soap")
    stocked(house, {"Towels": "20"}, site="Library", drive="Autumn", on=TODAY - timedelta(days=20))
    made_on, given_on = TODAY - timedelta(days=2), TODAY - timedelta(days=1)
    house.do(kits.assemble_kits, kits.AssembleKits(kit, library, q("10"), on=made_on))
    told = followed(house, drive="spring")
    assert found(told) == "Nothing of it is known to have reached a program yet."
    assert story_of(told.rows[0], told) == "Soap: 12 given; 10 went into kits."
    handed(house, "Hygiene kit", "8", given_on)
    said = f"Kits with it in them reached 1 program by {said_day(given_on, TODAY)}."
    # Other kits of the same lot have none of its soap: nobody knows which of those that go now have.
    stocked(house, {"Soap": "3"}, site="Library", on=TODAY - timedelta(days=40))
    house.do(kits.assemble_kits, kits.AssembleKits(kit, library, q("3")))
    for _more in range(2):
        told = followed(house, drive="spring")
        assert story_of(told.rows[0], told) == f"Soap: 12 given; 10 went into kits. {said}"
        assert f"Soap: 12 given; 10 went into kits. {said}" in thank_you(told, "Lantern Valley")
        assert (told.programs, told.names, told.last_on) == (1, ("Shelter",), given_on)
        handed(house, "Hygiene kit", "2")


def test_goods_on_their_way_thrown_out_and_missing_are_told_apart(house: Home) -> None:
    gave(house, "100")
    lot_id, library = house.lot_of("Socks"), house.site("Library")
    house.do(stock.discard, stock.DiscardGoods(lot_id, library, q("7"), DiscardReason.DAMAGED))
    need = house.need("Socks", "20")
    kept = house.do(allocation.reserve, allocation.Reserve(need, lot_id, library, q("20"))).reservation_id
    plan = house.do(deliveries.plan_delivery, deliveries.PlanDelivery(house.program(), (kept,)))
    house.do(deliveries.send_delivery, deliveries.SendDelivery(plan.delivery_id))
    [socks] = followed(house, drive="spring").rows
    assert (socks.on_hand, socks.in_transit, socks.lost, socks.reached) == (q("73"), q("20"), q("7"), ())


def test_what_was_merged_is_followed_under_what_it_became(house: Home) -> None:
    gave(house, "10", site="Libary")
    gave(house, "20")
    for site, program in (("Libary", "Pantri"), ("Library", "Pantry")):
        brought(house, "10", house.program(program), arrived="10", days_ago=1, site=site)
    house.do(merging.merge_sites, merging.MergeSites(house.site("Libary"), house.site("Library")))
    house.do(merging.merge_programs, merging.MergePrograms(house.program("Pantri"), house.program("Pantry")))
    [socks] = followed(house, drive="spring", site="library").rows
    assert socks.given == q("30")
    assert socks.reached == (Reached("Pantry", 1, q("20"), TODAY - timedelta(days=1)),)
    assert [site.name for site in followed(house, drive="spring").sites] == ["Library"]
    with pytest.raises(Unknown):
        followed(house, site="libary", viewer=COMMAND_LINE)


def test_a_site_that_is_not_public_is_not_there_for_everybody(house: Home) -> None:
    asked = places.AddSite("The Smiths' garage", SiteKind.COLLECTION_SITE, public=False)
    house._nouns["site", "Garage"] = house.do(places.add_site, asked).site_id
    gave(house, "10", site="Garage")
    told = followed(house, drive="spring")
    assert (told.sites, [row.given for row in told.rows]) == ((), [q("10")])
    [garage] = followed(house, drive="spring", viewer=COMMAND_LINE).sites
    assert (garage.name, garage.public) == ("The Smiths' garage", False)
    for slug in (garage.slug, "nowhere"):
        with pytest.raises(Unknown, match="There is no site at this address"):
            followed(house, site=slug)
