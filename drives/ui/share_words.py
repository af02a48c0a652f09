"""What a changed share does to others, in words."""

import streamlit as st

from drives.texts import _
from drives.ui.components import amount, md_escape, note
from drives.ui.share_plan import Plan


def others_words(plan: Plan) -> list[str]:
    """Who gets less by what was changed by hand, then who gets more, of what, by how much. Plain text."""
    said = []
    for need, more in sorted(plan.others(), key=lambda other: other[1] > 0):
        item = plan.there.items[need.item_id]
        text = (
            _("{item}: {program} gets {quantity} more.")
            if more > 0
            else _("{item}: {program} gets {quantity} less.")
        )
        said.append(
            text.format(
                item=item.name,
                program=plan.there.programs[need.program_id],
                quantity=amount(abs(more), item.unit),
            )
        )
    return said


def show_others(plan: Plan) -> None:
    """What becomes of the shares of all others."""
    said = others_words(plan)
    if said:
        st.markdown("\n".join(f"- {md_escape(line)}" for line in said))
    else:
        note(md_escape(_("All others get what they would have got without it.")))
