"""Closing a drive: the dialog says with the drive's own figures what closing does."""

from datetime import date

import streamlit as st

from drives.commands.drives import CloseDrive, ReopenDrive, close_drive, reopen_drive
from drives.queries.drive_list import DriveListed
from drives.queries.progress import ProgressRow
from drives.texts import _, ngettext
from drives.ui import actions, reads
from drives.ui.components import amount, day, md_escape
from drives.ui.components.words import covered_text
from drives.ui.session import FLASH, desk

_ASKED = "drives.closing"
_MOST = 4


def ask_close(drive_id: int) -> None:
    """Have the dialog opened in this run."""
    st.session_state[_ASKED] = drive_id


def _keep_open() -> None:
    st.session_state[_ASKED] = None


def show_asked() -> None:
    """Open the dialog that was asked for, where its drive is still open."""
    asked = st.session_state.get(_ASKED)
    drive = next((one for one in reads.drives_to_run() if one.drive_id == asked), None)
    if drive is None or drive.closed_on is not None:
        return
    title = _("Close {drive}?").format(drive=md_escape(drive.name))
    st.dialog(title, on_dismiss=_keep_open)(_dialog)(drive)


def _form(drive: DriveListed) -> str:
    return f"drives.close.{drive.drive_id}"


def _dialog(drive: DriveListed) -> None:
    actions.begin()
    if st.session_state.get(_ASKED) is None:
        st.rerun()
    form = _form(drive)
    sent, today = desk().request_id(form), reads.stamp().today
    on: date = (
        st.date_input(
            _("Closed at the end of"),
            value=today,
            min_value=min(drive.starts_on, today),
            max_value=today,
            key=f"close.on.{sent}",
            format="YYYY-MM-DD",
        )
        or today
    )
    kept = _("{drive} keeps its figures of {day}:").format(
        drive=md_escape(drive.name), day=md_escape(day(on, today=today))
    )
    lines = _figures(reads.figures_of_drive(drive.drive_id, on))
    st.markdown("\n".join([f"**{kept}**", "", *(f"- {md_escape(line)}" for line in lines)]))
    said = (
        _("Gifts dated up to that day still change them, however late they are typed."),
        _("Gifts and needs of a later day count in the figures of everything alone."),
        _("Nothing is deleted, and the drive can be opened again."),
    )
    st.markdown(md_escape(" ".join(said)))
    actions.show_refused(form)
    with st.container(horizontal=True):
        st.button(
            _("Close the drive"),
            type="primary",
            key=f"close.yes.{sent}",
            on_click=_close,
            args=(drive, sent),
        )
        st.button(_("Keep it open"), key=f"close.no.{sent}", on_click=_keep_open)


def _figures(rows: tuple[ProgressRow, ...]) -> list[str]:
    """What will stand: the largest needs with what is covered of them; without needs, what was donated."""
    needed = sorted((row for row in rows if row.figures.needed), key=lambda row: -row.figures.needed)
    given = sorted((row for row in rows if row.figures.donated), key=lambda row: -row.figures.donated)
    if needed:
        said = [
            _("{item}: {covered} covered").format(
                item=row.item,
                covered=covered_text(row.figures.needed, row.figures.still_to_collect, row.unit),
            )
            for row in needed[:_MOST]
        ]
    else:
        said = [
            _("{item}: {amount} donated").format(item=row.item, amount=amount(row.figures.donated, row.unit))
            for row in given[:_MOST]
        ]
    more = len(needed or given) - _MOST
    if more > 0:
        said.append(ngettext("and {count} more item", "and {count} more items", more).format(count=more))
    return said or [_("nothing was asked of it or given to it up to then")]


def _close(drive: DriveListed, sent: str) -> None:
    at, state = actions.begin(), st.session_state
    asked = CloseDrive(drive.drive_id, state.get(f"close.on.{sent}"))
    if actions.run(close_drive, asked, at=at, form=_form(drive), sent=sent) is None:
        return
    at.say(
        _("{drive} is closed: it keeps its figures of {day}.").format(
            drive=drive.name, day=day(asked.on or reads.stamp().today, today=reads.stamp().today)
        ),
        undo=lambda: _open_again(drive),
    )
    _keep_open()


def _open_again(drive: DriveListed) -> None:
    at = actions.begin()
    asked = ReopenDrive(drive.drive_id)
    if actions.run(reopen_drive, asked, at=at, form=FLASH, sent=at.request_id(FLASH)) is not None:
        at.say(_("Taken back: {drive} is open.").format(drive=drive.name), kind="note")
