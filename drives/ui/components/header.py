"""The top of a page: the task or the question, whose figures these are; and the bar at its bottom."""

from collections.abc import Sequence

import streamlit as st

from drives.texts import _
from drives.ui import reads
from drives.ui.components.flash import show_flash
from drives.ui.components.help import guide_link
from drives.ui.components.words import md_escape, quiet
from drives.ui.session import desk

_WHOLE = 24
"""A part of the line under a title of so many signs at most stays whole."""


def organization_name() -> str:
    """Whose figures these are, as the line under a title says it. Plain text."""
    return reads.the_organization().name or _("Your community")


def page_header(title: str, line: str = "", *, guide: str | None = None, flash: bool = True) -> None:
    """Title, then one line (whose figures, since when, as of when). Both are plain text.

    ``guide`` is the section of the guide that tells how, linked below them.

    What just happened is said at the bottom of the screen, in sight wherever one scrolled; ``flash`` is
    False where the page has a bar of its own there.
    """
    with st.container(gap="xsmall"):
        st.title(md_escape(title), anchor=False)
        # One element, where two would say the same: a header stands on every page.
        below = [quiet(md_escape(_breaks_at_dots(line)))] if line else []
        if guide is not None:
            below.append(guide_link(guide))
        if below:
            st.markdown("  \n".join(below))
    if flash and desk().flash_stands(st.context.url or ""):
        with st.bottom:
            show_flash()


def _breaks_at_dots(line: str) -> str:
    """The line with its short parts kept whole, so that on a phone it breaks after a dot between them and
    never inside a day.
    """
    parts = [part.replace(" ", "\u00a0") if len(part) <= _WHOLE else part for part in line.split(" · ")]
    return "\u00a0· ".join(parts)


def section(title: str, finding: str = "") -> None:
    """A heading inside a page and the one sentence that answers it. Both are plain text."""
    sections([(title, finding)])


def sections(told: Sequence[tuple[str, str]]) -> None:
    """Several headings that follow each other, each with its sentence, as one element."""
    texts = (f"## {md_escape(title)}\n\n{md_escape(finding)}".strip() for title, finding in told)
    st.markdown("\n\n".join(texts), anchors=False)
