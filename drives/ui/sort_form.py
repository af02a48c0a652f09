"""The form of a sorting: how much of a pile was gone through, what came of it, what was discarded."""

from collections.abc import Iterator
from datetime import date
from functools import partial

import streamlit as st

from drives.commands.sorting import Discarded, MadeGoods, SortGoods, UndoSorting, sort_goods, undo_sorting
from drives.errors import Refusal
from drives.queries.choices import ItemChoice, SiteChoice
from drives.queries.sorting import PileToSort
from drives.rules.dates import DateKind, DateRule
from drives.rules.kinds import DiscardReason
from drives.rules.quantity import SCALE
from drives.rules.units import is_indivisible, unit_name
from drives.rules.unsorted import is_unsorted
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.components import (
    amount,
    goods_of,
    in_unit,
    item_option,
    listed,
    md_escape,
    note,
    typed_quantity,
)
from drives.ui.form import Form, put_back
from drives.ui.kind_words import discard_reason_name
from drives.ui.line_words import date_kind_name

_ROWS = 3


def sort_form(site: SiteChoice, pile: PileToSort) -> None:
    """The form for a pile."""
    form = Form.of(f"sort.{pile.lot_id}", f"sort.{pile.lot_id}").begin(
        {"through": "", "rows": _ROWS, "out_rows": 1}
    )
    unit = unit_name(pile.unit, 2 * SCALE)
    st.text_input(
        _("Gone through, in {unit} (all: {all})").format(
            unit=unit, all=amount(pile.on_hand - pile.reserved, pile.unit)
        ),
        key=form.key("through"),
        placeholder="38.5",
        help=_("All of the pile that you looked at, also what you discarded. The rest stays and waits."),
    )
    st.markdown(f"**{md_escape(_('What came of it'))}**")
    dated = st.toggle(_("Note the dates on the goods"), key=form.key("dated"))
    items = _items()
    for place in range(form.value("rows")):
        _row(form, place, items, dated=dated)
    _more(form, "rows", _("Another item"))
    for place in range(form.value("out_rows")):
        _out_row(form, place, unit)
    _more(form, "out_rows", _("Discarded for another reason too"))
    form.show_refused()
    st.button(
        _("Put it on the shelf"),
        type="primary",
        width="stretch",
        icon=":material/check:",
        key=form.key("sort"),
        on_click=_sort,
        args=(form, site, pile),
    )


def _items() -> dict[int, ItemChoice]:
    return {item.item_id: item for item in reads.items() if not is_unsorted(item.name, item.category)}


def _row(form: Form, place: int, items: dict[int, ItemChoice], *, dated: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen = st.selectbox(
            _("Item {number}").format(number=place + 1),
            list(items),
            index=None,
            format_func=lambda item_id: item_option(items[item_id].name, items[item_id].unit),
            placeholder=_("Type a few letters"),
            key=form.key(f"item.{place}"),
        )
        item = items.get(chosen or 0)
        st.text_input(
            in_unit(_("How many"), _("In {unit}"), None if item is None else item.unit),
            key=form.key(f"many.{place}"),
            placeholder="24",
            width=110,
        )
    if not dated or item is None:
        return
    if item.date_rule is DateRule.NONE:
        note(md_escape(_("{item} keeps no dates.").format(item=item.name)))
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.date_input(_("Date on the goods"), value=None, key=form.key(f"mark.{place}"), format="YYYY-MM-DD")
        st.selectbox(
            _("It says"),
            [kind.value for kind in DateKind],
            format_func=lambda value: date_kind_name(DateKind(value)),
            key=form.key(f"kind.{place}"),
        )


def _out_row(form: Form, place: int, unit: str) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            _("Discarded, in {unit}").format(unit=unit), key=form.key(f"out.{place}"), placeholder="0"
        )
        st.selectbox(
            _("Because it was"),
            [reason.value for reason in DiscardReason],
            index=place % len(DiscardReason),
            format_func=lambda value: discard_reason_name(DiscardReason(value)),
            key=form.key(f"reason.{place}"),
        )


def _more(form: Form, rows: str, label: str) -> None:
    st.button(
        label,
        key=form.key(f"more.{rows}"),
        type="tertiary",
        icon=":material/add:",
        on_click=_one_more,
        args=(form, rows, form.value(rows)),
    )


def _one_more(form: Form, rows: str, before: int) -> None:
    st.session_state[form.key(rows)] = before + 1


def _typed(form: Form, site: SiteChoice, pile: PileToSort) -> SortGoods:
    whole = is_indivisible(pile.unit)
    through = typed_quantity(form.text("through"), whole=whole)
    out = tuple(_out(form, whole))
    discarded = sum(one.quantity for one in out)
    if discarded > through:
        raise Refusal(
            _("{discarded} discarded of {through} gone through. Enter at most what you went through.").format(
                discarded=amount(discarded, pile.unit), through=amount(through, pile.unit)
            )
        )
    return SortGoods(pile.lot_id, site.site_id, through - discarded, tuple(_made(form)), out)


def _out(form: Form, whole: bool) -> Iterator[Discarded]:
    for place in range(form.value("out_rows")):
        quantity = typed_quantity(form.text(f"out.{place}") or "0", whole=whole, zero_allowed=True)
        if quantity:
            yield Discarded(quantity, DiscardReason(form.value(f"reason.{place}")))


def _made(form: Form) -> Iterator[MadeGoods]:
    items, state = _items(), st.session_state
    for place in range(form.value("rows")):
        item, many = items.get(form.value(f"item.{place}") or 0), form.text(f"many.{place}")
        if item is None and not many:
            continue
        if item is None:
            raise Refusal(_("Item {number}: choose what it is.").format(number=place + 1))
        try:
            quantity = typed_quantity(many, whole=is_indivisible(item.unit))
        except Refusal as refusal:
            raise Refusal(_("{item}: {refusal}").format(item=item.name, refusal=refusal)) from None
        mark: date | None = state.get(form.key(f"mark.{place}"))
        kind = DateKind(state[form.key(f"kind.{place}")]) if mark else None
        yield MadeGoods(item.item_id, quantity, mark, kind)


def _sort(form: Form, site: SiteChoice, pile: PileToSort) -> None:
    at = actions.begin()
    request = form.read(at, partial(_typed, form, site, pile))
    if request is None:
        return
    done = form.send(at, sort_goods, request)
    if done is None:
        return
    items = _items()
    made = [
        goods_of(items[one.item_id].name, one.quantity, items[one.item_id].unit)
        for one in request.made
        if one.item_id in items
    ]
    said = (
        _("Sorted: {made}.").format(made=listed(made))
        if made
        else _("Discarded: {goods}.").format(
            goods=goods_of(pile.item, sum(one.quantity for one in request.discarded), pile.unit)
        )
    )
    at.say(said, undo=partial(undo, done.document_id))


def undo(sorting_id: int) -> None:
    """Undo a sorting, and say so; a callback."""
    said = _("Undone: the pile is as it was.")
    put_back(undo_sorting, UndoSorting(sorting_id), said)
