"""Which drive or site a look-at page is about: chosen on the page, kept in its address."""

from collections.abc import Sequence

import streamlit as st

from drives.queries.drive_page import DriveShown
from drives.texts import _
from drives.ui import reads
from drives.ui.address_choice import choose_in_address
from drives.ui.components import md_escape, time_left

_WIDTH = 360


def choose_drive(shown: Sequence[DriveShown], slug: str) -> None:
    """Offer the other drives, where there are others; ``slug`` is the one that is shown."""
    offered = {one.slug: drive_words(one) for one in shown if not one.archived or one.slug == slug}
    if len(offered) > 1:
        with st.container(width=_WIDTH):
            choose_in_address(_("Drive"), offered, name="drive", key="drive.choice", bare_first=False)


def offer_drives(shown: Sequence[DriveShown], page: str) -> None:
    """The drives there are, each a link."""
    offered = [one for one in shown if not one.archived]
    if not offered:
        st.markdown(_("There is no drive to show yet."))
        return
    st.markdown(_("These drives are here:"))
    for one in offered:
        st.page_link(
            page, label=md_escape(drive_words(one)), icon=":material/flag:", query_params={"drive": one.slug}
        )


def drive_words(one: DriveShown) -> str:
    """A drive and how long it still runs. Plain text."""
    left = time_left(one.starts_on, one.ends_on, one.closed_on, reads.stamp().today)
    return _("{drive} · {left}").format(drive=one.name, left=left)
