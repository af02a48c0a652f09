"""Import drives: matched by slug, then by exact name, with their programs, sites and goals."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, delete, select

from drives.commands.door import Work, command
from drives.commands.drives import join_drive, set_goals
from drives.commands.imports.amounts import fraction_of
from drives.commands.imports.batch import Batch, ImportDone, ImportRequest, Problems, settle
from drives.commands.imports.creating import create_missing
from drives.commands.imports.donation_rows import refuse_days_to_come
from drives.commands.imports.lookups import lock_imports
from drives.commands.imports.names import Family, Names
from drives.commands.imports.nouns import Noun, Nouns, no_check
from drives.model import Drive, DriveGoal, DriveProgram, DriveSite
from drives.rules.quantity import to_text
from drives.rules.roles import Permission
from drives.texts import _
