"""Shares in words: what decided how much a need gets, in a sentence."""

from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Decimal

from drives.rules.allocation import Share
from drives.rules.kinds import HandReason, Policy, Priority, Why
from drives.rules.quantity import PARTS, to_text
from drives.texts import _


def policy_name(policy: Policy) -> str:
    """A policy in a list to choose from."""
    return {
        Policy.FAIR: _("Fair: the same share for everyone"),
        Policy.PRIORITY: _("Soonest needed first"),
        Policy.OLDEST: _("Longest waiting first"),
        Policy.EQUAL: _("The same quantity to each program"),
    }[policy]


def policy_words(policy: Policy) -> str:
    """What a policy does, in a sentence."""
    return {
        Policy.FAIR: _(
            "The most urgent needs come first. Among equally urgent ones, each is filled to the same "
            "share, counting what was met before."
        ),
        Policy.PRIORITY: _(
            "The most urgent needs come first. Among equally urgent ones, whoever needs it soonest is "
            "filled first."
        ),
        Policy.OLDEST: _(
            "The most urgent needs come first. Among equally urgent ones, whoever asked first is filled "
            "first."
        ),
        Policy.EQUAL: _(
            "The most urgent needs come first. Among equally urgent ones, each program gets the same "
            "quantity until it has all that it asks for."
        ),
    }[policy]


def hand_reason_name(reason: HandReason) -> str:
    """Why a share was changed by hand, in a list to choose from."""
    return {
        HandReason.AGREED: _("agreed with the programs"),
        HandReason.URGENT: _("more urgent than it looks"),
        HandReason.NO_ROOM: _("no room for more there"),
        HandReason.HAS_SOME: _("they have some already"),
        HandReason.TRANSPORT: _("what fits the trip"),
        HandReason.OTHER: _("another reason"),
    }[reason]


def share_words(
    share: Share,
    policy: Policy,
    priority: Priority,
    *,
    reason: HandReason | None = None,
    instead: int = 0,
    number: Callable[[int], str] = to_text,
) -> str:
    """Why a need gets what it gets; ``instead`` of another item (thousandths) comes on top.

    ``number`` writes quantities: a page has marks in them, a file has none.
    """
    said = [_decided(share, policy, priority, reason, number)]
    if share.kept and share.why is not Why.BY_HAND:
        said.append(
            _("{kept} of them were kept for this program.").format(kept=number(share.kept))
            if share.kept < share.given
            else _("They were kept for this program.")
        )
    if instead:
        said.append(_("{quantity} of another item instead.").format(quantity=number(instead)))
    return " ".join(said)


def _decided(
    share: Share,
    policy: Policy,
    priority: Priority,
    reason: HandReason | None,
    number: Callable[[int], str],
) -> str:
    figures = {
        "given": number(share.given),
        "outstanding": number(share.outstanding),
        "met": number(share.met),
        "available": number(share.available),
        "asked": number(share.asked),
        "percent": _percent(share.level),
        "reason": "" if reason is None else hand_reason_name(reason),
    }
    return _sentence(share, policy, priority, reason).format(**figures)


def _sentence(share: Share, policy: Policy, priority: Priority, reason: HandReason | None) -> str:
    if share.why is Why.BY_HAND:
        return (
            _("{given} of {outstanding}, chosen by hand: {reason}.")
            if reason
            else _("{given} of {outstanding}, chosen by hand.")
        )
    if share.why is Why.ALL:
        return _("All {given}: {available} available for {asked} asked.")
    if share.why is Why.UNDER_A_PACK:
        return _("None: {outstanding} are less than a whole pack.")
    if share.why is Why.NONE_THERE:
        return (
            _("Reserved or delivered already: {met}. Nothing more of it is free to go out.")
            if share.met
            else _("None: nothing of it is free to go out.")
        )
    if share.why is Why.NONE_LEFT and not share.available:
        return _("None: nothing is left for this program.")
    return _part(share, policy, priority)


def _part(share: Share, policy: Policy, priority: Priority) -> str:
    if policy is Policy.PRIORITY:
        return _(
            "{given} of {outstanding}: needed sooner goes first, {available} available for {asked} asked."
        )
    if policy is Policy.OLDEST:
        return _(
            "{given} of {outstanding}: asked earlier goes first, {available} available for {asked} asked."
        )
    if policy is Policy.EQUAL:
        return _(
            "{given} of {outstanding}: as many for each program, {available} available for {asked} asked."
        )
    if share.met:
        return _(
            "{given} of {outstanding} still asked, {met} met before: each is filled to {percent}, "
            "{available} available for {asked} asked."
        )
    return {
        Priority.CRITICAL: _(
            "{given} of {outstanding}: {percent} for each critical need, {available} available for "
            "{asked} asked."
        ),
        Priority.HIGH: _(
            "{given} of {outstanding}: {percent} for each high need, {available} available for {asked} asked."
        ),
        Priority.NORMAL: _(
            "{given} of {outstanding}: {percent} for each normal need, {available} available for "
            "{asked} asked."
        ),
        Priority.LOW: _(
            "{given} of {outstanding}: {percent} for each low need, {available} available for {asked} asked."
        ),
    }[priority]


def _percent(level: int) -> str:
    """A level (in ten-thousandths) as people read it: 62%."""
    whole = (Decimal(level) * 100 / PARTS).quantize(Decimal(1), ROUND_HALF_EVEN)
    return _("{number}%").format(number=whole)
