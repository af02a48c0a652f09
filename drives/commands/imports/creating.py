"""What a mapping has made when it is missing: before the rows that name it, in the same transaction."""

from collections.abc import Mapping

from drives.commands.door import Work
from drives.commands.imports.batch import Batch, Problem, Problems, picked
from drives.commands.imports.drive_list import take_drives
from drives.commands.imports.item_list import take_items
from drives.commands.imports.names import Names
from drives.commands.imports.places import take_programs, take_sites
from drives.errors import NotAllowed, Refusal
from drives.rules.names import fold_name
from drives.rules.roles import Permission
from drives.texts import _

_TAKES = {"items": take_items, "programs": take_programs, "sites": take_sites, "drives": take_drives}


_MAY_CREATE = {**dict.fromkeys(_TAKES, Permission.SET_UP), "drives": Permission.RUN_DRIVES}


def create_missing(work: Work, creations: Mapping[str, Batch]) -> int:
    """Make what is named by nothing yet; how many were made. Refusal where one cannot be made."""
    made = 0
    if not creations:
        return made
    families = Names(work.connection)
    for kind, take in _TAKES.items():
        rows = creations.get(kind)
        if rows is None:
            continue
        family = getattr(families, kind)
        missing: dict[str, int] = {}
        for index, name in enumerate(rows.get("name")):
            if family.find(name) is None:
                missing.setdefault(fold_name(name), index)
        if not missing:
            continue
        indexes = list(missing.values())
        if not work.viewer.may_everywhere(_MAY_CREATE[kind]):
            raise NotAllowed(
                _(
                    "The mapping would add {name} to what is set up here. Ask an admin to add it, or to do "
                    "this import."
                ).format(name=rows.get("name")[indexes[0]])
            )
        batch = Batch(
            picked(rows.lines, indexes),
            {column: picked(values, indexes) for column, values in rows.columns.items()},
        )
        told: list[Problem] = []
        made += take(work, batch, Problems(batch, told))[0]
        if told:
            name = batch.get("name")[0] if len(batch) == 1 else told[0].found
            raise Refusal(
                _("The mapping cannot create {name}: {reason}").format(name=name, reason=told[0].expected)
            )
    return made
