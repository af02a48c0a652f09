"""A program as a form in a dialog: added, or changed as a whole."""

from functools import partial

import streamlit as st

from drives.commands.places import AddProgram, ReviseProgram, add_program, revise_program
from drives.queries.places import ProgramSetUp
from drives.rules.kinds import ProgramKind, WayToHelp
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.components import free_line, free_text, md_escape, note
from drives.ui.form import Form, put_back
from drives.ui.kind_words import hidden_at_first, program_kind_name, way_to_help_name
from drives.ui.place_asked import PLACES, PROGRAM, Asked

_TEXTS = (
    "name", "slug", "description", "service_area", "hub", "address", "url", "phone", "email", "languages",
    "accepted", "not_accepted",
)  # fmt: skip


def show_program_form(what: Asked) -> None:
    """Open the dialog for the program that was asked for, where there is such a one."""
    found = program_called(what.slug)
    if found is None and what.do != "add":
        return
    title = (
        _("Add a program") if found is None else _("Change {program}").format(program=md_escape(found.name))
    )
    name = f"places.program.{what.slug or '+'}"
    PLACES.show(title, partial(_ask, found, name), name, width="medium")


def program_called(slug: str) -> ProgramSetUp | None:
    """The program of this slug, as it is set up."""
    return next((one for one in reads.programs_to_set_up() if one.slug == slug), None)


def _ask(found: ProgramSetUp | None, name: str) -> None:
    form = _begin(found, Form.of(name, "program"))
    with st.grid(2, min_column_width=240):
        free_line(_("Name"), key=form.key("name"), max_chars=200)
        st.selectbox(
            _("What it does"),
            [kind.value for kind in ProgramKind],
            format_func=lambda value: program_kind_name(ProgramKind(value)),
            key=form.key("kind"),
            on_change=_hide_at_first if found is None else None,
            args=(form,) if found is None else None,
        )
    free_text(
        _("About the program"),
        key=form.key("description"),
        max_chars=4000,
        height=90,
        placeholder=_("Everybody reads this. Never name or describe a person, nor write a hidden address."),
    )
    _where(form)
    _what_it_takes(form)
    st.pills(
        _("Who is welcome, beside those who give goods"),
        [way.value for way in WayToHelp],
        format_func=lambda value: way_to_help_name(WayToHelp(value)),
        selection_mode="multi",
        key=form.key("welcomes"),
        help=_("The program stands under these on “Ways to help”, unless it is unlisted."),
    )
    _how_to_reach_it(form)
    form.show_refused()
    with st.container(horizontal=True):
        st.button(
            _("Add the program") if found is None else _("Save"),
            type="primary",
            key=form.key("save"),
            on_click=_save,
            args=(found, form),
        )
        if found is not None and len(reads.programs_to_set_up()) > 1:
            st.button(
                _("Merge into another…"),
                key=form.key("merge"),
                type="tertiary",
                on_click=PLACES.open,
                kwargs={"do": "merge", PROGRAM: found.slug},
            )


def _begin(found: ProgramSetUp | None, form: Form) -> Form:
    values: dict[str, object] = {name: (getattr(found, name) or "") if found else "" for name in _TEXTS}
    values["kind"] = (found.kind if found else ProgramKind.FOOD_BANK).value
    for name in ("hide_address", "unlisted"):
        values[name] = bool(found and getattr(found, name))
    values["welcomes"] = [way.value for way in found.welcomes] if found else []
    return form.begin(values, found.seen if found else "")


def _hide_at_first(form: Form) -> None:
    st.session_state[form.key("hide_address")] = hidden_at_first(ProgramKind(form.value("kind")))


def _where(form: Form) -> None:
    with st.grid(2, min_column_width=240):
        free_line(
            _("Area it serves"), key=form.key("service_area"), max_chars=200, placeholder=_("West side")
        )
        free_line(
            _("Hub: where people may come to instead"),
            key=form.key("hub"),
            max_chars=400,
            placeholder=_("Town Hall, ground floor"),
        )
    st.text_input(_("Address"), key=form.key("address"), max_chars=400)
    with st.container(gap="xsmall"):
        st.checkbox(_("Hide the address"), key=form.key("hide_address"))
        note(
            _(
                "Only admins see it, here and in the file of programs that they export. "
                "Everybody else sees its area and its hub."
            )
        )
    with st.container(gap="xsmall"):
        st.checkbox(_("Unlisted"), key=form.key("unlisted"))
        note(_("Its needs count in every total; in public it is “a partner program”, without name or kind."))


def _what_it_takes(form: Form) -> None:
    with st.grid(2, min_column_width=240):
        free_text(
            _("Accepted"),
            key=form.key("accepted"),
            max_chars=2000,
            height=90,
            placeholder=_("What it takes, a line each"),
        )
        free_text(
            _("Not accepted"),
            key=form.key("not_accepted"),
            max_chars=2000,
            height=90,
            placeholder=_("What it cannot take, a line each"),
        )


def _how_to_reach_it(form: Form) -> None:
    with st.grid(2, min_column_width=240):
        st.text_input(_("Web"), key=form.key("url"), max_chars=400, placeholder=_("https://example.org"))
        st.text_input(_("E-mail"), key=form.key("email"), max_chars=254)
        st.text_input(_("Phone"), key=form.key("phone"), max_chars=60)
        st.text_input(
            _("Languages"), key=form.key("languages"), max_chars=200, placeholder=_("English, Spanish")
        )
        st.text_input(
            _("Short name in links and files"),
            key=form.key("slug"),
            max_chars=80,
            placeholder=_("made from the name"),
        )


def _typed(form: Form) -> AddProgram:
    texts = {name: form.value(name) or "" for name in _TEXTS}
    return AddProgram(
        kind=ProgramKind(form.value("kind")),
        hide_address=bool(form.value("hide_address")),
        unlisted=bool(form.value("unlisted")),
        welcomes=tuple(WayToHelp(way) for way in form.value("welcomes") or ()),
        **texts,
    )


def _save(before: ProgramSetUp | None, form: Form) -> None:
    at = actions.begin()
    whole = form.read(at, partial(_typed, form))
    if whole is None:
        return
    if before is None:
        if form.send(at, add_program, whole) is None:
            return
        at.say(_("Added: {name}.").format(name=whole.name.strip()))
    else:
        if form.send(at, revise_program, ReviseProgram(before.program_id, form.seen, whole)) is None:
            return
        now = next(one for one in reads.programs_to_set_up() if one.program_id == before.program_id)
        back = ReviseProgram(before.program_id, now.seen, _as_it_was(before))
        taken_back = _("{name} is as it was before.").format(name=before.name)
        at.say(
            _("Saved: {name}.").format(name=now.name),
            undo=partial(put_back, revise_program, back, taken_back),
        )
    PLACES.close()


def _as_it_was(before: ProgramSetUp) -> AddProgram:
    return AddProgram(
        kind=before.kind,
        hide_address=before.hide_address,
        unlisted=before.unlisted,
        welcomes=before.welcomes,
        **{name: getattr(before, name) for name in _TEXTS},
    )
