"""A delivery's papers and its place in a calendar: for a hidden program the hub, never its address."""

from datetime import timedelta

import icalendar

from drives.commands import deliveries, places
from drives.commands.deliveries import FreeLine, PlanDelivery, SendDelivery, SetDeliveryDay
from drives.documents.goings import delivery_slip_file, pick_list_file
from drives.exchange.delivery_calendar import calendar_file
from drives.rules.dates import DateKind
from drives.rules.kinds import DeliveryWay, ProgramKind
from drives.rules.roles import COMMAND_LINE
from tests.commands.stocked import stocked
from tests.documents.test_paper import text_of
from tests.houses import TODAY, Home, q

ADDRESS = "3 Vine Lane"


def test_a_hidden_address_is_on_no_paper_of_a_delivery_and_in_no_calendar(sqlite_url: str) -> None:
    home = Home(sqlite_url)
    later = TODAY + timedelta(days=40)
    stocked(home, {"Socks": "9"}, date_mark=later, date_kind=DateKind.USE_BY, lot_code="A1")
    stocked(home, {"Socks": "9"}, site="Depot", date_mark=TODAY, date_kind=DateKind.USE_BY)
    added = places.AddProgram(
        "Vault", ProgramKind.FAMILY_SHELTER, address=ADDRESS, hide_address=True, hub="The hub, Main Street"
    )
    hidden = home.do(places.add_program, added).program_id
    lots = [(home.lot_of("Socks", date_mark=later), "Gym"), (home.lot_of("Socks", date_mark=TODAY), "Depot")]
    free = tuple(FreeLine(lot_id, home.site(site), q("4")) for lot_id, site in lots)
    asked = PlanDelivery(hidden, (), free, note="ring twice, Łucja", due_on=TODAY + timedelta(days=2))
    plan = home.do(deliveries.plan_delivery, asked)
    door = home.house.queries
    picking = text_of(pick_list_file(door, COMMAND_LINE, plan.delivery_id))
    assert picking.index("Depot") < picking.index("Gym")
    assert "use by June 29, 2025 · lot A1" in picking
    stocked(home, {"Socks": "9"}, drive="Winter", date_mark=later, date_kind=DateKind.USE_BY, lot_code="A1")
    alike = home.lot_of("Socks", date_mark=later, drive_id=home.drive("Winter"))
    both = tuple(FreeLine(lot_id, home.site(), q("3")) for lot_id in (lots[0][0], alike))
    two = home.do(deliveries.plan_delivery, PlanDelivery(hidden, (), both))
    assert "6 pairs of Socks" in text_of(pick_list_file(door, COMMAND_LINE, two.delivery_id)), "one line"
    home.do(deliveries.cancel_delivery, deliveries.CancelDelivery(two.delivery_id))
    slip = text_of(delivery_slip_file(door, COMMAND_LINE, plan.delivery_id))
    assert "The hub, Main Street" in slip
    assert "4 pairs of Socks" in slip
    first = calendar_file(door, COMMAND_LINE)
    [entry] = icalendar.Calendar.from_ical(first).walk("VEVENT")
    assert (entry["SUMMARY"], entry["LOCATION"]) == ("Delivery to Vault", "The hub, Main Street")
    assert entry.decoded("DTSTART") == TODAY + timedelta(days=2)
    moved = SetDeliveryDay(plan.delivery_id, TODAY, DeliveryWay.PICKED_UP)
    home.do(deliveries.set_delivery_day, moved)
    home.do(deliveries.send_delivery, SendDelivery(plan.delivery_id))
    [again] = icalendar.Calendar.from_ical(calendar_file(door, COMMAND_LINE)).walk("VEVENT")
    assert (again["UID"], again["SUMMARY"]) == (entry["UID"], "Vault picks up")
    assert again.decoded("DTSTART") == TODAY
    for paper in (picking, slip, first.decode(), delivery_slip_file(door, COMMAND_LINE, plan.delivery_id)):
        said = paper if isinstance(paper, str) else text_of(paper)
        assert ADDRESS not in said
        assert "Łucja" not in said
    secret = places.AddProgram("Aspen", ProgramKind.OTHER, address=ADDRESS, hub="Elm Street", unlisted=True)
    to = home.do(places.add_program, secret).program_id
    for way in DeliveryWay:
        free = (FreeLine(lots[0][0], home.site("Gym"), q("1")),)
        home.do(deliveries.plan_delivery, PlanDelivery(to, (), free, due_on=TODAY, way=way))
    shared = calendar_file(door, COMMAND_LINE)
    summaries = {str(entry["SUMMARY"]) for entry in icalendar.Calendar.from_ical(shared).walk("VEVENT")}
    assert summaries == {"Vault picks up", "Delivery to a partner program", "A partner program picks up"}
    assert not [said for said in (b"Aspen", b"Elm Street", ADDRESS.encode()) if said in shared]
    home.close()
