"""Pick lists: what of a planned delivery stands where, to whoever delivers there or was given the list."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, exists, false, func, or_, select

from drives.model import (
    Account,
    Delivery,
    DeliveryDay,
    DeliveryPicker,
    Program,
    RoleGrant,
)
from drives.queries.delivery_seen import LineSeen, lines_seen
from drives.queries.door import Look, query
from drives.rules.kinds import DeliveryState, DeliveryWay
from drives.rules.roles import Permission, Role
from drives.store.theirs import within

_posted = Program.__table__.alias("posted_program")


@dataclass(frozen=True, slots=True)
class PickList:
    """A delivery to be packed: for whom and when.

    ``program`` is None where it is not listed and whoever picks may not know it by name.
    """

    delivery_id: int
    program: str | None
    due_on: date
    way: DeliveryWay


@dataclass(frozen=True, slots=True)
class PickListSeen:
    """A pick list opened; nothing else of its delivery is in it."""

    listed: PickList
    lines: tuple[LineSeen, ...]


@dataclass(frozen=True, slots=True)
class Picker:
    """A volunteer whom a pick list may be given to."""

    account_id: int
    name: str


@query(Permission.OWN_ACCOUNT)
def pick_lists(look: Look) -> tuple[PickList, ...]:
    """The planned deliveries that whoever looks may pick, by day."""
    return tuple(_lists(look))


@query(Permission.OWN_ACCOUNT)
def pick_list(look: Look, *, delivery_id: int) -> PickListSeen | None:
    """The pick list of a planned delivery; None where there is none for whoever looks."""
    found = [one for one in _lists(look) if one.delivery_id == delivery_id]
    if not found:
        return None
    # A site that is not public may be a home: whoever was given the list has to find it all the same.
    given = not look.viewer.may(Permission.DELIVER)
    return PickListSeen(found[0], lines_seen(look, delivery_id, all_sites=given))


@query(Permission.DELIVER, scoped=True)
def pickers(look: Look) -> tuple[Picker, ...]:
    """The volunteers with an account, by name."""
    volunteers = exists().where(RoleGrant.account_id == Account.id, RoleGrant.role == Role.VOLUNTEER)
    rows = select(Account.id, Account.name).where(volunteers, Account.disabled_at.is_(None))
    found = look.connection.execute(rows.order_by(Account.name, Account.id))
    return tuple(Picker(row.id, row.name) for row in found)


def _lists(look: Look) -> list[PickList]:
    viewer = look.viewer
    given = exists().where(
        DeliveryPicker.delivery_id == Delivery.id, DeliveryPicker.account_id == (viewer.account_id or 0)
    )
    theirs = within(Program.id, viewer.programs_where(Permission.DELIVER))
    if not viewer.may(Permission.DELIVER):
        theirs = false()
    seen = or_(theirs, given) if viewer.has(Role.VOLUNTEER) else theirs
    named = or_(Program.unlisted.is_(false()), within(Program.id, viewer.named_programs))
    rows = (
        select(
            Delivery.id,
            Delivery.planned_on,
            case((named, Program.name)).label("program"),
            DeliveryDay.due_on,
            DeliveryDay.way,
        )
        .join_from(Delivery, _posted, _posted.c.id == Delivery.program_id)
        .join(Program, Program.id == func.coalesce(_posted.c.merged_into_id, _posted.c.id))
        .outerjoin(DeliveryDay, DeliveryDay.delivery_id == Delivery.id)
        .where(Delivery.state == DeliveryState.PLANNED, seen)
    )
    found = [
        PickList(
            row.id,
            row.program,
            row.due_on or row.planned_on,
            row.way or DeliveryWay.BROUGHT,
        )
        for row in look.connection.execute(rows)
    ]
    return sorted(found, key=lambda one: (one.due_on, one.delivery_id))
