"""Write the next migration from what the model says: ``python -m tests.store.new_migration "Add pledges"``.

It is a draft to be read and mended: what cannot be seen by comparing (a renamed column, what goes into
a new one) is for the author to say. With ``--first`` the migration 0001 is written anew; that ends with
the first release.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from mako.template import Template
from sqlalchemy import CheckConstraint

from drives.model import Base
from drives.model import types as t
from drives.store import migrate, open_store

FORMS = {t._Whole: "WHOLE", t.LocalDate: "DAY", t.Instant: "INSTANT", t.Flag: "FLAG", t.ColumnType: "TEXT"}


def render_item(kind: str, item: Any, _context: Any) -> str | bool:
    """Column types as the migrations' own forms; CHECKs with the dialect they are for."""
    if kind == "type" and isinstance(item, t.ColumnType):
        return next(form for family, form in FORMS.items() if isinstance(item, family))
    if kind == "check" and isinstance(item, CheckConstraint):
        for_one = f'.ddl_if(dialect="{item._ddl_if.dialect}")' if item._ddl_if else ""
        return f"sa.CheckConstraint({str(item.sqltext)!r}, name=op.f({item.name!r})){for_one}"
    return False


def write(message: str, *, first: bool) -> Path:
    """Write the next migration and say where."""
    versions = Path(migrate.__file__).parent / "migrations" / "versions"
    known: tuple[str, ...] = () if first else migrate.revisions()
    number = f"{len(known) + 1:04}"
    path = versions / f"{number}_{re.sub(r'[^a-z0-9]+', '_', message.lower()).strip('_')}.py"
    with tempfile.TemporaryDirectory() as folder, open_store(f"sqlite:///{folder}/empty.db") as store:
        if known:
            migrate.upgrade(store)
        with store.read() as connection:
            context = MigrationContext.configure(
                connection, opts={"render_item": render_item, "target_metadata": Base.metadata}
            )
            script = produce_migrations(context, Base.metadata)
            assert script.upgrade_ops is not None
            upgrades = render_python_code(script.upgrade_ops, render_item=render_item)
    template = Template(filename=str(versions.parent / "script.py.mako"))
    upgrades = "\n".join(line for line in upgrades.splitlines() if not line.lstrip().startswith("# ###"))
    path.write_text(
        template.render(
            message=message,
            up_revision=number,
            down_revision=known[-1] if known else None,
            upgrades=upgrades.strip(),
        ),
        encoding="utf-8",
    )
    for arguments in (["check", "--fix", "--quiet"], ["format", "--quiet"]):
        subprocess.run([sys.executable, "-m", "ruff", *arguments, str(path)], check=True)
    return path


if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if word != "--first"]
    print(write(" ".join(words), first="--first" in sys.argv))
