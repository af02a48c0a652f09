"""What arrived, line by line: all of it in one tap, or what is short, damaged, came back, or is more."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from drives.commands.deliveries import ConfirmDelivery, confirm_delivery
from drives.errors import Refusal
from drives.queries.delivery_seen import DeliverySeen, LineSeen, alike
from drives.rules.kinds import ShortfallReason
from drives.rules.units import is_indivisible
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.arrived import Counted, arrivals
from drives.ui.components import amount, goods_of, listed, md_escape, note, quantity_text, typed_quantity
from drives.ui.delivery_rows import DELIVERIES
from drives.ui.delivery_steps import another_day
from drives.ui.delivery_words import marks_words
from drives.ui.form import Form
from drives.ui.kind_words import shortfall_name

_BACK = (ShortfallReason.NOT_NEEDED, ShortfallReason.REFUSED, ShortfallReason.OTHER)


def confirm_form(found: DeliverySeen) -> Form:
    """The form in which a delivery is confirmed."""
    return Form.of(f"deliveries.confirm.{found.listed.delivery_id}", "deliveries.confirm")


def ask_what_arrived(found: DeliverySeen, form: Form) -> None:
    """The dialog's content: a field for each pile that looks alike."""
    form = form.begin(
        {"on": reads.stamp().today}
        | {f"arrived.{pile[0].line_id}": quantity_text(_sent(pile)) for pile in alike(found.lines)}
    )
    note(md_escape(_("Count what came. Change a number where it differs, and leave the others as they are.")))
    for pile in alike(found.lines):
        _pile(form, pile)
    another_day(form, _("Arrived on"), found.listed.sent_on or found.listed.planned_on)
    form.buttons(_("Confirm what arrived"), _confirm, found, form, leave=partial(DELIVERIES.close, form.name))


def _sent(pile: Sequence[LineSeen]) -> int:
    return sum(line.quantity for line in pile)


def _pile(form: Form, pile: Sequence[LineSeen]) -> None:
    one, sent = pile[0], _sent(pile)
    with st.container(border=True, gap="small"):
        st.text_input(
            _("{goods}: how many arrived in good order").format(goods=_goods_words(one, sent)),
            key=form.key(f"arrived.{one.line_id}"),
        )
        try:
            arrived = _quantity(form, one, "arrived")
        except Refusal:
            return
        if arrived > sent:
            more = amount(arrived - sent, one.unit)
            said = _(
                "{amount} more than was sent. It comes off the shelf it was sent from, as far as it is free "
                "there; the rest is booked as found."
            )
            note(md_escape(said.format(amount=more)))
        elif arrived < sent:
            _short(form, one, sent - arrived)


def _goods_words(one: LineSeen, sent: int) -> str:
    """How much of what was sent, with what sets it apart. Markdown, read out as it stands: nothing bold."""
    return md_escape(" · ".join(filter(None, [goods_of(one.item, sent, one.unit), marks_words(one)])))


def _short(form: Form, one: LineSeen, short: int) -> None:
    item = md_escape(" · ".join(filter(None, [one.item, marks_words(one)])))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            _("{item}: damaged").format(item=item),
            key=form.key(f"damaged.{one.line_id}"),
            placeholder="0",
            width=220,
        )
        st.text_input(
            _("{item}: sent back").format(item=item),
            key=form.key(f"back.{one.line_id}"),
            placeholder="0",
            width=220,
        )
    if _went_back(form, one):
        st.selectbox(
            _("{item}: sent back because").format(item=item),
            [reason.value for reason in _BACK],
            index=None,
            format_func=lambda value: shortfall_name(ShortfallReason(value)),
            placeholder=_("Choose why"),
            key=form.key(f"why.{one.line_id}"),
        )
    said = _("{amount} did not arrive. What was not damaged or sent back is missing, and will be looked for.")
    note(md_escape(said.format(amount=amount(short, one.unit))))


def _went_back(form: Form, one: LineSeen) -> bool:
    """Whether some was typed as sent back."""
    try:
        return _quantity(form, one, "back") > 0
    except Refusal:
        return False


def _quantity(form: Form, one: LineSeen, field: str) -> int:
    typed = (st.session_state.get(form.key(f"{field}.{one.line_id}")) or "").strip()
    return typed_quantity(typed or "0", whole=is_indivisible(one.unit), zero_allowed=True)


def _counted(form: Form, pile: Sequence[LineSeen]) -> Counted:
    """What was typed of a pile; Refusal where it cannot be."""
    one, sent = pile[0], _sent(pile)
    try:
        arrived = _quantity(form, one, "arrived")
        if arrived >= sent:
            return Counted(arrived)
        if form.key(f"damaged.{one.line_id}") not in st.session_state:
            raise Refusal(
                _("{short} did not arrive. Say below what became of it, then confirm.").format(
                    short=amount(sent - arrived, one.unit)
                )
            )
        damaged, back = _quantity(form, one, "damaged"), _quantity(form, one, "back")
        why = st.session_state.get(form.key(f"why.{one.line_id}"))
        if back and why is None:
            raise Refusal(
                _("{back} sent back: choose below why, then confirm.").format(back=amount(back, one.unit))
            )
    except Refusal as refusal:
        raise Refusal(_("{item}: {refusal}").format(item=one.item, refusal=refusal)) from None
    if arrived + damaged + back > sent:
        raise Refusal(
            _(
                "{item}: {sent} were sent, but arrived, damaged and sent back add up to {sum}. Enter "
                "what became of each once."
            ).format(
                item=one.item, sent=amount(sent, one.unit), sum=amount(arrived + damaged + back, one.unit)
            )
        )
    return Counted(arrived, damaged, back, ShortfallReason(why)) if why else Counted(arrived, damaged)


def _confirm(found: DeliverySeen, form: Form) -> None:
    at = actions.begin()
    typed = form.read(at, lambda: [(pile, _counted(form, pile)) for pile in alike(found.lines)])
    if typed is None:
        return
    told = tuple(one for pile, counted in typed for one in arrivals(pile, counted))
    asked = ConfirmDelivery(found.listed.delivery_id, told, form.value("on"))
    if form.send(at, confirm_delivery, asked) is not None:
        at.say(_confirmed_words(typed))
        DELIVERIES.close()


def _confirmed_words(typed: Sequence[tuple[Sequence[LineSeen], Counted]]) -> str:
    """What was written down: all of it arrived, or what did not, and what came beyond it and where from."""
    short: list[str] = []
    more: list[str] = []
    for pile, counted in typed:
        difference = counted.arrived - _sent(pile)
        if difference:
            goods = goods_of(pile[0].item, abs(difference), pile[0].unit)
            (more if difference > 0 else short).append(goods)
    if not (short or more):
        return _("Confirmed: all of it arrived. Thank you.")
    said = [_("Confirmed. Thank you.")]
    if short:
        said.append(_("Not received: {goods}.").format(goods=listed(short)))
    if more:
        said.append(_("Arrived beyond what was sent: {goods}.").format(goods=listed(more)))
        said.append(_("Whatever was not free on its shelf is booked as found."))
    return " ".join(said)
