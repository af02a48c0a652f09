"""Donations as rows: what came, from whom and where, and a way to open each."""

from collections.abc import Sequence

import streamlit as st

from drives.queries.day_donations import ItemOfDay
from drives.queries.donation_list import DonationListed, Fate
from drives.texts import _, ngettext
from drives.ui import reads
from drives.ui.address_dialog import AddressDialog
from drives.ui.components import day, goods_of, listed, md_escape, named

DONATIONS = AddressDialog("open", "do")
"""``?open=ID`` opens a donation, with ``do=void`` to void it."""

_NAMED = 4
_DOT = "\u00a0· "


def donation_rows(rows: Sequence[DonationListed]) -> None:
    """The rows of a page."""
    for row in rows:
        _row(row)


def _row(row: DonationListed) -> None:
    facts = [row.reference, row.site, row.drive or _("no drive"), row.donor, row.team]
    under = _DOT.join(md_escape(fact) for fact in facts if fact)
    on = md_escape(day(row.received_on, today=reads.stamp().today))
    lines = [
        f"**{md_escape(items_words(row.items))}** {fate_badge(row.fate)}".rstrip(),
        f":small[{on}{_DOT}:gray[{under}]]",
    ]
    with st.container(
        border=True,
        horizontal=True,
        wrap=False,
        vertical_alignment="center",
        key=f"donation-{row.donation_id}",
    ):
        st.markdown("  \n".join(lines), width="stretch")
        st.button(
            named(row.reference or items_words(row.items), _("Open")),
            key=f"donations.open.{row.donation_id}",
            on_click=DONATIONS.open,
            kwargs={"open": row.donation_id},
        )


def items_words(items: Sequence[ItemOfDay]) -> str:
    """What came in, in words; plain text."""
    said = [_item(one) for one in items[:_NAMED]]
    more = len(items) - _NAMED
    if more > 0:
        said.append(ngettext("{count} more item", "{count} more items", more).format(count=more))
    return listed(said)


def _item(one: ItemOfDay) -> str:
    if not one.received:
        return _("{goods}, bought").format(goods=goods_of(one.item, one.bought, one.unit))
    return goods_of(one.item, one.received, one.unit)


def fate_badge(fate: Fate) -> str:
    """What became of a donation, as a badge; nothing for one that stands. Markdown."""
    if fate is Fate.STANDS:
        return ""
    return f":gray-badge[:material/block: {fate_name(fate)}]"


def fate_name(fate: Fate) -> str:
    """What became of a donation, in a word. Markdown."""
    said = {Fate.STANDS: _("stands"), Fate.CORRECTED: _("corrected since"), Fate.VOIDED: _("voided")}
    return md_escape(said[fate])
