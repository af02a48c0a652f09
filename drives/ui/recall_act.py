"""From a recall: all of it held in one step, or what is certain discarded."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from drives.commands.lots_at_once import (
    DiscardLots,
    GoodsAt,
    HoldLots,
    UnholdLots,
    discard_lots,
    hold_lots,
    unhold_lots,
)
from drives.queries.inventory import KeptFor
from drives.queries.recall import LotRecalled, Recalled
from drives.rules.kinds import DiscardReason
from drives.rules.recalls import Verdict
from drives.rules.units import Unit
from drives.texts import _
from drives.ui import actions
from drives.ui.address_dialog import AddressDialog
from drives.ui.components import free_line, md_escape, note
from drives.ui.form import Form, put_back
from drives.ui.loss_words import say_losses, sums_words
from drives.ui.recall_find import Sought
from drives.ui.recall_view import amounts_of, lots_count

RECALL = AddressDialog("do")
"""``?do=hold`` asks whether to hold what was found, ``discard`` whether to discard it."""


def recall_buttons(found: Recalled) -> None:
    """The buttons that ask."""
    lots = [lot for lot in found.lots if lot.on_hand and not lot.held]
    certain = [lot for lot in found.of(Verdict.FOUND) if lot.on_hand]
    with st.container(horizontal=True):
        st.button(
            _("Hold these lots …"),
            key="recall.hold",
            type="primary",
            icon=":material/pause:",
            disabled=not lots,
            on_click=RECALL.open,
            kwargs={"do": "hold"},
        )
        st.button(
            _("Discard what is found …"),
            key="recall.discard",
            icon=":material/delete:",
            disabled=not certain,
            on_click=RECALL.open,
            kwargs={"do": "discard"},
        )


def show_recall_asked(found: Recalled, sought: Sought) -> None:
    """The dialog that the address asks for."""
    do = RECALL.asked().get("do")
    form = Form.of(f"recall.{do}", f"recall-{do}")
    if do == "hold":
        RECALL.show(_("Hold these lots?"), partial(_ask_hold, found, sought, form), form.name, width="medium")
    elif do == "discard":
        RECALL.show(
            _("Discard what is found?"), partial(_ask_discard, found, form), form.name, width="medium"
        )


def _to_hold(found: Recalled, *verdicts: Verdict) -> list[LotRecalled]:
    return [lot for lot in found.of(*verdicts) if lot.on_hand and not lot.held]


def _ask_hold(found: Recalled, sought: Sought, form: Form) -> None:
    certain, perhaps = _to_hold(found, Verdict.FOUND), _to_hold(found, Verdict.MAY_BE)
    named = sought.item_id is not None
    form = form.begin({"reason": "", "also": named})
    if named and perhaps:
        words = {"lots": lots_count(len(perhaps)), "amounts": amounts_of(perhaps)}
        label = _("Also {lots} that cannot be ruled out: {amounts}").format(**words)
        st.checkbox(md_escape(label), key=form.key("also"))
    also = bool(st.session_state.get(form.key("also"))) and named
    lots = [*certain, *(perhaps if also else ())]
    said = _("{lots} may not go out until the hold is lifted: {amounts}.")
    if lots:
        st.markdown(md_escape(said.format(lots=lots_count(len(lots)), amounts=amounts_of(lots))))
    held = [
        lot
        for lot in found.of(Verdict.FOUND, *((Verdict.MAY_BE,) if also else ()))
        if lot.on_hand and lot.held
    ]
    if held:
        already = _("On hold already and left so: {held}. Together: {all}.")
        note(md_escape(already.format(held=amounts_of(held), all=amounts_of([*lots, *held]))))
    say_losses(_kept_of(lots))
    free_line(
        _("Why"), key=form.key("reason"), max_chars=400, placeholder=_("the notice, its number and day")
    )
    _buttons(form, _("Hold them"), not lots, _hold, [lot.lot_id for lot in lots], form)


def _hold(lot_ids: list[int], form: Form) -> None:
    at = actions.begin()
    done = form.send(at, hold_lots, HoldLots(tuple(lot_ids), form.text("reason")))
    if done is None:
        return
    back = _("Taken back: they may go out again.")
    if done.losses:
        back = _(
            "Taken back: they may go out again. "
            "What they were allocated to stays released: allocate them again."
        )
    undo = partial(put_back, unhold_lots, UnholdLots(done.document_ids), back)
    said = _("On hold: {lots}.").format(lots=lots_count(len(done.document_ids)))
    at.say(" ".join([said, *done.losses]), undo=undo)
    RECALL.close()


def _ask_discard(found: Recalled, form: Form) -> None:
    form = form.begin({"note": ""})
    certain = found.of(Verdict.FOUND)
    goods = []
    at_sites: dict[str, list[tuple[str, Unit, int]]] = {}
    for lot in certain:
        for one in lot.stands:
            if one.site_id is None or one.site is None or one.figures.on_hand <= 0:
                continue
            goods.append(GoodsAt(lot.lot_id, one.site_id, one.figures.on_hand))
            at_sites.setdefault(one.site, []).append((lot.item, lot.unit, one.figures.on_hand))
    st.markdown(
        "\n".join(
            "- " + md_escape(_("{goods} at {site}").format(goods=sums_words(some), site=site))
            for site, some in at_sites.items()
        )
    )
    say_losses(_kept_of(certain))
    free_line(_("Note (may stay empty)"), key=form.key("note"), max_chars=400)
    note(_("It is booked as discarded because of a recall. This cannot be undone."))
    _buttons(form, _("Discard it"), not goods, _discard, goods, form)


def _kept_of(lots: Sequence[LotRecalled]) -> list[tuple[str, Unit, KeptFor]]:
    """What is allocated of these lots where they stand, with its item and unit."""
    return [
        (lot.item, lot.unit, kept)
        for lot in lots
        for one in lot.stands
        if one.site_id is not None
        for kept in one.kept_for
    ]


def _discard(goods: list[GoodsAt], form: Form) -> None:
    at = actions.begin()
    asked = DiscardLots(tuple(goods), DiscardReason.RECALLED, form.text("note") or None)
    done = form.send(at, discard_lots, asked)
    if done is None:
        return
    lots = lots_count(len({one.lot_id for one in goods}))
    at.say(" ".join([_("Discarded as recalled: {lots}.").format(lots=lots), *done.losses]))
    RECALL.close()


def _buttons(form: Form, label: str, nothing: bool, act: object, *args: object) -> None:
    form.show_refused()
    with st.container(horizontal=True):
        st.button(label, type="primary", key=form.key("yes"), disabled=nothing, on_click=act, args=args)  # type: ignore[arg-type]
        st.button(_("Leave it"), key=form.key("no"), on_click=RECALL.close)
