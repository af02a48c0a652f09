"""How stock was shared out."""

# ruff: noqa: E501

import sqlalchemy as sa
from alembic import op

from drives.store.migrations.forms import DAY, FLAG, INSTANT, TEXT, WHOLE

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "allocation",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("policy", TEXT, nullable=False),
        sa.Column("drive_id", WHOLE, nullable=True),
        sa.Column("whole_packs", FLAG, nullable=False),
        sa.Column("made_on", DAY, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "date(made_on, '+0 days') IS made_on", name=op.f("ck_allocation_made_on_date")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "length(recorded_at) = 27 AND substr(recorded_at, 27) = 'Z'",
            name=op.f("ck_allocation_recorded_at_instant"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "policy = 'fair' OR policy = 'priority' OR policy = 'oldest' OR policy = 'equal'",
            name=op.f("ck_allocation_policy_kind"),
        ),
        sa.CheckConstraint("whole_packs IN (0, 1)", name=op.f("ck_allocation_whole_packs_flag")).ddl_if(
            dialect="sqlite"
        ),
        sa.ForeignKeyConstraint(["drive_id"], ["drive.id"], name=op.f("fk_allocation_drive_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocation")),
        sqlite_strict=True,
    )
    op.create_index("ix_allocation_made_on", "allocation", ["made_on"], unique=False)
    op.create_table(
        "allocation_share",
        sa.Column("allocation_id", WHOLE, nullable=False),
        sa.Column("need_id", WHOLE, nullable=False),
        sa.Column("given", WHOLE, nullable=False),
        sa.Column("kept", WHOLE, nullable=False),
        sa.Column("instead", WHOLE, nullable=False),
        sa.Column("met", WHOLE, nullable=False),
        sa.Column("outstanding", WHOLE, nullable=False),
        sa.Column("available", WHOLE, nullable=False),
        sa.Column("asked", WHOLE, nullable=False),
        sa.Column("level", WHOLE, nullable=False),
        sa.Column("why", TEXT, nullable=False),
        sa.Column("hand_reason", TEXT, nullable=True),
        sa.CheckConstraint(
            "hand_reason IS NULL OR hand_reason = 'agreed' OR hand_reason = 'urgent' OR hand_reason = 'no_room' OR hand_reason = 'has_some' OR hand_reason = 'transport' OR hand_reason = 'other'",
            name=op.f("ck_allocation_share_hand_reason_kind"),
        ),
        sa.CheckConstraint(
            "why = 'all' OR why = 'part' OR why = 'none_left' OR why = 'none_there' OR why = 'under_a_pack' OR why = 'by_hand'",
            name=op.f("ck_allocation_share_why_kind"),
        ),
        sa.CheckConstraint("given <= outstanding", name=op.f("ck_allocation_share_given_was_outstanding")),
        sa.CheckConstraint("given >= 0", name=op.f("ck_allocation_share_given_not_negative")),
        sa.CheckConstraint(
            "instead BETWEEN 0 AND given", name=op.f("ck_allocation_share_instead_within_given")
        ),
        sa.CheckConstraint("kept BETWEEN 0 AND given", name=op.f("ck_allocation_share_kept_within_given")),
        sa.CheckConstraint("level BETWEEN 0 AND 10000", name=op.f("ck_allocation_share_level_in_parts")),
        sa.ForeignKeyConstraint(
            ["allocation_id"], ["allocation.id"], name=op.f("fk_allocation_share_allocation_id")
        ),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_allocation_share_need_id")),
        sa.PrimaryKeyConstraint("allocation_id", "need_id", name=op.f("pk_allocation_share")),
        sqlite_strict=True,
    )
    op.create_index("ix_allocation_share_need_id", "allocation_share", ["need_id"], unique=False)
    op.create_table(
        "substitute",
        sa.Column("need_id", WHOLE, nullable=False),
        sa.Column("item_id", WHOLE, nullable=False),
        sa.Column("chosen_on", DAY, nullable=False),
        sa.CheckConstraint(
            "date(chosen_on, '+0 days') IS chosen_on", name=op.f("ck_substitute_chosen_on_date")
        ).ddl_if(dialect="sqlite"),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_substitute_item_id")),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_substitute_need_id")),
        sa.PrimaryKeyConstraint("need_id", "item_id", name=op.f("pk_substitute")),
        sqlite_strict=True,
    )
    op.create_table(
        "allocation_line",
        sa.Column("reservation_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("allocation_id", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(
            ["allocation_id"], ["allocation.id"], name=op.f("fk_allocation_line_allocation_id")
        ),
        sa.ForeignKeyConstraint(
            ["reservation_id"], ["reservation.id"], name=op.f("fk_allocation_line_reservation_id")
        ),
        sa.PrimaryKeyConstraint("reservation_id", name=op.f("pk_allocation_line")),
        sqlite_strict=True,
    )
    op.create_index("ix_allocation_line_allocation_id", "allocation_line", ["allocation_id"], unique=False)
