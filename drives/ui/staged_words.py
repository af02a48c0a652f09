"""Counts in stages in words: where one stands, who counts, what somebody found beside the books."""

from drives.queries.staged_counts import CounterShown, CountShown, EntryShown, LineCompared
from drives.rules.kinds import CountStage
from drives.rules.units import Unit
from drives.texts import _, ngettext
from drives.ui import reads
from drives.ui.address_dialog import AddressDialog
from drives.ui.components import amount, day
from drives.ui.line_words import pile_marks

COUNTS = AddressDialog("do")
"""``?do=begin``; for the count of the address (``count=ID``) ``do=give``, ``compare``, ``abandon``."""


def stage_name(stage: CountStage) -> str:
    """Where a count stands."""
    return {
        CountStage.COUNTING: _("being counted"),
        CountStage.COMPARED: _("to be finalized"),
        CountStage.FINALIZED: _("finalized"),
        CountStage.ABANDONED: _("abandoned"),
    }[stage]


def count_called(count: CountShown) -> str:
    """A count in a list. Plain text."""
    return _("{site}, {day} · {stage}").format(
        site=count.site,
        day=day(count.begun_on, today=reads.stamp().today),
        stage=stage_name(count.stage),
    )


def counter_called(name: str | None) -> str:
    """Who counted; without an account it was whoever is at the machine. Plain text."""
    return name or _("this computer")


def counter_words(counter: CounterShown) -> str:
    """Who counts, and of how many lines that one has entered something."""
    said = ngettext("{name}: {count} line entered", "{name}: {count} lines entered", counter.entered)
    if not counter.entered:
        said = _("{name}: nothing entered yet")
    return said.format(name=counter_called(counter.name), count=counter.entered)


def line_called(line: LineCompared) -> str:
    """The goods of a line. Plain text."""
    marks = pile_marks(line, reads.stamp().today)
    if line.found:
        marks.append(_("not on the sheet"))
    return _("{item} ({words})").format(item=line.item, words=", ".join(marks)) if marks else line.item


def entry_words(entry: EntryShown, unit: Unit) -> str:
    """What somebody found, and what the books said when it was entered."""
    more = entry.counted - entry.expected
    said = {
        0: _("{who}: {counted}, as the books said then."),
        1: _("{who}: {counted}, {more} more than the {expected} that the books said then."),
        -1: _("{who}: {counted}, {more} fewer than the {expected} that the books said then."),
    }[(more > 0) - (more < 0)]
    return said.format(
        who=counter_called(entry.counter),
        counted=amount(entry.counted, unit),
        expected=amount(entry.expected, unit),
        more=amount(abs(more), unit),
    )


def put_right_words(entry: EntryShown, unit: Unit) -> str:
    """What other counts have put right since of what somebody found; empty where none has."""
    put_right = entry.counted - entry.expected - entry.more
    if not put_right:
        return ""
    said = _("Another count has corrected {amount} since.")
    return said.format(amount=amount(abs(put_right), unit))


def becomes_words(line: LineCompared, more: int) -> str:
    """What the books say of a line now, and will say once the count is finalized."""
    after = line.books + more
    figures = {
        "books": amount(line.books, line.unit),
        "after": amount(after, line.unit),
        "short": amount(max(0, line.reserved - after), line.unit),
    }
    if after < 0:
        return _("The books now say {books}, less than is missing. Have it counted again.").format(**figures)
    if after < line.reserved:
        said = _("The books go from {books} to {after}; {short} of what is reserved is released again.")
        return said.format(**figures)
    if not more:
        return _("The books stay at {books}.").format(**figures)
    return _("The books go from {books} to {after}.").format(**figures)
