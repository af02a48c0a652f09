"""Kits and their recipes."""

import sqlalchemy as sa
from alembic import op

from drives.store.migrations.forms import DAY, INSTANT, WHOLE

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recipe",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("item_id", WHOLE, nullable=False),
        sa.Column("from_on", DAY, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.CheckConstraint("date(from_on, '+0 days') IS from_on", name=op.f("ck_recipe_from_on_date")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint(
            "length(recorded_at) = 27 AND substr(recorded_at, 27) = 'Z'",
            name=op.f("ck_recipe_recorded_at_instant"),
        ).ddl_if(dialect="sqlite"),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_recipe_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recipe")),
        sqlite_strict=True,
    )
    op.create_index("ix_recipe_item_id", "recipe", ["item_id"], unique=False)
    op.create_table(
        "assembly",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("recipe_id", WHOLE, nullable=True),
        sa.Column("location_id", WHOLE, nullable=False),
        sa.Column("done_on", DAY, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("undone_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "date(done_on, '+0 days') IS done_on", name=op.f("ck_assembly_done_on_date")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "length(recorded_at) = 27 AND substr(recorded_at, 27) = 'Z'",
            name=op.f("ck_assembly_recorded_at_instant"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "undone_at IS NULL OR length(undone_at) = 27 AND substr(undone_at, 27) = 'Z'",
            name=op.f("ck_assembly_undone_at_instant"),
        ).ddl_if(dialect="sqlite"),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_assembly_location_id")),
        sa.ForeignKeyConstraint(["recipe_id"], ["recipe.id"], name=op.f("fk_assembly_recipe_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assembly")),
        sqlite_strict=True,
    )
    op.create_table(
        "recipe_line",
        sa.Column("recipe_id", WHOLE, nullable=False),
        sa.Column("item_id", WHOLE, nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_recipe_line_quantity_positive")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_recipe_line_item_id")),
        sa.ForeignKeyConstraint(["recipe_id"], ["recipe.id"], name=op.f("fk_recipe_line_recipe_id")),
        sa.PrimaryKeyConstraint("recipe_id", "item_id", name=op.f("pk_recipe_line")),
        sqlite_strict=True,
    )
    op.create_table(
        "assembly_batch",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("assembly_id", WHOLE, nullable=False),
        sa.Column("lot_id", WHOLE, nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("of_batch_id", WHOLE, nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_assembly_batch_quantity_positive")),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_assembly_batch_assembly_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_assembly_batch_lot_id")),
        sa.ForeignKeyConstraint(
            ["of_batch_id"], ["assembly_batch.id"], name=op.f("fk_assembly_batch_of_batch_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assembly_batch")),
        sqlite_strict=True,
    )
    op.create_index("ix_assembly_batch_assembly_id", "assembly_batch", ["assembly_id"], unique=False)
    op.create_index("ix_assembly_batch_lot_id", "assembly_batch", ["lot_id"], unique=False)
    op.create_table(
        "assembly_line",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("batch_id", WHOLE, nullable=False),
        sa.Column("transfer_id", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["assembly_batch.id"], name=op.f("fk_assembly_line_batch_id")),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfer.id"], name=op.f("fk_assembly_line_transfer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assembly_line")),
        sa.UniqueConstraint("transfer_id", name=op.f("uq_assembly_line_transfer_id")),
        sqlite_strict=True,
    )
    op.create_index("ix_assembly_line_batch_id", "assembly_line", ["batch_id"], unique=False)
