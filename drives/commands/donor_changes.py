"""Donors and teams set up and revised by hand.

Files tell donors apart by reference, then e-mail, then name (``imports/donor_book.py``). So a second
donor of a name or an e-mail is made only knowingly, and then both of them have a reference.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, func, insert, or_, select, update

from drives.commands import typed
from drives.commands.door import Work, command
from drives.commands.found import lock_donor_names, row_of
from drives.commands.place_changes import refuse_stale
from drives.errors import Refusal
from drives.model import Donation, Donor, DriveTeam
from drives.rules.erased import is_erased
from drives.rules.kinds import DonorKind
from drives.rules.names import fold_name
from drives.rules.roles import Permission
from drives.store import allocate_ids
from drives.store.merges import read_as
from drives.texts import _

_donor: Table = Donor.__table__  # type: ignore[assignment]
_kept: Table = _donor.alias("kept")  # type: ignore[assignment]
_donation: Table = Donation.__table__  # type: ignore[assignment]
_drive_team: Table = DriveTeam.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class AddDonor:
    """A donor or a team to be. ``credit``: may be named in public. ``also``: although another is alike."""

    name: str
    kind: DonorKind
    email: str | None = None
    phone: str | None = None
    address: str | None = None
    credit: bool = False
    reference: str | None = None
    also: bool = False


@dataclass(frozen=True, slots=True)
class ReviseDonor:
    """A donor as it should stand, whole. ``seen`` is the mark of what was seen (``queries/donors.py``)."""

    donor_id: int
    seen: str
    whole: AddDonor


@dataclass(frozen=True, slots=True)
class DonorChanged:
    """The donor."""

    donor_id: int


class AnotherAlike(Refusal):
    """Another donor has that name or e-mail: it can be meant (``also``)."""


@command(Permission.KEEP_DONORS)
def add_donor(work: Work, request: AddDonor) -> DonorChanged:
    """Set up a donor before they give anything."""
    values = _values(request)
    donor_id = allocate_ids(work.connection, _donor, 1)[0]
    _tell_apart(work, donor_id, values, None, also=request.also)
    work.connection.execute(insert(_donor), {"id": donor_id, **values})
    return DonorChanged(donor_id)


@command(Permission.KEEP_DONORS)
def revise_donor(work: Work, request: ReviseDonor) -> DonorChanged:
    """Change what is said of a donor; what they gave stays theirs."""
    row = row_of(work.connection, Donor, request.donor_id, _("That donor"))
    if row.merged_into_id is not None:
        raise Refusal(_("{donor} was merged into another donor. Choose that one.").format(donor=row.name))
    if is_erased(row.id, row.name):
        raise Refusal(_("{donor} stays so. Add the donor anew where they ask for it.").format(donor=row.name))
    refuse_stale(row, request.seen)
    values = _values(request.whole)
    if (values["kind"] is DonorKind.TEAM) != (row.kind is DonorKind.TEAM):
        _refuse_if_named(work, row)
    _tell_apart(work, row.id, values, row, also=request.whole.also)
    work.connection.execute(update(_donor).where(_donor.c.id == row.id).values(values))
    return DonorChanged(row.id)


def _values(request: AddDonor) -> dict[str, Any]:
    kept = typed.as_kept(
        request,
        kind=typed.word(DonorKind),
        email=typed.email,
        phone=typed.line(60),
        address=typed.line(400),
        reference=typed.line(120),
    )
    name = typed.name(kept.name)
    key = fold_name(name)
    if not key:
        raise Refusal(_("A donor needs a name. Enter one, or log donations without a donor."))
    return {
        "name": name,
        "name_key": key,
        "kind": kept.kind,
        "email": kept.email,
        "phone": kept.phone,
        "address": kept.address,
        "credit": kept.credit,
        "reference": kept.reference,
    }


def _refuse_if_named(work: Work, row: Any) -> None:
    """Gifts name their donor and their team apart, so who gave as one does not become the other."""
    gave = select(_donation.c.id).where(or_(_donation.c.donor_id == row.id, _donation.c.team_id == row.id))
    joined = select(_drive_team.c.drive_id).where(_drive_team.c.team_id == row.id)
    if any(work.connection.execute(rows.limit(1)).first() is not None for rows in (gave, joined)):
        if row.kind is DonorKind.TEAM:
            raise Refusal(
                _("{donor} gave or collected as a team, so it stays one. Add the person as another donor.")
                .format(donor=row.name)
            )  # fmt: skip
        raise Refusal(
            _("{donor} gave as a donor, so it does not become a team. Add the team beside it.").format(
                donor=row.name
            )
        )


def _tell_apart(work: Work, donor_id: int, values: dict[str, Any], before: Any, *, also: bool) -> None:
    """Refuse what is another donor's; where two may be alike, give both a reference."""
    connection = work.connection
    email = values["email"]
    lock_donor_names(
        connection, values["name_key"], None if email is None else email.lower(), values["reference"]
    )
    if values["reference"] is not None:
        holder = connection.execute(
            select(_kept.c.name)
            .join_from(_donor, _kept, _kept.c.id == read_as(Donor))
            .where(_donor.c.reference == values["reference"], _donor.c.id != donor_id)
        ).scalar()
        if holder is not None:
            raise Refusal(
                _("The reference {reference} is that of {donor}. Use another, or open {donor}.").format(
                    reference=values["reference"], donor=holder
                )
            )
    alike = _alike(work, donor_id, values)
    known = before is not None and (before.name_key, before.email, before.kind) == (
        values["name_key"], values["email"], values["kind"],
    )  # fmt: skip
    if alike and not also and not known:
        raise AnotherAlike(_said(alike[0], values))
    for other in alike:
        if _told_apart(values, other):
            continue
        if values["reference"] is None:
            values["reference"] = _free_reference(work, donor_id, None)
        if other.reference is None:
            given = {"reference": _free_reference(work, other.id, values["reference"])}
            connection.execute(update(_donor).where(_donor.c.id == other.id).values(given))


def _alike(work: Work, donor_id: int, values: dict[str, Any]) -> list[Any]:
    """Others of that name or that e-mail, a team among teams, everyone else among the others."""
    team = values["kind"] is DonorKind.TEAM
    same = _donor.c.name_key == values["name_key"]
    if values["email"] is not None:
        same = or_(same, func.lower(_donor.c.email) == values["email"].lower())
    known = select(read_as(Donor)).where(
        same, _donor.c.kind == DonorKind.TEAM if team else _donor.c.kind != DonorKind.TEAM
    )
    rows = select(_donor).where(_donor.c.id.in_(known), _donor.c.id != donor_id)
    return list(work.connection.execute(rows.order_by(_donor.c.id).with_for_update()))


def _told_apart(values: dict[str, Any], other: Any) -> bool:
    if values["reference"] is not None and other.reference is not None:
        return True
    return bool(values["email"] and other.email and values["email"].lower() != other.email.lower())


def _said(other: Any, values: dict[str, Any]) -> str:
    by_email = (other.email or "").lower() == (values["email"] or "").lower() != ""
    if other.name_key != values["name_key"] and not by_email:
        return _(
            "{donor} goes by this name or e-mail too. Open {donor}, or say that this is another donor."
        ).format(donor=other.name)
    if other.name_key != values["name_key"]:
        return _("{email} is the e-mail of {donor}. Open {donor}, or say that this is another donor.").format(
            email=values["email"], donor=other.name
        )
    beside = " · ".join(part for part in (other.email, other.phone, other.address, other.reference) if part)
    if beside:
        return _(
            "{donor} is there already ({beside}). Open that one, or say that this is another donor."
        ).format(donor=other.name, beside=beside)
    return _("{donor} is there already. Open that one, or say that this is another donor.").format(
        donor=other.name
    )


def _free_reference(work: Work, number: int, given: str | None) -> str:
    """A reference that nobody has; ``given`` was just given away and is not written yet."""
    while True:
        reference = f"D-{number:06d}"
        lock_donor_names(work.connection, reference)
        taken = select(_donor.c.id).where(_donor.c.reference == reference)
        if reference != given and work.connection.execute(taken).first() is None:
            return reference
        number += 1
