"""A dialog in the page's address: a link opens it, Back closes it, other pages know nothing of it."""

from collections.abc import Callable
from functools import partial
from typing import Literal

import streamlit as st

from drives.ui import actions
from drives.ui.session import desk


class AddressDialog:
    """Dialogs of one page, of which one is open at most, named by these ``parts`` of the address."""

    def __init__(self, *parts: str) -> None:
        self._parts = parts

    def asked(self) -> dict[str, str]:
        """What the address asks for; empty where no dialog is open."""
        found = {part: st.query_params.get(part, "") for part in self._parts}
        return {part: value for part, value in found.items() if value}

    def open(self, **asked: object) -> None:
        """Have a dialog opened; a part without a value is left out."""
        self.close()
        for part, value in asked.items():
            if value:
                st.query_params[part] = str(value)

    def close(self, *forms: str) -> None:
        """Have no dialog open; what was typed into these forms is let go."""
        for form in forms:
            desk().answered(form)
        for part in self._parts:
            st.query_params.pop(part, None)

    def show(
        self,
        title: str,
        draw: Callable[[], None],
        *forms: str,
        width: Literal["small", "medium", "large"] = "small",
    ) -> None:
        """Draw the dialog that is asked for; ``title`` is markdown. Dismissed, it lets go of ``forms``."""
        asked = self.asked()

        def drawn() -> None:
            actions.begin()
            if self.asked() != asked:
                st.rerun()
            draw()

        st.dialog(title, width=width, on_dismiss=partial(self.close, *forms))(drawn)()
