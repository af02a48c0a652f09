"""What arrived, from piles that look alike to whoever counts them to the lines that a delivery keeps."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from drives.commands.deliveries import Arrival, Shortfall
from drives.queries.delivery_seen import LineSeen
from drives.rules.kinds import ShortfallReason


@dataclass(frozen=True, slots=True)
class Counted:
    """What came of a pile, in thousandths; ``back`` went back for the reason ``why``."""

    arrived: int
    damaged: int = 0
    back: int = 0
    why: ShortfallReason = ShortfallReason.NOT_NEEDED


def arrivals(pile: Sequence[LineSeen], counted: Counted) -> Iterator[Arrival]:
    """What became of each line of a pile; a line that arrived as it was sent is left out.

    What arrived fills the lines in order, those for a need first; then what was damaged and what went back;
    the rest is missing. What came beyond all of them came with each, as much again at most.
    """
    sent = sum(line.quantity for line in pile)
    beyond = max(0, counted.arrived - sent)
    left = {"arrived": counted.arrived - beyond, "damaged": counted.damaged, "back": counted.back}
    for line in pile:
        to_tell = line.quantity
        part = {}
        for name in left:
            part[name] = min(left[name], to_tell)
            left[name] -= part[name]
            to_tell -= part[name]
        extra = beyond if line is pile[-1] else min(beyond, line.quantity)
        beyond -= extra
        short = [
            one
            for one in (
                Shortfall(ShortfallReason.MISSING, lost=to_tell),
                Shortfall(ShortfallReason.DAMAGED, lost=part["damaged"]),
                Shortfall(counted.why, returned=part["back"]),
            )
            if one.lost or one.returned
        ]
        if short:
            first, *also = short
            yield Arrival(
                line.line_id, part["arrived"], first.lost, first.returned, first.reason, tuple(also)
            )
        elif extra:
            yield Arrival(line.line_id, line.quantity, extra=extra)
