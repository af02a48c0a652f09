"""Finding activity by what it was done to: the number or the name of a thing, as a person types it."""

from collections.abc import Iterable, Sequence
from json import dumps
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    case,
    cast,
    false,
    func,
    or_,
    select,
    type_coerce,
)
from sqlalchemy import Text as SqlText
from sqlalchemy.dialects.postgresql import JSONB

from drives.model import (
    Account,
    Activity,
    Assembly,
    AssemblyBatch,
    CycleCount,
    Delivery,
    Discard,
    Donation,
    Drive,
    Hold,
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
from drives.queries.activity_things import PAPERS
from drives.queries.activity_words import About, deeds
from drives.queries.door import Look
from drives.queries.sought import donors_called, holds, named
from drives.rules.names import plain_name


def done_to(look: Look, sought: str) -> ColumnElement[bool]:
    """Whether an entry of the trail is about a thing whose number or name holds these words."""
    dialect = look.connection.dialect.name
    answers = _Answers(dialect)
    words = plain_name(sought)
    drives, sites, programs, items, accounts = (
        _listed(dialect, named(look, model, words)) for model in (Drive, Site, Program, Item, Account)
    )
    donors = donors_called(sought)
    donations = select(Donation.id).where(
        or_(holds(Donation.reference, sought), Donation.drive_id.in_(drives), Donation.site_id.in_(sites))
    )
    needs = select(Need.id).where(or_(Need.item_id.in_(items), Need.program_id.in_(programs)))
    standing = select(StandingNeed.id).where(
        or_(StandingNeed.item_id.in_(items), StandingNeed.program_id.in_(programs))
    )
    by_about: dict[About, list[ColumnElement[bool]]] = {
        About.DONATIONS: [answers.one("donation_id", donations)],
        About.DONORS: [
            answers.one("donor_id", donors),
            (Activity.command == "merge_donors") & answers.one("gone_id", donors),
            (Activity.command == "keep_donors_apart") & answers.one("other_id", donors),
        ],
        About.NEEDS: [
            answers.one("need_id", needs),
            answers.some("need_ids", needs),
            answers.one("standing_need_id", standing),
        ],
        About.DELIVERIES: [
            answers.one("reservation_id", select(Reservation.id).where(Reservation.need_id.in_(needs))),
            answers.one("delivery_id", select(Delivery.id).where(Delivery.program_id.in_(programs))),
        ],
        About.DRIVES: [answers.one("drive_id", drives), answers.one("site_id", sites)],
        About.PLACES: [
            answers.one("program_id", programs),
            answers.one("site_id", sites),
            (Activity.command == "merge_programs") & answers.one("kept_id", programs),
            (Activity.command == "merge_sites") & answers.one("kept_id", sites),
        ],
        About.ITEMS: [answers.one("item_id", items), answers.one("kept_id", items)],
        About.ACCOUNTS: [
            answers.one("account_id", accounts),
            answers.one("drive_id", drives),
            answers.one("program_id", programs),
        ],
        About.SETTINGS: [
            answers.one("drive_id", drives),
            answers.one("program_id", programs),
            answers.one("site_id", sites),
            answers.one("account_id", accounts),
        ],
        About.STOCK: [
            answers.one("site_id", sites),
            *(
                Activity.command.in_(commands) & answers.one("document_id", papers)
                for commands, papers in _papers(items, sites)
            ),
        ],
    }
    words_of = deeds()
    # Each entry is looked into once: for the kind of thing that its command is about.
    return case(
        *((Activity.command.in_(list(words_of[about])), or_(*found)) for about, found in by_about.items()),
        else_=false(),
    )


class _Answers:
    """What commands answered, as conditions in a store's own words for JSON."""

    def __init__(self, dialect: str) -> None:
        self._dialect = dialect

    def one(self, name: str, ids: Any) -> ColumnElement[bool]:
        """Whether the id that a command answered under this name is among these."""
        if self._dialect == "sqlite":
            return func.json_extract(_TEXT, f"$.{name}").in_(ids)
        return cast(cast(_TEXT, JSONB)[name].astext, BigInteger).in_(ids)

    def some(self, name: str, ids: Any) -> ColumnElement[bool]:
        """Whether one of several ids is."""
        if self._dialect == "sqlite":
            each = func.json_each(_TEXT, f"$.{name}").table_valued("value")
            return select(1).select_from(each).where(each.c.value.in_(ids)).correlate(Activity).exists()
        each = func.jsonb_array_elements_text(cast(_TEXT, JSONB)[name]).table_valued("value")
        listed = cast(each.c.value, BigInteger).in_(ids)
        return select(1).select_from(each).where(listed).correlate(Activity).exists()


_TEXT = type_coerce(Activity.summary, SqlText)


def _papers(items: Any, sites: Any) -> Iterable[tuple[list[str], Any]]:
    """The commands that write each kind of paper of stock, and those papers of these items or sites."""
    lots = select(Lot.id).where(Lot.item_id.in_(items))
    shelves = select(Location.id).where(Location.site_id.in_(sites))
    of_papers: dict[Any, ColumnElement[bool]] = {
        Hold: Hold.lot_id.in_(lots),
        Discard: or_(Discard.lot_id.in_(lots), Discard.location_id.in_(shelves)),
        Transfer: or_(
            Transfer.lot_id.in_(lots),
            Transfer.from_location_id.in_(shelves),
            Transfer.to_location_id.in_(shelves),
        ),
        CycleCount: CycleCount.location_id.in_(shelves),
        Sorting: or_(Sorting.lot_id.in_(lots), Sorting.location_id.in_(shelves)),
        Assembly: or_(
            Assembly.id.in_(select(AssemblyBatch.assembly_id).where(AssemblyBatch.lot_id.in_(lots))),
            Assembly.location_id.in_(shelves),
        ),
    }
    for paper, condition in of_papers.items():
        yield [command for command, one in PAPERS.items() if one is paper], select(paper.id).where(condition)


def _listed(dialect: str, ids: Sequence[int]) -> Any:
    """These ids as something to look in, in one parameter however many they are."""
    if dialect == "sqlite":
        return select(func.json_each(dumps(ids)).table_valued("value").c.value)
    listed = func.jsonb_array_elements_text(cast(ids, JSONB)).table_valued("value")
    return select(cast(listed.c.value, BigInteger))
