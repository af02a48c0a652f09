"""Needs that repeat, and needs that were told to an organizer."""

import sqlalchemy as sa
from alembic import op

from drives.store.migrations.forms import DAY, INSTANT, TEXT, WHOLE

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "standing_need",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("program_id", WHOLE, nullable=False),
        sa.Column("item_id", WHOLE, nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("pack", TEXT, nullable=True),
        sa.Column("pack_quantity", WHOLE, nullable=True),
        sa.Column("every", TEXT, nullable=False),
        sa.Column("priority", TEXT, nullable=False),
        sa.Column("note", TEXT, nullable=True),
        sa.Column("first_on", DAY, nullable=False),
        sa.Column("ended_on", DAY, nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "date(first_on, '+0 days') IS first_on", name=op.f("ck_standing_need_first_on_date")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "ended_on IS NULL OR date(ended_on, '+0 days') IS ended_on",
            name=op.f("ck_standing_need_ended_on_date"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "every = 'weekly' OR every = 'monthly' OR every = 'par'", name=op.f("ck_standing_need_every_kind")
        ),
        sa.CheckConstraint(
            "length(recorded_at) = 27 AND substr(recorded_at, 27) = 'Z'",
            name=op.f("ck_standing_need_recorded_at_instant"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "priority = 'critical' OR priority = 'high' OR priority = 'normal' OR priority = 'low'",
            name=op.f("ck_standing_need_priority_kind"),
        ),
        sa.CheckConstraint(
            "(pack IS NULL) = (pack_quantity IS NULL)", name=op.f("ck_standing_need_pack_has_quantity")
        ),
        sa.CheckConstraint("ended_on >= first_on", name=op.f("ck_standing_need_ended_after_first")),
        sa.CheckConstraint(
            "note IS NULL OR instr(note, char(0)) = 0", name=op.f("ck_standing_need_note_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("note IS NULL OR length(note) <= 2000", name=op.f("ck_standing_need_note_length")),
        sa.CheckConstraint(
            "pack IS NULL OR instr(pack, char(0)) = 0", name=op.f("ck_standing_need_pack_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("pack IS NULL OR length(pack) <= 100", name=op.f("ck_standing_need_pack_length")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_standing_need_quantity_positive")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_standing_need_item_id")),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_standing_need_program_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_need")),
        sqlite_strict=True,
    )
    op.create_index("ix_standing_need_item_id", "standing_need", ["item_id"], unique=False)
    op.create_table(
        "need_round",
        sa.Column("need_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("standing_need_id", WHOLE, nullable=False),
        sa.Column("number", WHOLE, nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_need_round_number_positive")),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_need_round_need_id")),
        sa.ForeignKeyConstraint(
            ["standing_need_id"], ["standing_need.id"], name=op.f("fk_need_round_standing_need_id")
        ),
        sa.PrimaryKeyConstraint("need_id", name=op.f("pk_need_round")),
        sqlite_strict=True,
    )
    op.create_index("uq_need_round_number", "need_round", ["standing_need_id", "number"], unique=True)
    op.create_table(
        "need_told",
        sa.Column("need_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("told_on", DAY, nullable=False),
        sa.Column("told_how", TEXT, nullable=False),
        sa.Column("told_by", TEXT, nullable=True),
        sa.CheckConstraint(
            "date(told_on, '+0 days') IS told_on", name=op.f("ck_need_told_told_on_date")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "told_how = 'phone' OR told_how = 'in_person' OR told_how = 'email'",
            name=op.f("ck_need_told_told_how_kind"),
        ),
        sa.CheckConstraint(
            "told_by IS NULL OR instr(told_by, char(0)) = 0", name=op.f("ck_need_told_told_by_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "told_by IS NULL OR length(told_by) <= 120", name=op.f("ck_need_told_told_by_length")
        ),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_need_told_need_id")),
        sa.PrimaryKeyConstraint("need_id", name=op.f("pk_need_told")),
        sqlite_strict=True,
    )
