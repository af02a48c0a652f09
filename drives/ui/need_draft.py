"""What somebody is about to ask for, said back in words before it is posted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from drives.commands.need_writing import PostNeed
from drives.commands.standing_needs import PostStandingNeed
from drives.queries.choices import ItemChoice
from drives.rules.asking import far_from_usual, much_to_begin_with
from drives.texts import _, ngettext
from drives.ui import actions, reads
from drives.ui.components import amount, day, goods_of, md_escape, person_hint
from drives.ui.counted import Counted
from drives.ui.form import Form
from drives.ui.need_words import how_often, priority_name, told_name


@dataclass(frozen=True, slots=True)
class Draft:
    """A need as it was typed: what is asked of the store, and the names of what it is about.

    ``row`` is its number in a table, 0 where it stands alone.
    """

    row: int
    item: ItemChoice
    program: str
    counted: Counted
    asked: PostNeed | PostStandingNeed
    drive: str | None = None


Post = Callable[[Form, tuple[Draft, ...]], None]


def check(form: Form, drafts: Sequence[Draft]) -> None:
    """Have these shown, to be posted or changed: ``show_drafts`` does so."""
    st.session_state[form.key("drafts")] = tuple(drafts)


def is_checked(form: Form) -> bool:
    """Whether what was typed is being shown."""
    return form.key("drafts") in st.session_state


def show_drafts(form: Form, post: Post) -> None:
    """The dialog that says back what was typed, where that was asked for."""
    drafts: tuple[Draft, ...] = st.session_state.get(form.key("drafts"), ())
    if drafts:
        st.dialog(_("Is this right?"), on_dismiss=partial(_let_go, form))(_ask)(form, drafts, post)


def _let_go(form: Form) -> None:
    st.session_state.pop(form.key("drafts"), None)


def _ask(form: Form, drafts: tuple[Draft, ...], post: Post) -> None:
    at = actions.begin()
    if not is_checked(form) or at.request_id(form.name) != form.sent:
        st.rerun()
    for program in dict.fromkeys(draft.program for draft in drafts):
        st.markdown(_("For {program}:").format(program=md_escape(program)))
        theirs = [draft for draft in drafts if draft.program == program]
        st.markdown("\n".join(f"- {_said(draft)}" for draft in theirs) if theirs[1:] else _said(theirs[0]))
        for draft in theirs:
            _warn(draft)
    person_hint(*(draft.asked.note for draft in drafts))
    form.show_refused()
    yes = (
        _("Post it") if len(drafts) == 1 else ngettext("Post {count} need", "Post {count} needs", len(drafts))
    )
    with st.container(horizontal=True):
        st.button(
            yes.format(count=len(drafts)),
            type="primary",
            icon=":material/check:",
            key=form.key("yes"),
            on_click=post,
            args=(form, drafts),
        )
        st.button(_("Back to the form"), key=form.key("back"), on_click=_let_go, args=(form,))


def _said(draft: Draft) -> str:
    """A draft in words, as markdown."""
    counted, unit = draft.counted, draft.item.unit
    facts = {"goods": goods_of(draft.item.name, counted.quantity, unit), "words": counted.words}
    if counted.pack is not None:
        what = _("{words} = {goods}").format(**facts)
    elif counted.words:
        what = _("{goods}, {words}").format(**facts)
    else:
        what = facts["goods"]
    return f"**{md_escape(what)}** · {md_escape(' · '.join(_facts(draft)))}"


def _facts(draft: Draft) -> list[str]:
    asked, today = draft.asked, reads.stamp().today
    said = [_("{priority} priority").format(priority=priority_name(asked.priority))]
    if isinstance(asked, PostStandingNeed):
        said.append(how_often(asked.every, asked.quantity, draft.item.unit))
        if asked.have is not None:
            said.append(_("{amount} there now").format(amount=amount(asked.have, draft.item.unit)))
    elif asked.needed_by is not None:
        said.append(_("needed by {day}").format(day=day(asked.needed_by, today=today)))
    if draft.drive:
        said.append(_("for {drive} alone").format(drive=draft.drive))
    if asked.told is not None:
        on = day(asked.told.on or today, today=today)
        said.append(_("told {how}, {day}").format(how=told_name(asked.told.how), day=on))
    if asked.note:
        said.append(asked.note)
    return said


def _warn(draft: Draft) -> None:
    """Say where this is far from what the program asked before, or very much where it asked little before."""
    there = reads.what_there_is(draft.asked.program_id).get(draft.item.item_id)
    quantity, before = draft.counted.quantity, there.before if there else ()
    usual = far_from_usual(quantity, before)
    if usual is not None:
        said = _("{item}: {asked} is far from the usual. {program} usually asks for about {usual}.").format(
            item=draft.item.name,
            asked=amount(quantity, draft.item.unit),
            program=draft.program,
            usual=amount(usual, draft.item.unit),
        )
        st.warning(md_escape(said), icon=":material/query_stats:")
    elif much_to_begin_with(quantity, before):
        said = _("{goods} is a lot: {program} has asked for little of it so far, or for none.").format(
            goods=goods_of(draft.item.name, quantity, draft.item.unit), program=draft.program
        )
        st.warning(md_escape(said), icon=":material/query_stats:")
