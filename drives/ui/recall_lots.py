"""The lots of a recall where they stand, folded by place under their sum."""

from collections.abc import Sequence

import streamlit as st

from drives.queries.recall import LotRecalled, Recalled
from drives.rules.recalls import Verdict
from drives.texts import _
from drives.ui import reads
from drives.ui.components import day, goods_of, md_escape, paged, section
from drives.ui.components.words import quiet
from drives.ui.loss_words import sums_words
from drives.ui.recall_find import Sought
from drives.ui.recall_view import lots_count, lots_told, marks_of

_LOTS_IN_SIGHT = 5

There = tuple[LotRecalled, int]
"""A lot, and how much of it stands at the place (thousandths)."""


def show_lots(found: Recalled, sought: Sought) -> None:
    """Each place of what is certain, then of what may be; few lots stand there unfolded."""
    told = lots_told(found, sought)
    places = [
        (verdict, *place)
        for verdict in (Verdict.FOUND, Verdict.MAY_BE)
        for place in _places([lot for lot in told if lot.verdict is verdict])
    ]
    if not places:
        return
    few = sum(len(there) for _verdict, _id, _site, there in places) <= _LOTS_IN_SIGHT
    section(_("Where they stand, lot by lot"))
    for verdict, site_id, site, there in places:
        said = (
            _("Found at {site}: {goods} ({lots})")
            if verdict is Verdict.FOUND
            else _("Not ruled out at {site}: {goods} ({lots})")
        )
        label = said.format(
            site=site,
            goods=sums_words((lot.item, lot.unit, many) for lot, many in there),
            lots=lots_count(len(there)),
        )
        key = f"recall.{verdict}.{site_id}"
        with st.expander(md_escape(label), expanded=few, key=key):
            shown = paged(there, key=key)
            st.markdown("\n\n".join(_lot(lot, many) for lot, many in shown))


def _places(lots: Sequence[LotRecalled]) -> list[tuple[int, str, list[There]]]:
    """By site, what stands there; sites by name."""
    found: dict[tuple[str, int], list[There]] = {}
    for lot in lots:
        for one in lot.stands:
            if one.site_id is not None and one.site is not None and one.figures.on_hand:
                found.setdefault((one.site, one.site_id), []).append((lot, one.figures.on_hand))
    return [(site_id, site, there) for (site, site_id), there in sorted(found.items())]


def _lot(lot: LotRecalled, many: int) -> str:
    """As markdown."""
    goods = goods_of(lot.item, many, lot.unit)
    held = f" :gray-badge[:material/pause: {md_escape(_('on hold'))}]" if lot.held else ""
    came = _("came in {day}").format(day=day(lot.received_on, today=reads.stamp().today))
    marks = quiet(md_escape(" · ".join((*marks_of(lot), came))))
    return f"**{md_escape(goods)}**{held}  \n{marks}"
