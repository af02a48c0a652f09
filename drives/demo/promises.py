"""Who issues letters in the demo, the letters of a drive that is over, and what was pledged."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from drives.commands.issuers import SetIssuer, set_issuer
from drives.commands.letters import IssueLetters, issue_letters
from drives.commands.pledge_arrivals import ReceivePledge, receive_pledge
from drives.commands.pledges import MakePledge, PledgedLine, make_pledge
from drives.demo.gifts import Gift, GiftLine, moment
from drives.demo.hands import Hands
from drives.demo.steps import Step
from drives.rules.quantity import SCALE

_RUNNING = "Warm Winter"


class Promises:
    """Letters and pledges of the plan."""

    def __init__(self, hands: Hands) -> None:
        self._hands = hands
        self._made: dict[int, int] = {}

    def steps(self) -> Iterator[Step]:
        """Each at its time."""
        hands = self._hands
        for number, issuer in enumerate(hands.plan["issuers"]):
            yield moment(hands.day(-52), 9, number), partial(self._name_issuer, issuer)
            if "letters" in issuer:
                yield moment(hands.day(issuer["letters"]), 16, 40), partial(self._issue, issuer)
        for number, pledge in enumerate(hands.plan["pledges"]):
            yield moment(hands.day(pledge["made"]), 18, 5 + number), partial(self._pledge, number, pledge)
            if "came" in pledge:
                yield moment(hands.day(pledge["came"]), 16, 30), partial(self._receive, number, pledge)

    def _name_issuer(self, issuer: Mapping[str, Any]) -> None:
        said = {name: issuer[name] for name in ("name", "tax_id", "address", "signatory")}
        self._hands.do(set_issuer, SetIssuer(self._hands.program[issuer["program"]], **said))

    def _issue(self, issuer: Mapping[str, Any]) -> None:
        year = self._hands.day(issuer["gifts_of"]).year
        self._hands.do(issue_letters, IssueLetters(self._hands.program[issuer["program"]], year))

    def _pledge(self, number: int, pledge: Mapping[str, Any]) -> None:
        hands = self._hands
        asked = MakePledge(
            hands.drive[_RUNNING],
            hands.site[pledge["site"]],
            hands.day(pledge["by"]),
            pledge["email"],
            # Of no secret: nobody has the link of such a pledge.
            f"{number + 1:064x}",
            (PledgedLine(hands.item[pledge["item"]].item_id, pledge["quantity"] * SCALE),),
            pledge["name"],
        )
        self._made[number] = hands.do(make_pledge, asked).pledge_id

    def _receive(self, number: int, pledge: Mapping[str, Any]) -> None:
        hands = self._hands
        hands.do(receive_pledge, ReceivePledge(self._made[number]))
        line = GiftLine(pledge["item"], pledge["quantity"] * SCALE)
        hands.shelve(Gift(hands.clock.now, _RUNNING, pledge["site"], (line,)))
