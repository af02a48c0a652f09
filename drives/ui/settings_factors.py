"""Published figures with their dates and sources, and what is estimated with them right away."""

from datetime import date

import streamlit as st

from drives.commands.factors import RemoveFactor, SetFactor, remove_factor, set_factor
from drives.errors import Refusal
from drives.queries.factors import FactorShown
from drives.rules.kinds import FactorKind
from drives.rules.names import fold_name
from drives.rules.quantity import SCALE
from drives.rules.units import Unit
from drives.texts import _, ngettext
from drives.ui import actions, reads
from drives.ui.components import amount, day, format_quantity, listed, md_escape, note, section
from drives.ui.money_words import figure, money, typed_money, whole_money
from drives.ui.session import FLASH, desk

_MOST_NAMED = 6
_CATEGORIES = "settings.food"


def _form(kind: FactorKind) -> str:
    return f"settings.factor.{kind.value}"


def _title(kind: FactorKind) -> str:
    return {
        FactorKind.LB_PER_MEAL: _("Pounds in a meal"),
        FactorKind.VALUE_PER_LB: _("Value of a pound"),
    }[kind]


def _figure_label(kind: FactorKind) -> str:
    currency = reads.the_organization().currency
    if kind is FactorKind.LB_PER_MEAL:
        return _("Pounds")
    return _("Value in {currency}").format(currency=currency) if currency else _("Value")


def _use(kind: FactorKind) -> str:
    return {
        FactorKind.LB_PER_MEAL: _(
            "Turns pounds of food into meals: pounds divided by this figure. Feeding America publishes one "
            "for the United States; use the one that your food bank reports with."
        ),
        FactorKind.VALUE_PER_LB: _(
            "Estimates what donated pounds are worth in kind. It is published anew each year, wholesale or "
            "retail: name in the source which it is. It is never added to money."
        ),
    }[kind]


def _said(one: FactorShown) -> str:
    """The figure in words: "1.2 lb a meal"."""
    if one.kind is FactorKind.LB_PER_MEAL:
        return _("{figure} lb a meal").format(figure=figure(one.amount))
    currency = reads.the_organization().currency
    return _("{value} a pound").format(value=money(one.amount, currency))


def factor_card(kind: FactorKind) -> None:
    """What a figure is for, its values by date, and the fields for another."""
    form = _form(kind)
    sent = desk().request_id(form)
    known = [one for one in reads.all_factors() if one.kind is kind]
    with st.container(
        border=True, height="stretch", vertical_alignment="distribute", key=f"factor-{kind.value}"
    ):
        with st.container(gap="small"):
            st.markdown(f"### {md_escape(_title(kind))}\n\n{md_escape(_use(kind))}", anchors=False)
            if not known:
                note(_("None yet, so nothing is estimated with it."))
            for one in known:
                _row(one, sent)
        with st.container(gap="small"):
            with st.grid(2, min_column_width=130, gap="xsmall"):
                st.text_input(_figure_label(kind), key=f"factor.amount.{kind.value}.{sent}")
                st.date_input(
                    _("Holds from"), value=None, format="YYYY-MM-DD", key=f"factor.from.{kind.value}.{sent}"
                )
            st.text_input(
                _("Source"),
                placeholder=_("who published it, when, and where"),
                max_chars=400,
                key=f"factor.source.{kind.value}.{sent}",
            )
            actions.show_refused(form)
            st.button(
                _("Set this figure"), key=f"factor.set.{kind.value}.{sent}", on_click=_set, args=(kind, sent)
            )


def _row(one: FactorShown, sent: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", wrap=False):
        said = _("**{figure}** from {day}").format(
            figure=md_escape(_said(one)), day=md_escape(_day(one.from_on))
        )
        st.markdown(f"{said}  \n:small[:gray[{md_escape(one.source)}]]", width="stretch")
        st.button(
            ":material/delete:",
            help=_("Remove"),
            key=f"factor.remove.{one.kind.value}.{one.from_on.isoformat()}.{sent}",
            type="tertiary",
            on_click=_remove,
            args=(one, sent),
        )


def _set(kind: FactorKind, sent: str) -> None:
    at, form, state = actions.begin(), _form(kind), st.session_state
    if at.request_id(form) != sent:
        return
    from_on = state[f"factor.from.{kind.value}.{sent}"]
    source = (state[f"factor.source.{kind.value}.{sent}"] or "").strip()
    try:
        value = typed_money(state[f"factor.amount.{kind.value}.{sent}"] or "")
        if from_on is None:
            raise Refusal(_("Enter the first day that this figure holds."))
    except Refusal as refusal:
        at.refusals[form] = refusal
        return
    done = actions.run(set_factor, SetFactor(kind, from_on, value, source), at=at, form=form, sent=sent)
    if done is not None:
        before = None
        if done.amount_before is not None and done.source_before is not None:
            before = FactorShown(kind, from_on, done.amount_before, done.source_before)
        at.say(
            _("{title}: {figure} from {day}.").format(
                title=_title(kind), figure=_said(FactorShown(kind, from_on, value, source)), day=_day(from_on)
            ),
            undo=lambda: _put_back(kind, from_on, before),
        )


def _remove(one: FactorShown, sent: str) -> None:
    at, form = actions.begin(), _form(one.kind)
    request = RemoveFactor(one.kind, one.from_on)
    if actions.run(remove_factor, request, at=at, form=form, sent=sent) is not None:
        at.say(
            _("{title}: {figure} from {day} was removed.").format(
                title=_title(one.kind), figure=_said(one), day=_day(one.from_on)
            ),
            undo=lambda: _put_back(one.kind, one.from_on, one),
        )


def _put_back(kind: FactorKind, from_on: date, before: FactorShown | None) -> None:
    at = actions.begin()
    sent = at.request_id(FLASH)
    if before is None:
        done = actions.run(remove_factor, RemoveFactor(kind, from_on), at=at, form=FLASH, sent=sent)
    else:
        asked = SetFactor(kind, from_on, before.amount, before.source)
        done = actions.run(set_factor, asked, at=at, form=FLASH, sent=sent)
    if done is not None:
        at.say(_("Taken back: the figure is as it was."), kind="note")


def estimates() -> None:
    """What was donated so far by these figures, in the categories that one chooses."""
    if not reads.all_factors():
        return
    section(_("Estimated with these figures"))
    categories = sorted({item.choice.category for item in reads.the_catalogue()})
    chosen = st.multiselect(
        _("Which categories count"),
        categories,
        default=[name for name in categories if fold_name(name) == "food"],
        format_func=md_escape,
        placeholder=_("Choose what was given as food"),
        key=_CATEGORIES,
        bind="query-params",
    )
    if not chosen:
        note(_("Choose a category to see an estimate."))
        return
    for kind in FactorKind:
        if any(one.kind is kind for one in reads.all_factors()):
            _estimate(kind, tuple(sorted(chosen)))


def _estimate(kind: FactorKind, categories: tuple[str, ...]) -> None:
    found = reads.estimated(kind, categories)
    pounds = _pounds(found.pounds)
    if kind is FactorKind.LB_PER_MEAL:
        finding = ngettext(
            "About **{count}** meal out of {pounds} donated.",
            "About **{count}** meals out of {pounds} donated.",
            found.total,
        ).format(count=format_quantity(found.total * 1000), pounds=pounds)
    else:
        value = md_escape(whole_money(found.total, reads.the_organization().currency))
        finding = _("About **{value}** in kind, out of {pounds} donated.").format(value=value, pounds=pounds)
    lines = [finding]
    for span in found.spans:
        said = _("{pounds} at {figure}, from {day} ({source})").format(
            pounds=_pounds(span.pounds),
            figure=_said(span.factor),
            day=_day(span.factor.from_on),
            source=span.factor.source,
        )
        lines.append(f":small[:gray[{md_escape(said)}]]")
    if found.pounds_before:
        said = _("Not in it: {pounds} that came before the first figure holds.")
        lines.append(f":small[:gray[{md_escape(said.format(pounds=_pounds(found.pounds_before)))}]]")
    if found.unweighed:
        lines.append(f":small[:gray[{md_escape(_left_out(found.unweighed))}]]")
    with st.container(border=True, key=f"estimate-{kind.value}"):
        st.markdown("  \n".join(lines))


def _left_out(names: tuple[str, ...]) -> str:
    more = len(names) - _MOST_NAMED
    told = listed(names[:_MOST_NAMED])
    if more > 0:
        return ngettext(
            "Not in it, having no weight in the catalogue: {names} and {count} more.",
            "Not in it, having no weight in the catalogue: {names} and {count} more.",
            more,
        ).format(names=", ".join(names[:_MOST_NAMED]), count=more)
    return _("Not in it, having no weight in the catalogue: {names}.").format(names=told)


def _pounds(thousandths: int) -> str:
    """Pounds of an estimate, to the nearest whole one."""
    return amount((thousandths + SCALE // 2) // SCALE * SCALE, Unit.LB)


def _day(on: date) -> str:
    return day(on, today=reads.stamp().today)
