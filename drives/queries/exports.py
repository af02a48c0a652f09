"""Every kind of export, in the order in which the kinds refer to each other, and what narrows each."""

from collections.abc import Mapping

from drives.queries.door import Query
from drives.queries.export_goods import export_donations, export_needs, export_stock
from drives.queries.export_nouns import (
    export_donors,
    export_drives,
    export_items,
    export_programs,
    export_sites,
)
from drives.queries.export_trail import (
    export_activity,
    export_deliveries,
    export_lots,
    export_moves,
    export_progress,
)
from drives.queries.sheets import EVERYTHING, Scope, Sheet

__all__ = ["EVERYTHING", "EXPORTS", "NARROWED_BY", "Scope", "Sheet"]

EXPORTS: Mapping[str, Query[..., Sheet]] = {
    "items": export_items,
    "programs": export_programs,
    "sites": export_sites,
    "drives": export_drives,
    "needs": export_needs,
    "donors": export_donors,
    "donations": export_donations,
    "stock": export_stock,
    "progress": export_progress,
    "moves": export_moves,
    "lots": export_lots,
    "deliveries": export_deliveries,
    "activity": export_activity,
}

NARROWED_BY: Mapping[str, frozenset[str]] = {
    "items": frozenset(),
    "programs": frozenset({"drive", "program"}),
    "sites": frozenset({"drive"}),
    "drives": frozenset({"drive"}),
    "needs": frozenset({"drive", "program"}),
    "donors": frozenset(),
    "donations": frozenset({"drive", "program", "as_of"}),
    "stock": frozenset({"drive", "program", "as_of"}),
    "progress": frozenset({"drive", "program", "as_of"}),
    "moves": frozenset({"drive", "program", "as_of"}),
    "lots": frozenset({"drive", "program"}),
    "deliveries": frozenset({"drive", "program"}),
    "activity": frozenset(),
}
"""Which of drive, program and day have a meaning for a kind."""
