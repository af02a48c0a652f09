"""What there is and what is on its way, before somebody asks for it."""

from collections.abc import Iterable

import pandas as pd
import streamlit as st

from drives.queries.asking import ThereIs, there_is, there_is_sheet
from drives.queries.sheets import Sheet
from drives.rules.roles import Viewer
from drives.texts import _
from drives.ui import reads
from drives.ui.components import amount, note, sheet_export


def show_what_there_is(program_id: int) -> None:
    """A table of what is available to a program and what is on its way to it, folded away."""
    rows = _worth_telling(reads.what_there_is(program_id).values())
    with st.expander(_("What is there already"), icon=":material/inventory_2:", key="needs.there"):
        if not rows:
            st.markdown(_("Nothing is available just now, and nothing is on its way to you."))
            return
        note(_("What is available can be with you sooner than what has to be collected. Ask for it too."))
        st.dataframe(
            pd.DataFrame([_cells(one) for one in rows]),
            hide_index=True,
            width="stretch",
            key="needs.there.table",
        )

        def made(viewer: Viewer) -> Sheet:
            found = reads.house().queries.ask(there_is, viewer, program_id=program_id)
            return there_is_sheet(_worth_telling(found))

        with st.container(horizontal=True):
            sheet_export("what-there-is", made)


def _worth_telling(rows: Iterable[ThereIs]) -> list[ThereIs]:
    return [one for one in rows if one.available or one.kept or one.coming]


def _cells(one: ThereIs) -> dict[str, str]:
    free = one.available + one.kept
    return {
        _("Item"): one.item,
        _("Available"): amount(free, one.unit),
        _("On its way to you"): amount(one.coming, one.unit) if one.coming else "",
        _("You still wait for"): amount(one.asked, one.unit) if one.asked else "",
    }
