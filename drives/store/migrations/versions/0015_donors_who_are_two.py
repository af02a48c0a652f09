"""Two donors who look like one and are two."""

import sqlalchemy as sa
from alembic import op

from drives.store.migrations.forms import WHOLE

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "donors_apart",
        sa.Column("first_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("second_id", WHOLE, autoincrement=False, nullable=False),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_donors_apart_first_first")),
        sa.ForeignKeyConstraint(["first_id"], ["donor.id"], name=op.f("fk_donors_apart_first_id")),
        sa.ForeignKeyConstraint(["second_id"], ["donor.id"], name=op.f("fk_donors_apart_second_id")),
        sa.PrimaryKeyConstraint("first_id", "second_id", name=op.f("pk_donors_apart")),
        sqlite_strict=True,
    )
