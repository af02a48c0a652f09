"""The steps of a delivery on its way out, a small form each: sent, moved, given to, cancelled."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

import streamlit as st

from drives.commands.deliveries import (
    CancelDelivery,
    Packed,
    SendDelivery,
    SetDeliveryDay,
    cancel_delivery,
    send_delivery,
    set_delivery_day,
)
from drives.commands.delivery_packing import GivePickList, give_pick_list
from drives.queries.delivery_seen import DeliverySeen, alike_where_they_stand, as_one_line
from drives.rules.kinds import DeliveryState, DeliveryWay
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.components import listed, md_escape, note
from drives.ui.delivery_packing import ask_what_is_packed
from drives.ui.delivery_piles import is_ticked, pile_words, taken_of
from drives.ui.delivery_rows import DELIVERIES, back_to_delivery
from drives.ui.delivery_words import goods_words, left_words
from drives.ui.form import Form
from drives.ui.kind_words import delivery_way_name


@dataclass(frozen=True, slots=True)
class Step:
    """A step: from which states it may be taken, the title of its dialog and what is drawn in it."""

    states: tuple[DeliveryState, ...]
    title: Callable[[], str]
    draw: Callable[[DeliverySeen, Form], None]


def step_form(found: DeliverySeen, do: str) -> Form:
    """The form of a step of a delivery."""
    return Form.of(f"deliveries.{do}.{found.listed.delivery_id}", f"deliveries.{do}")


def _send(found: DeliverySeen, form: Form) -> None:
    found = reads.one_delivery(found.listed.delivery_id) or found
    one, by_ticks = found.listed, is_ticked(found)
    st.markdown(
        md_escape(
            _("Leaving for {program} now: {goods}.").format(goods=goods_words(one.goods), program=one.program)
        )
    )
    for pile in alike_where_they_stand(found.lines):
        line = as_one_line(pile)
        if taken_of(pile, by_ticks=by_ticks) < line.stands or left_words(line):
            said = pile_words(pile, by_ticks=by_ticks)
            st.markdown(f":orange[:material/warning: {md_escape(said)}]")
    leave = partial(back_to_delivery, found, form)
    if _some_not_picked(found):
        st.markdown(
            md_escape(
                _(
                    "Not all of it is picked, so it cannot be sent yet. Say first what is packed: "
                    "what is not ticked stays here."
                )
            )
        )
        form.buttons(_("Say what is packed"), _to_packing, found, form, leave=leave)
        return
    note(md_escape(_("Stock is deducted when you send it, so send it when it leaves the shelf.")))
    form = form.begin({"on": reads.stamp().today})
    another_day(form, _("Left on"), one.packed_on or one.planned_on)
    form.buttons(_("It leaves now"), _sent, found, form, leave=leave)


def _some_not_picked(found: DeliverySeen) -> bool:
    """Whether something was ticked on its pick list, yet not all that can go."""
    return is_ticked(found) and any(taken_of([line], by_ticks=True) < line.stands for line in found.lines)


def _to_packing(found: DeliverySeen, form: Form) -> None:
    back_to_delivery(found, form)
    DELIVERIES.open(delivery=found.listed.delivery_id, do="pack")


def _sent(found: DeliverySeen, form: Form) -> None:
    at = actions.begin()
    now = reads.one_delivery(found.listed.delivery_id)
    if now is not None and _some_not_picked(now):
        return  # Ticked since it was drawn: drawn again, it says so and leads to what is packed.
    shown = tuple(Packed(line.line_id, line.stands) for line in found.lines)
    asked = form.read(at, lambda: SendDelivery(found.listed.delivery_id, form.value("on"), shown))
    if asked is not None and form.send(at, send_delivery, asked) is not None:
        at.say(_("Sent to {program}. It waits to be confirmed.").format(program=found.listed.program))
        DELIVERIES.close()


def _day(found: DeliverySeen, form: Form) -> None:
    form = form.begin({"due": found.listed.due_on, "way": found.listed.way.value})
    st.date_input(
        _("Goes out on"), key=form.key("due"), format="YYYY-MM-DD", min_value=found.listed.planned_on
    )
    way_field(form)
    form.buttons(_("Move it"), _moved, found, form, leave=partial(back_to_delivery, found, form))


def day_field(form: Form, label: str, earliest: date) -> None:
    """The day on which it happened, today at first: what is typed later is dated when it was."""
    today = reads.stamp().today
    st.date_input(
        label, key=form.key("on"), format="YYYY-MM-DD", min_value=min(earliest, today), max_value=today
    )


def another_day(form: Form, label: str, earliest: date) -> None:
    """The same, folded: it is today nearly always."""
    with st.expander(_("On another day"), key=form.key("another_day")):
        day_field(form, label, earliest)


def way_field(form: Form) -> None:
    """How it gets there."""
    st.radio(
        _("How it gets there"),
        [way.value for way in DeliveryWay],
        format_func=lambda value: delivery_way_name(DeliveryWay(value)),
        horizontal=True,
        key=form.key("way"),
    )


def _moved(found: DeliverySeen, form: Form) -> None:
    at = actions.begin()
    one = found.listed
    asked = form.read(
        at, lambda: SetDeliveryDay(one.delivery_id, form.value("due"), DeliveryWay(form.value("way")))
    )
    if asked is not None and form.send(at, set_delivery_day, asked) is not None:
        at.say(_("Moved: the delivery to {program} has another day.").format(program=one.program))
        DELIVERIES.open(delivery=one.delivery_id)


def _give(found: DeliverySeen, form: Form) -> None:
    known = {one.account_id: one.name for one in reads.volunteers()}
    if not known:
        st.markdown(_("There is no volunteer with an account yet. An admin of your organization adds one."))
        return
    form = form.begin({"to": [one for one in found.pickers if one in known]})
    st.multiselect(
        _("Volunteers"),
        list(known),
        format_func=known.__getitem__,
        key=form.key("to"),
        placeholder=_("Nobody yet"),
    )
    note(md_escape(_("They see this pick list and tick it until it is packed; nothing else.")))
    form.buttons(
        _("Give it to them"), _given, found, form, known, leave=partial(back_to_delivery, found, form)
    )


def _given(found: DeliverySeen, form: Form, known: dict[int, str]) -> None:
    at = actions.begin()
    one = found.listed
    asked = form.read(at, lambda: GivePickList(one.delivery_id, tuple(form.value("to"))))
    if asked is None or form.send(at, give_pick_list, asked) is None:
        return
    names = listed([known[account_id] for account_id in asked.account_ids])
    at.say(
        _("The pick list for {program} is with {names}.").format(program=one.program, names=names)
        if names
        else _("The pick list for {program} is with nobody.").format(program=one.program)
    )
    DELIVERIES.open(delivery=one.delivery_id)


def _cancel(found: DeliverySeen, form: Form) -> None:
    on_its_way = found.listed.state is DeliveryState.SENT
    said = (
        _(
            "The delivery to {program} does not take place. Its goods are back on their shelves, "
            "reserved as before."
        )
        if on_its_way
        else _("The delivery to {program} does not take place. What is reserved stays reserved.")
    )
    st.markdown(md_escape(said.format(program=found.listed.program)))
    form.buttons(
        _("Cancel this delivery"), _cancelled, found, form, leave=partial(back_to_delivery, found, form)
    )


def _cancelled(found: DeliverySeen, form: Form) -> None:
    at = actions.begin()
    if form.send(at, cancel_delivery, CancelDelivery(found.listed.delivery_id)) is not None:
        at.say(_("Cancelled: the delivery to {program}.").format(program=found.listed.program))
        DELIVERIES.close()


_TO_GO = (DeliveryState.PLANNED, DeliveryState.PACKED)
STEPS = {
    "pack": Step(_TO_GO, lambda: _("What is packed?"), ask_what_is_packed),
    "send": Step(_TO_GO, lambda: _("Send it?"), _send),
    "day": Step(_TO_GO, lambda: _("Another day"), _day),
    "give": Step((DeliveryState.PLANNED,), lambda: _("Who picks?"), _give),
    "cancel": Step((*_TO_GO, DeliveryState.SENT), lambda: _("Cancel this delivery?"), _cancel),
}
"""By what the address calls them."""
