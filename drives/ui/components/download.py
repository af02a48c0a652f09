"""A file that is made when its button is clicked, for whoever the session stands for by then."""

from collections.abc import Callable

import streamlit as st

from drives.rules.made_files import type_for
from drives.rules.roles import Viewer
from drives.texts import current_language, use_language
from drives.ui import reads

_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
    "pdf": "application/pdf",
    "ics": "text/calendar",
    "toml": "application/toml",
}


def download(label: str, make: Callable[[Viewer], bytes], *, file_name: str, key: str) -> None:
    """A button that gives the file which ``make`` makes for a viewer; where that refuses, nothing is given.

    The file's kind is read off its name. It is served to the account that it was made for alone.
    """
    st.download_button(
        label,
        _made_later(make),
        file_name=file_name,
        mime=type_for(_TYPES[file_name.rpartition(".")[2]], reads.viewer()),
        icon=":material/download:",
        key=key,
        on_click="ignore",
    )


def _made_later(make: Callable[[Viewer], bytes]) -> Callable[[], bytes]:
    # Streamlit makes it without a rerun, in a thread that knows neither cookies nor language.
    viewer, language = reads.viewer_later(), current_language()

    def made() -> bytes:
        use_language(language)
        return make(viewer())

    return made
