"""By what somebody who was erased is known again."""

import sqlalchemy as sa
from alembic import op

from drives.store.migrations.forms import TEXT

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erased_mark",
        sa.Column("mark", TEXT, nullable=False),
        sa.Column("salt", TEXT, nullable=False),
        sa.CheckConstraint("instr(mark, char(0)) = 0", name=op.f("ck_erased_mark_mark_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("instr(salt, char(0)) = 0", name=op.f("ck_erased_mark_salt_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("length(mark) <= 64", name=op.f("ck_erased_mark_mark_length")),
        sa.CheckConstraint("length(salt) <= 64", name=op.f("ck_erased_mark_salt_length")),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_erased_mark")),
        sqlite_strict=True,
    )
