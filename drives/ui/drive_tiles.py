"""A drive as a card for those who run it: what it is, how far, and what can be done with it."""

from functools import partial

import streamlit as st

from drives.commands.drives import (
    ArchiveDrive,
    CloseDrive,
    ReopenDrive,
    UnarchiveDrive,
    archive_drive,
    close_drive,
    reopen_drive,
    unarchive_drive,
)
from drives.queries.drive_list import DriveListed
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.components import day, md_escape, named, note
from drives.ui.components.cards import drive_bar
from drives.ui.drive_close import CLOSING
from drives.ui.drive_form import open_form
from drives.ui.drive_words import Shown, few, shown_name, where_shown
from drives.ui.form import put_back
from drives.ui.session import desk
from drives.ui.table_links import open_tables


def drive_tile(drive: DriveListed) -> None:
    """One drive: its days, whom it collects for and where, the share covered, and its buttons."""
    today = reads.stamp().today
    share = drive.coverage if drive.closed_on is None else drive.delivered_share
    percent = None if share is None else int(share * 100)
    bar = drive_bar(percent, drive.starts_on, drive.ends_on, drive.closed_on, today)
    with st.container(
        border=True,
        height="stretch",
        gap="small",
        vertical_alignment="distribute",
        key=f"drive-{drive.drive_id}",
    ):
        st.markdown(f"### {md_escape(drive.name)}\n\n" + "  \n".join(_lines(drive)), anchors=False)
        with st.container(gap="small"):
            if percent is None:
                note(md_escape(bar))
            else:
                st.progress(max(0, min(100, percent)), text=md_escape(bar))
            _buttons(drive)


def _lines(drive: DriveListed) -> list[str]:
    """What stands under the name, as lines of markdown."""
    today, place = reads.stamp().today, where_shown(drive)
    days = _("{starts} to {ends}").format(
        starts=day(drive.starts_on, today=today), ends=day(drive.ends_on, today=today)
    )
    badges = [shown_name(place)] if place is not Shown.RUNNING else []
    if not drive.public:
        badges.append(_("not public"))
    lines = [" ".join([*(f":gray-badge[{md_escape(badge)}]" for badge in badges), md_escape(days)])]
    for names, said in (
        (drive.programs, _("For {names}")),
        (drive.sites, _("At {names}")),
        (drive.teams, _("With {names}")),
    ):
        if names:
            lines.append(md_escape(said.format(names=few([name for _id, name in names]))))
    if not drive.programs:
        lines.append(md_escape(_("No program yet: only needs that name this drive are its needs.")))
    return lines


def _buttons(drive: DriveListed) -> None:
    form = _form(drive.drive_id)
    sent = desk().request_id(form)
    actions.show_refused(form)
    place = where_shown(drive)
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
        if place is Shown.ARCHIVED:
            st.button(
                named(drive.name, _("Take out of the archive")),
                key=f"unarchive.{drive.drive_id}.{sent}",
                on_click=_unarchive,
                args=(drive, sent),
            )
        else:
            st.button(
                named(drive.name, _("Edit")),
                key=f"edit.{drive.drive_id}",
                on_click=open_form,
                args=(drive,),
            )
        if place in (Shown.RUNNING, Shown.PLANNED):
            st.button(
                named(drive.name, _("Table links")),
                key=f"tables.{drive.drive_id}",
                on_click=open_tables,
                args=(drive,),
            )
        if place is Shown.RUNNING:
            st.button(
                named(drive.name, _("Close")),
                key=f"close.{drive.drive_id}",
                on_click=CLOSING.open,
                kwargs={"close": drive.slug},
            )
        if place is Shown.CLOSED:
            st.button(
                named(drive.name, _("Open again")),
                key=f"reopen.{drive.drive_id}.{sent}",
                on_click=_reopen,
                args=(drive, sent),
            )
            st.button(
                named(drive.name, _("Archive")),
                key=f"archive.{drive.drive_id}.{sent}",
                on_click=_archive,
                args=(drive, sent),
            )
        st.page_link("pages/drive.py", label=_("Open its page"), query_params={"drive": drive.slug})


def _form(drive_id: int) -> str:
    return f"drives.change.{drive_id}"


def _reopen(drive: DriveListed, sent: str) -> None:
    at = actions.begin()
    asked = ReopenDrive(drive.drive_id)
    if actions.run(reopen_drive, asked, at=at, form=_form(drive.drive_id), sent=sent) is not None:
        back = CloseDrive(drive.drive_id, drive.closed_on)
        taken_back = _("{drive} is closed again, as it was.").format(drive=drive.name)
        at.say(
            _("{drive} is open again: what is needed and given from now on counts for it.").format(
                drive=drive.name
            ),
            undo=partial(put_back, close_drive, back, taken_back),
        )


def _archive(drive: DriveListed, sent: str) -> None:
    at = actions.begin()
    asked = ArchiveDrive(drive.drive_id)
    if actions.run(archive_drive, asked, at=at, form=_form(drive.drive_id), sent=sent) is not None:
        at.say(
            _("{drive} is in the archive: out of the lists, its figures and links as they were.").format(
                drive=drive.name
            ),
            undo=partial(put_back, unarchive_drive, UnarchiveDrive(drive.drive_id), _out(drive)),
        )


def _unarchive(drive: DriveListed, sent: str) -> None:
    at = actions.begin()
    asked = UnarchiveDrive(drive.drive_id)
    if actions.run(unarchive_drive, asked, at=at, form=_form(drive.drive_id), sent=sent) is not None:
        at.say(_out(drive), kind="note")


def _out(drive: DriveListed) -> str:
    return _("{drive} is out of the archive.").format(drive=drive.name)
