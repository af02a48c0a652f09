"""The steps of a delivery on its way out, a small form each: packed, sent, moved, given to, cancelled."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import streamlit as st

from drives.commands.deliveries import (
    CancelDelivery,
    PackDelivery,
    Packed,
    SendDelivery,
    SetDeliveryDay,
    cancel_delivery,
    pack_delivery,
    send_delivery,
    set_delivery_day,
)
from drives.commands.delivery_packing import GivePickList, give_pick_list
from drives.errors import Refusal
from drives.queries.delivery_seen import DeliverySeen, LineSeen, alike_where_they_stand, as_one_line
from drives.rules.kinds import DeliveryState, DeliveryWay
from drives.rules.units import is_indivisible
from drives.texts import _, ngettext
from drives.ui import actions, reads
from drives.ui.components import format_quantity, listed, md_escape, note, quantity_text, typed_quantity
from drives.ui.delivery_piles import note_in_all, taken_by_line
from drives.ui.delivery_rows import DELIVERIES
from drives.ui.delivery_words import goods_words, left_words, line_words, marks_words
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


def _back(found: DeliverySeen, form: Form) -> None:
    """From a step to the delivery; what was typed is let go."""
    DELIVERIES.close(form.name)
    DELIVERIES.open(delivery=found.listed.delivery_id)


def _pack(found: DeliverySeen, form: Form) -> None:
    piles, by_ticks = _to_pack(found), _ticked(found)
    form = form.begin(
        {f"line.{pile[0].line_id}": quantity_text(_taken(pile, by_ticks=by_ticks)) for pile in piles},
        seen="ticks" if by_ticks else found.listed.state.value,
    )
    st.markdown(md_escape(_filled_words(form.seen)))
    note(md_escape(_("Was less there than planned? Enter what is packed: the rest stays reserved.")))
    note_in_all([as_one_line(pile) for pile in piles])
    for pile in piles:
        line = as_one_line(pile)
        st.text_input(
            _("Packed: {goods}").format(goods=md_escape(_line_words(pile, by_ticks=by_ticks))),
            key=form.key(f"line.{line.line_id}"),
        )
    form.buttons(_("It is packed"), _packed, found, form, leave=partial(_back, found, form))


def _to_pack(found: DeliverySeen) -> list[list[LineSeen]]:
    return alike_where_they_stand(line for line in found.lines if line.quantity)


def _ticked(found: DeliverySeen) -> bool:
    """Whether its pick list says what is in the boxes; once packed, the delivery itself does."""
    planned = found.listed.state is DeliveryState.PLANNED
    return planned and any(line.picked is not None for line in found.lines)


def _taken(pile: Sequence[LineSeen], *, by_ticks: bool) -> int:
    """What was ticked of a pile, as far as it can still go; all that can, where ticks do not say."""
    return sum(min(line.stands, line.picked or 0) if by_ticks else line.stands for line in pile)


def _filled_words(filled_from: str) -> str:
    """What the fields were filled from: the ticks of the pick list, or what the delivery is to have."""
    return {
        "ticks": _("Filled in from the pick list: what is not ticked there stands at 0."),
        DeliveryState.PLANNED.value: _("Nothing was ticked on the pick list, so all of it is filled in."),
        DeliveryState.PACKED.value: _("Filled in with what was packed before."),
    }[filled_from]


def _line_words(pile: Sequence[LineSeen], *, by_ticks: bool) -> str:
    """How much of what stands where, and what of it is not picked yet, or cannot go. Plain text."""
    line, taken = as_one_line(pile), _taken(pile, by_ticks=by_ticks)
    picked = ""
    if taken < line.stands:
        picked = _("{picked} picked").format(picked=format_quantity(taken)) if taken else _("not picked yet")
    said = [line_words(line), line.site, picked, marks_words(line), *left_words(line)]
    return " · ".join(filter(None, said))


def _packed_of(pile: Sequence[LineSeen], typed: str) -> Iterator[Packed]:
    """What was packed of a pile, by its lines; Refusal where that is no amount, or more than there is."""
    one = as_one_line(pile)
    try:
        many = typed_quantity(typed, whole=is_indivisible(one.unit), zero_allowed=True)
    except Refusal as refusal:
        raise Refusal(_("{item}: {refusal}").format(item=one.item, refusal=refusal)) from None
    # Where some of it cannot go any more, the command says why.
    if many > one.stands == one.quantity and len(pile) > 1:
        raise Refusal(
            _(
                "{item}: {packed} packed, but only {there} of it are on this delivery. "
                "Put the rest back, or plan another delivery for it."
            ).format(item=one.item, packed=format_quantity(many), there=format_quantity(one.stands))
        )
    for line, quantity in taken_by_line(pile, many):
        yield Packed(line.line_id, quantity)


def _packed(found: DeliverySeen, form: Form) -> None:
    at = actions.begin()

    def typed() -> PackDelivery:
        packed = [
            one for pile in _to_pack(found) for one in _packed_of(pile, form.text(f"line.{pile[0].line_id}"))
        ]
        return PackDelivery(found.listed.delivery_id, None, tuple(packed))

    asked = form.read(at, typed)
    if asked is not None and form.send(at, pack_delivery, asked) is not None:
        packed = {one.line_id: one.quantity for one in asked.packed}
        short = sum(
            sum(packed[line.line_id] for line in pile) < as_one_line(pile).planned for pile in _to_pack(found)
        )
        at.say(
            ngettext(
                "Packed for {program}; {count} line is less than planned.",
                "Packed for {program}; {count} lines are less than planned.",
                short,
            ).format(program=found.listed.program, count=short)
            if short
            else _("Packed for {program}.").format(program=found.listed.program)
        )
        DELIVERIES.open(delivery=found.listed.delivery_id)


def _send(found: DeliverySeen, form: Form) -> None:
    one = found.listed
    st.markdown(
        md_escape(
            _("Leaving for {program} now: {goods}.").format(goods=goods_words(one.goods), program=one.program)
        )
    )
    by_ticks, not_picked = _ticked(found), False
    for pile in alike_where_they_stand(found.lines):
        line = as_one_line(pile)
        less = _taken(pile, by_ticks=by_ticks) < line.stands
        not_picked |= less
        if less or left_words(line):
            said = _line_words(pile, by_ticks=by_ticks)
            st.markdown(f":orange[:material/warning: {md_escape(said)}]")
    if not_picked:
        st.markdown(
            md_escape(
                _("Not all of it is picked. If some stays here, leave this and say first what is packed.")
            )
        )
    note(md_escape(_("Stock is deducted when you send it, so send it when it leaves the shelf.")))
    form = form.begin({"on": reads.stamp().today})
    another_day(form, _("Left on"), one.packed_on or one.planned_on)
    form.buttons(_("It leaves now"), _sent, found, form, leave=partial(_back, found, form))


def _sent(found: DeliverySeen, form: Form) -> None:
    at = actions.begin()
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
    form.buttons(_("Move it"), _moved, found, form, leave=partial(_back, found, form))


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
    form.buttons(_("Give it to them"), _given, found, form, known, leave=partial(_back, found, form))


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
    form.buttons(_("Cancel this delivery"), _cancelled, found, form, leave=partial(_back, found, form))


def _cancelled(found: DeliverySeen, form: Form) -> None:
    at = actions.begin()
    if form.send(at, cancel_delivery, CancelDelivery(found.listed.delivery_id)) is not None:
        at.say(_("Cancelled: the delivery to {program}.").format(program=found.listed.program))
        DELIVERIES.close()


_TO_GO = (DeliveryState.PLANNED, DeliveryState.PACKED)
STEPS = {
    "pack": Step(_TO_GO, lambda: _("What is packed?"), _pack),
    "send": Step(_TO_GO, lambda: _("Send it?"), _send),
    "day": Step(_TO_GO, lambda: _("Another day"), _day),
    "give": Step((DeliveryState.PLANNED,), lambda: _("Who picks?"), _give),
    "cancel": Step((*_TO_GO, DeliveryState.SENT), lambda: _("Cancel this delivery?"), _cancel),
}
"""By what the address calls them."""
