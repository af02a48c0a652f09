"""Imports kept."""

# ruff: noqa: E501

import sqlalchemy as sa
from alembic import op

from drives.store.migrations.forms import FLAG, INSTANT, TEXT, WHOLE

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_run",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("file_name", TEXT, nullable=False),
        sa.Column("imported_at", INSTANT, nullable=False),
        sa.Column("who", TEXT, nullable=False),
        sa.Column("rows", WHOLE, nullable=False),
        sa.Column("added", WHOLE, nullable=False),
        sa.Column("updated", WHOLE, nullable=False),
        sa.Column("known", WHOLE, nullable=False),
        sa.Column("made", WHOLE, nullable=False),
        sa.Column("undone_at", INSTANT, nullable=True),
        sa.Column("undone_by", TEXT, nullable=True),
        sa.CheckConstraint(
            "kind = 'items' OR kind = 'programs' OR kind = 'sites' OR kind = 'drives' OR kind = 'needs' OR kind = 'donors' OR kind = 'donations' OR kind = 'stock'",
            name=op.f("ck_import_run_kind_kind"),
        ),
        sa.CheckConstraint(
            "length(imported_at) = 27 AND substr(imported_at, 27) = 'Z'",
            name=op.f("ck_import_run_imported_at_instant"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "undone_at IS NULL OR length(undone_at) = 27 AND substr(undone_at, 27) = 'Z'",
            name=op.f("ck_import_run_undone_at_instant"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "(undone_at IS NULL) = (undone_by IS NULL)", name=op.f("ck_import_run_undone_by_somebody")
        ),
        sa.CheckConstraint("instr(file_name, char(0)) = 0", name=op.f("ck_import_run_file_name_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("instr(who, char(0)) = 0", name=op.f("ck_import_run_who_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("length(file_name) <= 200", name=op.f("ck_import_run_file_name_length")),
        sa.CheckConstraint("length(who) <= 200", name=op.f("ck_import_run_who_length")),
        sa.CheckConstraint(
            "undone_by IS NULL OR instr(undone_by, char(0)) = 0", name=op.f("ck_import_run_undone_by_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "undone_by IS NULL OR length(undone_by) <= 200", name=op.f("ck_import_run_undone_by_length")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
        sqlite_strict=True,
    )
    op.create_table(
        "saved_mapping",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("name_key", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("header", TEXT, nullable=False),
        sa.Column("mapping", TEXT, nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "kind = 'items' OR kind = 'programs' OR kind = 'sites' OR kind = 'drives' OR kind = 'needs' OR kind = 'donors' OR kind = 'donations' OR kind = 'stock'",
            name=op.f("ck_saved_mapping_kind_kind"),
        ),
        sa.CheckConstraint(
            "length(saved_at) = 27 AND substr(saved_at, 27) = 'Z'",
            name=op.f("ck_saved_mapping_saved_at_instant"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("instr(header, char(0)) = 0", name=op.f("ck_saved_mapping_header_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("instr(mapping, char(0)) = 0", name=op.f("ck_saved_mapping_mapping_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("instr(name, char(0)) = 0", name=op.f("ck_saved_mapping_name_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("instr(name_key, char(0)) = 0", name=op.f("ck_saved_mapping_name_key_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("length(header) <= 64", name=op.f("ck_saved_mapping_header_length")),
        sa.CheckConstraint("length(mapping) <= 100000", name=op.f("ck_saved_mapping_mapping_length")),
        sa.CheckConstraint("length(name) <= 100", name=op.f("ck_saved_mapping_name_length")),
        sa.CheckConstraint("length(name_key) <= 200", name=op.f("ck_saved_mapping_name_key_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_mapping")),
        sqlite_strict=True,
    )
    op.create_index("ix_saved_mapping_header", "saved_mapping", ["header"], unique=False)
    op.create_index("uq_saved_mapping_name", "saved_mapping", ["kind", "name_key"], unique=True)
    op.create_table(
        "import_span",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("run_id", WHOLE, nullable=False),
        sa.Column("noun", TEXT, nullable=False),
        sa.Column("first_id", WHOLE, nullable=False),
        sa.Column("last_id", WHOLE, nullable=False),
        sa.Column("undone", FLAG, nullable=False),
        sa.CheckConstraint("noun = 'donation' OR noun = 'need'", name=op.f("ck_import_span_noun_kind")),
        sa.CheckConstraint("last_id >= first_id", name=op.f("ck_import_span_last_after_first")),
        sa.CheckConstraint("undone IN (0, 1)", name=op.f("ck_import_span_undone_flag")).ddl_if(
            dialect="sqlite"
        ),
        sa.ForeignKeyConstraint(["run_id"], ["import_run.id"], name=op.f("fk_import_span_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_span")),
        sqlite_strict=True,
    )
    op.create_index("ix_import_span_run_id", "import_span", ["run_id"], unique=False)
