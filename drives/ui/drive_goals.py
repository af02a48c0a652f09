"""A drive's goals: what its programs still need is offered, taken as it is or changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from drives.errors import Refusal
from drives.queries.drive_list import DriveListed, GoalOffer
from drives.rules.quantity import SCALE
from drives.rules.units import Unit, is_indivisible, unit_name
from drives.texts import _, ngettext
from drives.ui import reads
from drives.ui.components import amount, item_option, md_escape, note, section, typed_quantity
from drives.ui.components.words import quantity_text

_ROW_WIDTH = 330
_GOAL_WIDTH = 120


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A row of the table; ``kept`` ones stand also where nothing is offered or typed."""

    item: str
    unit: Unit
    kept: bool


def goals_key(sent: str) -> str:
    """Where the rows of a form's table are kept."""
    return f"drives.goals.{sent}"


def _field(item_id: int, sent: str) -> str:
    return f"drives.goal.{item_id}.{sent}"


def begin_goals(drive: DriveListed | None, sent: str) -> None:
    """Lay out the goals that a drive has."""
    state, goals = st.session_state, () if drive is None else drive.goals
    state[goals_key(sent)] = {goal.item_id: GoalRow(goal.item, goal.unit, True) for goal in goals}
    for goal in goals:
        state[_field(goal.item_id, sent)] = quantity_text(goal.quantity)


def goal_fields(drive: DriveListed | None, program_ids: Sequence[int], sent: str) -> None:
    """The table: a row for each item that is offered, set or added."""
    offers = {
        offer.item_id: offer
        for offer in reads.offers(tuple(sorted(program_ids)), None if drive is None else drive.drive_id)
    }
    section(_("Goals"), _finding(program_ids, offers))
    rows: dict[int, GoalRow] = st.session_state[goals_key(sent)]
    for offer in offers.values():
        rows.setdefault(offer.item_id, GoalRow(offer.item, offer.unit, False))
    shown = [
        item_id
        for item_id, row in rows.items()
        if row.kept or item_id in offers or st.session_state.get(_field(item_id, sent))
    ]
    empty = [one for one in offers.values() if not st.session_state.get(_field(one.item_id, sent))]
    if offers:
        st.button(
            _("Use all"),
            key=f"drives.take_all.{sent}",
            icon=":material/done_all:",
            disabled=not empty,
            on_click=_take,
            args=(empty, sent),
        )
    if shown:
        with st.grid(2, min_column_width=_ROW_WIDTH, key="drives.goal_rows"):
            for item_id in sorted(shown, key=lambda one: (not rows[one].kept, rows[one].item)):
                _row(item_id, rows[item_id], offers.get(item_id), sent)
    _another(rows, shown, sent)


def _finding(program_ids: Sequence[int], offers: Mapping[int, GoalOffer]) -> str:
    if offers:
        return ngettext(
            "{count} item is still to be collected today. Set its goal as high or as low as you like.",
            "{count} items are still to be collected today. Set each goal as high or as low as you like.",
            len(offers),
        ).format(count=len(offers))
    if program_ids:
        return _("Nothing is still to be collected for these programs today. A goal may be set all the same.")
    return _("Choose programs above, and what they still need is offered here.")


def _row(item_id: int, row: GoalRow, offer: GoalOffer | None, sent: str) -> None:
    if offer is None:
        said = _("nothing still to collect")
    else:
        said = _("{amount} still to collect").format(amount=amount(offer.still_to_collect, row.unit))
    with st.container(
        border=True,
        horizontal=True,
        wrap=False,
        vertical_alignment="center",
        gap="xsmall",
        height="stretch",
        key=f"goal-{item_id}",
    ):
        st.markdown(f"**{md_escape(row.item)}**  \n:small[:gray[{md_escape(said)}]]", width="stretch")
        if offer is not None:
            st.button(
                _("Take"),
                key=f"drives.take.{item_id}.{sent}",
                type="tertiary",
                on_click=_take,
                args=([offer], sent),
            )
        st.text_input(
            _("Goal of {item}").format(item=md_escape(row.item)),
            key=_field(item_id, sent),
            placeholder="" if row.unit is Unit.EACH else unit_name(row.unit, 2 * SCALE),
            label_visibility="collapsed",
            width=_GOAL_WIDTH,
        )


def _another(rows: Mapping[int, GoalRow], shown: Sequence[int], sent: str) -> None:
    items = {item.item_id: item for item in reads.items() if item.item_id not in shown}
    field = f"drives.another.{sum(row.kept for row in rows.values())}.{sent}"
    if items:
        st.selectbox(
            _("Another item"),
            list(items),
            index=None,
            format_func=lambda key: item_option(items[key].name, items[key].unit),
            placeholder=_("Type to find an item"),
            key=field,
            on_change=_add,
            args=(field, sent),
        )
    note(_("An empty goal is no goal. What is needed counts whether it has a goal or not."))


def _add(field: str, sent: str) -> None:
    state = st.session_state
    item = next((item for item in reads.items() if item.item_id == state.get(field)), None)
    if item is not None:
        state[goals_key(sent)][item.item_id] = GoalRow(item.name, item.unit, True)


def _take(offers: Sequence[GoalOffer], sent: str) -> None:
    for offer in offers:
        st.session_state[_field(offer.item_id, sent)] = quantity_text(offer.still_to_collect)


def typed_goals(sent: str) -> tuple[tuple[int, int], ...]:
    """The goals in the table, (item id, thousandths); Refusal, naming the item, for a wrong one."""
    state, goals = st.session_state, []
    for item_id, row in state[goals_key(sent)].items():
        text = (state.get(_field(item_id, sent)) or "").strip()
        if not text:
            continue
        try:
            goals.append((item_id, typed_quantity(text, whole=is_indivisible(row.unit))))
        except Refusal as refusal:
            raise Refusal(_("{item}: {refusal}").format(item=row.item, refusal=refusal)) from None
    return tuple(goals)
