"""What a changed share does to others, in words."""

from drives.rules.allocation import NeedOpen
from drives.texts import _
from drives.ui.components import amount
from drives.ui.share_plan import Plan


def loss_words(plan: Plan, need: NeedOpen, lost: int) -> str:
    """Who gets less, of what, by how much. Plain text."""
    item = plan.there.items[need.item_id]
    return _("{item}: {program} gets {quantity} less.").format(
        program=plan.there.programs[need.program_id], quantity=amount(lost, item.unit), item=item.name
    )
