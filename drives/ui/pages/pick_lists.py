"""Pick lists on a phone: what stands where, ticked as it goes into the box; the ticks are kept."""

from itertools import groupby

import streamlit as st

from drives.queries.delivery_seen import alike_where_they_stand, as_one_line
from drives.queries.pick_lists import PickList
from drives.rules.roles import Permission
from drives.texts import _
from drives.ui import reads
from drives.ui.address_choice import choose_in_address
from drives.ui.components import (
    day,
    empty_state,
    organization_name,
    page_header,
    partner,
    section,
)
from drives.ui.delivery_piles import note_in_all
from drives.ui.pick_line import show_pile


def _name(one: PickList) -> str:
    return _("{program}, {day}").format(
        program=partner(one.program), day=day(one.due_on, today=reads.stamp().today)
    )


def show() -> None:
    """The page."""
    lists = {str(one.delivery_id): one for one in reads.lists_to_pick()}
    line = _("{organization} · as of {day}").format(
        organization=organization_name(), day=day(reads.stamp().today)
    )
    page_header(_("What goes into the boxes?"), line, guide="pick")
    if not lists:
        empty_state(_("Pick lists of planned deliveries show here by site, what expires first at the top."))
        return
    chosen = choose_in_address(
        _("Delivery"),
        {number: _name(one) for number, one in lists.items()},
        name="delivery",
        key="pick.delivery",
        bare_first=False,
    )
    found = reads.one_pick_list(int(chosen))
    if found is None:
        return
    piles = alike_where_they_stand(found.lines)
    ones = [as_one_line(pile) for pile in piles]
    ticked = sum(1 for one in ones if one.picked is not None)
    st.progress(
        ticked / len(piles),
        text=_("{ticked} of {lines} picked").format(ticked=ticked, lines=len(piles)),
    )
    note_in_all(ones)
    for site, some in groupby(piles, key=lambda pile: pile[0].site or _("A site that is not public")):
        section(site)
        for pile in some:
            show_pile(pile)
    if reads.viewer().may(Permission.DELIVER):
        st.page_link(
            "pages/deliveries.py",
            label=_("Mark it as packed"),
            icon=":material/arrow_forward:",
            query_params={"delivery": chosen, "do": "pack"},
        )


show()
