"""Several needs in one go: all of them, or none."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from drives.commands.door import Work, command
from drives.commands.need_writing import (
    PostNeed,
    told_text,
    write_cancellation,
    write_confirmation,
    write_need,
)
from drives.commands.needs import need_that_stands
from drives.commands.touched.asked_for import touches_needs, touches_posted_needs
from drives.commands.wording import losers
from drives.errors import Refusal, RowsRefused
from drives.ledger import Released
from drives.rules.roles import Permission
from drives.texts import _, ngettext


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A need of a list, with the number of its row there."""

    row: int
    need: PostNeed


@dataclass(frozen=True, slots=True)
class PostNeeds:
    """What is asked for, a row each."""

    rows: tuple[NeedRow, ...]


@dataclass(frozen=True, slots=True)
class ConfirmNeeds:
    """The program says that all of these still stand."""

    need_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CancelNeeds:
    """The program needs none of these any longer."""

    need_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NeedsChanged:
    """The needs; ``losses`` says which reservations were released, ``told`` how and when each was told that
    the program did not type itself.
    """

    need_ids: tuple[int, ...]
    losses: tuple[str, ...] = ()
    told: tuple[str, ...] = ()


class RowProblems:
    """Gathers what is wrong with each row, to be told together."""

    def __init__(self) -> None:
        self._rows: list[tuple[int, str]] = []

    @contextmanager
    def of(self, row: int) -> Iterator[None]:
        """What is refused in here is said of this row, and the next is looked at."""
        try:
            yield
        except Refusal as refusal:
            self._rows.append((row, str(refusal)))

    def refuse(self) -> None:
        """RowsRefused where a row was wrong."""
        if not self._rows:
            return
        head = ngettext(
            "{count} row cannot be posted as it stands, so none was.",
            "{count} rows cannot be posted as they stand, so none was.",
            len(self._rows),
        ).format(count=len(self._rows))
        raise RowsRefused(
            head, tuple(_("Row {row}: {why}").format(row=row, why=why) for row, why in self._rows)
        )


@command(Permission.POST_NEEDS, touches_posted_needs)
def post_needs(work: Work, request: PostNeeds) -> NeedsChanged:
    """Post several needs; where one cannot be, none is, and each that cannot is named."""
    if not request.rows:
        raise Refusal(_("Nothing is asked for yet. Fill in at least one row."))
    problems, need_ids = RowProblems(), []
    for one in request.rows:
        with problems.of(one.row):
            need_ids.append(write_need(work, one.need))
    problems.refuse()
    told = dict.fromkeys(told_text(work, one.need.told) for one in request.rows if one.need.told)
    return NeedsChanged(tuple(need_ids), told=tuple(told))


@command(Permission.POST_NEEDS, touches_needs)
def confirm_needs(work: Work, request: ConfirmNeeds) -> NeedsChanged:
    """Keep several needs from lapsing, all as of today."""
    for need_id in sorted(set(request.need_ids)):
        write_confirmation(work, need_that_stands(work, need_id).id, work.today)
    return NeedsChanged(request.need_ids)


@command(Permission.POST_NEEDS, touches_needs)
def cancel_needs(work: Work, request: CancelNeeds) -> NeedsChanged:
    """Take several needs back, all as of today."""
    released: list[Released] = []
    for need_id in sorted(set(request.need_ids)):
        need = need_that_stands(work, need_id)
        released += write_cancellation(work, need.id, work.today, released_on=work.today)
    return NeedsChanged(request.need_ids, losers(work, released))
