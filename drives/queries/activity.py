"""Who did what, when, to what: the trail in words, the newest first, a page at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, false, func, select

from drives.model import Activity, Organization
from drives.queries.activity_people import name_in_trail
from drives.queries.activity_sought import done_to
from drives.queries.activity_things import Entry, Things
from drives.queries.activity_words import About, Who, deeds, who_words
from drives.queries.door import Look, query
from drives.queries.sheets import Sheet
from drives.rules.dates import FIRST_DAY
from drives.rules.roles import Permission

ROWS = 50
"""So many entries stand on a page."""

SOUGHT_AMONG = 20_000
"""A search looks through so many entries, the newest of what else narrows the trail."""

_CHUNK = 5_000
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What the trail is narrowed to: who (a key of ``activity_people``), what about, local days, words."""

    who: str | None = None
    about: About | None = None
    first: date | None = None
    last: date | None = None
    sought: str = ""


EVERYTHING_DONE = Narrowed()


@dataclass(frozen=True, slots=True)
class Done:
    """Somebody did something: ``what`` is the sentence, ``thing`` to what, "" where nothing is named.

    ``donation_id`` is the donation that it was done to, where it was one.
    """

    done_at: datetime
    who: Who
    what: str
    thing: str
    donation_id: int | None = None


@query(Permission.SEE_ACTIVITY)
def activity(look: Look, *, wanted: Narrowed = EVERYTHING_DONE, page: int = 1) -> tuple[Done, ...]:
    """A page (from 1 on) of what was done, the newest first."""
    # First the page's ids, from the index alone where nothing narrows it; then their rows.
    ids = _newest(select(Activity.id)).where(*_conditions(look, wanted))
    of_page = ids.offset((max(page, 1) - 1) * ROWS).limit(ROWS).subquery()
    rows = look.connection.execute(_newest(_ENTRIES).where(Activity.id.in_(select(of_page.c.id)))).all()
    return tuple(_told(look, rows))


@query(Permission.SEE_ACTIVITY)
def activity_count(look: Look, *, wanted: Narrowed = EVERYTHING_DONE) -> int:
    """How many entries there are on all pages."""
    count = select(func.count()).select_from(Activity).where(*_conditions(look, wanted))
    return int(look.connection.execute(count).scalar_one())


@query(Permission.SEE_ACTIVITY)
def activity_sheet(look: Look, *, wanted: Narrowed = EVERYTHING_DONE) -> Sheet:
    """All of what was done, in words, the newest first, for a file."""
    rows = look.connection.execute(_newest(_ENTRIES).where(*_conditions(look, wanted)))
    told = [
        (one.done_at, one.who.table or one.who.name, one.who.email, one.what, one.thing or None)
        for some in rows.partitions(_CHUNK)
        for one in _told(look, some)
    ]
    return Sheet(("done_at", "who", "email", "what", "about"), told)


_ENTRIES = select(Activity.done_at, Activity.who, Activity.command, Activity.summary)


def _newest(rows: Any) -> Any:
    return rows.order_by(Activity.done_at.desc(), Activity.id.desc())


def _told(look: Look, rows: Sequence[Any]) -> Iterator[Done]:
    words = {command: said for of_kind in deeds().values() for command, said in of_kind.items()}
    people = who_words(look.connection, (row.who for row in rows))
    entries = [Entry(row.command, row.summary) for row in rows]
    things = Things(look, entries)
    for row, entry in zip(rows, entries, strict=True):
        said = entry.summary if isinstance(entry.summary, dict) else {}
        yield Done(
            row.done_at, people[row.who], words.get(row.command, row.command), things.words(entry),
            said.get("donation_id"),
        )  # fmt: skip


def _conditions(look: Look, wanted: Narrowed) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    zone = ZoneInfo(look.connection.execute(select(Organization.time_zone)).scalar() or "UTC")
    if wanted.who is not None:
        name = name_in_trail(look.connection, wanted.who)
        found.append(false() if name is None else Activity.who == name)
    if wanted.about is not None:
        found.append(Activity.command.in_(list(deeds()[wanted.about])))
    if wanted.first is not None:
        first = max(wanted.first, FIRST_DAY)
        found.append(Activity.done_at >= datetime.combine(first, time(), zone))
    if wanted.last is not None and wanted.last < look.today:
        found.append(Activity.done_at < datetime.combine(max(wanted.last, FIRST_DAY) + _DAY, time(), zone))
    if wanted.sought.strip():
        beyond = _newest(select(Activity.done_at)).where(*found).offset(SOUGHT_AMONG).limit(1)
        before = look.connection.execute(beyond).scalar()
        if before is not None:
            found.append(Activity.done_at > before)
        found.append(done_to(look, wanted.sought))
    return found
