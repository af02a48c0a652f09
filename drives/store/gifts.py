"""Gifts that a letter can be written for: whose they are, what was accepted, and who is entitled to write.

A donation's letter is in the name of a program that its drive collects for, never in a host's; goods that are
kept for one program are that one's alone. Bought goods and what was rejected are in no letter.
"""

from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, Table, func, select, true
from sqlalchemy.orm import aliased

from drives.model import (
    AcknowledgedDonation,
    Acknowledgement,
    Donation,
    DonationLine,
    Donor,
    Drive,
    DriveProgram,
    Item,
    Lot,
    Program,
    Site,
)
from drives.rules.erased import is_erased
from drives.rules.kinds import DonationState, Source
from drives.rules.letters import Gift, Goods
from drives.store.merges import followed, read_as

_donation: Table = Donation.__table__  # type: ignore[assignment]


def gifts_without_letter(
    connection: Connection,
    *,
    year: int | None = None,
    donation_ids: Collection[int] | None = None,
    but: int | None = None,
) -> list[Gift]:
    """The gifts of a year, or these, in the order in which they came; of nobody who was erased or not named.

    A gift of which the letter ``but`` speaks is among them: that one is to be replaced.
    """
    wanted = select(_donation).where(_donation.c.state == DonationState.POSTED)
    if year is not None:
        wanted = wanted.where(_donation.c.received_on.between(date(year, 1, 1), date(year, 12, 31)))
    if donation_ids is not None:
        wanted = wanted.where(_donation.c.id.in_(donation_ids))
    wanted = wanted.where(func.coalesce(_donation.c.donor_id, _donation.c.team_id).is_not(None))
    rows = connection.execute(wanted.order_by(_donation.c.received_on, _donation.c.id)).all()
    told = spoken_of(connection)
    donors, erased = _donors(connection)
    drives = {row.id: row.name for row in connection.execute(select(Drive.id, Drive.name))}
    sites, public = _called(connection, Site), _public_sites(connection)
    goods = _goods(connection, wanted.with_only_columns(_donation.c.id))
    for_programs = _entitled(connection, wanted)
    found = []
    for row in rows:
        donor_id = donors[row.donor_id or row.team_id]
        if told.get(row.id, but) != but or donor_id in erased or not goods.get(row.id):
            continue
        found.append(
            Gift(
                row.id, row.reference, donor_id, row.received_on, sites[row.site_id],
                row.site_id in public, drives.get(row.drive_id), for_programs[row.id], tuple(goods[row.id]),
            )
        )  # fmt: skip
    return found


def standing_letters() -> Any:
    """Ids of letters that no other one replaced."""
    replaced = select(Acknowledgement.replaces_id).where(Acknowledgement.replaces_id.is_not(None))
    return select(Acknowledgement.id).where(Acknowledgement.id.not_in(replaced))


def spoken_of(connection: Connection) -> dict[int, int]:
    """By donation, the standing letter that speaks of it, or of what it was before it was corrected.

    A gift that was corrected to another donor, another year, or to goods that are not for the letter's
    program is not that letter's any more: it is due where it belongs.
    """
    spoken: dict[int, int] = {
        row.donation_id: row.acknowledgement_id
        for row in connection.execute(
            select(AcknowledgedDonation.__table__).where(
                AcknowledgedDonation.acknowledgement_id.in_(standing_letters())
            )
        )
    }
    earlier: dict[int, list[int]] = {}
    if spoken:
        corrected = (
            select(_donation.c.id, _donation.c.replaces_id)
            .where(_donation.c.replaces_id.is_not(None))
            .order_by(_donation.c.id)
        )
        for row in connection.execute(corrected):  # Whoever is replaced was there before.
            before = [*earlier.get(row.replaces_id, ())]
            if row.replaces_id in spoken:
                before.append(spoken[row.replaces_id])
            if before:
                earlier[row.id] = before
    if earlier:
        fits = _fitting(connection, earlier.keys())
        for donation_id, letters in earlier.items():
            still = [one for one in reversed(letters) if fits(donation_id, one)]
            if still:
                spoken.setdefault(donation_id, still[0])
    return spoken


def _fitting(connection: Connection, donation_ids: Collection[int]) -> Callable[[int, int], bool]:
    """Whether one of these donations is still by the donor, of the year and for the issuer of a letter."""
    donors, _erased = _donors(connection)
    programs = _programs(connection)
    wanted = select(_donation).where(_donation.c.id.in_(donation_ids))
    for_programs = _entitled(connection, wanted)
    gifts = {row.id: row for row in connection.execute(wanted)}
    letters = {
        row.id: (donors[row.donor_id], row.year, programs[row.program_id])
        for row in connection.execute(
            select(
                Acknowledgement.id, Acknowledgement.donor_id, Acknowledgement.year, Acknowledgement.program_id
            )
        )
    }

    def fits(donation_id: int, letter_id: int) -> bool:
        gift = gifts[donation_id]
        donor_id, year, program_id = letters[letter_id]
        return (
            donors.get(gift.donor_id or gift.team_id) == donor_id
            and gift.received_on.year == year
            and program_id in for_programs[donation_id]
        )

    return fits


def _donors(connection: Connection) -> tuple[dict[int, int], set[int]]:
    rows = connection.execute(select(Donor.id, Donor.name, Donor.merged_into_id)).all()
    erased = {row.id for row in rows if is_erased(row.id, row.name)}
    return followed((row.id, row.merged_into_id) for row in rows), erased


def _called(connection: Connection, noun: type[Site] | type[Item]) -> dict[int, str]:
    rows = connection.execute(select(noun.id, noun.name, noun.merged_into_id)).all()
    names = {row.id: row.name for row in rows}
    return {row.id: names[row.merged_into_id or row.id] for row in rows}


def _public_sites(connection: Connection) -> frozenset[int]:
    """The sites that everybody may know of, as they are read."""
    kept = aliased(Site)
    rows = select(Site.id).join(kept, kept.id == read_as(Site)).where(kept.public.is_(true()))
    return frozenset(connection.execute(rows).scalars())


def _programs(connection: Connection) -> dict[int, int]:
    return followed(
        (row.id, row.merged_into_id) for row in connection.execute(select(Program.id, Program.merged_into_id))
    )


def _entitled(connection: Connection, wanted: Any) -> dict[int, frozenset[int]]:
    """By donation, the programs it is for: the one that its goods are kept for, or those of its drive."""
    into = _programs(connection)
    of_drive: dict[int | None, set[int]] = defaultdict(set)
    for row in connection.execute(select(DriveProgram.__table__)):
        of_drive[row.drive_id].add(into[row.program_id])
    kept_for: dict[int, set[int]] = defaultdict(set)
    restricted = _given(wanted.with_only_columns(_donation.c.id)).where(Lot.restricted_to_id.is_not(None))
    for row in connection.execute(restricted):
        kept_for[row.donation_id].add(into[row.restricted_to_id])
    found = {}
    for row in connection.execute(wanted.with_only_columns(_donation.c.id, _donation.c.drive_id)):
        kept = kept_for.get(row.id)
        one = of_drive.get(row.drive_id, set()) if kept is None else kept if len(kept) == 1 else set()
        found[row.id] = frozenset(one)
    return found


def _goods(connection: Connection, ids: Any) -> dict[int, list[Goods]]:
    """By donation, what was accepted of what was given."""
    names = _called(connection, Item)
    units = {row.id: row.unit for row in connection.execute(select(Item.id, Item.unit))}
    goods: dict[int, list[Goods]] = defaultdict(list)
    for row in connection.execute(_given(ids).order_by(DonationLine.donation_id, DonationLine.position)):
        goods[row.donation_id].append(Goods(names[row.item_id], units[row.item_id], row.accepted))
    return goods


def _given(ids: Any) -> Select[int, int, int | None, int]:
    """The lines of donations of which anything was given and accepted."""
    return (
        select(
            DonationLine.donation_id, Lot.item_id, Lot.restricted_to_id,
            (DonationLine.received - DonationLine.rejected).label("accepted"),
        )
        .join(Lot, Lot.id == DonationLine.lot_id)
        .where(
            DonationLine.donation_id.in_(ids),
            DonationLine.source == Source.DONATED,
            DonationLine.received > DonationLine.rejected,
        )
    )  # fmt: skip
