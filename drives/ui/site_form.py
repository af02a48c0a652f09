"""A site as a form in a dialog: added, or changed as a whole."""

from functools import partial

import streamlit as st

from drives.commands.places import AddSite, ReviseSite, add_site, revise_site
from drives.exchange.cells import parse_degrees
from drives.queries.places import SiteSetUp
from drives.rules.kinds import SiteKind
from drives.rules.quantity import scaled_text
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.components import free_line, md_escape, note
from drives.ui.form import Form, put_back
from drives.ui.kind_words import site_kind_name
from drives.ui.place_asked import PLACES, SITE, Asked
from drives.ui.site_cards import DEGREE_PLACES


def show_site_form(what: Asked) -> None:
    """Open the dialog for the site that was asked for, where there is such a one."""
    found = site_called(what.slug)
    if found is None and what.do != "add":
        return
    title = _("Add a site") if found is None else _("Change {site}").format(site=md_escape(found.name))
    name = f"places.site.{what.slug or '+'}"
    PLACES.show(title, partial(_ask, found, name), name, width="medium")


def site_called(slug: str) -> SiteSetUp | None:
    """The site of this slug, as it is set up."""
    return next((one for one in reads.sites_to_set_up() if one.slug == slug), None)


def _ask(found: SiteSetUp | None, name: str) -> None:
    form = _begin(found, Form.of(name, "site"))
    with st.grid(2, min_column_width=220):
        free_line(_("Name"), key=form.key("name"), max_chars=200)
        st.selectbox(
            _("That place is a"),
            [kind.value for kind in SiteKind],
            format_func=lambda value: site_kind_name(SiteKind(value)),
            key=form.key("kind"),
            help=_("It stays what it is once goods have moved there."),
        )
    st.text_input(_("Address"), key=form.key("address"), max_chars=400)
    free_line(_("Hours"), key=form.key("hours"), max_chars=400, placeholder=_("Mon–Fri 9–17, Sat 10–14"))
    with st.container(gap="xsmall"):
        st.checkbox(_("Public"), key=form.key("public"))
        note(
            _(
                "Everybody finds a public site under “Drop-off sites”, with its address. Leave this off for "
                "a warehouse that takes no gifts, and for a volunteer's home."
            )
        )
    with st.grid(2, min_column_width=220):
        st.text_input(_("Latitude"), key=form.key("latitude"), max_chars=30, placeholder="53.5461")
        st.text_input(_("Longitude"), key=form.key("longitude"), max_chars=30, placeholder="-113.4938")
        st.text_input(
            _("Short name in links and files"),
            key=form.key("slug"),
            max_chars=80,
            placeholder=_("made from the name"),
        )
    form.show_refused()
    with st.container(horizontal=True):
        st.button(
            _("Add the site") if found is None else _("Save"),
            type="primary",
            key=form.key("save"),
            on_click=_save,
            args=(found, form),
        )
        if found is not None and len(reads.sites_to_set_up()) > 1:
            st.button(
                _("Merge into another…"),
                key=form.key("merge"),
                type="tertiary",
                on_click=PLACES.open,
                kwargs={"do": "merge", SITE: found.slug},
            )


def _begin(found: SiteSetUp | None, form: Form) -> Form:
    values: dict[str, object] = {
        name: (getattr(found, name) or "") if found else "" for name in ("name", "address", "hours", "slug")
    }
    values["kind"] = (found.kind if found else SiteKind.COLLECTION_SITE).value
    values["public"] = found.public if found else True
    for name in ("latitude", "longitude"):
        degrees = getattr(found, name) if found else None
        values[name] = "" if degrees is None else scaled_text(degrees, DEGREE_PLACES)
    return form.begin(values, found.seen if found else "")


def _typed(form: Form) -> AddSite:
    latitude, longitude = form.text("latitude"), form.text("longitude")
    return AddSite(
        form.value("name") or "",
        SiteKind(form.value("kind")),
        form.value("slug") or "",
        form.value("address") or "",
        form.value("hours") or "",
        parse_degrees(latitude, 90) if latitude else None,
        parse_degrees(longitude, 180) if longitude else None,
        bool(form.value("public")),
    )


def _save(before: SiteSetUp | None, form: Form) -> None:
    at = actions.begin()
    whole = form.read(at, partial(_typed, form))
    if whole is None:
        return
    if before is None:
        if form.send(at, add_site, whole) is None:
            return
        at.say(_("Added: {name}.").format(name=whole.name.strip()))
    else:
        if form.send(at, revise_site, ReviseSite(before.site_id, form.seen, whole)) is None:
            return
        now = next(one for one in reads.sites_to_set_up() if one.site_id == before.site_id)
        back = ReviseSite(before.site_id, now.seen, _as_it_was(before))
        taken_back = _("{name} is as it was before.").format(name=before.name)
        at.say(
            _("Saved: {name}.").format(name=now.name),
            undo=partial(put_back, revise_site, back, taken_back),
        )
    PLACES.close()


def _as_it_was(before: SiteSetUp) -> AddSite:
    return AddSite(
        before.name,
        before.kind,
        before.slug,
        before.address,
        before.hours,
        before.latitude,
        before.longitude,
        before.public,
    )
