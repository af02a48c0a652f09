"""Finding donors: what is sought in the address, who fits, and the same ones as a file."""

from collections.abc import Iterable
from functools import partial

import streamlit as st

from drives.queries.donors import DonorShown, donors, donors_sheet
from drives.queries.sheets import Sheet
from drives.rules.kinds import DonorKind
from drives.rules.names import fold_name
from drives.rules.roles import Viewer
from drives.texts import _
from drives.ui import reads
from drives.ui.address_choice import choose_in_address
from drives.ui.components import search_field, sheet_export
from drives.ui.kind_words import donor_kind_name

_ALL = ""


def found_donors(all_donors: Iterable[DonorShown]) -> list[DonorShown]:
    """The fields of the search, whom they find, and buttons that give the same ones as a file."""
    with st.grid(2, min_column_width=220):
        words = fold_name(search_field(_("Find by name, e-mail, phone or reference"), key="donors.q"))
        kind = choose_in_address(
            _("Show"),
            {_ALL: _("Everybody"), **{kind.value: donor_kind_name(kind) for kind in DonorKind}},
            name="kind",
            key="donors.kind",
        )
    found = _fitting(all_donors, words, kind)
    if found:
        with st.container(horizontal=True):
            sheet_export("donors", partial(_sheet, words, kind))
    return found


def _fitting(all_donors: Iterable[DonorShown], words: str, kind: str) -> list[DonorShown]:
    return [one for one in all_donors if words in one.words and kind in (_ALL, one.kind.value)]


def _sheet(words: str, kind: str, viewer: Viewer) -> Sheet:
    everybody = reads.house().queries.ask(donors, viewer)
    return donors_sheet(_fitting(everybody, words, kind))
