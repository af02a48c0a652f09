"""What to put in the bag, below the title: large, readable on a phone and on paper.

Drawn once for a store's version, viewer, day, language, drive and site.
"""

import streamlit as st

from drives.queries.door import Stamp
from drives.queries.drive_page import DriveStage, DropOff
from drives.queries.wanted import Wanted
from drives.queries.what_to_bring import BringList, DriveToBringTo
from drives.rules.roles import Viewer
from drives.texts import _, ngettext
from drives.ui import reads
from drives.ui.components import (
    amount,
    day,
    empty_state,
    hold_back,
    listed,
    md_escape,
    one_line,
    partner,
    section,
    time_left,
)
from drives.ui.components.words import programs_phrase
from drives.ui.drawn import TOLD_APART
from drives.ui.drive_view import offer_to_pledge, show_drop_offs


@st.cache_data(show_spinner=False, max_entries=64, hash_funcs=TOLD_APART)
def show_bring_list(
    store: str,  # noqa: ARG001 (the key)
    stamp: Stamp,  # noqa: ARG001 (the key)
    viewer: Viewer,  # noqa: ARG001 (the key)
    language: str,  # noqa: ARG001 (the key)
    drive: str | None,
    site: str | None,
) -> None:
    """Show it. What it is given says when what was drawn may be shown again."""
    bring = reads.bring_list(drive, site)
    over = [one for one in bring.drives if one.stage is DriveStage.CLOSED]
    if not bring.drives:
        empty_state(_nobody_collects(bring))
    elif over:
        empty_state(
            _("{drive} is over. Thank you to everybody who brought something.").format(drive=over[0].name)
        )
    elif bring.wanted:
        st.markdown(md_escape(_headline(bring)))
        with st.grid(2, min_column_width=330, gap="xsmall", key="bring.lines"):
            for place, one in enumerate(bring.wanted):
                _line(one, bring, place)
        _offer(bring)
    elif bring.asked:
        st.markdown(_("**Everything asked for is covered.** Thank you. New needs will stand here."))
    else:
        empty_state(_("What to put in the bag will show here as soon as a program asks for something."))
    if over:
        return
    said = hold_back(bring.hold_back, most=40)
    if said:
        st.markdown(said)
    if bring.not_accepted:
        section(_("Please do not bring"))
        st.markdown(
            "\n".join(
                f"- **{md_escape(program)}**: {one_line(words)}" for program, words in bring.not_accepted
            )
        )
    if bring.drives:
        show_drop_offs(_places(bring))


def _offer(bring: BringList) -> None:
    """A way to pledge to the drive that the list is for; where it is for several, none is picked."""
    if len(bring.drives) != 1:
        return
    [drive] = bring.drives
    if drive.public and drive.sites and drive.stage is DriveStage.RUNNING:
        offer_to_pledge(drive.slug)


def _headline(bring: BringList) -> str:
    count = len(bring.wanted)
    return ngettext(
        "{count} item is still wanted here. The number says how much of it is still to bring.",
        "{count} items are still wanted here, the furthest behind and the soonest first. "
        "The number says how much is still to bring.",
        count,
    ).format(count=count)


def drives_line(drives: tuple[DriveToBringTo, ...], bring: BringList) -> str:
    """The drives that the list is for, with how long they run."""
    said = [
        _("{drive} ({left})").format(
            drive=one.name,
            left=time_left(one.starts_on, one.ends_on, one.closed_on, bring.today),
        )
        for one in drives
    ]
    return listed(said)


def _places(bring: BringList) -> list[DropOff]:
    if bring.site is not None:
        return [bring.site]
    return sorted({site for one in bring.drives for site in one.sites}, key=lambda site: site.name)


def _nobody_collects(bring: BringList) -> str:
    if bring.site is None:
        return _("No drive is running at the moment. While one runs, this page says what to put in the bag.")
    return _("Nothing is collected at {site} for this at the moment. Choose another place.").format(
        site=bring.site.name
    )


def _line(one: Wanted, bring: BringList, place: int) -> None:
    facts = []
    if one.needed_by is not None:
        late = one.needed_by < bring.today
        by = day(one.needed_by, today=bring.today)
        facts.append((_("was needed by {day}") if late else _("needed by {day}")).format(day=by))
    who = programs_phrase([partner(name) for name in one.programs])
    if who:
        facts.append(_("for {programs}").format(programs=who))
    if one.kits:
        facts.append(_("goes into: {kits}").format(kits=listed(list(one.kits))))
    with st.container(
        border=True,
        horizontal=True,
        wrap=False,
        vertical_alignment="center",
        gap="small",
        height="stretch",
        key=f"bring-{place}",
    ):
        under = f"  \n:gray[{md_escape(' · '.join(facts))}]" if facts else ""
        st.markdown(f"### {md_escape(one.item)}\n\n{under.strip()}".strip(), anchors=False, width="stretch")
        st.markdown(
            f"### {md_escape(amount(one.still_to_collect, one.unit))}", anchors=False, width="content"
        )
