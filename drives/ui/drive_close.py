"""Closing a drive: the dialog says with the drive's own figures what closing does."""

from datetime import date
from functools import partial

import streamlit as st

from drives.commands.drives import CloseDrive, ReopenDrive, close_drive, reopen_drive
from drives.queries.drive_list import DriveListed
from drives.queries.progress import ProgressRow
from drives.texts import _, ngettext
from drives.ui import actions, reads
from drives.ui.address_dialog import AddressDialog
from drives.ui.components import amount, day, md_escape
from drives.ui.components.words import covered_text
from drives.ui.form import Form, put_back

CLOSING = AddressDialog("close")
"""``?close=SLUG`` asks whether to close a drive."""

_MOST = 4


def show_asked() -> None:
    """Open the dialog that was asked for, where its drive is still open."""
    asked = CLOSING.asked().get("close")
    drive = next((one for one in reads.drives_to_run() if one.slug == asked), None)
    if drive is not None and drive.closed_on is None:
        title = _("Close {drive}?").format(drive=md_escape(drive.name))
        CLOSING.show(title, partial(_dialog, drive))
    else:
        CLOSING.close()


def _dialog(drive: DriveListed) -> None:
    form = Form.of(f"drives.close.{drive.drive_id}", "close")
    today = reads.stamp().today
    on: date = (
        st.date_input(
            _("Closed at the end of"),
            value=today,
            min_value=min(drive.starts_on, today),
            max_value=today,
            key=form.key("on"),
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
        _("Donations dated up to that day still change them, however late they are typed."),
        _("Donations and needs of a later day count only in the totals of everything."),
        _("Nothing is deleted, and the drive can be opened again."),
    )
    st.markdown(md_escape(" ".join(said)))
    form.show_refused()
    with st.container(horizontal=True):
        st.button(
            _("Close the drive"),
            type="primary",
            key=form.key("yes"),
            on_click=_close,
            args=(drive, form),
        )
        st.button(_("Keep it open"), key=form.key("no"), on_click=CLOSING.close)


def _figures(rows: tuple[ProgressRow, ...]) -> list[str]:
    """What will stand: the largest needs with what is covered of them; without needs, what was donated."""
    needed = sorted((row for row in rows if row.needed_in_all), key=lambda row: -row.needed_in_all)
    given = sorted((row for row in rows if row.figures.donated), key=lambda row: -row.figures.donated)
    if needed:
        said = [
            _("{item}: {covered} covered").format(
                item=row.item,
                covered=covered_text(row.needed_in_all, row.missing, row.unit),
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


def _close(drive: DriveListed, form: Form) -> None:
    at = actions.begin()
    asked = form.read(at, lambda: CloseDrive(drive.drive_id, form.value("on")))
    if asked is None or form.send(at, close_drive, asked) is None:
        return
    taken_back = _("Taken back: {drive} is open.").format(drive=drive.name)
    at.say(
        _("{drive} is closed: it keeps its figures of {day}.").format(
            drive=drive.name, day=day(asked.on or reads.stamp().today, today=reads.stamp().today)
        ),
        undo=partial(put_back, reopen_drive, ReopenDrive(drive.drive_id), taken_back),
    )
    CLOSING.close()
