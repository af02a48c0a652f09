"""What came in today, what waits, what looks odd, and what to ask for tomorrow."""

from datetime import date

import streamlit as st

from drives.errors import Unknown
from drives.queries.choices import DriveChoice, SiteChoice
from drives.texts import _
from drives.ui import reads
from drives.ui.address_choice import choose_in_address
from drives.ui.components import day, empty_state, export_button, guide_link, note, page_header
from drives.ui.day_odd import show_asked, show_odd
from drives.ui.day_view import came_in, nothing_came_in, tomorrow, waits

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


def _ask_for(drive: DriveChoice | None, site: SiteChoice | None) -> None:
    """What a drive or a site still asks for; over everything where there is nothing to choose by."""
    try:
        if drive is None and site is None:
            raise Unknown
        bring = reads.bring_list(drive.slug if drive else None, site.slug if site else None)
        wanted, over = bring.wanted, bring.hold_back
    except Unknown:
        overview = reads.the_overview()
        wanted, over = overview.wanted, tuple(row.item for row in overview.hold_back)
    tomorrow([(one.item, one.unit, one.still_to_collect) for one in wanted], over)


def show() -> None:
    """The page."""
    today = reads.stamp().today
    above = st.container()  # The title names the day that the filters below it say.
    on, drive, site = _filters(today)
    title = _("What came in today") if on == today else _("What came in on this day")
    line = _("{organization} · donations received on {day}").format(
        organization=reads.the_organization().name or _("Your community"), day=day(on, today=today)
    )
    with above:
        page_header(title, line)
        guide_link("end-of-day")
    shown = reads.the_day(on, drive.drive_id if drive else None, site.site_id if site else None)
    if shown.donations:
        came_in(shown)
    else:
        empty_state(
            nothing_came_in(shown),
            step=_("Log a donation") if on == today else None,
            page="pages/log_donation.py",
        )
    if shown.donations:
        show_odd(shown)
    waits(shown.unsorted)
    _ask_for(drive, site)
    export_button("donations", drive=drive.slug if drive else None)
    note(_("To print this page, fold the menu away and choose Print from the menu at the top right."))
    show_asked(shown)


show()
