"""Dialogs for one account: its roles, one taken away, the way in closed. Each says what will happen."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from drives.commands.account_changes import (
    DisableAccount,
    EnableAccount,
    GrantRole,
    RevokeRole,
    disable_account,
    enable_account,
    grant_role,
    revoke_role,
)
from drives.commands.people import Granted
from drives.queries.people import AccountShown, GrantShown
from drives.queries.role_words import grant_words, role_means
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.components import md_escape, named, note
from drives.ui.form import Form, put_back
from drives.ui.people_invite import show_invite
from drives.ui.people_link import link_dialog
from drives.ui.people_words import PEOPLE
from drives.ui.role_fields import ROLE_VALUES, role_fields, typed_role


def show_asked(accounts: tuple[AccountShown, ...]) -> None:
    """Open the dialog that the address asks for, where its account is there."""
    asked = PEOPLE.asked()
    if asked.get("do") == "invite":
        show_invite()
        return
    account = next((one for one in accounts if str(one.account_id) == asked.get("person")), None)
    if account is None:
        return
    name = md_escape(account.name)
    held = next((one for one in account.grants if mark_of(one) == asked.get("role")), None)
    dialogs: dict[str, tuple[str, Callable[[Form], None]]] = {
        "roles": (_("Roles of {name}").format(name=name), partial(_roles, account)),
        "link": (_("A link for {name}").format(name=name), partial(link_dialog, account)),
        "disable": (_("Disable {name}?").format(name=name), partial(_disable, account)),
    }
    if held is not None:
        dialogs["revoke"] = (
            _("Take this role from {name}?").format(name=name),
            partial(_revoke, account, held),
        )
    chosen = dialogs.get(asked.get("do", ""))
    if chosen is not None:
        form = f"people.{asked['do']}.{account.account_id}"
        # Drawn with the form as it stands then: in a dialog one is sent after the other.
        PEOPLE.show(
            chosen[0], lambda: chosen[1](Form.of(form, f"people.{asked['do']}")), form, width="medium"
        )


def mark_of(grant: GrantShown) -> str:
    """What the address calls one of an account's roles."""
    return "-".join(str(part) for part in (grant.role.value, grant.drive_id or 0, grant.program_id or 0))


def _granted(grant: GrantShown) -> Granted:
    return Granted(grant.role, grant.drive_id, grant.program_id)


def _roles(account: AccountShown, form: Form) -> None:
    form = form.begin(ROLE_VALUES)
    if not account.grants:
        st.markdown(_("No role yet: after signing in they see what everybody sees."))
    for grant in account.grants:
        words = grant_words(grant)
        with st.container(horizontal=True, vertical_alignment="center", wrap=False):
            st.markdown(f"**{md_escape(words)}**  \n:small[:gray[{md_escape(role_means(grant.role))}]]")
            st.button(
                named(words, _("Take away …")),
                key=f"people.take.{mark_of(grant)}",
                type="tertiary",
                on_click=PEOPLE.open,
                kwargs={"do": "revoke", "person": account.account_id, "role": mark_of(grant)},
            )
    st.divider()
    st.markdown(_("**Give another role.** It counts at their next click."))
    role_fields(form)
    form.show_refused()
    st.button(_("Give this role"), type="primary", key=form.key("give"), on_click=_give, args=(account, form))


def _give(account: AccountShown, form: Form) -> None:
    at = actions.begin()
    granted = form.read(at, partial(typed_role, form))
    if granted is None or form.send(at, grant_role, GrantRole(account.account_id, granted)) is None:
        return
    now = next((one for one in reads.all_accounts() if one.account_id == account.account_id), account)
    given = next((one for one in now.grants if _granted(one) == granted), None)
    words = "" if given is None else grant_words(given)
    at.say(
        _("{name} is {role} from now on.").format(name=account.name, role=words),
        undo=partial(
            put_back,
            revoke_role,
            RevokeRole(account.account_id, granted),
            _("Taken back: {name} is not {role}.").format(name=account.name, role=words),
        ),
    )
    PEOPLE.close()


def _revoke(account: AccountShown, grant: GrantShown, form: Form) -> None:
    words = grant_words(grant)
    said = [
        _("{name} will not be {role} any more, from their next click on, in every open window.").format(
            name=account.name, role=words
        ),
        _("What they did stays. The role can be given again."),
    ]
    if len(account.grants) == 1:
        said.insert(1, _("It is their only role: they will see what everybody sees."))
    _ask(account, form, said, _("Take the role away"), partial(_take, account, grant, form))


def _take(account: AccountShown, grant: GrantShown, form: Form) -> None:
    at = actions.begin()
    asked = RevokeRole(account.account_id, _granted(grant))
    if form.send(at, revoke_role, asked) is None:
        return
    words = grant_words(grant)
    at.say(
        _("{name} is not {role} any more.").format(name=account.name, role=words),
        undo=partial(
            put_back,
            grant_role,
            GrantRole(asked.account_id, asked.granted),
            _("{name} is {role} again.").format(name=account.name, role=words),
        ),
    )
    PEOPLE.close()


def _disable(account: AccountShown, form: Form) -> None:
    said = [
        _("{name} is signed out everywhere at the next click, and cannot sign in any more.").format(
            name=account.name
        ),
        _("Links that were made for them do not work any more."),
        _("What they did and their roles stay. The account can be enabled again."),
    ]
    _ask(account, form, said, _("Disable the account"), partial(_close_account, account, form))


def _close_account(account: AccountShown, form: Form) -> None:
    at = actions.begin()
    if form.send(at, disable_account, DisableAccount(account.account_id)) is None:
        return
    at.say(
        _("{name} is disabled.").format(name=account.name),
        undo=partial(
            put_back,
            enable_account,
            EnableAccount(account.account_id),
            _("{name} can sign in again.").format(name=account.name),
        ),
    )
    PEOPLE.close()


def _ask(account: AccountShown, form: Form, said: list[str], yes: str, on_yes: Callable[[], None]) -> None:
    """What will happen, and whether it shall."""
    st.markdown(md_escape(" ".join(said)))
    if account.account_id == reads.viewer().account_id:
        note(_("This is your own account."))
    form.show_refused()
    with st.container(horizontal=True):
        st.button(yes, type="primary", key=form.key("yes"), on_click=on_yes)
        st.button(_("Leave it as it is"), key=form.key("no"), on_click=PEOPLE.close)
