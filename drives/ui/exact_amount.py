"""An exact amount: how much of an item came, in packs or units, what of it was rejected, its date mark."""

from datetime import date

import streamlit as st

from drives.commands.donation_writing import LineDraft, check_line
from drives.commands.found import ItemFound
from drives.errors import Refusal
from drives.queries.choices import ItemChoice
from drives.rules.dates import DateKind, DateRule
from drives.rules.quantity import SCALE
from drives.rules.units import is_indivisible, unit_name
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.components import (
    amount,
    day,
    format_quantity,
    free_line,
    md_escape,
    quantity_text,
    typed_quantity,
)
from drives.ui.counted import in_packs, packs_of
from drives.ui.intake import FORM, Basket, basket, known_items

_FORM = "log.exact"


def date_kind_name(kind: DateKind) -> str:
    """What a date mark means, in words."""
    return {
        DateKind.BEST_BY: _("best by"),
        DateKind.SELL_BY: _("sell by"),
        DateKind.USE_BY: _("use by"),
        DateKind.EXPIRES: _("expires"),
    }[kind]


def remark(line: LineDraft, item: ItemChoice) -> str:
    """What a line says besides its amount: rejects and date mark."""
    said = []
    if line.pack is not None and line.pack_quantity:
        count = format_quantity(line.received * SCALE // line.pack_quantity)
        said.append(_("{count} × {pack}").format(count=count, pack=line.pack))
    if line.rejected:
        said.append(_("{amount} of it rejected").format(amount=amount(line.rejected, item.unit)))
    if line.date_mark is not None and line.date_kind is not None:
        said.append(_marked(line.date_mark, line.date_kind))
    return ", ".join(said)


def _marked(mark: date, kind: DateKind) -> str:
    today, name = reads.stamp().today, date_kind_name(kind)
    if mark < today:
        return _("{kind} {day} (past)").format(kind=name, day=day(mark, today=date.min))
    return _("{kind} {day}").format(kind=name, day=day(mark, today=today))


def show_asked() -> None:
    """Open the dialog where an exact amount is asked for."""
    item = known_items().get(basket().asked or 0)
    if item is not None:
        st.dialog(md_escape(item.name), on_dismiss=_close)(_ask)(item)


def _close() -> None:
    basket().asked = None


def _ask(item: ItemChoice) -> None:
    actions.begin()
    counted = basket()
    if counted.asked is None:
        st.rerun()
    if not counted.choosing:
        _form(item, counted)
    _other_lines(item, counted)


def _form(item: ItemChoice, counted: Basket) -> None:
    key, before = f"{item.item_id}.{counted.openings}", counted.changing
    packs = packs_of(item)
    kinds = [kind.value for kind in DateKind]
    pack = before.pack if before and before.pack in packs else ""
    received = before.received if before else counted.tapped.get(item.item_id, 0)
    if before and pack:
        received = received * SCALE // (before.pack_quantity or SCALE)
    # In a form Enter is the button: with a scanner or a keyboard nobody has to reach for it.
    with st.form(f"log.exact.form.{key}", border=False):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input(
                _("Received, rejects included"),
                value=quantity_text(received) if received else "",
                placeholder="36" if is_indivisible(item.unit) else "38.5",
                key=f"log.exact.received.{key}",
            )
            if packs:
                st.selectbox(
                    _("Counted in"),
                    ["", *packs],
                    index=["", *packs].index(pack),
                    format_func=lambda pack: pack or unit_name(item.unit, 2 * SCALE),
                    key=f"log.exact.pack.{key}",
                )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input(
                _("Of these rejected, in {unit}").format(unit=unit_name(item.unit, 2 * SCALE))
                if packs
                else _("Of these rejected"),
                value=quantity_text(before.rejected) if before and before.rejected else "",
                placeholder="0",
                key=f"log.exact.rejected.{key}",
            )
            free_line(
                _("Why rejected"),
                value=(before.reject_reason or "") if before else "",
                max_chars=200,
                placeholder=_("open, stained"),
                key=f"log.exact.reason.{key}",
            )
        if item.date_rule is not DateRule.NONE:
            with st.container(horizontal=True):
                st.date_input(
                    _("Date on the goods"),
                    value=before.date_mark if before else None,
                    key=f"log.exact.mark.{key}",
                    format="YYYY-MM-DD",
                )
                st.selectbox(
                    _("It says"),
                    kinds,
                    index=kinds.index(before.date_kind) if before and before.date_kind else 0,
                    format_func=lambda kind: date_kind_name(DateKind(kind)),
                    key=f"log.exact.kind.{key}",
                )
        actions.show_refused(_FORM)
        st.form_submit_button(
            _("Put it on the list") if before is None else _("Change it on the list"),
            type="primary",
            icon=":material/check:",
            width="stretch",
            key=f"log.exact.put.{key}",
            on_click=_put,
            args=(item, key),
        )
    if before is not None:
        with st.container(horizontal=True):
            _remove_button(_("Remove it"), key, before)
            _another_button(key)


def _other_lines(item: ItemChoice, counted: Basket) -> None:
    """The exact lines of the item beside the one in the form."""
    for place, line in enumerate(counted.exact):
        if line.item_id != item.item_id or line is counted.changing:
            continue
        said = _("On the list: {amount} ({remark})").format(
            amount=amount(line.received, item.unit), remark=remark(line, item)
        )
        key = f"{item.item_id}.{counted.openings}.{place}"
        with st.container(gap="xsmall"):
            st.markdown(md_escape(said))
            with st.container(horizontal=True):
                st.button(
                    _("Change"),
                    icon=":material/edit:",
                    key=f"log.exact.change.{key}",
                    on_click=counted.ask_line,
                    args=(line,),
                )
                _remove_button(_("Remove"), key, line)
    if counted.choosing:
        _another_button(f"{item.item_id}.{counted.openings}")


def _remove_button(label: str, key: str, line: LineDraft) -> None:
    st.button(
        label,
        icon=":material/delete:",
        key=f"log.exact.remove.{key}",
        on_click=basket().remove,
        args=(line,),
    )


def _another_button(key: str) -> None:
    st.button(
        _("Add another"),
        icon=":material/add:",
        key=f"log.exact.another.{key}",
        on_click=basket().ask_line,
        args=(None,),
    )


def _put(item: ItemChoice, key: str) -> None:
    at, counted, state = actions.begin(), basket(), st.session_state
    if counted.asked != item.item_id or key != f"{item.item_id}.{counted.openings}":
        return
    whole = is_indivisible(item.unit)
    try:
        pack = state.get(f"log.exact.pack.{key}")
        size = next((one.quantity for one in item.packs if one.pack == pack and one.quantity), None)
        typed = state[f"log.exact.received.{key}"]
        received = typed_quantity(typed, whole=whole and size is None)
        if size is not None:
            received = in_packs(received, size, whole=whole)
        rejected = typed_quantity(state[f"log.exact.rejected.{key}"] or "0", zero_allowed=True, whole=whole)
    except Refusal as refusal:
        at.refusals[_FORM] = refusal
        return
    mark: date | None = state.get(f"log.exact.mark.{key}")
    kind = state.get(f"log.exact.kind.{key}") or DateKind.BEST_BY.value
    reason = (state[f"log.exact.reason.{key}"] or "").strip()
    line = LineDraft(
        item.item_id,
        received,
        rejected,
        reject_reason=(reason or None) if rejected else None,
        pack=pack if size is not None else None,
        pack_quantity=size,
        date_mark=mark,
        date_kind=DateKind(kind) if mark else None,
    )
    received_on: date | None = state.get(f"log.received_on.{at.request_id(FORM)}")
    found = ItemFound(item.item_id, item.name, item.unit, item.date_rule, None, None)
    try:
        check_line(found, line, received_on or reads.stamp().today)
    except Refusal as refusal:
        at.refusals[_FORM] = refusal
        return
    counted.put_asked(line)
