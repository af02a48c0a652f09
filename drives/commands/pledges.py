"""Pledges as everybody makes them: without an account, for what a public drive that runs asks for.

Whoever has the secret of a pledge's link may take it back or change it; nobody is told by an e-mail alone
what else was pledged under it. No donor is made of a pledge.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, func, or_, select, true, update

from drives.commands import typed
from drives.commands.door import Work, command
from drives.commands.found import (
    ItemFound,
    check_quantity,
    drive_row,
    items_by_id,
    items_read_as,
    kept_id,
)
from drives.commands.need_state import asked_now, need_is_open
from drives.commands.pledge_marks import forget_marks, keep_marks, marked
from drives.commands.wording import gone
from drives.errors import Refusal
from drives.model import DriveGoal, DriveProgram, DriveSite, Item, Need, Pledge, PledgeLine, Program, Site
from drives.rules.kinds import PledgeEnd
from drives.rules.names import fold_name
from drives.rules.pledges import (
    GRACE_DAYS,
    MOST_A_DAY,
    MOST_ITEMS,
    MOST_OF_EMAIL_A_DAY,
    MOST_STANDING,
)
from drives.rules.quantity import to_text
from drives.rules.roles import Permission
from drives.store import allocate_ids, insert_many, insert_row
from drives.store.merges import read_as
from drives.store.pledged import has_arrived, is_due_to_forget
from drives.texts import _

_pledge: Table = Pledge.__table__  # type: ignore[assignment]
_line: Table = PledgeLine.__table__  # type: ignore[assignment]
_NOTHING: Mapping[int, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class PledgedLine:
    """So much of an item, in thousandths."""

    item_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class MakePledge:
    """What somebody will bring, where and by when; ``digest`` is that of the secret she is given."""

    drive_id: int
    site_id: int
    by_on: date
    email: str
    digest: str
    lines: tuple[PledgedLine, ...]
    name: str | None = None


@dataclass(frozen=True, slots=True)
class ChangePledge:
    """What the pledge with this secret should say instead; the giver stays."""

    digest: str
    site_id: int
    by_on: date
    lines: tuple[PledgedLine, ...]


@dataclass(frozen=True, slots=True)
class WithdrawPledge:
    """The pledge with this secret is not to come."""

    digest: str


@dataclass(frozen=True, slots=True)
class ForgetPledgers:
    """Whoever pledged so long ago that nobody need ask."""


@dataclass(frozen=True, slots=True)
class PledgersForgotten:
    """Of so many pledges nobody knows any more who made them."""

    count: int


@dataclass(frozen=True, slots=True)
class PledgeKept:
    """The pledge as it stands now, and for which drive it is."""

    pledge_id: int
    drive_id: int


@command(Permission.PLEDGE)
def make_pledge(work: Work, request: MakePledge) -> PledgeKept:
    """Promise goods to a public drive that runs."""
    request = typed.as_kept(request, name=typed.line(200))
    email = fold_name(typed.email(request.email) or "")
    if not email:
        raise Refusal(_("An e-mail address is missing: with it you can be asked about what you pledged."))
    drive = _open_drive(work, request.drive_id)
    _refuse_too_many(work, drive, email)
    _forget_old(work)
    asked = request.site_id, request.by_on, request.lines
    return _keep(work, drive, *asked, email, request.name, request.digest)


@command(Permission.HOLD_TICKET)
def change_pledge(work: Work, request: ChangePledge) -> PledgeKept:
    """Put another pledge of the same giver in the place of one; what it named may stay, asked for or not."""
    row = _standing(work, request.digest)
    drive = _open_drive(work, row.drive_id)
    end_pledge(work, row.id, PledgeEnd.CHANGED)
    asked = request.site_id, request.by_on, request.lines
    before = as_pledged(work.connection, row.id)
    return _keep(work, drive, *asked, row.email, row.name, row.digest, before)


@command(Permission.HOLD_TICKET)
def withdraw_pledge(work: Work, request: WithdrawPledge) -> PledgeKept:
    """Take a pledge back; who made it, and those before it under its link, is forgotten at once.

    Until the day is over a mark of the e-mail stays, by which those of today are counted.
    """
    row = _standing(work, request.digest)
    end_pledge(work, row.id, PledgeEnd.WITHDRAWN)
    keep_marks(work.connection, request.digest, work.today)
    _forget(work, _pledge.c.digest == request.digest)
    return PledgeKept(row.id, row.drive_id)


@command(Permission.SET_UP)
def forget_pledgers(work: Work, _request: ForgetPledgers) -> PledgersForgotten:
    """Forget who made pledges that are over, as each new day has it done."""
    return PledgersForgotten(_forget_old(work))


def as_pledged(connection: Connection, pledge_id: int) -> dict[int, int]:
    """Thousandths by item of what was pledged, each under the item that it is read as."""
    promised = (
        select(read_as(Item).label("item_id"), func.sum(_line.c.quantity).label("quantity"))
        .join_from(_line, Item, Item.id == _line.c.item_id)
        .where(_line.c.pledge_id == pledge_id)
        .group_by(read_as(Item))
        .order_by(read_as(Item))
    )
    return {row.item_id: int(row.quantity) for row in connection.execute(promised)}


def end_pledge(work: Work, pledge_id: int, ended: PledgeEnd) -> None:
    """From today on a pledge is not waited for."""
    change = update(_pledge).where(_pledge.c.id == pledge_id)
    work.connection.execute(change.values(ended=ended, ended_on=work.today))


def refuse_over(work: Work, row: Any, *, late_is_welcome: bool = False) -> None:
    """Refuse what is done to a pledge that came or ended; one that was released may still come."""
    if work.connection.execute(select(has_arrived(_pledge)).where(_pledge.c.id == row.id)).scalar():
        raise Refusal(_("This pledge has arrived already. Thank you. There is nothing left to do for it."))
    if row.ended is not None and not (late_is_welcome and row.ended is PledgeEnd.RELEASED):
        raise Refusal(_("This pledge was taken back or released before. Make a new one instead."))


def _standing(work: Work, digest: str) -> Any:
    """The pledge with this secret, locked, while it may still be changed by who made it."""
    newest = select(_pledge).where(_pledge.c.digest == digest).order_by(_pledge.c.id.desc()).limit(1)
    row = work.connection.execute(newest.with_for_update()).one_or_none()
    if row is None:
        raise gone(_("That pledge"))
    refuse_over(work, row)
    return row


def _open_drive(work: Work, drive_id: int) -> Any:
    """A public drive that runs; one that is not public is refused like one that does not exist."""
    row = drive_row(work.connection, drive_id)
    if not row.public:
        raise gone(_("That drive"))
    if row.starts_on > work.today or row.ends_on < work.today or row.closed_on is not None:
        raise Refusal(
            _("{drive} does not run today, so nothing can be pledged to it. Look at what other drives need.")
            .format(drive=row.name)
        )  # fmt: skip
    return row


def _keep(
    work: Work,
    drive: Any,
    site_id: int,
    by_on: date,
    lines: Sequence[PledgedLine],
    email: str | None,
    name: str | None,
    digest: str,
    before: Mapping[int, int] = _NOTHING,
) -> PledgeKept:
    site_id = _public_site(work, drive, site_id)
    _check_day(work, drive, by_on)
    quantities = _checked(work, drive, lines, before)
    pledge_id = allocate_ids(work.connection, _pledge, 1)[0]
    row = {
        "id": pledge_id, "drive_id": drive.id, "site_id": site_id, "by_on": by_on, "email": email,
        "name": name, "digest": digest, "made_on": work.today, "made_at": work.now,
    }  # fmt: skip
    insert_row(work.connection, _pledge, row)
    rows = [(pledge_id, item_id, quantity) for item_id, quantity in sorted(quantities.items())]
    insert_many(work.connection, _line, ("pledge_id", "item_id", "quantity"), rows)
    return PledgeKept(pledge_id, drive.id)


def _public_site(work: Work, drive: Any, site_id: int) -> int:
    """A public site where the drive collects; any other is refused, a hidden one like none."""
    kept = kept_id(work.connection, Site, site_id)
    linked = (
        select(DriveSite.site_id)
        .join(Site, Site.id == DriveSite.site_id)
        .where(DriveSite.drive_id == drive.id, read_as(Site) == kept)
    )
    asked = select(Site.name, linked.exists().label("collects")).where(Site.id == kept)
    row = work.connection.execute(asked.where(Site.public.is_(true()))).one_or_none()
    if row is None:
        raise gone(_("That site"))
    if not row.collects:
        raise Refusal(
            _("{drive} does not collect at {site}. Choose one of its sites.").format(
                drive=drive.name, site=row.name
            )
        )
    return kept


def _check_day(work: Work, drive: Any, by_on: date) -> None:
    if not work.today <= by_on <= drive.ends_on:
        raise Refusal(
            _("{drive} runs until {last}. Choose a day from {today} to then.").format(
                drive=drive.name, last=drive.ends_on.isoformat(), today=work.today.isoformat()
            )
        )


def _checked(
    work: Work, drive: Any, lines: Sequence[PledgedLine], before: Mapping[int, int]
) -> dict[int, int]:
    """Thousandths by item, of what the drive asks for and in amounts that could be meant.

    As much as was pledged of an item ``before`` may stand, whatever is asked for by now.
    """
    if not lines:
        raise Refusal(_("Nothing is pledged yet. Enter how much you will bring of at least one thing."))
    quantities: dict[int, int] = defaultdict(int)
    for line in lines:
        quantities[line.item_id] += line.quantity
    if len(quantities) > MOST_ITEMS:
        raise Refusal(
            _(
                "{count} things are too many for one pledge: at most {most}. Make another for the rest."
            ).format(count=len(quantities), most=MOST_ITEMS)
        )
    items = items_by_id(work.connection, quantities)
    for line in lines:
        check_quantity(items[line.item_id], line.quantity)
    for item_id, quantity in quantities.items():
        if quantity > before.get(item_id, 0):
            _check_asked(work, drive, items[item_id], quantity)
    return quantities


def _check_asked(work: Work, drive: Any, item: ItemFound, quantity: int) -> None:
    """Refuse what the drive does not ask for, and more of it than it asks for in all."""
    connection, ids = work.connection, items_read_as(work.connection, item.id)
    links = (
        select(read_as(Program))
        .join(DriveProgram, DriveProgram.program_id == Program.id)
        .where(DriveProgram.drive_id == drive.id)
    )
    of_programs = select(Program.id).where(read_as(Program).in_(links))
    needs = select(Need.__table__).where(
        Need.item_id.in_(ids),
        or_(Need.drive_id == drive.id, Need.drive_id.is_(None) & Need.program_id.in_(of_programs)),
    )
    asked = sum(asked_now(work, need) for need in connection.execute(needs) if need_is_open(work, need))
    goal = connection.execute(
        select(func.sum(DriveGoal.quantity)).where(DriveGoal.drive_id == drive.id, DriveGoal.item_id.in_(ids))
    ).scalar()
    most = max(asked, int(goal or 0))
    if not most:
        raise Refusal(
            _("{drive} does not ask for {item}. Choose something from its list.").format(
                drive=drive.name, item=item.name
            )
        )
    if quantity > most:
        raise Refusal(
            _("{item}: {quantity} pledged, {most} asked for in all. Enter at most that.").format(
                item=item.name, quantity=to_text(quantity), most=to_text(most)
            )
        )


def _refuse_too_many(work: Work, drive: Any, email: str) -> None:
    """One sentence for whatever there is too much of: it tells nobody what an e-mail pledged before."""
    standing = select(func.count()).where(
        _pledge.c.drive_id == drive.id,
        _pledge.c.ended.is_(None),
        _pledge.c.by_on >= work.today - timedelta(days=GRACE_DAYS),
        ~has_arrived(_pledge),
    )
    today = select(func.count()).where(_pledge.c.made_on == work.today)
    hers = or_(_pledge.c.email == email, _pledge.c.id.in_(marked(work.connection, email)))
    counted = (
        (standing, MOST_STANDING),
        (today.where(_pledge.c.drive_id == drive.id), MOST_A_DAY),
        (today.where(hers), MOST_OF_EMAIL_A_DAY),
    )
    if any(int(work.connection.execute(count).scalar() or 0) >= most for count, most in counted):
        raise Refusal(
            _("No more pledges are taken here today. Bring it all the same: what comes in is welcome.")
        )


def _forget_old(work: Work) -> int:
    """Forget who pledged long ago, and what was kept to count by on the days before; of how many pledges."""
    return _forget(work, is_due_to_forget(work.today)) + forget_marks(work.connection, work.today)


def _forget(work: Work, which: ColumnElement[bool]) -> int:
    """Names and e-mails go from these pledges; how many of them had one."""
    known = which & (_pledge.c.email.is_not(None) | _pledge.c.name.is_not(None))
    return work.connection.execute(update(_pledge).where(known).values(email=None, name=None)).rowcount
