"""Drafts."""

import sqlalchemy as sa
from alembic import op

from drives.store.migrations.forms import INSTANT, TEXT

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draft",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("owner", TEXT, nullable=False),
        sa.Column("content", TEXT, nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "length(saved_at) = 27 AND substr(saved_at, 27) = 'Z'", name=op.f("ck_draft_saved_at_instant")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("instr(content, char(0)) = 0", name=op.f("ck_draft_content_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("instr(id, char(0)) = 0", name=op.f("ck_draft_id_nul")).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("instr(owner, char(0)) = 0", name=op.f("ck_draft_owner_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("length(id) <= 64", name=op.f("ck_draft_id_length")),
        sa.CheckConstraint("length(owner) <= 300", name=op.f("ck_draft_owner_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sqlite_strict=True,
    )
    op.create_index("ix_draft_owner", "draft", ["owner"], unique=False)
    op.create_index("ix_draft_saved_at", "draft", ["saved_at"], unique=False)
