"""Where gifts went: what was given to a drive or at a site, whom it reached by when, a text to thank with."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from drives.documents.follow_words import (
    besides,
    found,
    gift_of,
    programs_reached,
    said_day,
    thank_you,
    whereabouts,
)
from drives.queries.drive_page import DrivePage
from drives.queries.drive_report import goods_side
from drives.queries.follow_through import Followed, FollowThrough
from drives.rules.quantity import SCALE
from drives.rules.roles import Permission, Touch
from drives.rules.units import unit_name
from drives.texts import _, ngettext
from drives.ui import reads
from drives.ui.address_choice import choose_in_address
from drives.ui.components import (
    empty_state,
    format_quantity,
    md_escape,
    note,
    organization_name,
    section,
)
from drives.ui.drive_report import report_downloads
from drives.ui.figure_exports import export_followed
from drives.ui.progress_view import show_table

_MOST = 6
_ALL = ""


def show_follow_through(drive: DrivePage) -> None:
    """What became of what was given to the drive; for one of its sites where the address names one."""
    everywhere = reads.followed(drive.slug, None)
    section(_("Where gifts went"), found(everywhere) if everywhere.rows else "")
    if not everywhere.rows:
        empty_state(
            _("Gifts to this drive are followed here, item by item, to the programs that they reach.")
        )
        return
    note(md_escape(goods_side()))
    told = _narrowed(drive.slug, everywhere)
    show_stories(told)
    _table(told.rows, told)
    with st.container(horizontal=True):
        export_followed(drive.slug, None if told.site is None else told.site.slug)
    if reads.viewer().may_touch(Permission.RUN_DRIVES, Touch(drive_id=drive.drive_id)):
        _thanks(told)
        report_downloads(drive.slug)


def _narrowed(slug: str, everywhere: FollowThrough) -> FollowThrough:
    """What is told, for the site that was chosen."""
    if not everywhere.sites:
        return everywhere
    names = {site.slug: site.name for site in everywhere.sites}
    with st.container(width=360):
        chosen = choose_in_address(
            _("Given at"), {_ALL: _("Given at any site"), **names}, name="given-at", key="drive.given_at"
        )
    return everywhere if chosen == _ALL else reads.followed(slug, chosen)


def show_stories(told: FollowThrough) -> None:
    """The items that were given, what most of reached programs first; and the programs."""
    gifts = [row for row in told.rows if row.given or row.made or row.built]
    for row in gifts[:_MOST]:
        said = f"**{md_escape(gift_of(row, told))}**"
        small = [" ".join(besides(row, told)), whereabouts(row, told)]
        lines = [said, *(f":small[{md_escape(line)}]" for line in small if line)]
        st.markdown("  \n".join(lines))
    more = len(gifts) - _MOST
    if more > 0:
        said = ngettext("{count} more item is in the table.", "{count} more items are in the table.", more)
        note(md_escape(said.format(count=more)))
    names = programs_reached(told)
    if names:
        note(md_escape(_("Reached so far: {programs}.").format(programs=names)))


def _table(rows: Sequence[Followed], told: FollowThrough) -> None:
    with st.expander(_("As a table"), key="follow.table"):
        table = table_of(rows, told)
        show_table(
            table,
            pinned=_("Item"),
            numbers=[name for name in table.columns if name not in (_("Item"), _("Unit"))],
            alt=_("Where gifts went, an item a row"),
        )


def table_of(rows: Sequence[Followed], told: FollowThrough) -> pd.DataFrame:
    """Every item with all that is known of where it went, as texts."""
    parts = {
        "given": _("Given"), "usable": _("Usable"), "sorted": _("Sorted into others"),
        "made": _("Out of sorted gifts"), "built": _("Put together"), "in_kits": _("Put into kits"),
        "beside": _("Bought or found"),
        "reached_in_all": _("Reached programs"), "in_transit": _("On the way"), "on_hand": _("Still here"),
        "lost": _("Spoiled or lost"),
    }  # fmt: skip
    shown = [name for name in parts if any(getattr(row, name) for row in rows)]
    return pd.DataFrame(
        [
            {_("Item"): row.item, _("Unit"): unit_name(row.unit, 2 * SCALE)}
            | {parts[name]: format_quantity(getattr(row, name)) for name in shown}
            | {_("Last arrived"): "" if row.last_on is None else said_day(row.last_on, told.today)}
            for row in rows
        ]
    )


def _thanks(told: FollowThrough) -> None:
    with st.expander(_("A thank-you to send"), icon=":material/mail:", key="follow.thanks"):
        note(
            _(
                "For a newsletter or an e-mail. It names no donor, and no program that is not listed; for "
                "one site, choose that above. Copy it with the button at its corner."
            )
        )
        st.code(thank_you(told, organization_name()), language=None, wrap_lines=True)
