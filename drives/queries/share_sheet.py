"""Who gets what of which shelf, and why, as a table to take along."""

from collections import defaultdict

from drives.queries.allocation_words import share_words
from drives.queries.sheets import Sheet, amounts
from drives.queries.to_share import ToShare
from drives.rules.allocation import Proposal
from drives.rules.fefo import Taken
from drives.rules.kinds import Priority

_COLUMNS = (
    "item", "priority", "program", "unit", "needed_by", "outstanding", "given", "quantity", "site",
    "date_mark", "date_kind", "why",
)  # fmt: skip


def shares_sheet(there: ToShare, proposal: Proposal) -> Sheet:
    """A row for each shelf that a need is served from; one without a quantity for a need that gets nothing.

    ``given`` is what the need gets in all, ``quantity`` what of it is from this shelf.
    """
    amount, order = amounts(), list(Priority)
    taken: dict[int, list[Taken]] = defaultdict(list)
    for one in proposal.taken:
        taken[one.need_id].append(one)
    shares = {share.need_id: share for share in proposal.shares}
    rows = []
    for need in there.needs:
        share, item = shares[need.need_id], there.items[need.item_id]
        whole = (
            item.name, need.priority.value, there.programs[need.program_id], item.unit.value, need.needed_by,
            amount(share.outstanding), amount(share.given),
        )  # fmt: skip
        why = share_words(share, proposal.policy, need.priority)
        place = (order.index(need.priority), need.posted_on, need.need_id)
        for line in taken[need.need_id]:
            lot = line.lot
            kind = None if lot.date_kind is None else lot.date_kind.value
            shelf = (amount(line.quantity), there.sites.get(lot.site_id), lot.date_mark, kind)
            rows.append((place, (*whole, *shelf, why)))
        if not taken[need.need_id]:
            rows.append((place, (*whole, None, None, None, None, why)))
    rows.sort(key=lambda row: (row[1][0], row[0]))
    return Sheet(_COLUMNS, [row for _place, row in rows])
