"""What is being logged at the table: what taps do, and the one submit."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date

import streamlit as st

from drives.commands.donations import (
    CorrectDonation,
    DonationLogged,
    LineDraft,
    LogDonation,
    VoidDonation,
    correct_donation,
    log_donation,
    void_donation,
)
from drives.errors import Conflict, Refusal
from drives.queries.choices import ItemChoice
from drives.rules.roles import Permission
from drives.texts import _, ngettext
from drives.ui import actions, reads
from drives.ui.basket import FIND, FORM, basket, basket_if_any, known_items
from drives.ui.components import amount, goods_of, listed
from drives.ui.draft_content import Content, lay_fields
from drives.ui.intake_doubts import doubts_of
from drives.ui.intake_from import choose_source, drives_by_slug, source_of
from drives.ui.session import FLASH, Desk, desk
from drives.ui.who import may

_TOLD = 3


def not_logged() -> str:
    """What was counted here and not logged, as a list of words; "" where nothing was. Plain text."""
    counted = basket_if_any()
    return "" if counted is None else listed(amounts_logged(counted.lines(), counted.known))


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

    corrected = counted.correcting
    counted.empty()
    counted.correcting = corrected
    at.say(_("Cleared: nothing was logged."), kind="note", undo=put_back)


def log_it(sent: str, sure: bool = False) -> None:
    """Log the basket as one donation, or put it in the place of the one that is corrected.

    What looks like a slip is asked about first; ``sure`` is the answer. What was counted stays where it is
    refused.
    """
    at, counted = actions.begin(), basket()
    if at.request_id(FORM) != sent or not may_log(at):
        return
    items = known_items()
    try:
        asked = _asked(sent)
    except Refusal as refusal:
        at.refusals[FORM] = refusal
        return
    if not (sure and counted.doubted == counted.lines()):
        counted.doubts, counted.doubted = doubts_of(asked, items), counted.lines()
        if counted.doubts:
            at.hush()
            return
    # Said of what was sent: the second click of a double click may run beside this and empty the list.
    lines, corrected, wanted = asked.lines, counted.correcting, reads.wanted_still(asked.drive_id)
    if corrected is None:
        logged = actions.run(log_donation, asked, at=at, form=FORM, sent=sent)
    else:
        becomes = CorrectDonation(corrected.donation_id, asked)
        logged = actions.run(correct_donation, becomes, at=at, form=FORM, sent=sent)
    if logged is None:
        if isinstance(at.refusals.get(FORM), Conflict):
            counted.sent_before = sent
        return
    counted.empty()
    at.say(
        _what_was_done(logged, lines, items, corrected=corrected is not None),
        undo=None if corrected else lambda: take_back(logged.donation_id, lines, FLASH),
    )
    _say_reached(at, asked, wanted, items)
    st.session_state[FIND] = ""


def _asked(sent: str) -> LogDonation:
    """What the list and its fields say; Refusal where something is missing."""
    counted, state = basket(), st.session_state
    if not counted.lines():
        raise Refusal(_("Nothing is counted yet. Tap + on an item first."))
    sites = reads.sites()
    # At a table its site, also when that was merged into another since the button was drawn.
    one = sites[0] if reads.viewer().tables and len(sites) == 1 else None
    site = one or next((site for site in sites if site.slug == state["log.site"]), None)
    drive = drives_by_slug().get(state["log.drive"] or "")
    if site is None or (drive is None and state["log.drive"]):
        raise Refusal(_("That drive or site is not here any more. Choose again."))
    received_on: date | None = state.get(f"log.received_on.{sent}")

    def typed(name: str) -> str | None:
        return (state.get(f"log.{name}.{sent}") or "").strip() or None

    return LogDonation(
        site.site_id,
        counted.lines(source_of(sent)),
        None if drive is None else drive.drive_id,
        received_on=received_on,
        donor_name=typed("donor"),
        team_name=typed("team"),
        counted_by=typed("counted_by"),
        counted_again_by=typed("counted_again_by"),
    )


def _what_was_done(
    logged: DonationLogged, lines: Sequence[LineDraft], items: Mapping[int, ItemChoice], *, corrected: bool
) -> str:
    said = amounts_logged(lines, items)
    more = len(lines) - _TOLD
    if more > 0:
        said = [*said[:_TOLD], ngettext("{count} more line", "{count} more lines", more).format(count=more)]
    text = _("Replaced ({reference}): {lines}.") if corrected else _("Logged: {lines}.")
    told = [text.format(lines=listed(said), reference=logged.reference), *logged.losses]
    return " ".join(told)


def _say_reached(
    at: Desk, asked: LogDonation, wanted: frozenset[int], items: Mapping[int, ItemChoice]
) -> None:
    """Add to what was said of which items there is now as much as was asked for."""
    mine = {line.item_id for line in asked.lines} & wanted
    reached = sorted(items[item].name for item in mine - reads.wanted_still(asked.drive_id) if item in items)
    if not reached or at.flash is None:
        return
    text = (
        _("{items}: the programs now have what they asked for.")
        if asked.drive_id is None
        else _("{items}: the drive's programs now have what they asked for.")
    )
    at.add(text.format(items=listed(reached)))


def amounts_logged(lines: Sequence[LineDraft], items: Mapping[int, ItemChoice]) -> list[str]:
    """Each line in words, those of items that are not known left out. Plain text."""
    return [_amount_logged(line, item) for line in lines if (item := items.get(line.item_id)) is not None]


def _amount_logged(line: LineDraft, item: ItemChoice) -> str:
    if not line.rejected:
        return goods_of(item.name, line.received, item.unit)
    return _("{goods} accepted ({rejected} rejected)").format(
        goods=goods_of(item.name, line.received - line.rejected, item.unit),
        rejected=amount(line.rejected, item.unit),
    )


def take_back(donation_id: int, lines: Sequence[LineDraft], form: str, sent: str | None = None) -> None:
    """Undo a donation; its lines are laid into an empty list again. A refusal is kept for ``form``.

    ``sent`` is the request id that its button was drawn with, where it was drawn with one.
    """
    at, counted = actions.begin(), basket()
    beside = _said_beside(donation_id)
    voided = actions.run(
        void_donation, VoidDonation(donation_id), at=at, form=form, sent=sent or at.request_id(form)
    )
    if voided is None:
        return
    if counted.lines():
        at.say(_("Taken back: nothing of it is logged. What you are counting now stays."), kind="note")
        return
    counted.put(lines)
    choose_source(lines)
    lay_fields(beside)
    at.say(_("Taken back: nothing of it is logged. What was counted is in the list again."), kind="note")


def _said_beside(donation_id: int) -> Content:
    """Who brought a donation and when, as it was typed beside its list; nothing where that is not for her."""
    with suppress(Refusal):
        one = reads.donation_to_correct_of(donation_id)
        return {"donor": one.donor, "team": one.team, "day": one.received_on.isoformat()}
    return {}
