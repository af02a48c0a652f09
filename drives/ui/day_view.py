"""The end of a day in words: what came in, where, who logged it, what waits, what to ask for tomorrow."""

from collections.abc import Sequence

import streamlit as st

from drives.queries.day_donations import ItemOfDay
from drives.queries.drive_page import DriveStage
from drives.queries.end_of_day import EndOfDay, PartOfDay, UnsortedGoods
from drives.queries.wanted import Wanted
from drives.queries.what_to_bring import BringList
from drives.rules.roles import Permission
from drives.texts import _, ngettext
from drives.ui.components import amount, card_grid, goods_of, hold_back, listed, md_escape, section
from drives.ui.who import may

_NAMED = 3
_ASKED_FOR = 5


def came_in(shown: EndOfDay) -> None:
    """The day in a sentence or two, what was netted out of it, and each site's list."""
    said = [
        ngettext(
            "**{count} donation** came in: {items}.",
            "**{count} donations** came in: {items}.",
            shown.donations,
        ).format(count=shown.donations, items=md_escape(_some(shown.items)))
    ]
    if shown.corrected:
        said.append(
            ngettext(
                "{count} of them was corrected; it counts as it stands now.",
                "{count} of them were corrected; they count as they stand now.",
                shown.corrected,
            ).format(count=shown.corrected)
        )
    if shown.voided:
        said.append(_voided(shown.voided))
    st.markdown(" ".join(said))
    section(_("By site"))
    with card_grid(key="day.sites"):
        for part in shown.by_site:
            _part(part, f"day.site.{part.name}")
    if len(shown.by_site) > 1:
        section(_("Altogether"))
        st.markdown(_list(shown.items))
    section(_("By who logged it"))
    st.markdown("\n".join(f"- {_logged_by(part)}" for part in shown.by_who))


def nothing_came_in(shown: EndOfDay, *, today: bool) -> str:
    """That the day is empty, or was; plain text."""
    if today:
        said = _("No donation of this day stands here. What is logged today is added up here at once.")
    else:
        said = _("No donation of this day stands here.")
    return f"{said} {_voided(shown.voided)}" if shown.voided else said


def _voided(count: int) -> str:
    return ngettext(
        "{count} more was voided and does not count.", "{count} more were voided and do not count.", count
    ).format(count=count)


def _some(items: Sequence[ItemOfDay]) -> str:
    """What most of came in, by how much of it was donated; plain text."""
    came = [one for one in items if one.donated or one.bought] or items
    most = sorted(came, key=lambda one: (-(one.donated or one.bought), one.item))
    said = [goods_of(one.item, one.donated or one.bought, one.unit) for one in most[:_NAMED]]
    more = len(most) - _NAMED
    if more > 0:
        said.append(ngettext("{count} more item", "{count} more items", more).format(count=more))
    return listed(said)


def _part(part: PartOfDay, key: str) -> None:
    count = ngettext("{count} donation", "{count} donations", part.donations).format(count=part.donations)
    with st.container(border=True, height="stretch", gap="small", key=key):
        st.markdown(
            f"### {md_escape(part.name)}\n\n:small[:gray[{md_escape(count)}]]\n\n{_list(part.items)}",
            anchors=False,
        )


def _list(items: Sequence[ItemOfDay]) -> str:
    return "\n".join(f"- {line}" for one in items for line in item_lines(one))


def item_lines(one: ItemOfDay) -> list[str]:
    """How much of an item came in, and how much of it was bought, a line each; markdown."""
    lines = []
    if one.rejected and not one.donated:
        lines.append((one.rejected, _("**{goods}** rejected")))
    elif one.rejected:
        lines.append((one.donated, _("**{goods}**, {rejected} more rejected")))
    elif one.received:
        lines.append((one.donated, "**{goods}**"))
    if one.bought:
        lines.append((one.bought, _("**{goods}** bought")))
    rejected = md_escape(amount(one.rejected, one.unit))
    return [
        line.format(goods=md_escape(goods_of(one.item, many, one.unit)), rejected=rejected)
        for many, line in lines
    ]


def _logged_by(part: PartOfDay) -> str:
    count = ngettext("{count} donation", "{count} donations", part.donations).format(count=part.donations)
    return _("{who}: {count} ({items})").format(
        who=f"**{md_escape(part.name)}**", count=count, items=md_escape(_some(part.items))
    )


def waits(goods: Sequence[UnsortedGoods]) -> None:
    """What stands unsorted, on the shelves now."""
    section(_("Waiting to be sorted"))
    if not goods:
        st.markdown(_("Nothing waits to be sorted."))
        return
    st.markdown(
        "\n".join(
            "- "
            + _("**{goods}** at {site}").format(
                goods=md_escape(goods_of(one.item, one.on_hand, one.unit)), site=md_escape(one.site)
            )
            for one in goods
        )
    )
    if may(Permission.MOVE_STOCK):
        st.page_link("pages/sort.py", label=_("Sort it"), icon=":material/filter_list:")


def tomorrow(said: str, over: Sequence[str] = ()) -> None:
    """What to ask for tomorrow (``said``, plain text), and what to hold back."""
    section(_("Tomorrow"), said)
    if over:
        st.markdown(hold_back(over))
    st.page_link("pages/what_to_bring.py", label=_("What to bring"), icon=":material/shopping_bag:")


def ask_for(wanted: Sequence[Wanted], *, asked: bool) -> str:
    """What to ask for, the most wanted first; ``asked`` is whether anything is needed at all. Plain text."""
    if wanted:
        said = [goods_of(one.item, one.still_to_collect, one.unit) for one in wanted[:_ASKED_FOR]]
        return _("Ask for {items}.").format(items=listed(said))
    if asked:
        return _("Everything asked for is covered: there is nothing to ask for.")
    return _("No program has asked for anything: there is nothing to ask for.")


def ask_of_drives(bring: BringList) -> str:
    """What the drives of a list ask for, or why none does. Plain text."""
    if not bring.drives and bring.site is not None:
        return _("Nothing is collected at {site} for this at the moment.").format(site=bring.site.name)
    over = next((one for one in bring.drives if one.stage is DriveStage.CLOSED), None)
    if over is not None:
        return _("{drive} is closed: it asks for nothing more.").format(drive=over.name)
    return ask_for(bring.wanted, asked=bring.asked)
