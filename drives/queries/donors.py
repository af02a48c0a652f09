"""Donors and teams, and what each gave so far in words: how often, and when last."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select

from drives.model import (
    Acknowledgement,
    CycleCount,
    Delivery,
    Discard,
    Donation,
    DonationLine,
    Donor,
    Drive,
    Hold,
    Issuer,
    Need,
    Program,
    SavedMapping,
    Transfer,
)  # fmt: skip
from drives.queries.door import Look, query
from drives.queries.sheets import Sheet, sheet
from drives.queries.theirs import known_donors
from drives.rules.erased import fills_in_donor, holds_words, is_erased, without_words, words_of_donor
from drives.rules.kinds import DonationState, DonorKind
from drives.rules.names import fold_name
from drives.rules.roles import Permission
from drives.rules.seen import seen_mark
from drives.store.merges import merged_into
from drives.store.theirs import within
from drives.texts import _


@dataclass(frozen=True, slots=True)
class DonorShown:
    """A donor or a team; ``words`` is what a search looks in, ``seen`` the mark of this state."""

    donor_id: int
    seen: str
    name: str
    kind: DonorKind
    email: str | None
    phone: str | None
    address: str | None
    credit: bool
    reference: str | None
    words: str


@dataclass(frozen=True, slots=True)
class Gave:
    """How many donations that stand name a donor (or a team), and the day of the last."""

    donor_id: int
    donations: int
    last_on: date


@dataclass(frozen=True, slots=True)
class Erasing:
    """What would become of a donor's erasure: what stays, and notes that hold the donor's own words."""

    donor_id: int
    name: str
    donations: int
    notes: tuple[str, ...]


@query(Permission.SEE_DONORS, scoped=True)
def donors(look: Look) -> tuple[DonorShown, ...]:
    """The donors and teams by name: all, or those who gave to the viewer's drives."""
    rows = look.connection.execute(
        select(Donor.__table__).where(Donor.merged_into_id.is_(None), known_donors(look.viewer))
    ).all()
    before = _before_merging(look)
    found = [
        DonorShown(
            row.id, seen_mark(row), row.name, row.kind, row.email, row.phone, row.address, row.credit,
            row.reference, _words(row, before[row.id]),
        )
        for row in rows
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda donor: (donor.words, donor.donor_id)))


def donors_sheet(found: Iterable[DonorShown]) -> Sheet:
    """Donors as a table that can be imported again."""
    told = (
        (one.name, one.kind.value, one.email, one.phone, one.address, one.credit, one.reference)
        for one in found
    )
    return sheet(("name", "kind", "email", "phone", "address", "credit", "reference"), told)


def _words(row: Any, before: Sequence[str]) -> str:
    return fold_name(" ".join(filter(None, (row.name, row.email, row.phone, row.reference, *before))))


def _before_merging(look: Look) -> dict[int, list[str]]:
    """By donor, what those were called by who were merged into it: it is still found under that."""
    found: dict[int, list[str]] = defaultdict(list)
    merged = select(Donor.merged_into_id, Donor.name, Donor.email, Donor.phone, Donor.reference)
    for row in look.connection.execute(merged.where(Donor.merged_into_id.is_not(None)).order_by(Donor.id)):
        found[row.merged_into_id or 0] += filter(None, (row.name, row.email, row.phone, row.reference))
    return found


@query(Permission.SEE_DONORS, scoped=True)
def given_by(look: Look, *, donor_ids: tuple[int, ...]) -> tuple[Gave, ...]:
    """What these donors gave to the viewer's drives; who gave nothing there is left out."""
    theirs = look.viewer.drives_where(Permission.SEE_DONORS)
    into = merged_into(look.connection, Donor)
    wanted = set(donor_ids)
    ids = wanted | {one for one, kept in into.items() if kept in wanted}
    counts: dict[int, int] = defaultdict(int)
    last: dict[int, date] = {}
    for column in (Donation.donor_id, Donation.team_id):
        given = (
            select(
                column.label("giver"),
                func.count().label("times"),
                func.max(Donation.received_on).label("last"),
            )
            .where(
                Donation.state == DonationState.POSTED,
                column.in_(sorted(ids)),
                within(Donation.drive_id, theirs),
            )
            .group_by(column)
        )
        for row in look.connection.execute(given):
            donor_id = into.get(row.giver, row.giver)
            counts[donor_id] += row.times
            last[donor_id] = max(last.get(donor_id, row.last), row.last)
    return tuple(Gave(donor_id, counts[donor_id], last[donor_id]) for donor_id in sorted(counts))


@query(Permission.KEEP_DONORS)
def erasing(look: Look, *, donor_id: int) -> Erasing | None:
    """What erasing a donor would leave; None where there is none to erase."""
    whole = select(Donor.__table__).where(or_(Donor.id == donor_id, Donor.merged_into_id == donor_id))
    rows = {row.id: row for row in look.connection.execute(whole)}
    donor = rows.get(donor_id)
    if donor is None or donor.merged_into_id is not None or is_erased(donor.id, donor.name):
        return None
    words = {word for row in rows.values() for word in words_of_donor(row.name, row.email, row.phone)}
    gifts = select(func.count()).where(or_(Donation.donor_id.in_(rows), Donation.team_id.in_(rows)))
    left = _parts_left(look, rows, words) | _mappings_left(look, words)
    return Erasing(
        donor.id,
        donor.name,
        int(look.connection.execute(gifts).scalar_one()),
        tuple(sorted({text for text in _notes(look) if holds_words(text, words)} | left)),
    )


def _parts_left(look: Look, rows: Mapping[int, Any], words: Collection[str]) -> set[str]:
    """What her letters say of goods in return, where a single word of a person's name would be left in it."""
    people = [row.name for row in rows.values() if row.kind is DonorKind.PERSON]
    parts = words_of_donor(*(part for name in people for part in name.split()))
    contents = select(Acknowledgement.content).where(Acknowledgement.donor_id.in_(rows))
    told = (row.content["in_return"] or "" for row in look.connection.execute(contents))
    return {text for text in told if holds_words(without_words(text, words, ""), parts)}


def _mappings_left(look: Look, words: Collection[str]) -> set[str]:
    """The ways to read a file, by name, that hold one of the words and do not fill in the donor."""
    return {
        _("How files are read: “{name}”").format(name=row.name)
        for row in look.connection.execute(select(SavedMapping.__table__))
        if holds_words(row.mapping, words) and not fills_in_donor(row.kind, row.mapping, words)
    }


def _notes(look: Look) -> set[str]:
    """Every text of one's own that may speak of anybody, and stays as it is."""
    columns = (
        DonationLine.note, DonationLine.reject_reason, Need.note, Delivery.note,
        Transfer.note, Discard.note, CycleCount.note, Hold.reason, Drive.story, Program.description,
        Issuer.signatory,
    )  # fmt: skip
    found: set[str] = set()
    for column in columns:
        found.update(
            text for text in look.connection.execute(select(column).distinct()).scalars() if text is not None
        )
    return found
