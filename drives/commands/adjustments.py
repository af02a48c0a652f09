"""The books of one lot put right, with a reason: a count of that lot alone."""

from dataclasses import dataclass

from drives.commands import typed
from drives.commands.count_writing import LotCounted, write_count
from drives.commands.door import Work, command
from drives.commands.found import check_quantity, item_kept, lock_lots, lot_row, row_of, site_kind
from drives.commands.stock import StockChanged, ref_of
from drives.commands.touched.shelves import touches_discarded
from drives.errors import Conflict, Refusal
from drives.model import Site
from drives.rules.quantity import to_text
from drives.rules.roles import Permission
from drives.texts import _


@dataclass(frozen=True, slots=True)
class AdjustStock:
    """What is there of a lot at a site now, and why the books said otherwise. Quantities in thousandths.

    ``expected`` is what the books said when it was typed: where they say something else by now, it is
    refused.
    """

    lot_id: int
    site_id: int
    expected: int
    quantity: int
    reason: str


@command(Permission.MOVE_STOCK, touches_discarded)
def adjust_stock(work: Work, request: AdjustStock) -> StockChanged:
    """Put the books of a lot at a site right, with a reason; reservations give way to a shortage."""
    request = typed.as_kept(request, reason=typed.line(400))
    lot = lot_row(work.connection, request.lot_id)
    item = item_kept(work.connection, lot.item_id)
    check_quantity(item, request.quantity, zero_allowed=True)
    if not request.reason:
        raise Refusal(_("Say why the books were wrong: whoever looks at this later will ask."))
    shelf = work.ledger.shelf(request.site_id, site_kind(work.connection, request.site_id))
    lock_lots(work.connection, [lot.id])
    there = work.ledger.locked_levels([(lot.id, shelf.id)])[lot.id, shelf.id].quantity
    if there != request.expected:
        site = row_of(work.connection, Site, request.site_id, _("That site"), lock=False).name
        raise Conflict(
            _(
                "{item} at {site}: the books said {expected} when you looked and say {there} now. "
                "Nothing was saved. Look again, then enter what is there."
            ).format(item=item.name, site=site, expected=to_text(request.expected), there=to_text(there))
        )
    if request.quantity == there:
        raise Refusal(
            _("{item}: the books say {there} already, so there is nothing to correct.").format(
                item=item.name, there=to_text(there)
            )
        )
    line = LotCounted(ref_of(lot), there, request.quantity)
    return StockChanged(*write_count(work, shelf, work.today, request.reason, [line]))
