"""What a program received: in all by item, and delivery by delivery."""

from collections import defaultdict

import streamlit as st

from drives.queries.deliveries import DeliveryListed
from drives.rules.kinds import DeliveryState
from drives.rules.names import fold_name
from drives.rules.units import Unit
from drives.texts import _, ngettext
from drives.ui import reads
from drives.ui.components import (
    amount,
    day,
    empty_state,
    export_button,
    md_escape,
    named,
    page_header,
    paged,
    search_field,
    section,
)
from drives.ui.delivery_open import show_asked
from drives.ui.delivery_rows import DELIVERIES
from drives.ui.delivery_search import show_searched
from drives.ui.delivery_words import goods_words, when_words


def _line(count: int) -> str:
    programs = ", ".join(program.name for program in reads.programs())
    return ngettext(
        "{program} · {count} delivery · as of {day}", "{program} · {count} deliveries · as of {day}", count
    ).format(program=programs, count=count, day=day(reads.stamp().today))


def _totals(received: list[DeliveryListed]) -> None:
    totals: dict[tuple[str, Unit], int] = defaultdict(int)
    for one in received:
        for goods in one.goods:
            totals[goods.item, goods.unit] += goods.arrived or 0
    section(_("In all"))
    st.dataframe(
        [
            {_("Item"): item, _("Received"): amount(total, unit)}
            for (item, unit), total in sorted(totals.items())
            if total
        ],
        hide_index=True,
        width="stretch",
    )


def _row(one: DeliveryListed) -> None:
    when = md_escape(when_words(one))
    several = len(reads.programs()) > 1
    lines = [
        f"**{md_escape(goods_words(one.goods))}**",
        f":small[{when}\u00a0· :gray[{md_escape(one.program)}]]" if several else f":small[{when}]",
    ]
    with st.container(border=True, horizontal=True, wrap=False, vertical_alignment="center"):
        st.markdown("  \n".join(lines), width="stretch")
        st.button(
            named(_("{goods}, {when}").format(goods=goods_words(one.goods), when=when_words(one)), _("Open")),
            key=f"received.open.{one.delivery_id}",
            on_click=DELIVERIES.open,
            kwargs={"delivery": one.delivery_id},
        )


def show() -> None:
    """The page."""
    received = [one for one in reads.all_deliveries() if one.state is DeliveryState.CONFIRMED]
    page_header(_("What did we receive?"), _line(len(received)), guide="received")
    if not received:
        empty_state(_("Every delivery that you confirm will show here, with what you received in all."))
        return
    _totals(received)
    section(_("Delivery by delivery"))
    sought = fold_name(search_field(_("Find an item"), key="received.q"))
    found = [one for one in received if sought in fold_name(" ".join(goods.item for goods in one.goods))]
    for one in paged(found, key="received"):
        _row(one)
    show_searched(reads.still_searched())
    with st.container(horizontal=True):
        export_button("deliveries")
    show_asked()


show()
