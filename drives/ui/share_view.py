"""Who gets what and why, item by item; and who loses by what was changed by hand."""

from collections.abc import Sequence
from itertools import groupby

import streamlit as st

from drives.queries.allocation_words import share_words
from drives.queries.to_share import ItemToShare
from drives.rules.allocation import NeedOpen
from drives.rules.kinds import Priority, Why
from drives.rules.sizes import size_order
from drives.texts import _, ngettext
from drives.ui import reads
from drives.ui.components import (
    amount,
    day,
    empty_state,
    format_quantity,
    listed,
    md_escape,
    named,
    note,
    paged,
)
from drives.ui.need_words import priority_name
from drives.ui.share_change import CHANGING
from drives.ui.share_plan import Plan, forget_changes
from drives.ui.share_words import show_others

_ITEMS = 20
_URGENCY = list(Priority)


def show_summary(plan: Plan) -> None:
    """What the whole plan comes to, in a sentence or two."""
    served = [share for share in plan.proposal.shares if share.given or plan.given_instead(share.need_id)]
    if not served:
        empty_state(_nothing_words(plan), step=_("See what goes out"), page="pages/deliveries.py")
        return
    programs = {plan.needs[share.need_id].program_id for share in served}
    if len(programs) == 1:
        get = ngettext(
            "**{count} need of one program gets something.**",
            "**{count} needs of one program get something.**",
            len(served),
        )
    else:
        get = ngettext(
            "**{count} need of {programs} programs gets something.**",
            "**{count} needs of {programs} programs get something.**",
            len(served),
        )
    said = [get.format(count=len(served), programs=len(programs))]
    short = sum(1 for share in served if share.given + plan.given_instead(share.need_id) < share.outstanding)
    none = len(plan.proposal.shares) - len(served)
    if short:
        less = ngettext("{count} gets less than it asks for.", "{count} get less than they ask for.", short)
        said.append(less.format(count=short))
    if none:
        said.append(ngettext("{count} gets nothing.", "{count} get nothing.", none).format(count=none))
    st.markdown(" ".join(said))


def _nothing_words(plan: Plan) -> str:
    """Why nothing is shared out."""
    needs = plan.there.needs
    if not {need.item_id for need in needs}.isdisjoint(lot.item_id for lot in plan.there.lots):
        return _("Nothing is shared out now: each need says below why.")
    if any(need.met for need in needs):
        said = ngettext(
            "Nothing is left to share out: {count} need is open, and all that may go out of what it asks "
            "for is reserved or delivered already.",
            "Nothing is left to share out: {count} needs are open, and all that may go out of what they ask "
            "for is reserved or delivered already.",
            len(needs),
        )
    else:
        said = ngettext(
            "Nothing can be shared out now: {count} need is open, and nothing of what it asks for is free.",
            "Nothing can be shared out now: {count} needs are open, and nothing of what they ask for is "
            "free.",
            len(needs),
        )
    return said.format(count=len(needs))


def show_changes(plan: Plan) -> None:
    """What was changed by hand does to others, with the way back."""
    if not plan.changes:
        return
    with st.container(border=True, gap="small"):
        count = len(plan.changes)
        said = ngettext("{count} share was changed by hand.", "{count} shares were changed by hand.", count)
        st.markdown(md_escape(said.format(count=count)))
        show_others(plan)
        st.button(
            _("Share out as the policy says"),
            icon=":material/undo:",
            key="allocate.forget",
            on_click=forget_changes,
        )


def show_items(plan: Plan) -> None:
    """The needs, item by item."""

    def name(need: NeedOpen) -> tuple[object, int]:
        return size_order(plan.there.items[need.item_id].name), need.item_id

    needs = sorted(plan.there.needs, key=name)
    groups = [(key[1], list(some)) for key, some in groupby(needs, key=name)]
    # What can be shared out stands first; what nothing is there of comes last.
    there = {lot.item_id for lot in plan.there.lots}
    groups.sort(key=lambda group: group[0] not in there)
    for item_id, some in paged(groups, key="allocate", size=_ITEMS):
        _show_item(plan, plan.there.items[item_id], some)


def _show_item(plan: Plan, item: ItemToShare, needs: Sequence[NeedOpen]) -> None:
    with st.container(border=True, gap="small"):
        st.markdown(f"## {md_escape(item.name)}", anchors=False)
        free = sum(lot.free for lot in plan.there.lots if lot.item_id == item.item_id)
        asked = sum(need.outstanding for need in needs)
        said = _("{available} available for {asked} asked.")
        note(md_escape(said.format(available=amount(free, item.unit), asked=amount(asked, item.unit))))
        for need in sorted(needs, key=lambda need: (_URGENCY.index(need.priority), need.need_id)):
            _show_need(plan, item, need)


def _show_need(plan: Plan, item: ItemToShare, need: NeedOpen) -> None:
    share, instead = plan.shares[need.need_id], plan.given_instead(need.need_id)
    change = plan.changes.get(need.need_id)
    today = reads.stamp().today
    head = [f"**{md_escape(plan.there.programs[need.program_id])}**", md_escape(priority_name(need.priority))]
    if need.needed_by:
        head.append(md_escape(_("needed by {day}").format(day=day(need.needed_by, today=today))))
    given = share.given + instead
    with st.container(gap="xxsmall", key=f"allocate.need.{need.need_id}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(" · ".join(head), width="stretch")
            if plan.may_change(need):
                st.button(
                    named(plan.there.programs[need.program_id], _("Change")),
                    key=f"allocate.change.{need.need_id}",
                    icon=":material/edit:",
                    type="tertiary",
                    on_click=CHANGING.open,
                    kwargs={"change": need.need_id},
                )
        asked = amount(share.outstanding, item.unit)
        if given or share.why is not Why.NONE_THERE:
            said = _("{given} of {asked}").format(given=format_quantity(given), asked=asked)
        else:
            said = _("Still asked for: {asked}").format(asked=asked)
        st.progress(min(1.0, given / share.outstanding), text=md_escape(said))
        why = share_words(
            share,
            plan.proposal.policy,
            need.priority,
            reason=change.reason if change and change.quantity is not None else None,
            instead=instead,
            number=format_quantity,
        )
        note(md_escape(" ".join(filter(None, (why, _from_where(plan, need.need_id))))))


def _from_where(plan: Plan, need_id: int) -> str:
    """From which sites a share comes. Plain text."""
    by_site = plan.from_sites.get(need_id)
    if not by_site:
        return ""
    parts = [
        plan.there.sites.get(site_id, "")
        if len(by_site) == 1
        else _("{site} ({quantity})").format(
            site=plan.there.sites.get(site_id, ""), quantity=format_quantity(quantity)
        )
        for site_id, quantity in by_site.items()
    ]
    return _("From {sites}.").format(sites=listed(parts))
