"""A need asks until all of it has been confirmed; what is met, lapsed or cancelled asks nowhere any more."""

from datetime import timedelta

from drives.commands import allocation, deliveries, needs
from drives.commands.deliveries import Arrival, ConfirmDelivery, PlanDelivery, SendDelivery
from drives.commands.hand_out import HandedItem, HandOut, hand_out
from drives.queries.asking import there_is
from drives.queries.before_logging import still_wanted
from drives.queries.drive_list import goal_offers
from drives.queries.drive_page import drive_page
from drives.queries.needs import NeedState
from drives.queries.needs import needs as all_needs
from drives.queries.overview import overview
from drives.queries.places import programs_shown
from drives.queries.pledges import pledge_offer
from drives.queries.what_to_bring import what_to_bring
from drives.rules.kinds import ShortfallReason
from drives.rules.roles import COMMAND_LINE, EVERYBODY
from tests.commands.stocked import stocked
from tests.houses import TODAY, Home, q
from tests.queries.test_drive_page import opened


class Asks:
    """Everything that asks people for an item, wherever it stands."""

    def __init__(self, house: Home, slug: str) -> None:
        self._house, self._slug = house, slug

    def everywhere(self) -> dict[str, int]:
        """How much of the socks each place asks for."""
        ask, slug, house = self._house.house.queries.ask, self._slug, self._house
        socks, program, drive = house.item(), house.program(), house.drive("Winter")
        page = ask(drive_page, EVERYBODY, slug=slug)
        listed = {
            "overview": ask(overview, EVERYBODY).wanted,
            "drive page": page.wanted,
            "what to bring": ask(what_to_bring, EVERYBODY, drive=slug).wanted,
            "what to bring to a site": ask(what_to_bring, EVERYBODY, site="gym").wanted,
            "pledges": ask(pledge_offer, EVERYBODY, slug=slug).items if page.takes_pledges else (),
            "goals": ask(goal_offers, COMMAND_LINE, program_ids=(program,), drive_id=drive),
            "before one asks": ask(there_is, COMMAND_LINE, program_id=program),
        }
        found = {
            where: sum(one.still_to_collect for one in some if one.item == "Socks")  # type: ignore[attr-defined]
            for where, some in listed.items()
        }
        found["programs"] = sum(
            asked.still_to_collect
            for shown in ask(programs_shown, EVERYBODY).programs
            for asked in shown.asked
            if asked.item == "Socks"
        )
        for where, drive_id in (("at the table", drive), ("at any table", None)):
            wanted = ask(still_wanted, COMMAND_LINE, drive_id=drive_id)
            found[where] = found["overview"] if socks in wanted else 0
        return found

    def only(self) -> int:
        """What every one of them asks for."""
        found = self.everywhere()
        assert len(set(found.values())) == 1, found
        return found["overview"]


def state_of(house: Home) -> tuple[NeedState, int]:
    """Where the latest need stands, and what of it is outstanding."""
    one = max(house.house.queries.ask(all_needs, COMMAND_LINE), key=lambda need: need.need_id)
    return one.state, one.outstanding


def brought(house: Home, need_id: int, quantity: str, *, missing: str = "0") -> None:
    """Log, reserve, send and confirm so much for a need, some of it missing."""
    stocked(house, {"Socks": quantity})
    asked = allocation.Reserve(need_id, house.lot_of("Socks"), house.site(), q(quantity))
    kept = house.do(allocation.reserve, asked).reservation_id
    plan = house.do(deliveries.plan_delivery, PlanDelivery(house.program(), (kept,)))
    house.do(deliveries.send_delivery, SendDelivery(plan.delivery_id))
    reason = ShortfallReason.MISSING if q(missing) else None
    arrived = Arrival(plan.line_ids[0], q(quantity) - q(missing), q(missing), reason=reason)
    house.do(deliveries.confirm_delivery, ConfirmDelivery(plan.delivery_id, (arrived,)))


def test_a_need_asks_until_all_of_it_has_been_confirmed(house: Home) -> None:
    slug = opened(house, "Winter", program_ids=(house.program(),), site_ids=(house.site(),))
    asks = Asks(house, slug)
    need_id = house.need("Socks", "12")
    assert asks.only() == q("12")
    brought(house, need_id, "5")
    assert state_of(house) == (NeedState.OPEN, q("7")), "not met at its first delivery"
    assert asks.only() == q("7")
    brought(house, need_id, "7", missing="2")
    assert state_of(house) == (NeedState.OPEN, q("2")), "what was missing is asked for again"
    assert asks.only() == q("2")
    stocked(house, {"Socks": "2"})
    house.do(hand_out, HandOut(house.program(), house.site(), (HandedItem(house.item(), q("2")),)))
    assert state_of(house) == (NeedState.MET, 0)
    assert asks.only() == 0
    house.do(needs.cancel_need, needs.CancelNeed(house.need("Socks", "9")))
    assert state_of(house)[0] is NeedState.CANCELLED
    assert asks.only() == 0
    house.need("Socks", "4", posted_on=TODAY - timedelta(days=61))
    assert state_of(house) == (NeedState.LAPSED, 0)
    assert asks.only() == 0
