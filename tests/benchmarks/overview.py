"""Everything the overview reads: from kept totals, and by GROUP BY over the lines."""

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
    return _median_ms(lambda: house.queries.ask(overview, COMMAND_LINE), repeats)


def grouped_ms(house: House, repeats: int) -> float:
    """Median milliseconds of GROUP BY over the lines and moves."""
    return _median_ms(lambda: house.queries.ask(grouped, COMMAND_LINE), repeats)


def _median_ms(ask: object, repeats: int) -> float:
    times = []
    for _repeat in range(repeats):
        start = perf_counter()
        ask()  # type: ignore[operator]
        times.append((perf_counter() - start) * 1000)
    return median(times)
