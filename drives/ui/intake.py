"""What is being logged at the table: the basket and the one submit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import streamlit as st

from drives.commands.donations import LineDraft, LogDonation, VoidDonation, log_donation, void_donation
from drives.errors import Refusal
from drives.queries.choices import DriveChoice, ItemChoice
from drives.rules.roles import Permission
from drives.rules.sizes import family, size_order
from drives.texts import _, ngettext
from drives.ui import actions, reads
from drives.ui.components import amount, listed
from drives.ui.intake_from import drives_by_slug
from drives.ui.item_search import scanned
from drives.ui.session import FLASH, Desk, desk
from drives.ui.who import may

FORM = "log"
FIND = "log.find"
_TOLD = 3
_BASKET = "log.basket"
_ORDER = "log.order"
_TILES = 12


@dataclass(slots=True)
class Basket:
    """What was counted so far: taps by item (thousandths), and lines with more to say.

    ``asked`` is the item whose exact amount is being asked for, in a form for one line: ``changing`` is
    the line that it replaces (None: it adds one). ``choosing`` stands for its lines to choose from
    instead of the form; ``openings`` counts the forms, each is a fresh one. ``known`` are the items as they
    were last shown: to say what was counted also to whom no item is shown any more.
    """

    tapped: dict[int, int] = field(default_factory=dict)
    exact: list[LineDraft] = field(default_factory=list)
    known: Mapping[int, ItemChoice] = field(default_factory=dict)
    asked: int | None = None
    changing: LineDraft | None = None
    choosing: bool = False
    openings: int = 0

    def lines(self) -> tuple[LineDraft, ...]:
        """All of it as the lines of one donation."""
        taps = [LineDraft(item_id, quantity) for item_id, quantity in self.tapped.items() if quantity]
        return (*taps, *self.exact)

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

    def exact_of(self, item_id: int) -> list[LineDraft]:
        """The exact lines of an item."""
        return [line for line in self.exact if line.item_id == item_id]

    def ask(self, item_id: int) -> None:
        """Have the exact amount of an item asked for: its one exact line, or which one of several."""
        exact = self.exact_of(item_id)
        self.asked, self.choosing = item_id, len(exact) > 1
        self.changing = exact[0] if len(exact) == 1 else None
        self.openings += 1

    def ask_line(self, line: LineDraft | None) -> None:
        """Have this line of the item asked for again, or one more line of it."""
        self.changing, self.choosing = line, False
        self.openings += 1

    def remove(self, line: LineDraft) -> None:
        """Take an exact line out; what is left of its item is then to choose from, if anything is."""
        self.exact = [kept for kept in self.exact if kept is not line]
        self.changing, self.choosing = None, True
        if not self.exact_of(line.item_id):
            self.asked = None

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


def not_logged() -> str:
    """What was counted here and not logged, as a list of words; "" where nothing was. Plain text."""
    counted: Basket | None = st.session_state.get(_BASKET)
    return "" if counted is None else listed(_amounts_logged(counted.lines(), counted.known))


def may_log(at: Desk) -> bool:
    """Whether whoever taps may log (any more); where she may not, it is said."""
    if may(Permission.LOG_DONATIONS):
        return True
    at.say(_("You may not log donations here any more. Nothing was logged."), kind="note")
    return False


def known_items() -> dict[int, ItemChoice]:
    """The items that can be logged, by id."""
    return {item.item_id: item for item in reads.items()}


def offered(drive: DriveChoice | None) -> list[int]:
    """The items that stand ready to be tapped: the usual ones of the drive, then what its programs still
    need most, then its goals, then the others; sizes of one thing together, small ones first.

    Once shown to somebody, the order stands for her session: no tile moves under her finger.
    """
    orders: dict[str, list[int]] = st.session_state.setdefault(_ORDER, {})
    slug = "" if drive is None else drive.slug
    if slug not in orders:
        orders[slug] = _in_order(drive)
    items = known_items()
    return [item_id for item_id in dict.fromkeys([*orders[slug], *items]) if item_id in items][:_TILES]


def _in_order(drive: DriveChoice | None) -> list[int]:
    items = known_items()
    if not may(Permission.SEE_PROGRESS):  # a table helper: what is usual here, and nothing of how far it is
        first = [*reads.usual(None if drive is None else drive.drive_id)]
    elif drive is None:
        first = [*reads.usual(None), *(one.item_id for one in reads.the_overview().wanted)]
    else:
        figures = reads.figures_of_drive(drive.drive_id, reads.stamp().today)
        goals = sorted((row for row in figures if row.figures.goal), key=lambda row: -(row.figures.goal or 0))
        wanted = reads.bring_list(drive.slug, None).wanted
        first = [*reads.usual(drive.drive_id), *(one.item_id for one in wanted)]
        first += [row.item_id for row in goals]
    others = sorted(items, key=lambda item_id: size_order(items[item_id].name))
    shown = [item_id for item_id in dict.fromkeys([*first, *others]) if item_id in items][:_TILES]
    places: dict[str, int] = {}
    for place, item_id in enumerate(shown):
        places.setdefault(family(items[item_id].name), place)
    return sorted(
        shown,
        key=lambda item_id: (places[family(items[item_id].name)], size_order(items[item_id].name)),
    )


def enough_of() -> frozenset[int]:
    """Ids of the items of which there is more than anybody asks for; a table helper is told of none."""
    if not may(Permission.SEE_PUBLIC):
        return frozenset()
    return frozenset(row.item_id for row in reads.the_overview().hold_back)


def step_item(key: str, by: int) -> None:
    """One more or one fewer of an item."""
    basket().step(int(key), by)


def ask_amount(key: str) -> None:
    """Open the dialog for an item's exact amount."""
    basket().ask(int(key))


def clear() -> None:
    """Empty the basket, with a way back."""
    at, counted = actions.begin(), basket()
    lines = counted.lines()
    if not lines:
        return

    def put_back() -> None:
        desk().hush()
        basket().put(lines)

    counted.empty()
    at.say(_("Cleared: nothing was logged."), kind="note", undo=put_back)


def scan() -> None:
    """What was typed or scanned: a whole barcode counts one of what it stands for, and makes room."""
    at, counted = actions.begin(), basket()
    if not may_log(at):
        return
    found = scanned(st.session_state[FIND] or "", reads.items())
    if found is None:
        return
    item, quantity = found
    counted.step(item.item_id, quantity)
    at.say(
        _("Scanned {item}: {amount} more.").format(item=item.name, amount=amount(quantity, item.unit)),
        kind="note",
    )
    st.session_state[FIND] = ""


def log_it(sent: str) -> None:
    """Log the basket as one donation; what was counted stays where it is refused."""
    at, counted, state = actions.begin(), basket(), st.session_state
    if at.request_id(FORM) != sent or not may_log(at):
        return
    items = known_items()
    lines = counted.lines()
    if not lines:
        at.refusals[FORM] = Refusal(_("Nothing is counted yet. Tap + on an item first."))
        return
    sites = reads.sites()
    # At a table its site, also when that was merged into another since the button was drawn.
    one = sites[0] if reads.viewer().tables and len(sites) == 1 else None
    site = one or next((site for site in sites if site.slug == state["log.site"]), None)
    drive = drives_by_slug().get(state["log.drive"] or "")
    if site is None or (drive is None and state["log.drive"]):
        at.refusals[FORM] = Refusal(_("That drive or site is not here any more. Choose again."))
        return
    received_on: date | None = state.get(f"log.received_on.{sent}")
    request = LogDonation(
        site.site_id,
        lines,
        None if drive is None else drive.drive_id,
        received_on=received_on,
        donor_name=(state.get(f"log.donor.{sent}") or "").strip() or None,
        team_name=(state.get(f"log.team.{sent}") or "").strip() or None,
    )
    said = _what_was_logged(lines, items)
    logged = actions.run(log_donation, request, at=at, form=FORM, sent=sent)
    if logged is None:
        return
    counted.empty()
    at.say(said, undo=lambda: take_back(logged.donation_id, lines, FLASH))
    state[FIND] = ""


def _amounts_logged(lines: Sequence[LineDraft], items: Mapping[int, ItemChoice]) -> list[str]:
    return [_amount_logged(line, item) for line in lines if (item := items.get(line.item_id)) is not None]


def _what_was_logged(lines: Sequence[LineDraft], items: Mapping[int, ItemChoice]) -> str:
    said = _amounts_logged(lines, items)
    more = len(lines) - _TOLD
    if more > 0:
        said = [*said[:_TOLD], ngettext("{count} more line", "{count} more lines", more).format(count=more)]
    return _("Logged: {lines}.").format(lines=listed(said))


def _amount_logged(line: LineDraft, item: ItemChoice) -> str:
    if not line.rejected:
        return _("{amount} of {item}").format(amount=amount(line.received, item.unit), item=item.name)
    return _("{amount} of {item} accepted ({rejected} rejected)").format(
        amount=amount(line.received - line.rejected, item.unit),
        item=item.name,
        rejected=amount(line.rejected, item.unit),
    )


def take_back(donation_id: int, lines: Sequence[LineDraft], form: str, sent: str | None = None) -> None:
    """Undo a donation; its lines are laid into an empty list again. A refusal is kept for ``form``.

    ``sent`` is the request id that its button was drawn with, where it was drawn with one.
    """
    at, counted = actions.begin(), basket()
    voided = actions.run(
        void_donation, VoidDonation(donation_id), at=at, form=form, sent=sent or at.request_id(form)
    )
    if voided is None:
        return
    if counted.lines():
        at.say(_("Taken back: nothing of it is logged. What you are counting now stays."), kind="note")
        return
    counted.put(lines)
    at.say(_("Taken back: nothing of it is logged. What was counted is in the list again."), kind="note")
