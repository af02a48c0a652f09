"""Which program or site is open in a dialog: it stands in the address, so a link opens the same.

``?program=SLUG`` and ``?site=SLUG`` open one to change it, with ``do=merge`` to merge it; ``do=add``
adds one of the kind that the page shows.
"""

from typing import Literal, NamedTuple

import streamlit as st

PROGRAM: Literal["program"] = "program"
SITE: Literal["site"] = "site"
Place = Literal["program", "site"]
Do = Literal["add", "change", "merge"]

_DO = "do"


class Asked(NamedTuple):
    """What is to be done, and with which program or site (its slug; "" to add one)."""

    place: Place
    do: Do
    slug: str


def asked(shown: Place) -> Asked | None:
    """What the address asks for on the page that shows ``shown``."""
    do = st.query_params.get(_DO, "")
    if do == "add":
        return Asked(shown, "add", "")
    for place in (PROGRAM, SITE):
        slug = st.query_params.get(place)
        if slug:
            return Asked(place, "merge" if do == "merge" else "change", slug)
    return None


def open_place(place: Place, do: Do, slug: str) -> None:
    """Have the dialog opened."""
    close_place()
    if do != "change":
        st.query_params[_DO] = do
    if do != "add":
        st.query_params[place] = slug


def close_place() -> None:
    """Have no dialog open."""
    for key in (_DO, PROGRAM, SITE):
        if key in st.query_params:
            del st.query_params[key]
