"""What came in today, what waits, what looks odd, and what to ask for tomorrow."""

from datetime import date

import streamlit as st

from drives.errors import Unknown
from drives.queries.choices import DriveChoice, SiteChoice
from drives.texts import _
from drives.ui import reads
from drives.ui.address_choice import choose_in_address
from drives.ui.components import day, empty_state, export_button, live, note, organization_name, page_header
from drives.ui.day_odd import show_asked, show_odd
from drives.ui.day_view import ask_for, ask_of_drives, came_in, nothing_came_in, tomorrow, waits

_ANY = ""


def _filters(today: date) -> tuple[date, DriveChoice | None, SiteChoice | None]:
    drives = {drive.slug: drive for drive in reads.drives()}
    sites = {site.slug: site for site in reads.sites()}
    with st.grid(3, min_column_width=200, key="day.filters"):
        on = st.date_input(
            _("Day"),
            value=today,
            max_value=today,
            key="day",
            bind="query-params",
            format="YYYY-MM-DD",
            label_visibility="collapsed",
        )
        drive = choose_in_address(
            _("Drive"),
            {_ANY: _("All drives")} | {slug: one.name for slug, one in drives.items()},
            name="drive",
            key="day.drive",
        )
        site = choose_in_address(
            _("Site"),
            {_ANY: _("All sites")} | {slug: one.name for slug, one in sites.items()},
            name="site",
            key="day.site",
        )
    return on if isinstance(on, date) else today, drives.get(drive), sites.get(site)


def _tomorrow(drive: DriveChoice | None, site: SiteChoice | None) -> None:
    """What is still asked for: by a drive, at a site, or by everybody where neither was chosen."""
    if drive is None and site is None:
        overview = reads.the_overview()
        needed = any(row.figures.needed for row in overview.rows)
        tomorrow(ask_for(overview.wanted, asked=needed), [row.item for row in overview.hold_back])
        return
    try:
        bring = reads.bring_list(drive.slug if drive else None, site.slug if site else None)
    except Unknown:
        if site is None:
            raise
        tomorrow(_("Nothing is asked for at {site}: it is no public drop-off site.").format(site=site.name))
        return
    tomorrow(ask_of_drives(bring), bring.hold_back)


def show() -> None:
    """The page."""
    today = reads.stamp().today
    above = st.container()  # The title names the day that the filters below it say.
    on, drive, site = _filters(today)
    title = _("What came in today") if on == today else _("What came in on this day")
    line = _("{organization} · donations received on {day}").format(
        organization=organization_name(), day=day(on, today=today)
    )
    with above:
        page_header(title, line, guide="end-of-day")
    shown = reads.the_day(on, drive.drive_id if drive else None, site.site_id if site else None)
    if shown.donations:
        came_in(shown)
    else:
        empty_state(
            nothing_came_in(shown, today=on == today),
            step=_("Log a donation") if on == today else None,
            page="pages/log_donation.py",
        )
    if shown.donations:
        show_odd(shown)
    waits(shown.unsorted)
    if on == today:
        _tomorrow(drive, site)
    with st.container(horizontal=True):
        export_button("donations", drive=drive.slug if drive else None)
    note(_("To print this page, fold the menu away and choose Print from the menu at the top right."))
    live(paused=show_asked(shown))


show()
