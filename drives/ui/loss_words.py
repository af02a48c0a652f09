"""Who loses by what is done with goods, and sums of goods in words."""

from collections.abc import Iterable

import streamlit as st

from drives.queries.inventory import KeptFor
from drives.rules.units import Unit
from drives.texts import _, listed
from drives.ui.components import goods_of, md_escape


def say_losses(kept: Iterable[tuple[str, Unit, KeptFor]]) -> None:
    """Who loses what is allocated of an item in its unit: a line for each program, with its sums."""
    lost: dict[str, list[tuple[str, Unit, int]]] = {}
    for item, unit, one in kept:
        lost.setdefault(one.program, []).append((item, unit, one.quantity))
    for program, goods in lost.items():
        said = _("{program} loses {goods} allocated to it.")
        told = md_escape(said.format(program=program, goods=sums_words(goods)))
        st.markdown(f":orange[:material/warning: {told}]")


def sums_words(goods: Iterable[tuple[str, Unit, int]]) -> str:
    """Goods (item, its unit, thousandths) with one sum for each item. Plain text; empty where none are."""
    sums: dict[tuple[str, Unit], int] = {}
    for item, unit, many in goods:
        if many:
            sums[item, unit] = sums.get((item, unit), 0) + many
    return listed([goods_of(item, many, unit) for (item, unit), many in sums.items()])
