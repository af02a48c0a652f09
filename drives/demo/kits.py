"""Kits in the demo: what goes into one, some put together of what is free at a site, one taken apart."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from drives.commands.kits import AssembleKits, TakeApartKits, assemble_kits, take_apart_kits
from drives.commands.recipes import RecipePart, WriteRecipe, write_recipe
from drives.demo.gifts import moment
from drives.demo.hands import Hands
from drives.demo.steps import Step
from drives.queries.demo import lots_of_item
from drives.rules.kits import buildable
from drives.rules.quantity import SCALE

_SOON = timedelta(minutes=25)


class Kits:
    """The kits of the plan. Whatever else the plan takes from shelves is taken before them."""

    def __init__(self, hands: Hands) -> None:
        self._hands = hands

    def steps(self) -> Iterator[Step]:
        """The recipe, and what is done by it."""
        hands = self._hands
        plan = hands.plan["kits"]
        yield moment(hands.day(plan["written"]), 10), self._write
        put_together = moment(hands.day(plan["put_together"]), 17, 45)
        yield put_together, self._put_together
        yield put_together + _SOON, partial(self._take_apart, plan["taken_apart"] * SCALE)

    def _parts(self) -> dict[str, int]:
        return {item: quantity * SCALE for item, quantity in self._hands.plan["kits"]["parts"]}

    def _kit_id(self) -> int:
        return self._hands.item[self._hands.plan["kits"]["item"]].item_id

    def _write(self) -> None:
        hands = self._hands
        parts = tuple(RecipePart(hands.item[item].item_id, many) for item, many in self._parts().items())
        hands.do(write_recipe, WriteRecipe(self._kit_id(), parts))

    def _put_together(self) -> None:
        """As many as the plan says, or as there are parts for."""
        hands, plan = self._hands, self._hands.plan["kits"]
        ids = {item: hands.item[item].item_id for item in self._parts()}
        free = {
            ids[item]: sum(
                shelf.free
                for shelf in hands.shelves.fit(item, "", hands.clock.now.date())
                if shelf.at == plan["site"]
            )
            for item in ids
        }
        most = buildable({ids[item]: many for item, many in self._parts().items()}, free).kits
        quantity = min(plan["kits"], most) * SCALE
        hands.do(assemble_kits, AssembleKits(self._kit_id(), hands.site[plan["site"]], quantity))

    def _take_apart(self, quantity: int) -> None:
        hands = self._hands
        first, *_later = hands.queries.ask(lots_of_item, hands.viewer, item_id=self._kit_id())
        site_id = hands.site[hands.plan["kits"]["site"]]
        hands.do(take_apart_kits, TakeApartKits(first.lot_id, site_id, quantity))
