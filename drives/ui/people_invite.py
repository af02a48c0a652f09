"""Inviting somebody: an address, a name, a role; and the link that they come in by."""

from functools import partial

import streamlit as st

from drives.accounts import token_hash
from drives.commands.people import AddAccount, add_account
from drives.errors import Refusal
from drives.texts import _
from drives.ui import actions
from drives.ui.components import note
from drives.ui.form import Form
from drives.ui.people_link import keep_link
from drives.ui.people_words import PEOPLE, begin_with_token
from drives.ui.role_fields import ROLE_VALUES, role_fields, typed_role

FORM = "people.invite"


def show_invite() -> None:
    """The dialog."""
    PEOPLE.show(_("Invite somebody"), _ask, FORM, width="medium")


def _ask() -> None:
    form = begin_with_token(Form.of(FORM, "invite"), email="", name="", **ROLE_VALUES)
    with st.grid(2, min_column_width=220):
        st.text_input(_("E-mail"), key=form.key("email"), max_chars=254)
        st.text_input(_("Name"), key=form.key("name"), max_chars=200)
    role_fields(form)
    note(_("They get more roles later where they need them."))
    form.show_refused()
    st.button(_("Invite"), type="primary", key=form.key("send"), on_click=_send, args=(form,))


def _asked(form: Form) -> AddAccount:
    if not form.text("email"):
        raise Refusal(_("Still to fill in: the e-mail address."))
    return AddAccount(
        form.text("email"),
        form.text("name"),
        (typed_role(form),),
        ticket_hash=token_hash(form.value("token")),
    )


def _send(form: Form) -> None:
    at, token = actions.begin(), form.value("token")
    asked = form.read(at, partial(_asked, form))
    if asked is None:
        return
    added = form.send(at, add_account, asked)
    if added is None:
        return
    keep_link(at, added.account_id, token, asked.email, asked.name or asked.email)
    at.say(_("Invited: {name}.").format(name=asked.name or asked.email))
    PEOPLE.open(do="link", person=added.account_id)
