"""Bulk goods sorted into items."""

import sqlalchemy as sa
from alembic import op

from drives.store.migrations.forms import DAY, INSTANT, WHOLE

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sorting",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("lot_id", WHOLE, nullable=False),
        sa.Column("location_id", WHOLE, nullable=False),
        sa.Column("sorted_on", DAY, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("undone_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "date(sorted_on, '+0 days') IS sorted_on", name=op.f("ck_sorting_sorted_on_date")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "length(recorded_at) = 27 AND substr(recorded_at, 27) = 'Z'",
            name=op.f("ck_sorting_recorded_at_instant"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "undone_at IS NULL OR length(undone_at) = 27 AND substr(undone_at, 27) = 'Z'",
            name=op.f("ck_sorting_undone_at_instant"),
        ).ddl_if(dialect="sqlite"),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_sorting_location_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_sorting_lot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sorting")),
        sqlite_strict=True,
    )
    op.create_index("ix_sorting_lot_id", "sorting", ["lot_id"], unique=False)
    op.create_table(
        "sorting_line",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("sorting_id", WHOLE, nullable=False),
        sa.Column("transfer_id", WHOLE, nullable=True),
        sa.Column("discard_id", WHOLE, nullable=True),
        sa.CheckConstraint(
            "(transfer_id IS NULL) <> (discard_id IS NULL)", name=op.f("ck_sorting_line_one_paper")
        ),
        sa.ForeignKeyConstraint(["discard_id"], ["discard.id"], name=op.f("fk_sorting_line_discard_id")),
        sa.ForeignKeyConstraint(["sorting_id"], ["sorting.id"], name=op.f("fk_sorting_line_sorting_id")),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfer.id"], name=op.f("fk_sorting_line_transfer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sorting_line")),
        sa.UniqueConstraint("discard_id", name=op.f("uq_sorting_line_discard_id")),
        sa.UniqueConstraint("transfer_id", name=op.f("uq_sorting_line_transfer_id")),
        sqlite_strict=True,
    )
    op.create_index("ix_sorting_line_sorting_id", "sorting_line", ["sorting_id"], unique=False)
