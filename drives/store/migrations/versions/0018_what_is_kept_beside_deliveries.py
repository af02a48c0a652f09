"""What is kept beside deliveries."""

# ruff: noqa: E501

import sqlalchemy as sa
from alembic import op

from drives.store.migrations.forms import DAY, INSTANT, TEXT, WHOLE

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "delivery_day",
        sa.Column("delivery_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("due_on", DAY, nullable=False),
        sa.Column("way", TEXT, nullable=False),
        sa.CheckConstraint(
            "date(due_on, '+0 days') IS due_on", name=op.f("ck_delivery_day_due_on_date")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("way = 'brought' OR way = 'picked_up'", name=op.f("ck_delivery_day_way_kind")),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_delivery_day_delivery_id")),
        sa.PrimaryKeyConstraint("delivery_id", name=op.f("pk_delivery_day")),
        sqlite_strict=True,
    )
    op.create_table(
        "delivery_picker",
        sa.Column("delivery_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("account_id", WHOLE, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_delivery_picker_account_id")),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["delivery.id"], name=op.f("fk_delivery_picker_delivery_id")
        ),
        sa.PrimaryKeyConstraint("delivery_id", "account_id", name=op.f("pk_delivery_picker")),
        sqlite_strict=True,
    )
    op.create_table(
        "line_cut",
        sa.Column("line_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("planned", WHOLE, nullable=False),
        sa.CheckConstraint("planned > 0", name=op.f("ck_line_cut_planned_positive")),
        sa.ForeignKeyConstraint(["line_id"], ["delivery_line.id"], name=op.f("fk_line_cut_line_id")),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_line_cut")),
        sqlite_strict=True,
    )
    op.create_table(
        "line_extra",
        sa.Column("line_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("of_line_id", WHOLE, nullable=False),
        sa.Column("count_id", WHOLE, nullable=True),
        sa.ForeignKeyConstraint(["count_id"], ["cycle_count.id"], name=op.f("fk_line_extra_count_id")),
        sa.ForeignKeyConstraint(["line_id"], ["delivery_line.id"], name=op.f("fk_line_extra_line_id")),
        sa.ForeignKeyConstraint(["of_line_id"], ["delivery_line.id"], name=op.f("fk_line_extra_of_line_id")),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_line_extra")),
        sqlite_strict=True,
    )
    op.create_table(
        "line_picked",
        sa.Column("line_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("picked_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "length(picked_at) = 27 AND substr(picked_at, 27) = 'Z'",
            name=op.f("ck_line_picked_picked_at_instant"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_line_picked_quantity_not_negative")),
        sa.ForeignKeyConstraint(["line_id"], ["delivery_line.id"], name=op.f("fk_line_picked_line_id")),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_line_picked")),
        sqlite_strict=True,
    )
    op.create_table(
        "line_shortfall",
        sa.Column("line_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("lost", WHOLE, nullable=False),
        sa.Column("returned", WHOLE, nullable=False),
        sa.CheckConstraint(
            "reason = 'missing' OR reason = 'damaged' OR reason = 'refused' OR reason = 'not_needed' OR reason = 'other'",
            name=op.f("ck_line_shortfall_reason_kind"),
        ),
        sa.CheckConstraint("lost + returned > 0", name=op.f("ck_line_shortfall_something_short")),
        sa.CheckConstraint("lost >= 0 AND returned >= 0", name=op.f("ck_line_shortfall_parts_not_negative")),
        sa.ForeignKeyConstraint(["line_id"], ["delivery_line.id"], name=op.f("fk_line_shortfall_line_id")),
        sa.PrimaryKeyConstraint("line_id", "reason", name=op.f("pk_line_shortfall")),
        sqlite_strict=True,
    )
    op.create_table(
        "search_end",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("line_id", WHOLE, nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("ended_on", DAY, nullable=False),
        sa.Column("count_id", WHOLE, nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "date(ended_on, '+0 days') IS ended_on", name=op.f("ck_search_end_ended_on_date")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "length(recorded_at) = 27 AND substr(recorded_at, 27) = 'Z'",
            name=op.f("ck_search_end_recorded_at_instant"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_search_end_quantity_positive")),
        sa.ForeignKeyConstraint(["count_id"], ["cycle_count.id"], name=op.f("fk_search_end_count_id")),
        sa.ForeignKeyConstraint(["line_id"], ["delivery_line.id"], name=op.f("fk_search_end_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_end")),
        sqlite_strict=True,
    )
    op.create_index("ix_search_end_line_id", "search_end", ["line_id"], unique=False)
