"""What looks alike on a shelf is picked and packed as one pile; what is taken of it is kept by lot."""

from collections.abc import Iterator, Sequence

from drives.queries.delivery_seen import LineSeen
from drives.ui.components import md_escape, note
from drives.ui.delivery_words import in_all_words


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
