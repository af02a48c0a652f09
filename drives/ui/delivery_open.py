"""A delivery opened in a dialog: what is on it, and the next step."""

from functools import partial

import streamlit as st

from drives.documents.goings import delivery_slip_file, pick_list_file
from drives.queries.delivery_seen import DeliverySeen, alike_where_they_stand, as_one_line
from drives.rules.kinds import DeliveryState
from drives.rules.roles import Permission
from drives.texts import _
from drives.ui import reads
from drives.ui.components import day, download, md_escape, note
from drives.ui.delivery_confirm import ask_what_arrived, confirm_form
from drives.ui.delivery_plan import ask_what_goes, plan_form
from drives.ui.delivery_rows import DELIVERIES
from drives.ui.delivery_search import ask_to_give_up, ask_where_found, searched_form
from drives.ui.delivery_steps import STEPS, step_form
from drives.ui.delivery_words import lines_by_item, stage_badge, when_words
from drives.ui.kind_words import delivery_way_name


def show_asked() -> None:
    """Open the dialog that the address asks for, where whoever looks may have it."""
    asked = DELIVERIES.asked()
    do = asked.get("do", "")
    if do == "plan" and reads.viewer().may(Permission.DELIVER):
        form = plan_form()
        DELIVERIES.show(_("Plan a delivery"), partial(ask_what_goes, form), form.name, width="large")
    elif do in ("found", "give_up"):
        _end_search(do, asked.get("line", ""))
    elif "delivery" in asked:
        _show_one(asked["delivery"], do)


def _end_search(do: str, line: str) -> None:
    one = next((one for one in reads.still_searched() if str(one.line_id) == line), None)
    if one is None or not reads.viewer().may(Permission.DELIVER):
        return
    form = searched_form(one, do)
    title, draw = (
        (_("Where was it?"), ask_where_found) if do == "found" else (_("Give it up?"), ask_to_give_up)
    )
    DELIVERIES.show(title, partial(draw, one, form), form.name)


def _show_one(asked: str, do: str) -> None:
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 19 else 0
    found = reads.one_delivery(number)
    if found is None:
        note(_("That delivery is not here (any more)."))
        return
    state, delivers = found.listed.state, reads.viewer().may(Permission.DELIVER)
    if do == "confirm" and state is DeliveryState.SENT:
        form = confirm_form(found)
        DELIVERIES.show(_("What arrived?"), partial(ask_what_arrived, found, form), form.name, width="large")
    elif do in STEPS and delivers and state in STEPS[do].states:
        step = STEPS[do]
        form = step_form(found, do)
        DELIVERIES.show(step.title(), partial(step.draw, found, form), form.name, width="medium")
    else:
        title = _("To {program}").format(program=md_escape(found.listed.program))
        DELIVERIES.show(title, partial(_opened, found, delivers=delivers), width="large")


def _opened(found: DeliverySeen, *, delivers: bool) -> None:
    one = found.listed
    st.markdown(f"{md_escape(when_words(one))} {stage_badge(one)}")
    facts = [
        _("planned {day}").format(day=day(one.planned_on, today=reads.stamp().today)),
        delivery_way_name(one.way),
        one.where or "",
    ]
    note(md_escape(" · ".join(filter(None, facts))))
    if one.note:
        note(md_escape(_("Note: {note}").format(note=one.note)))
    lines = [as_one_line(pile) for pile in alike_where_they_stand(found.lines, by_need=True)]
    st.markdown(lines_by_item(lines))
    _next_steps(found, delivers=delivers)
    _papers(found, delivers=delivers)


def _next_steps(found: DeliverySeen, *, delivers: bool) -> None:
    """The steps that may come next, the usual one first."""
    state = found.listed.state
    offered = {
        DeliveryState.PLANNED: (("pack", _("Packed …")), ("send", _("Send …")), ("day", _("Another day …")),
                                ("give", _("Give the pick list …")), ("cancel", _("Cancel it …"))),
        DeliveryState.PACKED: (("send", _("Send …")), ("pack", _("Pack again …")),
                               ("day", _("Another day …")), ("cancel", _("Cancel it …"))),
        DeliveryState.SENT: (("confirm", _("Confirm what arrived …")), ("cancel", _("Cancel it …"))),
    }.get(state, ())  # fmt: skip
    with st.container(horizontal=True):
        for place, (do, label) in enumerate(offered):
            if do == "confirm" or delivers:
                st.button(
                    label,
                    type="secondary" if place else "primary",
                    key=f"deliveries.{do}.{found.listed.delivery_id}",
                    on_click=DELIVERIES.open,
                    kwargs={"delivery": found.listed.delivery_id, "do": do},
                )
        st.button(_("Leave it"), key="deliveries.leave", on_click=DELIVERIES.close)


def _papers(found: DeliverySeen, *, delivers: bool) -> None:
    queries, one = reads.house().queries, found.listed
    with st.container(horizontal=True):
        if one.state is DeliveryState.PLANNED and delivers:
            st.page_link(
                "pages/pick_lists.py",
                label=_("Tick the pick list here"),
                icon=":material/checklist:",
                query_params={"delivery": str(one.delivery_id)},
            )
            download(
                _("Print the pick list"),
                lambda viewer: pick_list_file(queries, viewer, one.delivery_id),
                file_name=f"pick-list-{one.delivery_id}.pdf",
                key=f"deliveries.picking.{one.delivery_id}",
            )
        if one.state is not DeliveryState.CANCELLED:
            download(
                _("Print a slip"),
                lambda viewer: delivery_slip_file(queries, viewer, one.delivery_id),
                file_name=f"delivery-{one.delivery_id}.pdf",
                key=f"deliveries.slip.{one.delivery_id}",
            )
