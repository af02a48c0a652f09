"""Donors and teams that rows name: matched by reference, e-mail, then exact name; else to be made.

What stands in a donation's donor cell is a name first, and a reference where nobody has that name.

A team is looked for among teams, everyone else among the others. Two people of one name with two
e-mail addresses are two people; a name alone means the one without an address, else the first.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, bindparam, func, insert, select, update

from drives.commands.imports.lookups import rows_among
from drives.model import Donor
from drives.rules.kinds import DonorKind
from drives.rules.names import fold_name
from drives.store import allocate_ids
from drives.store.merges import followed

_donor: Table = Donor.__table__  # type: ignore[assignment]


@dataclass(slots=True, eq=False)
class DonorSeen:
    """A donor as it stands, or as it is about to be made (``is_new``); ``before`` were merged into it."""

    id: int
    name: str
    name_key: str
    kind: DonorKind
    email: str | None = None
    reference: str | None = None
    is_new: bool = False
    email_is_new: bool = False
    before: list["DonorSeen"] = field(default_factory=list)

    @property
    def is_team(self) -> bool:
        """Whether it is looked for among teams."""
        return self.kind is DonorKind.TEAM

    def was_merged(self, name: str, email: str | None, reference: str | None) -> bool:
        """Whether a row says of it what one that was merged into it was called, and knows it not as it is."""
        key, address = fold_name(name), None if email is None else email.casefold()
        if key != self.name_key and any(one.name_key == key for one in self.before):
            return True
        own = (self.email or "").casefold(), self.reference
        return any(
            (address is not None and address != own[0] and address == (one.email or "").casefold())
            or (reference is not None and reference != own[1] and reference == one.reference)
            for one in self.before
        )


class DonorBook:
    """The donors that the texts of a file could mean, and those that they make."""

    def __init__(
        self, connection: Connection, names: Collection[str], emails: Collection[str], most_new: int
    ) -> None:
        self._connection = connection
        self._by_name: dict[tuple[bool, str], list[DonorSeen]] = defaultdict(list)
        self._by_email: dict[tuple[bool, str], DonorSeen] = {}
        self._by_reference: dict[tuple[bool, str], DonorSeen] = {}
        self._guessed: dict[tuple[bool, str], DonorSeen] = {}
        self._load(names, {email.casefold() for email in emails})
        self._ids = iter(allocate_ids(connection, _donor, most_new))

    def _load(self, names: Collection[str], emails: Collection[str]) -> None:
        columns = (
            _donor.c.id, _donor.c.name, _donor.c.name_key, _donor.c.kind, _donor.c.email, _donor.c.reference,
            _donor.c.merged_into_id,
        )  # fmt: skip
        found: dict[int, Any] = {}
        for column, values in (
            (_donor.c.name_key, {fold_name(name) for name in names}),
            (_donor.c.reference, set(names)),
            (func.lower(_donor.c.email), emails),
        ):
            for row in rows_among(self._connection, select(*columns), column, values):
                found[row.id] = row
        while missing := {row.merged_into_id for row in found.values() if row.merged_into_id} - set(found):
            for row in rows_among(self._connection, select(*columns), _donor.c.id, missing):
                found[row.id] = row
        into = followed((row.id, row.merged_into_id) for row in found.values())
        seen = {
            row.id: DonorSeen(row.id, row.name, row.name_key, row.kind, row.email, row.reference)
            for row in found.values()
        }
        for row_id in sorted(found):
            row, target = found[row_id], seen[into[row_id]]
            if row.merged_into_id is not None:
                target.before.append(seen[row_id])
            team = row.kind is DonorKind.TEAM
            if target not in self._by_name[team, row.name_key]:
                self._by_name[team, row.name_key].append(target)
            if row.email:
                self._by_email.setdefault((team, row.email.casefold()), target)
            if row.reference:
                self._by_reference.setdefault((team, row.reference), target)

    def find(
        self, name: str | None, email: str | None = None, *, team: bool, reference: str | None = None
    ) -> DonorSeen | None:
        """The donor that is meant, or None where there is none yet."""
        if reference is not None and (known := self._by_reference.get((team, reference))):
            return known
        if email is not None and (known := self._by_email.get((team, email.casefold()))):
            return known if _could_be(known, email, reference) else None
        alike = self._by_name.get((team, fold_name(name or "")), [])
        fitting = [one for one in alike if _could_be(one, email, reference)]
        return next((one for one in fitting if one.email is None), fitting[0] if fitting else None)

    def named(self, name: str | None, email: str | None = None, *, team: bool = False) -> DonorSeen:
        """The donor that a row of another kind of file means, made where there is none."""
        known = self._meant(name, email, team=team)
        if known is None:
            kind = DonorKind.TEAM if team else DonorKind.PERSON
            known = self.add(name or email or "", kind, email)
        elif email is not None and known.email is None:
            known.email, known.email_is_new = email, True
            self._by_email[team, email.casefold()] = known
        return known

    def guessed(self, name: str | None, email: str | None = None, *, team: bool = False) -> DonorSeen:
        """The same for a row that is refused anyway: nobody is made, nothing is learnt."""
        key = (team, fold_name(name or email or ""))
        return self._meant(name, email, team=team) or self._guessed.setdefault(
            key, DonorSeen(0, name or email or "", key[1], DonorKind.TEAM if team else DonorKind.PERSON)
        )

    def _meant(self, name: str | None, email: str | None, *, team: bool) -> DonorSeen | None:
        """By address or name; by reference where nobody has such a name."""
        known = self.find(name, email, team=team)
        if known is None and name is not None and not self._by_name.get((team, fold_name(name))):
            known = self._by_reference.get((team, name))
        return known

    def add(
        self, name: str, kind: DonorKind, email: str | None = None, reference: str | None = None
    ) -> DonorSeen:
        """A new donor, not written yet."""
        made = DonorSeen(next(self._ids), name, fold_name(name), kind, email, reference, is_new=True)
        self._by_name[made.is_team, made.name_key].append(made)
        if email is not None:
            self._by_email[made.is_team, email.casefold()] = made
        if reference is not None:
            self._by_reference[made.is_team, reference] = made
        return made

    def learn(self, known: DonorSeen, email: str | None, reference: str | None) -> None:
        """Know a donor by an address and a reference that a row has just given."""
        if email is not None:
            known.email = email
            self._by_email[known.is_team, email.casefold()] = known
        if reference is not None:
            known.reference = reference
            self._by_reference[known.is_team, reference] = known

    def write(self, used: Collection[DonorSeen]) -> int:
        """Write the new ones among those used, and addresses that were learnt; how many were made."""
        new = [one for one in used if one.is_new]
        if new:
            self._connection.execute(
                insert(_donor),
                [
                    {"id": one.id, "name": one.name, "name_key": one.name_key, "kind": one.kind,
                     "email": one.email, "credit": False}
                    for one in sorted(new, key=lambda one: one.id)
                ],
            )  # fmt: skip
        learnt = [
            {"row": one.id, "address": one.email} for one in used if one.email_is_new and not one.is_new
        ]
        if learnt:
            self._connection.execute(
                update(_donor).where(_donor.c.id == bindparam("row")).values(email=bindparam("address")),
                learnt,
            )
        return len(new)


def _could_be(known: DonorSeen, email: str | None, reference: str | None) -> bool:
    """Whether nothing that is known of a donor, or of one that was merged into it, speaks against it."""
    return any(
        (email is None or one.email is None or one.email.casefold() == email.casefold())
        and (reference is None or one.reference is None or one.reference == reference)
        for one in (known, *known.before)
    )
