"""Count sheets: what one was asked to count, entered as one finds it. No figure of the books is here."""

import streamlit as st

from drives.errors import Unknown
from drives.queries.blind_sheets import BlindSheet, SheetGiven
from drives.texts import _, ngettext
from drives.ui import reads
from drives.ui.address_choice import choose_in_address
from drives.ui.components import (
    day,
    empty_state,
    md_escape,
    note,
    organization_name,
    page_header,
    search_field,
    show_refusal,
)
from drives.ui.count_sheet_lines import add_beside, show_sheet_lines
from drives.ui.count_sheet_paper import download_sheet
from drives.ui.count_which import which_count


def _called(given: SheetGiven) -> str:
    said = _("{site}, begun {day} (recount)") if given.recount else _("{site}, begun {day}")
    return said.format(site=given.site, day=day(given.begun_on, today=reads.stamp().today))


def _choose(given: tuple[SheetGiven, ...]) -> int:
    names = {str(one.staged_count_id): _called(one) for one in given}
    return int(choose_in_address(_("Count sheet"), names, name="sheet", key="sheet.chosen", bare_first=False))


def _progress(sheet: BlindSheet) -> None:
    done = sum(1 for line in sheet.lines if line.mine is not None)
    said = ngettext(
        "You have entered {done} of {count} line at {site}. A line left empty stays as it is; a zero says "
        "that nothing is there.",
        "You have entered {done} of {count} lines at {site}. A line left empty stays as it is; a zero says "
        "that nothing is there.",
        len(sheet.lines),
    ).format(done=done, count=len(sheet.lines), site=sheet.site)
    st.markdown(md_escape(said))
    if sheet.recount:
        note(_("These lines are counted again: count as if nobody had before."))
    if sheet.note:
        note(md_escape(sheet.note))


def show() -> None:
    """The page."""
    line = _("{organization} · what you find, each figure kept as you type it").format(
        organization=organization_name()
    )
    page_header(_("What do you find on the shelf?"), line, guide="count-sheets")
    which_count(
        _(
            "For whoever was asked to help with a count: enter what you find. Nothing in the books changes "
            "until an organizer has compared all figures."
        ),
        (_("Count together"), "counts"),
        (_("Count"), "count"),
    )
    given = reads.sheets_of_mine()
    if not given:
        empty_state(_("Counts that you are asked to help with show here. None is going on now."))
        return
    try:
        sheet = reads.blind_sheet_of(_choose(given))
    except Unknown as refusal:
        show_refusal(refusal)
        return
    _progress(sheet)
    sought = search_field(_("Find an item, a date or a program"), key="sheet.q")
    show_sheet_lines(sheet, sought)
    add_beside(sheet)
    note(_("What you type is saved at once. When you are done, tell whoever began the count."))
    download_sheet(sheet.staged_count_id)


show()
