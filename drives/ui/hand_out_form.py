"""The form of a hand-over on the spot: for whom, what, how many."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import streamlit as st

from drives.commands.hand_out import HandedItem, HandOut, hand_out
from drives.errors import Refusal
from drives.queries.choices import SiteChoice
from drives.rules.dates import FIRST_DAY
from drives.rules.units import Unit, is_indivisible
from drives.texts import _, listed
from drives.ui import actions, reads
from drives.ui.components import amount, format_quantity, free_line, goods_of, md_escape, note, typed_quantity
from drives.ui.delivery_steps import day_field
from drives.ui.form import Form

_ROWS = 3


class _There(NamedTuple):
    """How much of an item may go from the site, and how much of that is reserved for the program."""

    item: str
    unit: Unit
    can_go: int
    own: int


def hand_out_form(site: SiteChoice, programs: Mapping[int, str]) -> None:
    """The form for a site."""
    form = Form.of("hand_out", "hand_out").begin({"rows": _ROWS, "note": "", "on": reads.stamp().today})
    program_id = st.selectbox(
        _("For"),
        list(programs),
        index=None,
        format_func=programs.__getitem__,
        placeholder=_("Choose a program"),
        key=form.key("program"),
    )
    if program_id is None:
        note(md_escape(_("Choose who takes the goods. What may go to them from here is offered next.")))
        return
    there = _there(site, program_id)
    if not there:
        st.markdown(
            md_escape(
                _("Nothing at {site} may go to {program} now.").format(
                    site=site.name, program=programs[program_id]
                )
            )
        )
        return
    said = _(
        "The lists offer what stands at {site} and may go to {program}. What is not in them is at another "
        "site, on hold, past its date, or reserved or kept for others."
    )
    note(md_escape(said.format(site=site.name, program=programs[program_id])))
    for place in range(form.value("rows")):
        _row(form, place, there)
    st.button(
        _("Another item"),
        key=form.key("more"),
        type="tertiary",
        icon=":material/add:",
        on_click=_one_more,
        args=(form, form.value("rows")),
    )
    with st.expander(_("On another day, or with a note"), key=form.key("more_of_it")):
        day_field(form, _("Handed out on"), FIRST_DAY)
        free_line(_("Note (may stay empty)"), key=form.key("note"), max_chars=400)
    note(
        md_escape(
            _(
                "What is reserved or kept for them goes first, then what expires first. What they asked for "
                "counts on it; the rest is given beyond what was asked."
            )
        )
    )
    form.show_refused()
    st.button(
        _("Hand it out"),
        type="primary",
        width="stretch",
        icon=":material/check:",
        key=form.key("yes"),
        on_click=_hand_out,
        args=(form, site, program_id, programs[program_id]),
    )


def _there(site: SiteChoice, program_id: int) -> dict[int, _There]:
    found: dict[int, _There] = {}
    for lot in reads.may_go_to(program_id):
        if lot.site_id == site.site_id:
            before = found.get(lot.item_id, _There(lot.item, lot.unit, 0, 0))
            found[lot.item_id] = before._replace(
                can_go=before.can_go + lot.free + lot.own, own=before.own + lot.own
            )
    return found


def _row(form: Form, place: int, there: Mapping[int, _There]) -> None:
    # Columns, not a row: on a phone the list gets the whole width, and its options are not cut.
    item, many = st.columns([4, 1], vertical_alignment="bottom", gap="small")
    item.selectbox(
        _("Item {number}").format(number=place + 1),
        list(there),
        index=None,
        format_func=lambda item_id: _option(there[item_id]),
        placeholder=_("Type a few letters"),
        key=form.key(f"item.{place}"),
    )
    many.text_input(_("How many"), key=form.key(f"many.{place}"), placeholder="12")


def _option(one: _There) -> str:
    words = {"item": one.item, "amount": amount(one.can_go, one.unit), "own": format_quantity(one.own)}
    if one.own:
        return _("{item}: {amount} ({own} theirs)").format(**words)
    return _("{item}: {amount}").format(**words)


def _one_more(form: Form, before: int) -> None:
    st.session_state[form.key("rows")] = before + 1


def _items(form: Form, there: Mapping[int, _There]) -> Iterator[HandedItem]:
    totals: dict[int, int] = defaultdict(int)
    for place in range(form.value("rows")):
        item_id, many = form.value(f"item.{place}"), form.text(f"many.{place}")
        if item_id is None and not many:
            continue
        if item_id not in there:
            raise Refusal(_("Item {number}: choose what it is.").format(number=place + 1))
        one = there[item_id]
        try:
            totals[item_id] += typed_quantity(many, whole=is_indivisible(one.unit))
        except Refusal as refusal:
            raise Refusal(_("{item}: {refusal}").format(item=one.item, refusal=refusal)) from None
    yield from (HandedItem(item_id, quantity) for item_id, quantity in totals.items())


def _hand_out(form: Form, site: SiteChoice, program_id: int, program: str) -> None:
    at = actions.begin()
    there = _there(site, program_id)
    asked = form.read(
        at,
        lambda: HandOut(
            program_id,
            site.site_id,
            tuple(_items(form, there)),
            form.value("on"),
            form.text("note") or None,
        ),
    )
    if asked is None or form.send(at, hand_out, asked) is None:
        return
    goods = [goods_of(there[one.item_id].item, one.quantity, there[one.item_id].unit) for one in asked.items]
    at.say(_("Handed out to {program}: {goods}.").format(program=program, goods=listed(goods)))
