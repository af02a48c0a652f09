"""My account: what I am called, how I come in and where I am, what I may do, and what is kept about me."""

from functools import partial

import streamlit as st

from drives.exchange.own_data import own_data_file
from drives.queries.people import OwnAccount
from drives.queries.role_words import grant_words, role_means
from drives.rules.roles import Permission
from drives.texts import _
from drives.ui import reads
from drives.ui.account_forms import language_form, name_form, password_form
from drives.ui.account_sessions import sessions_list
from drives.ui.components import download, md_escape, note, organization_name, page_header, section


def _may_do() -> None:
    section(_("What I may do"))
    grants = reads.my_grants()
    if not grants:
        st.markdown(_("No role yet: you see what everybody sees. Ask an admin of your organization for one."))
    for grant in grants:
        words, means = md_escape(grant_words(grant)), md_escape(role_means(grant.role))
        st.markdown(f"- **{words}**: {means}")


def _download() -> None:
    section(
        _("My data"),
        _(
            "One file with what is kept about you: your account and roles, where you were signed in, and "
            "what you did here. Passwords are not in it; nobody can read them."
        ),
    )
    make = partial(own_data_file, reads.house().queries)
    download(_("Download my data"), make, file_name="my-data.zip", key="account.download")
    note(_("A zip of tables that every spreadsheet opens."))


def _account(mine: OwnAccount) -> None:
    with st.grid(2, min_column_width=260):
        with st.container():
            name_form(mine)
        with st.container():
            language_form(mine)
    password_form(mine)
    sessions_list()
    _may_do()
    _download()


def show() -> None:
    """The page."""
    mine = reads.me() if reads.viewer().may(Permission.OWN_ACCOUNT) else None
    if mine is None:
        page_header(_("My account"), organization_name())
        st.markdown(_("You are not signed in (any more). Sign in again."))
        return
    line = _("{email} · {organization}").format(email=mine.email, organization=organization_name())
    page_header(_("My account"), line, guide="my-account")
    _account(mine)


show()
