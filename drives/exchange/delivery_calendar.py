"""Deliveries as a calendar file (iCalendar, RFC 5545), made by the icalendar library.

A hidden address is in none of them: the place is what the list of deliveries says, a hub or an area. The name
and the place of an unlisted program stay in the store, as notes do: nobody knows which phones a calendar is
shared with.
"""

from datetime import UTC, timedelta

from icalendar import Calendar, Event

from drives.charts.numbers import goods_of
from drives.queries.deliveries import DeliveryListed, deliveries
from drives.queries.door import QueryDoor
from drives.rules.kinds import DeliveryState, DeliveryWay
from drives.rules.roles import Viewer
from drives.texts import _, listed


def calendar_file(door: QueryDoor, viewer: Viewer) -> bytes:
    """The deliveries of a viewer that do or did take place, a whole day each."""
    found = door.ask(deliveries, viewer)
    return deliveries_calendar([one for one in found if one.state is not DeliveryState.CANCELLED])


def deliveries_calendar(found: list[DeliveryListed]) -> bytes:
    """The file; an entry keeps its UID when its day is moved, so that a calendar moves it as well."""
    calendar = Calendar()
    calendar.add("prodid", "-//Drives//Deliveries//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Deliveries"))
    for one in found:
        entry = Event()
        recorded = one.recorded_at.astimezone(UTC)
        day = one.sent_on or one.due_on
        entry.add("uid", f"delivery-{one.delivery_id}-{recorded:%Y%m%dT%H%M%S}@drives")
        entry.add("dtstamp", recorded)
        entry.add("dtstart", day)
        entry.add("dtend", day + timedelta(days=1))
        entry.add("summary", _title(one))
        if one.where and not one.unlisted:
            entry.add("location", one.where)
        goods = [
            goods_of(of.item, of.quantity if of.arrived is None else of.arrived, of.unit) for of in one.goods
        ]
        entry.add("description", listed(goods))
        entry.add("transp", "TRANSPARENT")
        calendar.add_component(entry)
    written: bytes = calendar.to_ical()
    return written


def _title(one: DeliveryListed) -> str:
    if one.way is DeliveryWay.PICKED_UP:
        if one.unlisted:
            return _("A partner program picks up")
        return _("{program} picks up").format(program=one.program)
    if one.unlisted:
        return _("Delivery to a partner program")
    return _("Delivery to {program}").format(program=one.program)
