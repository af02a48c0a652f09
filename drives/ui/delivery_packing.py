"""What is packed of a delivery: filled in from the ticks of its pick list as they stood when it was begun."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from drives.commands.deliveries import PackDelivery, Packed, pack_delivery
from drives.errors import Refusal
from drives.queries.delivery_seen import DeliverySeen, LineSeen, alike_where_they_stand, as_one_line
from drives.rules.kinds import DeliveryState
from drives.rules.units import is_indivisible
from drives.texts import _, ngettext
from drives.ui import actions, reads
from drives.ui.components import format_quantity, md_escape, note, quantity_text, typed_quantity
from drives.ui.delivery_piles import is_ticked, note_in_all, pile_words, taken_by_line, taken_of
from drives.ui.delivery_rows import DELIVERIES, back_to_delivery
from drives.ui.form import Form


def ask_what_is_packed(found: DeliverySeen, form: Form) -> None:
    """A field for each pile, with the words for what stood in it at first; what was ticked since is said."""
    now = reads.one_delivery(found.listed.delivery_id) or found
    piles, by_ticks = _to_pack(now), is_ticked(now)
    form = form.begin(
        {f"line.{pile[0].line_id}": quantity_text(taken_of(pile, by_ticks=by_ticks)) for pile in piles},
        seen=_mark(now),
    )
    since = _changed_since(now, form.seen)
    if since:
        st.markdown(f":orange[:material/warning: {md_escape(since)}]")
    begun = _as_begun(now, form.seen)
    piles, by_ticks = _to_pack(begun), is_ticked(begun)
    st.markdown(md_escape(_filled_words(begun)))
    note(md_escape(_("Was less there than planned? Enter what is packed: the rest stays reserved.")))
    note_in_all([as_one_line(pile) for pile in piles])
    for pile in piles:
        st.text_input(
            _("Packed: {goods}").format(goods=md_escape(pile_words(pile, by_ticks=by_ticks))),
            key=form.key(f"line.{pile[0].line_id}"),
        )
    form.buttons(_("It is packed"), _packed, begun, form, leave=partial(back_to_delivery, found, form))


def _to_pack(found: DeliverySeen) -> list[list[LineSeen]]:
    return alike_where_they_stand(line for line in found.lines if line.quantity)


def _mark(found: DeliverySeen) -> str:
    """What the fields are filled from: how far the delivery has come, and what is ticked of its lines."""
    return json.dumps([found.listed.state.value, [[line.line_id, line.picked] for line in found.lines]])


def _as_begun(now: DeliverySeen, seen: str) -> DeliverySeen:
    """The delivery with what was ticked, and how far it had come, when the form was begun."""
    state, lines = json.loads(seen)
    picked: dict[int, int | None] = dict(lines)
    return replace(
        now,
        listed=replace(now.listed, state=DeliveryState(state)),
        lines=tuple(replace(line, picked=picked.get(line.line_id)) for line in now.lines),
    )


def _changed_since(now: DeliverySeen, seen: str) -> str:
    """What was done to the delivery since the form was begun, so that its fields count no more; or empty."""
    begun = _as_begun(now, seen)
    if begun.listed.state is not now.listed.state:
        return _("Somebody took this delivery a step further since: leave this and open it again.")
    if begun.lines != now.lines:
        return _("The pick list was ticked since: leave this and open it again.")
    return ""


def _filled_words(begun: DeliverySeen) -> str:
    """What the fields were filled from: the ticks of the pick list, or what the delivery is to have."""
    if is_ticked(begun):
        return _("Filled in from the pick list: what is not ticked there stands at 0.")
    if begun.listed.state is DeliveryState.PLANNED:
        return _("Nothing was ticked on the pick list, so all of it is filled in, as far as it can still go.")
    return _("Filled in with what was packed before, as far as it can still go.")


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
        now = reads.one_delivery(found.listed.delivery_id)
        since = _changed_since(now, form.seen) if now else ""
        if since:
            raise Refusal(since)
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
