"""Beginning a count in stages, and giving it to those who count."""

from functools import partial

import streamlit as st

from drives.commands.staged_counts import BeginCount, GiveCount, begin_count, give_count
from drives.queries.role_words import role_name
from drives.queries.staged_counts import CountShown
from drives.texts import _, listed
from drives.ui import actions, reads
from drives.ui.components import free_line, note
from drives.ui.form import Form
from drives.ui.session import desk
from drives.ui.staged_words import COUNTS

FORM = "counts.begin"


def show_begin() -> None:
    """The dialog that begins a count."""
    COUNTS.show(_("Begin a count together"), _ask_begin, FORM, width="medium")


def _ask_begin() -> None:
    sites = {site.site_id: site for site in reads.sites()}
    first = next((one.site_id for one in sites.values() if one.slug == desk().site), next(iter(sites)))
    blank: dict[str, object] = {"site": first, "categories": [], "items": [], "accounts": [], "note": ""}
    form = Form.of(FORM, "counts.begin").begin(blank)
    st.selectbox(_("Site"), list(sites), format_func=lambda one: sites[one].name, key=form.key("site"))
    piles = reads.sheet_of(form.value("site"))
    st.multiselect(
        _("Only these categories (none: all)"),
        sorted({pile.category for pile in piles}),
        key=form.key("categories"),
        placeholder=_("All categories"),
    )
    names = {pile.item_id: pile.item for pile in piles}
    st.multiselect(
        _("And these items"),
        list(names),
        format_func=names.__getitem__,
        key=form.key("items"),
        placeholder=_("No further items"),
    )
    _choose_counters(form)
    free_line(
        _("What it is for (whoever counts reads this)"),
        key=form.key("note"),
        max_chars=400,
        placeholder=_("before the move, after the flood …"),
    )
    form.buttons(_("Begin the count"), _begin, form, leave=partial(COUNTS.close, form.name))


def _choose_counters(form: Form) -> None:
    choices = {one.account_id: one for one in reads.counters()}
    if not choices:
        note(_("No accounts yet: whoever is at this computer counts, and may finalize it, too."))
        return
    names = {
        one.account_id: _("{name} ({roles})").format(
            name=one.name, roles=listed([role_name(role) for role in one.roles])
        )
        for one in choices.values()
    }
    st.multiselect(
        _("Who counts"),
        list(names),
        format_func=names.__getitem__,
        key=form.key("accounts"),
        placeholder=_("Choose who gets the sheet"),
    )
    note(
        _(
            "Anyone who moves stock may count without being named. At least one person who may finalize "
            "the count should not count."
        )
    )


def _begin(form: Form) -> None:
    at = actions.begin()
    asked = form.read(
        at,
        lambda: BeginCount(
            form.value("site"),
            tuple(form.value("items")),
            tuple(form.value("categories")),
            tuple(st.session_state.get(form.key("accounts"), ())),
            form.text("note"),
        ),
    )
    begun = None if asked is None else form.send(at, begin_count, asked)
    if begun is None:
        return
    COUNTS.close()
    st.query_params["count"] = str(begun.staged_count_id)
    at.say(_("The count has begun. Those whom it was given to find it under My count sheets."))


def show_give(count: CountShown) -> None:
    """The dialog that gives a count to others."""
    COUNTS.show(_("Who counts?"), partial(_ask_give, count), _give_form(count).name)


def _give_form(count: CountShown) -> Form:
    return Form.of(f"counts.give.{count.staged_count_id}", "counts.give")


def _ask_give(count: CountShown) -> None:
    given = [one.account_id for one in count.counters if one.account_id is not None]
    known = {one.account_id for one in reads.counters()}
    form = _give_form(count).begin({"accounts": [one for one in given if one in known]})
    _choose_counters(form)
    form.buttons(_("Give it"), _give, count, form, leave=partial(COUNTS.close, form.name))


def _give(count: CountShown, form: Form) -> None:
    at = actions.begin()
    chosen = tuple(st.session_state.get(form.key("accounts"), ()))
    if form.send(at, give_count, GiveCount(count.staged_count_id, chosen)) is not None:
        at.say(_("Saved who counts."))
        COUNTS.close()
