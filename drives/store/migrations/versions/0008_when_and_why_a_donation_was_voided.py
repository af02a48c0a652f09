"""When and why a donation was voided."""

import sqlalchemy as sa
from alembic import op

from drives.store.migrations.forms import INSTANT, TEXT, WHOLE

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "donation_void",
        sa.Column("donation_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("voided_at", INSTANT, nullable=False),
        sa.Column("reason", TEXT, nullable=True),
        sa.CheckConstraint(
            "length(voided_at) = 27 AND substr(voided_at, 27) = 'Z'",
            name=op.f("ck_donation_void_voided_at_instant"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "reason IS NULL OR instr(reason, char(0)) = 0", name=op.f("ck_donation_void_reason_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "reason IS NULL OR length(reason) <= 400", name=op.f("ck_donation_void_reason_length")
        ),
        sa.ForeignKeyConstraint(["donation_id"], ["donation.id"], name=op.f("fk_donation_void_donation_id")),
        sa.PrimaryKeyConstraint("donation_id", name=op.f("pk_donation_void")),
        sqlite_strict=True,
    )
