"""What was pledged to a drive: what is late, what is to come, and what became of the rest."""

from collections.abc import Sequence

import streamlit as st

from drives.queries.drive_list import DriveListed
from drives.queries.drive_page import DriveStage
from drives.queries.pledges import PledgeShown
from drives.rules.kinds import PledgeState
from drives.texts import _, ngettext
from drives.ui import reads
from drives.ui.address_choice import choose_in_address
from drives.ui.components import card_grid, day, empty_state, page_header, paged, section
from drives.ui.pledge_arrival import show_arrival
from drives.ui.pledge_rows import late_finding, pledge_card, pledges_export

_WAITED_FOR = (PledgeState.LATE, PledgeState.OPEN)


def _drive(drives: tuple[DriveListed, ...]) -> DriveListed:
    offered = {one.slug: one.name for one in drives}
    slug = choose_in_address(_("Drive"), offered, name="drive", key="pledges.drive", bare_first=False)
    return next((one for one in drives if one.slug == slug), drives[0])


def _show(drive: DriveListed, pledges: tuple[PledgeShown, ...]) -> None:
    late = [one for one in pledges if one.state is PledgeState.LATE]
    to_come = [one for one in pledges if one.state is PledgeState.OPEN]
    over = [one for one in pledges if one.state not in _WAITED_FOR]
    if late:
        section(_("Late"), late_finding(late))
        _cards(late, "late")
    if to_come:
        said = ngettext("{count} pledge is to come.", "{count} pledges are to come.", len(to_come))
        section(_("To come"), said.format(count=len(to_come)))
        _cards(to_come, "open")
    if over:
        label = ngettext("{count} that is over", "{count} that are over", len(over)).format(count=len(over))
        with st.expander(label, key="pledges.over"):
            _cards(paged(over, key="pledges"), "over")
    if pledges:
        pledges_export(drive)


def _cards(pledges: Sequence[PledgeShown], key: str) -> None:
    with card_grid(2, key=f"pledges.cards.{key}"):
        for one in pledges:
            pledge_card(one)


def show() -> None:
    """The page."""
    above = st.container()
    drives = reads.drives_to_run()
    if not drives:
        page_header(_("What was pledged"), guide="pledges")
        empty_state(
            _("What people promise to bring to a drive will show here."),
            step=_("Set up the first drive"),
            page="pages/drives.py",
        )
        return
    with st.container(width=360):
        drive = _drive(drives)
    pledges = reads.pledges_of(drive.drive_id)
    with above:
        line = _("{drive} · as of {day}").format(drive=drive.name, day=day(reads.stamp().today))
        page_header(_("What was pledged"), line, guide="pledges")
    if not pledges:
        said = _("Nobody has pledged anything to {drive} yet. What people promise to bring shows here.")
        empty_state(said.format(drive=drive.name))
    if drive.public and drive.stage is DriveStage.RUNNING:
        st.link_button(
            _("Open the form for everybody"), f"/pledge/{drive.slug}", icon=":material/open_in_new:"
        )
    _show(drive, pledges)
    show_arrival(pledges)


show()
