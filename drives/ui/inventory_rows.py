"""Inventory as rows: what stands there in figures and words, and a way to open each."""

from collections.abc import Sequence

import streamlit as st

from drives.queries.inventory import ItemShown, LotAt, inventory
from drives.queries.inventory_sheets import items_sheet, lots_sheet, sites_sheet
from drives.queries.sheets import Sheet
from drives.rules.roles import Viewer
from drives.texts import _, ngettext
from drives.ui import reads
from drives.ui.components import day, md_escape, named, sheet_export
from drives.ui.components.words import quiet
from drives.ui.inventory_find import BY_LOT, BY_SITE, Row, Wanted, is_low, wanted_lots
from drives.ui.inventory_words import INVENTORY, badges, figures_words, mark_words, open_lot, place_name

_DOT = "\u00a0· "


def show_rows(rows: Sequence[Row], wanted: Wanted) -> None:
    """The rows of a page; by site with a heading where another site begins."""
    site: str | None = None
    for row in rows:
        if wanted.by == BY_SITE and place_name(row.lots[0]) != site:
            site = place_name(row.lots[0])
            st.markdown(f"#### {md_escape(site)}", anchors=False)
        _row(row, wanted)


def _row(row: Row, wanted: Wanted) -> None:
    item = row.item
    if wanted.by == BY_LOT:
        head = f"**{md_escape(item.name)}** {badges(row.lots)}".rstrip()
        figures = md_escape(figures_words(row.lots, item.unit))
        show_lots(row, f"{head}  \n:small[{figures}]", key="inventory.lot")
        return
    figures = figures_words(row.lots, item.unit)
    lines = [
        f"**{md_escape(item.name)}** {badges(row.lots, low=is_low(item))}".rstrip(),
        f":small[{md_escape(figures)}]",
    ]
    under = _DOT.join(md_escape(said) for said in _under(row, wanted))
    if under:
        lines.append(f":small[:gray[{under}]]")
    spot = f".{row.lots[0].site_id or 0}" if row.lots and wanted.by else ""
    with st.container(
        border=True,
        horizontal=True,
        wrap=False,
        vertical_alignment="center",
        key=f"stock-{wanted.by}-{item.item_id}{spot}",
    ):
        st.markdown("  \n".join(lines), width="stretch")
        st.button(
            named(item.name, _("Open")),
            key=f"inventory.open.{item.item_id}{spot}",
            on_click=INVENTORY.open,
            kwargs={"open": item.item_id},
        )


def show_lots(row: Row, head: str, *, key: str) -> None:
    """A card of lots that look alike, with their place and marks under ``head`` (markdown).

    Where they are several, each stands in it with its figures and what sets it apart.
    """
    lot, *more = row.lots
    if not more:
        with st.container(border=True, horizontal=True, wrap=False, vertical_alignment="center"):
            _lot_line(row.item, lot, f"{head}  \n{_quiet(lot_words(lot))}", key)
        return
    count = ngettext("{count} lot", "{count} lots", len(row.lots)).format(count=len(row.lots))
    with st.container(border=True, gap="small"):
        st.markdown(f"{head}  \n{_quiet([*_shared_words(lot), count])}")
        for one in row.lots:
            figures = md_escape(figures_words((one,), row.item.unit))
            with st.container(horizontal=True, wrap=False, vertical_alignment="center"):
                _lot_line(row.item, one, f":small[{figures}]  \n{_quiet(_own_words(one))}", key)


def _lot_line(item: ItemShown, lot: LotAt, words: str, key: str) -> None:
    st.markdown(words, width="stretch")
    st.button(
        named(item.name, _("Open")),
        key=f"{key}.{lot.lot_id}.{lot.site_id or 0}",
        on_click=open_lot,
        args=(lot,),
    )


def _quiet(said: Sequence[str]) -> str:
    return quiet(_DOT.join(md_escape(one) for one in said))


def _under(row: Row, wanted: Wanted) -> list[str]:
    lots = len({lot.lot_id for lot in row.lots})
    said = [ngettext("{count} lot", "{count} lots", lots).format(count=lots)] if lots else []
    places = sorted({place_name(lot) for lot in row.lots})
    if places and wanted.by != BY_SITE:
        said.append(
            places[0]
            if len(places) == 1
            else ngettext("{count} place", "{count} places", len(places)).format(count=len(places))
        )
    return said


def lot_words(lot: LotAt) -> list[str]:
    """Where a lot stands, what marks it, which drive it came in for and when. Plain text."""
    return [*_shared_words(lot), *_own_words(lot)]


def _shared_words(lot: LotAt) -> list[str]:
    held = [_("held: {reason}").format(reason=one.reason) for one in lot.holds]
    return [place_name(lot), *mark_words(lot), *held]


def _own_words(lot: LotAt) -> list[str]:
    came = _("came in {day}").format(day=day(lot.received_on, today=reads.stamp().today))
    return [*([lot.drive] if lot.drive else []), came]


def rows_export(wanted: Wanted, as_of: object) -> None:
    """All rows that are wanted, not only those of the page, as files."""
    file, make = {BY_LOT: ("lots", lots_sheet), BY_SITE: ("sites", sites_sheet)}.get(
        wanted.by, ("items", items_sheet)
    )

    def made(viewer: Viewer) -> Sheet:
        shown = reads.house().queries.ask(inventory, viewer, as_of=as_of)  # type: ignore[arg-type]
        return make(shown, wanted_lots(shown, wanted))

    with st.container(horizontal=True):
        sheet_export(
            f"inventory-{file}", made, (_("Export these rows (CSV)"), _("Export these rows (Excel)"))
        )
