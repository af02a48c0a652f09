"""Shares as they are planned on the page: what the policy says, and what was changed by hand since."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import streamlit as st

from drives.commands.share_requests import allocation_of
from drives.commands.shares import Allocate, ShareLine
from drives.queries.share_sheet import Instead, shares_sheet
from drives.queries.sheets import Sheet
from drives.queries.to_share import ToShare
from drives.rules.allocation import NeedOpen, Proposal, Share, propose
from drives.rules.fefo import LotFree, fefo_key
from drives.rules.kinds import HandReason, Policy
from drives.rules.units import Unit
from drives.ui import reads

_CHANGES = "allocate.changes"


@dataclass(frozen=True, slots=True)
class Change:
    """What was decided by hand for a need: its share, where it is not the policy's, and something instead."""

    quantity: int | None = None
    reason: HandReason | None = None
    instead_id: int | None = None
    instead: int = 0


@dataclass(frozen=True)
class Plan:
    """Who gets what: ``before`` is what the policy alone says, ``proposal`` counts what was changed."""

    there: ToShare
    drive_id: int | None
    whole_packs: bool
    before: Proposal
    proposal: Proposal
    changes: Mapping[int, Change]
    instead: tuple[ShareLine, ...]

    @cached_property
    def needs(self) -> dict[int, NeedOpen]:
        """The needs by id."""
        return {need.need_id: need for need in self.there.needs}

    @cached_property
    def shares(self) -> dict[int, Share]:
        """The shares by need."""
        return {share.need_id: share for share in self.proposal.shares}

    @cached_property
    def from_sites(self) -> dict[int, dict[int, int]]:
        """By need, how much of what it gets stands at which site, in thousandths."""
        found: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        for one in self.proposal.taken:
            found[one.need_id][one.lot.site_id] += one.quantity
        for line in self.instead:
            found[line.need_id][line.site_id] += line.quantity
        return found

    def given_instead(self, need_id: int) -> int:
        """What a need gets of another item, in thousandths."""
        return sum(line.quantity for line in self.instead if line.need_id == need_id)

    def others(self) -> list[tuple[NeedOpen, int]]:
        """Who gets other than the policy alone would give, and by how much: less is below nought."""
        was, needs = {share.need_id: share.given for share in self.before.shares}, self.needs
        return [
            (needs[share.need_id], share.given - was[share.need_id])
            for share in self.proposal.shares
            if share.given != was[share.need_id] and share.need_id not in self.changes
        ]

    @cached_property
    def _free_alike(self) -> set[tuple[str, Unit]]:
        return {self.there.items[lot.item_id].alike for lot in self.there.lots}

    def may_change(self, need: NeedOpen) -> bool:
        """Whether anything is free that could go to a need: of its item, or of one that is like it."""
        return need.need_id in self.changes or self.there.items[need.item_id].alike in self._free_alike

    def spare(self, item_id: int) -> list[LotFree]:
        """What is left of an item that nobody asks for, first expired first; kept for no program."""
        taken: dict[tuple[int, int], int] = defaultdict(int)
        for one in self.proposal.taken:
            taken[one.lot.lot_id, one.lot.site_id] += one.quantity
        for line in self.instead:
            taken[line.lot_id, line.site_id] += line.quantity
        lots = [
            lot._replace(free=lot.free - taken[lot.lot_id, lot.site_id])
            for lot in self.there.lots
            if lot.item_id == item_id and lot.program_id is None
        ]
        return sorted((lot for lot in lots if lot.free > 0), key=fefo_key)

    @property
    def reasons(self) -> dict[int, HandReason]:
        """By need, why its share was changed by hand."""
        return {
            need_id: change.reason or HandReason.OTHER
            for need_id, change in self.changes.items()
            if change.quantity is not None
        }

    def request(self) -> Allocate:
        """What commits the plan."""
        return allocation_of(
            self.proposal,
            drive_id=self.drive_id,
            whole_packs=self.whole_packs,
            reasons=self.reasons,
            instead=self.instead,
        )

    def sheet(self) -> Sheet:
        """The plan as a table."""
        instead = [Instead(line.need_id, line.lot_id, line.site_id, line.quantity) for line in self.instead]
        return shares_sheet(self.there, self.proposal, instead=instead, reasons=self.reasons)

    def again(self, there: ToShare, changed: Mapping[int, Change] | None = None) -> "Plan":
        """The same choices over what there is, with other changes where they are given."""
        return plan_of(
            there,
            self.changes if changed is None else changed,
            drive_id=self.drive_id,
            policy=self.proposal.policy,
            whole_packs=self.whole_packs,
        )


def changes() -> dict[int, Change]:
    """What was changed by hand on this page, by need."""
    found: dict[int, Change] = st.session_state.setdefault(_CHANGES, {})
    return found


def forget_changes() -> None:
    """Let go of what was changed by hand."""
    st.session_state[_CHANGES] = {}


def plan_of(
    there: ToShare, changed: Mapping[int, Change], *, drive_id: int | None, policy: Policy, whole_packs: bool
) -> Plan:
    """The plan of what there is, with what was changed by hand of needs that still ask."""
    asked = {need.need_id for need in there.needs}
    known = {need_id: change for need_id, change in changed.items() if need_id in asked}
    by_hand = {need_id: change.quantity for need_id, change in known.items() if change.quantity is not None}
    portions, today = there.portions(whole_packs=whole_packs), reads.stamp().today

    def shared(chosen: Mapping[int, int]) -> Proposal:
        return propose(
            there.lots, there.needs, portions, policy=policy, on=today, by_hand=chosen, near=there.near
        )

    before = shared({})
    proposal = shared(by_hand) if by_hand else before
    plan = Plan(there, drive_id, whole_packs, before, proposal, known, ())
    for need_id, change in sorted(known.items()):
        if change.instead_id is not None and change.instead:
            plan = replace(plan, instead=(*plan.instead, *_instead(plan, need_id, change)))
    return plan


def _instead(plan: Plan, need_id: int, change: Change) -> list[ShareLine]:
    """Lines of another item for a need, no more than it still asks for and than is spare."""
    share = plan.shares[need_id]
    to_go = min(change.instead, share.outstanding - share.given)
    lines = []
    for lot in plan.spare(change.instead_id or 0):
        part = min(to_go, lot.free)
        if part > 0:
            lines.append(ShareLine(need_id, lot.lot_id, lot.site_id, part, instead=True))
            to_go -= part
    return lines
