"""Saving a count: what will change is said first, what did change after."""

from collections.abc import Sequence

import streamlit as st

from drives.commands.shelf_counts import CountShelf, count_shelf
from drives.errors import Conflict, Refusal
from drives.queries.choices import SiteChoice
from drives.texts import _, ngettext
from drives.ui import actions
from drives.ui.components import amount, listed, md_escape, note, show_flash, show_refusal
from drives.ui.count_begun import FORM, Difference, begun_at, differences, piles_of, sheet_by_mark
from drives.ui.session import desk


def save_bar(site: SiteChoice, piles: int) -> None:
    """How far the count is and the one button, kept in sight at the bottom of the screen."""
    counted = len(begun_at(site.site_id).typed)
    with st.bottom, st.container(gap="xsmall"):
        if not begun_at(site.site_id).asked:
            actions.show_refused(FORM)
        show_flash()
        said = ngettext(
            "{counted} of {count} line counted. What stays empty is left alone.",
            "{counted} of {count} lines counted. What stays empty is left alone.",
            piles,
        )
        if piles:
            note(md_escape(said.format(counted=counted, count=piles)))
        st.button(
            _("Save the count"),
            key="count.save",
            type="primary",
            icon=":material/check:",
            width="stretch",
            disabled=not counted,
            on_click=_ask,
            args=(site.site_id,),
        )


def show_asked(site: SiteChoice) -> None:
    """Open the dialog where the count is to be saved."""
    if begun_at(site.site_id).asked:
        title = _("Save the count of {site}?").format(site=md_escape(site.name))
        st.dialog(title, on_dismiss=lambda: _close(site.site_id))(_confirm)(site)


def difference_words(one: Difference) -> str:
    """What was counted of a pile and how the books differ, in a sentence."""
    figures = {
        "item": _("{item} ({words})").format(item=one.item, words=one.words) if one.words else one.item,
        "counted": amount(one.counted, one.unit),
        "expected": amount(one.expected, one.unit),
        "more": amount(abs(one.counted - one.expected), one.unit),
    }
    if not one.expected and one.counted:
        return _("{item}: {counted} found that the books do not name.").format(**figures)
    if one.counted > one.expected:
        return _("{item}: {counted} counted, {expected} in the books; {more} more.").format(**figures)
    if one.counted < one.expected:
        return _("{item}: {counted} counted, {expected} in the books; {more} fewer.").format(**figures)
    return _("{item}: {counted}, as the books say.").format(**figures)


def _ask(site_id: int) -> None:
    at, begun = actions.begin(), begun_at(site_id)
    at.refusals.pop(FORM, None)
    try:
        differences(site_id)
    except Refusal as refusal:
        at.refusals[FORM] = refusal
        return
    begun.asked = True


def _close(site_id: int) -> None:
    begun_at(site_id).asked = False


def _confirm(site: SiteChoice) -> None:
    actions.begin()
    begun, sent = begun_at(site.site_id), desk().request_id(FORM)
    if not begun.asked:
        st.rerun()
    try:
        counted = differences(site.site_id)
    except Refusal as refusal:
        show_refusal(refusal)
        return
    changed = [one for one in counted if one.counted != one.expected]
    for one in changed:
        st.markdown(md_escape(difference_words(one)))
        if one.counted < one.reserved:
            said = _("Of these {reserved} are reserved: {short} of that is released again.").format(
                reserved=amount(one.reserved, one.unit), short=amount(one.reserved - one.counted, one.unit)
            )
            st.markdown(f":orange[:material/warning: {md_escape(said)}]")
    same = len(counted) - len(changed)
    if same:
        st.markdown(md_escape(_as_the_books_say(same)))
    note(_("What was not counted is left alone. A count can be put right by counting again."))
    actions.show_refused(FORM)
    with st.container(horizontal=True):
        st.button(
            _("Save the count"),
            type="primary",
            key=f"count.yes.{sent}",
            on_click=_save,
            args=(site, sent),
        )
        st.button(_("Keep counting"), key=f"count.no.{sent}", on_click=_close, args=(site.site_id,))


def _as_the_books_say(lines: int) -> str:
    return ngettext("{count} line is as the books say.", "{count} lines are as the books say.", lines).format(
        count=lines
    )


def _save(site: SiteChoice, sent: str) -> None:
    at, begun = actions.begin(), begun_at(site.site_id)
    if at.request_id(FORM) != sent:
        return
    try:
        counted = differences(site.site_id)
    except Refusal as refusal:
        at.refusals[FORM] = refusal
        return
    said = _told(counted)
    asked = CountShelf(site.site_id, piles_of(counted))
    saved = actions.run(count_shelf, asked, at=at, form=FORM, sent=sent)
    if saved is None:
        if isinstance(at.refusals.get(FORM), Conflict):
            begun.look_again(sheet_by_mark(site.site_id))
        return
    begun.typed, begun.expected, begun.found, begun.asked = {}, {}, [], False
    begun.told = (*said, *saved.losses)
    at.say(_("Saved: the books of {site} say what you counted.").format(site=site.name))


def _told(counted: Sequence[Difference]) -> list[str]:
    changed = [difference_words(one) for one in counted if one.counted != one.expected]
    same = [one.item for one in counted if one.counted == one.expected]
    if same:
        changed.append(_("As the books said: {items}.").format(items=listed(same)))
    return changed


def show_told(site: SiteChoice) -> None:
    """What the last count of this session changed, until it is put away."""
    begun = begun_at(site.site_id)
    if not begun.told:
        return
    with st.container(border=True, gap="small", key="count.told"):
        lines = [f"- {md_escape(line)}" for line in begun.told]
        st.markdown(f"**{_('What the last count changed')}**\n\n" + "\n".join(lines))
        st.button(_("Put away"), key="count.told.away", on_click=_put_away, args=(site.site_id,))


def _put_away(site_id: int) -> None:
    begun_at(site_id).told = ()
