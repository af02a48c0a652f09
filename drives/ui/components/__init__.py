"""Small pieces that pages are made of. Each shows one thing; text from people is escaped inside."""

from drives.ui.components.cards import card_grid, drive_card, hold_back, need_card
from drives.ui.components.empty import empty_state
from drives.ui.components.flash import show_flash
from drives.ui.components.header import page_header, section
from drives.ui.components.refusal import show_refusal
from drives.ui.components.tally import TallyLine, item_tile, running_list, tile_grid
from drives.ui.components.unforeseen import show_unforeseen
from drives.ui.components.words import (
    amount,
    day,
    format_quantity,
    listed,
    md_escape,
    note,
    typed_quantity,
)

__all__ = [
    "TallyLine",
    "amount",
    "card_grid",
    "day",
    "drive_card",
    "empty_state",
    "format_quantity",
    "hold_back",
    "item_tile",
    "listed",
    "md_escape",
    "need_card",
    "note",
    "page_header",
    "running_list",
    "section",
    "show_flash",
    "show_refusal",
    "show_unforeseen",
    "tile_grid",
    "typed_quantity",
]
