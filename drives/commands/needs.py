"""Post, revise, confirm and cancel needs. Every change keeps its day, so that past days can be told."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Table, update

from drives.commands import typed
from drives.commands.door import Work, command
from drives.commands.found import check_quantity, item_kept, need_row
from drives.commands.hidden_addresses import refuse_hidden
from drives.commands.need_state import asked_again_on
from drives.commands.need_writing import (
    PostNeed,
    told_text,
    write_cancellation,
    write_confirmation,
    write_need,
    write_revision,
)
from drives.commands.touched.asked_for import touches_need, touches_posted_need
from drives.commands.wording import losers
from drives.errors import Refusal
from drives.model import Need
from drives.rules.kinds import Priority
from drives.rules.roles import Permission
from drives.texts import _

_need: Table = Need.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class ReviseNeed:
    """The quantity asked for from a day on (today where none is given), and what else changed.

    What is None stays as it is.
    """

    need_id: int
    quantity: int | None = None
    on: date | None = None
    priority: Priority | None = None
    needed_by: date | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ConfirmNeed:
    """The program says that the need still stands."""

    need_id: int
    on: date | None = None


@dataclass(frozen=True, slots=True)
class CancelNeed:
    """The program needs it no longer."""

    need_id: int
    on: date | None = None


@dataclass(frozen=True, slots=True)
class NeedChanged:
    """The need; ``losses`` says which reservations were released, ``told`` how and when a program told it."""

    need_id: int
    losses: tuple[str, ...] = ()
    told: str = ""


@command(Permission.POST_NEEDS, touches_posted_need)
def post_need(work: Work, request: PostNeed) -> NeedChanged:
    """Post a need; it lapses unless it is confirmed again in time."""
    need_id = write_need(work, request)
    return NeedChanged(need_id, told=told_text(work, request.told))


@command(Permission.POST_NEEDS, touches_need)
def revise_need(work: Work, request: ReviseNeed) -> NeedChanged:
    """Change what is asked for; past days keep showing what was asked then."""
    request = typed.as_kept(request, priority=typed.word(Priority), needed_by=typed.day)
    need = need_that_stands(work, request.need_id)
    on = work.past_day(request.on)
    if on < need.posted_on:
        raise Refusal(
            _("This need was posted on {posted_on}; it cannot be changed for a day before that.").format(
                posted_on=need.posted_on.isoformat()
            )
        )
    changed = {
        name: value for name in ("priority", "needed_by") if (value := getattr(request, name)) is not None
    }
    if request.note is not None:
        changed["note"] = typed.lines(2000)(request.note)
        refuse_hidden(work.connection, [need.program_id], request.note)
    if request.needed_by is not None and request.needed_by < need.posted_on:
        raise Refusal(
            _("Needed by {needed_by} is before it was posted, {posted_on}. Enter a later day.").format(
                needed_by=request.needed_by.isoformat(), posted_on=need.posted_on.isoformat()
            )
        )
    if request.quantity is not None:
        check_quantity(item_kept(work.connection, need.item_id), request.quantity)
        write_revision(work, need.id, request.quantity, on)
    if changed:
        work.connection.execute(update(_need).where(_need.c.id == need.id).values(changed))
    return NeedChanged(need.id)


@command(Permission.POST_NEEDS, touches_need)
def confirm_need(work: Work, request: ConfirmNeed) -> NeedChanged:
    """Keep a need from lapsing; a lapsed one is open again from that day."""
    need = need_that_stands(work, request.need_id)
    on = work.past_day(request.on)
    if on < need.posted_on:
        raise Refusal(
            _("This need was posted on {posted_on}; it cannot be confirmed for a day before that.").format(
                posted_on=need.posted_on.isoformat()
            )
        )
    write_confirmation(work, need.id, on)
    return NeedChanged(need.id)


@command(Permission.POST_NEEDS, touches_need)
def cancel_need(work: Work, request: CancelNeed) -> NeedChanged:
    """Take a need back. What is reserved for it is free again; what is on its way stays on its way."""
    need = need_that_stands(work, request.need_id)
    on = work.past_day(request.on)
    if on < need.posted_on:
        raise Refusal(
            _("This need was posted on {posted_on}; it cannot be cancelled for a day before that.").format(
                posted_on=need.posted_on.isoformat()
            )
        )
    released = write_cancellation(work, need.id, on, released_on=work.today)
    return NeedChanged(need.id, losers(work, released))


def need_that_stands(work: Work, need_id: int) -> Need:
    """A need that was not cancelled (its row, locked); a Refusal says why it cannot be changed."""
    need = need_row(work.connection, need_id)
    if need.cancelled_on is not None:
        again_on = asked_again_on(work.connection, need_id)
        if again_on is not None:
            raise Refusal(
                _("This was asked again on {day}. Reload the page, and choose what is asked now.").format(
                    day=again_on.isoformat()
                )
            )
        raise Refusal(
            _("This need was cancelled on {day}. Post a new one if it is needed again.").format(
                day=need.cancelled_on.isoformat()
            )
        )
    return need  # type: ignore[no-any-return]
