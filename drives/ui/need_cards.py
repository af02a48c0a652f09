"""A need as a card: who asks for what, how old that is, how far it is met, and what can be done with it."""

import streamlit as st

from drives.commands.needs import ConfirmNeed, confirm_need
from drives.queries.needs import NeedShown, NeedState
from drives.rules.kinds import Every, Priority
from drives.rules.quantity import SCALE
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.components import amount, day, format_quantity, md_escape, named
from drives.ui.components.words import format_whole_percent
from drives.ui.form import Form
from drives.ui.need_dialogs import NEEDS, need_form
from drives.ui.need_words import age, priority_name, repeating, state_name, told_words

_BADGES = {Priority.CRITICAL: "red", Priority.HIGH: "orange"}
_ENDED = (NeedState.CANCELLED, NeedState.WAITING)


def need_tile(need: NeedShown) -> None:
    """One need, with its buttons."""
    met = min(need.asked, need.delivered + need.allocated)
    percent = met * 100 // need.asked
    asked = _("**{amount}** for {program}").format(
        amount=md_escape(amount(need.asked, need.unit)), program=md_escape(need.program)
    )
    lines = [asked, *_more(need), _facts(need)]
    with st.container(
        border=True,
        height="stretch",
        gap="small",
        vertical_alignment="distribute",
        key=f"need-{need.need_id}",
    ):
        st.markdown(f"### {md_escape(need.item)}\n\n" + "  \n".join(lines), anchors=False)
        with st.container(gap="small"):
            st.progress(
                percent,
                text=_("{met} of {asked} delivered or allocated · {percent}").format(
                    met=format_quantity(met),
                    asked=format_quantity(need.asked),
                    percent=format_whole_percent(percent),
                ),
            )
            _buttons(need)


def _more(need: NeedShown) -> list[str]:
    """What a card says only of some needs, a line of markdown each."""
    today, said = reads.stamp().today, []
    if need.pack is not None and need.pack_quantity and need.asked % need.pack_quantity == 0:
        count = format_quantity(need.asked * SCALE // need.pack_quantity)
        said.append(md_escape(_("{count} × {pack}").format(count=count, pack=need.pack)))
    if need.note:
        said.append(md_escape(need.note))
    if need.repeats is not None:
        said.append(f":material/repeat: {md_escape(repeating(need, need.repeats, today))}")
    if need.told is not None:
        said.append(f":material/forum: {md_escape(told_words(need.told, today))}")
    return said


def _facts(need: NeedShown) -> str:
    when = f":small[:gray[{md_escape(_when(need))}]]"
    badges = _badges(need)
    return f"{badges} {when}" if badges else when


def _badges(need: NeedShown) -> str:
    said = []
    if need.asked_again:
        said.append(f":gray-badge[{md_escape(_('asked again since'))}]")
    elif need.state is not NeedState.OPEN:
        said.append(f":gray-badge[{md_escape(state_name(need.state))}]")
    if need.priority in _BADGES:
        said.append(f":{_BADGES[need.priority]}-badge[{md_escape(priority_name(need.priority))}]")
    return " ".join(said)


def _when(need: NeedShown) -> str:
    today, facts = reads.stamp().today, []
    if need.needed_by:
        facts.append(_("needed by {day}").format(day=day(need.needed_by, today=today)))
    if need.drive:
        facts.append(_("for {drive} alone").format(drive=need.drive))
    return " · ".join([*facts, *age(need, today)])


def _buttons(need: NeedShown) -> None:
    if need.state in _ENDED and need.repeats is None:
        return
    form = need_form(need, "confirm")
    if not NEEDS.asked():
        form.show_refused()
    name = _("{item} for {program}").format(item=need.item, program=need.program)
    restocked = need.repeats is not None and need.repeats.every is Every.PAR
    with st.container(horizontal=True, gap="xsmall"):
        if restocked:
            _opener(need, named(name, _("What is there")), "restock", icon=":material/shelves:")
        elif need.state not in _ENDED:
            st.button(
                named(name, _("Still needed")),
                key=form.key(str(need.need_id)),
                icon=":material/check:",
                on_click=_confirm,
                args=(need, form),
            )
        if need.state not in _ENDED:
            _opener(need, named(name, _("Change")), "change", icon=":material/edit:")
        stop = _("Cancel") if need.repeats is None else _("Stop")
        _opener(need, named(name, stop), "cancel", tertiary=True)


def _opener(
    need: NeedShown, label: str, what: str, *, icon: str | None = None, tertiary: bool = False
) -> None:
    st.button(
        label,
        key=f"{what}.{need.need_id}",
        icon=icon,
        type="tertiary" if tertiary else "secondary",
        on_click=NEEDS.open,
        kwargs={"do": "" if what == "change" else what, "need": need.need_id},
    )


def _confirm(need: NeedShown, form: Form) -> None:
    at = actions.begin()
    if form.send(at, confirm_need, ConfirmNeed(need.need_id)) is not None:
        at.say(_("Confirmed: {program} still needs {item}.").format(item=need.item, program=need.program))
