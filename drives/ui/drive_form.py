"""The form to set up a drive or to change one; what was typed stays when it is refused."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial

import streamlit as st

from drives.commands.drives import OpenDrive, ReviseDrive, open_drive, revise_drive
from drives.errors import Refusal
from drives.queries.drive_list import DriveListed
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.components import md_escape, note, section
from drives.ui.components.help import guide_link
from drives.ui.drive_goals import begin_goals, goal_fields, typed_goals
from drives.ui.session import FLASH, desk

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


def _form(drive: DriveListed | None) -> str:
    return "drives.open" if drive is None else f"drives.revise.{drive.drive_id}"


def _key(field: str, sent: str) -> str:
    return f"drives.{field}.{sent}"


def _begin(drive: DriveListed | None, sent: str) -> None:
    """Fill the fields once; from then on what stands in them is what was typed.

    What the drive was like is kept with them: a change of somebody else's is then not undone unseen.
    """
    state, today = st.session_state, reads.stamp().today
    if _key("name", sent) in state:
        return
    state[_key("seen", sent)] = "" if drive is None else drive.seen
    values = {
        "name": "" if drive is None else drive.name,
        "starts": today if drive is None else drive.starts_on,
        "ends": today + timedelta(days=_DAYS) if drive is None else drive.ends_on,
        "story": "" if drive is None else drive.story or "",
        "programs": [] if drive is None else [one for one, _name in drive.programs],
        "sites": [] if drive is None else [one for one, _name in drive.sites],
        "teams": [] if drive is None else [one for one, _name in drive.teams],
        "public": drive is None or drive.public,
        "slug": "" if drive is None else drive.slug,
    }
    for field, value in values.items():
        state[_key(field, sent)] = value
    begin_goals(drive, sent)


def drive_form(drive: DriveListed | None) -> None:
    """The fields, with what is sent always in sight below them."""
    form = _form(drive)
    sent = desk().request_id(form)
    _begin(drive, sent)
    guide_link("open-a-drive")
    with st.grid(2, min_column_width=280):
        st.text_input(
            _("Name"), key=_key("name", sent), max_chars=200, placeholder=_("Winter warmth"), required=True
        )
        with st.container(horizontal=True, wrap=False):
            st.date_input(_("Starts"), key=_key("starts", sent), format="YYYY-MM-DD")
            st.date_input(_("Ends"), key=_key("ends", sent), format="YYYY-MM-DD")
    st.text_area(
        _("Story"),
        key=_key("story", sent),
        max_chars=8000,
        height=110,
        placeholder=_("Why this drive, and what becomes of the gifts. Never name or describe a person."),
    )
    _places(drive, sent)
    goal_fields(drive, st.session_state[_key("programs", sent)], sent)
    with st.expander(_("More"), icon=":material/tune:", key="drives.more"):
        st.checkbox(_("Everybody may see it"), key=_key("public", sent))
        st.text_input(_("Page address"), key=_key("slug", sent), max_chars=80, placeholder="winter-warmth")
        if drive is None:
            note(_("The last part of its page's address. Left empty, it is made from the name."))
        else:
            note(_("The last part of its page's address. After a change, old links no longer find it."))
    with st.bottom:
        actions.show_refused(form)
        with st.container(horizontal=True):
            st.button(
                _("Open the drive") if drive is None else _("Save the changes"),
                type="primary",
                key=_key("save", sent),
                on_click=_send,
                args=(drive, sent),
            )
            st.button(_("Cancel"), key=_key("cancel", sent), on_click=_cancel, args=(drive,))


def _places(drive: DriveListed | None, sent: str) -> None:
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
                format_func=partial(_name, names),
                key=_key(field, sent),
                placeholder=placeholder,
                wrap=True,
            )
        st.multiselect(
            _("Teams (may stay empty)"),
            list(teams),
            format_func=partial(_name, teams),
            key=_key("teams", sent),
            placeholder=_("Choose a team, or type a new one"),
            accept_new_options=True,
            wrap=True,
        )


def _name(names: Mapping[int, str], one: int | str) -> str:
    """The name of one that can be chosen; what was typed anew is its own name."""
    return md_escape(one if isinstance(one, str) else names[one])


def _asked(sent: str) -> OpenDrive:
    """The drive as it stands in the fields; Refusal for what is missing or no quantity."""
    state = st.session_state
    starts_on, ends_on = state[_key("starts", sent)], state[_key("ends", sent)]
    if starts_on is None or ends_on is None:
        raise Refusal(_("A drive needs its first and its last day. Enter both."))
    teams = state[_key("teams", sent)]
    return OpenDrive(
        state[_key("name", sent)] or "",
        starts_on,
        ends_on,
        tuple(state[_key("programs", sent)]),
        tuple(state[_key("sites", sent)]),
        typed_goals(sent),
        state[_key("story", sent)] or None,
        (state[_key("slug", sent)] or "").strip() or None,
        bool(state[_key("public", sent)]),
        tuple(one for one in teams if isinstance(one, int)),
        tuple(one for one in teams if isinstance(one, str)),
    )


def _send(drive: DriveListed | None, sent: str) -> None:
    at, state, form = actions.begin(), st.session_state, _form(drive)
    if at.request_id(form) != sent:
        return
    try:
        asked, seen = _asked(sent), state[_key("seen", sent)]
    except Refusal as refusal:
        at.refusals[form] = refusal
        return
    name = " ".join(asked.name.split())
    if drive is None:
        if actions.run(open_drive, asked, at=at, form=form, sent=sent) is not None:
            at.say(_("Set up: {drive}.").format(drive=name))
            _leave()
        return
    becomes = ReviseDrive(drive.drive_id, seen, asked)
    changed = actions.run(revise_drive, becomes, at=at, form=form, sent=sent)
    if changed is not None:
        at.say(
            _("Changed: {drive}.").format(drive=name),
            undo=lambda: _put_back(ReviseDrive(drive.drive_id, changed.seen, _as_it_was(drive))),
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


def _put_back(asked: ReviseDrive) -> None:
    at = actions.begin()
    if actions.run(revise_drive, asked, at=at, form=FLASH, sent=at.request_id(FLASH)) is not None:
        at.say(_("Taken back: {drive} is as it was.").format(drive=asked.becomes.name), kind="note")


def _cancel(drive: DriveListed | None) -> None:
    # What was typed is given up: the next time the form begins afresh.
    actions.begin().answered(_form(drive))
    _leave()
