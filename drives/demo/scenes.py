"""What happens once in the demo: a purchase, a slip put right, a gift typed twice, a lot on hold."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from drives.commands.donations import CorrectDonation, VoidDonation, correct_donation, void_donation
from drives.commands.stock import HoldLot, hold
from drives.demo.gifts import Gift, GiftLine, moment
from drives.demo.hands import Hands, goods_of
from drives.demo.shelves import Goods
from drives.demo.steps import Step
from drives.rules.dates import DateKind
from drives.rules.kinds import Source
from drives.rules.quantity import SCALE

_SOON = timedelta(minutes=50)


class Scenes:
    """The scenes of the plan."""

    def __init__(self, hands: Hands) -> None:
        self._hands = hands
        self._logged: dict[str, int] = {}

    def steps(self) -> Iterator[Step]:
        """Each scene at its time."""
        plan = self._hands.plan
        bought = self._gift(plan["purchase"], 11, source=Source.PURCHASED)
        yield bought.at, partial(self._hands.log, bought)
        brought = self._gift(plan["held"], 10)
        yield brought.at, partial(self._hands.log, brought)
        held_on = moment(self._hands.day(plan["held"]["held_on"]), 12)
        yield held_on, partial(self._hold, goods_of(brought)[0][0], plan["held"]["reason"])
        slip = self._gift({**plan["corrected"], "quantity": plan["corrected"]["typed"]}, 13)
        yield slip.at, partial(self._log, "slip", slip)
        right = self._gift({**plan["corrected"], "quantity": plan["corrected"]["meant"]}, 13)
        yield slip.at + _SOON, partial(self._correct, slip, replace(right, at=slip.at + _SOON))
        once = self._gift(plan["voided"], 12)
        twice = replace(once, at=once.at + timedelta(minutes=4))
        yield once.at, partial(self._hands.log, once)
        yield twice.at, partial(self._log, "twice", twice)
        yield twice.at + _SOON, partial(self._void, twice)
        late = replace(self._gift(plan["late"], 14), received_on=self._hands.day(plan["late"]["received"]))
        yield late.at, partial(self._hands.log, late)
        refused = self._gift(plan["refused_formula"], 15)
        line = refused.lines[0]
        rejected = replace(line, rejected=line.received, reason=plan["refused_formula"]["reason"])
        yield refused.at, partial(self._hands.log, replace(refused, lines=(rejected,)))

    def _gift(self, scene: Mapping[str, Any], hour: int, source: Source = Source.DONATED) -> Gift:
        hands, item = self._hands, self._hands.item[scene["item"]]
        day = hands.day(scene["day"])
        pack = next((one for one in item.packs if one.pack and one.pack == scene.get("pack")), None)
        if pack is not None and pack.quantity:
            received = scene["packs"] * pack.quantity
        else:
            received = scene["quantity"] * SCALE
        marked = "date_ahead" in scene
        line = GiftLine(
            scene["item"],
            received,
            pack=None if pack is None else pack.pack,
            pack_quantity=None if pack is None else pack.quantity,
            date_mark=day + timedelta(days=scene["date_ahead"]) if marked else None,
            date_kind=DateKind(scene["date_kind"]) if marked else None,
            lot_code=scene.get("lot_code"),
            source=source,
        )
        return Gift(
            moment(day, hour, 25),
            scene["drive"],
            scene["site"],
            (line,),
            scene.get("donor"),
            scene.get("team"),
            reference=scene.get("reference"),
        )

    def _log(self, scene: str, gift: Gift) -> None:
        self._logged[scene] = self._hands.log(gift).donation_id

    def _unshelve(self, gift: Gift) -> None:
        for goods, accepted in goods_of(gift):
            self._hands.shelves.put(goods, gift.site, -accepted, self._hands.clock.now.date())

    def _correct(self, slip: Gift, right: Gift) -> None:
        asked = CorrectDonation(self._logged["slip"], self._hands.donation(right))
        self._hands.do(correct_donation, asked, at_table=slip.site)
        self._unshelve(slip)
        self._hands.shelve(right)

    def _void(self, gift: Gift) -> None:
        self._hands.do(void_donation, VoidDonation(self._logged["twice"]), at_table=gift.site)
        self._unshelve(gift)

    def _hold(self, goods: Goods, reason: str) -> None:
        self._hands.do(hold, HoldLot(self._hands.lot_id(goods), reason))
        self._hands.shelves.held.add(goods)
