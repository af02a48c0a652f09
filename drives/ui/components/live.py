"""A page that shows what others did, without a click."""

from dataclasses import dataclass

import streamlit as st

from drives.errors import Refusal
from drives.queries.door import Stamp
from drives.ui import reads

_SECONDS = 1


@dataclass(slots=True)
class _Drawn:
    """What the page was drawn from; ``looked`` once the first look, part of that drawing, is over."""

    stamp: Stamp
    looked: bool = False


def live(*, paused: bool = False) -> None:
    """Look at the store's version each second, and run this page again when it has changed.

    One line at the end of a page that only shows; it costs two small reads a second and touches no
    figure. ``paused`` where a dialog is open: what is typed there would be drawn anew under one's hands.
    """
    if not paused:
        _look(_Drawn(reads.stamp()))


@st.fragment(run_every=_SECONDS)
def _look(drawn: _Drawn) -> None:
    if not drawn.looked:
        drawn.looked = True  # Never twice in a breath, however much is being written.
        return
    try:
        now = reads.house().queries.stamp()
    except Refusal:
        return  # A store that is busy is looked at again in a second.
    if now != drawn.stamp:
        st.rerun(scope="app")
