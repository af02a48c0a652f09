"""To what something was done: what a command answered, in the words that things have today.

Ids never stand in them, nor what a viewer may not know of; a hidden address is never selected.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, null, select, true
from sqlalchemy.orm import aliased

from drives.model import (
    Account,
    Assembly,
    AssemblyBatch,
    CycleCount,
    Delivery,
    Discard,
    Donation,
    DonationVoid,
    Donor,
    Drive,
    Hold,
    ImportRun,
    Item,
    Location,
    Lot,
    Need,
    Program,
    Reservation,
    Site,
    Sorting,
    StandingNeed,
    Transfer,
)
from drives.queries.activity_words import table_words
from drives.queries.door import Look
from drives.queries.people import GrantShown
from drives.queries.role_words import grant_words
from drives.queries.theirs import known_donors, known_drives, known_sites, named_programs
from drives.rules.roles import Permission, Role
from drives.store.merges import Noun, read_as
from drives.texts import _, ngettext

_MOST_NEEDS = 2
_MOST_PAPERS = 3

PAPERS = {
    "hold": Hold, "unhold": Hold, "discard": Discard, "transfer": Transfer, "count": CycleCount,
    "count_shelf": CycleCount, "adjust_stock": CycleCount, "hold_lots": Hold, "unhold_lots": Hold,
    "discard_lots": Discard, "sort_goods": Sorting, "undo_sorting": Sorting,
    "assemble_kits": Assembly, "take_apart_kits": Assembly, "undo_assembly": Assembly,
}  # fmt: skip
"""The table of the papers that a command of stock writes."""


class Entry(NamedTuple):
    """A line of the trail: which command was done, and what it answered."""

    command: str
    summary: Any


class Things:
    """The things of some entries, looked up together."""

    def __init__(self, look: Look, entries: Sequence[Entry]) -> None:
        self._look = look
        self._wanted: dict[str, set[int]] = defaultdict(set)
        for entry in entries:
            for name, value in _ids(entry.summary):
                self._wanted[name].add(value)
        self._papers = self._papers_of(entries)
        self._donations = self._rows(
            select(
                Donation.id, Donation.reference, Donation.drive_id, Donation.site_id, DonationVoid.reason
            ).outerjoin(DonationVoid, DonationVoid.donation_id == Donation.id),
            "donation_id",
        )  # fmt: skip
        self._deliveries = self._rows(select(Delivery.id, Delivery.program_id), "delivery_id")
        reserved = self._rows(select(Reservation.id, Reservation.need_id), "reservation_id")
        self._need_of = {row.id: row.need_id for row in reserved.values()}
        self._wanted["need_id"] |= {row.need_id for row in reserved.values()}
        self._needs = self._rows(select(Need.id, Need.item_id, Need.program_id), "need_id")
        self._standing = self._rows(
            select(StandingNeed.id, StandingNeed.item_id, StandingNeed.program_id), "standing_need_id"
        )
        self._runs = self._rows(select(ImportRun.id, ImportRun.file_name), "run_id")
        for row in (
            *self._papers.values(),
            *self._donations.values(),
            *self._deliveries.values(),
            *self._needs.values(),
            *self._standing.values(),
        ):
            for name, value in row._mapping.items():
                if value is not None and name in ("drive_id", "site_id", "other_id", "program_id", "item_id"):
                    self._wanted["site_id" if name == "other_id" else name].add(value)
        viewer = look.viewer
        mine = true() if viewer.may_everywhere(Permission.KEEP_ACCOUNTS) else Account.id == viewer.account_id
        self.drive = self._plainly(Drive, "drive_id", known_drives(viewer))
        self.account = self._plainly(Account, "account_id", mine)
        self.site = self._merged(Site, "site_id", known_sites(viewer))
        self.program = self._merged(Program, "program_id", named_programs(viewer), _("a partner program"))
        self.item = self._merged(Item, "item_id", true())
        self.donor = self._merged(Donor, "donor_id", known_donors(viewer))

    def words(self, entry: Entry) -> str:
        """To what it was done: "Winter warmth, First Church"; "" where there is nothing to name."""
        said: Mapping[str, Any] = entry.summary if isinstance(entry.summary, Mapping) else {}
        if "document_id" in said or "document_ids" in said:
            return self._papers_words(_paper(entry.command), _documents(said))
        if "kept_id" in said:
            return self._merged_words(said)
        if "donation_id" in said:
            return self._donation_words(self._donations.get(said["donation_id"]), entry.command)
        if "need_id" in said or "need_ids" in said or "reservation_id" in said:
            return self._need_words(said)
        if "delivery_id" in said:
            row = self._deliveries.get(said["delivery_id"])
            return "" if row is None else _("to {program}").format(program=self.program[row.program_id])
        if "rows" in said:
            return _rows_words(said)
        if "run_id" in said:
            row = self._runs.get(said["run_id"])
            return "" if row is None else row.file_name
        if "role" in said:
            return self._role_words(said)
        if "link_id" in said:
            return self._place_words(said["drive_id"], said["site_id"], at_table=True)
        if entry.command in ("choose_password", "choose_language"):
            return ""
        return self._named(said)

    def _named(self, said: Mapping[str, Any]) -> str:
        kinds: Mapping[str, Mapping[Any, str]] = {
            "drive_id": self.drive, "program_id": self.program, "site_id": self.site, "item_id": self.item,
            "donor_id": self.donor, "account_id": self.account,
        }  # fmt: skip
        found = [names.get(said[name], "") for name, names in kinds.items() if name in said]
        return " · ".join(filter(None, found)) or str(said.get("name", ""))

    def _donation_words(self, row: Any, command: str) -> str:
        if row is None:
            return ""
        said = [self._place_words(row.drive_id, row.site_id)]
        theirs = self._look.viewer.drives_where(Permission.LOG_DONATIONS)
        if theirs is None or row.drive_id in theirs:
            said.append(row.reference)
            if command == "void_donation" and row.reason:
                said.append(_("“{reason}”").format(reason=row.reason))
        return " · ".join(filter(None, said))

    def _place_words(self, drive_id: int | None, site_id: int, *, at_table: bool = False) -> str:
        drive, site = self.drive.get(drive_id, ""), self.site.get(site_id, "")
        if not (drive and site):
            return drive or site
        if at_table:
            return table_words(site, drive)
        return _("{drive}, {site}").format(drive=drive, site=site)

    def _need_words(self, said: Mapping[str, Any]) -> str:
        ids = said.get("need_ids") or [
            said.get("need_id") or self._need_of.get(said.get("reservation_id", 0))
        ]
        rows = [self._needs[need_id] for need_id in ids[:_MOST_NEEDS] if need_id in self._needs]
        rows = rows or [
            row for row in [self._standing.get(said.get("standing_need_id", 0))] if row is not None
        ]
        told = [
            _("{item} for {program}").format(
                item=self.item[row.item_id], program=self.program[row.program_id]
            )
            for row in rows
        ]
        more = len(ids) - len(rows)
        if told and more > 0:
            told.append(ngettext("and {count} more", "and {count} more", more).format(count=more))
        return " · ".join(told)

    def _role_words(self, said: Mapping[str, Any]) -> str:
        where = self.drive.get(said["drive_id"]) or self.program.get(said["program_id"])
        grant = GrantShown(Role(said["role"]), said["drive_id"], said["program_id"], where)
        name = self.account.get(said["account_id"], "")
        return _("{name}: {role}").format(name=name, role=grant_words(grant)) if name else grant_words(grant)

    def _merged_words(self, said: Mapping[str, Any]) -> str:
        if not self._look.viewer.may_everywhere(Permission.SET_UP):
            return ""
        return _("{gone} is part of {kept} now").format(gone=said["gone"], kept=said["kept"])

    def _papers_words(self, paper: Any, ids: Sequence[int]) -> str:
        told = list(
            filter(None, (self._paper_words(self._papers.get((paper, one))) for one in ids[:_MOST_PAPERS]))
        )
        more = len(ids) - _MOST_PAPERS
        if told and more > 0:
            told.append(ngettext("and {count} more", "and {count} more", more).format(count=more))
        return " · ".join(dict.fromkeys(told))

    def _paper_words(self, row: Any) -> str:
        if row is None:
            return ""
        item, site = self.item.get(row.item_id, ""), self.site.get(row.site_id, "")
        if row.other_id is not None:
            said = _("{item}, from {site} to {other}")
            return said.format(item=item, site=site, other=self.site.get(row.other_id, ""))
        if item and site:
            return _("{item} at {site}").format(item=item, site=site)
        return item or site

    def _papers_of(self, entries: Sequence[Entry]) -> dict[tuple[Any, int], Any]:
        """The papers of stock: of which item, at which site, and to which other one."""
        ids: dict[Any, set[int]] = defaultdict(set)
        for entry in entries:
            paper = _paper(entry.command)
            if paper is not None and isinstance(entry.summary, Mapping):
                ids[paper].update(_documents(entry.summary)[:_MOST_PAPERS])
        here, there = aliased(Location), aliased(Location)
        nothing = null()
        of_papers = {
            Hold: select(Hold.id, Lot.item_id, nothing.label("site_id"), nothing.label("other_id")).join(
                Lot, Lot.id == Hold.lot_id
            ),
            Discard: select(Discard.id, Lot.item_id, here.site_id, nothing.label("other_id"))
            .join(Lot, Lot.id == Discard.lot_id)
            .join(here, here.id == Discard.location_id),
            Sorting: select(Sorting.id, Lot.item_id, here.site_id, nothing.label("other_id"))
            .join(Lot, Lot.id == Sorting.lot_id)
            .join(here, here.id == Sorting.location_id),
            Assembly: select(Assembly.id, Lot.item_id, here.site_id, nothing.label("other_id"))
            .join(AssemblyBatch, AssemblyBatch.assembly_id == Assembly.id)
            .join(Lot, Lot.id == AssemblyBatch.lot_id)
            .join(here, here.id == Assembly.location_id),
            Transfer: select(Transfer.id, Lot.item_id, here.site_id, there.site_id.label("other_id"))
            .join(Lot, Lot.id == Transfer.lot_id)
            .join(here, here.id == Transfer.from_location_id)
            .join(there, there.id == Transfer.to_location_id),
            CycleCount: select(
                CycleCount.id, nothing.label("item_id"), here.site_id, nothing.label("other_id")
            ).join(here, here.id == CycleCount.location_id),
        }
        return {
            (paper, row.id): row
            for paper, some in ids.items()
            for row in self._look.connection.execute(of_papers[paper].where(paper.id.in_(some)))
        }

    def _rows(self, rows: Any, wanted: str) -> dict[int, Any]:
        ids = self._wanted[wanted]
        if not ids:
            return {}
        key = next(iter(rows.selected_columns))
        return {row.id: row for row in self._look.connection.execute(rows.where(key.in_(ids)))}

    def _plainly(
        self, table: type[Drive] | type[Account], wanted: str, known: ColumnElement[bool]
    ) -> dict[int | None, str]:
        rows = self._rows(select(table.id, table.name).where(known), wanted)
        return {row.id: row.name for row in rows.values()}

    def _merged(
        self, table: Noun, wanted: str, known: ColumnElement[bool], otherwise: str = ""
    ) -> dict[int, str]:
        """Names of what was wanted, by what it was merged into; ``otherwise`` for what may not be known."""
        into = self._rows(select(table.id, read_as(table).label("kept_id")), wanted)
        kept = {row.kept_id for row in into.values()}
        rows = select(table.id, table.name).where(table.id.in_(kept), known) if kept else None
        names = {} if rows is None else {row.id: row.name for row in self._look.connection.execute(rows)}
        return {row.id: names.get(row.kept_id, otherwise) for row in into.values()}


def _documents(said: Mapping[str, Any]) -> Sequence[int]:
    """The papers that a command wrote: of many the first ones are told."""
    return said.get("document_ids") or [said.get("document_id", 0)]


def _paper(command: str) -> Any:
    """The table of the papers that a command writes; None where it writes none."""
    return PAPERS.get(command)


def _ids(summary: Any) -> Iterable[tuple[str, int]]:
    """The ids that a command answered, by the name of one; of many needs the first ones."""
    if not isinstance(summary, Mapping):
        return
    for name, value in summary.items():
        if name == "need_ids":
            yield from (("need_id", one) for one in value[:_MOST_NEEDS])
        elif name.endswith("_id") and isinstance(value, int):
            yield name, value


def _rows_words(said: Mapping[str, Any]) -> str:
    rows = ngettext("{count} row", "{count} rows", said["rows"]).format(count=said["rows"])
    if not said.get("added"):
        return rows
    return _("{rows}, {count} of them new").format(rows=rows, count=said["added"])
