"""What somebody asks for: goods for so many people, and how far it is from what was asked before."""

from collections.abc import Sequence

from drives.rules.odd import far_above
from drives.rules.quantity import SCALE

NEEDS_BEFORE = 3
"""What a program usually asks is known once it asked for an item so many times."""
MUCH_TO_BEGIN_WITH = 10_000 * SCALE
"""Where nothing says what is usual, more than so many units are looked at again (in pounds: five tons)."""


def units_for(people: int, people_per_unit: int) -> int:
    """Thousandths of a unit that ``people`` need when one unit is for so many (thousandths of a person).

    Rounded up to whole units: half a blanket helps nobody.
    """
    if people < 1 or people_per_unit < 1:
        raise ValueError(f"{people} people, {people_per_unit} per unit")
    return -(-people * SCALE // people_per_unit) * SCALE


def usual_ask(before: Sequence[int]) -> int | None:
    """The median of what was asked before; None where that is too little to know.

    Of two in the middle the lower, so that it is an amount that was asked once.
    """
    if len(before) < NEEDS_BEFORE:
        return None
    return sorted(before)[(len(before) - 1) // 2]


def far_from_usual(asked: int, before: Sequence[int]) -> int | None:
    """What is usually asked, where ``asked`` is more than five times that or less than a fifth of it."""
    usual = usual_ask(before)
    return usual if usual is not None and is_far(asked, usual) else None


def is_far(asked: int, usual: int) -> bool:
    """Whether one is more than five times the other."""
    return far_above(asked, usual) or far_above(usual, asked)


def much_to_begin_with(asked: int, before: Sequence[int]) -> bool:
    """Whether this is very much where too little was asked before to know what is usual."""
    if usual_ask(before) is not None or asked <= MUCH_TO_BEGIN_WITH:
        return False
    return all(far_above(asked, one) for one in before)
