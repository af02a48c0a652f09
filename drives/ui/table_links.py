"""The links of a drive's tables: made, shown again, taken back; in place of the list of drives."""

from datetime import timedelta

import streamlit as st

from drives.commands.table_links import LONGEST_DAYS, SHORTEST, MakeTableLink, make_table_link
from drives.queries.drive_list import DriveListed
from drives.queries.table_links import TableLinkShown
from drives.texts import _, ngettext
from drives.ui import actions, reads
from drives.ui.components import card_grid, day, empty_state, free_line, md_escape, page_header, section
from drives.ui.drive_form import open_form
from drives.ui.form import Form
from drives.ui.table_link_card import LINKS, link_card, over_line, show_asked, show_refused_before

TABLES = "tables"
"""The part of the address that shows them: the drive's slug."""

_TODAY, _DAY, _THREE, _TO_END = "today", "day", "three", "end"


def tables_asked_for() -> DriveListed | None:
    """The drive whose links the address asks for."""
    slug = st.query_params.get(TABLES)
    return next((one for one in reads.drives_to_run() if one.slug == slug), None) if slug else None


def open_tables(drive: DriveListed) -> None:
    """Show the links of a drive's tables."""
    st.query_params[TABLES] = drive.slug


def _leave() -> None:
    LINKS.close()
    st.query_params.pop(TABLES, None)


def show_tables(drive: DriveListed) -> None:
    """The form for a new link, those that stand, and those that are over."""
    said = _("{drive} · whoever opens a link logs donations at one place, and can see and do nothing else")
    page_header(_("Links for a table"), said.format(drive=drive.name), guide="tables")
    st.button(_("All drives"), key="tables.leave", icon=":material/arrow_back:", on_click=_leave)
    if not reads.people_sign_in():
        empty_state(
            _("A link lets one helper in and keeps all others out. For that people have to sign in first."),
            step=_("Make the first account"),
            page="pages/people.py",
        )
        return
    links, now = reads.links_of_tables(drive.drive_id), reads.now()
    standing = [one for one in links if one.lets_in(now)]
    show_refused_before(standing)
    if drive.closed_on is not None:
        st.markdown(
            md_escape(
                _("{drive} is closed, and its links with it. Open it again, and they work again.").format(
                    drive=drive.name
                )
            )
        )
    form = Form.of(f"tables.make.{drive.drive_id}", "tables")
    # Where it was closed while somebody filled the form, what she typed stays, with why it was refused.
    if drive.closed_on is None or form.key("lasts") in st.session_state:
        _new_link(drive, form)
    _standing(standing)
    over = [one for one in links if one not in standing]
    if over:
        with st.expander(
            ngettext("{count} link that is over", "{count} links that are over", len(over)).format(
                count=len(over)
            )
        ):
            st.markdown("\n".join(f"- {md_escape(over_line(one, now))}" for one in over))
    show_asked(standing)


def _standing(standing: list[TableLinkShown]) -> None:
    count = len(standing)
    section(
        _("Links that work now"),
        ngettext("{count} link lets helpers in.", "{count} links let helpers in.", count).format(count=count)
        if standing
        else _("None: nobody can log at a table of this drive by a link."),
    )
    with card_grid(2, key="tables.cards"):
        for one in standing:
            link_card(one)


def _new_link(drive: DriveListed, form: Form) -> None:
    sites = dict(drive.sites)
    if not sites:
        st.markdown(_("A table stands at a site of its drive, and this drive has none yet."))
        st.button(
            _("Choose its sites"), key="tables.sites", type="primary", on_click=_to_sites, args=(drive,)
        )
        return
    lasts = _lengths(drive)
    form = form.begin({"lasts": next(iter(lasts)), "site": next(iter(sites)), "label": ""})
    with st.container(border=True, key="tables.new"):
        st.selectbox(
            _("Where the table stands"), list(sites), format_func=sites.__getitem__, key=form.key("site")
        )
        if form.value("lasts") not in lasts:  # The last hour of the day has begun since it was chosen.
            st.session_state[form.key("lasts")] = next(iter(lasts))
        st.radio(
            _("How long the link works"),
            list(lasts),
            format_func=lambda one: md_escape(lasts[one]),
            key=form.key("lasts"),
            horizontal=True,
        )
        free_line(
            _("What it is for (may stay empty)"),
            key=form.key("label"),
            max_chars=100,
            placeholder=_("front door, Saturday"),
        )
        form.show_refused()
        st.button(
            _("Make the link"),
            type="primary",
            icon=":material/qr_code_2:",
            key=form.key("make"),
            on_click=_make,
            args=(drive, form),
        )


def _lengths(drive: DriveListed) -> dict[str, str]:
    today = reads.stamp().today
    said = {_TODAY: _("until midnight"), _DAY: _("24 hours"), _THREE: _("3 days")}
    if reads.here(reads.now() + SHORTEST).date() > today:
        del said[_TODAY]
    if today < drive.ends_on < today + timedelta(days=LONGEST_DAYS):
        said[_TO_END] = _("until the drive ends, {day}").format(day=day(drive.ends_on, today=today))
    return said


def _make(drive: DriveListed, form: Form) -> None:
    at = actions.begin()
    lasts, today = form.value("lasts"), reads.stamp().today
    asked = MakeTableLink(
        drive.drive_id,
        form.value("site"),
        hours={_DAY: 24, _THREE: 72}.get(lasts),
        label=form.text("label") or None,
        last_day={_TODAY: today, _TO_END: drive.ends_on}.get(lasts),
    )
    made = form.send(at, make_table_link, asked)
    if made is not None:
        LINKS.open(link=made.link_id)


def _to_sites(drive: DriveListed) -> None:
    _leave()
    open_form(drive)
