"""Which programs may issue letters: the list, and for admins the form of one."""

from functools import partial

import streamlit as st

from drives.commands.issuers import SetIssuer, set_issuer
from drives.errors import Refusal
from drives.queries.letters import IssuerShown
from drives.rules.roles import Permission
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.address_dialog import AddressDialog
from drives.ui.components import free_line, free_text, md_escape, named, note, one_line, section
from drives.ui.form import Form

LETTERS = AddressDialog("letter", "to", "donation", "issuer", "run")
"""``?letter=ID`` opens a letter, ``to=ID`` writes one to a donor and ``donation=ID`` one of a donation,
``run=year`` issues a year's, ``issuer=ID`` changes who issues them (``add`` for another)."""


def may_set_issuers() -> bool:
    """Whether whoever looks may say which programs issue letters."""
    return reads.viewer().may_everywhere(Permission.SET_UP)


def show_issuers() -> None:
    """The programs that issue letters, and the way to name another."""
    section(
        _("Who issues letters"),
        _(
            "A letter counts only where a charity issues it: the program that the goods were given for, by "
            "its name and tax id. A school or a company that hosts a drive does not."
        ),
    )
    for issuer in reads.letter_issuers():
        _row(issuer)
    if may_set_issuers():
        st.button(
            _("Name a program that issues letters"),
            icon=":material/add:",
            key="letters.issuer.add",
            on_click=LETTERS.open,
            kwargs={"issuer": "add"},
        )


def _row(issuer: IssuerShown) -> None:
    told = [issuer.program if issuer.program != issuer.name else "", issuer.tax_id, issuer.address or ""]
    said = " · ".join(one_line(part) for part in told if part)
    badge = "" if issuer.active else f" :gray-badge[{md_escape(_('issues none any more'))}]"
    with st.container(border=True, horizontal=True, wrap=False, vertical_alignment="center"):
        st.markdown(f"**{md_escape(issuer.name)}**{badge}  \n:small[:gray[{said}]]", width="stretch")
        if may_set_issuers():
            st.button(
                named(issuer.name, _("Change")),
                key=f"letters.issuer.{issuer.program_id}",
                type="tertiary",
                icon=":material/edit:",
                on_click=LETTERS.open,
                kwargs={"issuer": issuer.program_id},
            )


def show_issuer_form(asked: str) -> None:
    """The dialog for an issuer, for admins."""
    found = next((one for one in reads.letter_issuers() if str(one.program_id) == asked), None)
    if not may_set_issuers() or (found is None and asked != "add"):
        return
    title = _("A program that issues letters") if found is None else md_escape(found.program)
    name = f"letters.issuer.{asked}"
    LETTERS.show(title, partial(_ask, found, name), name, width="medium")


def _ask(found: IssuerShown | None, name: str) -> None:
    form = Form.of(name, "issuer").begin(
        {
            "name": found.name if found else "",
            "tax_id": found.tax_id if found else "",
            "address": (found.address or "") if found else "",
            "signatory": (found.signatory or "") if found else "",
            "active": found.active if found else True,
        },
        found.seen if found else "",
    )
    if found is None:
        known = {one.program_id for one in reads.letter_issuers()}
        programs = {one.program_id: one.name for one in reads.programs() if one.program_id not in known}
        st.selectbox(
            _("Program"),
            list(programs),
            index=None,
            format_func=programs.__getitem__,
            key=form.key("program"),
            placeholder=_("Choose a program"),
        )
    free_line(
        _("Name on the letter"),
        key=form.key("name"),
        max_chars=200,
        help=_("As the tax authority knows the charity."),
    )
    st.text_input(_("Tax id (EIN)"), key=form.key("tax_id"), max_chars=60)
    st.text_area(
        _("Address on the letter"),
        key=form.key("address"),
        max_chars=400,
        help=_(
            "Where it gets mail. Of a program that hides its address never that one: its hub, or a P.O. box."
        ),
    )
    free_text(
        _("Who signs, in one or two lines"),
        key=form.key("signatory"),
        max_chars=400,
    )
    if found is not None:
        st.checkbox(_("Issues letters"), key=form.key("active"))
    note(_("Letters that were issued keep what they said."))
    form.show_refused()
    st.button(_("Save"), type="primary", key=form.key("save"), on_click=_save, args=(found, form))


def _typed(found: IssuerShown | None, form: Form) -> SetIssuer:
    program_id = form.value("program") if found is None else found.program_id
    if program_id is None:
        raise Refusal(_("Choose the program first."))
    return SetIssuer(
        int(program_id),
        form.text("name"),
        form.text("tax_id"),
        form.text("address"),
        form.text("signatory"),
        bool(form.value("active")),
        form.seen,
    )


def _save(found: IssuerShown | None, form: Form) -> None:
    at = actions.begin()
    whole = form.read(at, partial(_typed, found, form))
    if whole is None or form.send(at, set_issuer, whole) is None:
        return
    at.say(_("Saved: {name}.").format(name=whole.name))
    LETTERS.close()
