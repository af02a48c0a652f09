"""Inventory as rows: what stands there in figures and words, and a way to open each."""

from collections.abc import Sequence

import streamlit as st

from drives.queries.inventory import added_up, inventory
from drives.queries.inventory_sheets import items_sheet, lots_sheet, sites_sheet
from drives.queries.sheets import Sheet
from drives.rules.roles import Viewer
from drives.texts import _, ngettext
from drives.ui import reads
from drives.ui.components import day, md_escape, named, sheet_export
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
    item, by_lot = row.item, wanted.by == BY_LOT
    figures = figures_words(added_up(row.lots), item.unit)
    lines = [
        f"**{md_escape(item.name)}** {badges(row.lots, low=is_low(item) and not by_lot)}".rstrip(),
        f":small[{md_escape(figures)}]",
    ]
    under = _DOT.join(md_escape(said) for said in _under(row, wanted))
    if under:
        lines.append(f":small[:gray[{under}]]")
    first = row.lots[0] if row.lots else None
    key = f"{item.item_id}" if first is None or not by_lot else f"{first.lot_id}"
    spot = "" if first is None or not wanted.by else f".{first.site_id or 0}"
    with st.container(
        border=True,
        horizontal=True,
        wrap=False,
        vertical_alignment="center",
        key=f"stock-{wanted.by}-{key}{spot}",
    ):
        st.markdown("  \n".join(lines), width="stretch")
        if by_lot and first is not None:
            st.button(
                named(item.name, _("Open")),
                key=f"inventory.lot.{key}{spot}",
                on_click=open_lot,
                args=(first,),
            )
        else:
            st.button(
                named(item.name, _("Open")),
                key=f"inventory.open.{key}{spot}",
                on_click=INVENTORY.open,
                kwargs={"open": item.item_id},
            )


def _under(row: Row, wanted: Wanted) -> list[str]:
    if wanted.by == BY_LOT:
        return lot_words(row)
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


def lot_words(row: Row) -> list[str]:
    """Where a lot stands, what marks it, which drive it came in for and when. Plain text."""
    [lot] = row.lots
    came = _("came in {day}").format(day=day(lot.received_on, today=reads.stamp().today))
    held = [_("held: {reason}").format(reason=one.reason) for one in lot.holds]
    return [place_name(lot), *mark_words(lot), *held, *([lot.drive] if lot.drive else []), came]


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
