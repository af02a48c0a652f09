"""What boxes are labelled with: rows of items, typed into words for the labels."""

from dataclasses import dataclass
from datetime import date

import streamlit as st

from drives.documents.labels import BoxLabel, LabelSheet, labels_of
from drives.errors import Refusal
from drives.queries.choices import ItemChoice, SiteChoice
from drives.queries.labels import LabelProgram
from drives.rules.box_codes import Box
from drives.rules.dates import DateKind
from drives.rules.quantity import SCALE
from drives.rules.units import is_indivisible
from drives.texts import _
from drives.ui import reads
from drives.ui.components import amount, day, in_unit, item_option, organization_name, typed_quantity
from drives.ui.line_words import date_kind_name

_ROWS = "labels.rows"
_MOST = 400


@dataclass(frozen=True, slots=True)
class Common:
    """What all boxes of a run have in common."""

    site: SiteChoice
    drive: str | None
    program: LabelProgram | None


def sheet_name(sheet: LabelSheet) -> str:
    """What a sheet is called in a list. Plain text."""
    return {
        LabelSheet.LETTER_SIX: _("letter, 6 a sheet (4 × 3⅓ in)"),
        LabelSheet.LETTER_TEN: _("letter, 10 a sheet (4 × 2 in)"),
        LabelSheet.A4_EIGHT: _("A4, 8 a sheet (99 × 68 mm)"),
    }[sheet]


def label_rows(common: Common) -> list[BoxLabel]:
    """The rows, and the labels that they ask for; Refusal naming the first row that cannot be."""
    items = {item.item_id: item for item in reads.items()}
    rows = int(st.session_state.setdefault(_ROWS, 2))
    typed = [_row(place, items) for place in range(rows)]
    st.button(
        _("Another item"), key="labels.more", type="tertiary", icon=":material/add:", on_click=_one_more
    )
    labels = [_label(*one, common) for one in typed if one is not None]
    if sum(one.boxes for one in labels) > _MOST:
        raise Refusal(_("At most {most} labels are printed at once. Print them in parts.").format(most=_MOST))
    return labels


def _one_more() -> None:
    st.session_state[_ROWS] += 1


_Typed = tuple[ItemChoice, str, str, date | None, DateKind]


def _row(place: int, items: dict[int, ItemChoice]) -> _Typed | None:
    with st.container(border=True, gap="small"):
        item = items.get(
            st.selectbox(
                _("Item {number}").format(number=place + 1),
                list(items),
                index=None,
                format_func=lambda item_id: item_option(items[item_id].name, items[item_id].unit),
                placeholder=_("Type a few letters"),
                key=f"labels.item.{place}",
            )
            or 0
        )
        with st.grid(4, min_column_width=130, gap="small"):
            many = st.text_input(
                in_unit(_("In a box"), _("In a box, in {unit}"), None if item is None else item.unit),
                placeholder="24",
                key=f"labels.many.{place}",
            )
            boxes = st.text_input(_("Boxes"), value="1", key=f"labels.boxes.{place}")
            mark = st.date_input(
                _("Date on the goods"), value=None, key=f"labels.mark.{place}", format="YYYY-MM-DD"
            )
            kind = st.selectbox(
                _("It says"),
                [kind.value for kind in DateKind],
                format_func=lambda value: date_kind_name(DateKind(value)),
                key=f"labels.kind.{place}",
            )
    if item is None or not many.strip():
        return None
    return item, many, boxes, mark if isinstance(mark, date) else None, DateKind(kind)


def _label(
    item: ItemChoice, many: str, boxes: str, mark: date | None, kind: DateKind, common: Common
) -> BoxLabel:
    try:
        quantity = typed_quantity(many, whole=is_indivisible(item.unit))
        count = typed_quantity(boxes, whole=True) // SCALE
    except Refusal as refusal:
        raise Refusal(_("{item}: {refusal}").format(item=item.name, refusal=refusal)) from None
    today = reads.stamp().today
    dated = _("{kind} {day}").format(kind=date_kind_name(kind), day=day(mark)) if mark else None
    program = common.program
    return BoxLabel(
        Box(item.name, quantity, mark, kind if mark else None),
        amount(quantity, item.unit),
        count,
        today,
        common.site.printed,
        organization_name() if program is None else program.printed,
        dated,
        common.drive,
        None if program is None else program.printed,
    )


def sheets_needed(labels: list[BoxLabel], sheet: LabelSheet, skip: int) -> int:
    """How many sheets are printed."""
    return -(-(sum(one.boxes for one in labels) + skip) // labels_of(sheet))
