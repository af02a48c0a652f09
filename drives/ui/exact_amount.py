"""An exact amount: how much of an item came, in packs or units, what of it was rejected, its date mark."""

from datetime import date

import streamlit as st

from drives.commands.donations import LineDraft
from drives.errors import Refusal
from drives.queries.choices import ItemChoice
from drives.rules.dates import DateKind, DateRule
from drives.rules.quantity import SCALE, refuse_fraction, to_text
from drives.rules.units import is_indivisible, unit_name
from drives.texts import _
from drives.ui import actions
from drives.ui.components import amount, day, format_quantity, md_escape, typed_quantity
from drives.ui.intake import Basket, basket, known_items

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
        said.append(_("{kind} {day}").format(kind=date_kind_name(line.date_kind), day=day(line.date_mark)))
    return ", ".join(said)


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
    key = f"{item.item_id}.{counted.openings}"
    packs = {pack.pack: pack.quantity for pack in item.packs if pack.pack and pack.quantity}
    tapped = counted.tapped.get(item.item_id, 0)
    # In a form Enter is the button: with a scanner or a keyboard nobody has to reach for it.
    with st.form(f"log.exact.form.{key}", border=False):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input(
                _("Received, rejects included"),
                value=to_text(tapped) if tapped else "",
                placeholder="36" if is_indivisible(item.unit) else "38.5",
                key=f"log.exact.received.{key}",
            )
            if packs:
                st.selectbox(
                    _("Counted in"),
                    ["", *packs],
                    format_func=lambda pack: md_escape(pack) if pack else unit_name(item.unit, 2 * SCALE),
                    key=f"log.exact.pack.{key}",
                )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input(
                _("Of these rejected, in {unit}").format(unit=unit_name(item.unit, 2 * SCALE))
                if packs
                else _("Of these rejected"),
                placeholder="0",
                key=f"log.exact.rejected.{key}",
            )
            st.text_input(
                _("Why rejected"),
                max_chars=200,
                placeholder=_("open, stained"),
                key=f"log.exact.reason.{key}",
            )
        if item.date_rule is not DateRule.NONE:
            with st.container(horizontal=True):
                st.date_input(
                    _("Date on the goods"), value=None, key=f"log.exact.mark.{key}", format="YYYY-MM-DD"
                )
                st.selectbox(
                    _("It says"),
                    [kind.value for kind in DateKind],
                    format_func=lambda kind: date_kind_name(DateKind(kind)),
                    key=f"log.exact.kind.{key}",
                )
        actions.show_refused(_FORM)
        st.form_submit_button(
            _("Put it on the list"),
            type="primary",
            icon=":material/check:",
            width="stretch",
            key=f"log.exact.put.{key}",
            on_click=_put,
            args=(item, key),
        )
    _lines_so_far(item, counted)


def _lines_so_far(item: ItemChoice, counted: Basket) -> None:
    for place, line in enumerate(counted.exact):
        if line.item_id != item.item_id:
            continue
        with st.container(horizontal=True, vertical_alignment="center", wrap=False):
            said = _("On the list: {amount} ({remark})").format(
                amount=amount(line.received, item.unit), remark=remark(line, item)
            )
            st.markdown(md_escape(said), width="stretch")
            st.button(
                _("Remove"),
                key=f"log.exact.remove.{place}",
                icon=":material/delete:",
                on_click=_remove,
                args=(line,),
            )


def _remove(line: LineDraft) -> None:
    counted = basket()
    counted.exact = [kept for kept in counted.exact if kept is not line]


def _put(item: ItemChoice, key: str) -> None:
    at, counted, state = actions.begin(), basket(), st.session_state
    if counted.asked != item.item_id:
        return
    whole = is_indivisible(item.unit)
    try:
        pack = state.get(f"log.exact.pack.{key}")
        size = next((one.quantity for one in item.packs if one.pack == pack and one.quantity), None)
        typed = state[f"log.exact.received.{key}"]
        received = typed_quantity(typed, whole=whole and size is None)
        if size is not None:
            received, rest = divmod(received * size, SCALE)
            if rest:
                raise Refusal(_("That many packs is no amount with three decimals. Enter it in units."))
            if whole:
                refuse_fraction(received)
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
    counted.tapped[item.item_id] = 0
    counted.put([line])
    counted.asked = None
