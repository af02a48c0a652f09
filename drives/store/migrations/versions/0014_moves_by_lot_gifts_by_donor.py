"""What moved of a lot is found by the lot, and what somebody gave by the donor and by the team."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_move_lot_id", "move", ["lot_id"], unique=False)
    for column in ("donor_id", "team_id"):
        op.create_index(
            f"ix_donation_{column}",
            "donation",
            [column],
            unique=False,
            sqlite_where=sa.text(f"{column} IS NOT NULL"),
            postgresql_where=sa.text(f"{column} IS NOT NULL"),
        )
