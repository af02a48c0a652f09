"""Published figures with their dates and sources, and what is estimated with them right away."""

from datetime import date

import streamlit as st

from drives.commands.factors import FactorChanged, RemoveFactor, SetFactor, remove_factor, set_factor
from drives.queries.factors import FactorShown, factors, factors_sheet
from drives.queries.sheets import Sheet
from drives.rules.kinds import FactorKind
from drives.rules.names import fold_name
from drives.rules.quantity import SCALE
from drives.rules.roles import Viewer
from drives.rules.units import Unit
from drives.texts import _, ngettext
from drives.ui import reads
from drives.ui.address_choice import choose_several_in_address
from drives.ui.components import (
    amount,
    format_quantity,
    free_line,
    listed,
    md_escape,
    named,
    note,
    section,
    sheet_export,
)
from drives.ui.dated_figures import Dated, DatedFigures, day_words, figure_button, figure_rows
from drives.ui.form import Form
from drives.ui.money_words import figure, money, whole_money

_MOST_NAMED = 6


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


def _said(kind: FactorKind, ten_thousandths: int) -> str:
    """The figure in words: "1.2 lb a meal"."""
    if kind is FactorKind.LB_PER_MEAL:
        return _("{figure} lb a meal").format(figure=figure(ten_thousandths))
    currency = reads.the_organization().currency
    return _("{value} a pound").format(value=money(ten_thousandths, currency))


def factor_card(kind: FactorKind) -> None:
    """What a figure is for, its values by date, and the fields for another."""
    form = Form.of(f"settings.factor.{kind.value}", f"factor.{kind.value}")
    form = form.begin({"amount": "", "from": None, "source": ""})
    known = [_dated(one) for one in reads.all_factors() if one.kind is kind]
    figures = _figures(kind, form)
    with st.container(
        border=True, height="stretch", vertical_alignment="distribute", key=f"factor-{kind.value}"
    ):
        with st.container(gap="small"):
            st.markdown(f"### {md_escape(figures.title)}\n\n{md_escape(_use(kind))}", anchors=False)
            if not known:
                note(_("None yet, so nothing is estimated with it."))
            figure_rows(figures, known)
        with st.container(gap="small"):
            with st.grid(2, min_column_width=130, gap="xsmall"):
                st.text_input(_figure_label(kind), key=form.key("amount"))
                st.date_input(_("In use from"), value=None, format="YYYY-MM-DD", key=form.key("from"))
            free_line(
                _("Source"),
                placeholder=_("who published it, when, and where"),
                max_chars=400,
                key=form.key("source"),
            )
            no_day = _("Enter the first day that this figure holds.")
            figure_button(figures, named(figures.title, _("Set this figure")), no_day)


def factors_export() -> None:
    """All figures as files, once there are any."""
    if reads.all_factors():
        with st.container(horizontal=True):
            sheet_export("figures", _sheet)


def _sheet(viewer: Viewer) -> Sheet:
    known = reads.house().queries.ask(factors, viewer)
    return factors_sheet(known)


def _dated(one: FactorShown) -> Dated:
    return Dated(one.from_on, one.amount, one.source)


def _figures(kind: FactorKind, form: Form) -> DatedFigures:
    return DatedFigures(
        _title(kind),
        form,
        lambda one: _said(kind, one.amount),
        lambda one: (set_factor, SetFactor(kind, one.from_on, one.amount, one.source)),
        lambda one: (remove_factor, RemoveFactor(kind, one.from_on)),
        _before,
    )


def _before(done: FactorChanged, from_on: date) -> Dated | None:
    if done.amount_before is None or done.source_before is None:
        return None
    return Dated(from_on, done.amount_before, done.source_before)


def estimates() -> None:
    """What was donated so far by these figures, in the categories that one chooses."""
    if not reads.all_factors():
        return
    section(_("Estimated with these figures"))
    categories = sorted({item.choice.category for item in reads.the_catalogue()})
    chosen = choose_several_in_address(
        _("Which categories count"),
        {name: name for name in categories},
        name="category",
        key="settings.food",
        first=[name for name in categories if fold_name(name) == "food"],
        placeholder=_("Choose what was given as food"),
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
            figure=_said(kind, span.factor.amount),
            day=day_words(span.factor.from_on),
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
