"""Which program or site is open in a dialog: it stands in the address, so a link opens the same.

``?program=SLUG`` and ``?site=SLUG`` open one to change it, with ``do=merge`` to merge it; ``do=add``
adds one of the kind that the page shows.
"""

from typing import Literal, NamedTuple

from drives.ui.address_dialog import AddressDialog

PROGRAM: Literal["program"] = "program"
SITE: Literal["site"] = "site"
Place = Literal["program", "site"]
Do = Literal["add", "change", "merge"]

PLACES = AddressDialog("do", PROGRAM, SITE)


class Asked(NamedTuple):
    """What is to be done, and with which program or site (its slug; "" to add one)."""

    place: Place
    do: Do
    slug: str


def asked(shown: Place) -> Asked | None:
    """What the address asks for on the page that shows ``shown``."""
    found = PLACES.asked()
    if found.get("do") == "add":
        return Asked(shown, "add", "")
    for place in (PROGRAM, SITE):
        if place in found:
            return Asked(place, "merge" if found.get("do") == "merge" else "change", found[place])
    return None
