"""A spring in which everything happened once: every kind of move, taken back and standing."""

from dataclasses import dataclass
from datetime import date

from drives.commands import allocation, deliveries, donations, items, kits, recipes, sorting, stock
from drives.rules.dates import DateKind
from drives.rules.kinds import DiscardReason, ShortfallReason, Source
from drives.rules.units import Unit
from tests.commands.stocked import brought, stocked
from tests.houses import Home, q

APRIL = date(2025, 4, 10)
MAY = date(2025, 5, 2)


@dataclass(frozen=True)
class Story:
    """The house, and what was made on the way."""

    home: Home
    socks: int
    soap: int
    milk: int
    voided: int
    corrected: int
    correction: int
    in_transit: int
    short: int
    called_off: int


def tell(home: Home) -> Story:
    """Live through the spring; the house is left standing."""
    gym, depot = home.site("Gym"), home.site("Depot")
    shelter, pantry = home.program("Shelter"), home.program("Pantry")
    stocked(home, {"Socks": "60"}, drive="Spring", on=APRIL, reference="A-1", rejected="4")
    stocked(home, {"Socks": "10"}, drive="Spring", on=MAY, reference="A-2")
    stocked(home, {"Soap": "25"}, drive="Autumn", reference="B-1", restricted_to_id=shelter)
    stocked(home, {"Milk": "30"}, reference="C-1", source=Source.PURCHASED, date_mark=date(2025, 12, 1),
            date_kind=DateKind.BEST_BY, lot_code="L|7")  # fmt: skip
    stocked(home, {"Milk": "3"}, reference="C-2", rejected="3")
    socks, soap = home.lot_of("Socks"), home.lot_of("Soap")
    milk = home.lot_of("Milk", lot_code="L|7")

    voided = stocked(home, {"Socks": "7", "Soap": "2"}, drive="Spring", on=MAY, reference="A-3")
    home.do(donations.void_donation, donations.VoidDonation(voided))
    corrected = stocked(home, {"Socks": "599"}, drive="Spring", on=MAY, reference="A-4")
    becomes = donations.LogDonation(gym, brought(home, {"Socks": "59"}), home.drive("Spring"), APRIL)
    correction = home.do(
        donations.correct_donation, donations.CorrectDonation(corrected, becomes)
    ).donation_id

    home.do(stock.transfer, stock.TransferGoods(socks, gym, depot, q("20"), MAY))
    home.do(stock.discard, stock.DiscardGoods(milk, gym, q("4"), DiscardReason.EXPIRED, MAY))
    counted = (stock.Counted(socks, q("100")), stock.Counted(milk, q("28.0")), stock.Counted(soap, q("25")))
    home.do(stock.count, stock.CountStock(gym, counted, MAY, "a box fell"))

    def reserved(item: str, program: str, lot_id: int, quantity: str) -> int:
        need_id = home.need(item, quantity, program, posted_on=APRIL)
        asked = allocation.Reserve(need_id, lot_id, gym, q(quantity), MAY)
        return int(home.do(allocation.reserve, asked).reservation_id)

    def sent(program_id: int, reservations: tuple[int, ...], *free: deliveries.FreeLine) -> tuple[int, ...]:
        planned = home.do(
            deliveries.plan_delivery, deliveries.PlanDelivery(program_id, reservations, free, MAY)
        )
        home.do(deliveries.send_delivery, deliveries.SendDelivery(planned.delivery_id, MAY))
        return (planned.delivery_id, *planned.line_ids)

    short = sent(
        shelter, (reserved("Socks", "Shelter", socks, "12"),), deliveries.FreeLine(soap, gym, q("5"))
    )
    arrival = deliveries.Arrival(short[1], q("6"), q("4"), q("2"), ShortfallReason.DAMAGED)
    home.do(deliveries.confirm_delivery, deliveries.ConfirmDelivery(short[0], (arrival,), date(2025, 5, 9)))
    called_off = sent(shelter, (reserved("Soap", "Shelter", soap, "3"),))
    home.do(deliveries.cancel_delivery, deliveries.CancelDelivery(called_off[0]))
    in_transit = sent(pantry, (reserved("Milk", "Pantry", milk, "8"),))
    reserved("Socks", "Pantry", socks, "9")
    loser = reserved("Milk", "Pantry", milk, "6")
    home.do(deliveries.plan_delivery, deliveries.PlanDelivery(pantry, (loser,)))
    home.do(stock.discard, stock.DiscardGoods(milk, gym, q("16"), DiscardReason.RECALLED))
    _sort(home)
    _kits(home)
    return Story(
        home, socks, soap, milk, voided, corrected, correction, in_transit[0], short[0], called_off[0]
    )


def _sort(home: Home) -> None:
    """Two sortings of a pile of mixed things: one stands, one was taken back."""
    made = items.AddItem("Mixed food, unsorted", "food", Unit.LB)
    home._nouns["item", made.name] = home.do(items.add_item, made).item_id
    stocked(home, {made.name: "300"}, drive="Spring", on=APRIL, reference="D-1")
    pile = home.lot_of(made.name)
    thrown = (sorting.Discarded(q("20"), DiscardReason.EXPIRED),)
    beans = (sorting.MadeGoods(home.item("Beans"), q("90")), sorting.MadeGoods(home.item("Rice"), q("30")))
    asked = sorting.SortGoods(pile, home.site("Gym"), q("130"), beans, thrown, MAY)
    home.do(sorting.sort_goods, asked)
    wrong = sorting.SortGoods(pile, home.site("Gym"), q("100"), beans[:1], thrown, MAY)
    home.do(sorting.undo_sorting, sorting.UndoSorting(home.do(sorting.sort_goods, wrong).document_id))


def _kits(home: Home) -> None:
    """Eight kits of which three were taken apart again, and two that were put together by mistake."""
    stocked(home, {"Combs": "30", "Cloths": "20"}, drive="Spring", on=APRIL, reference="E-1")
    kit = home.item("Wash kit", Unit.KIT)
    parts = (recipes.RecipePart(home.item("Combs"), q("2")), recipes.RecipePart(home.item("Cloths"), q("1")))
    home.do(recipes.write_recipe, recipes.WriteRecipe(kit, parts, APRIL))
    home.do(kits.assemble_kits, kits.AssembleKits(kit, home.site("Gym"), q("8"), MAY))
    home.do(kits.take_apart_kits, kits.TakeApartKits(home.lot_of("Wash kit"), home.site("Gym"), q("3"), MAY))
    wrong = home.do(kits.assemble_kits, kits.AssembleKits(kit, home.site("Gym"), q("2"), MAY))
    home.do(kits.undo_assembly, kits.UndoAssembly(wrong.document_id))
