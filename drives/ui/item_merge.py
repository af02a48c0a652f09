"""Merge an item into another that turned out to be the same: what follows is said first, with figures."""

from drives.commands.merging import Merged, MergeItems, merge_items
from drives.queries.catalogue import CatalogueItem
from drives.texts import _
from drives.ui import reads
from drives.ui.components import amount, item_option
from drives.ui.form import Form
from drives.ui.item_asked import ITEMS
from drives.ui.merge_dialog import show_merge
from drives.ui.session import Desk


def show_item_merge(gone: CatalogueItem) -> None:
    """Open the dialog."""
    others = {one.item_id: one for one in reads.the_catalogue() if one.item_id != gone.item_id}
    names = {item_id: item_option(one.name, one.choice.unit) for item_id, one in others.items()}

    def follows(kept_id: int) -> list[str]:
        return _follows(gone, others[kept_id])

    def send(at: Desk, form: Form, kept_id: int) -> Merged | None:
        return form.send(at, merge_items, MergeItems(gone.item_id, kept_id))

    show_merge(ITEMS, f"catalogue.merge.{gone.item_id}", gone.name, names, follows, send)


def _follows(gone: CatalogueItem, kept: CatalogueItem) -> list[str]:
    names = {"gone": gone.name, "kept": kept.name}
    unit = gone.choice.unit
    row = next((row for row in reads.the_overview().rows if row.item_id == gone.item_id), None)
    if row is None:
        first = _("Nothing of {gone} was needed or came in so far.").format(**names)
    else:
        first = _(
            "{donated} donated so far, {on_hand} on hand and {needed} needed of {gone} count as {kept}, "
            "on past days too. What is free of one then serves the needs of both."
        ).format(
            **names,
            donated=amount(row.figures.donated, unit),
            on_hand=amount(row.figures.on_hand, unit),
            needed=amount(row.figures.needed, unit),
        )
    return [
        first,
        _(
            "{kept} is then found under the name, words and barcodes of {gone} too, and {gone} leaves "
            "the lists."
        ).format(**names),
        _("Merge only what is the same thing under two names: this cannot be taken back."),
    ]
