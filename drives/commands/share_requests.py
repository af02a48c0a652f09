"""A proposal of ``rules/allocation.py`` as the request that commits it."""

from collections.abc import Mapping, Sequence

from drives.commands.shares import Allocate, ShareFacts, ShareLine
from drives.rules.allocation import Proposal
from drives.rules.kinds import HandReason


def allocation_of(
    proposal: Proposal,
    *,
    drive_id: int | None = None,
    whole_packs: bool = False,
    reasons: Mapping[int, HandReason] | None = None,
    instead: Sequence[ShareLine] = (),
) -> Allocate:
    """What commits a proposal; ``reasons`` say by need why it was changed by hand.

    ``instead`` are lines of other items. A need that gets nothing is told where it was changed by hand.
    """
    by_hand = reasons or {}
    served = {line.need_id for line in instead} | by_hand.keys()
    lines = [ShareLine(one.need_id, one.lot.lot_id, one.lot.site_id, one.quantity) for one in proposal.taken]
    return Allocate(
        proposal.policy,
        (*lines, *instead),
        tuple(
            ShareFacts(
                share.need_id,
                share.kept,
                share.met,
                share.outstanding,
                share.available,
                share.asked,
                share.level,
                share.why,
                by_hand.get(share.need_id),
            )
            for share in proposal.shares
            if share.given or share.need_id in served
        ),
        drive_id,
        whole_packs,
    )
