"""What is this drive, what should I bring, will it make it?"""

import streamlit as st

from drives.errors import Unknown
from drives.queries.drive_page import DrivePage, DriveShown, DriveStage
from drives.rules.roles import Permission, Touch
from drives.texts import _, current_language
from drives.ui import reads
from drives.ui.chart_days import day_items
from drives.ui.choose_drive import choose_drive, offer_drives
from drives.ui.components import (
    day,
    empty_state,
    live,
    organization_name,
    page_header,
    section,
    show_refusal,
    time_left,
)
from drives.ui.drive_view import show_days, show_drive
from drives.ui.figure_exports import export_days, export_drive
from drives.ui.follow_view import show_follow_through
from drives.ui.table_links import TABLES
from drives.ui.tally_sheets import show_tally_sheets


def _line(drive: DrivePage) -> str:
    organization = organization_name()
    if drive.stage is DriveStage.CLOSED:
        return _("{organization} · {starts} to {ends} · as of its closing day, {day}").format(
            organization=organization,
            starts=day(drive.starts_on, today=drive.today),
            ends=day(drive.ends_on, today=drive.today),
            day=day(drive.as_of, today=drive.today),
        )
    return _("{organization} · {starts} to {ends} · {left} · as of {today}").format(
        organization=organization,
        starts=day(drive.starts_on, today=drive.today),
        ends=day(drive.ends_on, today=drive.today),
        left=time_left(drive.starts_on, drive.ends_on, drive.closed_on, drive.today),
        today=day(drive.today),
    )


def _days(drive: DrivePage, theme: str) -> None:
    rows = {row.item: row for row in day_items(drive)}
    if not rows:
        return
    section(_("Day by day") if drive.stage is DriveStage.CLOSED else _("The days so far"))
    chosen = st.selectbox(
        _("Item"), list(rows), key="item", bind="query-params", label_visibility="collapsed", width=360
    )
    row = rows.get(chosen or "") or next(iter(rows.values()))
    show_days(
        reads.store(), reads.stamp(), reads.viewer(), current_language(), theme, drive.slug, row.item_id
    )
    with st.container(horizontal=True):
        export_days(drive.slug, row.item_id, row.item)


def _show(shown: tuple[DriveShown, ...], drive: DrivePage) -> None:
    theme = st.context.theme.type or "light"
    page_header(drive.name, _line(drive), guide="follow-a-drive")
    choose_drive(shown, drive.slug)
    if drive.stage is not DriveStage.CLOSED and reads.viewer().may_touch(
        Permission.OPEN_TABLES, Touch(drive_id=drive.drive_id)
    ):
        st.page_link(
            "pages/drives.py",
            label=_("Links for a table"),
            icon=":material/qr_code_2:",
            query_params={TABLES: drive.slug},
        )
    show_drive(reads.store(), reads.stamp(), reads.viewer(), current_language(), theme, drive.slug)
    with st.container(horizontal=True):
        export_drive(drive.slug)
    _days(drive, theme)
    show_follow_through(drive)
    show_tally_sheets(drive.slug)
    live()


def show() -> None:
    """The page."""
    shown = reads.shown_drives()
    slug = st.query_params.get("drive") or next((one.slug for one in shown if not one.archived), None)
    if slug is None:
        page_header(_("Drive"))
        empty_state(
            _("This page shows one drive: its story, what to bring first, and how far along it is."),
            step=_("Set up the first drive"),
            page="pages/drives.py",
        )
        return
    try:
        drive = reads.one_drive(slug)
    except Unknown as unknown:
        page_header(_("Drive"))
        show_refusal(unknown)
        offer_drives(shown, "pages/drive.py")
        return
    if "drive" not in st.query_params:
        st.query_params["drive"] = slug  # A link to this page goes on showing this drive.
    _show(shown, drive)


show()
