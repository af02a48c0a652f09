"""Slips, caught before they count: far more than usual, the same list once more, a date already past."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import streamlit as st

from drives.commands.donations import LineDraft, LogDonation
from drives.queries.choices import ItemChoice
from drives.rules.dates import is_past
from drives.rules.kinds import DonorKind
from drives.rules.names import fold_name
from drives.rules.odd import APART, Gift, far_above, likely_duplicates
from drives.rules.roles import Permission
from drives.texts import _
from drives.ui import actions, reads
from drives.ui.basket import Correcting, basket
from drives.ui.components import amount, day, md_escape, time_of
from drives.ui.line_words import date_kind_name
from drives.ui.who import may

_SOMEBODY_NEW = -1
"""Stands for a donor or a team that is not known here yet."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What looks like a slip, as a sentence (plain text), and the item whose amount it is about."""

    text: str
    item_id: int | None = None


def doubts_of(asked: LogDonation, items: Mapping[int, ItemChoice]) -> tuple[Doubt, ...]:
    """What to ask about before this is logged; nothing where all of it is as usual."""
    counted, received_on = basket(), asked.received_on or reads.stamp().today
    usual = reads.usual_amounts_of(tuple(sorted({line.item_id for line in asked.lines})), asked.drive_id)
    found: list[Doubt | None] = []
    for line in asked.lines:
        item = items.get(line.item_id)
        if item is not None:
            found += [_far_above(line, item, usual.get(line.item_id)), _past(line, item, received_on)]
    if not counted.repeated or counted.repeated != counted.lines():
        found.append(_twin(asked, counted.correcting))
    return tuple(doubt for doubt in found if doubt is not None)


def _far_above(line: LineDraft, item: ItemChoice, usual: int | None) -> Doubt | None:
    if usual is None or not far_above(line.received, usual):
        return None
    said = _("{item}: {amount} are many. {usual} at a time are usual here.")
    return Doubt(
        said.format(item=item.name, amount=amount(line.received, item.unit), usual=amount(usual, item.unit)),
        item.item_id,
    )


def _past(line: LineDraft, item: ItemChoice, received_on: date) -> Doubt | None:
    if line.received <= line.rejected or line.date_mark is None or line.date_kind is None:
        return None
    if not is_past(line.date_mark, line.date_kind, item.date_rule, received_on):
        return None
    said = _("{item}: {kind} {day} is past already, and {amount} of it would be accepted.")
    return Doubt(
        said.format(
            item=item.name,
            kind=date_kind_name(line.date_kind),
            day=day(line.date_mark, today=date.min),
            amount=amount(line.received - line.rejected, item.unit),
        ),
        item.item_id,
    )


def _twin(asked: LogDonation, corrected: Correcting | None) -> Doubt | None:
    """The last donation of a moment ago, where it says the same; never the one that is corrected."""
    now = reads.now()
    recent = reads.just_logged(now - APART, asked.drive_id, asked.site_id)
    if corrected is not None:
        recent = tuple(one for one in recent if one.gift.donation_id != corrected.donation_id)
    team = _known(asked.team_name, _teams(asked.drive_id))
    before = {one.gift.donation_id: one for one in recent[-1:] if one.team_id == team}
    again = Gift(
        0,
        asked.site_id,
        _known(asked.donor_name, _donors()),
        asked.received_on or reads.stamp().today,
        now,
        tuple((line.item_id, line.received) for line in asked.lines),
    )
    for twin in likely_duplicates([*(one.gift for one in before.values()), again]):
        first = before.get(twin.first_id)
        if twin.donation_id == 0 and first is not None and first.gift.typed_at is not None:
            said = _("The same list was logged here at {time} ({reference}).")
            return Doubt(said.format(time=time_of(first.gift.typed_at), reference=first.reference or ""))
    return None


def _known(name: str | None, names: Iterable[tuple[str, int]]) -> int | None:
    """Who is meant by a name, as the door finds them; None for nobody."""
    sought = fold_name(name or "")
    if not sought:
        return None
    return next((one for known, one in names if fold_name(known) == sought), _SOMEBODY_NEW)


def _donors() -> list[tuple[str, int]]:
    if not may(Permission.SEE_DONORS):
        return []
    return [(one.name, one.donor_id) for one in reads.all_donors() if one.kind is not DonorKind.TEAM]


def _teams(drive_id: int | None) -> list[tuple[str, int]]:
    if may(Permission.SEE_DONORS):
        return [(one.name, one.donor_id) for one in reads.all_donors() if one.kind is DonorKind.TEAM]
    return [] if drive_id is None else [(one.name, one.team_id) for one in reads.teams_at(drive_id)]


def doubted() -> tuple[Doubt, ...]:
    """What was asked about, as long as the list is the one it was asked about."""
    counted = basket()
    return counted.doubts if counted.doubted == counted.lines() else ()


def change_it() -> None:
    """Go back to the list, and to the amount that was asked about."""
    at, counted = actions.begin(), basket()
    items = [doubt.item_id for doubt in doubted() if doubt.item_id is not None]
    counted.doubts, counted.doubted = (), ()
    at.hush()
    if items:
        counted.ask(items[0])


def show_doubts() -> None:
    """Say what looks like a slip."""
    said = "  \n".join(md_escape(doubt.text) for doubt in doubted())
    if said:
        st.warning(said, icon=":material/help:", title=_("Is this right?"))
