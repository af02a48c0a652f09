"""Counts in stages."""

# ruff: noqa: E501

import sqlalchemy as sa
from alembic import op

from drives.store.migrations.forms import DAY, FLAG, INSTANT, TEXT, WHOLE

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staged_count",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("site_id", WHOLE, nullable=False),
        sa.Column("stage", TEXT, nullable=False),
        sa.Column("round", WHOLE, nullable=False),
        sa.Column("begun_on", DAY, nullable=False),
        sa.Column("note", TEXT, nullable=True),
        sa.Column("begun_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("ended_by_id", WHOLE, nullable=True),
        sa.Column("cycle_count_id", WHOLE, nullable=True),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (stage = 'counting' OR stage = 'compared')",
            name=op.f("ck_staged_count_ended_when_over"),
        ),
        sa.CheckConstraint(
            "cycle_count_id IS NULL OR stage = 'finalized'", name=op.f("ck_staged_count_paper_when_finalized")
        ),
        sa.CheckConstraint(
            "date(begun_on, '+0 days') IS begun_on", name=op.f("ck_staged_count_begun_on_date")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "ended_at IS NULL OR length(ended_at) = 27 AND substr(ended_at, 27) = 'Z'",
            name=op.f("ck_staged_count_ended_at_instant"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "length(begun_at) = 27 AND substr(begun_at, 27) = 'Z'",
            name=op.f("ck_staged_count_begun_at_instant"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "stage = 'counting' OR stage = 'compared' OR stage = 'finalized' OR stage = 'abandoned'",
            name=op.f("ck_staged_count_stage_kind"),
        ),
        sa.CheckConstraint(
            "note IS NULL OR instr(note, char(0)) = 0", name=op.f("ck_staged_count_note_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("note IS NULL OR length(note) <= 2000", name=op.f("ck_staged_count_note_length")),
        sa.CheckConstraint("round > 0", name=op.f("ck_staged_count_round_positive")),
        sa.ForeignKeyConstraint(
            ["cycle_count_id"], ["cycle_count.id"], name=op.f("fk_staged_count_cycle_count_id")
        ),
        sa.ForeignKeyConstraint(["ended_by_id"], ["account.id"], name=op.f("fk_staged_count_ended_by_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_staged_count_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staged_count")),
        sa.UniqueConstraint("cycle_count_id", name=op.f("uq_staged_count_cycle_count_id")),
        sqlite_strict=True,
    )
    op.create_index("ix_staged_count_site_id", "staged_count", ["site_id"], unique=False)
    op.create_table(
        "staged_counter",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("staged_count_id", WHOLE, nullable=False),
        sa.Column("account_id", WHOLE, nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_staged_counter_account_id")),
        sa.ForeignKeyConstraint(
            ["staged_count_id"], ["staged_count.id"], name=op.f("fk_staged_counter_staged_count_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staged_counter")),
        sqlite_strict=True,
    )
    op.create_index("ix_staged_counter_staged_count_id", "staged_counter", ["staged_count_id"], unique=False)
    op.create_table(
        "staged_line",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("staged_count_id", WHOLE, nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("item_id", WHOLE, nullable=False),
        sa.Column("date_mark", DAY, nullable=True),
        sa.Column("date_kind", TEXT, nullable=True),
        sa.Column("lot_code", TEXT, nullable=True),
        sa.Column("restricted_to_id", WHOLE, nullable=True),
        sa.Column("found", FLAG, nullable=False),
        sa.Column("round", WHOLE, nullable=False),
        sa.Column("reason", TEXT, nullable=True),
        sa.CheckConstraint(
            "date_kind IS NULL OR date_kind = 'best_by' OR date_kind = 'sell_by' OR date_kind = 'use_by' OR date_kind = 'expires'",
            name=op.f("ck_staged_line_date_kind_kind"),
        ),
        sa.CheckConstraint(
            "date_mark IS NULL OR date(date_mark, '+0 days') IS date_mark",
            name=op.f("ck_staged_line_date_mark_date"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "(date_mark IS NULL) = (date_kind IS NULL)", name=op.f("ck_staged_line_date_mark_has_kind")
        ),
        sa.CheckConstraint("found IN (0, 1)", name=op.f("ck_staged_line_found_flag")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint(
            "lot_code IS NULL OR instr(lot_code, char(0)) = 0", name=op.f("ck_staged_line_lot_code_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "lot_code IS NULL OR length(lot_code) <= 60", name=op.f("ck_staged_line_lot_code_length")
        ),
        sa.CheckConstraint(
            "reason IS NULL OR instr(reason, char(0)) = 0", name=op.f("ck_staged_line_reason_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "reason IS NULL OR length(reason) <= 400", name=op.f("ck_staged_line_reason_length")
        ),
        sa.CheckConstraint("round > 0", name=op.f("ck_staged_line_round_positive")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_staged_line_item_id")),
        sa.ForeignKeyConstraint(
            ["restricted_to_id"], ["program.id"], name=op.f("fk_staged_line_restricted_to_id")
        ),
        sa.ForeignKeyConstraint(
            ["staged_count_id"], ["staged_count.id"], name=op.f("fk_staged_line_staged_count_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staged_line")),
        sqlite_strict=True,
    )
    op.create_index("ix_staged_line_staged_count_id", "staged_line", ["staged_count_id"], unique=False)
    op.create_table(
        "staged_entry",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("staged_line_id", WHOLE, nullable=False),
        sa.Column("staged_counter_id", WHOLE, nullable=False),
        sa.Column("round", WHOLE, nullable=False),
        sa.Column("counted", WHOLE, nullable=True),
        sa.Column("expected", WHOLE, nullable=False),
        sa.Column("known_move_id", WHOLE, nullable=False),
        sa.Column("taken", FLAG, nullable=False),
        sa.Column("entered_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "length(entered_at) = 27 AND substr(entered_at, 27) = 'Z'",
            name=op.f("ck_staged_entry_entered_at_instant"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("counted >= 0", name=op.f("ck_staged_entry_counted_not_negative")),
        sa.CheckConstraint("expected >= 0", name=op.f("ck_staged_entry_expected_not_negative")),
        sa.CheckConstraint("taken IN (0, 1)", name=op.f("ck_staged_entry_taken_flag")).ddl_if(
            dialect="sqlite"
        ),
        sa.ForeignKeyConstraint(
            ["staged_counter_id"], ["staged_counter.id"], name=op.f("fk_staged_entry_staged_counter_id")
        ),
        sa.ForeignKeyConstraint(
            ["staged_line_id"], ["staged_line.id"], name=op.f("fk_staged_entry_staged_line_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staged_entry")),
        sqlite_strict=True,
    )
    op.create_index("ix_staged_entry_staged_line_id", "staged_entry", ["staged_line_id"], unique=False)
