"""Share stock out among what programs ask for: who gets what and why, changed by hand, then reserved."""

from functools import partial

import streamlit as st

from drives.commands.allocation import ReleaseShares, release_shares
from drives.commands.shares import Allocate, allocate
from drives.queries.allocation_words import policy_name, policy_words
from drives.queries.sheets import Sheet
from drives.queries.to_share import to_share
from drives.rules.kinds import Policy
from drives.rules.roles import Viewer
from drives.texts import _, ngettext
from drives.ui import actions, reads
from drives.ui.address_choice import choose_in_address
from drives.ui.components import (
    day,
    empty_state,
    md_escape,
    not_set_up,
    note,
    organization_name,
    page_header,
    sheet_export,
)
from drives.ui.form import Form, put_back
from drives.ui.share_change import show_asked
from drives.ui.share_plan import Plan, changes, forget_changes, plan_of
from drives.ui.share_view import show_changes, show_items, show_summary

_ALL = "all"


def _choose() -> Plan:
    """The plan that is chosen: among whose needs, by which policy, in whole packs or not."""
    drives = {one.slug: one for one in reads.drives_to_run() if one.closed_on is None}
    with st.grid(2, min_column_width=260):
        offered = {_ALL: _("Needs of all programs"), **{slug: one.name for slug, one in drives.items()}}
        slug = choose_in_address(_("Among"), offered, name="drive", key="allocate.drive")
        policies = {policy.value: policy_name(policy) for policy in Policy}
        policy = Policy(choose_in_address(_("Policy"), policies, name="policy", key="allocate.policy"))
    note(md_escape(policy_words(policy)))
    packs = st.toggle(_("Whole packs only"), key="packs", bind="query-params")
    drive_id = drives[slug].drive_id if slug in drives else None
    return plan_of(
        reads.there_to_share(drive_id), changes(), drive_id=drive_id, policy=policy, whole_packs=bool(packs)
    )


def _commit(form: Form, request: Allocate) -> None:
    at = actions.begin()
    done = form.send(at, allocate, request)
    if done is None:
        return
    forget_changes()
    count = len({line.need_id for line in request.lines})
    said = ngettext(
        "Reserved for {count} need. Nothing leaves the shelf yet: plan a delivery next.",
        "Reserved for {count} needs. Nothing leaves the shelf yet: plan deliveries next.",
        count,
    )
    back = _("Taken back: the goods are free again.")
    undo = partial(put_back, release_shares, ReleaseShares(done.reservation_ids), back)
    at.say(said.format(count=count), undo=undo)


def _sheet(plan: Plan, viewer: Viewer) -> Sheet:
    there = reads.house().queries.ask(to_share, viewer, drive_id=plan.drive_id)
    return plan.again(there).sheet()


def _show(plan: Plan) -> None:
    show_summary(plan)
    form = Form.of("allocate", "allocate")
    form.show_refused()
    request = plan.request()
    if request.lines:
        st.button(
            _("Reserve these shares"),
            type="primary",
            icon=":material/check:",
            width="stretch",
            key=form.key("commit"),
            on_click=_commit,
            args=(form, request),
        )
        note(md_escape(_("Reserving keeps the goods for these needs. Nothing leaves the shelf yet.")))
    show_changes(plan)
    with st.container(horizontal=True):
        sheet_export("shares", partial(_sheet, plan))
    show_items(plan)
    show_asked(plan)


def show() -> None:
    """The page."""
    line = _("{organization} · what may go out on {day}").format(
        organization=organization_name(), day=day(reads.stamp().today)
    )
    page_header(_("Who gets what?"), line, guide="allocate")
    if not reads.programs() or not reads.items():
        not_set_up(_("Stock is shared out here among what programs ask for."))
        return
    plan = _choose()
    if not plan.there.needs:
        empty_state(
            _("No need is open here. What programs ask for is shared out here, with a reason for each."),
            step=_("Post a need"),
            page="pages/needs.py",
        )
        return
    _show(plan)


show()
