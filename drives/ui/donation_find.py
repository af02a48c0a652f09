"""What narrows the list of donations; it stands in the address. And all that it leaves, as a file."""

from datetime import date
from functools import partial

import streamlit as st

from drives.exchange.donations_listed import donations_file
from drives.queries.donation_list import Fate, Wanted
from drives.rules.kinds import Source
from drives.texts import _
from drives.ui import reads
from drives.ui.address_choice import choose_in_address
from drives.ui.components import download, item_option, md_escape, search_field

_ANY = ""
_DONOR = "donor"
_NARROW = ("drive", "site", "item", "state", "source", "from", "to")
"""What the address may narrow the list by; the fields for it are folded until it does."""


def donation_filters() -> Wanted:
    """What the list is narrowed to."""
    drives = {one.slug: one for one in reads.drives()}
    sites = {one.slug: one for one in reads.sites()}
    items = {str(one.item_id): item_option(one.name, one.unit) for one in reads.items()}
    sought = search_field(
        _("Find by number, donor, team, item, site or note"), key="donations.q", while_typing=False
    )
    narrowed = any(name in st.query_params for name in _NARROW)
    with (
        st.expander(
            _("Narrow the list"), icon=":material/filter_list:", expanded=narrowed, key="donations.narrow"
        ),
        st.grid(3, min_column_width=150, key="donations.filters"),
    ):
        drive = choose_in_address(
            _("Drive"),
            {_ANY: _("All drives")} | {slug: one.name for slug, one in drives.items()},
            name="drive",
            key="donations.drive",
        )
        site = choose_in_address(
            _("Site"),
            {_ANY: _("All sites")} | {slug: one.name for slug, one in sites.items()},
            name="site",
            key="donations.site",
        )
        item = choose_in_address(_("Item"), {_ANY: _("All items")} | items, name="item", key="donations.item")
        fate = choose_in_address(_("Show"), _fates(), name="state", key="donations.state")
        source = choose_in_address(
            _("Source"),
            {
                _ANY: _("Donated and bought"),
                Source.DONATED.value: _("Donated"),
                Source.PURCHASED.value: _("Bought"),
            },
            name="source",
            key="donations.source",
        )
        first = _day(_("From"), "from")
        last = _day(_("To"), "to")
    return Wanted(
        sought,
        drives[drive].drive_id if drive else None,
        sites[site].site_id if site else None,
        int(item) if item else None,
        _only_donor(),
        Source(source) if source else None,
        first,
        last,
        None if fate == _ALL else Fate(fate or Fate.STANDS),
    )


_ALL = "all"


def _fates() -> dict[str, str]:
    return {
        _ANY: _("Those that stand"),
        Fate.VOIDED.value: _("Voided ones"),
        Fate.CORRECTED.value: _("As they were before a correction"),
        _ALL: _("Everything that was logged"),
    }


def _day(label: str, name: str) -> date | None:
    chosen = st.date_input(label, value=None, key=name, bind="query-params", format="YYYY-MM-DD")
    return chosen if isinstance(chosen, date) else None


def _only_donor() -> int | None:
    """The donor whose donations a link asked for, said with a way back to everybody's."""
    asked = st.query_params.get(_DONOR, "")
    found = next((one for one in reads.all_donors() if str(one.donor_id) == asked), None)
    if found is None:
        return None
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(_("Only what **{donor}** gave.").format(donor=md_escape(found.name)), width="content")
        st.button(
            _("Show everybody’s"),
            key="donations.everybody",
            type="tertiary",
            on_click=_show_everybody,
        )
    return found.donor_id


def _show_everybody() -> None:
    st.query_params.pop(_DONOR, None)


def donation_exports(wanted: Wanted) -> None:
    """All that the filters leave, as a file of each kind."""
    queries = reads.house().queries
    with st.container(horizontal=True):
        for kind, label in (("csv", _("Export these as CSV")), ("xlsx", _("Export these as Excel"))):
            make = partial(donations_file, queries, wanted=wanted, kind=kind)
            download(label, make, file_name=f"donations.{kind}", key=f"export.donations.{kind}")
