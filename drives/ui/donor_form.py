"""A donor or a team as a form in a dialog: added, or changed as a whole."""

from functools import partial

import streamlit as st

from drives.commands.donor_changes import AddDonor, AnotherAlike, ReviseDonor, add_donor, revise_donor
from drives.queries.donors import DonorShown
from drives.rules.kinds import DonorKind
from drives.rules.roles import Permission
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.address_dialog import AddressDialog
from drives.ui.components import free_line, md_escape, note
from drives.ui.donor_erase import ask_to_erase
from drives.ui.donor_history import show_history
from drives.ui.donor_merge import show_doubles, show_merge_of
from drives.ui.form import Form, put_back
from drives.ui.kind_words import donor_kind_name
from drives.ui.session import Desk, desk

DONORS = AddressDialog("do", "donor", "with")
"""``?donor=ID`` opens one to change it, ``do=add`` adds one, ``do=doubles`` shows who may be the same."""

_TEXTS = ("name", "email", "phone", "address", "reference")


def show_donor_form() -> None:
    """Open the dialog that was asked for, where its donor still stands."""
    asked = DONORS.asked()
    if asked.get("do") == "doubles" and _may_keep_all():
        show_doubles(DONORS)
        return
    adds = asked.get("do") == "add"
    donor_id = "" if adds else asked.get("donor", "")
    found = next((one for one in reads.all_donors() if str(one.donor_id) == donor_id), None)
    if found is None and not adds:
        return
    if found is not None and asked.get("do") == "history":
        show_history(found, DONORS)
        return
    if found is not None and asked.get("do") == "merge" and _may_keep_all():
        show_merge_of(found, _other(found, asked.get("with", "")), DONORS)
        return
    if found is not None and asked.get("do") == "erase" and _may_keep_all():
        title = _("Erase {donor}?").format(donor=md_escape(found.name))
        DONORS.show(title, partial(ask_to_erase, found, DONORS), f"donors.erase.{donor_id}", width="medium")
        return
    name = f"donors.form.{donor_id}"
    title = _("Add a donor") if found is None else _("Change {donor}").format(donor=md_escape(found.name))
    DONORS.show(title, partial(_ask, found, name), name, width="medium")


def _other(found: DonorShown, asked: str) -> DonorShown | None:
    """The donor that one may be the same as: another one, a team for a team."""
    return next(
        (
            one
            for one in reads.all_donors()
            if str(one.donor_id) == asked
            and one.donor_id != found.donor_id
            and (one.kind is DonorKind.TEAM) is (found.kind is DonorKind.TEAM)
        ),
        None,
    )


def _may_keep_all() -> bool:
    """Whether whoever looks may erase or merge donors: it touches their gifts to all drives."""
    return reads.viewer().may_everywhere(Permission.KEEP_DONORS)


def _ask(found: DonorShown | None, name: str) -> None:
    form = _begin(found, Form.of(name, "donor"))
    with st.grid(2, min_column_width=220):
        free_line(_("Name"), key=form.key("name"), max_chars=200)
        st.selectbox(
            _("That is a"),
            [kind.value for kind in DonorKind],
            format_func=lambda value: donor_kind_name(DonorKind(value)),
            key=form.key("kind"),
            help=_("A team is a group that collects together. A donation may have a donor and a team."),
        )
        st.text_input(_("E-mail"), key=form.key("email"), max_chars=254)
        st.text_input(_("Phone"), key=form.key("phone"), max_chars=60)
    st.text_input(_("Postal address"), key=form.key("address"), max_chars=400)
    free_line(
        _("Reference"),
        key=form.key("reference"),
        max_chars=120,
        help=_("The number or code under which your own files know this donor. No two have the same."),
    )
    with st.container(gap="xsmall"):
        st.checkbox(_("May be named in public"), key=form.key("credit"))
        note(_("Only with their word for it, and never a child. Without it they are thanked without a name."))
    if isinstance(desk().refusals.get(name), AnotherAlike):
        st.session_state[form.key("alike")] = True
    form.show_refused()
    if form.value("alike"):
        st.checkbox(
            _("This is another donor. Keep both; each gets a reference that tells them apart in files."),
            key=form.key("also"),
        )
    st.button(
        _("Add the donor") if found is None else _("Save"),
        type="primary",
        key=form.key("save"),
        on_click=_save,
        args=(found, form),
    )
    if found is not None and _may_keep_all():
        with st.container(horizontal=True):
            for label, do in ((_("Merge into another…"), "merge"), (_("Erase this person…"), "erase")):
                st.button(
                    label,
                    key=form.key(do),
                    type="tertiary",
                    on_click=DONORS.open,
                    kwargs={"donor": found.donor_id, "do": do},
                )


def _begin(found: DonorShown | None, form: Form) -> Form:
    values: dict[str, object] = {name: (getattr(found, name) or "") if found else "" for name in _TEXTS}
    values["kind"] = (found.kind if found else DonorKind.PERSON).value
    values["credit"] = bool(found and found.credit)
    values["alike"] = False
    return form.begin(values, found.seen if found else "")


def _typed(form: Form) -> AddDonor:
    return AddDonor(
        kind=DonorKind(form.value("kind")),
        credit=bool(form.value("credit")),
        also=bool(form.value("alike") and form.value("also")),
        **{name: form.value(name) or "" for name in _TEXTS},
    )


def _save(before: DonorShown | None, form: Form) -> None:
    at = actions.begin()
    whole = form.read(at, partial(_typed, form))
    if whole is None:
        return
    if before is None:
        if form.send(at, add_donor, whole) is None:
            return
        at.say(_("Added: {name}.").format(name=whole.name.strip()))
    else:
        if form.send(at, revise_donor, ReviseDonor(before.donor_id, form.seen, whole)) is None:
            return
        _say_saved(at, before)
    DONORS.close()


def _say_saved(at: Desk, before: DonorShown) -> None:
    now = next(one for one in reads.all_donors() if one.donor_id == before.donor_id)
    whole = AddDonor(
        kind=before.kind,
        credit=before.credit,
        also=True,
        **{name: getattr(before, name) for name in _TEXTS},
    )
    back = ReviseDonor(before.donor_id, now.seen, whole)
    taken_back = _("{name} is as it was before.").format(name=before.name)
    at.say(
        _("Saved: {name}.").format(name=now.name),
        undo=partial(put_back, revise_donor, back, taken_back),
    )
