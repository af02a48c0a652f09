"""The demo community: believable in its shapes, exact in its figures, the same on every store of a day."""

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from drives.demo import make_demo
from drives.errors import Refusal
from drives.exchange.exporting import ExportOptions, export_bytes
from drives.model import (
    Acknowledgement,
    Activity,
    Base,
    CountLine,
    Delivery,
    DeliveryLine,
    Discard,
    Donation,
    DonationLine,
    Donor,
    Drive,
    DriveTeam,
    Hold,
    Item,
    Lot,
    Need,
    NeedConfirmation,
    NeedRound,
    Program,
    Site,
    Transfer,
)
from drives.queries.demo import is_demo
from drives.queries.exports import EXPORTS
from drives.queries.kit_sites import buildable
from drives.queries.kits import kit_desk
from drives.queries.letters import issuers, letters_of_year
from drives.queries.needs import NeedState, needs
from drives.queries.overview import overview
from drives.queries.pledges import pledges
from drives.queries.progress import progress
from drives.rules.kinds import (
    DeliveryState,
    DiscardReason,
    DonationState,
    DonorKind,
    PledgeState,
    Priority,
    ShortfallReason,
    SiteKind,
    Source,
)
from drives.rules.roles import COMMAND_LINE, EVERYBODY
from drives.store.verify import verify
from tests.houses import Home
from tests.simulation.facts import Facts
from tests.simulation.oracle import figures_of
from tests.simulation.recording import RecordingDoor, Scribe, Told, of_item

TUESDAY, SATURDAY = date(2025, 5, 20), date(2026, 1, 3)
RUNNING = "Warm Winter"
WEEKEND = (5, 6)


@dataclass
class Made:
    """A store with the demo, and all that was told to its door."""

    home: Home
    told: list[Told]

    def all(self, model: type[Base], *conditions: Any) -> list[Any]:
        return self.home.all(model, *conditions)

    def by_day(self, drive: str) -> Counter[date]:
        """Donations that stand, by the day received."""
        [row] = self.all(Drive, Drive.name == drive)
        stands = Donation.state == DonationState.POSTED
        return Counter(gift.received_on for gift in self.all(Donation, stands, Donation.drive_id == row.id))


def made_on(day: date, folder: Path, template: Path) -> Made:
    path = folder / f"{day}-{len(list(folder.iterdir()))}.db"
    shutil.copyfile(template, path)
    home = Home(f"sqlite:///{path}", day)
    told: list[Told] = []
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("drives.demo.hands.Door", type("Door", (RecordingDoor,), {"told": told}))
        make_demo(home.house, COMMAND_LINE)
    return Made(home, told)


@pytest.fixture(scope="module")
def make(
    tmp_path_factory: pytest.TempPathFactory, _sqlite_template: Path
) -> Iterator[Callable[[date], Made]]:
    """The demo of a day, made once."""
    folder = tmp_path_factory.mktemp("demos")
    known: dict[date, Made] = {}

    def made(day: date) -> Made:
        if day not in known:
            known[day] = made_on(day, folder, _sqlite_template)
        return known[day]

    yield made
    for demo in known.values():
        demo.home.close()


@pytest.fixture(params=[TUESDAY, SATURDAY], ids=["made on a Tuesday", "made on a Saturday"])
def demo(request: pytest.FixtureRequest, make: Callable[[date], Made]) -> Made:
    return make(request.param)


def today(demo: Made) -> date:
    return demo.home.clock.now.date()


def exported(home: Home) -> dict[str, bytes]:
    """Every export of a store."""
    asked = ExportOptions()
    return {
        kind: export_bytes(home.house.queries, kind, viewer=COMMAND_LINE, options=asked) for kind in EXPORTS
    }


# ---------------------------------------------------------------------------------- what is there


def test_three_drives_eight_programs_and_six_sites(demo: Made) -> None:
    drives = {row.name: row for row in demo.all(Drive)}
    assert len(drives) == 3
    states = [
        (row.starts_on > today(demo), row.closed_on is not None)
        for row in sorted(drives.values(), key=lambda row: row.starts_on)
    ]
    assert states == [(False, True), (False, False), (True, False)]
    assert timedelta(days=12) <= max(row.starts_on for row in drives.values()) - today(demo)
    assert {row.drive_id for row in demo.all(DriveTeam)} == {row.id for row in drives.values()}
    programs = demo.all(Program)
    assert len({row.kind for row in programs}) == len(programs) == 8
    assert [row.name for row in programs if row.hide_address] == ["Open Door Youth Shelter"]
    assert [row.name for row in programs if row.unlisted] == ["Harbor Light House"]
    sites = demo.all(Site)
    assert Counter(row.kind for row in sites) == {SiteKind.COLLECTION_SITE: 4, SiteKind.WAREHOUSE: 2}


def test_donors_of_many_kinds_and_teams_are_plainly_invented(demo: Made) -> None:
    donors = demo.all(Donor)
    assert len({row.kind for row in donors}) == len(DonorKind)
    assert len([row for row in donors if row.kind is DonorKind.TEAM]) == 4
    for row in donors:
        if row.kind in (DonorKind.PERSON, DonorKind.HOUSEHOLD):
            assert row.name.split()[0] in ("a", "the") or "Tenants" in row.name, row.name
        assert row.email is row.phone is row.address is None
    gifts = demo.all(Donation)
    assert {row.donor_id or row.team_id for row in gifts} >= {row.id for row in donors}
    assert len([row for row in gifts if row.donor_id is row.team_id is None]) > len(gifts) / 4


def test_twelve_weeks_of_donations_of_forty_items(demo: Made) -> None:
    gifts = demo.all(Donation)
    assert 900 <= len(gifts) <= 1500
    days = {row.received_on for row in gifts}
    assert today(demo) - min(days) == timedelta(days=84)
    assert max(days) == today(demo)
    items = {row.item_id for row in demo.all(Lot)}
    assert len(items) >= 40
    lines = demo.all(DonationLine)
    assert 0.05 < len([line for line in lines if line.pack]) / len(lines) < 0.4
    rejected = [line for line in lines if line.rejected]
    assert len(rejected) > 30
    assert all(line.reject_reason for line in rejected)
    [bought] = {line.donation_id for line in lines if line.source is Source.PURCHASED}
    assert bought
    assert [row for row in gifts if row.drive_id is None]


def test_every_need_that_can_be_is_there(demo: Made) -> None:
    asked = demo.home.house.queries.ask(needs, COMMAND_LINE)
    assert {need.priority for need in asked if need.state is NeedState.OPEN} == set(Priority)
    assert {need.state for need in asked} == set(NeedState)
    assert sorted(need.asked_again for need in asked if need.state is NeedState.CANCELLED) == [False, True]
    assert [need.item for need in asked if need.drive == RUNNING] == ["Phone chargers"]
    [again] = demo.all(NeedConfirmation, ~NeedConfirmation.need_id.in_(select(NeedRound.need_id)))
    [confirmed] = demo.all(Need, Need.id == again.need_id)
    assert (today(demo) - confirmed.posted_on).days > 60
    assert next(need for need in asked if need.need_id == confirmed.id).state is NeedState.OPEN
    repeats = {need.item: need.state for need in asked if need.repeats is not None}
    assert repeats == {"Bath towels": NeedState.WAITING, "Razors, disposable": NeedState.OPEN}


def test_goods_are_reserved_sent_confirmed_and_one_delivery_is_short(demo: Made) -> None:
    states = Counter(row.state for row in demo.all(Delivery))
    assert states[DeliveryState.CONFIRMED] >= 5
    assert (states[DeliveryState.SENT], states[DeliveryState.PLANNED]) == (1, 1)
    [short] = demo.all(DeliveryLine, DeliveryLine.lost + DeliveryLine.returned > 0)
    assert (short.reason, short.arrived + short.lost) == (ShortfallReason.MISSING, short.quantity)
    assert [line for line in demo.all(DeliveryLine) if line.need_id is None]


def test_shelves_hold_what_shelves_hold(demo: Made) -> None:
    lots = demo.all(Lot)
    left = (lot.date_mark - today(demo) for lot in lots if lot.date_mark is not None)
    days = [span.days for span in left]
    assert [number for number in days if number < 0]
    assert [number for number in days if 0 <= number < 30]
    assert len({lot.restricted_to_id for lot in lots}) >= 3
    [held] = demo.all(Hold)
    assert held.lifted_on is None
    assert next(lot for lot in lots if lot.id == held.lot_id).lot_code
    thrown = demo.all(Discard)
    assert thrown
    assert {row.reason for row in thrown} == {DiscardReason.EXPIRED}
    assert demo.all(Transfer)
    differences = [line.counted - line.expected for line in demo.all(CountLine)]
    assert sorted(filter(None, differences)) == [-3000, 1000]


def test_kits_are_put_together_by_a_recipe_and_taken_apart(demo: Made) -> None:
    kits = demo.home.house.queries.ask(buildable, COMMAND_LINE)
    assert [one.item for one in kits] == ["Hygiene kits"]
    warehouse = next(row.id for row in demo.all(Site) if row.name == "Mill Street Warehouse")
    shown = demo.home.house.queries.ask(kit_desk, COMMAND_LINE, site_id=warehouse)
    assert [(one.apart, one.quantity) for one in shown.done] == [(True, 1000), (False, 24000)]
    assert sum(one.on_hand for one in shown.kits) == 23000
    assert (shown.recipes[0].wanted, shown.recipes[0].buildable > 0) == (17000, True)


def test_one_donation_was_corrected_and_one_voided(demo: Made) -> None:
    voided = demo.all(Donation, Donation.state == DonationState.VOIDED)
    [right] = demo.all(Donation, Donation.replaces_id.is_not(None))
    assert len(voided) == 2
    assert right.replaces_id in {row.id for row in voided}
    assert [line.received for line in demo.all(DonationLine, DonationLine.donation_id == right.id)] == [
        59_000
    ]


def test_letters_and_pledges_of_each_kind_are_there(demo: Made) -> None:
    queries = demo.home.house.queries
    issuing = {one.program: one.program_id for one in queries.ask(issuers, COMMAND_LINE)}
    assert list(issuing) == ["Kinship Closet", "Lantern Valley Food Bank"]
    assert len(demo.all(Acknowledgement, Acknowledgement.program_id == issuing["Kinship Closet"])) > 10
    due = queries.ask(
        letters_of_year, COMMAND_LINE,
        program_id=issuing["Lantern Valley Food Bank"], year=(today(demo) - timedelta(days=9)).year,
    ).due  # fmt: skip
    assert len(due) > 5
    [running] = demo.all(Drive, Drive.name == RUNNING)
    shown = queries.ask(pledges, COMMAND_LINE, drive_id=running.id)
    assert {one.state for one in shown} == {
        PledgeState.OPEN, PledgeState.LATE, PledgeState.RELEASED, PledgeState.ARRIVED
    }  # fmt: skip


# ------------------------------------------------------------------------------------- its shapes


def test_weekends_bring_at_least_twice_a_weekday(demo: Made) -> None:
    gifts = Counter(row.received_on for row in demo.all(Donation))
    days = [today(demo) - timedelta(days=number) for number in range(1, 84)]
    weekend = [gifts[day] for day in days if day.weekday() in WEEKEND]
    others = [gifts[day] for day in days if day.weekday() not in WEEKEND]
    assert sum(weekend) / len(weekend) >= 2 * sum(others) / len(others)


def test_the_middle_of_the_running_drive_is_slow(demo: Made) -> None:
    [drive] = demo.all(Drive, Drive.name == RUNNING)
    gifts = demo.by_day(RUNNING)
    length = (today(demo) - drive.starts_on).days + 1
    thirds = [
        sum(gifts[drive.starts_on + timedelta(days=day)] for day in range(first, last)) / (last - first)
        for first, last in pairwise(length * part // 3 for part in range(4))
    ]
    assert thirds[1] < 0.75 * min(thirds[0], thirds[2])


def test_the_clock_moves_through_believable_days(demo: Made) -> None:
    gifts = demo.all(Donation)
    assert all(7 <= row.recorded_at.hour < 18 for row in gifts)
    late = [row for row in gifts if row.recorded_at.date() != row.received_on]
    assert [(row.recorded_at.date() - row.received_on).days for row in late] == [8]
    minutes = Counter((row.recorded_at.hour, row.recorded_at.minute) for row in gifts)
    assert len(minutes) > 250
    logged_by = {row.who for row in demo.all(Activity, Activity.command == "log_donation")}
    assert len(logged_by) == 5
    assert all(who.endswith(" table") for who in logged_by)
    trail = [row.done_at for row in demo.all(Activity)]
    assert trail == sorted(trail)
    assert trail[-1] <= datetime.combine(today(demo), time(9, 30), trail[-1].tzinfo)


def test_beans_are_over_collected_and_wool_socks_short(demo: Made) -> None:
    shown = demo.home.house.queries.ask(overview, COMMAND_LINE)
    beans = next(row for row in shown.hold_back if row.item == "Baked beans")
    assert beans.figures.surplus > beans.figures.needed
    assert shown.hold_back[0] is beans
    assert shown.wanted[0].item == "Wool socks"
    assert shown.wanted[0].priority is Priority.CRITICAL
    [drive] = demo.all(Drive, Drive.name == RUNNING)
    rows = demo.home.house.queries.ask(progress, COMMAND_LINE, drive_id=drive.id)
    needed = sorted((row for row in rows if row.figures.needed), key=lambda row: row.figures.coverage)
    assert "Wool socks" in [row.item for row in needed[:3]]
    assert len({row.figures.coverage for row in needed}) > 15


# ------------------------------------------------------------------------------------- its figures


def test_every_figure_equals_the_oracle(demo: Made) -> None:
    history = Scribe(demo.home.store).history(demo.told)
    slugs = {("drive", row.name): row.slug for row in demo.all(Drive)}
    slugs |= {("program", row.name): row.slug for row in demo.all(Program)}
    days = [today(demo) - timedelta(days=number) for number in (0, 9, 40, 70)]
    theirs: dict[tuple[Any, date], list[dict[str, str]]] = {
        (scope, day): [] for scope in (None, *slugs) for day in days
    }
    for item in demo.all(Item):
        facts = Facts(of_item(history, item.name), strict=True)
        for (scope, day), rows in theirs.items():
            told = figures_of(facts, scope=scope, as_of=day)
            rows += [row for row in told if row["item"] == item.name]
    compared = 0
    for (scope, day), rows in theirs.items():
        asked = ExportOptions(**({scope[0]: slugs[scope]} if scope else {}), as_of=day, format="json")
        ours = json.loads(
            export_bytes(demo.home.house.queries, "progress", viewer=COMMAND_LINE, options=asked)
        )
        assert ours == sorted(rows, key=lambda row: row["item"]), (scope, day)
        compared += len(ours)
    assert compared > 500


def test_the_ledger_is_clean(demo: Made) -> None:
    assert verify(demo.home.store) == []


# ----------------------------------------------------------------------------- made again, elsewhere


def test_two_stores_made_on_one_day_export_the_same_bytes_whatever_the_engine(
    make: Callable[[date], Made], postgresql_url: str
) -> None:
    other = Home(postgresql_url, TUESDAY)
    try:
        make_demo(other.house, COMMAND_LINE)
        assert exported(other) == exported(make(TUESDAY).home)
        assert verify(other.store) == []
    finally:
        other.close()


def test_a_demo_that_was_interrupted_is_made_on_from_where_it_stopped(
    make: Callable[[date], Made], sqlite_url: str
) -> None:
    class PulledPlug(Exception):
        pass

    def pull(hundredths: int) -> None:
        if hundredths >= 60:
            raise PulledPlug

    other = Home(sqlite_url, TUESDAY)
    try:
        with pytest.raises(PulledPlug):
            make_demo(other.house, COMMAND_LINE, pull)
        other.clock.put(SATURDAY)
        with pytest.raises(Refusal, match="begun in this store on another day"):
            make_demo(other.house, COMMAND_LINE)
        other.clock.put(TUESDAY)
        told: list[int] = []
        make_demo(other.house, COMMAND_LINE, told.append)
        assert told == list(range(100))
        assert exported(other) == exported(make(TUESDAY).home)
    finally:
        other.close()


def test_all_days_are_counted_from_the_day_it_is_made(make: Callable[[date], Made]) -> None:
    far = SATURDAY - TUESDAY
    early, late = make(TUESDAY), make(SATURDAY)
    for model, days in ((Drive, ("starts_on", "ends_on")), (Need, ("posted_on", "needed_by"))):
        shown = [[[getattr(row, day) for day in days] for row in made.all(model)] for made in (early, late)]
        assert [[day and day + far for day in row] for row in shown[0]] == shown[1]


def test_a_store_says_whether_it_holds_the_demo(make: Callable[[date], Made], sqlite_url: str) -> None:
    assert make(TUESDAY).home.house.queries.ask(is_demo, EVERYBODY)
    mine = Home(sqlite_url)
    mine.item("Socks")
    assert not mine.house.queries.ask(is_demo, EVERYBODY)
    mine.close()


def test_the_demo_is_refused_where_there_is_an_organization(make: Callable[[date], Made]) -> None:
    home = make(TUESDAY).home
    with home.reading() as connection:
        before = len(connection.execute(select(Activity.id)).all())
    with pytest.raises(Refusal, match="has an organization already"):
        make_demo(home.house, COMMAND_LINE)
    assert len(home.all(Activity)) == before
