"""What a recall says: the item or its barcode, the lot code, the dates on the goods; all in the address."""

from dataclasses import dataclass
from datetime import date

import streamlit as st

from drives.errors import Refusal
from drives.rules.recalls import Notice
from drives.texts import _
from drives.ui import reads
from drives.ui.address_choice import choose_in_address
from drives.ui.codes import find_code
from drives.ui.components import item_option, md_escape, note, show_refusal


@dataclass(frozen=True, slots=True)
class Sought:
    """What is sought; ``item`` names it, empty where any item is meant."""

    item_id: int | None
    item: str
    notice: Notice

    @property
    def is_nothing(self) -> bool:
        """Whether nothing was said yet."""
        return self.item_id is None and self.notice == Notice()


def choose_sought() -> Sought:
    """The fields, and what they say."""
    items = {str(one.item_id): one for one in reads.items()}
    with st.grid(3, min_column_width=220, key="recall.fields"):
        chosen = choose_in_address(
            _("Item"),
            {"": _("Any item")} | {key: item_option(one.name, one.unit) for key, one in items.items()},
            name="item",
            key="recall.item",
        )
        barcode = _text(_("Barcode on the package"), "barcode")
        code = _text(_("Lot code in the notice"), "code")
        first, last = _day(_("Date on it from"), "first"), _day(_("Date on it to"), "last")
    item_id = int(chosen) if chosen else None
    name = items[chosen].name if chosen else ""
    if barcode:
        try:
            found = find_code(barcode, list(items.values()), year=reads.stamp().today.year)
        except Refusal as refusal:
            show_refusal(refusal)
            return Sought(item_id, name, Notice(code or None, first, last))
        if found is None:
            note(_("No item here has that barcode, so it finds nothing. Choose the item by its name."))
        else:
            item_id, name = found.item.item_id, found.item.name
            code = code or found.scan.lot or ""
            if first is None and last is None and found.scan.date_mark is not None:
                first = last = found.scan.date_mark[0]
            said = _("This barcode is for {item}.").format(item=name)
            note(md_escape(said))
    return Sought(item_id, name, Notice(code or None, first, last))


def _text(label: str, name: str) -> str:
    said = st.text_input(
        label, key=name, bind="query-params", placeholder=label, label_visibility="collapsed"
    )
    return (said or "").strip()


def _day(label: str, name: str) -> date | None:
    chosen = st.date_input(label, value=None, key=name, bind="query-params", format="YYYY-MM-DD")
    return chosen if isinstance(chosen, date) else None
