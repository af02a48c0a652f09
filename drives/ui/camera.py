"""A barcode by the phone's camera, or from a photo: read on this server, kept nowhere."""

from collections.abc import Callable
from urllib.parse import urlsplit

import streamlit as st

from drives.errors import Refusal
from drives.exchange.pictures import MOST_MEGABYTES, PictureCode, codes_in
from drives.reach import is_reachable
from drives.rules.gs1 import read_scan
from drives.rules.tally_codes import is_tally
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.components import md_escape, note
from drives.ui.session import desk

OnCode = Callable[[str], None]
"""What to do with a code as a scanner would hand it over; called in a callback."""


def may_use_camera(address: str) -> bool:
    """Whether a browser lets a page of this address use the camera: on HTTPS, or on its own machine."""
    return urlsplit(address).scheme == "https" or not is_reachable(address)


def show_camera(on_code: OnCode, *, key: str) -> None:
    """A switch that opens the camera and a field for a photo; the code found is given to ``on_code``.

    ``key`` is unique on the page ("log.camera"). Where several codes are seen, the one is asked for.
    """
    if not st.toggle(_("Scan with the camera"), key=f"{key}.open"):
        st.session_state.pop(_seen(key), None)
        return
    shot = st.session_state.setdefault(f"{key}.shot", 0)
    with st.container(key=f"{key}.box"):
        if may_use_camera(st.context.url or ""):
            field = f"{key}.camera.{shot}"
            st.camera_input(
                _("Hold the code before the camera, then take the photo"),
                key=field,
                resolution="1080p",
                on_change=_taken,
                args=(key, field, on_code),
            )
        else:
            note(
                _(
                    "The camera is off here: browsers allow it only on pages whose address begins with "
                    "https. A hand scanner, a photo and the search work."
                )
            )
        field = f"{key}.photo.{shot}"
        st.file_uploader(
            _("Or choose a photo of the code"),
            type=["jpg", "jpeg", "png", "webp"],
            max_upload_size=MOST_MEGABYTES,
            key=field,
            on_change=_taken,
            args=(key, field, on_code),
        )
        _which(key, on_code)
        actions.show_refused(key)


def _which(key: str, on_code: OnCode) -> None:
    """Which of several codes is meant."""
    seen: tuple[PictureCode, ...] = st.session_state.get(_seen(key), ())
    if not seen:
        return
    st.markdown(md_escape(_("There is more than one code in the picture. Which is it?")))
    with st.container(horizontal=True):
        for place, code in enumerate(seen):
            st.button(
                md_escape(code.text[:40]),
                key=f"{key}.which.{place}",
                on_click=_chosen,
                args=(key, code, on_code),
            )


def _seen(key: str) -> str:
    return f"{key}.seen"


def _chosen(key: str, code: PictureCode, on_code: OnCode) -> None:
    st.session_state.pop(_seen(key), None)
    on_code(code.scanned)


def _taken(key: str, field: str, on_code: OnCode) -> None:
    """A photo was taken or chosen: read it, and make room for the next one."""
    actions.begin()
    state = st.session_state
    photo = state.get(field)
    state.pop(_seen(key), None)
    if photo is None:
        return
    state[f"{key}.shot"] = state.get(f"{key}.shot", 0) + 1
    try:
        codes = codes_in(photo.getvalue())
    except Refusal as refusal:
        desk().refusals[key] = refusal
        return
    likely = [code for code in codes if _is_read(code)] or list(codes)
    if len(likely) == 1:
        on_code(likely[0].scanned)
    else:
        state[_seen(key)] = tuple(likely)


def _is_read(code: PictureCode) -> bool:
    if is_tally(code.scanned):
        return True
    try:
        read_scan(code.scanned, year=reads.stamp().today.year)
    except Refusal:
        return False
    return True
