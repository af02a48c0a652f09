"""What stands beside the tiles: goods that are not sorted yet, and where cash goes."""

import streamlit as st

from drives.queries.choices import ItemChoice
from drives.rules.quantity import SCALE
from drives.rules.units import unit_name
from drives.texts import _
from drives.ui import reads
from drives.ui.components import md_escape, note
from drives.ui.intake import ask_amount
from drives.ui.intake_offered import weighed_first


def offer_unsorted() -> None:
    """Buttons for goods that are weighed or counted now and sorted later."""
    waiting = weighed_first()
    if not waiting:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="log.unsorted"):
        for item in waiting:
            st.button(
                md_escape(_said(item)),
                key=f"log.unsorted.{item.item_id}",
                icon=":material/scale:",
                on_click=ask_amount,
                args=(str(item.item_id),),
            )


def _said(item: ItemChoice) -> str:
    return _("{item}: enter the {unit}, sort later").format(
        item=item.name, unit=unit_name(item.unit, 2 * SCALE)
    )


def say_where_cash_goes() -> None:
    """That cash is not recorded here, and who takes it."""
    name = reads.the_organization().name
    said = (
        _("Cash and checks are not recorded here: hand them to the treasurer of {organization}.")
        if name
        else _("Cash and checks are not recorded here: hand them to your treasurer.")
    )
    note(f":material/payments: {md_escape(said.format(organization=name))}")
