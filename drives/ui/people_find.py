"""Finding accounts: by name or e-mail, and whether they came or may come."""

import streamlit as st

from drives.queries.people import AccountShown
from drives.rules.names import fold_name
from drives.texts import _
from drives.ui.address_choice import choose_in_address
from drives.ui.components import search_field
from drives.ui.people_words import is_invited

_ALL, _INVITED, _DISABLED = "", "invited", "disabled"


def find_people(every: tuple[AccountShown, ...]) -> list[AccountShown]:
    """The fields to search and choose by, and the accounts that fit what stands in them."""
    with st.grid(2, min_column_width=220):
        sought = fold_name(search_field(_("Find by name or e-mail"), key="people.q"))
        chosen = choose_in_address(
            _("Show"),
            {_ALL: _("Everybody"), _INVITED: _("Invited, not come yet"), _DISABLED: _("Disabled")},
            name="show",
            key="people.show",
        )
    return [one for one in every if sought in one.words and _fits(one, chosen)]


def _fits(account: AccountShown, chosen: str) -> bool:
    if chosen == _INVITED:
        return is_invited(account)
    return chosen == _ALL or account.disabled_at is not None
