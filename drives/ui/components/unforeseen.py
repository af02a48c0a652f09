"""What nobody foresaw: logged with a short reference, shown without a word of its inside."""

import logging
import secrets

import streamlit as st

from drives.errors import Refusal
from drives.texts import _
from drives.ui.components.refusal import show_refusal

_log = logging.getLogger("drives.ui")


def show_unforeseen(error: Exception) -> bool:
    """Show that something broke, and where to look; the ``on_script_error`` of ``st.App``.

    A refusal that no page caught is shown as a refusal. Answers True: Streamlit shows nothing more.
    """
    if isinstance(error, Refusal):
        show_refusal(error)
        return True
    reference = secrets.token_hex(2).upper()
    _log.error("Unforeseen (ref %s)", reference, exc_info=error)
    st.error(
        _("Something broke (ref {reference}). Nothing was saved.").format(reference=reference),
        icon=":material/error:",
    )
    return True
