"""Pledges that were taken back, counted for their day."""

import sqlalchemy as sa
from alembic import op

from drives.store.migrations.forms import TEXT, WHOLE

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pledge_mark",
        sa.Column("pledge_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("mark", TEXT, nullable=False),
        sa.Column("salt", TEXT, nullable=False),
        sa.CheckConstraint("instr(mark, char(0)) = 0", name=op.f("ck_pledge_mark_mark_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("instr(salt, char(0)) = 0", name=op.f("ck_pledge_mark_salt_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("length(mark) <= 64", name=op.f("ck_pledge_mark_mark_length")),
        sa.CheckConstraint("length(salt) <= 64", name=op.f("ck_pledge_mark_salt_length")),
        sa.ForeignKeyConstraint(["pledge_id"], ["pledge.id"], name=op.f("fk_pledge_mark_pledge_id")),
        sa.PrimaryKeyConstraint("pledge_id", name=op.f("pk_pledge_mark")),
        sqlite_strict=True,
    )
