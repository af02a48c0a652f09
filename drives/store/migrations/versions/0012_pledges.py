"""Pledges."""

import sqlalchemy as sa
from alembic import op

from drives.store.migrations.forms import DAY, INSTANT, TEXT, WHOLE

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pledge",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("drive_id", WHOLE, nullable=False),
        sa.Column("site_id", WHOLE, nullable=False),
        sa.Column("by_on", DAY, nullable=False),
        sa.Column("email", TEXT, nullable=True),
        sa.Column("name", TEXT, nullable=True),
        sa.Column("digest", TEXT, nullable=False),
        sa.Column("made_on", DAY, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("ended", TEXT, nullable=True),
        sa.Column("ended_on", DAY, nullable=True),
        sa.CheckConstraint("date(by_on, '+0 days') IS by_on", name=op.f("ck_pledge_by_on_date")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("date(made_on, '+0 days') IS made_on", name=op.f("ck_pledge_made_on_date")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint(
            "ended IS NULL OR ended = 'withdrawn' OR ended = 'changed' OR ended = 'released'",
            name=op.f("ck_pledge_ended_kind"),
        ),
        sa.CheckConstraint(
            "ended_on IS NULL OR date(ended_on, '+0 days') IS ended_on", name=op.f("ck_pledge_ended_on_date")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "length(made_at) = 27 AND substr(made_at, 27) = 'Z'", name=op.f("ck_pledge_made_at_instant")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("(ended IS NULL) = (ended_on IS NULL)", name=op.f("ck_pledge_end_has_day")),
        sa.CheckConstraint("by_on >= made_on", name=op.f("ck_pledge_not_over_when_made")),
        sa.CheckConstraint(
            "email IS NULL OR instr(email, char(0)) = 0", name=op.f("ck_pledge_email_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("email IS NULL OR length(email) <= 254", name=op.f("ck_pledge_email_length")),
        sa.CheckConstraint("ended_on >= made_on", name=op.f("ck_pledge_ended_after_made")),
        sa.CheckConstraint("instr(digest, char(0)) = 0", name=op.f("ck_pledge_digest_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("length(digest) <= 64", name=op.f("ck_pledge_digest_length")),
        sa.CheckConstraint(
            "name IS NULL OR instr(name, char(0)) = 0", name=op.f("ck_pledge_name_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("name IS NULL OR length(name) <= 200", name=op.f("ck_pledge_name_length")),
        sa.ForeignKeyConstraint(["drive_id"], ["drive.id"], name=op.f("fk_pledge_drive_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_pledge_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledge")),
        sqlite_strict=True,
    )
    op.create_index("ix_pledge_digest", "pledge", ["digest"], unique=False)
    op.create_index("ix_pledge_drive_id_made_on", "pledge", ["drive_id", "made_on"], unique=False)
    op.create_index("ix_pledge_email", "pledge", ["email"], unique=False)
    op.create_table(
        "pledge_arrival",
        sa.Column("donation_id", WHOLE, nullable=False),
        sa.Column("pledge_id", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(["donation_id"], ["donation.id"], name=op.f("fk_pledge_arrival_donation_id")),
        sa.ForeignKeyConstraint(["pledge_id"], ["pledge.id"], name=op.f("fk_pledge_arrival_pledge_id")),
        sa.PrimaryKeyConstraint("donation_id", name=op.f("pk_pledge_arrival")),
        sqlite_strict=True,
    )
    op.create_index("ix_pledge_arrival_pledge_id", "pledge_arrival", ["pledge_id"], unique=False)
    op.create_table(
        "pledge_line",
        sa.Column("pledge_id", WHOLE, nullable=False),
        sa.Column("item_id", WHOLE, nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_pledge_line_quantity_positive")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_pledge_line_item_id")),
        sa.ForeignKeyConstraint(["pledge_id"], ["pledge.id"], name=op.f("fk_pledge_line_pledge_id")),
        sa.PrimaryKeyConstraint("pledge_id", "item_id", name=op.f("pk_pledge_line")),
        sqlite_strict=True,
    )
