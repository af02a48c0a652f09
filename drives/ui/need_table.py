"""Several needs in one go, typed into a table; what was typed stays until all of it is posted."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from drives.commands.need_lists import CancelNeeds, NeedRow, PostNeeds, RowProblems, cancel_needs, post_needs
from drives.commands.need_writing import PostNeed, Told
from drives.errors import Refusal
from drives.queries.choices import ItemChoice
from drives.rules.dates import parse_date
from drives.rules.kinds import Priority
from drives.texts import _, ngettext
from drives.ui import actions, reads
from drives.ui.components import note
from drives.ui.counted import PEOPLE, UNIT, packs_of, typed_count
from drives.ui.form import Form, put_back
from drives.ui.need_draft import Draft, check, is_checked, show_drafts
from drives.ui.need_post import told_fields, typed_told
from drives.ui.need_words import priority_name

_NAME = "needs.table"
_ROWS = 6
_COLUMNS = ("item", "quantity", "way", "priority", "needed_by", "note")


def table_form(*, program_id: int | None = None, told: bool = False) -> None:
    """The table, folded away; ``program_id`` and ``told`` as in the form of one need."""
    form = Form.of(_NAME, _NAME).begin(
        {"rows": None, "program": None, "told": None, "told_on": reads.stamp().today, "told_by": ""}
    )
    with st.expander(_("Post several at once"), icon=":material/table_rows:", key="needs.table.form"):
        if program_id is None:
            programs = {program.program_id: program for program in reads.programs()}
            st.selectbox(
                _("For which program"),
                list(programs),
                index=None,
                format_func=lambda key: programs[key].name,
                placeholder=_("Who needs it?"),
                key=form.key("program"),
            )
        note(_("A row is a need. Rows without an item and a number are left out."))
        _editor(form)
        if told:
            told_fields(form)
        if not is_checked(form):
            form.show_refused()
        st.button(
            _("Post them"),
            type="primary",
            key=form.key("submit"),
            on_click=_check,
            args=(form, program_id, told),
        )
    show_drafts(form, _post)


def _editor(form: Form) -> None:
    items = reads.items()
    ways = sorted({pack for item in items for pack in packs_of(item)})
    people = [_("people it is for")] if any(item.people_per_unit for item in items) else []
    config = st.column_config
    st.data_editor(
        pd.DataFrame([dict.fromkeys(_COLUMNS)] * _ROWS, columns=list(_COLUMNS), dtype=object),
        num_rows="dynamic",
        hide_index=True,
        width="stretch",
        key=form.key("table"),
        placeholder="",
        column_config={
            "item": config.SelectboxColumn(_("Item"), options=[item.name for item in items], width="medium"),
            "quantity": config.TextColumn(_("How many"), width="small"),
            "way": config.SelectboxColumn(
                _("Counted in"), options=[*ways, *people], help=_("Empty: in the item's own unit.")
            ),
            "priority": config.SelectboxColumn(
                _("How urgent"), options=[priority_name(one) for one in Priority], width="small"
            ),
            "needed_by": config.DateColumn(_("Needed by"), format="YYYY-MM-DD", width="small"),
            "note": config.TextColumn(
                _("Note"), max_chars=500, help=_("Sizes, colors. Never name or describe a person.")
            ),
        },
    )


def _rows(form: Form) -> list[tuple[int, Mapping[str, Any]]]:
    """The rows in which something stands, with their numbers from 1."""
    edits = st.session_state.get(form.key("table")) or {}
    edited = {int(place): row for place, row in edits.get("edited_rows", {}).items()}
    gone = set(edits.get("deleted_rows", ()))
    rows = [edited.get(place, {}) for place in range(_ROWS) if place not in gone]
    rows += edits.get("added_rows", [])
    return [
        (number, row)
        for number, row in enumerate(rows, 1)
        if any(str(row.get(column) or "").strip() for column in _COLUMNS)
    ]


def _check(form: Form, own: int | None, told: bool) -> None:
    at = actions.begin()
    drafts = form.read(at, lambda: _typed_drafts(form, own, told))
    if drafts is not None:
        check(form, drafts)


def _typed_drafts(form: Form, own: int | None, told: bool) -> list[Draft]:
    programs = {program.program_id: program.name for program in reads.programs()}
    program_id = own or form.value("program")
    if program_id not in programs:
        raise Refusal(_("Choose the program first."))
    rows = _rows(form)
    if not rows:
        raise Refusal(_("Nothing is asked for yet. Fill in at least one row."))
    said = typed_told(form) if told else None
    problems, drafts = RowProblems(), []
    for number, row in rows:
        with problems.of(number):
            drafts.append(_draft(number, row, program_id, programs[program_id], said))
    problems.refuse()
    return drafts


def _draft(number: int, row: Mapping[str, Any], program_id: int, program: str, told: Told | None) -> Draft:
    items: dict[str, ItemChoice] = {item.name: item for item in reads.items()}
    item = items.get(str(row.get("item") or ""))
    if item is None:
        raise Refusal(_("Choose the item."))
    way = str(row.get("way") or UNIT)
    if way == _("people it is for") and way not in packs_of(item):
        way = PEOPLE
    try:
        counted = typed_count(item, str(row.get("quantity") or ""), way)
    except Refusal as refusal:
        raise Refusal(_("{field}: {why}").format(field=item.name, why=refusal)) from None
    priorities = {priority_name(one): one for one in Priority}
    asked = PostNeed(
        program_id,
        item.item_id,
        counted.quantity,
        priorities.get(str(row.get("priority")), Priority.NORMAL),
        needed_by=_day(row.get("needed_by")),
        note=str(row.get("note") or "").strip() or None,
        pack=counted.pack,
        pack_quantity=counted.pack_quantity,
        told=told,
    )
    return Draft(number, item, program, counted, asked)


def _day(typed: Any) -> date | None:
    return parse_date(str(typed)[:10]) if typed else None


def _post(form: Form, drafts: tuple[Draft, ...]) -> None:
    at = actions.begin()
    rows = tuple(NeedRow(draft.row, draft.asked) for draft in drafts if isinstance(draft.asked, PostNeed))
    posted = form.send(at, post_needs, PostNeeds(rows))
    if posted is None:
        return
    said = ngettext("Posted: {count} need.", "Posted: {count} needs.", len(rows)).format(count=len(rows))
    undo = partial(
        put_back, cancel_needs, CancelNeeds(posted.need_ids), _("Taken back: these needs are cancelled.")
    )
    at.say(said, undo=undo)
