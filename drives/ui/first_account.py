"""The first account of a store: what changes with it, and the way on to its password."""

import html
import json
from functools import partial

import streamlit as st

from drives.accounts import token_hash
from drives.commands.people import AddAccount, Granted, add_account
from drives.errors import Refusal
from drives.rules.roles import Role
from drives.texts import _
from drives.ui import actions
from drives.ui.addresses import welcome_address
from drives.ui.components import section
from drives.ui.form import Form
from drives.ui.people_words import begin_with_token
from drives.ui.session import desk


def first_account() -> None:
    """Say what an account changes, and ask for the first one."""
    st.markdown(
        _(
            "Until now whoever sits at this computer may do everything, and nobody else is let in. "
            "With the first account that changes:"
        )
    )
    st.markdown(
        "\n".join(
            f"- {line}"
            for line in (
                _("From then on everybody signs in, you first: you are the admin."),
                _("What is for everybody (drives, what to bring, help lines) needs no sign-in."),
                _("Others can come from their own phones and computers, where this one can be reached."),
                _("What was entered so far stays as it is."),
            )
        )
    )
    section(_("Make the first account"))
    form = begin_with_token(Form.of("people.first", "first"), email="", name="")
    with st.grid(2, min_column_width=260):
        st.text_input(_("Your name"), key=form.key("name"), max_chars=200)
        st.text_input(_("Your e-mail"), key=form.key("email"), max_chars=254)
    form.show_refused()
    st.button(
        _("Make it and choose a password"),
        type="primary",
        key=form.key("make"),
        on_click=_make,
        args=(form,),
    )


def _asked(form: Form) -> AddAccount:
    if not form.text("name"):
        raise Refusal(_("Still to fill in: your name."))
    if not form.text("email"):
        raise Refusal(_("Still to fill in: the e-mail address."))
    return AddAccount(
        form.text("email"),
        form.text("name"),
        (Granted(Role.ADMIN),),
        ticket_hash=token_hash(form.value("token")),
        first=True,
    )


def _make(form: Form) -> None:
    at, token = actions.begin(), form.value("token")
    asked = form.read(at, partial(_asked, form))
    if asked is not None and form.send(at, add_account, asked) is not None:
        at.onward = welcome_address(token)


def show_onward() -> bool:
    """Send the browser on where it is to go; whether it is. Where scripts are off there is a link."""
    address = desk().onward
    if address is None:
        return False
    st.title(_("One step more"), anchor=False)
    said = _("The account is there. Choose its password now; this address works once.")
    go = _("Choose a password")
    st.markdown(said)
    link = f'<a href="{html.escape(address)}">{html.escape(go)}</a>'
    # Within a script nothing of an address may end it.
    goes = json.dumps(address).replace("<", "\\u003c")
    sent_on = f"{link}<script>window.location.assign({goes})</script>"
    st.html(sent_on, unsafe_allow_javascript=True)
    return True
