"""States, priorities, ages and rounds of needs in words."""

from datetime import date

from drives.queries.needs import NeedShown, NeedState, ToldShown
from drives.queries.standing_needs import Repeats
from drives.rules.kinds import Every, Priority, ToldHow
from drives.rules.units import Unit
from drives.texts import _, ngettext
from drives.ui.components import amount, day


def state_name(state: NeedState) -> str:
    """Where a need stands, in a word."""
    return {
        NeedState.OPEN: _("open"),
        NeedState.MET: _("met"),
        NeedState.WAITING: _("waiting"),
        NeedState.LAPSED: _("lapsed"),
        NeedState.CANCELLED: _("cancelled"),
    }[state]


def priority_name(priority: Priority) -> str:
    """How urgent, in a word."""
    return {
        Priority.CRITICAL: _("critical"),
        Priority.HIGH: _("high"),
        Priority.NORMAL: _("normal"),
        Priority.LOW: _("low"),
    }[priority]


def told_name(how: ToldHow) -> str:
    """How somebody said it."""
    return {
        ToldHow.PHONE: _("by phone"),
        ToldHow.IN_PERSON: _("in person"),
        ToldHow.EMAIL: _("by e-mail"),
    }[how]


def age(need: NeedShown, today: date) -> list[str]:
    """How old a need is and how long it stands, a fact each. Plain text."""
    said = [_posted((today - need.posted_on).days)]
    if need.confirmed_on is not None and need.confirmed_on > need.posted_on:
        said.append(_confirmed((today - need.confirmed_on).days))
    until = need.stands_until
    if need.state is NeedState.LAPSED:
        said.append(_lapsed((today - need.lapses_on).days))
    elif need.state is NeedState.OPEN and until is not None:
        left = (until - today).days
        said.append(_stops(left) if until != need.lapses_on else _lapses(left))
    return said


def _posted(days: int) -> str:
    if days == 0:
        return _("posted today")
    return ngettext("posted {count} day ago", "posted {count} days ago", days).format(count=days)


def _confirmed(days: int) -> str:
    if days == 0:
        return _("confirmed today")
    return ngettext("confirmed {count} day ago", "confirmed {count} days ago", days).format(count=days)


def _lapses(days: int) -> str:
    return ngettext("lapses in {count} day", "lapses in {count} days", days).format(count=days)


def _lapsed(days: int) -> str:
    if days == 0:
        return _("lapsed today")
    return ngettext("lapsed {count} day ago", "lapsed {count} days ago", days).format(count=days)


def _stops(days: int) -> str:
    return ngettext(
        "stops repeating in {count} day unless confirmed",
        "stops repeating in {count} days unless confirmed",
        days,
    ).format(count=days)


def how_often(every: Every, each: int, unit: Unit) -> str:
    """How a need repeats: "each week, 100 cans". Plain text; ``each`` in thousandths."""
    return {
        Every.WEEKLY: _("each week, {amount}"),
        Every.MONTHLY: _("each month, {amount}"),
        Every.PAR: _("kept up to {amount}"),
    }[every].format(amount=amount(each, unit))


def repeating(need: NeedShown, repeats: Repeats, today: date) -> str:
    """How a need goes on, and when it is asked again. Plain text."""
    often = how_often(repeats.every, repeats.each, need.unit)
    if repeats.next_on is None:
        return often
    if repeats.stopped:
        return _("{often}, until nobody confirmed it").format(often=often)
    return _("{often}, next {day}").format(often=often, day=day(repeats.next_on, today=today))


def told_words(told: ToldShown, today: date) -> str:
    """How and when a program told it: "by phone, 12 Nov". Plain text."""
    how, on = told_name(told.how), day(told.on, today=today)
    if told.by:
        return _("{how}, {day} ({who})").format(how=how, day=on, who=told.by)
    return _("{how}, {day}").format(how=how, day=on)
