"""Letters that acknowledge gifts."""

import sqlalchemy as sa
from alembic import op

from drives.store.migrations.forms import DAY, FLAG, INSTANT, TEXT, WHOLE

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "acknowledgement",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("program_id", WHOLE, nullable=False),
        sa.Column("year", WHOLE, nullable=False),
        sa.Column("number", WHOLE, nullable=False),
        sa.Column("donor_id", WHOLE, nullable=False),
        sa.Column("issued_on", DAY, nullable=False),
        sa.Column("issued_at", INSTANT, nullable=False),
        sa.Column("replaces_id", WHOLE, nullable=True),
        sa.Column("content", TEXT, nullable=False),
        sa.CheckConstraint(
            "date(issued_on, '+0 days') IS issued_on", name=op.f("ck_acknowledgement_issued_on_date")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "length(issued_at) = 27 AND substr(issued_at, 27) = 'Z'",
            name=op.f("ck_acknowledgement_issued_at_instant"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("instr(content, char(0)) = 0", name=op.f("ck_acknowledgement_content_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("number > 0", name=op.f("ck_acknowledgement_number_positive")),
        sa.ForeignKeyConstraint(["donor_id"], ["donor.id"], name=op.f("fk_acknowledgement_donor_id")),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_acknowledgement_program_id")),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["acknowledgement.id"], name=op.f("fk_acknowledgement_replaces_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acknowledgement")),
        sqlite_strict=True,
    )
    op.create_index("ix_acknowledgement_donor_id", "acknowledgement", ["donor_id"], unique=False)
    op.create_index(
        "uq_acknowledgement_number", "acknowledgement", ["program_id", "year", "number"], unique=True
    )
    op.create_index(
        "uq_acknowledgement_replaces_id",
        "acknowledgement",
        ["replaces_id"],
        unique=True,
        sqlite_where=sa.text("replaces_id IS NOT NULL"),
        postgresql_where=sa.text("replaces_id IS NOT NULL"),
    )
    op.create_table(
        "issuer",
        sa.Column("program_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("tax_id", TEXT, nullable=False),
        sa.Column("address", TEXT, nullable=True),
        sa.Column("signatory", TEXT, nullable=True),
        sa.Column("active", FLAG, nullable=False),
        sa.CheckConstraint("active IN (0, 1)", name=op.f("ck_issuer_active_flag")).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "address IS NULL OR instr(address, char(0)) = 0", name=op.f("ck_issuer_address_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "address IS NULL OR length(address) <= 400", name=op.f("ck_issuer_address_length")
        ),
        sa.CheckConstraint("instr(name, char(0)) = 0", name=op.f("ck_issuer_name_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("instr(tax_id, char(0)) = 0", name=op.f("ck_issuer_tax_id_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("length(name) <= 200", name=op.f("ck_issuer_name_length")),
        sa.CheckConstraint("length(tax_id) <= 60", name=op.f("ck_issuer_tax_id_length")),
        sa.CheckConstraint(
            "signatory IS NULL OR instr(signatory, char(0)) = 0", name=op.f("ck_issuer_signatory_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "signatory IS NULL OR length(signatory) <= 400", name=op.f("ck_issuer_signatory_length")
        ),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_issuer_program_id")),
        sa.PrimaryKeyConstraint("program_id", name=op.f("pk_issuer")),
        sqlite_strict=True,
    )
    op.create_table(
        "acknowledged_donation",
        sa.Column("acknowledgement_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("donation_id", WHOLE, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["acknowledgement_id"],
            ["acknowledgement.id"],
            name=op.f("fk_acknowledged_donation_acknowledgement_id"),
        ),
        sa.ForeignKeyConstraint(
            ["donation_id"], ["donation.id"], name=op.f("fk_acknowledged_donation_donation_id")
        ),
        sa.PrimaryKeyConstraint("acknowledgement_id", "donation_id", name=op.f("pk_acknowledged_donation")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_acknowledged_donation_donation_id", "acknowledged_donation", ["donation_id"], unique=False
    )
