"""A word beside needs: which of the kits that are asked for can be put together now, and where."""

import streamlit as st

from drives.rules.roles import Permission
from drives.texts import _
from drives.ui import reads
from drives.ui.components import amount, listed, md_escape


def kits_to_build() -> None:
    """Say which kits are asked for beyond those that there are, and at which sites some can be built."""
    if not reads.viewer().may(Permission.MOVE_STOCK):
        return
    able = {one.item_id: one for one in reads.buildable_kits() if one.at_sites}
    said = [
        md_escape(
            _(
                "{item}: {wanted} more are asked for than there are; {built} can be put together at {sites}."
            ).format(
                item=row.item,
                wanted=amount(row.to_build, row.unit),
                built=amount(able[row.item_id].kits, row.unit),
                sites=listed([at.site for at in able[row.item_id].at_sites]),
            )
        )
        for row in (reads.the_overview().rows if able else ())
        if row.to_build and row.item_id in able
    ]
    if said:
        st.info("\n\n".join(said), icon=":material/package_2:")
        st.page_link("pages/kits.py", label=_("Put kits together"), icon=":material/arrow_forward:")
