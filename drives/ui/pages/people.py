"""People: who may sign in, what they may do, and when they were here; invited, given roles, let out."""

from functools import partial

import streamlit as st

from drives.queries.people import AccountShown, accounts, people_sheet
from drives.queries.sheets import Sheet
from drives.rules.roles import Viewer
from drives.texts import _, ngettext
from drives.ui import reads
from drives.ui.components import (
    card_grid,
    day,
    organization_name,
    page_header,
    paged,
    sheet_export,
)
from drives.ui.first_account import first_account
from drives.ui.people_dialogs import show_asked
from drives.ui.people_find import find_people
from drives.ui.people_rows import person_card
from drives.ui.people_words import PEOPLE, is_invited


def _line(every: tuple[AccountShown, ...]) -> str:
    let_in = sum(1 for one in every if one.disabled_at is None)
    waiting = sum(1 for one in every if is_invited(one))
    said = {
        "organization": organization_name(),
        "accounts": ngettext("{count} account", "{count} accounts", let_in).format(count=let_in),
        "day": day(reads.stamp().today),
    }
    if not waiting:
        return _("{organization} · {accounts} · as of {day}").format(**said)
    invited = ngettext("{count} not come yet", "{count} not come yet", waiting).format(count=waiting)
    return _("{organization} · {accounts} · {invited} · as of {day}").format(invited=invited, **said)


def _sheet(ids: set[int], viewer: Viewer) -> Sheet:
    """The accounts that are listed, as they are for whoever clicks."""
    every = reads.house().queries.ask(accounts, viewer)
    return people_sheet(account for account in every if account.account_id in ids)


def show() -> None:
    """The page."""
    if not reads.people_sign_in():
        page_header(_("Who may sign in"), _("Nobody yet: there are no accounts."), guide="people")
        first_account()
        return
    everybody = reads.all_accounts()
    page_header(_("Who may sign in"), _line(everybody), guide="people")
    st.button(
        _("Invite somebody"),
        type="primary",
        icon=":material/person_add:",
        key="people.invite",
        on_click=PEOPLE.open,
        kwargs={"do": "invite"},
    )
    found = find_people(everybody)
    if found:
        ids = {account.account_id for account in found}
        with st.container(horizontal=True):
            sheet_export("people", partial(_sheet, ids))
    else:
        st.markdown(_("Nobody fits. Clear the search, or show everybody."))
    with card_grid(2, key="people.cards"):
        for account in paged(found, key="people"):
            person_card(account)
    show_asked(everybody)


show()
