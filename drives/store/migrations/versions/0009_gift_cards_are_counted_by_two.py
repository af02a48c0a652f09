"""Gift cards are counted by two."""

import sqlalchemy as sa
from alembic import op

from drives.store.migrations.forms import TEXT, WHOLE

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cash_like_count",
        sa.Column("donation_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("counted_by", TEXT, nullable=False),
        sa.Column("counted_again_by", TEXT, nullable=False),
        sa.CheckConstraint("counted_by <> counted_again_by", name=op.f("ck_cash_like_count_two_people")),
        sa.CheckConstraint(
            "instr(counted_again_by, char(0)) = 0", name=op.f("ck_cash_like_count_counted_again_by_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "instr(counted_by, char(0)) = 0", name=op.f("ck_cash_like_count_counted_by_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "length(counted_again_by) <= 200", name=op.f("ck_cash_like_count_counted_again_by_length")
        ),
        sa.CheckConstraint("length(counted_by) <= 200", name=op.f("ck_cash_like_count_counted_by_length")),
        sa.ForeignKeyConstraint(
            ["donation_id"], ["donation.id"], name=op.f("fk_cash_like_count_donation_id")
        ),
        sa.PrimaryKeyConstraint("donation_id", name=op.f("pk_cash_like_count")),
        sqlite_strict=True,
    )
