"""A link that lets somebody in: made, shown once, to be passed on by whoever made it."""

import streamlit as st

from drives.accounts import token_hash
from drives.commands.account_changes import MakeTicket, make_ticket
from drives.queries.people import AccountShown
from drives.texts import _
from drives.ui import actions
from drives.ui.addresses import welcome_address
from drives.ui.components import md_escape, note
from drives.ui.form import Form
from drives.ui.people_words import PEOPLE, begin_with_token
from drives.ui.session import desk


def link_dialog(account: AccountShown, form: Form) -> None:
    """Make a link, or show the one that was just made."""
    made = desk().link
    if made is not None and made[0] == account.account_id:
        _show(account, made[1])
        return
    form = begin_with_token(form)
    if account.came:
        said = _(
            "With this link {name} chooses a new password, once, within two days. Until then the old "
            "password works; after that whoever is signed in with it is signed out."
        )
    else:
        said = _(
            "With this link {name} chooses a password and comes in for the first time, once, within two "
            "weeks. A link that was made before does not work any more."
        )
    st.markdown(md_escape(said.format(name=account.name)))
    form.show_refused()
    with st.container(horizontal=True):
        st.button(
            _("Make the link"), type="primary", key=form.key("make"), on_click=_make, args=(account, form)
        )
        st.button(_("Cancel"), key=form.key("no"), on_click=PEOPLE.close, args=(form.name,))


def _make(account: AccountShown, form: Form) -> None:
    at, token = actions.begin(), form.value("token")
    if form.send(at, make_ticket, MakeTicket(account.account_id, token_hash(token))) is not None:
        at.link = (account.account_id, welcome_address(token))


def _show(account: AccountShown, address: str) -> None:
    said = _("Give this link to {name} ({email}), by a message that only they read. It is shown this once.")
    st.markdown(md_escape(said.format(name=account.name, email=account.email)))
    st.code(address, language=None, wrap_lines=True)
    note(_("It works once. Whoever has it first can come in with it."))
    st.button(_("Done"), type="primary", key="people.link.done", on_click=_done)


def _done() -> None:
    actions.begin().link = None
    PEOPLE.close()
