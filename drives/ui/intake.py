"""What is being logged at the table: the basket and the one submit."""

from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from drives.commands.donations import LineDraft, LogDonation, VoidDonation, log_donation, void_donation
from drives.errors import Refusal
from drives.queries.choices import ItemChoice
from drives.rules.roles import Permission
from drives.texts import _, ngettext
from drives.ui import actions, reads
from drives.ui.basket import FORM, basket, basket_if_any, known_items
from drives.ui.components import amount, listed
from drives.ui.intake_from import drives_by_slug
from drives.ui.item_search import scanned
from drives.ui.session import FLASH, Desk, desk
from drives.ui.who import may

FIND = "log.find"
_TOLD = 3


def not_logged() -> str:
    """What was counted here and not logged, as a list of words; "" where nothing was. Plain text."""
    counted = basket_if_any()
    return "" if counted is None else listed(_amounts_logged(counted.lines(), counted.known))


def may_log(at: Desk) -> bool:
    """Whether whoever taps may log (any more); where she may not, it is said."""
    if may(Permission.LOG_DONATIONS):
        return True
    at.say(_("You may not log donations here any more. Nothing was logged."), kind="note")
    return False


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
