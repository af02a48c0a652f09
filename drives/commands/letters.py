"""Letters that acknowledge gifts: what came, when and where, described and never valued (IRS Pub 1771).

A letter has a number of its issuer and the year of the gifts. What it said is kept as it was said; issued
again it says the same under the same number. A donation is in one standing letter at most.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, func, insert, select

from drives.commands import typed
from drives.commands.door import Work, command
from drives.commands.found import program_row, row_of
from drives.commands.imports.lookups import lock_imports
from drives.commands.issuers import tells_hidden
from drives.errors import Refusal
from drives.model import AcknowledgedDonation, Acknowledgement, Donor, Issuer, Organization, Program
from drives.rules.letters import Gift, letter_number
from drives.rules.money import MAX_AMOUNT, SCALE
from drives.rules.roles import Permission
from drives.store import allocate_ids
from drives.store.gifts import gifts_without_letter, spoken_of
from drives.store.merges import ids_read_as, read_as
from drives.texts import _, ngettext

_letter: Table = Acknowledgement.__table__  # type: ignore[assignment]
_of_letter: Table = AcknowledgedDonation.__table__  # type: ignore[assignment]
_issuer: Table = Issuer.__table__  # type: ignore[assignment]
_donor: Table = Donor.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class IssueLetter:
    """A letter to a donor about these donations, of one year.

    ``in_return`` is what the donor got for them, with its good-faith value in ten-thousandths, or None.
    """

    donor_id: int
    program_id: int
    donation_ids: tuple[int, ...]
    in_return: str | None = None
    in_return_value: int | None = None


@dataclass(frozen=True, slots=True)
class IssueLetters:
    """The letters of a year to all donors who have none yet; none of them got anything in return."""

    program_id: int
    year: int


@dataclass(frozen=True, slots=True)
class ReplaceLetter:
    """A letter of which something was corrected since: another one says what stands now."""

    acknowledgement_id: int


@dataclass(frozen=True, slots=True)
class LetterIssued:
    """The letter, its number and the donor."""

    acknowledgement_id: int
    number: str
    donor_id: int


@dataclass(frozen=True, slots=True)
class LettersIssued:
    """How many letters of a program and a year were issued at once."""

    program_id: int
    year: int
    letters: int


@command(Permission.KEEP_DONORS)
def issue_letter(work: Work, request: IssueLetter) -> LetterIssued:
    """Issue one letter, in the name of a program that the gifts are for."""
    lock_imports(work.connection)
    issuer = _issuer_of(work, request.program_id)
    gifts = gifts_without_letter(work.connection, donation_ids=request.donation_ids)
    if {gift.donation_id for gift in gifts} != set(request.donation_ids) or not gifts:
        raise Refusal(
            _(
                "A letter speaks of these goods already, or they were voided, bought, or given by nobody who "
                "is named. Reload the page and choose again."
            )
        )
    if strangers := sum(gift.donor_id != request.donor_id for gift in gifts):
        raise Refusal(
            ngettext(
                "{count} of these gifts is another donor's. Leave it out, and write that donor a letter.",
                "{count} of these gifts are other donors'. Leave them out, and write those a letter each.",
                strangers,
            ).format(count=strangers)
        )
    years = {gift.received_on.year for gift in gifts}
    if len(years) > 1:
        raise Refusal(
            _("These gifts are of {first} to {last}, and a letter is about one year. Write one for each.")
            .format(first=min(years), last=max(years))
        )  # fmt: skip
    if any(request.program_id not in gift.program_ids for gift in gifts):
        raise Refusal(
            _("These goods were not given for {issuer}. Choose a program that their drive collects for.")
            .format(issuer=issuer.name)
        )  # fmt: skip
    in_return, value = _in_return(request)
    return _issue(work, issuer, [(request.donor_id, gifts)], in_return, value)[0]


@command(Permission.KEEP_DONORS)
def issue_letters(work: Work, request: IssueLetters) -> LettersIssued:
    """Issue the letters of a year, one to each donor with gifts that no letter speaks of."""
    lock_imports(work.connection)
    issuer = _issuer_of(work, request.program_id)
    by_donor: dict[int, list[Gift]] = defaultdict(list)
    for gift in gifts_without_letter(work.connection, year=request.year):
        if request.program_id in gift.program_ids:
            by_donor[gift.donor_id].append(gift)
    if not by_donor:
        raise Refusal(
            _(
                "No gift of {year} for {issuer} is without a letter, so there is nothing to issue. Choose "
                "another year or program, or open the letters that were issued."
            ).format(year=request.year, issuer=issuer.name)
        )
    issued = _issue(work, issuer, sorted(by_donor.items()), None, None)
    return LettersIssued(request.program_id, request.year, len(issued))


@command(Permission.KEEP_DONORS)
def replace_letter(work: Work, request: ReplaceLetter) -> LetterIssued:
    """Issue another letter in the place of one, saying what stands now; both are kept."""
    lock_imports(work.connection)
    old = row_of(work.connection, Acknowledgement, request.acknowledgement_id, _("That letter"))
    if work.connection.execute(select(_letter.c.id).where(_letter.c.replaces_id == old.id)).first():
        raise Refusal(_("Another letter stands in the place of this one already. Open that one."))
    program_id = work.connection.execute(
        select(read_as(Program)).where(Program.id == old.program_id)
    ).scalar()
    issuer = _issuer_of(work, program_id or old.program_id)
    donor_id = work.connection.execute(select(read_as(Donor)).where(Donor.id == old.donor_id)).scalar()
    ids = [one for one, letter in spoken_of(work.connection).items() if letter == old.id]
    gifts = [
        gift
        for gift in gifts_without_letter(work.connection, donation_ids=ids, but=old.id)
        if gift.donor_id == donor_id and program_id in gift.program_ids and gift.received_on.year == old.year
    ]
    if not gifts:
        raise Refusal(
            _(
                "Nothing of what this letter says stands any more, so there is nothing to say instead. It is "
                "left out of the year's file; tell {donor} that it is not valid."
            ).format(donor=old.content["donor"])
        )
    said: Any = old.content
    value = said.get("in_return_value")
    fresh = _content(work, issuer, _donor_row(work, gifts[0].donor_id), gifts, said.get("in_return"), value)
    if all(said.get(name) == fresh[name] for name in fresh if name != "currency"):
        raise Refusal(_("Nothing was changed since this letter was issued. Issue it again under its number."))
    told = [(gifts[0].donor_id, gifts)]
    return _issue(work, issuer, told, said.get("in_return"), value, replaces_id=old.id)[0]


def _issuer_of(work: Work, program_id: int) -> Any:
    """What stands on the letters of a program; refused where it may issue none."""
    row = work.connection.execute(
        select(_issuer).where(_issuer.c.program_id == program_id, _issuer.c.active).with_for_update()
    ).one_or_none()
    if row is None:
        raise Refusal(
            _("That program may not issue letters (any more). An admin says which may, on Letters.")
        )
    program = program_row(work.connection, program_id)
    if tells_hidden(row, program):
        raise Refusal(
            _("The address on the letters of {program} is the one that it hides. An admin enters another.")
            .format(program=program.name)
        )  # fmt: skip
    return row


def _in_return(request: IssueLetter) -> tuple[str | None, int | None]:
    said = typed.as_kept(request, in_return=typed.line(300)).in_return
    value = request.in_return_value
    if (said is None) != (value is None):
        raise Refusal(
            _("Say what the donor got in return and its good-faith value, both; or neither, for nothing.")
        )
    if value is not None and not 0 < value <= MAX_AMOUNT * SCALE:
        raise Refusal(_("The value of what was given in return is an amount above zero. Check it."))
    return said, value


def _issue(
    work: Work,
    issuer: Any,
    told: Sequence[tuple[int, Sequence[Gift]]],
    in_return: str | None,
    value: int | None,
    *,
    replaces_id: int | None = None,
) -> list[LetterIssued]:
    """Write letters, numbered on; each of ``told`` is a donor and gifts of one year."""
    connection = work.connection
    year = told[0][1][0].received_on.year
    newest = select(func.max(_letter.c.number)).where(
        _letter.c.program_id.in_(ids_read_as(Program, issuer.program_id)), _letter.c.year == year
    )
    number = (connection.execute(newest).scalar() or 0) + 1
    ids = allocate_ids(connection, _letter, len(told))
    donors = {
        row.id: row for row in connection.execute(select(_donor).where(_donor.c.merged_into_id.is_(None)))
    }
    letters, of_letters, issued = [], [], []
    for place, (letter_id, (donor_id, gifts)) in enumerate(zip(ids, told, strict=True)):
        letters.append(
            {
                "id": letter_id, "program_id": issuer.program_id, "year": year, "number": number + place,
                "donor_id": donor_id, "issued_on": work.today, "issued_at": work.now,
                "replaces_id": replaces_id,
                "content": _content(work, issuer, donors[donor_id], gifts, in_return, value),
            }
        )  # fmt: skip
        of_letters += [{"acknowledgement_id": letter_id, "donation_id": gift.donation_id} for gift in gifts]
        issued.append(LetterIssued(letter_id, letter_number(year, number + place), donor_id))
    connection.execute(insert(_letter), letters)
    connection.execute(insert(_of_letter), of_letters)
    return issued


def _donor_row(work: Work, donor_id: int) -> Any:
    return work.connection.execute(select(_donor).where(_donor.c.id == donor_id)).one()


def _content(
    work: Work, issuer: Any, donor: Any, gifts: Sequence[Gift], in_return: str | None, value: int | None
) -> dict[str, Any]:
    """What a letter says, for good: of goods no value, and no site that is not public: it may be a home."""
    currency = None
    if value is not None:
        currency = work.connection.execute(select(Organization.currency)).scalar()
    return {
        "issuer": issuer.name,
        "tax_id": issuer.tax_id,
        "address": issuer.address,
        "signatory": issuer.signatory,
        "donor": donor.name,
        "donor_address": donor.address,
        "gifts": [
            {
                "on": gift.received_on.isoformat(),
                "site": gift.site if gift.site_is_public else "",
                "drive": gift.drive,
                "goods": [[goods.item, goods.unit.value, goods.accepted] for goods in gift.goods],
            }
            for gift in gifts
        ],
        "in_return": in_return,
        "in_return_value": value,
        "currency": currency,
    }
