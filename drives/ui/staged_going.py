"""A count that goes on: how far it is, who counts, the sheet; ended by comparing, or abandoned."""

from functools import partial

import streamlit as st

from drives.commands.staged_counts import AbandonCount, abandon_count
from drives.commands.staged_results import CompareCount, compare_count
from drives.queries.staged_counts import CountShown
from drives.texts import _, ngettext
from drives.ui import actions
from drives.ui.components import md_escape, note
from drives.ui.count_sheet_paper import download_sheet
from drives.ui.form import Form
from drives.ui.staged_words import COUNTS, counter_words


def show_going(count: CountShown) -> None:
    """How far the count is, without any figure."""
    said = ngettext(
        "Entered: {counted} of {count} line. No figure is shown before the count is compared.",
        "Entered: {counted} of {count} lines. No figure is shown before the count is compared.",
        count.to_count,
    ).format(count=count.to_count, counted=count.counted)
    st.markdown(md_escape(said))
    if count.round > 1:
        note(_("This is a recount: the other lines keep what was counted."))
    if count.counters:
        st.markdown("\n".join(f"- {md_escape(counter_words(one))}" for one in count.counters))
    else:
        st.markdown(_("Nobody was named to count: anyone who moves stock may count."))
    with st.container(horizontal=True):
        _opens(_("Compare what was counted"), "compare", "balance", primary=True, disabled=not count.counted)
        _opens(_("Who counts"), "give", "group")
        _opens(_("Abandon it"), "abandon", "close")
    st.page_link("pages/count_sheets.py", label=_("Enter what I count myself"), icon=":material/edit_note:")
    download_sheet(count.staged_count_id)


def _opens(label: str, do: str, icon: str, *, primary: bool = False, disabled: bool = False) -> None:
    st.button(
        label,
        key=f"counts.{do}",
        icon=f":material/{icon}:",
        type="primary" if primary else "secondary",
        disabled=disabled,
        on_click=COUNTS.open,
        kwargs={"do": do},
    )


def abandon_button() -> None:
    """The button that asks whether to abandon the count."""
    _opens(_("Abandon it"), "abandon", "close")


def show_compare(count: CountShown) -> None:
    """The dialog that ends the counting."""
    COUNTS.show(_("Compare what was counted?"), partial(_ask_compare, count))


def _ask_compare(count: CountShown) -> None:
    form = Form.of(f"counts.compare.{count.staged_count_id}", "counts.compare")
    left = count.to_count - count.counted
    if left:
        said = ngettext(
            "{count} line is not counted yet. It is left alone.",
            "{count} lines are not counted yet. They are left alone.",
            left,
        )
        st.markdown(said.format(count=left))
    st.markdown(_("After this nobody can enter figures. Single lines can still be counted again."))
    asked = CompareCount(count.staged_count_id)
    form.buttons(_("Compare"), _compare, asked, form, leave=partial(COUNTS.close, form.name))


def _compare(asked: CompareCount, form: Form) -> None:
    at = actions.begin()
    if form.send(at, compare_count, asked) is not None:
        COUNTS.close()


def show_abandon(count: CountShown) -> None:
    """The dialog that ends a count with nothing posted."""
    COUNTS.show(_("Abandon this count?"), partial(_ask_abandon, count))


def _ask_abandon(count: CountShown) -> None:
    form = Form.of(f"counts.abandon.{count.staged_count_id}", "counts.abandon")
    st.markdown(_("Nothing is posted, and the books stay as they are. What was entered can still be read."))
    form.show_refused()
    with st.container(horizontal=True):
        asked = AbandonCount(count.staged_count_id)
        st.button(_("Abandon it"), type="primary", key=form.key("yes"), on_click=_abandon, args=(asked, form))
        st.button(_("Keep it"), key=form.key("no"), on_click=COUNTS.close)


def _abandon(asked: AbandonCount, form: Form) -> None:
    at = actions.begin()
    if form.send(at, abandon_count, asked) is not None:
        at.say(_("The count is abandoned. Nothing was posted."), kind="note")
        COUNTS.close()
