"""What looks alike on a shelf is picked and packed as one pile; what is taken of it is kept by lot."""

from collections.abc import Iterator, Sequence

from drives.queries.delivery_seen import DeliverySeen, LineSeen, as_one_line
from drives.rules.kinds import DeliveryState
from drives.texts import _
from drives.ui.components import format_quantity, md_escape, note
from drives.ui.delivery_words import in_all_words, left_words, line_words, marks_words


def taken_by_line(pile: Sequence[LineSeen], many: int) -> Iterator[tuple[LineSeen, int]]:
    """So much (thousandths) of a pile by its lines, the first ones first; what is beyond all on the last."""
    last = pile[-1]
    for line in pile:
        taken = many if line is last else min(many, line.stands)
        many -= taken
        yield line, taken


def note_in_all(lines: Sequence[LineSeen]) -> None:
    """How much of each item goes in all, where that is not said by its line anyhow."""
    said = in_all_words(lines)
    if said:
        note(md_escape(said))


def is_ticked(found: DeliverySeen) -> bool:
    """Whether its pick list says what is in the boxes; once packed, the delivery itself does."""
    planned = found.listed.state is DeliveryState.PLANNED
    return planned and any(line.picked is not None for line in found.lines)


def taken_of(pile: Sequence[LineSeen], *, by_ticks: bool) -> int:
    """What was ticked of a pile, as far as it can still go; all that can, where ticks do not say."""
    return sum(min(line.stands, line.picked or 0) if by_ticks else line.stands for line in pile)


def pile_words(pile: Sequence[LineSeen], *, by_ticks: bool) -> str:
    """How much of what stands where, and what of it is not picked yet, or cannot go. Plain text."""
    line, taken = as_one_line(pile), taken_of(pile, by_ticks=by_ticks)
    picked = ""
    if taken < line.stands:
        picked = _("{picked} picked").format(picked=format_quantity(taken)) if taken else _("not picked yet")
    said = [line_words(line), line.site, picked, marks_words(line), *left_words(line)]
    return " · ".join(filter(None, said))
