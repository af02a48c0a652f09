"""A community in which everybody has something that is not for the others, each with a word of its own.

Drive A is the organizer's and the table's, and collects for P (staffed) and V; drives B and N are other
people's, and collect for Q and U. N is not public; V and U are unlisted; all four addresses are hidden.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, insert

from drives.accounts import token_hash
from drives.commands import (
    allocation,
    barcodes,
    deliveries,
    donations,
    donor_changes,
    drives,
    factors,
    issuers,
    items,
    kits,
    letters,
    needs,
    people,
    places,
    pledges,
    recipes,
    sorting,
    staged_counts,
    staged_entries,
    staged_results,
    standing_needs,
    stock,
    table_links,
)
from drives.commands.organization import SetUpOrganization, set_up_organization
from drives.model import Base, Donor, ImportRun, ImportSpan, Lot, SavedMapping, StagedEntry, StagedLine
from drives.rules.dates import DateRule
from drives.rules.kinds import (
    DonorKind,
    Every,
    FactorKind,
    ImportedNoun,
    ImportKind,
    ProgramKind,
    ShortfallReason,
    SiteKind,
)
from drives.rules.roles import COMMAND_LINE, EVERYBODY, Grant, Role, Viewer
from drives.rules.units import Unit
from drives.store import retrying
from tests.houses import Home, q

NOBODY = 999_999
"""An id that nothing has."""

ROLES = ("public", "table", "volunteer", "staff", "organizer", "organizers", "admin")
"""Who looks: everybody; a helper at A's table; a volunteer; P's staff; A's organizer; all drives'; admin."""

MARKS = {
    "a": "autumnal", "b": "bakersfield", "n": "nightingale",
    "p": "pantrywise", "q": "quiltmakers", "v": "vaultkeepers", "u": "umbrellas",
    "P": "pine street", "Q": "quarry road", "V": "vine lane", "U": "umber way",
    "g": "gymnasium", "k": "kitchenette", "h": "hideaway", "w": "barnyard", "H": "heather close",
    "d": "dorothea", "e": "egonson", "o": "ottokar", "t": "tigerteam", "s": "sharkteam",
    "x": "note-of-p", "y": "note-of-q", "z": "note-of-u",
}  # fmt: skip
"""What an answer holds, by letter: drives a b n; programs p q v u and their hidden addresses P Q V U; sites
g (public, A's) k (public, B's) h (not public, B's; its address H) w (a warehouse); who gave to A d, to B e,
to none o, with the teams t of A and s of B; the notes of needs of p x, of q y, of u z."""


UNLISTED = ("Umbrellas", ProgramKind.FAMILY_SHELTER)


def held(answer: object) -> str:
    """The letters of what an answer holds."""
    said = repr(answer).casefold()
    return "".join(letter for letter, word in MARKS.items() if word in said)


@dataclass(frozen=True)
class Ids:
    """What a kind of id can be: the viewers' own, others', what is hidden, what is not there.

    ``near`` is what is own for some: a donation of another phone at the same table, a need of P for drive B
    with its reservation, the unlisted program that A collects for.
    """

    own: Any
    other: Any = None
    hidden: Any = None
    near: Any = None
    none: Any = NOBODY

    def situations(self) -> dict[str, Any]:
        """The ids by situation."""
        said = {name: getattr(self, name) for name in ("own", "other", "hidden", "near", "none")}
        return {name: one for name, one in said.items() if one is not None}


def _insert(table: type[Base], row: dict[str, Any], connection: Connection) -> None:
    connection.execute(insert(table.__table__), row)  # type: ignore[arg-type]


class World:
    """The community, its viewers by role, and its ids by kind."""

    def __init__(
        self, url: str, *, closed: bool = False, otherwise: bool = False, at: datetime | None = None
    ) -> None:
        """``closed``: drive A is over. ``otherwise``: U is called, Q and H live, and U is something else.

        ``at`` is when all of it is made, where that is not ``TODAY``.
        """
        self.home = Home(url)
        if at is not None:
            self.home.clock.now = at
        self.today = self.home.clock.now.date()
        self._otherwise = otherwise
        self._lots: dict[tuple[object, ...], int] = {}
        self._seed()
        if closed:
            self.do(drives.close_drive, drives.CloseDrive(self.a))
        self.viewers = self._viewers()

    def do(self, verb: Any, request: Any, viewer: Viewer = COMMAND_LINE) -> Any:
        """Perform a command."""
        return self.home.do(verb, request, viewer=viewer)

    def _viewers(self) -> dict[str, Viewer]:
        """A viewer of each role; accounts only where they are somebody's own."""
        everywhere = frozenset({self.p, self.q, self.v, self.u})
        grants = {
            "table": Grant(Role.TABLE_HELPER, self.a, site_id=self.gym, mark=self.mark),
            "volunteer": Grant(Role.VOLUNTEER),
            "staff": Grant(Role.PROGRAM_STAFF, program_id=self.p),
            "organizer": Grant(Role.ORGANIZER, self.a, collects_for=frozenset({self.p, self.v})),
            "organizers": Grant(Role.ORGANIZER, collects_for=everywhere),
            "admin": Grant(Role.ADMIN),
        }
        signed_in = {name: Viewer(name, frozenset({grant}), self.account) for name, grant in grants.items()}
        signed_in["table"] = Viewer("table link 1", frozenset({grants["table"]}))
        return {"public": EVERYBODY, **signed_in}

    def _seed(self) -> None:
        self.do(set_up_organization, SetUpOrganization("Everybody's House", currency="USD"))
        made = [items.AddItem(name, "things", Unit.PAIR, DateRule.ADVICE) for name in ("Socks", "Soap")]
        self.socks, self.soap = (self.do(items.add_item, one).item_id for one in made)
        bulk = items.AddItem("Oddments, unsorted", "things", Unit.LB)
        self.bulk = self.do(items.add_item, bulk).item_id
        self.combs = self.do(items.add_item, items.AddItem("Combs", "things", Unit.EACH)).item_id
        self.kit = self.do(items.add_item, items.AddItem("Kits", "things", Unit.KIT)).item_id
        self.do(factors.set_factor, factors.SetFactor(FactorKind.LB_PER_MEAL, self.today, 12_000, "A report"))
        self._places()
        self._drives()
        self._goods()
        self._needs()
        self._pledges()
        self._stock()
        self._sort()
        self._kits()
        self._deliveries()
        self._people()
        self._letters()
        self._counts()

    def _places(self) -> None:
        def program(name: str, address: str, **rest: Any) -> int:
            asked = places.AddProgram(
                name, rest.pop("kind", ProgramKind.OTHER), address=address, hide_address=True, **rest
            )
            return int(self.do(places.add_program, asked).program_id)

        self.p = program("Pantrywise", "1 Pine Street")
        self.q = program("Quiltmakers", "77 Moved Avenue" if self._otherwise else "2 Quarry Road")
        self.v = program("Vaultkeepers", "3 Vine Lane", unlisted=True)
        called = ("Aardvarks", ProgramKind.MENTORING) if self._otherwise else UNLISTED
        reached = {"phone": "555 0177", "email": "other@example.org"} if self._otherwise else {"phone": "555"}
        self.u = program(called[0], "4 Umber Way", unlisted=True, kind=called[1], **reached)

        def site(name: str, kind: SiteKind = SiteKind.COLLECTION_SITE, **rest: Any) -> int:
            return int(self.do(places.add_site, places.AddSite(name, kind, **rest)).site_id)

        self.gym = site("Gymnasium")
        self.kitchen = site("Kitchenette")
        where = ("9 Heather Close", 419_000_000, -876_000_000)
        if self._otherwise:
            where = ("8 Far Off Lane", -338_000_000, 1_512_000_000)
        self.house = site("Hideaway", address=where[0], latitude=where[1], longitude=where[2], public=False)
        self.barn = site("Barnyard", SiteKind.WAREHOUSE, public=False)

    def _drives(self) -> None:
        month = timedelta(days=30)

        def drive(name: str, programs: Iterable[int], sites: Iterable[int], team: str, public: bool) -> int:
            asked = drives.OpenDrive(
                name, self.today - month, self.today + month, tuple(programs), tuple(sites), public=public,
                new_teams=(team,), goals=((self.socks, q("50")),),
            )  # fmt: skip
            return int(self.do(drives.open_drive, asked).drive_id)

        self.a = drive("Autumnal", (self.p, self.v), (self.gym,), "Tigerteam", True)
        self.b = drive("Bakersfield", (self.q, self.u), (self.kitchen, self.house), "Sharkteam", True)
        self.n = drive("Nightingale", (self.u,), (self.kitchen,), "Sharkteam", False)

    def give(
        self,
        drive_id: int | None,
        site_id: int,
        *,
        donor: str | None = None,
        team: str | None = None,
        viewer: Viewer = COMMAND_LINE,
        on: date | None = None,
        **line: Any,
    ) -> int:
        """A hundred pairs of socks, given; the id of the donation."""
        given = donations.LineDraft(line.pop("item_id", self.socks), q("100"), **line)
        asked = donations.LogDonation(
            site_id, (given,), drive_id, received_on=on, donor_name=donor, team_name=team
        )
        return int(self.do(donations.log_donation, asked, viewer).donation_id)

    def _import(self, donation_id: int) -> None:
        """What an import leaves that brought one donation, and how its file was read."""
        self.run = self.mapping = 1
        run = {
            "id": self.run, "kind": ImportKind.DONATIONS, "file_name": "log.csv",
            "imported_at": self.home.clock.now, "who": "me@example.org", "rows": 1, "added": 1,
            "updated": 0, "known": 0, "made": 0, "undone_at": self.home.clock.now,
            "undone_by": "me@example.org",
        }  # fmt: skip
        span = {
            "id": 1, "run_id": self.run, "noun": ImportedNoun.DONATION, "first_id": donation_id,
            "last_id": donation_id, "undone": False,
        }  # fmt: skip
        kept = {
            "id": self.mapping, "name": "Sheet", "name_key": "sheet", "kind": ImportKind.DONATIONS,
            "header": "0" * 64, "mapping": 'kind = "donations"', "saved_at": self.home.clock.now,
        }  # fmt: skip
        for table, row in ((ImportRun, run), (ImportSpan, span), (SavedMapping, kept)):
            retrying(self.home.store, partial(_insert, table, row))

    def _goods(self) -> None:
        link = self.do(table_links.make_table_link, table_links.MakeTableLink(self.a, self.gym, 8))
        self.link = link.link_id
        self.barcode = "9780764544200"
        learned = barcodes.LearnBarcode(self.gym, self.soap, self.barcode, drive_id=self.a)
        self.do(barcodes.learn_barcode, learned)
        self.mark = f"{self.link} phone-one"
        table = Grant(Role.TABLE_HELPER, self.a, site_id=self.gym, mark=self.mark)
        other = Grant(Role.TABLE_HELPER, self.a, site_id=self.gym, mark=f"{self.link} phone-two")
        own, another = (Viewer(f"table link {self.link}", frozenset({one})) for one in (table, other))
        self.at_table = self.give(self.a, self.gym, viewer=own)
        self.at_other_phone = self.give(self.a, self.gym, viewer=another)
        self.to_a = self.give(self.a, self.gym, donor="Dorothea", team="Tigerteam")
        self.to_b = self.give(self.b, self.kitchen, donor="Egonson", team="Sharkteam")
        self.give(self.b, self.kitchen, lot_code="kept", restricted_to_id=self.u)
        self.give(self.a, self.gym, lot_code="kept", restricted_to_id=self.v)
        for drive_id, site_id in ((self.a, self.gym), (self.b, self.kitchen)):
            for code in ("held", "free", "stock"):
                self.give(drive_id, site_id, lot_code=code)

    def lot(self, drive_id: int | None, code: str | None = None, item_id: int | None = None) -> int:
        """The lot of a drive that was made with this code."""
        made_with = (drive_id, code, item_id or self.socks)
        if made_with not in self._lots:
            wanted = zip((Lot.drive_id, Lot.lot_code, Lot.item_id), made_with, strict=True)
            [row] = self.home.all(Lot, *(column == value for column, value in wanted))
            self._lots[made_with] = int(row.id)
        return self._lots[made_with]

    def need(self, program_id: int, note: str, drive_id: int | None = None) -> int:
        """A need for thousands of socks."""
        asked = needs.PostNeed(program_id, self.socks, q("3000"), note=note, drive_id=drive_id)
        return int(self.do(needs.post_need, asked).need_id)

    def _needs(self) -> None:
        self.need_p = self.need(self.p, "note-of-p")
        self.need_q = self.need(self.q, "note-of-q")
        self.need_v = self.need(self.v, "note of v")
        self.need_u = self.need(self.u, "note-of-u")
        self.need_p_for_b = self.need(self.p, "note of p for b", self.b)
        self.need(self.p, "note of p for n", self.n)
        self.standing = {
            program_id: self.do(
                standing_needs.post_standing_need,
                standing_needs.PostStandingNeed(program_id, self.soap, q("10"), Every.PAR, have=0),
            ).standing_need_id
            for program_id in (self.p, self.q, self.u)
        }

    def _pledges(self) -> None:
        def pledge(drive_id: int, site_id: int, letter: str) -> int:
            line = pledges.PledgedLine(self.socks, q("7"))
            asked = pledges.MakePledge(
                drive_id, site_id, self.today, f"pledged-{letter}@example.org",
                token_hash(f"secret-of-{letter}"), (line,), f"Giver to {letter}",
            )  # fmt: skip
            return int(self.do(pledges.make_pledge, asked).pledge_id)

        self.pledge = {self.a: pledge(self.a, self.gym, "a"), self.b: pledge(self.b, self.kitchen, "b")}

    def _reserved(self, need_id: int, drive_id: int, site_id: int, code: str | None = "stock") -> int:
        asked = allocation.Reserve(need_id, self.lot(drive_id, code), site_id, q("1"))
        return int(self.do(allocation.reserve, asked).reservation_id)

    def _stock(self) -> None:
        for_each = {
            "p": (self.need_p, self.a, self.gym), "q": (self.need_q, self.b, self.kitchen),
            "u": (self.need_u, self.b, self.kitchen), "pb": (self.need_p_for_b, self.b, self.kitchen),
        }  # fmt: skip
        self.reserved = {name: self._reserved(*one) for name, one in for_each.items()}
        holds = {
            drive_id: self.do(stock.hold, stock.HoldLot(self.lot(drive_id, "held"), "looked at")).document_id
            for drive_id in (self.a, self.b)
        }
        self.hold_a, self.hold_b = holds[self.a], holds[self.b]

    def _sort(self) -> None:
        """A pile at each drive's site, and one pound of it sorted."""
        self.to_none = self.give(None, self.barn, donor="Ottokar", item_id=self.soap)
        self.to_n = self.give(self.n, self.kitchen, donor="Egonson")
        self._import(self.to_n)
        self.give(self.b, self.house, lot_code="home")
        self.sortings: dict[int, int] = {}
        for drive_id, site_id in ((self.a, self.gym), (self.b, self.kitchen)):
            self.give(drive_id, site_id, item_id=self.bulk)
            pile = self.lot(drive_id, item_id=self.bulk)
            made = (sorting.MadeGoods(self.soap, q("2"), lot_code="sorted"),)
            asked = sorting.SortGoods(pile, site_id, q("1"), made)
            self.sortings[drive_id] = self.do(sorting.sort_goods, asked).document_id

    def _kits(self) -> None:
        """A kit put together of the goods of each drive, at its site."""
        parts = (recipes.RecipePart(self.combs, q("1")),)
        self.do(recipes.write_recipe, recipes.WriteRecipe(self.kit, parts))
        self.assemblies: dict[int, int] = {}
        for drive_id, site_id in ((self.a, self.gym), (self.b, self.kitchen)):
            self.give(drive_id, site_id, item_id=self.combs)
            asked = kits.AssembleKits(self.kit, site_id, q("2"), drive_id=drive_id)
            self.assemblies[drive_id] = self.do(kits.assemble_kits, asked).document_id

    def _deliveries(self) -> None:
        goods = {self.p: (self.need_p, self.a, self.gym), self.q: (self.need_q, self.b, self.kitchen),
                 self.u: (self.need_u, self.b, self.kitchen)}  # fmt: skip
        self.planned: dict[int, int] = {}
        self.sent: dict[int, int] = {}
        self.line: dict[int, int] = {}
        self.line_planned: dict[int, int] = {}
        self.line_missing: dict[int, int] = {}
        for program_id, one in goods.items():
            for how_far in ("planned", "sent", "confirmed"):
                asked = deliveries.PlanDelivery(program_id, (self._reserved(*one),))
                planned = self.do(deliveries.plan_delivery, asked)
                [line_id] = planned.line_ids
                if how_far == "planned":
                    self.planned[program_id], self.line_planned[program_id] = planned.delivery_id, line_id
                    continue
                self.do(deliveries.send_delivery, deliveries.SendDelivery(planned.delivery_id))
                if how_far == "sent":
                    self.sent[program_id], self.line[program_id] = planned.delivery_id, line_id
                    continue
                short = deliveries.Arrival(line_id, 0, lost=q("1"), reason=ShortfallReason.MISSING)
                confirmed = deliveries.ConfirmDelivery(planned.delivery_id, (short,))
                self.do(deliveries.confirm_delivery, confirmed)
                self.line_missing[program_id] = line_id

        hidden = (self._reserved(self.need_p, self.b, self.house, "home"),
                  self._reserved(self.need_p, self.n, self.kitchen, None))  # fmt: skip
        self.do(deliveries.plan_delivery, deliveries.PlanDelivery(self.p, hidden))

    def _people(self) -> None:
        volunteer = (people.Granted(Role.VOLUNTEER),)
        made = (
            people.AddAccount("me@example.org", "me", volunteer, ticket_hash="hashme"),
            people.AddAccount("them@example.org", "them", volunteer, password_hash="a hash"),
        )
        self.account, self.their_account = (self.do(people.add_account, one).account_id for one in made)
        link = self.do(table_links.make_table_link, table_links.MakeTableLink(self.b, self.kitchen, 8))
        self.other_link = link.link_id
        self.do(donor_changes.add_donor, donor_changes.AddDonor("Nobody yet", DonorKind.PERSON))
        self.donor = {row.name: row.id for row in self.home.all(Donor)}

    def _letters(self) -> None:
        """P and Q may issue letters; a letter of Q stands, another is of what was corrected."""
        for program_id, name in ((self.p, "Pantrywise"), (self.q, "Quiltmakers")):
            self.do(issuers.set_issuer, issuers.SetIssuer(program_id, name, "12-3456789", "A box"))
        stands, given = (self.give(self.b, self.kitchen, donor="Egonson") for _letter in range(2))
        for gift in (stands, given):
            told = letters.IssueLetter(self.donor["Egonson"], self.q, (gift,))
            self.letter = self.do(letters.issue_letter, told).acknowledgement_id
        line = donations.LineDraft(self.socks, q("90"))
        becomes = donations.LogDonation(self.kitchen, (line,), self.b, donor_name="Egonson")
        self.do(donations.correct_donation, donations.CorrectDonation(given, becomes))

    def _counts(self) -> None:
        """A count of the gym given to me, one of the kitchen to somebody else, and one that was compared."""

        def begin(site_id: int, *account_ids: int) -> tuple[int, int]:
            asked = staged_counts.BeginCount(site_id, account_ids=account_ids, note="a note of a count")
            count_id = int(self.do(staged_counts.begin_count, asked).staged_count_id)
            of_count = self.home.all(StagedLine, StagedLine.staged_count_id == count_id)
            return count_id, next(row.id for row in of_count if row.lot_code == "free")

        self.count, self.count_line = begin(self.gym, self.account)
        self.other_count, self.other_count_line = begin(self.kitchen, self.their_account)
        self.compared, self.compared_line = begin(self.gym)
        entered = (staged_entries.Entered(self.compared_line, q("99")),)
        self.do(staged_entries.enter_count, staged_entries.EnterCount(self.compared, entered))
        self.do(staged_results.compare_count, staged_results.CompareCount(self.compared))
        [self.count_entry] = [row.id for row in self.home.all(StagedEntry)]
        another = staged_entries.EnterCount(
            self.other_count, (staged_entries.Entered(self.other_count_line, 0),)
        )
        self.do(staged_entries.enter_count, another)

    def ids(self) -> dict[str, Ids]:
        """By kind, what an id can be."""
        donor = self.donor
        return {
            "drive": Ids(self.a, self.b, self.n),
            "site": Ids(self.gym, self.kitchen, self.house),
            "program": Ids(self.p, self.q, self.u, self.v),
            "item": Ids(self.socks),
            "donation": Ids(self.at_table, self.to_b, self.to_n, self.at_other_phone),
            "need": Ids(self.need_p, self.need_q, self.need_u, self.need_p_for_b),
            "standing need": Ids(self.standing[self.p], self.standing[self.q], self.standing[self.u]),
            "lot": Ids(self.lot(self.a, "free"), self.lot(self.b, "free"), self.lot(self.b, "kept")),
            "sorting": Ids(self.sortings[self.a], self.sortings[self.b]),
            "assembly": Ids(self.assemblies[self.a], self.assemblies[self.b]),
            "hold": Ids(self.hold_a, self.hold_b),
            "reservation": Ids(
                self.reserved["p"], self.reserved["q"], self.reserved["u"], self.reserved["pb"]
            ),
            "planned": Ids(self.planned[self.p], self.planned[self.q], self.planned[self.u]),
            "sent": Ids(self.sent[self.p], self.sent[self.q], self.sent[self.u]),
            "line": Ids(self.line[self.p], self.line[self.q]),
            "planned line": Ids(
                self.line_planned[self.p], self.line_planned[self.q], self.line_planned[self.u]
            ),
            "missing line": Ids(
                self.line_missing[self.p], self.line_missing[self.q], self.line_missing[self.u]
            ),
            "pledge": Ids(self.pledge[self.a], self.pledge[self.b]),
            "team": Ids(donor["Tigerteam"], donor["Sharkteam"]),
            "donor": Ids(donor["Dorothea"], donor["Egonson"], donor["Ottokar"]),
            "letter": Ids(self.letter),
            "account": Ids(self.account, self.their_account),
            "link": Ids(self.link, self.other_link),
            "run": Ids(self.run),
            "mapping": Ids(self.mapping),
            "staged count": Ids(self.count, self.other_count),
            "count line": Ids(self.count_line, self.other_count_line),
            "compared count": Ids(self.compared, self.count),
            "compared line": Ids(self.compared_line, self.count_line),
            "count entry": Ids(self.count_entry),
            "drive slug": Ids("autumnal", "bakersfield", "nightingale", none="nowhere"),
            "site slug": Ids("gymnasium", "kitchenette", "hideaway", none="nowhere"),
            "program name": Ids("Pantrywise", "Quiltmakers", "Umbrellas", "Vaultkeepers", none="Nowhere"),
        }
