"""Saving a count: what will change is said first, what did change after."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from drives.commands.shelf_counts import CountShelf, count_shelf
from drives.errors import Conflict, Refusal
from drives.queries.choices import SiteChoice
from drives.texts import _, ngettext
from drives.ui import actions
from drives.ui.address_dialog import AddressDialog
from drives.ui.components import amount, free_line, listed, md_escape, note, show_flash, show_refusal
from drives.ui.count_begun import FORM, Difference, begun_at, differences, piles_of, sheet_by_mark
from drives.ui.form import Form

_SAVING = AddressDialog("save")
"""``?save=yes`` asks whether to save what was counted at the site that is shown."""


def save_bar(site: SiteChoice, piles: int) -> None:
    """How far the count is and the one button, kept in sight at the bottom of the screen."""
    counted = len(begun_at(site.site_id).typed)
    with st.bottom, st.container(gap="xsmall"):
        if not _SAVING.asked():
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
    if _SAVING.asked() and begun_at(site.site_id).typed:
        title = _("Save the count of {site}?").format(site=md_escape(site.name))
        _SAVING.show(title, partial(_confirm, site))
    else:
        _SAVING.close()


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
    at, form = actions.begin(), _form()
    at.refusals.pop(FORM, None)
    if form.read(at, partial(differences, site_id)) is not None:
        _SAVING.open(save="yes")


def _form() -> Form:
    return Form.of(FORM, "count")


def _confirm(site: SiteChoice) -> None:
    form = _form()
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
    if changed:
        free_line(
            _("Why do the books differ?"),
            key=form.key("reason"),
            max_chars=400,
            placeholder=_("found behind the shelf, given out and not written down …"),
        )
    note(_("What was not counted is left alone. A count can be put right by counting again."))
    form.show_refused()
    with st.container(horizontal=True):
        st.button(
            _("Save the count"),
            type="primary",
            key=form.key("yes"),
            on_click=_save,
            args=(site, form),
        )
        st.button(_("Keep counting"), key=form.key("no"), on_click=_SAVING.close)


def _as_the_books_say(lines: int) -> str:
    return ngettext("{count} line is as the books say.", "{count} lines are as the books say.", lines).format(
        count=lines
    )


def _save(site: SiteChoice, form: Form) -> None:
    at, begun = actions.begin(), begun_at(site.site_id)
    counted = form.read(at, partial(differences, site.site_id))
    if counted is None:
        return
    said, reason = _told(counted), st.session_state.get(form.key("reason"))
    saved = form.send(at, count_shelf, CountShelf(site.site_id, piles_of(counted), reason))
    if saved is None:
        if isinstance(at.refusals.get(FORM), Conflict):
            begun.look_again(sheet_by_mark(site.site_id))
        return
    begun.typed, begun.expected, begun.found = {}, {}, []
    begun.told = (*said, *saved.losses)
    at.say(_("Saved: the records of {site} now say what you counted.").format(site=site.name))
    _SAVING.close()


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
        st.button(_("Hide this"), key="count.told.away", on_click=_put_away, args=(site.site_id,))


def _put_away(site_id: int) -> None:
    begun_at(site_id).told = ()
