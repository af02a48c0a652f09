"""The kits on the shelf with a way to take them apart, and what was done with kits at a site."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from drives.commands.kits import TakeApartKits, take_apart_kits
from drives.queries.choices import SiteChoice
from drives.queries.kit_work import KitWork, kit_work_sheet
from drives.queries.kits import KitDesk, KitsThere, kit_desk
from drives.rules.roles import Viewer
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.components import (
    amount,
    day,
    goods_of,
    listed,
    md_escape,
    named,
    section,
    sheet_export,
    typed_quantity,
)
from drives.ui.form import Form
from drives.ui.kit_cards import undo


def show_there(site: SiteChoice, kits: Sequence[KitsThere]) -> None:
    """The kits that were put together and are at the site, by lot."""
    if not kits:
        return
    section(_("On the shelf"))
    for one in kits:
        form = Form.of(f"kits.apart.{one.lot_id}", f"kits.apart.{one.lot_id}").begin({"many": ""})
        with st.container(border=True):
            st.markdown(_lot_words(one))
            if one.held or not one.can_come_apart:
                continue
            with st.container(horizontal=True, vertical_alignment="bottom"):
                st.text_input(
                    _("Take apart (at most {most})").format(most=amount(one.can_come_apart, one.unit)),
                    key=form.key("many"),
                    width=190,
                )
                st.button(
                    named(one.item, _("Take apart")),
                    key=form.key("apart"),
                    icon=":material/unarchive:",
                    on_click=_take_apart,
                    args=(form, site, one),
                )
            form.show_refused()


def _lot_words(one: KitsThere) -> str:
    today = reads.stamp().today
    whole = goods_of(one.item, one.on_hand, one.unit)
    beside = [
        one.drive or _("of several drives or of none"),
        _("good until {day}").format(day=day(one.date_mark, today=today)) if one.date_mark else "",
        _("kept for {program}").format(program=one.restricted_to) if one.restricted_to else "",
        _("on hold") if one.held else "",
    ]
    return f"**{md_escape(whole)}** · {md_escape(' · '.join(filter(None, beside)))}"


def _take_apart(form: Form, site: SiteChoice, one: KitsThere) -> None:
    at = actions.begin()
    quantity = form.read(at, lambda: typed_quantity(form.text("many"), whole=True))
    if quantity is None:
        return
    done = form.send(at, take_apart_kits, TakeApartKits(one.lot_id, site.site_id, quantity))
    if done is not None:
        said = _("Taken apart: {goods}. The parts are back on the shelf.").format(
            goods=goods_of(one.item, quantity, one.unit)
        )
        at.say(said, undo=partial(undo, done.document_id))


def show_done(site_id: int, drive_id: int | None, done: Sequence[KitWork]) -> None:
    """What was put together and taken apart at the site, each with a way back."""
    if not done:
        return
    section(_("Done here"))
    with st.container(horizontal=True):
        sheet_export(
            "kits",
            lambda viewer: kit_work_sheet(_desk(viewer, site_id, drive_id).done),
            (_("Work on kits (CSV)"), _("Work on kits (Excel)")),
        )
    for one in done:
        with st.container(horizontal=True, vertical_alignment="center", border=True):
            st.markdown(_said(one), width="stretch")
            if not one.undone:
                st.button(
                    named(goods_of(one.item, one.quantity, one.unit), _("Undo")),
                    key=f"kits.undo.{one.assembly_id}",
                    icon=":material/undo:",
                    on_click=undo,
                    args=(one.assembly_id,),
                )


def _said(one: KitWork) -> str:
    """Work on kits in a sentence, as markdown."""
    words = {
        "day": day(one.done_on, today=reads.stamp().today),
        "goods": goods_of(one.item, one.quantity, one.unit),
        "parts": listed([goods_of(part.item, part.quantity, part.unit) for part in one.parts]),
    }
    said = (
        _("{day}: **{goods}** taken apart into {parts}")
        if one.apart
        else _("{day}: **{goods}** put together from {parts}")
    )
    whole = said.format(**{name: md_escape(word) for name, word in words.items()})
    return _("~~{work}~~ (undone)").format(work=whole) if one.undone else whole


def _desk(viewer: Viewer, site_id: int, drive_id: int | None) -> KitDesk:
    return reads.house().queries.ask(kit_desk, viewer, site_id=site_id, drive_id=drive_id)
