"""What needs of kits ask of what goes into them (DESIGN 3, *Kits*).

Nobody is asked to bring a kit that is put together here: its own ``still_to_collect`` is 0, and what it is
made of carries the gap. From the outermost kits inwards:

- Of a kit, what is outstanding beyond what is there of it, of kits kept for the program or for nobody, is
  **to be put together**; in a scope never more than over everything.
- Each of those wants what its recipe of that day says of every part. What a part is **wanted for kits** comes
  on top of what is outstanding of it, and both are set against one stock of it: a part that is wanted for
  kits and for itself is there once.
- What is kept for a program serves its own needs of the part first, then the kits that can be for it; which
  of the kits to be put together are for whom is nowhere settled, so for each part it is taken as it suits
  best.

A kit among the parts is wanted like any other, and what is missing of it is put together in its turn.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from drives.rules.kits import Recipes
from drives.rules.quantity import SCALE

Outstanding = Mapping[int, Mapping[int, int]]
"""By item and program, what is outstanding (thousandths)."""


class KitWant(NamedTuple):
    """What the kits of a scope that are to be put together ask of an item (thousandths).

    ``wanted`` is what they want of it, ``kept`` what of that is there, kept for the programs they are for.
    ``build`` is how many of it are to be put together where it is a kit itself. ``kits`` are the kits that
    needs ask for and that all this is for.
    """

    wanted: int = 0
    kept: int = 0
    build: int = 0
    kits: frozenset[int] = frozenset()


NOTHING_WANTED = KitWant()


@dataclass(slots=True)
class _Asked:
    """What was handed down to a part so far; ``at_most`` by program, how much of it can be for that one."""

    wanted: int = 0
    at_most: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    kits: set[int] = field(default_factory=set)


def kit_wants(
    outstanding: Outstanding,
    free: Mapping[tuple[int, int], int],
    recipes: Recipes,
    builds: Mapping[int, int] | None = None,
) -> dict[int, KitWant]:
    """What kits to be put together ask of each item that goes into one, and how many kits those are.

    ``free`` is what is available by (item, program that it is kept for, or 0). ``builds`` is how many of each
    kit are to be put together over everything, where ``outstanding`` is that of a scope; None where it is
    over everything.
    """
    asked: dict[int, _Asked] = defaultdict(_Asked)
    found: dict[int, KitWant] = {}
    for kit in recipes.order:
        theirs, inner = outstanding.get(kit, {}), asked[kit]
        net = {program: max(0, many - free.get((kit, program), 0)) for program, many in theirs.items()}
        kept = _kept_for_kits(kit, inner.wanted, inner.at_most, theirs, free)
        total = sum(net.values()) + inner.wanted - kept
        most = max(0, total - free.get((kit, 0), 0)) if builds is None else builds.get(kit, 0)
        build = min(total, most)
        top = inner.kits | ({kit} if any(net.values()) else set())
        if inner.wanted or build:
            found[kit] = KitWant(inner.wanted, kept, build, frozenset(inner.kits))
        if not build:
            continue
        can_be_for = dict(net)
        for program, many in inner.at_most.items():
            left = _left_over(kit, program, theirs, free)
            can_be_for[program] = can_be_for.get(program, 0) + max(0, many - left)
        for part, quantity in recipes.parts[kit].items():
            handed = asked[part]
            handed.wanted += _times(build, quantity)
            handed.kits |= top
            for program, many in can_be_for.items():
                handed.at_most[program] += _times(min(build, many), quantity)
    for part, one in asked.items():
        if part not in recipes.parts and one.wanted:
            kept = _kept_for_kits(part, one.wanted, one.at_most, outstanding.get(part, {}), free)
            found[part] = KitWant(one.wanted, kept, 0, frozenset(one.kits))
    return found


def _kept_for_kits(
    item: int,
    wanted: int,
    at_most: Mapping[int, int],
    theirs: Mapping[int, int],
    free: Mapping[tuple[int, int], int],
) -> int:
    """How much of what kits want of an item is there of what is kept for the programs they can be for."""
    there = sum(min(_left_over(item, program, theirs, free), many) for program, many in at_most.items())
    return min(wanted, there)


def _left_over(
    item: int, program: int, theirs: Mapping[int, int], free: Mapping[tuple[int, int], int]
) -> int:
    """What is kept for a program of an item beyond what is outstanding of it there."""
    return max(0, free.get((item, program), 0) - theirs.get(program, 0))


def _times(kits: int, quantity: int) -> int:
    return -(-kits * quantity // SCALE)
