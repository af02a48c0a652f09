"""Which ways to help a program welcomes."""

import sqlalchemy as sa
from alembic import op

from drives.store.migrations.forms import TEXT, WHOLE

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "program_welcome",
        sa.Column("program_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("way", TEXT, nullable=False),
        sa.CheckConstraint(
            "way = 'volunteer' OR way = 'mentor' OR way = 'share_resources' OR way = 'safe_adult'",
            name=op.f("ck_program_welcome_way_kind"),
        ),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_program_welcome_program_id")),
        sa.PrimaryKeyConstraint("program_id", "way", name=op.f("pk_program_welcome")),
        sqlite_strict=True,
    )
