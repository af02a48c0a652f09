"""Fields for a role and where it holds, in a form."""

import streamlit as st

from drives.commands.people import Granted
from drives.errors import Refusal
from drives.queries.role_words import GIVEN, role_means, role_name
from drives.rules.roles import Role
from drives.texts import _
from drives.ui import reads
from drives.ui.components import md_escape, note
from drives.ui.form import Form

ROLE_VALUES: dict[str, object] = {"role": Role.VOLUNTEER.value, "drive": 0, "program": None}
"""What the fields begin with. No drive (0) is all of them."""


def role_fields(form: Form) -> None:
    """Which role, for which drive or program; what it lets somebody do stands below."""
    st.selectbox(
        _("Role"),
        [role.value for role in GIVEN],
        format_func=lambda value: role_name(Role(value)),
        key=form.key("role"),
    )
    role = Role(form.value("role"))
    if role is Role.ORGANIZER:
        drives = {0: _("All drives")} | {one.drive_id: one.name for one in reads.drives()}
        st.selectbox(_("Drive"), list(drives), format_func=drives.__getitem__, key=form.key("drive"))
    if role is Role.PROGRAM_STAFF:
        programs = {one.program_id: one.name for one in reads.programs()}
        st.selectbox(
            _("Program"),
            list(programs),
            format_func=programs.__getitem__,
            key=form.key("program"),
            placeholder=_("Choose a program"),
        )
    note(md_escape(role_means(role)))


def typed_role(form: Form) -> Granted:
    """The role in the fields; Refusal where its program was not chosen."""
    role = Role(form.value("role"))
    if role is Role.PROGRAM_STAFF and form.value("program") is None:
        raise Refusal(_("Program staff belong to one program. Choose which."))
    return Granted(
        role,
        drive_id=form.value("drive") or None if role is Role.ORGANIZER else None,
        program_id=form.value("program") if role is Role.PROGRAM_STAFF else None,
    )
