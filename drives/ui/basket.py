"""What is being counted for one donation: the list of the table, not logged yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import streamlit as st

from drives.commands.donations import LineDraft
from drives.queries.choices import ItemChoice
from drives.rules.kinds import Source
from drives.ui import reads

FORM = "log"
"""The form whose request logs the list."""

FIND = "log.find"
"""The field in which an item is sought, or a code is scanned."""

_BASKET = "log.basket"


@dataclass(frozen=True, slots=True)
class Correcting:
    """The donation that what is logged will replace: its reference and its day."""

    donation_id: int
    reference: str
    received_on: date


@dataclass(slots=True)
class Basket:
    """What was counted so far: taps by item (thousandths), and lines with more to say.

    ``asked`` is the item whose exact amount is being asked for, in a form for one line: ``changing`` is
    the line that it replaces (None: it adds one). ``choosing`` stands for its lines to choose from
    instead of the form; ``openings`` counts the forms, each is a fresh one; ``half`` is what was typed into
    it before the page was loaded anew. ``known`` are the items as they were last shown: to say what was
    counted also to whom no item is shown any more.
    """

    tapped: dict[int, int] = field(default_factory=dict)
    exact: list[LineDraft] = field(default_factory=list)
    known: Mapping[int, ItemChoice] = field(default_factory=dict)
    asked: int | None = None
    changing: LineDraft | None = None
    choosing: bool = False
    openings: int = 0
    half: dict[str, Any] = field(default_factory=dict)
    doubts: tuple[Any, ...] = ()
    doubted: tuple[LineDraft, ...] = ()
    """What was asked about before it was logged, and the list that it was asked about."""
    repeated: tuple[LineDraft, ...] = ()
    """The list as "Same again" laid it in."""
    correcting: Correcting | None = None
    listing: bool = False
    """Whether the whole list is shown, line by line."""
    sent_before: str = ""
    """A request that was answered with another content: what stands here is another donation."""

    def lines(self, source: Source | None = None) -> tuple[LineDraft, ...]:
        """All of it as the lines of one donation, of one ``source`` where one is given."""
        taps = [LineDraft(item_id, quantity) for item_id, quantity in self.tapped.items() if quantity]
        all_of_it = (*taps, *self.exact)
        return all_of_it if source is None else tuple(replace(line, source=source) for line in all_of_it)

    def counted(self, item_id: int) -> int:
        """Thousandths of an item over all its lines."""
        exact = sum(line.received for line in self.exact if line.item_id == item_id)
        return self.tapped.get(item_id, 0) + exact

    def step(self, item_id: int, by: int) -> None:
        """So many more or fewer of an item; never below none."""
        self.tapped[item_id] = max(0, self.tapped.get(item_id, 0) + by)

    def put(self, lines: Sequence[LineDraft]) -> None:
        """Lay lines in."""
        for line in lines:
            if line == LineDraft(line.item_id, line.received):
                self.step(line.item_id, line.received)
            else:
                self.exact.append(line)

    def empty(self) -> None:
        """Take everything out."""
        self.tapped, self.exact, self.asked = {}, [], None
        self.doubts = self.doubted = self.repeated = ()
        self.correcting, self.listing, self.sent_before = None, False, ""

    def exact_of(self, item_id: int) -> list[LineDraft]:
        """The exact lines of an item."""
        return [line for line in self.exact if line.item_id == item_id]

    def ask(self, item_id: int) -> None:
        """Have the exact amount of an item asked for: its one exact line, or which one of several."""
        exact = self.exact_of(item_id)
        self.asked, self.choosing = item_id, len(exact) > 1
        self.changing = exact[0] if len(exact) == 1 else None
        self._open()

    def ask_line(self, line: LineDraft | None) -> None:
        """Have this line of the item asked for again, or one more line of it."""
        self.changing, self.choosing = line, False
        self._open()

    def ask_again(self, item_id: int, place: int | None, half: dict[str, Any]) -> None:
        """Open the form of an item as it stood: the line at ``place`` or a new one, and what was typed."""
        self.asked, self.choosing = item_id, False
        self.changing = self.exact[place] if place is not None and place < len(self.exact) else None
        self._open()
        self.half = half

    def _open(self) -> None:
        self.openings += 1
        self.half = {}

    def remove(self, line: LineDraft) -> None:
        """Take an exact line out; what is left of its item is then to choose from, if anything is."""
        self.exact = [kept for kept in self.exact if kept is not line]
        self.changing, self.choosing = None, True
        if not self.exact_of(line.item_id):
            self.asked = None

    def add(self, line: LineDraft) -> None:
        """So much more of an item, on the line that says the same of it where there is one."""
        for place, kept in enumerate(self.exact):
            if replace(kept, received=line.received) == line:
                self.exact[place] = replace(kept, received=kept.received + line.received)
                return
        self.put([line])

    def take_off(self, line: LineDraft) -> bool:
        """Take a line off the list, whether it was tapped or typed; whether it stood there."""
        if line == LineDraft(line.item_id, line.received):
            return self.tapped.pop(line.item_id, 0) == line.received
        before = len(self.exact)
        self.exact = [kept for kept in self.exact if kept is not line]
        return len(self.exact) < before

    def put_asked(self, line: LineDraft) -> None:
        """Lay in what was asked for, in the place of the line that it changes or of the taps so far."""
        place = next((at for at, kept in enumerate(self.exact) if kept is self.changing), None)
        if place is None:
            self.tapped[line.item_id] = 0
            self.put([line])
        elif line == LineDraft(line.item_id, line.received):
            del self.exact[place]
            self.step(line.item_id, line.received)
        else:
            self.exact[place] = line
        self.asked = self.changing = None


def basket() -> Basket:
    """This session's basket."""
    found: Basket = st.session_state.setdefault(_BASKET, Basket())
    return found


def basket_if_any() -> Basket | None:
    """This session's basket, where one was begun."""
    found: Basket | None = st.session_state.get(_BASKET)
    return found


def known_items() -> dict[int, ItemChoice]:
    """The items that can be logged, by id."""
    return {item.item_id: item for item in reads.items()}
