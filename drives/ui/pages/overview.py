"""What is needed most, and how are we doing?"""

import streamlit as st

from drives.queries.overview import DriveCard, Overview, Wanted
from drives.texts import _, current_language, ngettext
from drives.ui import reads
from drives.ui.components import (
    amount,
    card_grid,
    day,
    drive_card,
    empty_state,
    hold_back,
    need_card,
    page_header,
    section,
)
from drives.ui.progress_view import progress_chart, progress_table

_MOST = 6


def _line(shown: Overview) -> str:
    name = reads.the_organization().name or _("Your community")
    as_of = day(shown.today)
    if shown.since is None:
        return _("{organization} · as of {day}").format(organization=name, day=as_of)
    return _("{organization} · donations since {since} · as of {day}").format(
        organization=name, since=day(shown.since, today=shown.today), day=as_of
    )


def _who(one: Wanted) -> list[str]:
    return [name or _("a partner program") for name in one.programs]


def _wanted(shown: Overview) -> None:
    if not shown.rows or all(not row.figures.needed for row in shown.rows):
        empty_state(
            _("Here stands what is needed most, once a program has asked for something."),
            step=_("Post the first need"),
            page="pages/needs.py",
        )
    elif not shown.wanted:
        st.markdown(_("**Everything asked for is covered.** Thank you. New needs will stand here."))
    with card_grid(key="overview.wanted"):
        for one in shown.wanted[:_MOST]:
            need_card(
                item=one.item,
                unit=one.unit,
                needed=one.needed,
                still_to_collect=one.still_to_collect,
                needed_by=one.needed_by,
                programs=_who(one),
                today=shown.today,
                key=f"wanted-{one.item_id}",
            )
    more = len(shown.wanted) - _MOST
    if more > 0:
        st.markdown(
            ngettext(
                "{count} more item is still to be collected; it stands in the chart below.",
                "{count} more items are still to be collected; they stand in the chart below.",
                more,
            ).format(count=more)
        )
    hold_back([row.item for row in shown.hold_back])


def _drive(card: DriveCard, shown: Overview) -> None:
    delivered = None
    if card.delivered_item is not None and card.delivered_unit is not None:
        delivered = _("{amount} delivered: {item}").format(
            amount=amount(card.delivered, card.delivered_unit), item=card.delivered_item
        )
    drive_card(
        name=card.name,
        percent=None if card.coverage is None else int(card.coverage * 100),
        programs=card.programs,
        sites=card.sites,
        starts_on=card.starts_on,
        ends_on=card.ends_on,
        closed_on=card.closed_on,
        today=shown.today,
        delivered=delivered,
        key=f"drive-{card.drive_id}",
    )


def show() -> None:
    """The page."""
    shown = reads.the_overview()
    page_header(_("What our programs need now"), _line(shown))
    _wanted(shown)
    section(_("Drives"))
    if not shown.drives:
        empty_state(_("Here stand the drives, how far they are and how long they run."))
    with card_grid(key="overview.drives"):
        for card in shown.drives:
            _drive(card, shown)
    section(_("Needs against donations"))
    progress_chart(shown.rows, reads.stamp(), current_language())
    progress_table(shown.rows)


show()
