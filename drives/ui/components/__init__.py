"""Small pieces that pages are made of. Each shows one thing; text from people is escaped inside."""

from drives.ui.components.cards import card_grid, drive_card, hold_back, need_card, time_left
from drives.ui.components.demo_banner import demo_banner
from drives.ui.components.dialog_keys import dialog_keys
from drives.ui.components.download import download
from drives.ui.components.empty import empty_state, not_set_up
from drives.ui.components.export import export_button, sheet_export
from drives.ui.components.flash import show_flash
from drives.ui.components.free_text import free_line, free_text, hint_about_person, person_hint
from drives.ui.components.header import organization_name, page_header, section, sections
from drives.ui.components.help import guide_link
from drives.ui.components.live import live
from drives.ui.components.moments import day_of, moment, time_of
from drives.ui.components.name_field import name_field
from drives.ui.components.named import named
from drives.ui.components.paging import choose_page, paged
from drives.ui.components.refusal import show_refusal
from drives.ui.components.search_field import search_field
from drives.ui.components.tally import TallyLine, item_tile, running_list, tile_grid
from drives.ui.components.unforeseen import show_unforeseen
from drives.ui.components.words import (
    amount,
    day,
    format_quantity,
    goods_of,
    in_unit,
    item_option,
    listed,
    md_escape,
    note,
    one_line,
    partner,
    quantity_text,
    typed_quantity,
)

__all__ = [
    "TallyLine",
    "amount",
    "card_grid",
    "choose_page",
    "day",
    "day_of",
    "demo_banner",
    "dialog_keys",
    "download",
    "drive_card",
    "empty_state",
    "export_button",
    "format_quantity",
    "free_line",
    "free_text",
    "goods_of",
    "guide_link",
    "hint_about_person",
    "hold_back",
    "in_unit",
    "item_option",
    "item_tile",
    "listed",
    "live",
    "md_escape",
    "moment",
    "name_field",
    "named",
    "need_card",
    "not_set_up",
    "note",
    "one_line",
    "organization_name",
    "page_header",
    "paged",
    "partner",
    "person_hint",
    "quantity_text",
    "running_list",
    "search_field",
    "section",
    "sections",
    "sheet_export",
    "show_flash",
    "show_refusal",
    "show_unforeseen",
    "tile_grid",
    "time_left",
    "time_of",
    "typed_quantity",
]
