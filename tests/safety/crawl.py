"""Everything that somebody of a role gets: pages by all their addresses, files, routes, exports, refusals.

Pages that are not offered to the role are opened by their address too, and addresses name what is not hers.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import drives
from drives.commands.door import COMMANDS
from drives.errors import NotAllowed, Refusal
from drives.exchange.exporting import ExportOptions, export_bytes
from drives.model import Account, Need
from drives.queries.exports import EXPORTS, NARROWED_BY
from drives.rules.roles import EVERYBODY, Viewer
from tests.roles import test_commands
from tests.safety.canaries import Canaries, Place
from tests.safety.talk import Asked, Heard, Tab, fetch

PAGES = sorted(path.stem for path in (Path(drives.__file__).parent / "ui" / "pages").glob("[a-z]*.py"))
"""The pages by their files' names."""

_PATHS = {"overview": "", "welcome": "first-steps"}


def path_of(page: str) -> str:
    """The path of a page in its address."""
    return _PATHS.get(page, page.replace("_", "-"))


_MEDIA = re.compile(rb"/media/[0-9a-zA-Z]+\.[0-9a-zA-Z]+")

ROUTES: dict[str, list[tuple[str, Asked | None]]] = {
    "/healthz": [("/healthz", None)],
    "/session/sign-in": [
        ("/session/sign-in", None),
        ("/session/sign-in?next=/donors", None),
        ("/session/sign-in", {"email": "nobody@example.org", "password": "wrong"}),
        ("/session/sign-in", {}),
    ],
    "/session/provider": [("/session/provider", None)],
    "/session/welcome/{token}": [
        ("/session/welcome/none", None),
        ("/session/welcome/none", {"name": "x", "password": "y"}),
    ],
    "/session/forgot": [("/session/forgot", None), ("/session/forgot", {"email": "nobody@example.org"})],
    "/session/set-up": [("/session/set-up", None), ("/session/set-up", {"code": "wrong"})],
    "/pledge/{slug}": [
        *((f"/pledge/{{drive_{letter}}}", None) for letter in "abnr"),
        ("/pledge/{drive_a}", {"email": "cnry-nobody@example.org", "website": ""}),
        ("/pledge/nowhere", {}),
    ],
    "/pledged/{token}": [
        ("/pledged/{pledge_a}", None),
        ("/pledged/{pledge_a}", {"do": "change"}),
        ("/pledged/none", None),
        ("/pledged/none", {"do": "withdraw"}),
    ],
    "/table/{token}": [("/table/{table}", None), ("/table/none", None), ("/table/none", {})],
    "/session/table-sheet/{link_id:int}": [
        ("/session/table-sheet/{link}", None),
        ("/session/table-sheet/{other_link}", None),
        ("/session/table-sheet/999999", None),
    ],
    "/session/sign-out": [("/session/sign-out", None), ("/session/sign-out", {})],
}
"""The routes beside the dashboard, with what they are sent; the way out comes last."""

STREAMLITS = (
    "/", "/drive", "/donors", "/_stcore/health", "/_stcore/host-config", "/_stcore/metrics",
    "/_stcore/script-health-check", "/_stcore/upload_file/x/y", "/media/x.csv", "/component/x",
    "/app/static/x",
)  # fmt: skip


@dataclass
class Got:
    """What a role got: each word with the first place that it stood in, by where that was."""

    seen: dict[str, dict[Place, str]] = field(default_factory=lambda: defaultdict(dict))
    offered: set[str] = field(default_factory=set)
    media: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    tables: set[str] = field(default_factory=set)
    """The letters of the drives whose tables she got a way in to."""


class Crawl:
    """A crawl through a served community as one role."""

    def __init__(self, made: Canaries, server: str, role: str) -> None:
        self.made, self.server, self.role = made, server, role
        self.cookie = made.cookies[role]
        self.viewer: Viewer = made.world.home.house.accounts.viewer(self.cookie) or EVERYBODY
        self.got = Got()
        self._files: set[str] = set()

    def all(self) -> Got:
        """Everything."""
        self.pages()
        self.exports()
        self.refusals()
        self.routes()
        return self.got

    def note(self, where: str, from_: str, told: bytes, typed: str = "") -> None:
        """Keep the words in what was told, but those that she typed herself."""
        for word in self.made.seen_in(told, typed):
            self.got.seen[where].setdefault(self.made.words[word], from_)
        self.got.tables |= {letter for letter, token in self.made.tables.items() if token in told}

    def pages(self) -> None:
        """Each page, by each address."""
        with Tab(self.server, self.cookie) as tab:
            self.got.offered = tab.open("").pages()
            for page in PAGES:
                path = path_of(page)
                asked_for = addresses(self.made, page)
                for asked in asked_for if path in self.got.offered else asked_for[:2]:
                    heard = tab.open(path, asked)
                    from_ = f"{page} {asked}"
                    assert b"Something broke" not in heard.whole, from_
                    self.note("page", from_, heard.whole, str(asked))
                    self._take_files(tab, heard, from_)

    def _take_files(self, tab: Tab, heard: Heard, from_: str) -> None:
        for path in sorted({one.decode() for one in _MEDIA.findall(heard.whole)} - self.got.media):
            self.got.media.add(path)
            self.note("file", from_, fetch(self.server, path, self.cookie).whole)
        for kind, button in heard.widgets():
            made: Any = button
            if kind == "download_button" and made.deferred_file_id and made.id not in self._files:
                self._files.add(made.id)
                path, answer = tab.download(made.deferred_file_id)
                assert answer.status == 200, (from_, answer)
                self.got.files.add(path)
                self.note("file", f"{from_} {made.label}", answer.whole + _unpacked(answer.body))

    def exports(self) -> None:
        """Each export through the door, in each format, of all and of what may not be hers."""
        world = self.made.world
        narrowed = [
            *({"drive": self.made.word("drive.slug", letter)} for letter in "an"),
            *({"program": self.made.word("program.slug", letter)} for letter in "pqu"),
        ]
        for kind, form in product(EXPORTS, ("csv", "xlsx", "json")):
            for scope in [{}, *(one for one in narrowed if set(one) <= NARROWED_BY[kind])]:
                if form == "xlsx" and scope:
                    continue  # the same rows, written as the whole is
                options = ExportOptions(format=form, **scope)
                try:
                    told = export_bytes(world.home.house.queries, kind, viewer=self.viewer, options=options)
                except NotAllowed as refusal:
                    self.note("refusal", f"export {kind}", str(refusal).encode())
                    break
                except Refusal as refusal:
                    self.note("refusal", f"export {kind} {scope}", str(refusal).encode(), str(scope))
                    continue
                self.note("file", f"export {kind} {form} {scope}", _unpacked(told), str(scope))

    def refusals(self) -> None:
        """Each command, with what is hers and what is not: nothing is done, the refusals are kept."""
        for row in test_commands.TABLE.values():
            if row.situation != "closed":
                request = test_commands.asked(self.made.world, row)
                told = test_commands.outcome(self.made.world, COMMANDS[row.name], request, self.viewer)[1]
                self.note("refusal", f"{row.name} {row.field} {row.situation}", told.encode(), str(request))

    def routes(self) -> None:
        """Each route, then the way out; after that the cookie is nobody's."""
        for path in STREAMLITS:
            self.note("route", path, fetch(self.server, path, self.cookie).whole)
        world = self.made.world
        token = world.home.house.accounts.seals.table_token(world.link)
        slugs = {f"drive_{letter}": self.made.word("drive.slug", letter) for letter in "abnr"}
        slugs["pledge_a"] = "secret-of-a"
        for path, form in (one for some in ROUTES.values() for one in some):
            asked = path.format(table=token, link=world.link, other_link=world.other_link, **slugs)
            told = fetch(self.server, asked, self.cookie, form=form)
            assert told.status < 500, path
            self.note("route", path, told.whole)


def _unpacked(told: bytes) -> bytes:
    """What stands in a file, also in one that is packed."""
    if not told.startswith(b"PK"):
        return told
    with zipfile.ZipFile(io.BytesIO(told)) as packed:
        return b"\n".join(packed.read(name) for name in packed.namelist())


def addresses(made: Canaries, page: str) -> list[Asked]:
    """What a page is asked for in its address: nothing; what may not be hers; all that it has."""
    world = made.world
    drive = [made.word("drive.slug", letter) for letter in "nabr"]
    site = [made.word("site.slug", letter) for letter in "hgkw"]
    program = [made.word("program.slug", letter) for letter in "uqpv"]
    needs = [world.need_u, world.need_q, world.need_p, world.need_p_for_b, world.need_v, 999_999]
    rounds = [row.id for row in world.home.all(Need, Need.item_id == world.soap)]
    donors = list(world.donor.values())
    people = [str(row.id) for row in world.home.all(Account)]
    asking = [*_each(need=needs), *_each(do=["cancel"], need=needs[:3]), *_each(do=["restock"], need=rounds)]
    going = [*world.planned.values(), *world.sent.values(), 999_999]
    gifts = [world.to_n, world.to_b, world.at_other_phone, world.to_a]
    found: dict[str, list[Asked]] = {
        "drive": [*_each(drive=drive), *_each(drive=drive[:2], **{"given-at": site})],
        "what_to_bring": [*_each(drive=drive), *_each(site=site)],
        "drop_off_sites": [*_each(drive=drive), *_each(story=site)],
        "programs": _each(kind=["family_shelter", "other"]),
        "our_needs": [*_each(program=program), {"state": "all"}, *asking],
        "needs": [*asking, {"state": "all"}],
        "letters": [
            *_each(program=[world.p, world.q, world.u]),
            *_each(letter=[world.letter, 999_999]),
            *_each(donation=gifts),
            *_each(program=[world.p, world.q], to=donors),
            *_each(issuer=[world.p, world.q, "add"]),
            {"run": "year"},
        ],
        "donations": [
            *_each(open=[*gifts, *made.voided]),
            *_each(open=gifts[:2], do=["void"]),
            *_each(state=["voided", "corrected", "all"]),
            *_each(donor=donors[:2]),
            *_each(drive=drive),
            {"open": "999999"},
        ],
        "deliveries": [
            *_each(delivery=going, do=["", "pack", "send", "day", "give", "confirm", "cancel"]),
            *_each(do=["plan"], program=[world.p, world.q, world.u]),
            *_each(do=["found", "give_up"], line=list(world.line_missing.values())),
            *_each(state=["all", "confirmed"]),
        ],
        "coming_to_us": _each(delivery=going, do=["", "confirm"]),
        "received": _each(delivery=going),
        "pick_lists": _each(delivery=list(world.planned.values())),
        "hand_out": _each(site=site),
        "donors": [
            *_each(donor=donors),
            *_each(do=["erase"], donor=donors[:2]),
            {"do": "add"},
            *_each(do=["history"], donor=donors),
            {"do": "doubles"},
            *(
                {"do": "merge", "donor": str(one), "with": str(other)}
                for one, other in zip(donors, [*donors[1:], 0], strict=True)
            ),
        ],
        "counts": [
            *_each(count=[world.count, world.other_count, world.compared, 999_999]),
            *_each(count=[world.count, world.compared], do=["begin", "give", "compare", "abandon"]),
        ],
        "count_sheets": _each(sheet=[world.count, world.other_count, world.compared, 999_999]),
        "pledges": [*_each(drive=drive), *_each(drive=drive[:2], pledge=list(world.pledge.values()))],
        "drives": [
            *_each(tables=drive, link=["", world.link, world.other_link], do=["revoke", ""]),
            *_each(edit=drive),
            *_each(close=drive),
            *_each(show=["archived", "all"]),
            {"new": "yes"},
        ],
        "log_donation": _each(draft=[made.word("draft.id", "1")]),
        "import_file": [*_each(kind=["donations", "needs", "items", "stock"]), *_each(undo=[1, 2])],
        "end_of_day": [*_each(drive=drive), *_each(site=site), *_each(void=gifts)],
        "count": _each(site=site),
        "recall": [{"item": str(world.socks)}, {"item": str(world.socks), "do": "hold"}, {"code": "L1"}],
        "inventory": [
            *_each(by=["lot", "site"]),
            *_each(open=[world.socks, world.soap]),
            *_each(lot=[world.lot(world.a, "free")], at=[world.gym], do=["", "discard", "transfer"]),
            *_each(lot=[world.lot(world.b, "free"), world.lot(world.b, "kept")], at=[world.kitchen]),
            *_each(lot=[world.lot(world.b, "home")], at=[world.house]),
            {"as_of": world.today.isoformat()},
        ],
        "sort": _each(site=site),
        "allocate": [*_each(drive=drive), *_each(change=[world.need_p, world.need_p_for_b])],
        "kits": _each(site=site),
        "places": [
            *_each(program=program, do=["", "merge"]),
            *_each(site=site, do=["", "merge"], show=["site"]),
            *_each(do=["add", ""], show=["site", "program"]),
        ],
        "catalogue": [*_each(item=range(1, 9), do=["", "merge"]), {"do": "add"}],
        "people": [*_each(person=people, do=["link", "roles"]), *_each(do=["invite"]), {"show": "disabled"}],
        "activity": [
            *_each(about=["donors", "donations", "needs", "stock", "deliveries", "drives", "nothing"]),
            {"activity.page": "2"},
            *_each(who=[f"account-{one}" for one in people[:2]]),
        ],
        "guide": _each(role=["organizer", "volunteer", "admin", "program_staff"]),
    }
    return [{}, *found.get(page, ())]


def _each(**said: Sequence[object]) -> list[Asked]:
    """Every way to say one of each."""
    return [dict(zip(said, map(str, some), strict=True)) for some in product(*said.values())]
