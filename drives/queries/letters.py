"""Letters: who may issue them, whom one is due, what was issued, and what each said."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from drives.model import AcknowledgedDonation, Acknowledgement, Donation, Donor, Issuer, Program
from drives.queries.door import Look, query
from drives.queries.sheets import Sheet
from drives.rules.erased import is_erased
from drives.rules.hidden_addresses import holds_address
from drives.rules.kinds import DonationState
from drives.rules.letters import Gift, letter_number
from drives.rules.roles import Permission
from drives.rules.seen import seen_mark
from drives.rules.units import Unit
from drives.store.gifts import gifts_without_letter, spoken_of, standing_letters
from drives.store.merges import ids_read_as, merged_into


@dataclass(frozen=True, slots=True)
class IssuerShown:
    """A program that may issue letters, and what they say of it; ``seen`` is the mark of this state."""

    program_id: int
    program: str
    name: str
    tax_id: str
    address: str | None
    signatory: str | None
    active: bool
    seen: str


@dataclass(frozen=True, slots=True)
class LetterDue:
    """A donor with gifts that no letter speaks of."""

    donor_id: int
    donor: str
    gifts: tuple[Gift, ...]

    @property
    def donation_ids(self) -> tuple[int, ...]:
        """The gifts' ids."""
        return tuple(gift.donation_id for gift in self.gifts)


@dataclass(frozen=True, slots=True)
class LetterListed:
    """A letter that was issued. ``changed``: something of what it says was corrected or voided since."""

    acknowledgement_id: int
    number: str
    donor_id: int
    donor: str
    issued_on: date
    replaced_by: str | None
    changed: bool


@dataclass(frozen=True, slots=True)
class LettersOfYear:
    """A program's letters of a year.

    ``shared`` of the gifts that are due were given for another program that may issue letters as well.
    """

    due: tuple[LetterDue, ...]
    shared: int
    issued: tuple[LetterListed, ...]


@dataclass(frozen=True, slots=True)
class Unissuable:
    """Gifts of a year for which no program may issue a letter: how many, and of which drive (or none)."""

    drive: str | None
    gifts: int


@dataclass(frozen=True, slots=True)
class GiftTold:
    """A gift as a letter tells it: goods are (item, unit, thousandths)."""

    received_on: date
    site: str
    drive: str | None
    goods: tuple[tuple[str, Unit, int], ...]


@dataclass(frozen=True, slots=True)
class LetterSeen:
    """A letter with what it said when it was issued. ``in_return_value`` in ten-thousandths."""

    acknowledgement_id: int
    number: str
    year: int
    issued_on: date
    issuer: str
    tax_id: str
    address: str | None
    signatory: str | None
    donor: str
    donor_address: str | None
    gifts: tuple[GiftTold, ...]
    in_return: str | None
    in_return_value: int | None
    currency: str | None
    replaces: str | None
    replaced_by: str | None
    changed: bool


@dataclass(frozen=True, slots=True)
class LetterOfDonation:
    """The standing letter that speaks of a donation, or what one could say and who may issue it."""

    acknowledgement_id: int | None
    gift: Gift | None
    donor: str | None


@query(Permission.KEEP_DONORS)
def issuers(look: Look) -> tuple[IssuerShown, ...]:
    """The programs that issue letters or did, by name; a text that tells what it hides since is left out."""
    rows = look.connection.execute(
        select(
            Issuer.__table__, Program.name.label("program"), Program.hide_address,
            Program.address.label("hidden"),
        ).join(Program, Program.id == Issuer.program_id)
    )  # fmt: skip
    found = [
        IssuerShown(
            row.program_id, row.program, row.name, row.tax_id,
            _untold(row.address, row), _untold(row.signatory, row),
            row.active, seen_mark(row[:6]),
        )
        for row in rows
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.program, one.name)))


def _untold(text: str | None, row: Any) -> str | None:
    """A text that is printed of an issuer, unless it tells what its program hides."""
    return None if row.hide_address and holds_address(text, row.hidden) else text


@query(Permission.KEEP_DONORS)
def letters_of_year(look: Look, *, program_id: int, year: int) -> LettersOfYear:
    """Whom a letter of a program for a year is due, and those that were issued, the newest first."""
    entitled = _entitled(look)
    due: dict[int, list[Gift]] = defaultdict(list)
    shared = 0
    for gift in gifts_without_letter(look.connection, year=year):
        if program_id in gift.program_ids & entitled:
            due[gift.donor_id].append(gift)
            shared += len(gift.program_ids & entitled) > 1
    names = _donor_names(look, due)
    found = [LetterDue(donor_id, names[donor_id], tuple(gifts)) for donor_id, gifts in due.items()]
    return LettersOfYear(
        tuple(sorted(found, key=lambda one: (one.donor.casefold(), one.donor_id))),
        shared,
        _listed(look, program_id, year),
    )


def letters_sheet(found: LettersOfYear) -> Sheet:
    """A year's letters as a table: those issued by number, then those that are due."""
    columns = ("number", "donor", "state", "issued_on", "replaced_by", "gifts")
    issued = [
        (
            one.number, one.donor,
            "replaced" if one.replaced_by else "not_valid" if one.changed else "issued",
            one.issued_on, one.replaced_by, None,
        )
        for one in reversed(found.issued)
    ]  # fmt: skip
    due = [(None, one.donor, "due", None, None, Decimal(len(one.gifts))) for one in found.due]
    return Sheet(columns, [*issued, *due])


@query(Permission.KEEP_DONORS)
def unissuable(look: Look, *, year: int) -> tuple[Unissuable, ...]:
    """Gifts of a year that no program may acknowledge, by drive."""
    entitled = _entitled(look)
    counts: dict[str | None, int] = defaultdict(int)
    for gift in gifts_without_letter(look.connection, year=year):
        if not gift.program_ids & entitled:
            counts[gift.drive] += 1
    return tuple(Unissuable(drive, counts[drive]) for drive in sorted(counts, key=lambda one: one or ""))


@query(Permission.KEEP_DONORS)
def letter_of_donation(look: Look, *, donation_id: int) -> LetterOfDonation:
    """The letter that speaks of a donation, or what a letter of it could say."""
    told = spoken_of(look.connection).get(donation_id)
    gifts = gifts_without_letter(look.connection, donation_ids=(donation_id,))
    if told is not None or not gifts:
        return LetterOfDonation(told, None, None)
    return LetterOfDonation(None, gifts[0], _donor_names(look, [gifts[0].donor_id])[gifts[0].donor_id])


@query(Permission.KEEP_DONORS)
def letter(look: Look, *, acknowledgement_id: int) -> LetterSeen | None:
    """A letter as it was said; None where there is none."""
    found = _letters(look, [acknowledgement_id])
    return found[0] if found else None


@query(Permission.KEEP_DONORS)
def letters_to_print(look: Look, *, program_id: int, year: int) -> tuple[LetterSeen, ...]:
    """The letters of a program and a year that still say what is so, as they were said, by number.

    Those are left out of which something was corrected or voided since, and those to who was erased.
    """
    ids = [
        one.acknowledgement_id
        for one in _listed(look, program_id, year)
        if one.replaced_by is None and not one.changed and not is_erased(one.donor_id, one.donor)
    ]
    return tuple(sorted(_letters(look, ids), key=lambda one: one.number))


def _entitled(look: Look) -> frozenset[int]:
    """The programs that may issue letters."""
    return frozenset(look.connection.execute(select(Issuer.program_id).where(Issuer.active)).scalars())


def _donor_names(look: Look, ids: Iterable[int]) -> dict[int, str]:
    rows = look.connection.execute(select(Donor.id, Donor.name, Donor.merged_into_id))
    names = {row.id: row for row in rows}
    return {one: names[names[one].merged_into_id or one].name for one in ids}


def _listed(look: Look, program_id: int, year: int) -> tuple[LetterListed, ...]:
    rows = look.connection.execute(
        select(
            Acknowledgement.id, Acknowledgement.year, Acknowledgement.number, Acknowledgement.donor_id,
            Acknowledgement.issued_on,
        )
        .where(
            Acknowledgement.program_id.in_(ids_read_as(Program, program_id)), Acknowledgement.year == year
        )
        .order_by(Acknowledgement.number.desc(), Acknowledgement.id.desc())
    ).all()  # fmt: skip
    into = merged_into(look.connection, Donor)
    names, later, changed = _donor_names(look, {row.donor_id for row in rows}), _later(look), _changed(look)
    return tuple(
        LetterListed(
            row.id, letter_number(row.year, row.number), into.get(row.donor_id, row.donor_id),
            names[row.donor_id], row.issued_on, later.get(row.id), row.id in changed,
        )
        for row in rows
    )  # fmt: skip


def _later(look: Look) -> dict[int, str]:
    """By letter that was replaced, the number of the one in its place."""
    rows = select(Acknowledgement.replaces_id, Acknowledgement.year, Acknowledgement.number)
    return {
        row.replaces_id or 0: letter_number(row.year, row.number)
        for row in look.connection.execute(rows.where(Acknowledgement.replaces_id.is_not(None)))
    }


def _changed(look: Look) -> frozenset[int]:
    """Standing letters of which some donation does not stand any more."""
    rows = (
        select(AcknowledgedDonation.acknowledgement_id)
        .join(Donation, Donation.id == AcknowledgedDonation.donation_id)
        .where(
            Donation.state == DonationState.VOIDED,
            AcknowledgedDonation.acknowledgement_id.in_(standing_letters()),
        )
    )
    return frozenset(look.connection.execute(rows).scalars())


def _letters(look: Look, ids: Sequence[int]) -> list[LetterSeen]:
    rows = look.connection.execute(select(Acknowledgement.__table__).where(Acknowledgement.id.in_(ids))).all()
    later, changed = _later(look), _changed(look)
    before = {
        row.id: letter_number(row.year, row.number)
        for row in look.connection.execute(
            select(Acknowledgement.id, Acknowledgement.year, Acknowledgement.number).where(
                Acknowledgement.id.in_({row.replaces_id for row in rows} - {None})
            )
        )
    }
    return [_seen(row, before.get(row.replaces_id), later.get(row.id), row.id in changed) for row in rows]


def _seen(row: Any, replaces: str | None, replaced_by: str | None, changed: bool) -> LetterSeen:
    said: Mapping[str, Any] = row.content
    gifts = tuple(
        GiftTold(
            date.fromisoformat(gift["on"]), gift["site"], gift["drive"],
            tuple((item, Unit(unit), accepted) for item, unit, accepted in gift["goods"]),
        )
        for gift in said["gifts"]
    )  # fmt: skip
    return LetterSeen(
        row.id, letter_number(row.year, row.number), row.year, row.issued_on, said["issuer"], said["tax_id"],
        said["address"], said["signatory"], said["donor"], said["donor_address"], gifts, said["in_return"],
        said["in_return_value"], said["currency"], replaces, replaced_by, changed,
    )  # fmt: skip
