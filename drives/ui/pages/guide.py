"""How is it done? A page a role, a section a task."""

import streamlit as st

from drives.rules.roles import Permission, Role
from drives.texts import _, current_language
from drives.ui import reads
from drives.ui.address_choice import choose_in_address
from drives.ui.components import md_escape, note, page_header
from drives.ui.guide_text import GuidePage, Part, Picture, Typed, guide_page

_WIDEST = 720


def _chosen() -> str:
    names = {
        "organizer": _("Organizers"),
        "program": _("Programs"),
        "volunteer": _("Everybody"),
        "admin": _("Admins"),
    }
    own = _own()
    names = {own: names[own], **names}
    return choose_in_address(
        _("Guide for"), names, name="role", key="guide.role", look="row", bare_first=False
    )


def _own() -> str:
    """Whose guide opens first."""
    who = reads.viewer()
    if who.may(Permission.RUN_DRIVES):
        return "organizer"
    return "program" if who.has(Role.PROGRAM_STAFF) else "volunteer"


def _contents(page: GuidePage) -> None:
    st.markdown("\n".join(f"- [{md_escape(one.title)}](#{one.anchor})" for one in page.sections))


def _part(part: Part) -> None:
    if isinstance(part, Picture):
        with st.container(gap="xxsmall", width=part.width):
            st.image(part.path.read_bytes(), alt=part.alt, width="stretch")
            note(md_escape(part.alt))
    elif isinstance(part, Typed):
        st.code(part.lines, language=None, wrap_lines=True)
    else:
        st.markdown(part)


def show() -> None:
    """The page."""
    page_header(_("Guide"), _("How the work is done here, task by task."))
    page = guide_page(_chosen(), current_language())
    with st.container(width=_WIDEST):
        st.markdown(page.intro)
        _contents(page)
        for section in page.sections:
            st.header(md_escape(section.title), anchor=section.anchor)
            for part in section.parts:
                _part(part)


show()
