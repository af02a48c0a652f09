"""A donor or a team as a form in a dialog: added, or changed as a whole."""

from functools import partial

import streamlit as st

from drives.commands.donor_changes import AddDonor, AnotherAlike, ReviseDonor, add_donor, revise_donor
from drives.queries.donors import DonorShown
from drives.rules.kinds import DonorKind
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.components import md_escape, note
from drives.ui.kind_words import donor_kind_name
from drives.ui.session import FLASH, Desk, desk

_ASKED = "donors.asked"
_NEW = 0
_TEXTS = ("name", "email", "phone", "address", "reference")


def open_donor(donor_id: int = _NEW) -> None:
    """Have the dialog opened, for a new donor where none is given."""
    st.session_state[_ASKED] = donor_id


def show_donor_form() -> None:
    """Open the dialog that was asked for, where its donor still stands."""
    donor_id = st.session_state.get(_ASKED)
    if donor_id is None:
        return
    found = next((one for one in reads.all_donors() if one.donor_id == donor_id), None)
    if found is None and donor_id != _NEW:
        return
    form = f"donors.form.{donor_id}"
    title = _("Add a donor") if found is None else _("Change {donor}").format(donor=md_escape(found.name))
    st.dialog(title, width="medium", on_dismiss=partial(_dismiss, form))(_ask)(found, form)


def _dismiss(form: str) -> None:
    desk().answered(form)
    _close(form)


def _close(form: str) -> None:
    st.session_state[_ASKED] = None
    st.session_state.pop(f"{form}.alike", None)


def _ask(found: DonorShown | None, form: str) -> None:
    actions.begin()
    if st.session_state.get(_ASKED) is None:
        st.rerun()
    sent = desk().request_id(form)
    _begin_with(found, sent)
    with st.grid(2, min_column_width=220):
        st.text_input(_("Name"), key=f"donor.name.{sent}", max_chars=200)
        st.selectbox(
            _("That is a"),
            [kind.value for kind in DonorKind],
            format_func=lambda value: donor_kind_name(DonorKind(value)),
            key=f"donor.kind.{sent}",
            help=_("A team is a group that collects together. A gift may have a donor and a team."),
        )
        st.text_input(_("E-mail"), key=f"donor.email.{sent}", max_chars=254)
        st.text_input(_("Phone"), key=f"donor.phone.{sent}", max_chars=60)
    st.text_input(_("Postal address"), key=f"donor.address.{sent}", max_chars=400)
    st.text_input(
        _("Reference"),
        key=f"donor.reference.{sent}",
        max_chars=120,
        help=_("The number or code under which your own files know this donor. No two have the same."),
    )
    with st.container(gap="xsmall"):
        st.checkbox(_("May be named in public"), key=f"donor.credit.{sent}")
        note(_("Only with their word for it, and never a child. Without it they are thanked without a name."))
    refused = desk().refusals.get(form)
    actions.show_refused(form)
    if isinstance(refused, AnotherAlike):
        st.session_state[f"{form}.alike"] = True
    if st.session_state.get(f"{form}.alike"):
        st.checkbox(
            _("This is another donor. Keep both; each gets a reference that tells them apart in files."),
            key=f"donor.also.{sent}",
        )
    st.button(
        _("Add the donor") if found is None else _("Save"),
        type="primary",
        key=f"donor.save.{sent}",
        on_click=_save,
        args=(found, form, sent),
    )


def _begin_with(found: DonorShown | None, sent: str) -> None:
    """What stands in the form at first; it stays so until answered, whatever others change meanwhile."""
    state = st.session_state
    for name in _TEXTS:
        state.setdefault(f"donor.{name}.{sent}", (getattr(found, name) or "") if found else "")
    state.setdefault(f"donor.kind.{sent}", (found.kind if found else DonorKind.PERSON).value)
    state.setdefault(f"donor.credit.{sent}", bool(found and found.credit))
    if found:
        state.setdefault(f"donor.seen.{sent}", found.seen)


def _typed(sent: str) -> AddDonor:
    state = st.session_state
    return AddDonor(
        kind=DonorKind(state[f"donor.kind.{sent}"]),
        credit=bool(state[f"donor.credit.{sent}"]),
        also=bool(state.get(f"donor.also.{sent}")),
        **{name: state[f"donor.{name}.{sent}"] or "" for name in _TEXTS},
    )


def _save(before: DonorShown | None, form: str, sent: str) -> None:
    at, whole = actions.begin(), _typed(sent)
    if before is None:
        if actions.run(add_donor, whole, at=at, form=form, sent=sent) is None:
            return
        at.say(_("Added: {name}.").format(name=whole.name.strip()))
    else:
        change = ReviseDonor(before.donor_id, st.session_state[f"donor.seen.{sent}"], whole)
        if actions.run(revise_donor, change, at=at, form=form, sent=sent) is None:
            return
        _say_saved(at, before)
    _close(form)


def _say_saved(at: Desk, before: DonorShown) -> None:
    now = next(one for one in reads.all_donors() if one.donor_id == before.donor_id)
    at.say(_("Saved: {name}.").format(name=now.name), undo=lambda: _put_back(before, now.seen))


def _put_back(before: DonorShown, seen: str) -> None:
    at = actions.begin()
    whole = AddDonor(
        kind=before.kind,
        credit=before.credit,
        also=True,
        **{name: getattr(before, name) for name in _TEXTS},
    )
    change = ReviseDonor(before.donor_id, seen, whole)
    if actions.run(revise_donor, change, at=at, form=FLASH, sent=at.request_id(FLASH)) is not None:
        at.say(_("{name} is as it was before.").format(name=before.name), kind="note")
