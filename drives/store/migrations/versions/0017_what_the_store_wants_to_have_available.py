"""What the store wants to have available."""

import sqlalchemy as sa
from alembic import op

from drives.store.migrations.forms import WHOLE

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "store_par",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("item_id", WHOLE, nullable=False),
        sa.Column("site_id", WHOLE, nullable=True),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_store_par_quantity_positive")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_store_par_item_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_store_par_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_store_par")),
        sqlite_strict=True,
    )
    op.create_index(
        "uq_store_par_item",
        "store_par",
        ["item_id"],
        unique=True,
        sqlite_where=sa.text("site_id IS NULL"),
        postgresql_where=sa.text("site_id IS NULL"),
    )
    op.create_index(
        "uq_store_par_item_at_site",
        "store_par",
        ["item_id", "site_id"],
        unique=True,
        sqlite_where=sa.text("site_id IS NOT NULL"),
        postgresql_where=sa.text("site_id IS NOT NULL"),
    )
