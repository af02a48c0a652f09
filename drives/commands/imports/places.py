"""Import programs and sites: matched by slug, then by exact name, and updated in what the file brings."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table

from drives.commands.door import Work
from drives.commands.hidden_addresses import tells_address, told_elsewhere
from drives.commands.imports.batch import Batch, Problems
from drives.commands.imports.nouns import Noun, Nouns, Wrong, know
from drives.commands.place_changes import (
    PROGRAM_COLUMNS,
    PUBLIC_TEXTS,
    SITE_COLUMNS,
    give_shelf_kind,
    kind_refused,
)
from drives.commands.welcomes import put_welcomes
from drives.model import Program, Site
from drives.rules.hidden_addresses import holds_address
from drives.rules.kinds import LocationKind, WayToHelp
from drives.texts import _

_program: Table = Program.__table__  # type: ignore[assignment]
_site: Table = Site.__table__  # type: ignore[assignment]


def take_programs(work: Work, batch: Batch, problems: Problems) -> tuple[int, int, int]:
    """Add and update programs; how many were added, updated, and known already."""
    nouns = Nouns(work.connection, _program, PROGRAM_COLUMNS, {"hide_address": False, "unlisted": False})
    said: dict[int, tuple[tuple[WayToHelp, ...], int]] = {}

    def check(noun: Noun, row: Mapping[str, Any], index: int) -> list[Wrong]:
        becomes = {**noun.values, **{name: value for name, value in row.items() if value is not None}}
        address = becomes.get("address") if becomes.get("hide_address") else None
        tell = [text for text in PUBLIC_TEXTS if holds_address(becomes.get(text), address)]
        if tell:
            return [(text, None, str(tells_address(becomes["name"]))) for text in tell]
        hid = noun.values.get("address") if noun.values.get("hide_address") else None
        if address and address != hid and not noun.is_new:
            told = told_elsewhere(work.connection, noun.id, becomes["name"], address)
            if told is not None:
                return [("address", None, str(told))]
        ways = row.get("welcomes")
        if not ways:
            return []
        before = said.setdefault(noun.id, (ways, batch.lines[index]))
        if set(before[0]) == set(ways):
            return []
        expected = _("Row {row} says otherwise of the same {name}. Make the rows agree.")
        return [("welcomes", ";".join(ways), expected.format(row=before[1], name=noun.values["name"]))]

    rows = nouns.take(batch, problems, check)
    added, updated = nouns.write()
    rejoined: set[int] = set()
    for noun in nouns.touched.values():
        ways, _line = said.get(noun.id, (None, 0))
        if ways and put_welcomes(work.connection, noun.id, ways) and not (noun.is_new or noun.changed):
            rejoined.add(noun.id)
    updated += len(rejoined)
    know(problems, rows, rejoined)
    return added, updated, len(nouns.touched) - added - updated


def take_sites(work: Work, batch: Batch, problems: Problems) -> tuple[int, int, int]:
    """Add and update sites with their shelves; how many were added, updated, and known already."""
    nouns = Nouns(work.connection, _site, SITE_COLUMNS, {"public": True})

    def check(noun: Noun, row: Mapping[str, Any], _index: int) -> list[Wrong]:
        kind = row.get("kind", noun.values.get("kind"))
        if not noun.is_new and kind is not noun.values["kind"]:
            refused = kind_refused(work.connection, noun.id, noun.values["name"], noun.values["kind"])
            return [("kind", kind, refused)] if refused else []
        return []

    rows = nouns.take(batch, problems, check)
    added, updated = nouns.write()
    know(problems, rows)
    for noun in nouns.touched.values():
        if noun.is_new:
            work.ledger.shelf(noun.id, LocationKind(noun.values["kind"].value))
        elif "kind" in noun.changed:
            give_shelf_kind(work.connection, noun.id, noun.values["kind"])
    return added, updated, len(nouns.touched) - added - updated
