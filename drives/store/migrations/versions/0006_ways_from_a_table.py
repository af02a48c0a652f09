"""From a table to what was logged there, and from a donation to the one in its place."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_table_entry_link_id", "table_entry", ["link_id"], unique=False)
    op.create_index("ix_table_entry_mark", "table_entry", ["mark"], unique=False)
    op.create_index(
        "ix_donation_replaces_id",
        "donation",
        ["replaces_id"],
        unique=False,
        sqlite_where=sa.text("replaces_id IS NOT NULL"),
        postgresql_where=sa.text("replaces_id IS NOT NULL"),
    )
