"""A count that was begun: what was typed for each pile of a site, kept until it is saved."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import streamlit as st

from drives.commands.shelf_counts import Pile
from drives.errors import Refusal
from drives.queries.choices import ItemChoice
from drives.queries.count_sheet import PileShown
from drives.rules.dates import DateKind
from drives.rules.units import Unit, is_indivisible
from drives.texts import _
from drives.ui import reads
from drives.ui.components import typed_quantity
from drives.ui.line_words import pile_marks
from drives.ui.session import desk

FORM = "count"
_BEGUN = "count.begun"

Mark = tuple[int, date | None, DateKind | None, str | None, int | None]
"""What sets a pile apart: item, date mark and its kind, lot code, the program it is kept for."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A pile as it was counted, beside what the books said then. Thousandths."""

    mark: Mark
    item: str
    words: str
    unit: Unit
    counted: int
    expected: int
    reserved: int


@dataclass(slots=True)
class Begun:
    """What was typed at a site by pile, and what the books said when it was typed.

    ``found`` are items that no book names there; ``told`` is what the last count changed, a sentence each.
    ``looked_for``, ``draft_id`` and ``kept`` are of the draft that it is kept as (``count_draft.py``).
    """

    typed: dict[Mark, str] = field(default_factory=dict)
    expected: dict[Mark, int] = field(default_factory=dict)
    found: list[int] = field(default_factory=list)
    told: tuple[str, ...] = ()
    looked_for: bool = False
    draft_id: str | None = None
    kept: dict[str, Any] | None = None

    def type(self, mark: Mark, text: str, books: int) -> None:
        """Keep what was typed; an empty field is not counted."""
        if text.strip():
            self.typed[mark], self.expected[mark] = text, books
        else:
            self.typed.pop(mark, None)
            self.expected.pop(mark, None)

    def look_again(self, sheet: Mapping[Mark, PileShown]) -> None:
        """The books were seen to have changed: what was typed is compared with what they say now."""
        for mark in self.expected:
            self.expected[mark] = sheet[mark].on_hand if mark in sheet else 0


def begun_at(site_id: int) -> Begun:
    """The count that was begun at a site."""
    every: dict[int, Begun] = st.session_state.setdefault(_BEGUN, {})
    return every.setdefault(site_id, Begun())


def sheet_by_mark(site_id: int) -> dict[Mark, PileShown]:
    """The books of a site's shelves, by what sets piles apart."""
    return {mark_of(pile): pile for pile in reads.sheet_of(site_id)}


def mark_of(pile: PileShown) -> Mark:
    """What sets a pile apart."""
    return (pile.item_id, pile.date_mark, pile.date_kind, pile.lot_code, pile.restricted_to_id)


def only_item(item_id: int) -> Mark:
    """A pile of an item with nothing more to say of it."""
    return (item_id, None, None, None, None)


def field_key(mark: Mark) -> str:
    """The key of the field for a pile."""
    said = ".".join("" if part is None else str(part) for part in mark)
    return f"count.pile.{said}.{desk().request_id(FORM)}"


def pile_words(pile: PileShown) -> str:
    """What sets a pile apart from others of its item, in words; empty where nothing does."""
    held = [_("on hold")] if pile.held else []
    return " · ".join([*pile_marks(pile, reads.stamp().today), *held])


def differences(site_id: int) -> list[Difference]:
    """What was counted, each pile beside the books; Refusal naming the first that is no quantity."""
    begun, sheet = begun_at(site_id), sheet_by_mark(site_id)
    items = {item.item_id: item for item in reads.items()}
    counted = [
        _difference(mark, text, begun, sheet.get(mark), items.get(mark[0]))
        for mark, text in begun.typed.items()
        if mark in sheet or mark[0] in items
    ]
    if not counted:
        raise Refusal(_("Nothing was counted yet. Enter what you found."))
    return counted


def _difference(
    mark: Mark, text: str, begun: Begun, pile: PileShown | None, item: ItemChoice | None
) -> Difference:
    of = pile or item
    assert of is not None
    name = pile.item if pile is not None else of.name  # type: ignore[union-attr]
    try:
        counted = typed_quantity(text, whole=is_indivisible(of.unit), zero_allowed=True)
    except Refusal as refusal:
        raise Refusal(_("{item}: {refusal}").format(item=name, refusal=refusal)) from None
    return Difference(
        mark,
        name,
        "" if pile is None else pile_words(pile),
        of.unit,
        counted,
        begun.expected[mark],
        0 if pile is None else pile.reserved,
    )


def piles_of(counted: list[Difference]) -> tuple[Pile, ...]:
    """What the command is told."""
    return tuple(
        Pile(one.mark[0], one.counted, one.expected, one.mark[1], one.mark[2], one.mark[3], one.mark[4])
        for one in counted
    )
