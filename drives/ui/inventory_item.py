"""An item opened from Inventory: its figures, what should be available of it, how long it lasts, its lots."""

from functools import partial

import streamlit as st

from drives.commands.store_pars import SetStorePar, set_store_par
from drives.errors import Refusal
from drives.queries.inventory import Inventory, ItemShown
from drives.queries.item_outlook import ParAt
from drives.rules.roles import Permission
from drives.rules.units import is_indivisible
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.components import (
    amount,
    day,
    format_quantity,
    in_unit,
    md_escape,
    named,
    note,
    quantity_text,
    show_flash,
    typed_quantity,
)
from drives.ui.form import Form, put_back
from drives.ui.inventory_find import Row
from drives.ui.inventory_rows import show_lots
from drives.ui.inventory_words import alike_lots, badges, figures_words
from drives.ui.session import FLASH, Desk, desk

_EVERYWHERE = ""


def item_form(item: ItemShown) -> Form:
    """The form that sets a par level."""
    return Form.of(f"inventory.par.{item.item_id}", "par")


def show_item(shown: Inventory, item: ItemShown, form: Form) -> None:
    """The dialog's content."""
    whole = next((quantity_text(par.par) for par in item.pars if par.site_id is None), "")
    form = form.begin({"par": whole, "site": _EVERYWHERE})
    began = Form.of(f"inventory.item.{item.item_id}", "item").begin({"said": desk().flash})
    lots = [lot for lot in shown.lots if lot.item_id == item.item_id]
    st.markdown(md_escape(figures_words(lots, item.unit)))
    if shown.day == reads.stamp().today:
        st.markdown(md_escape(_pace_words(item, shown)))
        for par in item.pars:
            _par(item, par, form)
        if reads.viewer().may_everywhere(Permission.MOVE_STOCK):
            _par_form(item, form)
    # The dialog hides the page, where it is said else.
    if desk().flash is not began.value("said") or FLASH in desk().refusals:
        show_flash(key="inventory.flash")
    for some in alike_lots(lots):
        figures = md_escape(figures_words(some, item.unit))
        show_lots(Row(item, tuple(some)), f"{figures} {badges(some)}".rstrip(), key="inventory.item")


def _pace_words(item: ItemShown, shown: Inventory) -> str:
    """How long it lasts, and what that is estimated from. Plain text."""
    if item.pace is None:
        return _("Too little went out in the last six weeks to say how long it will last.")
    pace = item.pace
    words = {
        "amount": amount(pace.quantity, item.unit),
        "since": day(pace.since, today=shown.day),
        "week": format_quantity(_by_tenths(pace.quantity * 7 // pace.days)),
    }
    if item.lasts_until is None:
        said = _("{amount} went out since {since}, about {week} a week. At that pace it lasts for years.")
        return said.format(**words)
    words["until"] = day(item.lasts_until, today=shown.day)
    return _(
        "{amount} went out since {since}, about {week} a week. At that pace what is here and may go out "
        "lasts until about {until}."
    ).format(**words)


def _by_tenths(thousandths: int) -> int:
    return thousandths // 100 * 100


def _par(item: ItemShown, par: ParAt, form: Form) -> None:
    words = {
        "par": amount(par.par, item.unit),
        "available": format_quantity(par.available),
        "site": par.site or "",
    }
    if par.site is None:
        said = _("Keep at least {par}. Available: {available}.").format(**words)
    else:
        said = _("Keep at least {par} at {site}. Available there: {available}.").format(**words)
    with st.container(horizontal=True, vertical_alignment="center", wrap=False):
        low = f" :orange-badge[{md_escape(_('low'))}]" if par.is_low else ""
        st.markdown(md_escape(said) + low, width="stretch")
        if reads.viewer().may_everywhere(Permission.MOVE_STOCK):
            st.button(
                named(said, _("Remove")),
                key=form.key(f"remove.{par.site_id or 0}"),
                type="tertiary",
                icon=":material/delete:",
                on_click=_remove,
                args=(item, form, par),
            )


def _par_form(item: ItemShown, form: Form) -> None:
    sites = {"": _("Everywhere together")} | {one.slug: one.name for one in reads.sites()}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            in_unit(_("Keep at least"), _("Keep at least, in {unit}"), item.unit),
            key=form.key("par"),
            width=150,
            help=_("Also called the par level: what should always be available."),
        )
        st.selectbox(_("Where"), list(sites), format_func=sites.__getitem__, key=form.key("site"), width=200)
        st.button(_("Set"), key=form.key("set"), on_click=_set, args=(item, form))
    form.show_refused()
    note(
        md_escape(
            _(
                "With less than that available, the item is shown as low here, for you to see. What people "
                "are asked to bring follows from what programs need, so this number asks nobody for any."
            )
        )
    )


def _typed(item: ItemShown, form: Form) -> SetStorePar:
    if not form.text("par"):
        raise Refusal(_("Enter how many to keep at least, or remove the number that is set."))
    quantity = typed_quantity(form.text("par"), whole=is_indivisible(item.unit))
    sites = {one.slug: one.site_id for one in reads.sites()}
    return SetStorePar(item.item_id, quantity, sites.get(form.value("site")))


def _set(item: ItemShown, form: Form) -> None:
    at = actions.begin()
    asked = form.read(at, partial(_typed, item, form))
    if asked is not None:
        _send(at, item, form, asked)


def _remove(item: ItemShown, form: Form, par: ParAt) -> None:
    _send(actions.begin(), item, form, SetStorePar(item.item_id, None, par.site_id))


def _send(at: Desk, item: ItemShown, form: Form, asked: SetStorePar) -> None:
    done = form.send(at, set_store_par, asked)
    if done is None:
        return
    if asked.quantity is None:
        said = _("{item}: the number to keep was removed.").format(item=item.name)
    else:
        said = _("{item}: keep at least {par}.").format(item=item.name, par=amount(asked.quantity, item.unit))
    before = SetStorePar(asked.item_id, done.quantity_before, asked.site_id)
    taken_back = _("Taken back: how much of {item} to keep is as it was.").format(item=item.name)
    at.say(said, undo=partial(put_back, set_store_par, before, taken_back))
