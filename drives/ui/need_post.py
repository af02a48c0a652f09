"""The form to post a need; what was typed stays when it is refused, and is said back before it is posted."""

from datetime import date
from typing import Any

import streamlit as st

from drives.commands.need_writing import PostNeed, Told
from drives.commands.needs import CancelNeed, cancel_need, post_need
from drives.commands.standing_needs import (
    EndStandingNeed,
    PostStandingNeed,
    end_standing_need,
    post_standing_need,
)
from drives.errors import Refusal
from drives.queries.choices import ItemChoice
from drives.rules.kinds import Every, Priority, ToldHow
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.components import amount, free_line, goods_of, item_option, md_escape, note
from drives.ui.counted import UNIT, typed_count, ways_to_count
from drives.ui.form import Form, put_back
from drives.ui.need_draft import Draft, check, is_checked, show_drafts
from drives.ui.need_words import priority_name, told_name

_NAME = "needs.post"
_LAST = "needs.post.last_program"


def post_form(*, open_first: bool, program_id: int | None = None, told: bool = False) -> None:
    """The form, folded away unless it is the first thing to do.

    Of ``program_id`` where the page is a program's own; with ``told`` it also asks how the program said it.
    """
    programs = {program.program_id: program for program in reads.programs()}
    first = (
        program_id or st.session_state.get(_LAST) or (next(iter(programs)) if len(programs) == 1 else None)
    )
    form = Form.of(_NAME, _NAME).begin(
        {
            "item": None,
            "program": first if first in programs else None,
            "quantity": "",
            "priority": Priority.NORMAL.value,
            "every": "",
            "have": "",
            "needed_by": None,
            "drive": 0,
            "note": "",
            "told": None,
            "told_on": reads.stamp().today,
            "told_by": "",
        }
    )
    with st.expander(_("Post a need"), expanded=open_first, icon=":material/add:", key="needs.form"):
        item = _fields(form, own=program_id is not None)
        if told:
            told_fields(form)
        _what_there_is(program_id or form.value("program"), item)
        if not is_checked(form):
            form.show_refused()
        st.button(
            _("Post the need"),
            type="primary",
            key=form.key("submit"),
            on_click=_check,
            args=(form, program_id, told),
        )
    show_drafts(form, _post)


def _fields(form: Form, *, own: bool) -> ItemChoice | None:
    programs = {program.program_id: program for program in reads.programs()}
    items = {item.item_id: item for item in reads.items()}
    with st.grid(3, min_column_width=200):
        if not own:
            st.selectbox(
                _("Program"),
                list(programs),
                index=None,
                format_func=lambda key: programs[key].name,
                placeholder=_("Who needs it?"),
                key=form.key("program"),
            )
        st.selectbox(
            _("Item"),
            list(items),
            index=None,
            format_func=lambda key: item_option(items[key].name, items[key].unit),
            placeholder=_("What is needed?"),
            key=form.key("item"),
        )
        item = items.get(form.value("item") or 0)
        st.text_input(_("How many"), key=form.key("quantity"), placeholder="120")
        if item is not None and len(ways := ways_to_count(item)) > 1:
            st.selectbox(
                _("Counted in"), list(ways), format_func=ways.__getitem__, key=form.key(f"way.{item.item_id}")
            )
        st.selectbox(
            _("How urgent"),
            [priority.value for priority in Priority],
            format_func=lambda value: priority_name(Priority(value)),
            key=form.key("priority"),
        )
        _when_fields(form, own=own)
    free_line(
        _("What it is for, or sizes. Never name or describe a person."),
        key=form.key("note"),
        max_chars=500,
    )
    return item


def _when_fields(form: Form, *, own: bool) -> None:
    """Once by a day, or again and again."""
    repeats = {
        "": _("once"),
        Every.WEEKLY.value: _("each week"),
        Every.MONTHLY.value: _("each month"),
        Every.PAR.value: _("up to what we keep"),
    }
    every = st.selectbox(
        _("How often"), list(repeats), format_func=repeats.__getitem__, key=form.key("every")
    )
    if every == Every.PAR:
        st.text_input(_("How many are there now"), key=form.key("have"), placeholder="40")
    if every:
        return
    st.date_input(_("Needed by (may stay empty)"), value=None, key=form.key("needed_by"), format="YYYY-MM-DD")
    if not own:
        drives = {drive.drive_id: drive for drive in reads.drives() if drive.closed_on is None}
        st.selectbox(
            _("Only for one drive"),
            [0, *drives],
            format_func=lambda key: drives[key].name if key else _("any drive"),
            key=form.key("drive"),
        )


def told_fields(form: Form) -> None:
    """How the program said it to an organizer, who types it."""
    with st.grid(3, min_column_width=200):
        how = st.selectbox(
            _("How you were told"),
            [how.value for how in ToldHow],
            index=None,
            format_func=lambda value: told_name(ToldHow(value)),
            placeholder=_("if it was said to you"),
            key=form.key("told"),
        )
        if how:
            st.date_input(_("When"), key=form.key("told_on"), format="YYYY-MM-DD")
            free_line(
                _("Who of them (a role is enough)"),
                key=form.key("told_by"),
                max_chars=120,
                placeholder=_("evening desk"),
            )


def typed_told(form: Form) -> Told | None:
    """What stands in ``told_fields``."""
    how = _typed(form, "told", None)
    if not how:
        return None
    return Told(
        ToldHow(how), _typed(form, "told_on", None), (_typed(form, "told_by", "") or "").strip() or None
    )


def _typed(form: Form, field: str, missing: Any) -> Any:
    """What stands in a field that is not always shown."""
    return st.session_state.get(form.key(field), missing)


def _what_there_is(program_id: int | None, item: ItemChoice | None) -> None:
    """What is available, what is coming and what was asked already, before one asks."""
    if item is None or program_id is None:
        return
    there = reads.what_there_is(program_id).get(item.item_id)

    def shown(figure: str) -> str:
        return amount(getattr(there, figure) if there else 0, item.unit)

    said = [
        _("{item}: {available} available, {missing} still to collect for the needs posted so far.").format(
            item=item.name, available=shown("available"), missing=shown("still_to_collect")
        )
    ]
    if there and there.kept:
        said.append(_("{amount} more are kept for this program alone.").format(amount=shown("kept")))
    if there and there.coming:
        said.append(_("{amount} are on their way to it.").format(amount=shown("coming")))
    if there and there.asked:
        said.append(_("It already asks for {amount} more.").format(amount=shown("asked")))
    note(md_escape(" ".join(said)))


def _check(form: Form, program_id: int | None, told: bool) -> None:
    at = actions.begin()
    draft = form.read(at, lambda: _typed_draft(form, program_id, told))
    if draft is not None:
        check(form, [draft])


def _typed_draft(form: Form, own: int | None, told: bool) -> Draft:
    """What stands in the form; Refusal where it is no need."""
    programs = {program.program_id: program.name for program in reads.programs()}
    items = {item.item_id: item for item in reads.items()}
    drives = {drive.drive_id: drive.name for drive in reads.drives()} if own is None else {}
    program_id, item = own or form.value("program"), items.get(form.value("item") or 0)
    if program_id not in programs:
        raise Refusal(_("Choose the program first."))
    if item is None:
        raise Refusal(_("Choose the item first."))
    way = _typed(form, f"way.{item.item_id}", UNIT)
    counted = typed_count(item, form.text("quantity"), way)
    every, drive_id = form.value("every"), _typed(form, "drive", 0)
    shared: dict[str, Any] = {
        "priority": Priority(form.value("priority")),
        "note": form.text("note") or None,
        "pack": counted.pack,
        "pack_quantity": counted.pack_quantity,
        "told": typed_told(form) if told else None,
    }
    if every:
        have = (
            typed_count(item, _typed(form, "have", "") or "", zero_allowed=True)
            if every == Every.PAR
            else None
        )
        asked: PostNeed | PostStandingNeed = PostStandingNeed(
            program_id,
            item.item_id,
            counted.quantity,
            Every(every),
            have.quantity if have else None,
            **shared,
        )
        return Draft(0, item, programs[program_id], counted, asked)
    needed_by: date | None = _typed(form, "needed_by", None)
    asked = PostNeed(
        program_id, item.item_id, counted.quantity, needed_by=needed_by, drive_id=drive_id or None, **shared
    )
    return Draft(0, item, programs[program_id], counted, asked, drives.get(drive_id or 0))


def _post(form: Form, drafts: tuple[Draft, ...]) -> None:
    at = actions.begin()
    (draft,) = drafts
    st.session_state[_LAST] = draft.asked.program_id
    goods = goods_of(draft.item.name, draft.counted.quantity, draft.item.unit)
    said = _("Posted: {goods}.").format(goods=goods)
    taken_back = _("Taken back: the need is cancelled.")
    if isinstance(draft.asked, PostStandingNeed):
        begun = form.send(at, post_standing_need, draft.asked)
        if begun is not None:
            end = EndStandingNeed(begun.standing_need_id, cancel_round=True)
            at.say(said, undo=lambda: put_back(end_standing_need, end, taken_back))
        return
    posted = form.send(at, post_need, draft.asked)
    if posted is not None:
        at.say(said, undo=lambda: put_back(cancel_need, CancelNeed(posted.need_id), taken_back))
