"""Planning a delivery: what is reserved for a program, and what is free beside it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import partial

import streamlit as st

from drives.commands.deliveries import FreeLine, PlanDelivery, plan_delivery
from drives.errors import Refusal
from drives.queries.to_go import FreeToGo, KeptToGo
from drives.rules.kinds import DeliveryWay
from drives.rules.units import Unit, is_indivisible
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.components import amount, day, free_line, md_escape, note, typed_quantity
from drives.ui.delivery_reserved import ask_what_of_it_goes, what_of_it_goes
from drives.ui.delivery_rows import DELIVERIES
from drives.ui.delivery_steps import way_field
from drives.ui.form import Form

_ROWS = 3

Pile = tuple[int, int]
"""An item at a site, by their ids."""


def plan_form() -> Form:
    """The form of a new delivery."""
    return Form.of("deliveries.plan", "deliveries.plan")


def ask_what_goes(form: Form) -> None:
    """The dialog's content: for whom, what, and when."""
    waiting = reads.waiting_to_go()
    names = {program.program_id: program.name for program in reads.programs()}
    counts: dict[int, int] = defaultdict(int)
    for one in waiting:
        counts[one.program_id] += 1
    first = sorted(names, key=lambda program_id: (-counts[program_id], names[program_id]))
    asked = DELIVERIES.asked().get("program", "")
    begun = int(asked) if asked.isdecimal() and int(asked) in names else None
    form = form.begin(
        {"due": reads.stamp().today, "way": DeliveryWay.BROUGHT.value, "program": begun, "note": ""}
    )
    program_id = st.selectbox(
        _("For"),
        first,
        format_func=names.__getitem__,
        placeholder=_("Choose a program"),
        key=form.key("program"),
    )
    if program_id is None:
        note(md_escape(_("What is reserved for it, and what is free, is shown next.")))
        return
    kept = [one for one in waiting if one.program_id == program_id]
    ask_what_of_it_goes(form, kept)
    _free(form, program_id)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.date_input(
            _("Goes out on"), key=form.key("due"), format="YYYY-MM-DD", min_value=reads.stamp().today
        )
        way_field(form)
    free_line(_("Note (may stay empty)"), key=form.key("note"), max_chars=400)
    form.buttons(_("Plan it"), _plan, form, program_id, kept, leave=partial(DELIVERIES.close, form.name))


def piles_of(program_id: int) -> Mapping[Pile, list[FreeToGo]]:
    """What is free for a program, by item and site, first expired first."""
    found: dict[Pile, list[FreeToGo]] = defaultdict(list)
    for one in reads.may_go_to(program_id):
        if one.free:
            found[one.item_id, one.site_id].append(one)
    return found


def _free(form: Form, program_id: int) -> None:
    piles = piles_of(program_id)
    with st.expander(_("Add free goods, not for a need"), icon=":material/add:", key=form.key("free")):
        for place in range(_ROWS):
            goods, many = st.columns([4, 1], vertical_alignment="bottom", gap="small")
            chosen = goods.selectbox(
                _("Goods {number}").format(number=place + 1),
                list(piles),
                index=None,
                format_func=lambda pile: pile_words(piles[pile]),
                placeholder=_("Type a few letters"),
                key=form.key(f"pile.{place}.{program_id}"),
            )
            many.text_input(
                _("How many")
                if chosen is None
                else _("How many of {amount}").format(amount=_free_of(piles[chosen])),
                key=form.key(f"many.{place}.{program_id}"),
                placeholder="12",
            )
        note(md_escape(_("What expires first goes first.")))


def pile_words(lots: list[FreeToGo]) -> str:
    """How much of what is free where, short enough for a list on a phone. Plain text."""
    words = {"item": lots[0].item, "site": lots[0].site, "amount": _free_of(lots)}
    return _("{item} · {site}: {amount}").format(**words)


def _free_of(lots: list[FreeToGo]) -> str:
    return amount(sum(lot.free for lot in lots), lots[0].unit)


def taken_from(lots: list[FreeToGo], quantity: int, unit: Unit) -> Iterator[FreeLine]:
    """So much of a pile, first expired first; Refusal where there is less."""
    free = sum(lot.free for lot in lots)
    if quantity > free:
        raise Refusal(
            _("{item} at {site}: {asked} asked, {free} free. Take fewer, or count that shelf.").format(
                item=lots[0].item,
                site=lots[0].site,
                asked=amount(quantity, unit),
                free=amount(free, unit),
            )
        )
    for lot in lots:
        taken = min(quantity, lot.free)
        quantity -= taken
        if taken:
            yield FreeLine(lot.lot_id, lot.site_id, taken)


def _typed(form: Form, program_id: int, kept: list[KeptToGo]) -> PlanDelivery:
    piles, free, state = piles_of(program_id), [], st.session_state
    for place in range(_ROWS):
        pile: Pile | None = state.get(form.key(f"pile.{place}.{program_id}"))
        many = (state.get(form.key(f"many.{place}.{program_id}")) or "").strip()
        if pile is None or pile not in piles:
            if many:
                raise Refusal(_("Goods {number}: choose what it is.").format(number=place + 1))
            continue
        lots = piles[pile]
        try:
            quantity = typed_quantity(many, whole=is_indivisible(lots[0].unit))
        except Refusal as refusal:
            raise Refusal(_("{item}: {refusal}").format(item=lots[0].item, refusal=refusal)) from None
        free += list(taken_from(lots, quantity, lots[0].unit))
    return PlanDelivery(
        program_id,
        what_of_it_goes(form, kept),
        tuple(free),
        None,
        form.text("note") or None,
        form.value("due"),
        DeliveryWay(form.value("way")),
    )


def _plan(form: Form, program_id: int, kept: list[KeptToGo]) -> None:
    at = actions.begin()
    asked = form.read(at, lambda: _typed(form, program_id, kept))
    planned = None if asked is None else form.send(at, plan_delivery, asked)
    if planned is None or asked is None:
        return
    names = {program.program_id: program.name for program in reads.programs()}
    at.say(
        _("Planned: a delivery to {program}, {day}. Next: pick and pack it.").format(
            program=names[program_id], day=day(asked.due_on or reads.stamp().today, today=reads.stamp().today)
        )
    )
    DELIVERIES.open(delivery=planned.delivery_id)
