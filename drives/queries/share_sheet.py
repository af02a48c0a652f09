"""Who gets what of which shelf, and why, as a table to take along."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import NamedTuple

from drives.queries.allocation_words import share_words
from drives.queries.sheets import Sheet, amounts
from drives.queries.to_share import ToShare
from drives.rules.allocation import Proposal
from drives.rules.fefo import LotFree
from drives.rules.kinds import HandReason, Priority

_COLUMNS = (
    "item", "priority", "program", "unit", "needed_by", "outstanding", "given", "quantity", "instead", "site",
    "date_mark", "date_kind", "why",
)  # fmt: skip


class Instead(NamedTuple):
    """What goes to a need of a lot of another item, in thousandths."""

    need_id: int
    lot_id: int
    site_id: int
    quantity: int


def shares_sheet(
    there: ToShare,
    proposal: Proposal,
    *,
    instead: Collection[Instead] = (),
    reasons: Mapping[int, HandReason] | None = None,
) -> Sheet:
    """A row for each shelf that a need is served from; one without a quantity for a need that gets nothing.

    ``given`` is what the need gets in all, ``quantity`` what of it is from this shelf, ``instead`` the item
    that it is of where that is another.
    """
    amount, order = amounts(), list(Priority)
    lots = {(lot.lot_id, lot.site_id): lot for lot in there.lots}
    taken: dict[int, list[tuple[LotFree, int]]] = defaultdict(list)
    for one in proposal.taken:
        taken[one.need_id].append((one.lot, one.quantity))
    other: dict[int, int] = defaultdict(int)
    for line in instead:
        taken[line.need_id].append((lots[line.lot_id, line.site_id], line.quantity))
        other[line.need_id] += line.quantity
    shares = {share.need_id: share for share in proposal.shares}
    rows = []
    for need in there.needs:
        share, item = shares[need.need_id], there.items[need.item_id]
        given = amount(share.given + other[need.need_id])
        whole = (
            item.name, need.priority.value, there.programs[need.program_id], item.unit.value, need.needed_by,
            amount(share.outstanding), given,
        )  # fmt: skip
        reason = (reasons or {}).get(need.need_id)
        why = share_words(share, proposal.policy, need.priority, reason=reason, instead=other[need.need_id])
        place = (item.name, order.index(need.priority), need.posted_on, need.need_id)
        for lot, quantity in taken[need.need_id]:
            kind = None if lot.date_kind is None else lot.date_kind.value
            named = None if lot.item_id == need.item_id else there.items[lot.item_id].name
            shelf = (amount(quantity), named, there.sites.get(lot.site_id), lot.date_mark, kind)
            rows.append((place, (*whole, *shelf, why)))
        if not taken[need.need_id]:
            rows.append((place, (*whole, None, None, None, None, None, why)))
    rows.sort(key=lambda row: row[0])
    return Sheet(_COLUMNS, [row for _place, row in rows])
