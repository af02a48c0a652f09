"""The dialog that changes a share by hand, and says who would lose by it before it is done."""

from functools import partial

import streamlit as st

from drives.errors import NotEnough, Refusal
from drives.queries.allocation_words import hand_reason_name
from drives.queries.to_share import ItemToShare
from drives.rules.allocation import NeedOpen
from drives.rules.kinds import HandReason
from drives.rules.sizes import family, size_order
from drives.rules.units import is_indivisible
from drives.texts import _
from drives.ui import actions
from drives.ui.address_dialog import AddressDialog
from drives.ui.components import amount, format_quantity, md_escape, note, quantity_text, typed_quantity
from drives.ui.form import Form
from drives.ui.share_plan import Change, Plan, changes
from drives.ui.share_words import show_others

CHANGING = AddressDialog("change")
"""``?change=NEED`` asks for another share of a need."""


def show_asked(plan: Plan) -> None:
    """Open the dialog that was asked for, where its need still asks."""
    asked = CHANGING.asked().get("change", "")
    need = plan.needs.get(int(asked)) if asked.isdecimal() else None
    if need is None:
        CHANGING.close()
        return
    form = Form.of("allocate.share", f"allocate.share.{need.need_id}")
    title = _("{item} for {program}").format(
        item=plan.there.items[need.item_id].name, program=plan.there.programs[need.program_id]
    )
    CHANGING.show(md_escape(title), partial(_dialog, plan, need), form.name)


def _dialog(plan: Plan, need: NeedOpen) -> None:
    item, share = plan.there.items[need.item_id], plan.shares[need.need_id]
    change = plan.changes.get(need.need_id, Change())
    form = Form.of("allocate.share", f"allocate.share.{need.need_id}").begin(
        {
            "quantity": quantity_text(share.given),
            "reason": change.reason,
            "instead_id": change.instead_id or 0,
            "instead": quantity_text(change.instead) if change.instead else "",
        }
    )
    st.text_input(
        _("Share (still asked for: {asked})").format(asked=amount(share.outstanding, item.unit)),
        key=form.key("quantity"),
    )
    st.selectbox(
        _("Why"),
        list(HandReason),
        index=None,
        format_func=hand_reason_name,
        placeholder=_("Choose why"),
        key=form.key("reason"),
    )
    offered = _offered(plan, need)
    if offered:
        _ask_instead(form, offered)
    _preview(plan, need, form)
    if need.need_id in plan.changes:
        st.button(
            _("Use the policy's share"),
            type="tertiary",
            icon=":material/undo:",
            key=form.key("policy"),
            on_click=_forget,
            args=(need, form),
        )
    form.buttons(_("Change the share"), _change, plan, need, form, leave=partial(CHANGING.close, form.name))


def _offered(plan: Plan, need: NeedOpen) -> dict[int, tuple[ItemToShare, int]]:
    """What else is spare and counted alike, other sizes of the same thing first, with how much."""
    change = plan.changes.get(need.need_id)
    own = plan.there.items[need.item_id]
    found = {}
    for item in plan.there.items.values():
        spare = sum(lot.free for lot in plan.spare(item.item_id))
        if change and change.instead_id == item.item_id:
            spare += plan.given_instead(need.need_id)
        if spare and item.alike == own.alike and item.item_id != own.item_id:
            found[item.item_id] = item, spare
    same = family(own.name)

    def order(item_id: int) -> tuple[bool, object]:
        name = found[item_id][0].name
        return family(name) != same, size_order(name)

    return {item_id: found[item_id] for item_id in sorted(found, key=order)}


def _ask_instead(form: Form, offered: dict[int, tuple[ItemToShare, int]]) -> None:
    def said(item_id: int) -> str:
        if not item_id:
            return _("Nothing instead")
        item, spare = offered[item_id]
        return _("{item}: {spare} spare").format(item=item.name, spare=amount(spare, item.unit))

    if form.value("instead_id") not in (0, *offered):
        st.session_state[form.key("instead_id")] = 0
    st.selectbox(
        _("Something else instead of what is missing"), [0, *offered], format_func=said,
        key=form.key("instead_id"),
    )  # fmt: skip
    if form.value("instead_id"):
        st.text_input(
            _("How much of it"),
            key=form.key("instead"),
        )
        note(md_escape(_("It counts for this need, and is recorded as given instead.")))


def _typed(plan: Plan, need: NeedOpen, form: Form) -> Change:
    """The change that was typed; a Refusal where it is more than is asked for or than there is."""
    item, share = plan.there.items[need.item_id], plan.shares[need.need_id]
    whole = is_indivisible(item.unit)
    quantity = typed_quantity(form.text("quantity"), whole=whole, zero_allowed=True)
    instead_id = form.value("instead_id") or None
    instead = typed_quantity(form.text("instead"), whole=whole) if instead_id else 0
    if quantity + instead > share.outstanding:
        raise NotEnough(
            _("{given} are more than the {asked} that this need still asks for. Enter fewer.").format(
                given=format_quantity(quantity + instead), asked=format_quantity(share.outstanding)
            )
        )
    was = plan.changes.get(need.need_id, Change()).quantity
    kept = was is None and quantity == share.given
    return Change(None if kept else quantity, None if kept else form.value("reason"), instead_id, instead)


def _changed(plan: Plan, need: NeedOpen, change: Change) -> Plan:
    """The plan with a change; a Refusal where there is not so much."""
    item = plan.there.items[need.item_id]
    becomes = plan.again(plan.there, {**plan.changes, need.need_id: change})
    given, instead = becomes.shares[need.need_id].given, becomes.given_instead(need.need_id)
    if change.quantity is not None and given < change.quantity:
        raise NotEnough(
            _("{item}: {asked} asked, only {there} can go to this need. Enter fewer.").format(
                item=item.name, asked=format_quantity(change.quantity), there=format_quantity(given)
            )
        )
    if instead < change.instead:
        raise NotEnough(
            _("{item}: {asked} asked, only {there} can go to this need. Enter fewer.").format(
                item=plan.there.items[change.instead_id or 0].name,
                asked=format_quantity(change.instead),
                there=format_quantity(instead),
            )
        )
    return becomes


def _preview(plan: Plan, need: NeedOpen, form: Form) -> None:
    """What becomes of the others by what is typed now."""
    try:
        change = _typed(plan, need, form)
        becomes = _changed(plan, need, change)
    except Refusal:
        return
    if change != plan.changes.get(need.need_id, Change()):
        show_others(becomes)


def _change(plan: Plan, need: NeedOpen, form: Form) -> None:
    at = actions.begin()

    def typed() -> Change:
        change = _typed(plan, need, form)
        _changed(plan, need, change)
        if change.quantity is not None and change.reason is None:
            raise Refusal(_("Choose why this share is changed; the reason is kept with it."))
        return change

    change = form.read(at, typed)
    if change is None:
        return
    if change == Change():
        changes().pop(need.need_id, None)
    else:
        changes()[need.need_id] = change
    CHANGING.close(form.name)


def _forget(need: NeedOpen, form: Form) -> None:
    changes().pop(need.need_id, None)
    CHANGING.close(form.name)
