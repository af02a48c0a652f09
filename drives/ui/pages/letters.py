"""Letters: what donors gave, acknowledged in writing by programs that are entitled to, and never valued."""

import streamlit as st

from drives.documents.tax_sources import tax_sources
from drives.queries.letters import IssuerShown
from drives.texts import _
from drives.ui import reads
from drives.ui.address_choice import choose_in_address
from drives.ui.components import day, empty_state, md_escape, note, organization_name, page_header
from drives.ui.letter_asked import show_asked_letter, show_missing
from drives.ui.letter_issuers import show_issuers
from drives.ui.letter_run import show_run
from drives.ui.letter_year import show_due, show_issued

_YEARS = 8


def _tax_note() -> None:
    """What such a letter has to say, and by whom."""
    today = reads.stamp().today
    checked = _("last checked {day}")
    sources = " · ".join(
        f"[{md_escape(one.name)}]({one.url})"
        f" ({md_escape(checked.format(day=day(one.checked_on, today=today)))})"
        for one in tax_sources().values()
    )
    said = _(
        "In the United States a donor needs a written acknowledgement for a gift of 250 dollars or more: it "
        "names the charity, describes the goods without a value, and says what was given in return."
    )
    note(f"{md_escape(said)} {sources}")


def _chosen() -> tuple[IssuerShown | None, int]:
    active = {str(one.program_id): one for one in reads.letter_issuers() if one.active}
    today = reads.stamp().today
    if not active:
        return None, today.year
    with st.grid(2, min_column_width=240, key="letters.filters"):
        chosen = choose_in_address(
            _("Issued by"),
            {number: one.name for number, one in active.items()},
            name="program",
            key="letters.program",
        )
        years = {str(year): str(year) for year in range(today.year, today.year - _YEARS, -1)}
        year = choose_in_address(_("Year of the gifts"), years, name="year", key="letters.year")
    return active[chosen], int(year)


def show() -> None:
    """The page."""
    line = _("{organization} · as of {day}").format(
        organization=organization_name(), day=day(reads.stamp().today)
    )
    page_header(_("Thank who gave, in writing"), line, guide="letters")
    _tax_note()
    issuer, year = _chosen()
    found = None
    if issuer is None:
        empty_state(
            _(
                "Letters will stand here once an admin has named a program that issues them, with its name "
                "and tax id. Then each gift is acknowledged by a program that its drive collects for."
            )
        )
    else:
        found = reads.letters_in(issuer.program_id, year)
        show_run(issuer, year, found)
        if found.due:
            show_due(found.due)
        if found.issued:
            show_issued(found.issued)
        show_missing(year)
    show_issuers()
    show_asked_letter(issuer, year, found)


show()
