"""What can be done with a lot at a site: each asks first, saying what will happen and who loses by it."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from drives.commands.adjustments import AdjustStock, adjust_stock
from drives.commands.stock import (
    DiscardGoods,
    HoldLot,
    TransferGoods,
    UnholdLot,
    discard,
    hold,
    transfer,
    unhold,
)
from drives.errors import Refusal
from drives.queries.inventory import Inventory, ItemShown, LotAt
from drives.rules.kinds import DiscardReason
from drives.rules.units import is_indivisible
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.components import (
    amount,
    free_line,
    goods_of,
    in_unit,
    md_escape,
    note,
    quantity_text,
    typed_quantity,
)
from drives.ui.form import Form, put_back
from drives.ui.inventory_words import INVENTORY, losing, open_lot
from drives.ui.kind_words import discard_reason_name
from drives.ui.loss_words import say_losses
from drives.ui.session import Desk

ACTS = ("transfer", "discard", "hold", "lift", "correct")


def act_form(lot: LotAt, do: str) -> Form:
    """The form of something that is to be done with a lot."""
    return Form.of(f"inventory.{do}.{lot.lot_id}.{lot.site_id}", do)


def title_of(shown: Inventory, lot: LotAt, do: str) -> str:
    """The dialog's question. Markdown."""
    said = {
        "transfer": _("Take {item} to another site"),
        "discard": _("Discard {item}?"),
        "hold": _("Hold {item} back?"),
        "lift": _("Let {item} go out again?"),
        "correct": _("Correct what the books say of {item}"),
    }[do]
    return md_escape(said.format(item=shown.items[lot.item_id].name))


def ask(shown: Inventory, lot: LotAt, do: str, form: Form) -> None:
    """The dialog's content."""
    item = shown.items[lot.item_id]
    drawn: dict[str, Callable[[ItemShown, LotAt, Form], None]] = {
        "transfer": _ask_transfer,
        "discard": _ask_discard,
        "hold": partial(_ask_hold, shown),
        "lift": _ask_lift,
        "correct": _ask_correct,
    }
    drawn[do](item, lot, form)


def _buttons(
    form: Form, label: str, lot: LotAt, act: Callable[..., None], *args: object, keep: str | None = None
) -> None:
    form.show_refused()
    with st.container(horizontal=True):
        st.button(label, type="primary", key=form.key("yes"), on_click=act, args=args)
        st.button(keep or _("Leave it"), key=form.key("no"), on_click=open_lot, args=(lot,))


def _there(item: ItemShown, lot: LotAt) -> str:
    """What is there, in words. Plain text."""
    words = {
        "goods": goods_of(item.name, lot.figures.on_hand, item.unit),
        "site": lot.site or "",
        "allocated": amount(lot.figures.allocated, item.unit),
    }
    if lot.figures.allocated:
        return _("{goods} at {site}, {allocated} of them allocated.").format(**words)
    return _("{goods} at {site}.").format(**words)


def _how_many(label: str, item: ItemShown, form: Form, *, most: int | None = None) -> int | None:
    """The field for an amount, and what stands in it (thousandths); None where that is no amount yet.

    With ``most`` a button beside it fills in all that there is.
    """
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(label, key=form.key("many"), width=200)
        if most is not None and most > 0:
            st.button(
                _("All that can go: {amount}").format(amount=amount(most, item.unit)),
                key=form.key("all"),
                on_click=_fill,
                args=(form.key("many"), quantity_text(most)),
            )
    try:
        return typed_quantity(form.text("many"), whole=is_indivisible(item.unit), zero_allowed=True)
    except Refusal:
        return None


def _fill(key: str, typed: str) -> None:
    st.session_state[key] = typed


def _typed(form: Form, item: ItemShown, *, zero_allowed: bool = False) -> int:
    return typed_quantity(form.text("many"), whole=is_indivisible(item.unit), zero_allowed=zero_allowed)


def _done(at: Desk, said: str, losses: Sequence[str], undo: Callable[[], None] | None = None) -> None:
    at.say(" ".join([said, *losses]), undo=undo)
    INVENTORY.close()


def _ask_transfer(item: ItemShown, lot: LotAt, form: Form) -> None:
    free = lot.figures.on_hand - lot.figures.allocated
    sites = {one.site_id: one.name for one in reads.sites() if one.site_id != lot.site_id}
    form.begin({"many": "", "to": None})
    st.markdown(md_escape(_there(item, lot)))
    if lot.figures.allocated:
        said = _("What is allocated stays here, so {amount} can go.").format(amount=amount(free, item.unit))
        note(md_escape(said))
    st.selectbox(
        _("To"),
        list(sites),
        index=None,
        format_func=sites.__getitem__,
        placeholder=_("Choose a site"),
        key=form.key("to"),
    )
    _how_many(in_unit(_("How many"), _("How many, in {unit}"), item.unit), item, form, most=free)
    _buttons(form, _("Transfer"), lot, _transfer, item, lot, form)


def _transfer(item: ItemShown, lot: LotAt, form: Form) -> None:
    at, site_id = actions.begin(), lot.site_id or 0

    def typed() -> TransferGoods:
        if form.value("to") is None:
            raise Refusal(_("Choose the site that it goes to."))
        return TransferGoods(lot.lot_id, site_id, form.value("to"), _typed(form, item))

    asked = form.read(at, typed)
    if asked is None or form.send(at, transfer, asked) is None:
        return
    names = {one.site_id: one.name for one in reads.sites()}
    words = {
        "goods": goods_of(item.name, asked.quantity, item.unit),
        "site": lot.site or "",
        "other": names.get(asked.to_site_id, ""),
    }
    back = TransferGoods(lot.lot_id, asked.to_site_id, site_id, asked.quantity)
    taken_back = _("Taken back to {site}: {goods}.").format(**words)
    said = _("Transferred: {goods} from {site} to {other}.").format(**words)
    _done(at, said, (), partial(put_back, transfer, back, taken_back))


def _ask_discard(item: ItemShown, lot: LotAt, form: Form) -> None:
    form.begin({"many": "", "reason": None, "note": ""})
    st.markdown(md_escape(_there(item, lot)))
    label = in_unit(_("How many are discarded"), _("How many are discarded, in {unit}"), item.unit)
    many = _how_many(label, item, form, most=lot.figures.on_hand)
    st.selectbox(
        _("Because it is"),
        [reason.value for reason in DiscardReason],
        index=None,
        format_func=lambda value: discard_reason_name(DiscardReason(value)),
        placeholder=_("Choose a reason"),
        key=form.key("reason"),
    )
    free_line(_("Note (may stay empty)"), key=form.key("note"), max_chars=400)
    say_losses((item.name, item.unit, one) for one in losing(lot, many or 0))
    note(_("This cannot be undone. If it turns up again, correct the quantity."))
    _buttons(form, _("Discard"), lot, _discard, item, lot, form, keep=_("Keep it"))


def _discard(item: ItemShown, lot: LotAt, form: Form) -> None:
    at = actions.begin()

    def typed() -> DiscardGoods:
        quantity = _typed(form, item)
        if form.value("reason") is None:
            raise Refusal(_("Choose why it is discarded."))
        reason = DiscardReason(form.value("reason"))
        return DiscardGoods(lot.lot_id, lot.site_id or 0, quantity, reason, note=form.text("note") or None)

    asked = form.read(at, typed)
    done = None if asked is None else form.send(at, discard, asked)
    if asked is None or done is None:
        return
    said = _("Discarded: {goods} at {site} ({reason}).").format(
        goods=goods_of(item.name, asked.quantity, item.unit),
        site=lot.site,
        reason=discard_reason_name(asked.reason),
    )
    _done(at, said, done.losses)


def _ask_hold(shown: Inventory, item: ItemShown, lot: LotAt, form: Form) -> None:
    form.begin({"reason": ""})
    everywhere = [one for one in shown.lots if one.lot_id == lot.lot_id and one.site_id is not None]
    whole = goods_of(item.name, sum(one.figures.on_hand for one in everywhere), item.unit)
    said = _("The whole lot, {goods} wherever it is, may not go out until the hold is lifted.")
    st.markdown(md_escape(said.format(goods=whole)))
    free_line(_("Why"), key=form.key("reason"), max_chars=400, placeholder=_("a recall, moths, wet boxes …"))
    say_losses((item.name, item.unit, kept) for one in everywhere for kept in one.kept_for)
    _buttons(form, _("Hold it"), lot, _hold, item, lot, form)


def _hold(item: ItemShown, lot: LotAt, form: Form) -> None:
    at = actions.begin()
    done = form.send(at, hold, HoldLot(lot.lot_id, form.text("reason")))
    if done is None:
        return
    back = _("Taken back: it may go out again.")
    if done.losses:
        back = _(
            "Taken back: it may go out again. What it was allocated to stays released: allocate it again."
        )
    undo = partial(put_back, unhold, UnholdLot(done.document_id), back)
    said = _("On hold: {item}, the lot at {site}.").format(item=item.name, site=lot.site)
    _done(at, said, done.losses, undo)


def _ask_lift(item: ItemShown, lot: LotAt, form: Form) -> None:
    form.begin({"lift": True})
    for one in lot.holds:
        st.markdown(md_escape(_("It is held because: {reason}").format(reason=one.reason)))
    st.markdown(_("It may go out again from now on. What it was allocated to before stays released."))
    _buttons(form, _("Lift the hold"), lot, _lift, item, lot, form, keep=_("Keep holding"))


def _lift(item: ItemShown, lot: LotAt, form: Form) -> None:
    at, first = actions.begin(), lot.holds[0]
    if form.send(at, unhold, UnholdLot(first.hold_id)) is None:
        return
    undo = partial(put_back, hold, HoldLot(lot.lot_id, first.reason), _("Taken back: it is on hold."))
    _done(at, _("The hold is lifted: {item} may go out again.").format(item=item.name), (), undo)


def _ask_correct(item: ItemShown, lot: LotAt, form: Form) -> None:
    form.begin({"many": quantity_text(lot.figures.on_hand), "reason": ""})
    st.markdown(md_escape(_("The books say: {there}").format(there=_there(item, lot))))
    many = _how_many(
        in_unit(_("What is really there"), _("What is really there, in {unit}"), item.unit), item, form
    )
    free_line(
        _("Why the books were wrong"),
        key=form.key("reason"),
        max_chars=400,
        placeholder=_("miscounted, torn packs, found behind the shelf …"),
    )
    if many is not None:
        say_losses((item.name, item.unit, one) for one in losing(lot, lot.figures.on_hand - many))
    note(_("The difference goes into the books as found or missing; what was donated stays as it is."))
    _buttons(form, _("Correct it"), lot, _correct, item, lot, form)


def _correct(item: ItemShown, lot: LotAt, form: Form) -> None:
    at, site_id, was = actions.begin(), lot.site_id or 0, lot.figures.on_hand
    asked = form.read(
        at,
        lambda: AdjustStock(
            lot.lot_id, site_id, was, _typed(form, item, zero_allowed=True), form.text("reason")
        ),
    )
    done = None if asked is None else form.send(at, adjust_stock, asked)
    if asked is None or done is None:
        return
    words = {
        "item": item.name,
        "site": lot.site,
        "was": amount(was, item.unit),
        "now": amount(asked.quantity, item.unit),
    }
    reason = _("Taken back: {reason}").format(reason=asked.reason)[:400]
    back = AdjustStock(lot.lot_id, site_id, asked.quantity, was, reason)
    told = _("Taken back: the books say {was} again.")
    if done.losses:
        told = _(
            "Taken back: the books say {was} again. "
            "What it was allocated to stays released: allocate it again."
        )
    undo = partial(put_back, adjust_stock, back, told.format(**words))
    said = _("Corrected: {item} at {site}, {was} before, {now} now.").format(**words)
    _done(at, said, done.losses, undo)
