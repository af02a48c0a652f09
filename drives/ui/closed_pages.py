"""Pages that whoever looks may not open (any more): said under their address, with what to do."""

from collections.abc import Iterable
from copy import copy
from functools import cache, partial

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from drives.texts import _
from drives.ui import reads
from drives.ui.components import md_escape, page_header
from drives.ui.who import link_here


def closed_pages(paths: Iterable[str], sign_in: str) -> list[StreamlitPage]:
    """A page for each of these addresses that is in no menu; ``sign_in`` is the way in, by address."""
    title = _("Not open to you")
    return [copy(_made_page(path, sign_in, title)) for path in paths]


@cache
def _made_page(path: str, sign_in: str, title: str) -> StreamlitPage:
    return st.Page(
        partial(_closed, f"{sign_in}?next=/{path}"), title=title, url_path=path, visibility="hidden"
    )


def _closed(sign_in: str) -> None:
    if not reads.people_sign_in():
        page_header(_("This page is for people who sign in"))
        st.markdown(
            md_escape(
                _(
                    "Nobody signs in here yet: whoever sits at this computer may do everything else. "
                    "Once there are accounts, each person has this page for what is theirs."
                )
            )
        )
    elif not reads.viewer().is_signed_in:
        page_header(_("Sign in to open this page"))
        st.markdown(md_escape(_("It is for those who help to run things here, or you were signed out.")))
        _not_saved()
        st.html(link_here(sign_in, _("Sign in and come back")))
    else:
        page_header(_("This page is not open to you"))
        st.markdown(
            md_escape(
                _("Your role does not include it, or no longer does. Ask an admin of your organization.")
            )
        )
        _not_saved()
    st.page_link("pages/overview.py", label=_("Go to the overview"), icon=":material/volunteer_activism:")


def _not_saved() -> None:
    st.markdown(md_escape(_("Did you send something here just now? It was not saved: nothing was changed.")))
