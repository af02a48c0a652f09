"""Everything that pages read, cached by viewer, store version, local day and language.

The only module with cached reads. What it gives out is frozen and shared: nobody changes it. A rerun
over unchanged data costs one small read of the version.
"""

from contextvars import ContextVar
from threading import Lock
from typing import Any, TypeVar

from drives.queries.choices import (
    DriveChoice,
    ItemChoice,
    ProgramChoice,
    SiteChoice,
    drive_choices,
    item_choices,
    program_choices,
    site_choices,
    usual_items,
)
from drives.queries.door import Query, Stamp
from drives.queries.needs import NeedShown, needs
from drives.queries.organization import OrganizationShown, is_empty, organization
from drives.queries.overview import Overview, overview
from drives.rules.roles import THIS_MACHINE, Viewer
from drives.settings import Settings
from drives.texts import current_language
from drives.wiring import House, open_house

Answer = TypeVar("Answer")

_MOST_ANSWERS = 128
_answers: dict[tuple[Any, ...], tuple[Any]] = {}
_houses: dict[str, House] = {}
_opening, _keeping = Lock(), Lock()
_seen: ContextVar[Stamp | None] = ContextVar("seen", default=None)


def house() -> House:
    """The one house of this process, for the store that the settings name."""
    settings = Settings.from_environment()
    found = _houses.get(settings.store)
    if found is None:
        with _opening:
            found = _houses.get(settings.store) or open_house(settings)
            _houses[settings.store] = found
    return found


def close_houses() -> None:
    """Let go of every store that was opened, and of what is known of them."""
    with _opening:
        while _houses:
            _houses.popitem()[1].close()
        _answers.clear()
    look_again()


def viewer() -> Viewer:
    """Whoever looks: without accounts, the one user on this machine (the web floor keeps others out)."""
    return THIS_MACHINE


def store() -> str:
    """The name of the store in use: part of the key of whatever is kept of it."""
    return house().settings.store


def stamp() -> Stamp:
    """The store's version and the local day, looked up once a run."""
    seen = _seen.get()
    if seen is None:
        seen = house().queries.stamp()
        _seen.set(seen)
    return seen


def look_again() -> None:
    """Have the next read look at the store afresh: a run begins, or a command was saved."""
    _seen.set(None)


def check_store() -> None:
    """Ask the store for its version; raises where it does not answer."""
    house().queries.stamp()


def _ask(asked: Query[..., Answer], **question: Any) -> Answer:
    key = (store(), stamp(), current_language(), viewer(), asked.name, *sorted(question.items()))
    known = _answers.get(key)
    if known is None:
        # Two who ask at once may both work it out: it is the same answer.
        known = (house().queries.ask(asked, viewer(), **question),)
        with _keeping:
            while len(_answers) >= _MOST_ANSWERS:
                del _answers[next(iter(_answers))]
            _answers[key] = known
    answer: Answer = known[0]
    return answer


def the_overview() -> Overview:
    """What the first page shows."""
    return _ask(overview)


def the_organization() -> OrganizationShown:
    """Who runs this store."""
    return _ask(organization)


def store_is_empty() -> bool:
    """Whether nothing was put into this store yet."""
    return _ask(is_empty)


def all_needs() -> tuple[NeedShown, ...]:
    """All needs, open ones first."""
    return _ask(needs)


def items() -> tuple[ItemChoice, ...]:
    """The active items by name."""
    return _ask(item_choices)


def usual(drive_id: int | None) -> tuple[int, ...]:
    """Ids of the items most given to a drive."""
    return _ask(usual_items, drive_id=drive_id)


def drives() -> tuple[DriveChoice, ...]:
    """All drives, open ones first."""
    return _ask(drive_choices)


def sites() -> tuple[SiteChoice, ...]:
    """All sites by name."""
    return _ask(site_choices)


def programs() -> tuple[ProgramChoice, ...]:
    """All programs by name."""
    return _ask(program_choices)
