"""A link that lets somebody in: made, shown once, to be passed on by whoever made it."""

from collections.abc import Callable

import streamlit as st

from drives.accounts import token_hash
from drives.commands.account_changes import MakeTicket, make_ticket
from drives.errors import Refusal
from drives.queries.people import AccountShown
from drives.reach import is_reachable, send_invitation, send_password_link
from drives.settings import Settings
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.addresses import welcome_address
from drives.ui.components import md_escape, note
from drives.ui.form import Form
from drives.ui.people_words import PEOPLE, begin_with_token
from drives.ui.session import Desk, desk


def link_dialog(account: AccountShown, form: Form) -> None:
    """Make a link, or show the one that was just made."""
    made = desk().link
    if made is not None and made[0] == account.account_id:
        _show(account, made[1], made[2])
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
        send = send_password_link if account.came else send_invitation
        keep_link(at, account.account_id, token, account.email, account.name, send)


def keep_link(
    at: Desk,
    account_id: int,
    token: str,
    email: str,
    name: str,
    send: Callable[[Settings, str, str, str, str], None] = send_invitation,
) -> None:
    """Have a link that was made shown once, and e-mail it where a server for that is set up."""
    address, settings = welcome_address(token), reads.house().settings
    mailed = ""
    if settings.mail is not None:
        try:
            send(settings, email, name, address, reads.the_organization().name)
            mailed = _("It was e-mailed to {email} as well.").format(email=email)
        except Refusal as refusal:
            mailed = str(refusal)
    at.link = (account_id, address, mailed)


def _show(account: AccountShown, address: str, mailed: str) -> None:
    said = _("Give this link to {name} ({email}), by a message that only they read. It is shown this once.")
    st.markdown(md_escape(said.format(name=account.name, email=account.email)))
    st.code(address, language=None, wrap_lines=True)
    if mailed:
        st.markdown(md_escape(mailed))
    if not is_reachable(address):
        st.warning(
            _(
                "Other computers and phones cannot open this link: it leads to this computer under a name "
                "that only it knows. Whoever looks after Drives sets DRIVES_URL to the address under which "
                "others reach it, and starts it again; then make a new link."
            ),
            icon=":material/wifi_off:",
        )
    note(_("It works once. Whoever has it first can come in with it."))
    st.button(_("Done"), type="primary", key="people.link.done", on_click=_done)


def _done() -> None:
    actions.begin().link = None
    PEOPLE.close()
