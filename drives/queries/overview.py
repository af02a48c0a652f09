"""What is needed most, how the drives are doing, and what to hold back: the first page's answer."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from drives.model import Donation, Drive, DriveProgram, DriveSite
from drives.queries.door import Look, query
from drives.queries.facts import Facts, facts_now, lapse_days_of, needs_as_of
from drives.queries.progress import ProgressRow, everything_rows, in_drive, items_by_name, needs_of_drive
from drives.queries.wanted import Wanted, to_hold_back, wanted_among
from drives.rules.kinds import DonationState
from drives.rules.progress import coverages
from drives.rules.roles import Permission
from drives.rules.units import Unit


@dataclass(frozen=True, slots=True)
class DriveCard:
    """A drive at a glance. ``coverage`` is the mean over its needed items; None where none is needed.

    For a closed drive it is the mean share that had been delivered on its closing day, and
    ``delivered_item`` with ``delivered`` (thousandths) is what most of went out; for an open one
    ``donated_item`` with ``donated`` is what most of came in.
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


@query(Permission.SEE_STOCK)
def overview(look: Look) -> Overview:
    """Everything the first page shows, from kept totals and from the needs."""
    facts = facts_now(look.connection, look.today)
    rows = everything_rows(items_by_name(look), facts)
    posted = Donation.state == DonationState.POSTED
    since = look.connection.execute(select(func.min(Donation.received_on)).where(posted)).scalar()
    return Overview(
        look.today,
        since,
        wanted_among(look, facts.needs, rows),
        to_hold_back(rows),
        drive_cards(look, facts, rows),
        rows,
    )


def drive_cards(
    look: Look, facts: Facts, rows: Sequence[ProgressRow], *, archived: bool = False
) -> tuple[DriveCard, ...]:
    """The drives at a glance, open ones first: those that are archived, or the others."""
    programs: dict[int, set[int]] = defaultdict(set)
    for link in look.connection.execute(select(DriveProgram.__table__)):
        programs[link.drive_id].add(link.program_id)
    counted = select(DriveSite.drive_id, func.count().label("number")).group_by(DriveSite.drive_id)
    sites = {row.drive_id: row.number for row in look.connection.execute(counted)}
    donated: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for cell, goods in facts.goods.items():
        donated[cell.drive_id][cell.item_id] += goods.donated
    items = {row.item_id: row for row in rows}
    cards = []
    put_away = Drive.archived_on.is_not(None) if archived else Drive.archived_on.is_(None)
    for drive in look.connection.execute(select(Drive.__table__).where(put_away)):
        if drive.closed_on is None:
            needs = needs_of_drive(facts, drive, programs[drive.id])
            shares = coverages((need.facts for need in needs), facts.free, facts.gaps)
            gone: tuple[Any, ...] = (None, None, 0, *_most(donated[drive.id], items))
        else:
            shares, *gone_list = _closed(look, facts, items, drive, programs[drive.id])
            gone = tuple(gone_list)
        coverage = (sum(shares, Decimal(0)) / len(shares)) if shares else None
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
                *gone,
            )
        )
    return tuple(sorted(cards, key=lambda card: (card.closed_on is not None, card.ends_on, card.name)))


def _closed(
    look: Look, facts: Facts, items: Mapping[int, ProgressRow], drive: Any, programs: set[int]
) -> list[Any]:
    """Shares delivered on closing day, and the item of which most was delivered."""
    day = min(drive.closed_on, look.today)
    needs = needs_as_of(look.connection, day, lapse_days_of(look.connection), facts.merges)
    then = Facts(day, facts.lapse_days, needs, {})
    counted: dict[int, int] = defaultdict(int)
    delivered: dict[int, int] = defaultdict(int)
    for need in needs:
        if in_drive(need, drive, programs, then):
            counted[need.facts.item_id] += need.facts.counted
            delivered[need.facts.item_id] += need.facts.delivered
    shares = [
        min(Decimal(1), Decimal(delivered[item]) / Decimal(asked)) for item, asked in counted.items() if asked
    ]
    return [shares, *_most(delivered, items)]


def _most(
    amounts: Mapping[int, int], items: Mapping[int, ProgressRow]
) -> tuple[str | None, Unit | None, int]:
    """The item of which there is most, by its own unit, with its amount; nothing where there is none."""
    most = max((item for item in amounts if item in items), key=lambda item: amounts[item], default=None)
    if most is None or amounts[most] <= 0:
        return None, None, 0
    return items[most].item, items[most].unit, amounts[most]
