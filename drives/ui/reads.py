"""Everything that pages read, cached by viewer scope, store version, local day and language.

The only module with cached reads. What it gives out is frozen and shared: nobody changes it. A rerun
over unchanged data costs one small read of the version.
"""

from collections.abc import Callable
from contextvars import ContextVar
from datetime import date, datetime
from threading import Lock
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import streamlit as st

from drives.accounts import COOKIE, Claims, SessionSeen
from drives.queries.activity import Done, Narrowed, activity, activity_count
from drives.queries.activity_people import activity_people
from drives.queries.activity_words import Who
from drives.queries.asking import ThereIs, there_is
from drives.queries.at_table import LoggedHere, OwnEntry, own_entries, table_teams
from drives.queries.before_logging import (
    LoggedJustNow,
    logged_just_now,
    own_last,
    still_wanted,
    usual_amounts,
)
from drives.queries.blind_sheets import BlindSheet, SheetGiven, blind_sheet, sheets_given
from drives.queries.catalogue import CatalogueItem, catalogue
from drives.queries.choices import (
    DriveChoice,
    ItemChoice,
    ProgramChoice,
    SiteChoice,
    drive_choices,
    item_choices,
    program_choices,
    site_choices,
    usual_items,
)
from drives.queries.count_sheet import PileShown, count_sheet
from drives.queries.days import DaysSoFar, days_so_far
from drives.queries.deliveries import DeliveryListed, Searched, deliveries, searched
from drives.queries.delivery_seen import DeliverySeen, delivery_seen
from drives.queries.demo import is_demo as holds_demo
from drives.queries.donation_list import DonationListed, Wanted, donation_count, donation_list
from drives.queries.donation_seen import DonationSeen, donation_seen
from drives.queries.donor_doubles import Double, donor_doubles
from drives.queries.donor_history import DonorHistory, donor_history
from drives.queries.donors import DonorShown, Erasing, Gave, donors, erasing, given_by
from drives.queries.door import Query, Stamp
from drives.queries.drive_list import (
    DriveListed,
    GoalOffer,
    TeamChoice,
    drive_list,
    goal_offers,
    team_choices,
)
from drives.queries.drive_page import DrivePage, DriveShown, DropOff, drive_page, drives_shown
from drives.queries.end_of_day import EndOfDay, end_of_day
from drives.queries.factors import Estimate, FactorShown, estimate, factors
from drives.queries.follow_through import FollowThrough, follow_through
from drives.queries.imports import MappingShown, RunShown, Undo, import_runs, import_undo, saved_mappings
from drives.queries.inventory import Inventory, inventory
from drives.queries.kit_sites import BuildableKit, buildable
from drives.queries.kits import KitDesk, kit_desk
from drives.queries.labels import LabelProgram, label_programs
from drives.queries.letters import (
    IssuerShown,
    LetterOfDonation,
    LetterSeen,
    LettersOfYear,
    Unissuable,
    issuers,
    letter,
    letter_of_donation,
    letters_of_year,
    unissuable,
)
from drives.queries.needs import NeedShown, needs
from drives.queries.organization import (
    OrganizationSetUp,
    OrganizationShown,
    is_empty,
    organization,
    organization_set_up,
)
from drives.queries.overview import Overview, overview
from drives.queries.people import AccountShown, GrantShown, OwnAccount, accounts, own_account, own_grants
from drives.queries.pick_lists import (
    Picker,
    PickList,
    PickListSeen,
    pick_list,
    pick_lists,
    pickers,
)
from drives.queries.places import (
    ProgramSetUp,
    ProgramsShown,
    SiteSetUp,
    SiteShown,
    drop_off_sites,
    programs_set_up,
    programs_shown,
    sites_set_up,
)
from drives.queries.pledges import PledgeShown, pledges
from drives.queries.progress import ProgressRow, progress
from drives.queries.recall import Recalled, recall
from drives.queries.sorting import SortingDesk, sorting_desk
from drives.queries.staged_counts import (
    Compared,
    CounterChoice,
    CountShown,
    compared_count,
    counter_choices,
    staged_counts,
)
from drives.queries.table_links import TableLinkShown, table_links
from drives.queries.to_correct import DonationToCorrect, donation_to_correct
from drives.queries.to_go import FreeToGo, KeptToGo, free_to_go, kept_to_go
from drives.queries.to_share import ToShare, to_share
from drives.queries.what_to_bring import BringList, sites_shown, what_to_bring
from drives.rules.devices import device_name
from drives.rules.kinds import FactorKind
from drives.rules.recalls import Notice
from drives.rules.roles import EVERYBODY, THIS_MACHINE, Permission, Viewer
from drives.settings import Settings
from drives.texts import current_language
from drives.wiring import House, open_house, utc_now

Answer = TypeVar("Answer")

_MOST_ANSWERS = 128
_BROWSER = "User-Agent"
_answers: dict[tuple[Any, ...], tuple[Any]] = {}
_houses: dict[str, House] = {}
_opening, _keeping = Lock(), Lock()
_seen: ContextVar[tuple[str, Stamp] | None] = ContextVar("seen", default=None)
_who: ContextVar[Viewer | None] = ContextVar("who", default=None)
_without_accounts: dict[str, int] = {}


def house() -> House:
    """The one house of this process, for the store that the settings name."""
    settings = Settings.from_environment()
    found = _houses.get(settings.store)
    if found is None:
        with _opening:
            found = _houses.get(settings.store) or open_house(settings)
            _houses[settings.store] = found
    return found


def close_houses() -> None:
    """Let go of every store that was opened, and of what is known of them."""
    with _opening:
        while _houses:
            _houses.popitem()[1].close()
        _answers.clear()
    look_again()


def viewer() -> Viewer:
    """Whoever looks, as of this run: a session that was ended and a role that was taken away count at once.

    Without accounts it is the one user of this machine (the web floor keeps others out).
    """
    found = _who.get()
    if found is None:
        found = _viewer_at_hand()
        _who.set(found)
    return found


def _viewer_at_hand() -> Viewer:
    if not people_sign_in():
        return THIS_MACHINE
    return viewer_later()()


def viewer_later() -> Callable[[], Viewer]:
    """What finds whoever the session at hand stands for when it is called, after this run as well."""
    if not people_sign_in():
        # Whoever makes the first account meanwhile is asked to sign in as everybody is.
        return lambda: THIS_MACHINE if not house().accounts.exist() else EVERYBODY
    mine, claims, device = cookie(), provider_claims(), _device()

    def found() -> Viewer:
        accounts = house().accounts
        if not accounts.exist():
            return THIS_MACHINE
        by_us = accounts.viewer(mine)
        if by_us is None and claims is not None:
            by_us = accounts.provider_viewer(claims, device=device)
        return by_us or EVERYBODY

    return found


def _device() -> str | None:
    """What whoever is at hand uses, in a few words."""
    return device_name(st.context.headers.get(_BROWSER) or "")


def people_sign_in() -> bool:
    """Whether the store has accounts: then people sign in."""
    version = stamp().version
    if _without_accounts.get(store()) == version:
        return False
    if house().accounts.exist():
        return True
    _without_accounts[store()] = version
    return False


def cookie() -> str | None:
    """The cookie of the session at hand, as the browser sent it when this page was opened."""
    found = st.context.cookies.get(COOKIE)
    return found if isinstance(found, str) else None


def provider_claims() -> Claims | None:
    """What an OpenID provider said of whoever is at hand, where one is set up and was asked."""
    return Claims.of(st.user.to_dict()) if getattr(st.user, "is_logged_in", False) else None


def me() -> OwnAccount | None:
    """One's own account; None for whoever has none."""
    return _ask(own_account) if viewer().may(Permission.OWN_ACCOUNT) else None


def my_grants() -> tuple[GrantShown, ...]:
    """One's own roles."""
    return _ask(own_grants)


def my_sessions() -> tuple[SessionSeen, ...]:
    """Where one is signed in, as of this very moment, the session at hand first."""
    mine = viewer().account_id
    return () if mine is None else house().accounts.sessions_of(mine, cookie(), provider_claims())


def all_accounts() -> tuple[AccountShown, ...]:
    """All accounts by name, as of this very moment: who was seen last does not change the version."""
    return house().queries.ask(accounts, viewer())


def teams_at(drive_id: int) -> tuple[TeamChoice, ...]:
    """The teams that collect for a drive, by name."""
    return _ask(table_teams, drive_id=drive_id)


def logged_here(most: int) -> LoggedHere:
    """What was logged on this phone at its table, newest first."""
    return _ask(own_entries, most=most)


def usual_amounts_of(item_ids: tuple[int, ...], drive_id: int | None) -> dict[int, int]:
    """The usual amounts (thousandths) of those of these items that came often enough to a drive."""
    usual = _ask(usual_amounts, item_ids=item_ids, drive_id=drive_id)
    return {one.item_id: one.usual for one in usual}


def just_logged(since: datetime, drive_id: int | None, site_id: int) -> tuple[LoggedJustNow, ...]:
    """What was logged here since a moment."""
    return _ask_once(logged_just_now, since=since, drive_id=drive_id, site_id=site_id)


def my_last() -> OwnEntry | None:
    """What whoever is here logged last by hand, where it stands."""
    found = _ask(own_last)
    return found[0] if found else None


def wanted_still(drive_id: int | None) -> frozenset[int]:
    """The items of which a drive, or anybody, still has to collect."""
    return _ask(still_wanted, drive_id=drive_id)


def donation_to_correct_of(donation_id: int) -> DonationToCorrect:
    """A donation that stands, with all that it says; Unknown where there is none to correct."""
    return _ask_once(donation_to_correct, donation_id=donation_id)


def links_of_tables(drive_id: int) -> tuple[TableLinkShown, ...]:
    """The links of a drive's tables, as of this very moment: who was seen last is no part of the version."""
    return house().queries.ask(table_links, viewer(), drive_id=drive_id)


def trail(wanted: Narrowed, page: int) -> tuple[Done, ...]:
    """A page of what was done, the newest first."""
    return (
        _ask_once(activity, wanted=wanted, page=page)
        if wanted.sought
        else _ask(activity, wanted=wanted, page=page)
    )


def trail_count(wanted: Narrowed) -> int:
    """How many entries there are on all pages."""
    return _ask_once(activity_count, wanted=wanted) if wanted.sought else _ask(activity_count, wanted=wanted)


def trail_people() -> tuple[tuple[str, Who], ...]:
    """Who may have done something, by the key that the address has."""
    return _ask(activity_people)


def now() -> datetime:
    """What time it is."""
    return utc_now()


def here(at: datetime) -> datetime:
    """A moment on the organization's clock."""
    return at.astimezone(ZoneInfo(the_organization().time_zone))


def store() -> str:
    """The name of the store in use: part of the key of whatever is kept of it."""
    return _look()[0]


def stamp() -> Stamp:
    """The store's version and the local day, looked up once a run."""
    return _look()[1]


def _look() -> tuple[str, Stamp]:
    seen = _seen.get()
    if seen is None:
        here = house()
        seen = (here.settings.store, here.queries.stamp())
        _seen.set(seen)
    return seen


def look_again() -> None:
    """Have the next read look at the store and at who looks afresh: a run begins, or something was saved."""
    _seen.set(None)
    _who.set(None)


def begin_day() -> None:
    """At the first look of a local day, have done what it brings; on every other it costs nothing."""
    if house().begin_day(stamp().today):
        look_again()


def check_store() -> None:
    """Ask the store for its version; raises where it does not answer."""
    house().queries.stamp()


def _ask(asked: Query[..., Answer], **question: Any) -> Answer:
    who = viewer()
    own = asked.permission is Permission.OWN_ACCOUNT or asked.name == own_last.name
    mine = (who.account_id, who.name) if own else None
    key = (store(), stamp(), current_language(), who.scope, mine, asked.name, *sorted(question.items()))
    known = _answers.get(key)
    if known is None:
        # Two who ask at once may both work it out: it is the same answer.
        known = (house().queries.ask(asked, who, **question),)
        with _keeping:
            while len(_answers) >= _MOST_ANSWERS:
                del _answers[next(iter(_answers))]
            _answers[key] = known
    answer: Answer = known[0]
    return answer


def _ask_once(asked: Query[..., Answer], **question: Any) -> Answer:
    # What somebody typed is hardly ever asked again, and would push out what everybody asks.
    return house().queries.ask(asked, viewer(), **question)


def the_overview() -> Overview:
    """What the first page shows."""
    return _ask(overview)


def the_organization() -> OrganizationShown:
    """Who runs this store."""
    return _ask(organization)


def store_is_empty() -> bool:
    """Whether nothing was put into this store yet."""
    return _ask(is_empty)


def is_demo() -> bool:
    """Whether this store holds the demo community."""
    return _ask(holds_demo)


def there_to_share(drive_id: int | None) -> ToShare:
    """The open needs, or those of a drive, and what could go to them."""
    return _ask(to_share, drive_id=drive_id)


def all_needs() -> tuple[NeedShown, ...]:
    """All needs, open ones first."""
    return _ask(needs)


def what_there_is(program_id: int) -> dict[int, ThereIs]:
    """What there is for a program, by item."""
    return {one.item_id: one for one in _ask(there_is, program_id=program_id)}


def items() -> tuple[ItemChoice, ...]:
    """The active items by name."""
    return _ask(item_choices)


def usual(drive_id: int | None) -> tuple[int, ...]:
    """Ids of the items most given to a drive."""
    return _ask(usual_items, drive_id=drive_id)


def drives() -> tuple[DriveChoice, ...]:
    """All drives, open ones first."""
    return _ask(drive_choices)


def sites() -> tuple[SiteChoice, ...]:
    """All sites by name."""
    return _ask(site_choices)


def programs() -> tuple[ProgramChoice, ...]:
    """All programs by name."""
    return _ask(program_choices)


def programs_to_set_up() -> tuple[ProgramSetUp, ...]:
    """All programs with everything that is said of them, hidden addresses too."""
    return _ask(programs_set_up)


def sites_to_set_up() -> tuple[SiteSetUp, ...]:
    """All sites with everything that is said of them."""
    return _ask(sites_set_up)


def public_programs() -> ProgramsShown:
    """The programs as everybody may see them."""
    return _ask(programs_shown)


def public_sites() -> tuple[SiteShown, ...]:
    """The public sites and the drives that collect there."""
    return _ask(drop_off_sites)


def all_donors() -> tuple[DonorShown, ...]:
    """All donors and teams by name."""
    return _ask(donors)


def gifts_of(donor_ids: tuple[int, ...]) -> tuple[Gave, ...]:
    """How often these donors gave, and when last."""
    return _ask(given_by, donor_ids=donor_ids)


def doubles() -> tuple[Double, ...]:
    """Donors who may be one, in pairs."""
    return _ask(donor_doubles)


def history_of(donor_id: int) -> DonorHistory | None:
    """What a donor gave."""
    return _ask(donor_history, donor_id=donor_id)


def erasing_of(donor_id: int) -> Erasing | None:
    """What erasing a donor would leave."""
    return _ask(erasing, donor_id=donor_id)


def donations_wanted(wanted: Wanted, page: int) -> tuple[DonationListed, ...]:
    """A page of the donations that are wanted, the newest first."""
    asked = _ask_once if wanted.sought else _ask
    return asked(donation_list, wanted=wanted, page=page)


def donations_counted(wanted: Wanted) -> int:
    """How many donations there are on all pages."""
    asked = _ask_once if wanted.sought else _ask
    return asked(donation_count, wanted=wanted)


def one_donation(donation_id: int) -> DonationSeen | None:
    """A donation opened; None where there is none to see."""
    return _ask(donation_seen, donation_id=donation_id)


def letter_issuers() -> tuple[IssuerShown, ...]:
    """The programs that issue letters, or did."""
    return _ask(issuers)


def letters_in(program_id: int, year: int) -> LettersOfYear:
    """A program's letters of a year, due and issued."""
    return _ask(letters_of_year, program_id=program_id, year=year)


def gifts_without_issuer(year: int) -> tuple[Unissuable, ...]:
    """Gifts of a year that no program may acknowledge."""
    return _ask(unissuable, year=year)


def letter_of(donation_id: int) -> LetterOfDonation:
    """The letter that speaks of a donation, or what one could say."""
    return _ask(letter_of_donation, donation_id=donation_id)


def one_letter(acknowledgement_id: int) -> LetterSeen | None:
    """A letter as it was said; None where there is none."""
    return _ask(letter, acknowledgement_id=acknowledgement_id)


def drives_to_run(archived: bool = False) -> tuple[DriveListed, ...]:
    """The drives that are archived, or all others."""
    return _ask(drive_list, archived=archived)


def pledges_of(drive_id: int) -> tuple[PledgeShown, ...]:
    """The pledges of a drive that whoever looks runs."""
    return _ask(pledges, drive_id=drive_id)


def all_deliveries() -> tuple[DeliveryListed, ...]:
    """The deliveries to one's programs: those under way by their day, then the rest, the newest first."""
    return _ask(deliveries)


def one_delivery(delivery_id: int) -> DeliverySeen | None:
    """A delivery with its lines; None where there is none to see."""
    return _ask(delivery_seen, delivery_id=delivery_id)


def still_searched() -> tuple[Searched, ...]:
    """What was missing from deliveries, and is still searched."""
    return _ask(searched)


def lists_to_pick() -> tuple[PickList, ...]:
    """The pick lists of whoever is here."""
    return _ask(pick_lists) if viewer().may(Permission.OWN_ACCOUNT) else ()


def one_pick_list(delivery_id: int) -> PickListSeen | None:
    """A pick list; None where there is none for whoever is here."""
    return _ask(pick_list, delivery_id=delivery_id)


def volunteers() -> tuple[Picker, ...]:
    """The volunteers whom a pick list may be given to."""
    return _ask(pickers)


def waiting_to_go() -> tuple[KeptToGo, ...]:
    """What is reserved and on no delivery."""
    return _ask(kept_to_go)


def may_go_to(program_id: int) -> tuple[FreeToGo, ...]:
    """What may go to a program, by item, first expired first."""
    return _ask(free_to_go, program_id=program_id)


def offers(program_ids: tuple[int, ...], drive_id: int | None) -> tuple[GoalOffer, ...]:
    """What is still to collect for these programs, as goals of a drive."""
    return _ask(goal_offers, program_ids=program_ids, drive_id=drive_id)


def teams() -> tuple[TeamChoice, ...]:
    """All teams by name."""
    return _ask(team_choices)


def figures_of_drive(drive_id: int, day: date) -> tuple[ProgressRow, ...]:
    """The figures of a drive as they stand at the end of a day."""
    return _ask(progress, drive_id=drive_id, as_of=day)


def inventory_as_of(day: date | None) -> Inventory:
    """What stands on the shelves at the end of a day; None for now."""
    return _ask(inventory, as_of=day)


def recalled(notice: Notice, item_id: int | None) -> Recalled:
    """Where the goods are, or went, that a recall is about."""
    return _ask_once(recall, notice=notice, item_id=item_id)


def sheet_of(site_id: int) -> tuple[PileShown, ...]:
    """What the books say stands on a site's shelves."""
    return _ask(count_sheet, site_id=site_id)


def sheets_of_mine() -> tuple[SheetGiven, ...]:
    """The counts that whoever looks may count in."""
    return _ask(sheets_given)


def blind_sheet_of(staged_count_id: int) -> BlindSheet:
    """The sheet of a count for whoever looks; Unknown where it is not hers or is over."""
    return _ask(blind_sheet, staged_count_id=staged_count_id)


def counts_in_stages() -> tuple[CountShown, ...]:
    """The counts in stages, those that go on first."""
    return _ask(staged_counts)


def counters() -> tuple[CounterChoice, ...]:
    """Whom a count can be given to."""
    return _ask(counter_choices)


def compared_of(staged_count_id: int) -> Compared:
    """A count line by line, and whether whoever looks entered figures in it."""
    return _ask_once(compared_count, staged_count_id=staged_count_id)


def programs_of_labels() -> tuple[LabelProgram, ...]:
    """The programs that boxes are packed for, as labels call them."""
    return _ask(label_programs)


def sorting_at(site_id: int) -> SortingDesk:
    """What waits to be sorted at a site, and what was sorted there."""
    return _ask(sorting_desk, site_id=site_id)


def buildable_kits() -> tuple[BuildableKit, ...]:
    """What kits can be put together today, and at which sites."""
    return _ask(buildable)


def kits_at(site_id: int, drive_id: int | None) -> KitDesk:
    """The recipes, what can be put together at a site, and what was; of the goods of one drive or of all."""
    return _ask(kit_desk, site_id=site_id, drive_id=drive_id)


def the_day(day: date, drive_id: int | None, site_id: int | None) -> EndOfDay:
    """What came in on a day."""
    return _ask(end_of_day, day=day, drive_id=drive_id, site_id=site_id)


def the_catalogue() -> tuple[CatalogueItem, ...]:
    """All items with everything that is said of them, inactive ones too."""
    return _ask(catalogue)


def organization_to_set_up() -> OrganizationSetUp:
    """The organization with what is not for everybody."""
    return _ask(organization_set_up)


def all_factors() -> tuple[FactorShown, ...]:
    """All published figures, by kind, the newest first."""
    return _ask(factors)


def estimated(kind: FactorKind, categories: tuple[str, ...]) -> Estimate:
    """What was donated so far in these categories, by the figures that held."""
    return _ask(estimate, kind=kind, categories=categories)


def shown_drives() -> tuple[DriveShown, ...]:
    """The drives that whoever looks may see, running ones first."""
    return _ask(drives_shown)


def one_drive(slug: str) -> DrivePage:
    """The drive of an address; Unknown where there is none to see."""
    return _ask(drive_page, slug=slug)


def followed(drive: str | None, site: str | None) -> FollowThrough:
    """What became of what was given to a drive, at a site, or to a drive at a site."""
    return _ask(follow_through, drive=drive, site=site)


def days_of(slug: str, item_id: int) -> DaysSoFar:
    """The days of an item in a drive."""
    return _ask(days_so_far, slug=slug, item_id=item_id)


def bring_list(drive: str | None, site: str | None) -> BringList:
    """What to bring to a drive, to a site, or to any drive that runs."""
    return _ask(what_to_bring, drive=drive, site=site)


def bring_sites() -> tuple[DropOff, ...]:
    """The sites where a running public drive collects."""
    return _ask(sites_shown)


def imports() -> tuple[RunShown, ...]:
    """The imports that were done, the newest first."""
    return _ask(import_runs)


def undo_of(run_id: int) -> Undo:
    """What undoing an import would do."""
    return _ask(import_undo, run_id=run_id)


def kept_mappings() -> tuple[MappingShown, ...]:
    """The mappings that are kept."""
    return _ask(saved_mappings)
