"""Where a donation goes and whom it is from: the drive and site of this table, donor, team and day."""

from collections.abc import Sequence

import streamlit as st

from drives.commands.donations import LineDraft
from drives.queries.choices import DriveChoice, SiteChoice
from drives.rules.kinds import DonorKind, Source
from drives.texts import _
from drives.ui import reads
from drives.ui.basket import FORM, basket
from drives.ui.components import day, md_escape, name_field, note
from drives.ui.session import desk

GIVEN, BOUGHT, MIXED = "given", "bought", "mixed"
"""How goods came in, under ``log.source.<request id>``; what was bought is never counted as donated."""


def drives_by_slug() -> dict[str, DriveChoice]:
    """The drives that a gift can be logged for: those still open, then closed ones for late gifts."""
    return {drive.slug: drive for drive in reads.drives()}


def choose_drive_and_site() -> tuple[DriveChoice | None, SiteChoice]:
    """The drive and the site that this table collects for; remembered from one donation to the next."""
    at, drives, sites = desk(), drives_by_slug(), {site.slug: site for site in reads.sites()}
    if reads.viewer().tables and len(drives) == len(sites) == 1:
        return _at_table(next(iter(drives.values())), next(iter(sites.values())))
    still_open = [*(slug for slug, drive in drives.items() if drive.closed_on is None), ""]
    options = [*still_open, *(slug for slug in drives if slug not in still_open)]
    chosen = st.session_state.get("log.drive")
    if chosen not in options:
        chosen = at.drive if at.drive in still_open else options[0]
    # Said anew in every run: a drive closed meanwhile is called otherwise, and stays the one chosen.
    st.session_state["log.drive"] = chosen
    with st.grid(2, min_column_width=150):
        slug = st.selectbox(
            _("Drive"),
            options,
            format_func=lambda value: _drive_option(drives[value]) if value else _("No drive"),
            key="log.drive",
        )
        drive = drives.get(slug or "")
        fitting = [
            s for s in sites if drive is None or not drive.site_ids or sites[s].site_id in drive.site_ids
        ]
        places = fitting or list(sites)
        if st.session_state.get("log.site") not in places:
            st.session_state["log.site"] = at.site if at.site in places else places[0]
        site = st.selectbox(_("Site"), places, format_func=lambda value: sites[value].name, key="log.site")
    if drive is not None and drive.closed_on is not None:
        said = _(
            "{drive}: donations received up to {day} count for it, later ones in the totals of everything "
            "only."
        )
        note(md_escape(said.format(drive=drive.name, day=day(drive.closed_on, today=reads.stamp().today))))
    at.drive, at.site = slug, site
    return drive, sites[site or places[0]]


def _at_table(drive: DriveChoice, site: SiteChoice) -> tuple[DriveChoice, SiteChoice]:
    """The one drive and site of a helper's table: said, for there is nothing to choose."""
    st.session_state["log.drive"], st.session_state["log.site"] = drive.slug, site.slug
    st.markdown(md_escape(_("{drive} · at {site}").format(drive=drive.name, site=site.name)))
    return drive, site


def _drive_option(drive: DriveChoice) -> str:
    if drive.closed_on is None:
        return drive.name
    return _("{drive} · closed {day}").format(
        drive=drive.name, day=day(drive.closed_on, today=reads.stamp().today)
    )


def who_and_when(sent: str, drive: DriveChoice | None) -> None:
    """The day and who brought it: of this donation alone, so the fields begin afresh after each.

    ``sent`` is the id of the donation's request.
    """
    today = reads.stamp().today
    donors, teams = _donors(), _teams()
    with (
        st.expander(_("Who brought it, and when"), key="log.more", icon=":material/person:"),
        st.grid(2, min_column_width=250),
    ):
        name_field(
            _("Donor (may stay empty)"),
            donors,
            key=f"log.donor.{sent}",
            new=_("New here: will be added to the donors."),
            placeholder=_("Type a name"),
        )
        own = () if drive is None else drive.team_ids
        name_field(
            _("Team (may stay empty)"),
            list(teams),
            key=f"log.team.{sent}",
            new=_("New here: will be added to the teams."),
            first=[name for name, team_id in teams.items() if team_id in own],
            placeholder=_("Type a name"),
        )
        st.session_state.setdefault(f"log.source.{sent}", GIVEN)
        st.segmented_control(
            _("These goods were"),
            [GIVEN, BOUGHT, MIXED]
            if MIXED in (st.session_state[f"log.source.{sent}"], source_word(basket().lines()))
            else [GIVEN, BOUGHT],
            required=True,
            format_func=_source_name,
            key=f"log.source.{sent}",
        )
        st.session_state.setdefault(f"log.received_on.{sent}", today)
        st.date_input(_("Received on"), max_value=today, key=f"log.received_on.{sent}", format="YYYY-MM-DD")


def source_of(sent: str) -> Source | None:
    """How all that is being logged came in; None where each line says it for itself."""
    chosen = st.session_state.get(f"log.source.{sent}", GIVEN)
    return None if chosen == MIXED else Source.PURCHASED if chosen == BOUGHT else Source.DONATED


def source_word(lines: Sequence[LineDraft]) -> str:
    """How these lines came in, in the word of the field."""
    sources = {line.source for line in lines}
    return MIXED if len(sources) > 1 else BOUGHT if Source.PURCHASED in sources else GIVEN


def choose_source(lines: Sequence[LineDraft]) -> None:
    """Set the field for what was laid into the list."""
    st.session_state[f"log.source.{desk().request_id(FORM)}"] = source_word(lines)


def _source_name(source: str) -> str:
    return {GIVEN: _("given"), BOUGHT: _("bought"), MIXED: _("given and bought, as each line says")}[source]


def ask_who_counted(sent: str) -> None:
    """The two who count gift cards and passes, where any are on the list."""
    note(_("Gift cards and passes are counted by two people."))
    with st.container(horizontal=True, gap="xsmall", key="log.counters"):
        st.text_input(_("Counted by"), max_chars=200, key=f"log.counted_by.{sent}", live="300ms")
        st.text_input(_("Counted again by"), max_chars=200, key=f"log.counted_again_by.{sent}", live="300ms")


def choose_team(sent: str, drive: DriveChoice) -> None:
    """The team that brought it, at a table: one that collects for the drive, or none; afresh each time."""
    teams = [team.name for team in reads.teams_at(drive.drive_id)]
    if teams:
        st.selectbox(
            _("Team that brought it"),
            ["", *teams],
            format_func=lambda name: name or _("Brought by no team"),
            key=f"log.team.{sent}",
            label_visibility="collapsed",
        )


def _donors() -> list[str]:
    return [donor.name for donor in reads.all_donors() if donor.kind is not DonorKind.TEAM]


def _teams() -> dict[str, int]:
    """The teams' ids by their names."""
    return {donor.name: donor.donor_id for donor in reads.all_donors() if donor.kind is DonorKind.TEAM}
