"""Published figures that estimates are made with, each from a day on and with its source."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Table, delete, insert, select, update

from drives.commands import typed
from drives.commands.door import Work, command
from drives.errors import Refusal
from drives.model import Factor
from drives.rules import money
from drives.rules.kinds import FactorKind
from drives.rules.roles import Permission
from drives.texts import _

_factor: Table = Factor.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class SetFactor:
    """A figure in ten-thousandths, the first day it holds, and where it was published.

    The figure of that very day is replaced.
    """

    kind: FactorKind
    from_on: date
    amount: int
    source: str


@dataclass(frozen=True, slots=True)
class RemoveFactor:
    """The figure that holds from a day on, which was never right."""

    kind: FactorKind
    from_on: date


@dataclass(frozen=True, slots=True)
class FactorChanged:
    """What stood for that day before: the figure and its source, None where nothing did."""

    amount_before: int | None
    source_before: str | None


@command(Permission.SET_UP)
def set_factor(work: Work, request: SetFactor) -> FactorChanged:
    """Say which figure holds from a day on, and whose it is."""
    request = typed.as_kept(request, kind=typed.word(FactorKind), from_on=typed.day, source=typed.line(400))
    if not request.source:
        raise Refusal(_("Say where this figure was published, like a report's name or its web address."))
    if not 0 < request.amount <= money.MAX_AMOUNT * money.SCALE:
        raise Refusal(_("This figure is above nothing. Enter it, like 1.2."))
    connection = work.connection
    before = _of_day(connection, request.kind, request.from_on)
    said = {"amount": request.amount, "source": request.source}
    if before is None:
        connection.execute(insert(_factor), {"kind": request.kind, "from_on": request.from_on, **said})
        return FactorChanged(None, None)
    connection.execute(
        update(_factor)
        .where(_factor.c.kind == request.kind, _factor.c.from_on == request.from_on)
        .values(said)
    )
    return FactorChanged(*before)


@command(Permission.SET_UP)
def remove_factor(work: Work, request: RemoveFactor) -> FactorChanged:
    """Take a figure away; from its day on holds what held before."""
    request = typed.as_kept(request, kind=typed.word(FactorKind))
    before = _of_day(work.connection, request.kind, request.from_on)
    if before is None:
        raise Refusal(
            _("There is no figure from {day} on (any more). Reload the page.").format(
                day=request.from_on.isoformat()
            )
        )
    work.connection.execute(
        delete(_factor).where(_factor.c.kind == request.kind, _factor.c.from_on == request.from_on)
    )
    return FactorChanged(*before)


def _of_day(connection: Connection, kind: FactorKind, day: date) -> tuple[int, str] | None:
    rows = select(_factor.c.amount, _factor.c.source).where(_factor.c.kind == kind, _factor.c.from_on == day)
    row = connection.execute(rows.with_for_update()).one_or_none()
    return None if row is None else (row.amount, row.source)
