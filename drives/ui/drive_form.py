"""The form to set up a drive or to change one; what was typed stays when it is refused."""

from datetime import timedelta
from functools import partial

import streamlit as st

from drives.commands.drives import OpenDrive, ReviseDrive, open_drive, revise_drive
from drives.errors import Refusal
from drives.queries.drive_list import DriveListed
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.components import free_line, free_text, note, section
from drives.ui.components.help import guide_link
from drives.ui.drive_goals import begin_goals, goal_fields, typed_goals
from drives.ui.form import Form, put_back

EDIT = "edit"
NEW = "new"
"""The parts of the address that show the form: the drive's slug, or that it is a new one."""

_DAYS = 28
_EDITED = "drives.edited"


def asked_for() -> DriveListed | None:
    """The drive whose form the address asks for; also one whose slug somebody changed meanwhile."""
    slug, state = st.query_params.get(EDIT), st.session_state
    if slug is None:
        return None
    drives = (*reads.drives_to_run(), *reads.drives_to_run(archived=True))
    known_slug, known_id = state.get(_EDITED, (None, 0))
    drive = next((one for one in drives if one.slug == slug), None) or next(
        (one for one in drives if slug == known_slug and one.drive_id == known_id), None
    )
    if drive is not None:
        state[_EDITED] = (slug, drive.drive_id)
    return drive


def open_form(drive: DriveListed | None) -> None:
    """Show the form of a drive, or of a new one, in place of the list."""
    if drive is None:
        st.query_params[NEW] = "yes"
    else:
        st.query_params[EDIT] = drive.slug


def _leave() -> None:
    for part in (EDIT, NEW):
        st.query_params.pop(part, None)


def _begin(drive: DriveListed | None, form: Form) -> Form:
    afresh = form.key("name") not in st.session_state
    today = reads.stamp().today
    values = {
        "name": "" if drive is None else drive.name,
        "starts": today if drive is None else drive.starts_on,
        "ends": today + timedelta(days=_DAYS) if drive is None else drive.ends_on,
        "story": "" if drive is None else drive.story or "",
        "programs": [] if drive is None else [one for one, _name in drive.programs],
        "sites": [] if drive is None else [one for one, _name in drive.sites],
        "teams": [] if drive is None else [one for one, _name in drive.teams],
        "new_teams": "",
        "public": drive is None or drive.public,
        "slug": "" if drive is None else drive.slug,
    }
    begun = form.begin(values, "" if drive is None else drive.seen)
    if afresh:
        begin_goals(drive, begun.sent)
    return begun


def drive_form(drive: DriveListed | None) -> None:
    """The fields, with what is sent always in sight below them."""
    form = Form.of("drives.open" if drive is None else f"drives.revise.{drive.drive_id}", "drives")
    form = _begin(drive, form)
    st.markdown(guide_link("open-a-drive"))
    if drive is not None and drive.closed_on is not None:
        note(
            _(
                "This drive was closed on {day}. What you change here changes its closing figures, too: "
                "programs and goals above all."
            ).format(day=drive.closed_on.isoformat())
        )
    with st.grid(2, min_column_width=280):
        free_line(
            _("Name"), key=form.key("name"), max_chars=200, placeholder=_("Winter warmth"), required=True
        )
        with st.container(horizontal=True, wrap=False):
            st.date_input(_("Starts"), key=form.key("starts"), format="YYYY-MM-DD")
            st.date_input(_("Ends"), key=form.key("ends"), format="YYYY-MM-DD")
    free_text(
        _("Story"),
        key=form.key("story"),
        max_chars=8000,
        height=110,
        placeholder=_("Why this drive, and what becomes of the gifts. Never name or describe a person."),
    )
    _places(drive, form)
    goal_fields(drive, form.value("programs"), form.sent)
    with st.expander(_("More"), icon=":material/tune:", key="drives.more"):
        st.checkbox(_("Everybody may see it"), key=form.key("public"))
        st.text_input(_("Page address"), key=form.key("slug"), max_chars=80, placeholder=_("winter-warmth"))
        if drive is None:
            note(_("The last part of its page's address. Left empty, it is made from the name."))
        else:
            note(_("The last part of its page's address. After a change, old links no longer find it."))
    with st.bottom:
        form.show_refused()
        with st.container(horizontal=True):
            st.button(
                _("Open the drive") if drive is None else _("Save the changes"),
                type="primary",
                key=form.key("save"),
                on_click=_send,
                args=(drive, form),
            )
            st.button(_("Cancel"), key=form.key("cancel"), on_click=_cancel, args=(form,))


def _places(drive: DriveListed | None, form: Form) -> None:
    """Whom it collects for, where, and with whom."""
    section(_("For whom, where, with whom"))
    programs = {one.program_id: one.name for one in reads.programs()} | dict(drive.programs if drive else ())
    sites = {one.site_id: one.name for one in reads.sites()} | dict(drive.sites if drive else ())
    teams = {one.team_id: one.name for one in reads.teams()} | dict(drive.teams if drive else ())
    with st.grid(3, min_column_width=240):
        for field, label, names, placeholder in (
            ("programs", _("Programs it collects for"), programs, _("Choose programs")),
            ("sites", _("Sites"), sites, _("Choose sites")),
        ):
            st.multiselect(
                label,
                list(names),
                format_func=names.__getitem__,
                key=form.key(field),
                placeholder=placeholder,
                wrap=True,
            )
        with st.container(gap="xsmall"):
            if teams:
                st.multiselect(
                    _("Teams (may stay empty)"),
                    list(teams),
                    format_func=teams.__getitem__,
                    key=form.key("teams"),
                    placeholder=_("Choose teams"),
                    wrap=True,
                )
            # A field of its own: a list would let go of a new name that was typed and not confirmed.
            free_text(
                _("New teams, one a line (may stay empty)"), key=form.key("new_teams"), height="content"
            )


def _asked(form: Form) -> OpenDrive:
    """The drive as it stands in the fields; Refusal for what is missing or no quantity."""
    starts_on, ends_on = form.value("starts"), form.value("ends")
    if starts_on is None or ends_on is None:
        raise Refusal(_("A drive needs its first and its last day. Enter both."))
    return OpenDrive(
        form.value("name") or "",
        starts_on,
        ends_on,
        tuple(form.value("programs")),
        tuple(form.value("sites")),
        typed_goals(form.sent),
        form.value("story") or None,
        form.text("slug") or None,
        bool(form.value("public")),
        tuple(form.value("teams")),
        tuple(filter(str.strip, form.text("new_teams").splitlines())),
    )


def _send(drive: DriveListed | None, form: Form) -> None:
    at = actions.begin()
    asked = form.read(at, partial(_asked, form))
    if asked is None:
        return
    name = " ".join(asked.name.split())
    if drive is None:
        if form.send(at, open_drive, asked) is not None:
            at.say(_("Set up: {drive}.").format(drive=name))
            _leave()
        return
    changed = form.send(at, revise_drive, ReviseDrive(drive.drive_id, form.seen, asked))
    if changed is not None:
        back = ReviseDrive(drive.drive_id, changed.seen, _as_it_was(drive))
        taken_back = _("Taken back: {drive} is as it was.").format(drive=drive.name)
        at.say(
            _("Changed: {drive}.").format(drive=name),
            undo=partial(put_back, revise_drive, back, taken_back),
        )
        _leave()


def _as_it_was(drive: DriveListed) -> OpenDrive:
    return OpenDrive(
        drive.name,
        drive.starts_on,
        drive.ends_on,
        tuple(one for one, _name in drive.programs),
        tuple(one for one, _name in drive.sites),
        tuple((goal.item_id, goal.quantity) for goal in drive.goals),
        drive.story,
        drive.slug,
        drive.public,
        tuple(one for one, _name in drive.teams),
    )


def _cancel(form: Form) -> None:
    # What was typed is given up: the next time the form begins afresh.
    actions.begin().answered(form.name)
    _leave()
