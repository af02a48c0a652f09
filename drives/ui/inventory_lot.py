"""A lot opened from Inventory: everything that is known of it there, and what can be done with it."""

from functools import partial

import streamlit as st

from drives.queries.inventory import Inventory, LotAt
from drives.texts import _
from drives.ui import reads
from drives.ui.components import amount, day, md_escape, note
from drives.ui.inventory_act import ACTS, act_form, ask, title_of
from drives.ui.inventory_item import item_form, show_item
from drives.ui.inventory_rows import lot_words
from drives.ui.inventory_words import INVENTORY, ON_THE_WAY, badges, figures_words, open_lot


def show_opened(shown: Inventory) -> None:
    """Open the dialog of what the address names, where it is on the shelves."""
    asked = INVENTORY.asked()
    if "open" in asked:
        item = shown.items.get(_number(asked["open"]))
        if item is None:
            note(_("None of that item is here."))
            return
        form = item_form(item)
        INVENTORY.show(md_escape(item.name), partial(show_item, shown, item, form), form.name, width="large")
    elif "lot" in asked:
        lot = _lot_of(shown, asked)
        if lot is None:
            note(_("That lot is not here (any more)."))
            return
        do = asked.get("do", "")
        if do in ACTS and shown.day == reads.stamp().today and lot.may_move and lot.site_id is not None:
            form = act_form(lot, do)
            INVENTORY.show(
                title_of(shown, lot, do), partial(ask, shown, lot, do, form), form.name, width="medium"
            )
        else:
            title = md_escape(shown.items[lot.item_id].name)
            INVENTORY.show(title, partial(_lot, shown, lot), width="medium")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def _lot_of(shown: Inventory, asked: dict[str, str]) -> LotAt | None:
    where = None if asked.get("at") == ON_THE_WAY else _number(asked.get("at", ""))
    wanted = (_number(asked["lot"]), where)
    return next((lot for lot in shown.lots if (lot.lot_id, lot.site_id) == wanted), None)


def _lot(shown: Inventory, lot: LotAt) -> None:
    item = shown.items[lot.item_id]
    st.markdown(f"**{md_escape(figures_words((lot,), item.unit))}** {badges((lot,))}".rstrip())
    for said in _facts(shown, lot):
        st.markdown(md_escape(said))
    if shown.day < reads.stamp().today:
        note(
            md_escape(
                _("This is how it was at the end of {day}. Go back to today to change anything.").format(
                    day=day(shown.day, today=reads.stamp().today)
                )
            )
        )
    elif lot.site_id is None:
        note(_("It is on its way to a program. What became of it is entered when the delivery is confirmed."))
    elif not lot.may_move:
        note(
            _(
                "It came in for a drive that is not yours. Whoever runs that drive moves, holds and discards "
                "it."
            )
        )
    else:
        _buttons(lot)
    st.button(_("Leave it"), key="inventory.leave", on_click=INVENTORY.close)


def _facts(shown: Inventory, lot: LotAt) -> list[str]:
    item, today = shown.items[lot.item_id], reads.stamp().today
    said = [" · ".join(lot_words(lot))]
    if lot.came_in_at is not None and lot.came_in_at != lot.site:
        said.append(_("It came in at {site}.").format(site=lot.came_in_at))
    if min(lot.figures.on_hand, lot.figures.in_transit) < 0:
        said.append(_("Late entries make this less than zero: more had left by then than had come in."))
    if lot.good_until is not None and lot.good_until < today:
        said.append(
            _("It may not go out: its last day was {day}.").format(day=day(lot.good_until, today=today))
        )
    for hold in lot.holds:
        words = {"day": day(hold.held_on, today=today), "reason": hold.reason}
        said.append(_("On hold since {day}: {reason}").format(**words))
    for one in lot.kept_for:
        words = {"amount": amount(one.quantity, item.unit), "program": one.program}
        said.append(_("{amount} allocated to {program}").format(**words))
    return said


def _buttons(lot: LotAt) -> None:
    held = bool(lot.holds)
    labels = {
        "transfer": (_("Transfer …"), ":material/local_shipping:"),
        "lift": (_("Lift the hold …"), ":material/play_arrow:"),
        "hold": (_("Hold …"), ":material/pause:"),
        "correct": (_("Correct the quantity …"), ":material/edit:"),
        "discard": (_("Discard …"), ":material/delete:"),
    }
    with st.container(horizontal=True):
        for do, (label, icon) in labels.items():
            if do == ("hold" if held else "lift") or (held and do == "transfer"):
                continue
            if do in ("transfer", "discard") and lot.figures.on_hand <= 0:
                continue
            st.button(label, key=f"inventory.{do}", icon=icon, on_click=open_lot, args=(lot, do))
