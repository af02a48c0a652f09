"""Recall: where recalled goods stand, who got some, and what cannot be ruled out."""

from drives.texts import _
from drives.ui import reads
from drives.ui.components import day, empty_state, organization_name, page_header
from drives.ui.recall_act import recall_buttons, show_recall_asked
from drives.ui.recall_find import choose_sought
from drives.ui.recall_lots import show_lots
from drives.ui.recall_programs import show_programs
from drives.ui.recall_view import show_figures


def show() -> None:
    """The page."""
    line = _("{organization} · all stock, and all that went out, as of {day}").format(
        organization=organization_name(), day=day(reads.stamp().today)
    )
    page_header(_("Where are the recalled goods?"), line, guide="recall")
    sought = choose_sought()
    if sought.is_nothing:
        empty_state(
            _(
                "Enter what the notice says: the item or its barcode, a lot code, the dates on the "
                "goods. You then see where such goods are, which programs got some, and what cannot be "
                "ruled out."
            )
        )
        return
    found = reads.recalled(sought.notice, sought.item_id)
    recall_buttons(found)
    show_figures(found, sought)
    show_programs(found, sought)
    show_lots(found, sought)
    show_recall_asked(found, sought)


show()
