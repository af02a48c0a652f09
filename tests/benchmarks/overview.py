"""Everything the overview reads: from kept totals, and by GROUP BY over the lines."""

from collections.abc import Callable
from statistics import median
from time import perf_counter

from drives.queries.door import Look, query
from drives.queries.facts import facts_as_of
from drives.queries.overview import overview
from drives.rules.roles import COMMAND_LINE, Permission
from drives.wiring import House


@query(Permission.SEE_STOCK)
def grouped(look: Look) -> int:
    """The same facts worked out afresh from every line and every move; how many cells there are."""
    return len(facts_as_of(look.connection, look.today).goods)


def overview_ms(house: House, repeats: int) -> float:
    """Median milliseconds of all that the overview reads."""
    return median(_ms(house, overview) for _repeat in range(repeats))


def compare(house: House, repeats: int) -> tuple[float, float]:
    """Median milliseconds of all that the overview reads, and of GROUP BY over lines and moves, in turns."""
    ours, theirs = [], []
    for _repeat in range(repeats):
        ours += [_ms(house, overview) for _time in range(5)]
        theirs.append(_ms(house, grouped))
    return median(ours), median(theirs)


def _ms(house: House, asked: Callable[..., object]) -> float:
    start = perf_counter()
    house.queries.ask(asked, COMMAND_LINE)
    return (perf_counter() - start) * 1000
