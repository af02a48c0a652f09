"""What is needed most, how the drives are doing, and what to hold back: the first page's answer."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, func, select

from drives.model import Donation, Drive, DriveProgram, DriveSite
from drives.queries.door import Look, query
from drives.queries.facts import Facts, facts_now
from drives.queries.needs_seen import NeedSeen, NeedsOnDays
from drives.queries.progress import ProgressRow, everything_rows, items_by_name, needs_of_drive
from drives.queries.theirs import known_drives
from drives.queries.wanted import Wanted, to_hold_back, wanted_among
from drives.rules.kinds import DonationState
from drives.rules.progress import coverages, wanted_for_kits
from drives.rules.roles import Permission
from drives.rules.units import Unit


@dataclass(frozen=True, slots=True)
class DriveCard:
    """A drive at a glance: an open one with ``coverage``, a closed one with ``delivered_share``.

    Both are means over its needed items, None where none is needed: what is covered as of today, and what
    had been delivered by its closing day. ``delivered_item`` with ``delivered`` (thousandths) is what most
    of went out by then, ``donated_item`` with ``donated`` what most of came in to an open one.
    """

    drive_id: int
    slug: str
    name: str
    story: str | None
    starts_on: date
    ends_on: date
    closed_on: date | None
    programs: int
    sites: int
    coverage: Decimal | None
    delivered_share: Decimal | None
    delivered_item: str | None = None
    delivered_unit: Unit | None = None
    delivered: int = 0
    donated_item: str | None = None
    donated_unit: Unit | None = None
    donated: int = 0


@dataclass(frozen=True, slots=True)
class Overview:
    """The first page: as of ``today``, figures since ``since`` (None while nothing came in)."""

    today: date
    since: date | None
    wanted: tuple[Wanted, ...]
    hold_back: tuple[ProgressRow, ...]
    drives: tuple[DriveCard, ...]
    rows: tuple[ProgressRow, ...]


@query(Permission.SEE_PUBLIC)
def overview(look: Look) -> Overview:
    """Everything the first page shows, from kept totals and from the needs.

    It is looked at together and passed on, so unlisted programs have no name in it for anybody.
    """
    facts = facts_now(look.connection, look.today)
    rows = everything_rows(items_by_name(look), facts)
    posted = Donation.state == DonationState.POSTED
    since = look.connection.execute(select(func.min(Donation.received_on)).where(posted)).scalar()
    return Overview(
        look.today,
        since,
        wanted_among(look, facts.needs, rows),
        to_hold_back(rows),
        drive_cards(look, facts, rows, known_drives(look.viewer)),
        rows,
    )


def drive_cards(
    look: Look,
    facts: Facts,
    rows: Sequence[ProgressRow],
    shown: ColumnElement[bool],
    *,
    archived: bool = False,
) -> tuple[DriveCard, ...]:
    """The drives ``shown`` at a glance, open ones first: those that are archived, or the others."""
    programs: dict[int, set[int]] = defaultdict(set)
    for link in look.connection.execute(select(DriveProgram.__table__)):
        programs[link.drive_id].add(link.program_id)
    counted = select(DriveSite.drive_id, func.count().label("number")).group_by(DriveSite.drive_id)
    sites = {row.drive_id: row.number for row in look.connection.execute(counted)}
    donated: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for cell, goods in facts.goods.items():
        donated[cell.drive_id][cell.item_id] += goods.donated
    items = {row.item_id: row for row in rows}
    put_away = Drive.archived_on.is_not(None) if archived else Drive.archived_on.is_(None)
    drives = look.connection.execute(select(Drive.__table__).where(put_away, shown)).all()
    then = {drive.id: min(drive.closed_on, look.today) for drive in drives if drive.closed_on is not None}
    known = NeedsOnDays(look.connection, then.values(), facts.lapse_days, facts.merges) if then else None
    cards = []
    for drive in drives:
        coverage = delivered_share = None
        if known is None or drive.id not in then:
            needs = needs_of_drive(facts, drive, programs[drive.id])
            scope = [need.facts for need in needs]
            kits = wanted_for_kits(scope, facts.free, facts.gaps, facts.recipes)
            coverage = _mean(coverages(scope, facts.free, facts.gaps, kits))
            gone: tuple[Any, ...] = (None, None, 0, *_most(donated[drive.id], items))
        else:
            day = then[drive.id]
            needs = known.of_drive(day, drive.id, programs[drive.id])
            needs = needs_of_drive(Facts(day, facts.lapse_days, needs, {}), drive, programs[drive.id])
            delivered_share = _delivered_share(needs)
            gone = _most(_delivered(needs), items)
        cards.append(
            DriveCard(
                drive.id,
                drive.slug,
                drive.name,
                drive.story,
                drive.starts_on,
                drive.ends_on,
                drive.closed_on,
                len(programs[drive.id]),
                sites.get(drive.id, 0),
                coverage,
                delivered_share,
                *gone,
            )
        )
    return tuple(sorted(cards, key=lambda card: (card.closed_on is not None, card.ends_on, card.name)))


def _mean(shares: Sequence[Decimal]) -> Decimal | None:
    return (sum(shares, Decimal(0)) / len(shares)) if shares else None


def _delivered_share(needs: Iterable[NeedSeen]) -> Decimal | None:
    """The mean over the needed items of what was delivered to each need, at most all that it asks for."""
    counted: dict[int, int] = defaultdict(int)
    met: dict[int, int] = defaultdict(int)
    for need in needs:
        counted[need.facts.item_id] += need.facts.counted
        met[need.facts.item_id] += min(need.facts.delivered, need.facts.counted)
    return _mean([Decimal(met[item]) / asked for item, asked in counted.items() if asked])


def _delivered(needs: Iterable[NeedSeen]) -> Mapping[int, int]:
    delivered: dict[int, int] = defaultdict(int)
    for need in needs:
        delivered[need.facts.item_id] += need.facts.delivered
    return delivered


def _most(
    amounts: Mapping[int, int], items: Mapping[int, ProgressRow]
) -> tuple[str | None, Unit | None, int]:
    """The item of which there is most, by its own unit, with its amount; nothing where there is none."""
    most = max((item for item in amounts if item in items), key=lambda item: amounts[item], default=None)
    if most is None or amounts[most] <= 0:
        return None, None, 0
    return items[most].item, items[most].unit, amounts[most]
