"""${message}."""

# ruff: noqa: E501

import sqlalchemy as sa
from alembic import op

from drives.store.migrations.forms import DAY, FLAG, INSTANT, TEXT, WHOLE

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}
