"""What was done in words, day by day; what narrows it; and all of it as a file."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from itertools import groupby

import streamlit as st

from drives.exchange.activity import activity_file
from drives.queries.activity import SOUGHT_AMONG, Done, Narrowed
from drives.queries.activity_words import About, Who, about_name
from drives.rules.quantity import SCALE
from drives.texts import _, ngettext
from drives.ui import reads
from drives.ui.address_choice import choose_in_address
from drives.ui.components import day_of, download, format_quantity, md_escape, note, search_field, time_of

_ALL = ""


def trail_filters() -> Narrowed:
    """What the list is narrowed to; it stands in the address."""
    with st.grid(3, min_column_width=220, key="activity.filters"):
        sought = search_field(_("Find by number or name"), key="activity.q", while_typing=False)
        who = choose_in_address(
            _("Who"),
            {_ALL: _("Everybody")} | {key: _one(one) for key, one in reads.trail_people()},
            name="who",
            key="activity.who",
        )
        about = choose_in_address(
            _("What about"),
            {_ALL: _("Everything")} | {one.value: about_name(one) for one in About},
            name="about",
            key="activity.about",
        )
    with st.grid(3, min_column_width=150, key="activity.days"):
        first = _day(_("From"), "from")
        last = _day(_("To"), "to")
    return Narrowed(who or None, About(about) if about else None, first, last, sought)


def _day(label: str, name: str) -> date | None:
    chosen = st.date_input(label, value=None, key=name, bind="query-params", format="YYYY-MM-DD")
    return chosen if isinstance(chosen, date) else None


def _one(who: Who) -> str:
    """Somebody in a list to choose from. Plain text."""
    return f"{who.name} ({who.email})" if who.email else who.name


def trail_searched(of: int) -> None:
    """Say so where the search did not look through all of so many entries."""
    if of > SOUGHT_AMONG:
        said = ngettext(
            "The newest {count} entry was searched. Choose days to search among older ones.",
            "The newest {count} entries were searched. Choose days to search among older ones.",
            SOUGHT_AMONG,
        )
        note(said.format(count=format_quantity(SOUGHT_AMONG * SCALE)))


def trail_list(rows: Sequence[Done]) -> None:
    """The entries, a block a day."""
    for on, of_day in groupby(rows, key=lambda one: day_of(one.done_at)):
        with st.container(border=True, gap="small"):
            st.markdown(f"### {md_escape(on[:1].upper() + on[1:])}", anchors=False)
            st.markdown("\n\n".join(map(_entry, of_day)))


def _entry(done: Done) -> str:
    what = f"**{md_escape(done.what)}**"
    if done.thing:
        what = f"{what} · {md_escape(done.thing)}".replace(" · ", "\u00a0· ")
    facts = [time_of(done.done_at), done.who.name, done.who.email or ""]
    under = f":gray[{md_escape(' · '.join(filter(None, facts)))}]"
    if done.donation_id is not None:
        under = f"{under} · [{md_escape(_('Open the donation'))}](donations?open={done.donation_id})"
    return f"{what}  \n:small[{under}]"


def trail_exports(wanted: Narrowed) -> None:
    """All that the filters leave, as a file of each kind."""
    queries = reads.house().queries
    with st.container(horizontal=True):
        for kind, label in (("csv", _("Export these as CSV")), ("xlsx", _("Export these as Excel"))):
            make = partial(activity_file, queries, wanted=wanted, kind=kind)
            download(label, make, file_name=f"activity.{kind}", key=f"export.activity.{kind}")
