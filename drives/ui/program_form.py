"""A program as a form in a dialog: added, or changed as a whole."""

from functools import partial

import streamlit as st

from drives.commands.places import AddProgram, ReviseProgram, add_program, revise_program
from drives.queries.places import ProgramSetUp
from drives.rules.kinds import ProgramKind
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.components import md_escape, note
from drives.ui.kind_words import hidden_at_first, program_kind_name
from drives.ui.place_asked import PROGRAM, Asked, asked, close_place, open_place
from drives.ui.session import FLASH, desk

_TEXTS = (
    "name", "slug", "description", "service_area", "hub", "address", "url", "phone", "email", "languages",
    "accepted", "not_accepted",
)  # fmt: skip


def show_program_form(what: Asked) -> None:
    """Open the dialog for the program that was asked for, where there is such a one."""
    found = program_called(what.slug)
    if found is None and what.do != "add":
        return
    form = _form(what.slug)
    title = (
        _("Add a program") if found is None else _("Change {program}").format(program=md_escape(found.name))
    )
    st.dialog(title, width="medium", on_dismiss=partial(dismiss, form))(_ask)(what, found, form)


def program_called(slug: str) -> ProgramSetUp | None:
    """The program of this slug, as it is set up."""
    return next((one for one in reads.programs_to_set_up() if one.slug == slug), None)


def dismiss(form: str) -> None:
    """Close the dialog; what was typed is let go."""
    desk().answered(form)
    close_place()


def _form(slug: str) -> str:
    return f"places.program.{slug or '+'}"


def _ask(what: Asked, found: ProgramSetUp | None, form: str) -> None:
    actions.begin()
    if asked(PROGRAM) != what:
        st.rerun()
    sent = desk().request_id(form)
    _begin_with(found, sent)
    with st.grid(2, min_column_width=240):
        st.text_input(_("Name"), key=f"program.name.{sent}", max_chars=200)
        st.selectbox(
            _("What it does"),
            [kind.value for kind in ProgramKind],
            format_func=lambda value: program_kind_name(ProgramKind(value)),
            key=f"program.kind.{sent}",
            on_change=_hide_at_first if found is None else None,
            args=(sent,) if found is None else None,
        )
    st.text_area(
        _("In its own words"),
        key=f"program.description.{sent}",
        max_chars=4000,
        height=90,
        placeholder=_("Everybody reads this. Never name or describe a person, nor write a hidden address."),
    )
    _where(sent)
    _what_it_takes(sent)
    _how_to_reach_it(sent)
    actions.show_refused(form)
    with st.container(horizontal=True):
        st.button(
            _("Add the program") if found is None else _("Save"),
            type="primary",
            key=f"program.save.{sent}",
            on_click=_add if found is None else _revise,
            args=(form, sent) if found is None else (found, form, sent),
        )
        if found is not None and len(reads.programs_to_set_up()) > 1:
            st.button(
                _("Merge into another…"),
                key=f"program.merge.{sent}",
                type="tertiary",
                on_click=open_place,
                args=(PROGRAM, "merge", found.slug),
            )


def _begin_with(found: ProgramSetUp | None, sent: str) -> None:
    """What stands in the form at first; it stays so until answered, whatever others change meanwhile."""
    state = st.session_state
    state.setdefault(f"program.kind.{sent}", (found.kind if found else ProgramKind.FOOD_BANK).value)
    for name in _TEXTS:
        state.setdefault(f"program.{name}.{sent}", (getattr(found, name) or "") if found else "")
    for name in ("hide_address", "unlisted"):
        state.setdefault(f"program.{name}.{sent}", bool(found and getattr(found, name)))
    if found:
        state.setdefault(f"program.seen.{sent}", found.seen)


def _hide_at_first(sent: str) -> None:
    kind = ProgramKind(st.session_state[f"program.kind.{sent}"])
    st.session_state[f"program.hide_address.{sent}"] = hidden_at_first(kind)


def _where(sent: str) -> None:
    with st.grid(2, min_column_width=240):
        st.text_input(
            _("Area it serves"), key=f"program.service_area.{sent}", max_chars=200, placeholder=_("West side")
        )
        st.text_input(
            _("Hub: where people may come to instead"),
            key=f"program.hub.{sent}",
            max_chars=400,
            placeholder=_("Town Hall, ground floor"),
        )
    st.text_input(_("Address"), key=f"program.address.{sent}", max_chars=400)
    with st.container(gap="xsmall"):
        st.checkbox(_("Hide the address"), key=f"program.hide_address.{sent}")
        note(
            _(
                "Only admins see it, here and in the file of programs that they export. "
                "Everybody else sees its area and its hub."
            )
        )
    with st.container(gap="xsmall"):
        st.checkbox(_("Unlisted"), key=f"program.unlisted.{sent}")
        note(_("Its needs count in every total; in public it is “a partner program”, without name or kind."))


def _what_it_takes(sent: str) -> None:
    with st.grid(2, min_column_width=240):
        st.text_area(
            _("Accepted"),
            key=f"program.accepted.{sent}",
            max_chars=2000,
            height=90,
            placeholder=_("What it takes, a line each"),
        )
        st.text_area(
            _("Not accepted"),
            key=f"program.not_accepted.{sent}",
            max_chars=2000,
            height=90,
            placeholder=_("What it cannot take, a line each"),
        )


def _how_to_reach_it(sent: str) -> None:
    with st.grid(2, min_column_width=240):
        st.text_input(_("Web"), key=f"program.url.{sent}", max_chars=400, placeholder="https://example.org")
        st.text_input(_("E-mail"), key=f"program.email.{sent}", max_chars=254)
        st.text_input(_("Phone"), key=f"program.phone.{sent}", max_chars=60)
        st.text_input(
            _("Languages"), key=f"program.languages.{sent}", max_chars=200, placeholder=_("English, Spanish")
        )
        st.text_input(
            _("Short name in links and files"),
            key=f"program.slug.{sent}",
            max_chars=80,
            placeholder=_("made from the name"),
        )


def _typed(sent: str) -> AddProgram:
    state = st.session_state
    texts = {name: state[f"program.{name}.{sent}"] or "" for name in _TEXTS}
    return AddProgram(
        kind=ProgramKind(state[f"program.kind.{sent}"]),
        hide_address=bool(state[f"program.hide_address.{sent}"]),
        unlisted=bool(state[f"program.unlisted.{sent}"]),
        **texts,
    )


def _add(form: str, sent: str) -> None:
    at, whole = actions.begin(), _typed(sent)
    if actions.run(add_program, whole, at=at, form=form, sent=sent) is not None:
        at.say(_("Added: {name}.").format(name=whole.name.strip()))
        close_place()


def _revise(before: ProgramSetUp, form: str, sent: str) -> None:
    at, whole = actions.begin(), _typed(sent)
    change = ReviseProgram(before.program_id, st.session_state[f"program.seen.{sent}"], whole)
    if actions.run(revise_program, change, at=at, form=form, sent=sent) is None:
        return
    now = next(one for one in reads.programs_to_set_up() if one.program_id == before.program_id)
    at.say(_("Saved: {name}.").format(name=now.name), undo=lambda: _put_back(before, now.seen))
    close_place()


def _put_back(before: ProgramSetUp, seen: str) -> None:
    at = actions.begin()
    whole = AddProgram(
        kind=before.kind,
        hide_address=before.hide_address,
        unlisted=before.unlisted,
        **{name: getattr(before, name) for name in _TEXTS},
    )
    change = ReviseProgram(before.program_id, seen, whole)
    if actions.run(revise_program, change, at=at, form=FLASH, sent=at.request_id(FLASH)) is not None:
        at.say(_("{name} is as it was before.").format(name=before.name), kind="note")
