"""Figures that hold from a day on: the list of one's figures, the newest first, and a further one set."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from drives.commands.door import Command
from drives.errors import Refusal
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.components import day, md_escape, named
from drives.ui.form import Form, put_back
from drives.ui.money_words import typed_money

Step = tuple[Command[Any, Any], Any]
"""A command and its request."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A figure in ten-thousandths, the first day it holds, and who published it."""

    from_on: date
    amount: int
    source: str = ""


@dataclass(frozen=True, slots=True)
class DatedFigures:
    """Whose figures they are, how one is said (plain text), and what sets and removes one.

    ``before`` is what a figure took the place of, by the result of setting it and its day.
    """

    title: str
    form: Form
    said: Callable[[Dated], str]
    setting: Callable[[Dated], Step]
    removing: Callable[[Dated], Step]
    before: Callable[[Any, date], Dated | None]


def day_words(on: date) -> str:
    """The day a figure holds from."""
    return day(on, today=reads.stamp().today)


def figure_rows(figures: DatedFigures, known: Sequence[Dated], held: Dated | None = None) -> None:
    """The figures, a row each, to be removed; ``held`` is the one that holds today, where that is said."""
    for one in known:
        figure, on = figures.said(one), day_words(one.from_on)
        said = _("**{figure}** from {day}").format(figure=md_escape(figure), day=md_escape(on))
        badge = f" :green-badge[{_('holds today')}]" if one is held else ""
        source = f"  \n:small[:gray[{md_escape(one.source)}]]" if one.source else ""
        with st.container(horizontal=True, vertical_alignment="center", wrap=False):
            st.markdown(said + badge + source, width="stretch")
            st.button(
                named(_("{figure} from {day}").format(figure=figure, day=on), _("Remove")),
                key=figures.form.key(f"remove.{one.from_on.isoformat()}"),
                type="tertiary",
                icon=":material/delete:",
                on_click=_remove,
                args=(figures, one),
            )


def figure_button(figures: DatedFigures, label: str, no_day: str) -> None:
    """What was refused, and the button that sets what stands in the fields ``amount``, ``from``, ``source``.

    ``no_day`` is what is said where the first day is missing.
    """
    figures.form.show_refused()
    st.button(label, key=figures.form.key("set"), on_click=_set, args=(figures, no_day))


def _typed(form: Form, no_day: str) -> Dated:
    from_on = form.value("from")
    amount = typed_money(form.text("amount"))
    if from_on is None:
        raise Refusal(no_day)
    return Dated(from_on, amount, form.text("source"))


def _set(figures: DatedFigures, no_day: str) -> None:
    at, form = actions.begin(), figures.form
    one = form.read(at, partial(_typed, form, no_day))
    done = None if one is None else form.send(at, *figures.setting(one))
    if one is not None and done is not None:
        before = figures.before(done, one.from_on)
        at.say(
            _("{title}: {figure} from {day}.").format(
                title=figures.title, figure=figures.said(one), day=day_words(one.from_on)
            ),
            undo=partial(
                _put_back, figures, figures.removing(one) if before is None else figures.setting(before)
            ),
        )


def _remove(figures: DatedFigures, one: Dated) -> None:
    at = actions.begin()
    if figures.form.send(at, *figures.removing(one)) is not None:
        at.say(
            _("{title}: {figure} from {day} was removed.").format(
                title=figures.title, figure=figures.said(one), day=day_words(one.from_on)
            ),
            undo=partial(_put_back, figures, figures.setting(one)),
        )


def _put_back(figures: DatedFigures, step: Step) -> None:
    put_back(*step, _("Taken back: {title} is as it was.").format(title=figures.title))
