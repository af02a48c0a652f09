"""Imports: a command for each kind of file, in the order in which they refer to each other."""

from drives.commands.door import Command
from drives.commands.imports.batch import (
    Batch,
    ImportDone,
    ImportRefused,
    ImportRequest,
    NothingSaved,
    Problem,
)
from drives.commands.imports.donations import import_donations
from drives.commands.imports.donor_list import import_donors
from drives.commands.imports.need_list import import_needs
from drives.commands.imports.setting_up import import_drives, import_items, import_programs, import_sites
from drives.commands.imports.stock_count import import_stock

IMPORTS: dict[str, Command[ImportRequest, ImportDone]] = {
    "items": import_items,
    "programs": import_programs,
    "sites": import_sites,
    "drives": import_drives,
    "needs": import_needs,
    "donors": import_donors,
    "donations": import_donations,
    "stock": import_stock,
}

__all__ = [
    "IMPORTS",
    "Batch",
    "ImportDone",
    "ImportRefused",
    "ImportRequest",
    "NothingSaved",
    "Problem",
    "importable",
]
