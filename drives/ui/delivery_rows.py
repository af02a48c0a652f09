"""Deliveries as a list: found by program and item, by how far they have come, under their days."""

from collections.abc import Sequence
from itertools import groupby

import streamlit as st

from drives.queries.deliveries import DeliveryListed
from drives.queries.delivery_seen import DeliverySeen
from drives.rules.deliveries import Stage
from drives.rules.kinds import DeliveryState
from drives.rules.names import fold_name
from drives.texts import _
from drives.ui import reads
from drives.ui.address_choice import choose_in_address
from drives.ui.address_dialog import AddressDialog
from drives.ui.components import day, md_escape, named, paged, search_field
from drives.ui.delivery_words import goods_words, stage_badge, when_words
from drives.ui.form import Form
from drives.ui.kind_words import stage_name

DELIVERIES = AddressDialog("delivery", "do", "line", "program")
"""``?delivery=ID`` opens a delivery, with ``do`` one of its steps; ``do=plan`` a new one."""

_LIVE = (DeliveryState.PLANNED, DeliveryState.PACKED, DeliveryState.SENT)
_UNDER_WAY, _ALL = "", "all"


def back_to_delivery(found: DeliverySeen, form: Form) -> None:
    """From a step to the delivery; what was typed is let go."""
    DELIVERIES.close(form.name)
    DELIVERIES.open(delivery=found.listed.delivery_id)


def under_way(found: Sequence[DeliveryListed]) -> list[DeliveryListed]:
    """Those that are not over."""
    return [one for one in found if one.state in _LIVE]


def delivery_filters(found: Sequence[DeliveryListed]) -> list[DeliveryListed]:
    """What the search and the choice of a stage leave of them; both stand in the address."""
    sought = fold_name(search_field(_("Find a program or an item"), key="deliveries.q"))
    stages = {stage.value: stage_name(stage) for stage in Stage}
    show = choose_in_address(
        _("Show"),
        {_UNDER_WAY: _("under way"), **stages, _ALL: _("all")},
        name="state",
        key="deliveries.state",
        look="row",
    )
    return [
        one
        for one in found
        if (show == _ALL or one.stage == show or (show == _UNDER_WAY and one.state in _LIVE))
        and sought in fold_name(" ".join([one.program, *(goods.item for goods in one.goods)]))
    ]


def delivery_rows(found: Sequence[DeliveryListed]) -> None:
    """The rows of a page; those under way stand under their days, like in a diary."""
    for on, some in groupby(paged(found, key="deliveries"), key=_heading):
        if on:
            st.markdown(f"### {md_escape(on)}", anchors=False)
        for one in some:
            _row(one)


def _heading(one: DeliveryListed) -> str:
    today = reads.stamp().today
    if one.state not in _LIVE:
        return _("Finished")
    if one.late_on is not None:
        return _("Late")
    if one.state is DeliveryState.SENT:
        return _("On the way")
    return _("Today") if one.due_on == today else day(one.due_on, today=today)


def _row(one: DeliveryListed) -> None:
    lines = [
        f"**{md_escape(one.program)}** {stage_badge(one)}",
        f":small[{md_escape(when_words(one))}\u00a0· :gray[{md_escape(goods_words(one.goods))}]]",
    ]
    with st.container(
        border=True,
        horizontal=True,
        wrap=False,
        vertical_alignment="center",
        key=f"delivery-{one.delivery_id}",
    ):
        st.markdown("  \n".join(lines), width="stretch")
        st.button(
            named(f"{one.program}, {when_words(one)}", _("Open")),
            key=f"deliveries.open.{one.delivery_id}",
            on_click=DELIVERIES.open,
            kwargs={"delivery": one.delivery_id},
        )
