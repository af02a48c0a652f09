"""Erasing a donor: the ledger stays whole, the person goes.

The row stands on under a neutral word, so that what was given stays somebody's and nothing moves. What
people wrote into notes cannot be known to be about somebody; ``queries/donors.py`` names the notes that hold
the donor's own words, before they are gone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, or_, select, update

from drives.commands.door import Work, command
from drives.commands.erased_marks import ErasedMarks
from drives.commands.erased_texts import out_of_texts
from drives.commands.found import row_of
from drives.commands.imports.lookups import lock_imports
from drives.errors import Refusal
from drives.model import Acknowledgement, Activity, Donation, Donor, Draft, Pledge, PledgeArrival, Receipt
from drives.rules.erased import erased_name, holds_words, is_erased, without_words, words_of_donor
from drives.rules.names import fold_name
from drives.rules.roles import Permission
from drives.texts import _

_donor: Table = Donor.__table__  # type: ignore[assignment]
_donation: Table = Donation.__table__  # type: ignore[assignment]
_letter: Table = Acknowledgement.__table__  # type: ignore[assignment]
_activity: Table = Activity.__table__  # type: ignore[assignment]
_draft: Table = Draft.__table__  # type: ignore[assignment]
_pledge: Table = Pledge.__table__  # type: ignore[assignment]
_arrival: Table = PledgeArrival.__table__  # type: ignore[assignment]
_receipt: Table = Receipt.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class EraseDonor:
    """A donor whose person is to go."""

    donor_id: int


@dataclass(frozen=True, slots=True)
class Erased:
    """The donor, what it is called now, and how many references of donations had its words in them."""

    donor_id: int
    name: str
    references: int


@command(Permission.KEEP_DONORS)
def erase_donor(work: Work, request: EraseDonor) -> Erased:
    """Take away what tells who a donor is; everything that they gave stays."""
    connection = work.connection
    lock_imports(connection)
    row = row_of(connection, Donor, request.donor_id, _("That donor"))
    if row.merged_into_id is not None:
        raise Refusal(_("{donor} was merged into another donor. Choose that one.").format(donor=row.name))
    if is_erased(row.id, row.name):
        raise Refusal(_("{donor} was erased before. There is nothing left to erase.").format(donor=row.name))
    whole = select(_donor).where(or_(_donor.c.id == row.id, _donor.c.merged_into_id == row.id))
    rows = connection.execute(whole.order_by(_donor.c.id).with_for_update()).all()
    words = {word for one in rows for word in words_of_donor(one.name, one.email, one.phone, one.reference)}
    marks = ErasedMarks(connection)
    for one in rows:
        marks.keep((("name", one.name), ("email", one.email), ("reference", one.reference)))
        name = erased_name(one.id)
        connection.execute(
            update(_donor)
            .where(_donor.c.id == one.id)
            .values(
                name=name, name_key=fold_name(name), email=None, phone=None, address=None, reference=None,
                credit=False,
            )
        )  # fmt: skip
    _out_of_pledges(connection, rows)
    _out_of_drafts(connection, words)
    out_of_texts(connection, words, erased_name(row.id))
    _erase_letters(connection, {one.id: erased_name(one.id) for one in rows}, words)
    changed, renamed = _neutral_references(connection, words)
    marks.keep(("gift", reference) for reference in renamed)
    return Erased(row.id, erased_name(row.id), changed)


def _out_of_pledges(connection: Connection, rows: Sequence[Any]) -> None:
    """Take e-mail and name off what was pledged under one of her addresses, or came as her donation."""
    emails = [fold_name(row.email) for row in rows if row.email is not None]
    gave = (
        select(_arrival.c.pledge_id)
        .join(_donation, _donation.c.id == _arrival.c.donation_id)
        .where(_donation.c.donor_id.in_([row.id for row in rows]))
    )
    hers = or_(_pledge.c.email.in_(emails), _pledge.c.id.in_(gave))
    connection.execute(update(_pledge).where(hers).values(email=None, name=None))


def _out_of_drafts(connection: Connection, words: set[str]) -> None:
    """Blank the texts that hold one of the words in what somebody is in the middle of typing."""
    for row in connection.execute(select(_draft.c.id, _draft.c.content)).all():
        content = _without(row.content, words)
        if content != row.content:
            connection.execute(update(_draft).where(_draft.c.id == row.id).values(content=content))


def _without(told: Any, words: set[str]) -> Any:
    if isinstance(told, dict):
        # A drive or a site may be called as the donor is: that is where the donation goes.
        return {n: part if n in ("drive", "site") else _without(part, words) for n, part in told.items()}
    if isinstance(told, list):
        return [_without(part, words) for part in told]
    return "" if isinstance(told, str) and holds_words(told, words) else told


def _erase_letters(connection: Connection, names: Mapping[int, str], words: set[str]) -> None:
    """Take the donor out of what letters said; what they said of the goods, and of those in return, stays.

    A single word of a name may be what the goods in return are called by: the words are whole names.
    """
    told = select(_letter.c.id, _letter.c.donor_id, _letter.c.content).where(_letter.c.donor_id.in_(names))
    for row in connection.execute(told).all():
        name = names[row.donor_id]
        said = {**row.content, "donor": name, "donor_address": None}
        if said["in_return"] is not None:
            said["in_return"] = without_words(said["in_return"], words, name)
        connection.execute(update(_letter).where(_letter.c.id == row.id).values(content=said))


def _neutral_references(connection: Connection, words: set[str]) -> tuple[int, dict[str, str]]:
    """Give donations whose reference holds one of the words a neutral one, in the trail as well.

    How many they are, and the references as they were and as they are.
    """
    held = select(_donation.c.id, _donation.c.reference).where(_donation.c.reference.is_not(None))
    changed = {row.id: row.reference for row in connection.execute(held) if holds_words(row.reference, words)}
    taken = {row.reference for row in connection.execute(held)}
    renamed: dict[str, str] = {}
    for donation_id, reference in changed.items():
        neutral = renamed.get(reference) or f"E-{donation_id:06d}"
        while neutral in taken and reference not in renamed:
            neutral += "-1"
        renamed[reference] = neutral
        connection.execute(update(_donation).where(_donation.c.id == donation_id).values(reference=neutral))
    if renamed:
        _rename_in(connection, _activity, _activity.c.id, "summary", renamed)
        _rename_in(connection, _receipt, _receipt.c.request_id, "result", renamed)
    return len(changed), renamed


def _rename_in(connection: Connection, table: Table, key: Any, column: str, renamed: dict[str, str]) -> None:
    """The references in what donations were answered with, as they are now."""
    logged = select(key.label("key"), table.c[column]).where(
        table.c.command.in_(("log_donation", "correct_donation"))
    )
    for row in connection.execute(logged).all():
        said = getattr(row, column)
        if isinstance(said, dict) and said.get("reference") in renamed:
            now = {**said, "reference": renamed[said["reference"]]}
            connection.execute(update(table).where(key == row.key).values({column: now}))
