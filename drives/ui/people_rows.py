"""An account as a card: who, what they may, when they were here, and what can be done."""

import streamlit as st

from drives.commands.account_changes import EnableAccount, enable_account
from drives.queries.people import AccountShown
from drives.queries.role_words import grant_words
from drives.texts import _
from drives.ui import actions
from drives.ui.components import md_escape, named
from drives.ui.form import Form
from drives.ui.people_words import PEOPLE, is_invited, state_words


def person_card(account: AccountShown) -> None:
    """One account."""
    name, disabled = account.name, account.disabled_at is not None
    badge = ""
    if disabled:
        badge = f":gray-badge[:material/block: {md_escape(_('disabled'))}]"
    elif is_invited(account):
        badge = f":orange-badge[:material/mail: {md_escape(_('invited'))}]"
    roles = " · ".join(grant_words(grant) for grant in account.grants) or _("no role yet")
    lines = [
        f"**{md_escape(name)}** {badge}",
        md_escape(roles),
        f":small[:gray[{md_escape(account.email)} · {md_escape(state_words(account))}]]",
    ]
    with st.container(
        border=True,
        height="stretch",
        gap="small",
        vertical_alignment="distribute",
        key=f"person-{account.account_id}",
    ):
        st.markdown("  \n".join(lines))
        with st.container(horizontal=True, gap="xsmall"):
            _opens(account, "roles", _("Roles"), "badge")
            if disabled:
                _enable_button(account)
            else:
                _opens(account, "link", _("New link") if is_invited(account) else _("Reset link"), "link")
                _opens(account, "disable", _("Disable …"), "block")


def _opens(account: AccountShown, do: str, label: str, icon: str) -> None:
    st.button(
        named(account.name, label),
        key=f"people.{do}.{account.account_id}",
        icon=f":material/{icon}:",
        type="tertiary",
        on_click=PEOPLE.open,
        kwargs={"do": do, "person": account.account_id},
    )


def _enable_button(account: AccountShown) -> None:
    form = Form.of(f"people.enable.{account.account_id}", "people.enable")
    form.show_refused()
    st.button(
        named(account.name, _("Enable")),
        key=form.key(f"{account.account_id}"),
        icon=":material/check:",
        on_click=_enable,
        args=(account, form),
    )


def _enable(account: AccountShown, form: Form) -> None:
    at = actions.begin()
    if form.send(at, enable_account, EnableAccount(account.account_id)) is not None:
        at.say(_("{name} can sign in again, with the roles from before.").format(name=account.name))
