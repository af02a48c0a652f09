"""A code that a keyboard wedge types into the field, or that a camera reads: it counts."""

from collections.abc import Callable

import streamlit as st

from drives.commands.donations import LineDraft
from drives.errors import Refusal
from drives.rules.box_codes import is_box
from drives.rules.dates import DateRule
from drives.rules.gs1 import Scan, read_scan
from drives.rules.tally_codes import is_tally
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.basket import FIND, FORM, basket
from drives.ui.codes import CodeFound, find_code
from drives.ui.components import amount
from drives.ui.exact_fields import refuse_odd
from drives.ui.intake import may_log
from drives.ui.intake_sheet import choose_by_sheet
from drives.ui.learn_code import ask_what_it_is

_WHOLE = 12
"""So many digits are a whole code for certain; fewer may be one that is still being typed."""


def scan() -> None:
    """What was typed or scanned: a whole barcode counts what it stands for, and makes room."""
    at, typed = actions.begin(), (st.session_state[FIND] or "").strip()
    code = read_code(typed)
    if not may_log(at) or not typed:
        return
    if is_tally(typed):
        if choose_by_sheet(typed):
            st.session_state[FIND] = ""
        return
    try:
        found = find_code(typed, reads.items(), year=reads.stamp().today.year)
    except Refusal as refusal:
        if typed[0] in "](\x1d" or is_box(
            typed
        ):  # Only a scanner says so: words that one seeks are no refusal.
            at.refusals[FORM] = refusal
        return
    if found is not None:
        count_code(found)
    elif code is not None and len(typed) >= _WHOLE:
        ask_what_it_is(code)
    else:
        return
    st.session_state[FIND] = ""


def on_code(text: str) -> None:
    """Count a code that a camera or a photo gave; ask what it is where nothing here has it.

    The code of a tally sheet chooses its drive and site.
    """
    at = actions.begin()
    if not may_log(at):
        return
    if is_tally(text):
        choose_by_sheet(text)
        return
    try:
        found = find_code(text, reads.items(), year=reads.stamp().today.year)
        if found is None:
            ask_what_it_is(read_scan(text, year=reads.stamp().today.year))
        else:
            count_code(found)
    except Refusal as refusal:
        at.refusals[FORM] = refusal


def read_code(typed: str) -> Scan | None:
    """What a barcode says; None for what is none."""
    try:
        found = read_scan(typed, year=reads.stamp().today.year)
    except Refusal:
        return None
    return found if found.barcode is not None else None


def count_code(found: CodeFound, undo: Callable[[], None] | None = None) -> None:
    """Count what a code stands for, with the lot and the date that it names."""
    at, item = actions.begin(), found.item
    mark, kind = found.scan.date_mark or (None, None)
    if item.date_rule is DateRule.NONE:
        mark = kind = None
    line = LineDraft(item.item_id, found.quantity, date_mark=mark, date_kind=kind, lot_code=found.scan.lot)
    try:
        refuse_odd(item, line, reads.stamp().today)
    except Refusal as refusal:
        at.refusals[FORM] = refusal
        return
    basket().add(line)
    said = _("Scanned {item}: {amount} more.")
    at.say(said.format(item=item.name, amount=amount(found.quantity, item.unit)), kind="note", undo=undo)
