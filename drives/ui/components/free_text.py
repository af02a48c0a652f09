"""Fields for free text: what looks like a person's name with an age, or a case, is pointed out beside them.

It is said and never stops anybody: nobody but whoever types knows what the words mean.
"""

from collections.abc import Iterable
from typing import Any

import streamlit as st

from drives.rules.person_words import person_words
from drives.texts import _
from drives.ui.components.words import md_escape


def free_line(label: str, **field: Any) -> str | None:
    """A field of one line for words of one's own, with the hint under it; as ``st.text_input``."""
    with st.container(gap="xsmall"):
        typed: str | None = st.text_input(label, **field)
        person_hint(typed)
    return typed


def free_text(label: str, **field: Any) -> str | None:
    """A field of several lines for words of one's own, with the hint under it; as ``st.text_area``."""
    with st.container(gap="xsmall"):
        typed: str | None = st.text_area(label, **field)
        person_hint(typed)
    return typed


def person_hint(*texts: str | None) -> None:
    """The hint alone, for the first of these texts that asks for it; nothing where none does."""
    said = hint_about_person(texts)
    if said is not None:
        show_hint(said)


def show_hint(said: str) -> None:
    """Something to look at again. Plain text."""
    st.markdown(f":orange[:material/person_alert: {md_escape(said)}]")


def hint_about_person(texts: Iterable[str | None]) -> str | None:
    """What to say of the first of these texts that may tell who somebody is. Plain text."""
    for text in texts:
        words = None if text is None else person_words(text)
        if words is not None:
            return _(
                "“{words}” may tell who somebody is. If it does, take it out: write sizes and amounts, and "
                "never a name with an age, initials, or a case."
            ).format(words=words)
    return None
