"""Gift cards and passes are counted by two people, whose names are kept with the donation."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table, insert

from drives.commands import typed
from drives.commands.door import Work
from drives.commands.found import ItemFound
from drives.errors import Refusal
from drives.model import CashLikeCount
from drives.rules.cash_like import differ, is_cash_like
from drives.texts import _

_count: Table = CashLikeCount.__table__  # type: ignore[assignment]


def keep_count(work: Work, donation_id: int, request: Any, items: Mapping[int, ItemFound]) -> None:
    """Keep who counted the gift cards and passes of a donation; refused without two people's names.

    Nothing for a donation without any. What a file brings was counted before: it is not asked.
    """
    given = (items[line.item_id] for line in request.lines)
    item = next((item.name for item in given if is_cash_like(item.name, item.category)), None)
    if item is None:
        return
    kept = typed.as_kept(request, counted_by=typed.line(200), counted_again_by=typed.line(200))
    if not kept.counted_by or not kept.counted_again_by:
        raise Refusal(
            _(
                "{item}: gift cards and passes are counted by two people. Enter who counted them and who "
                "counted them again."
            ).format(item=item)
        )
    if not differ(kept.counted_by, kept.counted_again_by):
        raise Refusal(
            _(
                "{item}: {name} stands there twice. Have somebody else count them again, and enter who "
                "it was."
            ).format(item=item, name=kept.counted_by)
        )
    names = {"counted_by": kept.counted_by, "counted_again_by": kept.counted_again_by}
    work.connection.execute(insert(_count), {"donation_id": donation_id, **names})
