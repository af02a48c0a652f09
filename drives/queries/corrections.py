"""What became of donations that were corrected, however often, to the one that stands in their place now."""

from typing import Any

from sqlalchemy import Connection, Select, select
from sqlalchemy.orm import aliased

from drives.model import Donation
from drives.rules.kinds import DonationState


def that_stand(connection: Connection, ids: Select[Any]) -> frozenset[int]:
    """Of the donations that a SELECT of ids names, those that stand, as they were or corrected since."""
    begin = select(Donation.id.label("first_id"), Donation.id.label("last_id"), Donation.state)
    chain = begin.where(Donation.id.in_(ids)).cte("chain", recursive=True)
    later = aliased(Donation)
    step = select(chain.c.first_id, later.id, later.state).join(chain, later.replaces_id == chain.c.last_id)
    chain = chain.union_all(step)
    stand = select(chain.c.first_id).where(chain.c.state == DonationState.POSTED)
    return frozenset(connection.execute(stand).scalars())
