"""A question for every query that its owner would ask, and the ids in it that may be another's.

To add a query: one line in ``QUESTIONS`` (everything in it the viewers' own), a word in ``KINDS`` for each id
that is named in a new way, and its rows in ``queries.csv``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import is_dataclass, replace
from datetime import timedelta
from typing import Any

from drives.accounts import token_hash
from drives.queries.exports import EXPORTS, NARROWED_BY, Scope
from drives.rules.kinds import FactorKind
from drives.rules.recalls import Notice
from tests.houses import TODAY
from tests.roles.world import World

Question = dict[str, Any]
"""What a query is asked with, by name."""

NOTHING: Callable[[World], Question] = lambda _world: {}  # noqa: E731

QUESTIONS: dict[str, Callable[[World], Question]] = {
    # for everybody
    "organization": NOTHING,
    "is_set_up": NOTHING,
    "is_empty": NOTHING,
    "is_demo": NOTHING,
    "overview": NOTHING,
    "drives_shown": NOTHING,
    "pledge_offer": lambda _w: {"slug": "autumnal"},
    "own_pledge": lambda _w: {"digest": token_hash("secret-of-a")},
    "pledgers_to_forget": NOTHING,
    "pledges": lambda w: {"drive_id": w.a},
    "pledge_sheet": lambda w: {"drive_id": w.a},
    "drive_page": lambda _w: {"slug": "autumnal"},
    "days_so_far": lambda w: {"slug": "autumnal", "item_id": w.socks},
    "drive_report": lambda _w: {"drive": "autumnal"},
    "follow_through": lambda _w: {"drive": "autumnal"},
    "what_to_bring": lambda _w: {"drive": "autumnal"},
    "sites_shown": NOTHING,
    "programs_shown": NOTHING,
    "drop_off_sites": NOTHING,
    "drive_called": lambda _w: {"name": "autumnal"},
    "program_called": lambda _w: {"name": "Pantrywise"},
    # progress and what forms offer
    "progress": lambda w: {"drive_id": w.a},
    "item_choices": NOTHING,
    "usual_items": lambda w: {"drive_id": w.a},
    "drive_choices": NOTHING,
    "site_choices": NOTHING,
    "program_choices": NOTHING,
    "team_choices": NOTHING,
    # needs, stock, donations
    "needs": NOTHING,
    "due_rounds": NOTHING,
    "there_is": lambda w: {"program_id": w.p},
    "catalogue": NOTHING,
    "count_sheet": lambda w: {"site_id": w.gym},
    "sheets_given": NOTHING,
    "blind_sheet": lambda w: {"staged_count_id": w.count},
    "staged_counts": NOTHING,
    "counter_choices": NOTHING,
    "compared_count": lambda w: {"staged_count_id": w.compared},
    "inventory": NOTHING,
    "recall": lambda w: {"notice": Notice(), "item_id": w.socks},
    "label_programs": NOTHING,
    "sorting_desk": lambda w: {"site_id": w.gym},
    "kit_desk": lambda w: {"site_id": w.gym, "drive_id": w.a},
    "buildable": NOTHING,
    "to_share": lambda w: {"drive_id": w.a},
    "stocked_lots": lambda w: {"item_id": w.socks},
    "lots_of_item": lambda w: {"item_id": w.socks},
    "delivery_lines": lambda w: {"delivery_id": w.sent[w.p]},
    "deliveries": NOTHING,
    "delivery_seen": lambda w: {"delivery_id": w.sent[w.p]},
    "searched": NOTHING,
    "pick_lists": NOTHING,
    "pick_list": lambda w: {"delivery_id": w.planned[w.p]},
    "pickers": NOTHING,
    "kept_to_go": NOTHING,
    "free_to_go": lambda w: {"program_id": w.p},
    "donors": NOTHING,
    "donation_list": NOTHING,
    "donation_count": NOTHING,
    "donation_sheet": NOTHING,
    "donation_seen": lambda w: {"donation_id": w.at_table},
    "donor_doubles": NOTHING,
    "issuers": NOTHING,
    "letters_of_year": lambda w: {"program_id": w.p, "year": w.today.year},
    "letters_to_print": lambda w: {"program_id": w.p, "year": w.today.year},
    "unissuable": lambda w: {"year": w.today.year},
    "letter_of_donation": lambda w: {"donation_id": w.to_a},
    "letter": lambda w: {"acknowledgement_id": w.letter},
    "donor_history": lambda w: {"donor_id": w.donor["Dorothea"]},
    "erasing": lambda w: {"donor_id": w.donor["Dorothea"]},
    "given_by": lambda w: {"donor_ids": (w.donor["Dorothea"],)},
    "end_of_day": lambda w: {"day": TODAY, "drive_id": w.a, "site_id": w.gym},
    # drives, what is set up, figures
    "drive_list": NOTHING,
    "own_entries": NOTHING,
    "own_last": NOTHING,
    "usual_amounts": lambda w: {"item_ids": (w.socks,), "drive_id": w.a},
    "logged_just_now": lambda w: {
        "since": w.home.clock.now - timedelta(hours=1),
        "drive_id": w.a,
        "site_id": w.gym,
    },
    "still_wanted": lambda w: {"drive_id": w.a},
    "donation_to_correct": lambda w: {"donation_id": w.at_table},
    "table_teams": lambda w: {"drive_id": w.a},
    "table_links": lambda w: {"drive_id": w.a},
    "table_link": lambda w: {"link_id": w.link},
    "goal_offers": lambda w: {"program_ids": (w.p,), "drive_id": w.a},
    "factors": NOTHING,
    "estimate": lambda _w: {"kind": FactorKind.LB_PER_MEAL, "categories": ("things",)},
    "organization_set_up": NOTHING,
    "programs_set_up": NOTHING,
    "sites_set_up": NOTHING,
    "import_runs": NOTHING,
    "import_undo": lambda w: {"run_id": w.run},
    "saved_mappings": NOTHING,
    "activity": NOTHING,
    "activity_count": NOTHING,
    "activity_people": NOTHING,
    "activity_sheet": NOTHING,
    "own_account": NOTHING,
    "own_grants": NOTHING,
    "own_data": NOTHING,
    "accounts": NOTHING,
    "account_called": lambda _w: {"email": "me@example.org"},
    # files that go out
    **{f"export_{kind}": lambda _w: {"scope": Scope()} for kind in EXPORTS},
}

KINDS = {
    "slug": "drive slug", "drive": "drive slug", "site": "site slug", "drive_id": "drive", "site_id": "site",
    "program_id": "program", "program_ids": "program", "item_id": "item", "delivery_id": "sent",
    "donor_id": "donor", "donation_id": "donation", "item_ids": "item",
    "donor_ids": "donor", "link_id": "link", "run_id": "run", "acknowledgement_id": "letter",
    "staged_count_id": "staged count",
}  # fmt: skip
"""What kind of id a word of a question is."""

_OF_QUERY = {("drive_called", "name"): "drive slug", ("program_called", "name"): "program name",
             ("pick_list", "delivery_id"): "planned"}  # fmt: skip


def kind_of(query: str, path: str) -> str | None:
    """The kind of id at a path of a question, None for what names nothing."""
    name = path.rpartition(".")[2]
    return _OF_QUERY.get((query, name)) or KINDS.get(name)


def id_paths(query: str, question: Mapping[str, Any], words: Iterator[str]) -> Iterator[str]:
    """Where a question names ids: ``words`` are all that the query can be asked with."""
    narrowed = NARROWED_BY.get(query.removeprefix("export_"), frozenset())
    for word in words:
        if isinstance(question.get(word), Scope):
            yield from (f"scope.{one}_id" for one in ("drive", "program") if one in narrowed)
        elif kind_of(query, word) is not None:
            yield word


def with_id(question: Question, path: str, one: Any, narrowing: Collection[str]) -> Question:
    """The question with another id at a path, and without what else may narrow it."""
    word, _dot, rest = path.partition(".")
    value = question.get(word)
    if rest and is_dataclass(value) and not isinstance(value, type):
        return {**question, word: replace(value, **{rest: one})}
    needed = {name: said for name, said in question.items() if name not in narrowing}
    return {**needed, word: (one,) if isinstance(value, tuple) else one}
