"""Files into a house of the tests and out of it, and what they leave behind."""

import csv
import io
from itertools import count
from pathlib import Path
from typing import Any

from drives.exchange.exporting import ExportOptions, export_bytes
from drives.exchange.importing import ImportOptions, ImportReport, import_file
from drives.exchange.mapping import NO_MAPPING
from drives.exchange.mapping_files import read_mapping
from drives.rules.roles import COMMAND_LINE
from tests.houses import Home, dump

_numbers = count(1)

COMMUNITY = {
    "items": (
        "name,category,unit,sku,barcode,pack,pack_quantity,synonyms\n"
        "Rice,Food,lb,RICE,,sack,20,arroz\n"
        "Socks,Clothing,pair,,036000291452,case of 12,12,calcetines;stockings\n"
        "Beans,Food,can,,,,,frijoles\n"
    ),
    "programs": "name,kind,slug\nShelter,youth_shelter,shelter\nPantry,school_pantry,pantry\n",
    "sites": "name,kind\nGym,collection_site\nHall,collection_site\nStore,warehouse\n",
    "drives": (
        "name,slug,starts_on,ends_on,programs,sites\n"
        "Spring,spring,2025-03-01,2025-06-30,Shelter,Gym\n"
        "Autumn,autumn,2024-09-01,2024-11-30,Shelter;Pantry,Gym;Hall\n"
    ),
}


def bring(
    home: Home, kind: str, file: str | bytes | Path, *, mapping: str | Path | None = None, **options: Any
) -> ImportReport:
    """Import a file (a text is one) and say what became of it."""
    return import_file(
        home.house.commands,
        kind,
        file.encode() if isinstance(file, str) else file,
        name=f"{kind}.csv" if not isinstance(file, Path) else None,
        viewer=COMMAND_LINE,
        request_id=f"file-{next(_numbers)}",
        options=ImportOptions(
            mapping=NO_MAPPING if mapping is None else read_mapping(mapping, kind), **options
        ),
    )


def taken(home: Home, kind: str, file: str | bytes | Path, **options: Any) -> tuple[int, int, int]:
    """Import a file in which nothing is wrong: how many were added, changed, and known already."""
    report = bring(home, kind, file, **options)
    assert report.lines() == []
    return report.done.added, report.done.updated, report.done.known


def refused(home: Home, kind: str, file: str | bytes | Path, **options: Any) -> list[str]:
    """The lines with which a file is refused; whatever is in any table stays as it was."""
    before = dump(home.store)
    report = bring(home, kind, file, **options)
    assert report.lines(), "nothing was refused"
    assert not report.saved
    assert dump(home.store) == before, "a refusal saved something"
    return report.lines()


def settle_in(home: Home) -> None:
    """Three items, two programs, three sites, two drives."""
    for kind, text in COMMUNITY.items():
        taken(home, kind, text)


def given(home: Home, kind: str, **options: Any) -> bytes:
    """An export's bytes."""
    return export_bytes(home.house.queries, kind, viewer=COMMAND_LINE, options=ExportOptions(**options))


def rows(home: Home, kind: str, **options: Any) -> list[dict[str, str]]:
    """An export's rows."""
    return list(csv.DictReader(io.StringIO(given(home, kind, **options).decode(), newline="")))


def cells(home: Home, kind: str, *columns: str, **options: Any) -> list[tuple[str, ...]]:
    """Some columns of an export."""
    return [tuple(row[column] for column in columns) for row in rows(home, kind, **options)]


def noun(home: Home, model: Any, name: str) -> int:
    """The id of an item, site, drive or program by its name."""
    [row] = home.all(model, model.name == name)
    return int(row.id)
