"""The first start: look around with a demo community, or set up yours; or say what an import left open."""

from collections.abc import Callable

import streamlit as st

from drives.texts import _
from drives.ui import first_steps as steps
from drives.ui import reads
from drives.ui.actions import show_refused
from drives.ui.components import empty_state, page_header
from drives.ui.session import desk


def _submit(form: str, label: str, on_click: Callable[[str], None], *, primary: bool = True) -> None:
    show_refused(form)
    sent = desk().request_id(form)
    st.button(
        label,
        type="primary" if primary else "secondary",
        key=f"{form}.submit.{sent}",
        on_click=on_click,
        args=(sent,),
    )


def _both_ways() -> None:
    page_header(
        _("Welcome to Drives"),
        _("Needs against donations, from the drop-off table all the way to delivery."),
    )
    with st.container(border=True, key="welcome.demo"):
        st.subheader(_("Look around first"), anchor=False)
        st.markdown(
            _(
                "A small invented community with drives, needs, donations and deliveries. "
                "Everything works; nothing in it is real."
            )
        )
        _submit(steps.DEMO, _("Look around with a demo community"), steps.make_the_demo, primary=False)
    with st.container(border=True, key="welcome.yours"):
        st.subheader(_("Set up yours"), anchor=False)
        steps.organization_fields()
        steps.drive_fields()
        steps.program_fields()
        steps.site_fields()
        st.checkbox(_("Load the starter catalogue of items"), value=True, key="setup.catalogue")
        _submit(steps.SETUP, _("Set up"), steps.set_it_up)


def _what_is_left() -> None:
    page_header(
        _("What is still to say"),
        _("Something is in this store already. With these it is ready for needs and donations."),
    )
    left: list[tuple[str, str, Callable[[], None] | None, str, Callable[[str], None]]] = []
    if not reads.the_organization().name:
        left.append((_("Who are you?"), steps.WHO, steps.organization_fields, _("Save"), steps.say_who))
    if not reads.programs():
        left.append(
            (
                _("Whom is it for?"),
                steps.PROGRAM,
                steps.program_fields,
                _("Add the program"),
                steps.put_program,
            )
        )
    if not reads.sites():
        left.append(
            (_("Where do goods come in?"), steps.SITE, steps.site_fields, _("Add the site"), steps.put_site)
        )
    if not reads.items():
        left.append(
            (
                _("What is counted?"),
                steps.ITEMS,
                None,
                _("Load the starter catalogue of items"),
                steps.load_items,
            )
        )
    for place, (title, form, fields, label, on_click) in enumerate(left):
        with st.container(border=True, key=f"welcome.{form}"):
            st.subheader(title, anchor=False)
            if fields is not None:
                fields()
            _submit(form, label, on_click, primary=not place)
    if not left:
        empty_state(_("Everything is set up."), step=_("See what is needed"), page="pages/overview.py")


if reads.store_is_empty():
    _both_ways()
else:
    _what_is_left()
