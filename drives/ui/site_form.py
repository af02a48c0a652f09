"""A site as a form in a dialog: added, or changed as a whole."""

from functools import partial

import streamlit as st

from drives.commands.places import AddSite, ReviseSite, add_site, revise_site
from drives.errors import Refusal
from drives.exchange.cells import parse_degrees
from drives.queries.places import SiteSetUp
from drives.rules.kinds import SiteKind
from drives.rules.quantity import scaled_text
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.components import md_escape, note
from drives.ui.kind_words import site_kind_name
from drives.ui.place_asked import SITE, Asked, asked, close_place, open_place
from drives.ui.session import FLASH, desk

_DEGREE_PLACES = 7


def show_site_form(what: Asked) -> None:
    """Open the dialog for the site that was asked for, where there is such a one."""
    found = site_called(what.slug)
    if found is None and what.do != "add":
        return
    form = f"places.site.{what.slug or '+'}"
    title = _("Add a site") if found is None else _("Change {site}").format(site=md_escape(found.name))
    st.dialog(title, width="medium", on_dismiss=partial(_dismiss, form))(_ask)(what, found, form)


def site_called(slug: str) -> SiteSetUp | None:
    """The site of this slug, as it is set up."""
    return next((one for one in reads.sites_to_set_up() if one.slug == slug), None)


def _dismiss(form: str) -> None:
    desk().answered(form)
    close_place()


def _ask(what: Asked, found: SiteSetUp | None, form: str) -> None:
    actions.begin()
    if asked(SITE) != what:
        st.rerun()
    sent = desk().request_id(form)
    _begin_with(found, sent)
    with st.grid(2, min_column_width=220):
        st.text_input(_("Name"), key=f"site.name.{sent}", max_chars=200)
        st.selectbox(
            _("That place is a"),
            [kind.value for kind in SiteKind],
            format_func=lambda value: site_kind_name(SiteKind(value)),
            key=f"site.kind.{sent}",
            help=_("It stays what it is once goods have moved there."),
        )
    st.text_input(_("Address"), key=f"site.address.{sent}", max_chars=400)
    st.text_input(
        _("Hours"), key=f"site.hours.{sent}", max_chars=400, placeholder=_("Mon–Fri 9–17, Sat 10–14")
    )
    with st.container(gap="xsmall"):
        st.checkbox(_("Public"), key=f"site.public.{sent}")
        note(
            _(
                "Everybody finds a public site under “Drop-off sites”, with its address. Leave this off for "
                "a warehouse that takes no gifts, and for a volunteer's home."
            )
        )
    with st.grid(2, min_column_width=220):
        st.text_input(_("Latitude"), key=f"site.latitude.{sent}", max_chars=30, placeholder="53.5461")
        st.text_input(_("Longitude"), key=f"site.longitude.{sent}", max_chars=30, placeholder="-113.4938")
        st.text_input(
            _("Short name in links and files"),
            key=f"site.slug.{sent}",
            max_chars=80,
            placeholder=_("made from the name"),
        )
    actions.show_refused(form)
    with st.container(horizontal=True):
        st.button(
            _("Add the site") if found is None else _("Save"),
            type="primary",
            key=f"site.save.{sent}",
            on_click=_save,
            args=(found, form, sent),
        )
        if found is not None and len(reads.sites_to_set_up()) > 1:
            st.button(
                _("Merge into another…"),
                key=f"site.merge.{sent}",
                type="tertiary",
                on_click=open_place,
                args=(SITE, "merge", found.slug),
            )


def _begin_with(found: SiteSetUp | None, sent: str) -> None:
    """What stands in the form at first; it stays so until answered, whatever others change meanwhile."""
    state = st.session_state
    state.setdefault(f"site.kind.{sent}", (found.kind if found else SiteKind.COLLECTION_SITE).value)
    state.setdefault(f"site.public.{sent}", found.public if found else True)
    for name in ("name", "address", "hours", "slug"):
        state.setdefault(f"site.{name}.{sent}", (getattr(found, name) or "") if found else "")
    for name in ("latitude", "longitude"):
        degrees = getattr(found, name) if found else None
        shown = "" if degrees is None else scaled_text(degrees, _DEGREE_PLACES)
        state.setdefault(f"site.{name}.{sent}", shown)
    if found:
        state.setdefault(f"site.seen.{sent}", found.seen)


def _degrees(typed: str | None, most: int) -> int | None:
    return parse_degrees(typed, most) if typed and typed.strip() else None


def _typed(sent: str) -> AddSite:
    state = st.session_state
    return AddSite(
        state[f"site.name.{sent}"] or "",
        SiteKind(state[f"site.kind.{sent}"]),
        state[f"site.slug.{sent}"] or "",
        state[f"site.address.{sent}"] or "",
        state[f"site.hours.{sent}"] or "",
        _degrees(state[f"site.latitude.{sent}"], 90),
        _degrees(state[f"site.longitude.{sent}"], 180),
        bool(state[f"site.public.{sent}"]),
    )


def _save(before: SiteSetUp | None, form: str, sent: str) -> None:
    at = actions.begin()
    if at.request_id(form) != sent:
        return
    try:
        whole = _typed(sent)
    except Refusal as refusal:
        at.refusals[form] = refusal
        return
    if before is None:
        if actions.run(add_site, whole, at=at, form=form, sent=sent) is None:
            return
        at.say(_("Added: {name}.").format(name=whole.name.strip()))
    else:
        change = ReviseSite(before.site_id, st.session_state[f"site.seen.{sent}"], whole)
        if actions.run(revise_site, change, at=at, form=form, sent=sent) is None:
            return
        now = next(one for one in reads.sites_to_set_up() if one.site_id == before.site_id)
        at.say(_("Saved: {name}.").format(name=now.name), undo=lambda: _put_back(before, now.seen))
    close_place()


def _put_back(before: SiteSetUp, seen: str) -> None:
    at = actions.begin()
    whole = AddSite(
        before.name,
        before.kind,
        before.slug,
        before.address,
        before.hours,
        before.latitude,
        before.longitude,
        before.public,
    )
    change = ReviseSite(before.site_id, seen, whole)
    if actions.run(revise_site, change, at=at, form=FLASH, sent=at.request_id(FLASH)) is not None:
        at.say(_("{name} is as it was before.").format(name=before.name), kind="note")
