"""What of the goods reserved for a program goes along with a delivery: by site, a tick for all of a site.

Lots that look alike on their shelf are one line. Everything goes until it is unticked.
"""

from collections import defaultdict
from collections.abc import Sequence
from itertools import groupby
from typing import Any

import streamlit as st

from drives.queries.to_go import KeptToGo
from drives.texts import _, listed, ngettext
from drives.ui.components import md_escape, note
from drives.ui.delivery_words import item_totals, marks_words
from drives.ui.form import Form

Pile = list[KeptToGo]
"""What is reserved of goods that look alike at a site."""


def ask_what_of_it_goes(form: Form, kept: Sequence[KeptToGo]) -> None:
    """A tick for each site, what stands there folded beneath it, and what goes in all."""
    st.markdown(f"**{md_escape(_('Reserved for it'))}**")
    if not kept:
        note(md_escape(_("Nothing reserved for it is waiting for a delivery.")))
        return
    piles = _piles(kept)
    keys = [_key(form, pile) for pile in piles]
    for key in keys:
        st.session_state.setdefault(key, True)
    sites = [list(some) for _site, some in groupby(piles, key=lambda pile: pile[0].site_id)]
    if len(sites) > 1:
        with st.container(horizontal=True):
            for label, on in ((_("All of it"), True), (_("None of it"), False)):
                st.button(label, key=form.key(f"all.{on}"), on_click=_tick_all, args=(keys, on))
    for some in sites:
        _site(form, some)
    _stays([one for one in kept if not one.fits])
    _goes([one for pile in piles if st.session_state[_key(form, pile)] for one in pile])


def what_of_it_goes(form: Form, kept: Sequence[KeptToGo]) -> tuple[int, ...]:
    """The reservations of the lines that are ticked, in the order in which they stand in ``kept``."""
    ticked = [pile for pile in _piles(kept) if st.session_state.get(_key(form, pile))]
    chosen = {one.reservation_id for pile in ticked for one in pile}
    return tuple(one.reservation_id for one in kept if one.reservation_id in chosen)


def _piles(kept: Sequence[KeptToGo]) -> list[Pile]:
    """What may go, by site, item and date; what looks alike is one pile."""
    found: dict[Any, Pile] = defaultdict(list)
    for one in kept:
        if one.fits:
            found[one.site, one.site_id, one.item, one.item_id, _marks(one)].append(one)
    return [found[key] for key in sorted(found, key=lambda key: key[:4])]


def _marks(one: KeptToGo) -> tuple[object, ...]:
    return one.date_mark, one.date_kind, one.lot_code


def _key(form: Form, pile: Pile) -> str:
    """Of its place and looks, so that a tick stays whatever else is put on a delivery meanwhile."""
    one = pile[0]
    return form.key(".".join(map(str, ("kept", one.site_id, one.item_id, *_marks(one)))))


def _tick_all(keys: Sequence[str], on: bool) -> None:
    for key in keys:
        st.session_state[key] = on


def _tick_site(keys: Sequence[str], whole: str) -> None:
    _tick_all(keys, bool(st.session_state[whole]))


def _site(form: Form, piles: Sequence[Pile]) -> None:
    site_id, site = piles[0][0].site_id, piles[0][0].site
    keys = [_key(form, pile) for pile in piles]
    ticked = sum(1 for key in keys if st.session_state[key])
    whole = form.key(f"site.{site_id}")
    st.session_state[whole] = ticked == len(keys)
    with st.container(border=True, gap="xsmall"):
        st.checkbox(
            md_escape(_("All at {site}").format(site=site)),
            key=whole,
            on_change=_tick_site,
            args=(keys, whole),
        )
        if len(piles) == 1:
            note(md_escape(_pile_words(piles[0])))
            return
        said = listed(_totals([one for pile in piles for one in pile]))
        if 0 < ticked < len(keys):
            some = ngettext("{ticked} of {count} line ticked", "{ticked} of {count} lines ticked", len(keys))
            said = f"{some.format(ticked=ticked, count=len(keys))} · {said}"
        note(md_escape(said))
        with st.expander(_("Choose line by line"), key=form.key(f"lines.{site_id}")):
            for pile, key in zip(piles, keys, strict=True):
                st.checkbox(md_escape(_pile_words(pile)), key=key)


def _pile_words(pile: Pile) -> str:
    [whole] = _totals(pile)
    return " · ".join(filter(None, [whole, marks_words(pile[0])]))


def _totals(kept: Sequence[KeptToGo]) -> list[str]:
    return item_totals((one.item, one.unit, one.quantity) for one in kept)


def _stays(kept: Sequence[KeptToGo]) -> None:
    for one in kept:
        said = [*_totals([one]), one.site, marks_words(one), _("past its date or on hold, so it stays")]
        note(md_escape(" · ".join(filter(None, said))))


def _goes(kept: Sequence[KeptToGo]) -> None:
    if kept:
        said = _("Goes along: {goods}.").format(goods=listed(_totals(kept)))
    else:
        said = _("None of what is reserved goes along.")
    st.markdown(md_escape(said))
