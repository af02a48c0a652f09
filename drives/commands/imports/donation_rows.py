"""The rows of a donations file as values: names found, packs turned into units, defaults filled in."""

from collections.abc import Sequence
from dataclasses import Field, dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import Table, select

from drives.commands.donation_lines import LineDraft, check_line
from drives.commands.door import Work
from drives.commands.found import ItemFound
from drives.commands.imports.amounts import Amount, Wrong, amount_of, amount_of_unknown, tell_wrong
from drives.commands.imports.batch import Batch, ImportRequest, Problems
from drives.commands.imports.days import refuse_days_to_come
from drives.commands.imports.donor_book import DonorBook, DonorSeen
from drives.commands.imports.names import Names, refuse_unkept_names, resolve
from drives.errors import Refusal, Unknown
from drives.model import Drive, DriveSite
from drives.rules.dates import DateKind
from drives.rules.kinds import Source
from drives.texts import _

_drive_site: Table = DriveSite.__table__  # type: ignore[assignment]


@dataclass(slots=True)
class DonationRows:
    """A column for each thing said of a line; those of a bad row hold anything."""

    item: Sequence[Any]
    drive_id: Sequence[int | None]
    site_id: Sequence[Any]
    received_on: Sequence[Any]
    donor: Sequence[DonorSeen | None]
    team: Sequence[DonorSeen | None]
    reference: Sequence[str | None]
    received: Sequence[int]
    rejected: Sequence[int]
    reject_reason: Sequence[str | None]
    pack: Sequence[str | None]
    pack_quantity: Sequence[int | None]
    source: Sequence[Source]
    date_mark: Sequence[date | None]
    date_kind: Sequence[DateKind | None]
    lot_code: Sequence[str | None]
    restricted_to_id: Sequence[int | None]
    note: Sequence[str | None]

    def picked(self, order: list[int]) -> "DonationRows":
        """The rows at these indexes, in this order."""
        if order == list(range(len(self.item))):
            return self
        columns = ([values[index] for index in order] for values in map(self._column, fields(self)))
        return DonationRows(*columns)

    def _column(self, one: Field[Any]) -> Sequence[Any]:
        return getattr(self, one.name)  # type: ignore[no-any-return]


def donation_rows(
    work: Work, request: ImportRequest, names: Names, problems: Problems
) -> tuple[DonationRows, DonorBook]:
    """Every row's values, and the donors they name; what is wrong goes into ``problems``."""
    batch = request.batch
    item_ids = resolve(problems, "item", batch.get("item"), names.items)
    items = [None if one is None else names.item[one] for one in item_ids]
    drive_ids = resolve(problems, "drive", or_given(batch.get("drive"), request.drive), names.drives)
    site_ids = resolve(problems, "site", or_given(batch.get("site"), request.site), names.sites)
    _fill_only_site(work, problems, drive_ids, site_ids)
    programs = resolve(problems, "restricted_to", batch.get("restricted_to"), names.programs)
    days = batch.get("received_on")
    refuse_days_to_come(work, problems, "received_on", days)
    amounts = _amounts(names, batch, item_ids, problems)
    donors, teams, book = _givers(work, batch, problems)
    rows = DonationRows(
        item=items,
        drive_id=drive_ids,
        site_id=site_ids,
        received_on=days,
        donor=donors,
        team=teams,
        reference=batch.get("reference"),
        received=[amount[0] for amount in amounts],
        rejected=[rejected or 0 for rejected in batch.get("rejected")],
        reject_reason=batch.get("reject_reason"),
        pack=[amount[1] for amount in amounts],
        pack_quantity=[amount[2] for amount in amounts],
        source=[source or Source.DONATED for source in batch.get("source")],
        date_mark=batch.get("date_mark"),
        date_kind=batch.get("date_kind"),
        lot_code=batch.get("lot_code"),
        restricted_to_id=programs,
        note=batch.get("note"),
    )
    if batch.brings("date_mark") or batch.brings("date_kind"):
        _check_marks(rows, problems)
    return rows, book


def or_given(texts: Sequence[str | None], given: str | None) -> Sequence[str | None]:
    """A column's texts, its empty cells filled with what was given for the whole file."""
    return texts if given is None else [given if name is None else name for name in texts]


def check_given(names: Names, request: ImportRequest) -> None:
    """Unknown where the drive or site that was given for the whole file names nothing."""
    if request.drive is not None and names.drives.find(request.drive) is None:
        raise Unknown(names.drives.refusal_of(request.drive))
    if request.site is not None and names.sites.find(request.site) is None:
        raise Unknown(names.sites.refusal_of(request.site))


def _fill_only_site(
    work: Work, problems: Problems, drive_ids: Sequence[int | None], site_ids: list[int | None]
) -> None:
    """A donation that names no site goes to its drive's only site."""
    if None not in site_ids:
        return
    sites: dict[int, list[int]] = {}
    for row in work.connection.execute(select(_drive_site.c.drive_id, _drive_site.c.site_id)):
        sites.setdefault(row.drive_id, []).append(row.site_id)
    names: dict[int, str] = {
        row.id: row.name for row in work.connection.execute(select(Drive.id, Drive.name))
    }
    for index, site_id in enumerate(site_ids):
        if site_id is not None or problems.at(index, "site", "drive"):
            continue
        drive_id = drive_ids[index]
        collected_at = [] if drive_id is None else sites.get(drive_id, [])
        if len(collected_at) == 1:
            site_ids[index] = collected_at[0]
        elif drive_id is None:
            expected = _("No site is named, and no drive that would have one. Name the site.")
            problems.add(index, "site", "", expected)
        elif not collected_at:
            expected = _("No site is named, and {drive} has none yet. Name the site.")
            problems.add(index, "site", "", expected.format(drive=names[drive_id]))
        else:
            expected = _("No site is named, and {drive} has {count}. Name the one that took it in.")
            problems.add(index, "site", "", expected.format(drive=names[drive_id], count=len(collected_at)))


class _Amounts(dict[tuple[Any, ...], Amount | tuple[Wrong, ...]]):
    """(item id, quantity, unit, pack, rejected) → what it comes to; each combination is worked out once."""

    def __init__(self, names: Names) -> None:
        super().__init__()
        self._items = names.item
        self._packs = {pack for item in names.item.values() for pack in item.packs}

    def __missing__(self, said: tuple[Any, ...]) -> Amount | tuple[Wrong, ...]:
        item_id, quantity, unit, pack, rejected = said
        found = self[said] = (
            amount_of_unknown(self._packs, quantity, pack, rejected)
            if item_id is None
            else amount_of(self._items[item_id], quantity, unit, pack, rejected)
        )
        return found


def _amounts(names: Names, batch: Batch, item_ids: Sequence[int | None], problems: Problems) -> list[Amount]:
    """What each row comes to in its item's unit."""
    columns = (batch.get("quantity"), batch.get("unit"), batch.get("pack"), batch.get("rejected"))
    worked_out = _Amounts(names)
    found = list(map(worked_out.__getitem__, zip(item_ids, *columns, strict=True)))
    if all(isinstance(amount, Amount) for amount in worked_out.values()):
        return found  # type: ignore[return-value]
    amounts: list[Amount] = []
    for index, amount in enumerate(found):
        if isinstance(amount, Amount):
            amounts.append(amount)
        else:
            tell_wrong(problems, index, amount)
            amounts.append(Amount(0, None, None))
    return amounts


def _check_marks(rows: DonationRows, problems: Problems) -> None:
    for index, (mark, kind) in enumerate(zip(rows.date_mark, rows.date_kind, strict=True)):
        item = rows.item[index]
        if (mark is None and kind is None) or problems.at(index, "date_mark", "date_kind"):
            continue
        if mark is None:
            expected = _(
                "This says what a date means, but date_mark holds none. Enter it, or leave this empty."
            )
            problems.add(index, "date_kind", kind, expected)
            continue
        if item is None or problems.at(index, "received_on", "quantity", "rejected", "pack"):
            if kind is None:
                expected = _("Say in date_kind what this date means: best_by, sell_by, use_by or expires.")
                problems.add(index, "date_mark", mark, expected)
            continue
        line = LineDraft(
            item.id, rows.received[index], rows.rejected[index],
            date_mark=mark, date_kind=kind,
        )  # fmt: skip
        known = ItemFound(item.id, item.name, item.unit, item.date_rule, item.unit_value, None)
        try:
            check_line(known, line, rows.received_on[index])
        except Refusal as refusal:
            problems.add(index, "date_mark", mark, str(refusal))


def _givers(
    work: Work, batch: Batch, problems: Problems
) -> tuple[list[DonorSeen | None], list[DonorSeen | None], DonorBook]:
    """Each row's donor and team. Those of a bad row are only found, never made or changed."""
    donors, emails, teams = batch.get("donor"), batch.get("donor_email"), batch.get("team")
    refuse_unkept_names(problems, "donor", donors)
    refuse_unkept_names(problems, "team", teams)
    bad = problems.bad
    # Where no row tells an e-mail, a name alone says who it is.
    told: Sequence[Any] = donors
    if batch.brings("donor_email"):
        told = [words if any(words) else None for words in zip(donors, emails, strict=True)]
    anyone, any_team = dict.fromkeys(told), dict.fromkeys(teams)
    sound = anyone if not bad else dict.fromkeys(problems.sound(told))
    sound_teams = any_team if not bad else dict.fromkeys(problems.sound(teams))
    book = DonorBook(
        work.connection,
        {name for words in anyone if (name := _name_and_email(words)[0])}
        | {team for team in any_team if team},
        {email for words in anyone if (email := _name_and_email(words)[1])},
        len(sound) + len(sound_teams),
    )
    by_words = {words: book.named(*_name_and_email(words)) if words else None for words in sound}
    by_team = {team: book.named(team, team=True) if team else None for team in sound_teams}
    for words in anyone:
        if words not in by_words:
            by_words[words] = book.guessed(*_name_and_email(words)) if words else None
    for team in any_team:
        if team not in by_team:
            by_team[team] = book.guessed(team, team=True) if team else None
    return [by_words[words] for words in told], [by_team[team] for team in teams], book


def _name_and_email(words: Any) -> tuple[str | None, str | None]:
    return words if isinstance(words, tuple) else (words, None)
