"""A pledge as a card for who runs its drive: what, by when, from whom, and what may be done with it."""

from collections.abc import Sequence

import streamlit as st

from drives.commands.pledge_arrivals import ReceivePledge, receive_pledge
from drives.queries.drive_list import DriveListed
from drives.queries.pledges import PledgeShown, pledge_sheet
from drives.queries.sheets import Sheet
from drives.rules.kinds import PledgeState
from drives.rules.roles import Viewer
from drives.texts import _, ngettext
from drives.ui import actions, reads
from drives.ui.components import day, md_escape, named, sheet_export
from drives.ui.pledge_arrival import ARRIVALS, is_counted_by_two, pledged_words, say_arrived
from drives.ui.session import desk


def late_finding(late: Sequence[PledgeShown]) -> str:
    """How many are late, in a sentence."""
    return ngettext(
        "The day of {count} pledge has passed. It is waited for a little longer, then released by itself.",
        "The day of {count} pledges has passed. They are waited for a little longer, then released by "
        "themselves.",
        len(late),
    ).format(count=len(late))


def pledge_card(pledge: PledgeShown) -> None:
    """One pledge with its buttons."""
    with st.container(border=True, height="stretch", gap="small", key=f"pledge-{pledge.pledge_id}"):
        st.markdown("  \n".join(_lines(pledge)))
        if pledge.state in (PledgeState.ARRIVED, PledgeState.WITHDRAWN, PledgeState.CHANGED):
            return
        form = form_of(pledge)
        sent = desk().request_id(form)
        actions.show_refused(form)
        with st.container(horizontal=True, gap="xsmall"):
            if not is_counted_by_two(pledge):
                st.button(
                    named(who(pledge), _("It arrived")),
                    key=f"pledges.arrived.{pledge.pledge_id}.{sent}",
                    type="secondary",
                    icon=":material/check:",
                    on_click=_arrived,
                    args=(pledge, sent),
                )
                if pledge.name:
                    st.button(
                        _("It arrived, from {name}").format(name=md_escape(pledge.name)),
                        key=f"pledges.donor.{pledge.pledge_id}.{sent}",
                        type="tertiary",
                        help=_(
                            "The donation is that of the donor with this e-mail, else of this name; one is "
                            "made where there is none. They are credited nowhere before they agree."
                        ),
                        on_click=_arrived,
                        args=(pledge, sent, True),
                    )
            st.button(
                named(
                    who(pledge), _("Enter what came") if is_counted_by_two(pledge) else _("Change what came")
                ),
                key=f"pledges.change.{pledge.pledge_id}",
                type="tertiary",
                on_click=ARRIVALS.open,
                kwargs={"pledge": pledge.pledge_id},
            )
            if pledge.state is not PledgeState.RELEASED:
                st.button(
                    named(who(pledge), _("Release")),
                    key=f"pledges.release.{pledge.pledge_id}",
                    type="tertiary",
                    on_click=ARRIVALS.open,
                    kwargs={"release": pledge.pledge_id},
                )


def who(pledge: PledgeShown) -> str:
    """Who pledged, as far as is known. Plain text."""
    return pledge.name or pledge.email or _("somebody")


def form_of(pledge: PledgeShown) -> str:
    """The form that a pledge's buttons send."""
    return f"pledges.{pledge.pledge_id}"


def pledges_export(drive: DriveListed) -> None:
    """All pledges of a drive as files."""

    def made(viewer: Viewer) -> Sheet:
        return reads.house().queries.ask(pledge_sheet, viewer, drive_id=drive.drive_id)

    with st.container(horizontal=True):
        labels = (_("The pledges of this drive (CSV)"), _("The pledges of this drive (Excel)"))
        sheet_export("pledges", made, labels)


def _lines(pledge: PledgeShown) -> list[str]:
    today = reads.stamp().today
    by = day(pledge.by_on, today=today)
    state = {
        PledgeState.OPEN: _("by {day}").format(day=by),
        PledgeState.LATE: _("was promised by {day}").format(day=by),
        PledgeState.RELEASED: _("released; was promised by {day}").format(day=by),
        PledgeState.WITHDRAWN: _("taken back; was promised by {day}").format(day=by),
        PledgeState.CHANGED: "",
        PledgeState.ARRIVED: "",
    }[pledge.state]
    if pledge.state is PledgeState.ARRIVED and pledge.arrived_on is not None:
        state = _("arrived on {day} as {reference}").format(
            day=day(pledge.arrived_on, today=today), reference=pledge.reference or "–"
        )
    giver = " · ".join(part for part in (pledge.name, pledge.email) if part) or _("no longer known")
    return [
        f"**{md_escape(pledged_words(pledge))}**",
        md_escape(_("{site} · {state}").format(site=pledge.site, state=state)),
        f":small[:gray[{md_escape(giver)}]]",
    ]


def _arrived(pledge: PledgeShown, sent: str, with_donor: bool = False) -> None:
    at = actions.begin()
    asked = ReceivePledge(pledge.pledge_id, with_donor=with_donor)
    done = actions.run(receive_pledge, asked, at=at, form=form_of(pledge), sent=sent)
    if done is not None:
        say_arrived(at, done.donation_id, done.reference)
