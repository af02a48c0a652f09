"""Needs, what could go to them, and what is on its way."""

from drives.queries.asking import ThereIs, there_is
from drives.queries.deliveries import DeliveryListed, Searched, deliveries, searched
from drives.queries.delivery_seen import DeliverySeen, delivery_seen
from drives.queries.needs import NeedShown, needs
from drives.queries.pick_lists import Picker, PickList, PickListSeen, pick_list, pick_lists, pickers
from drives.queries.to_go import FreeToGo, KeptToGo, free_to_go, kept_to_go
from drives.queries.to_share import ToShare, to_share
from drives.rules.roles import Permission
from drives.ui.reads import at_hand
from drives.ui.reads.cached import ask


def all_needs() -> tuple[NeedShown, ...]:
    """All needs, open ones first."""
    return ask(needs)


def what_there_is(program_id: int) -> dict[int, ThereIs]:
    """What there is for a program, by item."""
    return {one.item_id: one for one in ask(there_is, program_id=program_id)}


def there_to_share(drive_id: int | None) -> ToShare:
    """The open needs, or those of a drive, and what could go to them."""
    return ask(to_share, drive_id=drive_id)


def all_deliveries() -> tuple[DeliveryListed, ...]:
    """The deliveries to one's programs: those under way by their day, then the rest, the newest first."""
    return ask(deliveries)


def one_delivery(delivery_id: int) -> DeliverySeen | None:
    """A delivery with its lines; None where there is none to see."""
    return ask(delivery_seen, delivery_id=delivery_id)


def still_searched() -> tuple[Searched, ...]:
    """What was missing from deliveries, and is still searched."""
    return ask(searched)


def lists_to_pick() -> tuple[PickList, ...]:
    """The pick lists of whoever is here."""
    return ask(pick_lists) if at_hand.viewer().may(Permission.OWN_ACCOUNT) else ()


def one_pick_list(delivery_id: int) -> PickListSeen | None:
    """A pick list; None where there is none for whoever is here."""
    return ask(pick_list, delivery_id=delivery_id)


def volunteers() -> tuple[Picker, ...]:
    """The volunteers whom a pick list may be given to."""
    return ask(pickers)


def waiting_to_go() -> tuple[KeptToGo, ...]:
    """What is reserved and on no delivery."""
    return ask(kept_to_go)


def may_go_to(program_id: int) -> tuple[FreeToGo, ...]:
    """What may go to a program, by item, first expired first."""
    return ask(free_to_go, program_id=program_id)
