"""At the top of every page: who is signed in, with a way out; or the way in."""

import html
from urllib.parse import urlencode

import streamlit as st

from drives.queries.role_words import role_name
from drives.rules.roles import EVERYBODY, Permission
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.components import md_escape, note, one_line

SIGN_IN = "/session/sign-in"
PROVIDER = "/session/provider"
MY_ACCOUNT = "pages/my_account.py"
_SMALL = "<small>{said}</small>"
_LINK = '<a href="{href}" style="color:inherit;text-underline-offset:3px">{said}</a>'


def show_who(page: str) -> None:
    """Say who is here, or offer the way in and back to this page (its path).

    A store without accounts says plainly that whoever sits here may do everything.
    """
    if not reads.people_sign_in():
        with st.sidebar:
            note(_("No accounts yet: whoever sits at this computer may do everything."))
        return
    with st.container(
        horizontal=True, horizontal_alignment="right", vertical_alignment="center", gap="small", key="who"
    ):
        mine, viewer = reads.me(), reads.viewer()
        if mine is not None:
            # A text of our own: a button or a link with it would be cut off where it does not fit on a phone.
            said = _("Signed in as {name} · {role}").format(name=mine.name, role=role_name(mine.role))
            st.html(_SMALL.format(said=html.escape(said)), width="content")
            # Not by its address: that would load the page anew, and what was counted so far would be gone.
            st.page_link(MY_ACCOUNT, label=_("My account"), icon=":material/account_circle:")
        elif viewer.tables:
            note(_("You are helping at a table. What you log here counts at once."))
        else:
            # A link of our own, without a new tab, which Streamlit's links would open.
            st.html(link_here(f"{SIGN_IN}?{urlencode({'next': _here(page)})}", _("Sign in")), width="content")
            provider = reads.house().settings.provider
            if provider is not None:
                st.html(
                    link_here(PROVIDER, _("Sign in with {name}").format(name=provider.name)), width="content"
                )
            return
        st.button(
            _("Sign out"),
            key="who.sign_out",
            icon=":material/logout:",
            type="tertiary",
            on_click=actions.sign_out,
        )


def show_not_let_in() -> None:
    """Tell whoever signed in at a provider and is not let in by that why not, with a way out."""
    provider = reads.house().settings.provider
    if provider is None:
        return
    claims = reads.provider_claims()
    if claims is None or not reads.people_sign_in() or reads.viewer() is not EVERYBODY:
        return
    with st.container(border=True, key="not_let_in"):
        st.markdown(md_escape(reads.house().accounts.why_not(claims)))
        st.button(
            _("Sign out of {name}").format(name=md_escape(one_line(provider.name))),
            key="who.leave_provider",
            icon=":material/logout:",
            on_click=actions.sign_out,
        )


def _here(page: str) -> str:
    chosen = {name: st.query_params.get_all(name) for name in st.query_params}
    return f"/{page}?{urlencode(chosen, doseq=True)}" if chosen else f"/{page}"


def link_here(href: str, said: str) -> str:
    """A link of our own: it opens in place, which Streamlit's do not."""
    return _LINK.format(href=html.escape(href), said=html.escape(said))


def may(permission: Permission) -> bool:
    """Whether whoever looks holds the permission, somewhere at least: what pages offer goes by it."""
    return reads.viewer().may(permission)
