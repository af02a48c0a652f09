"""The fields of an exact amount: how much, in packs or units, what was rejected, the date on the goods.

They stand in no form: what is half typed is then known here, is kept with the draft, and the arithmetic
of packs is shown while one types.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import streamlit as st
from babel.dates import format_skeleton

from drives.commands.donation_lines import LineDraft, check_line, refuse_unexplained
from drives.commands.found import ItemFound
from drives.errors import Refusal
from drives.queries.choices import ItemChoice
from drives.rules.dates import DateKind, DateRule, month_end
from drives.rules.quantity import SCALE
from drives.rules.units import is_indivisible, unit_name
from drives.texts import _, current_language
from drives.ui import reads
from drives.ui.components import (
    amount,
    format_quantity,
    free_line,
    in_unit,
    md_escape,
    note,
    quantity_text,
    typed_quantity,
)
from drives.ui.counted import in_packs, packs_of
from drives.ui.line_words import date_kind_name

_LIVE = "300ms"
_DAY, _MONTH = "day", "month"
_MONTHS_BEFORE, _MONTHS_AFTER = 24, 84

FIELDS = ("received", "pack", "rejected", "reason", "by", "mark", "month", "kind", "lot", "for", "note")
"""What is asked, under ``log.exact.<name>.<item>.<opening>``."""


@dataclass(frozen=True, slots=True)
class ExactFields:
    """The fields for one line of an item under one key.

    ``before`` is the line that is changed, ``tapped`` (thousandths) what was tapped so far where a new one
    takes its place, ``half`` what was typed before the page was loaded anew. A correction asks ``fully``: for
    the lot code, whom the goods are kept for, and the note as well, which else come of a code or a file.
    """

    item: ItemChoice
    key: str
    before: LineDraft | None
    tapped: int
    half: dict[str, Any]
    fully: bool = False

    def name(self, field: str) -> str:
        """The key of a field."""
        return f"log.exact.{field}.{self.key}"

    def show(self) -> None:
        """All fields."""
        self._how_many()
        self._rejected()
        if self.item.date_rule is not DateRule.NONE:
            self._date()
        if self.fully:
            self._rest()

    def line(self) -> LineDraft:
        """What was typed, as a line; Refusal where it is none."""
        item, whole = self.item, is_indivisible(self.item.unit)
        size = packs_of(item).get(self._typed("pack", ""))
        received = typed_quantity(self._typed("received", ""), whole=whole and size is None)
        if size is not None:
            received = in_packs(received, size, whole=whole)
        rejected = typed_quantity(self._typed("rejected", "") or "0", zero_allowed=True, whole=whole)
        mark = self._mark()
        kind = DateKind(self._typed("kind", DateKind.BEST_BY.value))
        reason = self._typed("reason", "").strip()
        before = self.before or LineDraft(item.item_id, received)
        if self.fully:
            before = replace(
                before,
                lot_code=self._typed("lot", "").strip() or None,
                restricted_to_id=st.session_state.get(self.name("for")) or None,
                note=self._typed("note", "").strip() or None,
            )
        return replace(
            before,
            received=received,
            rejected=rejected,
            reject_reason=(reason or None) if rejected else None,
            pack=self._typed("pack", "") if size is not None else None,
            pack_quantity=size,
            date_mark=mark,
            date_kind=kind if mark else None,
        )

    def _typed(self, field: str, otherwise: str) -> str:
        return st.session_state.get(self.name(field)) or otherwise

    def _mark(self) -> date | None:
        if self._typed("by", _DAY) == _DAY:
            day: date | None = st.session_state.get(self.name("mark"))
            return day
        month = self._typed("month", "")
        return month_end(date.fromisoformat(f"{month}-01")) if month else None

    def _first(self, field: str, otherwise: Any) -> Any:
        return self.half.get(field, otherwise)

    def _how_many(self) -> None:
        packs, before = packs_of(self.item), self.before
        pack = before.pack if before and before.pack in packs else ""
        received = before.received if before else self.tapped
        if before and pack:
            received = received * SCALE // (before.pack_quantity or SCALE)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input(
                _("Received, rejects included"),
                value=self._first("received", quantity_text(received) if received else ""),
                placeholder="36" if is_indivisible(self.item.unit) else "38.5",
                key=self.name("received"),
                live=_LIVE,
            )
            if packs:
                ways = ["", *packs]
                pack = self._first("pack", pack)
                st.selectbox(
                    _("Counted in"),
                    ways,
                    index=ways.index(pack) if pack in ways else 0,
                    format_func=lambda pack: pack or unit_name(self.item.unit, 2 * SCALE),
                    key=self.name("pack"),
                )
        said = self._arithmetic()
        if said:
            note(md_escape(said))

    def _arithmetic(self) -> str:
        """How packs come to units: "case of 12: 3 × 12 = 36 cans"; "" where nothing is counted in packs."""
        pack = self._typed("pack", "")
        size = packs_of(self.item).get(pack)
        try:
            count = typed_quantity(self._typed("received", ""))
            whole = in_packs(count, size or SCALE, whole=is_indivisible(self.item.unit))
        except Refusal:
            return ""
        if size is None:
            return ""
        return _("{pack}: {count} × {size} = {amount}").format(
            pack=pack,
            count=format_quantity(count),
            size=format_quantity(size),
            amount=amount(whole, self.item.unit),
        )

    def _rejected(self) -> None:
        before = self.before
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input(
                in_unit(_("Of these rejected"), _("Of these rejected, in {unit}"), self.item.unit)
                if packs_of(self.item)
                else _("Of these rejected"),
                value=self._first(
                    "rejected", quantity_text(before.rejected) if before and before.rejected else ""
                ),
                placeholder="0",
                key=self.name("rejected"),
                live=_LIVE,
            )
            free_line(
                _("Why rejected"),
                value=self._first("reason", (before.reject_reason or "") if before else ""),
                max_chars=200,
                placeholder=_("open, stained"),
                key=self.name("reason"),
                live=_LIVE,
            )

    def _rest(self) -> None:
        before = self.before
        programs = {0: _("Whoever needs it")} | {one.program_id: one.name for one in reads.programs()}
        kept_for = self._first("for", (before and before.restricted_to_id) or 0)
        programs.setdefault(kept_for, _("a partner program"))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input(
                _("Lot code on the goods"),
                value=self._first("lot", (before and before.lot_code) or ""),
                max_chars=60,
                key=self.name("lot"),
                live=_LIVE,
            )
            st.selectbox(
                _("Kept for"),
                list(programs),
                index=list(programs).index(kept_for),
                format_func=programs.__getitem__,
                key=self.name("for"),
            )
        free_line(
            _("Note"),
            value=self._first("note", (before and before.note) or ""),
            max_chars=2000,
            key=self.name("note"),
            live=_LIVE,
        )

    def _date(self) -> None:
        before, kinds = self.before, [kind.value for kind in DateKind]
        usual = DateKind.USE_BY if self.item.date_rule is DateRule.FORMULA else DateKind.BEST_BY
        kind = self._first("kind", (before and before.date_kind) or usual)
        by = self._first("by", _DAY)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.selectbox(
                _("The goods say"),
                kinds,
                index=kinds.index(kind) if kind in kinds else 0,
                format_func=lambda kind: date_kind_name(DateKind(kind)),
                key=self.name("kind"),
            )
            by = st.segmented_control(
                _("Marked by"),
                [_DAY, _MONTH],
                default=by if by in (_DAY, _MONTH) else _DAY,
                required=True,
                format_func=lambda by: _("day") if by == _DAY else _("month"),
                key=self.name("by"),
            )
        if by == _MONTH:
            months = list(_months(reads.stamp().today))
            month = self._first("month", None)
            st.selectbox(
                _("Month on the goods"),
                months,
                index=months.index(month) if month in months else None,
                placeholder=_("Choose or type a month"),
                format_func=_month_name,
                key=self.name("month"),
            )
            note(_("A month means its last day."))
            return
        mark = self._first("mark", before.date_mark if before else None)
        st.date_input(
            _("Date on the goods"),
            value=date.fromisoformat(mark) if isinstance(mark, str) else mark,
            key=self.name("mark"),
            format="YYYY-MM-DD",
        )


def refuse_odd(item: ItemChoice, line: LineDraft, received_on: date) -> None:
    """Refuse what the door would refuse of a line."""
    check_line(ItemFound(item.item_id, item.name, item.unit, item.date_rule, None, None), line, received_on)
    refuse_unexplained(item.name, line)


def _months(today: date) -> Iterator[str]:
    first = today.year * 12 + today.month - 1
    for month in range(first - _MONTHS_BEFORE, first + _MONTHS_AFTER):
        yield f"{month // 12:04}-{month % 12 + 1:02}"


def _month_name(month: str) -> str:
    """A month as people say it: "March 2027"."""
    language = current_language().replace("-", "_")
    return str(format_skeleton("yMMMM", date.fromisoformat(f"{month}-01"), locale=language))
