"""A small invented community to look around in, made through the same commands as a real one.

What it holds is said in ``data/demo.toml``, in days from the day it is made; only single gifts are
drawn, from a seed, so that it looks the same everywhere. Every request follows from that plan and the
day alone: a demo that was interrupted is made on, on the same day, from where it stopped.
"""

from collections.abc import Callable

from drives.demo.story import Story
from drives.errors import Conflict, Refusal
from drives.queries.organization import is_set_up
from drives.rules.roles import Viewer
from drives.texts import _
from drives.wiring import House

__all__ = ["make_demo"]

_HUNDREDTH = 100


def make_demo(house: House, viewer: Viewer, told: Callable[[int], object] | None = None) -> None:
    """Fill an empty store with the demo community; a store with an organization is refused.

    ``told`` hears how many hundredths are done.
    """
    if house.queries.ask(is_set_up, viewer):
        raise Refusal(
            _(
                "This store has an organization already. Make the demo in an empty store, "
                "so that nothing is mixed."
            )
        )
    story = Story(house, viewer)
    try:
        story.begin()
        steps = story.steps()
        for number, step in enumerate(steps):
            if told is not None and number * _HUNDREDTH // len(steps) != (number - 1) * _HUNDREDTH // len(
                steps
            ):
                told(number * _HUNDREDTH // len(steps))
            story.do(step)
        story.end()
    except Conflict:
        raise Refusal(
            _(
                "A demo was begun in this store on another day and is not whole. "
                "Make it in an empty store instead."
            )
        ) from None
