"""Out of one store, into an empty one, out again: the same bytes; and nothing a person fills is left out."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from drives.commands import donations, drives, needs, organization, standing_needs
from drives.exchange.columns import KINDS
from drives.model import Base, Donation, Drive, Item, Need, Site, StandingNeed
from drives.queries.exports import EXPORTS
from drives.rules.kinds import Every
from drives.store.verify import verify
from tests.files import bring, given, noun, settle_in, taken
from tests.houses import Home, q

MORE = {
    "items": (
        "name,category,unit,sku,barcode,pack,pack_quantity,unit_weight_lb,unit_value,date_rule,people_per_unit,"
        "synonyms,active,value_from\n"
        "Formula,Baby,can,F-1,,,,0.8,18.9999,formula,0.5,milk powder;fórmula,yes,2025-05-02\n"
        "Formula,Baby,can,F-1,,,,0.8,17.5,formula,0.5,milk powder;fórmula,yes,2024-01-01\n"
        "Soap,Hygiene,each,,4006381333931,bar,1,0.25,,none,,jabón,no,\n"
        "Soap,Hygiene,each,,036000291469,case of 48,48,0.25,0.5,none,,jabón,no,\n"
        "'-odd name,Odd,each,,'=code,,,,,,,,,\n"
    ),
    "programs": (
        "name,kind,slug,description,service_area,hub,address,hide_address,unlisted,url,phone,email,languages,"
        "accepted,not_accepted,welcomes\n"
        "Haven,family_shelter,haven,\"Two\nlines\",West side,The Hub,9 Hidden Rd,yes,yes,https://example.org,"
        "'+1 555 0100,a@example.org,en;es,\"New socks\nTents\",Used linen,volunteer;safe_adult\n"
    ),
    "sites": "name,kind,slug,address,hours,latitude,longitude,public\n"
    "Barn; old,warehouse,barn,1 A St,9-5,53.5461,-113.4938123,no\n",
    "drives": (
        "name,starts_on,ends_on,slug,programs,sites,goals,story,public,closed_on,teams,archived_on\n"
        "Winter,2025-01-01,2025-02-01,winter,Haven;Pantry,barn;Hall,Rice=100.5;Socks=12,"
        "A story,no,2025-02-10,Ann;Scouts,2025-03-01\n"
    ),
    "needs": (
        "program,item,quantity,pack,priority,posted_on,confirmed_on,needed_by,drive,note,status,reference,"
        "repeats,repeat_quantity,told_on,told_how,told_by\n"
        "Haven,Socks,2,case of 12,critical,2025-04-01,2025-05-01,2025-06-01,winter,\"cold, wet\",,N1,,,"
        "2025-03-31,phone,evening desk\n"
        "Haven,Rice,1.125,,,2025-04-01,,,,,cancelled,,,,,,\n"
        "Haven,Rice,1.125,,,2025-04-01,,,,,,,,,,,\n"
        "Haven,Beans,30,,,2025-05-01,,,,each week,,,weekly,,,email,\n"
        "Pantry,Socks,3,case of 12,,2025-05-15,,,,,,N2,monthly,48,,,\n"
        "Pantry,Rice,12.5,,,2025-05-15,,,,,,N3,par,40,,,\n"
        "Shelter,Beans,5,,,2025-01-15,,,,stopped,,N4,weekly,,,,\n"
    ),
    "donors": (
        "name,kind,email,phone,address,credit,reference\n"
        "Ann,person,ann@example.org,555,2 Oak,yes,D-1\nAnn,person,other@example.org,,,,\nAnn,team,,,,,\n"
        "Cy,household,,,,,C-1\nCy,person,,,,,C-2\n"
    ),
    "donations": (
        "received_on,item,quantity,pack,rejected,reject_reason,drive,site,donor,donor_email,team,source,date_mark,"
        "date_kind,lot_code,restricted_to,reference,note\n"
        "2025-05-01,Socks,2,case of 12,1,torn,winter,Hall,Ann,other@example.org,Ann,,,,,,R1,\n"
        "2025-05-01,Formula,10,,,,winter,Hall,Ann,other@example.org,Ann,,2025-12-01,use_by,L-1,Haven,R1,'+note\n"
        "2025-05-02,Rice,0.5,,,,,barn,C-2,,,purchased,,,,,,\n"
        "2025-05-02,Rice,0.5,,,,,barn,C-2,,,purchased,,,,,,\n"
        "2025-05-03,Soap,3,case of 48,,,spring,Gym,,,,,,,,,,\n"
        "2025-05-03,Beans,7,,7,dented,spring,Gym,,,,,,,,,,\n"
    ),
    "stock": (
        "item,site,quantity,counted_on,lot_code\n"
        "Rice,Store,12.5,2025-05-04,\nSoap,Gym,144,2025-05-05,\n"
    ),
}  # fmt: skip


@contextmanager
def opened(url: str) -> Iterator[Home]:
    """A house on a store."""
    home = Home(url)
    try:
        yield home
        assert verify(home.store) == []
    finally:
        home.close()


def furnish(home: Home) -> None:
    """Everything that can be said, by files and by hand."""
    settle_in(home)
    for kind, text in MORE.items():
        taken(home, kind, text)
    line = donations.LineDraft(noun(home, Item, "Rice"), q("3"), note="by hand")
    asked = donations.LogDonation(
        noun(home, Site, "Gym"), (line,), noun(home, Drive, "Spring"), donor_name="Dee"
    )
    logged = home.do(donations.log_donation, asked)
    better = donations.LogDonation(
        noun(home, Site, "Gym"), (line,), noun(home, Drive, "Spring"), team_name="Ann"
    )
    home.do(donations.correct_donation, donations.CorrectDonation(logged.donation_id, better))
    [void] = home.all(Donation, Donation.donor_id.is_(None), Donation.reference.is_(None))[-1:]
    home.do(donations.void_donation, donations.VoidDonation(void.id))
    socks = home.all(Need, Need.reference == "N1")[0].id
    home.do(needs.revise_need, needs.ReviseNeed(socks, q("30"), note="more"))
    keeps = home.all(StandingNeed, StandingNeed.every == Every.PAR)[0].id
    home.do(standing_needs.restock_need, standing_needs.RestockNeed(keeps, q("40")))
    home.do(drives.close_drive, drives.CloseDrive(noun(home, Drive, "Autumn"), date(2025, 1, 5)))


@pytest.fixture(
    params=[("sqlite", "sqlite"), ("sqlite", "postgresql"), ("postgresql", "sqlite")], ids=" to ".join
)
def two_urls(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, str]:
    """A store that gives out and one that takes up: each engine does either, in the same bytes."""
    first, second = request.param
    gives: str = request.getfixturevalue(f"{first}_url")
    if second == "sqlite":
        return gives, f"sqlite:///{tmp_path}/second.db"
    takes: str = request.getfixturevalue("postgresql_url")
    return gives, takes


def test_a_whole_community_comes_back_as_the_same_bytes(two_urls: tuple[str, str]) -> None:
    with opened(two_urls[0]) as first, opened(two_urls[1]) as second:
        furnish(first)
        before = {kind: given(first, kind) for kind in KINDS}
        for kind, content in before.items():
            assert bring(second, kind, content).lines() == [], kind
        for kind, content in before.items():
            assert given(second, kind) == content, kind
        assert given(second, "progress") == given(first, "progress")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_a_store_gave_out_it_knows_when_it_comes_back(
    sqlite_url: str, tmp_path: Path, form: str
) -> None:
    with opened(sqlite_url) as home:
        furnish(home)
        for kind in KINDS:
            file = tmp_path / f"{kind}.{form}"
            file.write_bytes(given(home, kind, format=form))
            assert taken(home, kind, file)[:2] == (0, 0), kind


# What a person fills in, and where it goes out. What is not here is worked out, kept beside, or internal.
TOLD = {
    "item": ("items", {"unit_value": "unit_value", "name": "name"}),
    "item_pack": ("items", {}),
    "item_value": ("items", {"from_on": "value_from"}),
    "item_synonym": ("items", {"synonym": "synonyms"}),
    "program": ("programs", {}),
    "program_welcome": ("programs", {"program_id": "name", "way": "welcomes"}),
    "site": ("sites", {}),
    "drive": ("drives", {}),
    "drive_program": ("drives", {"program_id": "programs"}),
    "drive_site": ("drives", {"site_id": "sites"}),
    "drive_team": ("drives", {"team_id": "teams"}),
    "drive_goal": ("drives", {"item_id": "goals", "quantity": "goals"}),
    "need": (
        "needs",
        {"program_id": "program", "item_id": "item", "drive_id": "drive", "cancelled_on": "status",
         "pack_quantity": "pack"},
    ),
    "need_revision": ("needs", {"quantity": "quantity", "revised_on": None}),
    "need_confirmation": ("needs", {}),
    "need_told": ("needs", {}),
    "standing_need": (
        "needs",
        {"program_id": "program", "item_id": "item", "quantity": "repeat_quantity", "pack_quantity": "pack",
         "every": "repeats", "first_on": "posted_on", "ended_on": None},
    ),
    "donor": ("donors", {}),
    "donation": (
        "donations",
        {"drive_id": "drive", "site_id": "site", "donor_id": "donor", "team_id": "team", "state": None},
    ),
    "donation_line": (
        "donations",
        {"received": "quantity", "pack_quantity": "pack", "position": None, "unit_value": None},
    ),
    "lot": (
        "lots",
        {"item_id": "item", "drive_id": "drive", "site_id": "intake_site",
         "restricted_to_id": "restricted_to"},
    ),
    "transfer": (
        "moves", {"from_location_id": "from", "to_location_id": "to", "transferred_on": "effective_on"}
    ),
    "discard": ("moves", {"location_id": "from", "discarded_on": "effective_on"}),
    "cycle_count": ("stock", {"location_id": "site", "counted_on": "counted_on", "note": "moves.note"}),
    "count_line": ("stock", {"counted": "quantity", "expected": None}),
    "hold": ("lots", {"reason": "holds", "held_on": "holds", "lifted_on": "holds"}),
    "reservation": (
        "lots",
        {"need_id": "reservations", "quantity": "reservations", "reserved_on": "reservations",
         "ended_on": "reservations", "location_id": None, "sent_on": "deliveries.sent_on"},
    ),
    "delivery": ("deliveries", {"program_id": "program"}),
    "delivery_line": (
        "deliveries", {"need_id": "need", "location_id": "site", "position": None, "reservation_id": None}
    ),
}  # fmt: skip

NOT_TOLD = {
    "factor": "a setting of the organization: of no kind of the contract, it goes with the backup",
    "organization": "who runs the store: of no kind of the contract, it goes with the backup",
    "cash_like_count": "who counted gift cards: of no kind of the contract, it goes with the backup",
    "import_run": "what was imported before, kept by the imports themselves: it goes with the backup",
    "import_span": "what an import made, kept by the imports themselves: it goes with the backup",
    "saved_mapping": "how a file is read, taken out as TOML by itself: it goes with the backup",
    "draft": "what somebody is in the middle of typing, with a donor's name perhaps: of no export",
    "location": "made with sites and programs",
    "move": "posted, never filled in",
    "issuer": "what stands on letters: of no kind of the contract, it goes with the backup",
    "acknowledgement": "a letter as it was said: of no kind of the contract, it goes with the backup",
    "acknowledged_donation": "made with its letter",
    "donation_void": "why a donation does not stand: files hold those that do, it goes with the backup",
    "sorting": "its moves are told; what holds them together goes with the backup",
    "sorting_line": "its moves are told; what holds them together goes with the backup",
    "delivery_day": "when a delivery goes out: of no kind of the contract, it goes with the backup",
    "delivery_picker": "who packs a delivery: of no kind of the contract, it goes with the backup",
    "line_picked": "what was ticked on a pick list: of no kind of the contract, it goes with the backup",
    "line_cut": "what was packed short: of no kind of the contract, it goes with the backup",
    "line_shortfall": "why a line came short: its sums are told, the rest goes with the backup",
    "line_extra": "its line and its moves are told; what holds them together goes with the backup",
    "search_end": "how a search ended: its move is told, the rest goes with the backup",
    "recipe": "what kits are made of: of no kind of the contract, it goes with the backup",
    "recipe_line": "what kits are made of: of no kind of the contract, it goes with the backup",
    "assembly": "its moves are told; what holds them together goes with the backup",
    "assembly_batch": "its moves are told; what holds them together goes with the backup",
    "assembly_line": "its moves are told; what holds them together goes with the backup",
    "staged_count": "how a count is made: its cycle count is told, it goes with the backup",
    "staged_counter": "who counts, or did: of no kind of the contract, it goes with the backup",
    "staged_line": "what was to be counted: the cycle count's lines are told, it goes with the backup",
    "staged_entry": "what each counter found: the cycle count's lines are told, it goes with the backup",
    "donors_apart": "who looks alike and is two: of no kind of the contract, it goes with the backup",
    "erased_mark": "kept of who was erased, by the command alone: it goes with the backup",
    "stock_level": "kept by the ledger",
    "allocation": "how stock was shared out: of no kind of the contract, it goes with the backup",
    "allocation_share": "why a need got what it got: of no kind of the contract, it goes with the backup",
    "allocation_line": "made with its reservation, which is told with its lot",
    "substitute": "what was chosen instead: its reservation is told with its lot, the rest is in the backup",
    "store_par": "what is to be available: of no kind of the contract, it goes with the backup",
    "donation_total": "kept by the ledger",
    "donation_day_total": "kept by the ledger",
    "move_total": "kept by the ledger",
    "activity": "written by the door",
    "receipt": "written by the door",
    "store_version": "written by the door",
    "verification": "written by verify",
    "pledge": "a promise of somebody without an account: of no kind of the contract, it goes with the backup",
    "pledge_line": "a promise: of no kind of the contract, it goes with the backup",
    "pledge_mark": "counts what was taken back until the day is over: it goes with the backup",
    "pledge_arrival": "made with the donation that a pledge became",
    "need_round": "made with its need: a file tells the latest round of what goes on",
} | dict.fromkeys(
    ("account", "role_grant", "ticket", "table_link", "table_entry", "session", "failed_try", "signing_key"),
    "people and how they sign in: of no kind of the contract, it goes with the backup",
)

INTERNAL = {"id", "name_key", "synonym_key", "identity", "recorded_at", "row_key", "merged_into_id",
            "replaces_id", "item_id", "lot_id", "need_id", "donation_id", "count_id", "delivery_id",
            "drive_id"}  # fmt: skip


def test_every_column_that_a_person_can_fill_is_in_some_export(sqlite_url: str) -> None:
    with opened(sqlite_url) as home:
        furnish(home)
        columns = {kind: set(given(home, kind).decode().split("\r\n")[0].split(",")) for kind in EXPORTS}
    missing = []
    for table in Base.metadata.sorted_tables:
        assert (table.name in TOLD) != (table.name in NOT_TOLD), table.name
        if table.name in NOT_TOLD:
            continue
        kind, other_names = TOLD[table.name]
        for column in table.columns:
            name = other_names.get(column.name, column.name)
            if name is None or (column.name in INTERNAL and column.name not in other_names):
                continue
            where, _point, told = name.rpartition(".")
            if told not in columns[where or kind]:
                missing.append(f"{table.name}.{column.name} as {name}")
    assert missing == []


def test_a_column_that_is_left_out_would_be_seen(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TOLD, "site", ("programs", {}))
    with pytest.raises(AssertionError, match=r"site\.hours"):
        test_every_column_that_a_person_can_fill_is_in_some_export(sqlite_url)


def test_an_organization_is_not_needed_for_any_of_this(sqlite_url: str) -> None:
    with opened(sqlite_url) as home:
        home.do(
            organization.set_up_organization, organization.SetUpOrganization("Helpers", "Asia/Tokyo", "JPY")
        )
        furnish(home)
        assert b"Helpers" not in b"".join(given(home, kind) for kind in KINDS)
