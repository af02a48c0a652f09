"""People: accounts, grants, sessions, tickets, table links."""

# ruff: noqa: E501

import sqlalchemy as sa
from alembic import op

from drives.store.migrations.forms import INSTANT, TEXT, WHOLE

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("email", TEXT, nullable=False),
        sa.Column("email_key", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("language", TEXT, nullable=True),
        sa.Column("password", TEXT, nullable=True),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("disabled_at", INSTANT, nullable=True),
        sa.Column("signed_out_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "disabled_at IS NULL OR length(disabled_at) = 27 AND substr(disabled_at, 27) = 'Z'",
            name=op.f("ck_account_disabled_at_instant"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "length(made_at) = 27 AND substr(made_at, 27) = 'Z'", name=op.f("ck_account_made_at_instant")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "signed_out_at IS NULL OR length(signed_out_at) = 27 AND substr(signed_out_at, 27) = 'Z'",
            name=op.f("ck_account_signed_out_at_instant"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("instr(email, char(0)) = 0", name=op.f("ck_account_email_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("instr(email_key, char(0)) = 0", name=op.f("ck_account_email_key_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("instr(name, char(0)) = 0", name=op.f("ck_account_name_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint(
            "language IS NULL OR instr(language, char(0)) = 0", name=op.f("ck_account_language_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "language IS NULL OR length(language) <= 20", name=op.f("ck_account_language_length")
        ),
        sa.CheckConstraint("length(email) <= 254", name=op.f("ck_account_email_length")),
        sa.CheckConstraint("length(email_key) <= 254", name=op.f("ck_account_email_key_length")),
        sa.CheckConstraint("length(name) <= 200", name=op.f("ck_account_name_length")),
        sa.CheckConstraint(
            "password IS NULL OR instr(password, char(0)) = 0", name=op.f("ck_account_password_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "password IS NULL OR length(password) <= 300", name=op.f("ck_account_password_length")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email_key", name=op.f("uq_account_email_key")),
        sqlite_strict=True,
    )
    op.create_table(
        "failed_try",
        sa.Column("hash", TEXT, nullable=False),
        sa.Column("failures", WHOLE, nullable=False),
        sa.Column("last_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "length(last_at) = 27 AND substr(last_at, 27) = 'Z'", name=op.f("ck_failed_try_last_at_instant")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_failed_try_failures_not_negative")),
        sa.CheckConstraint("instr(hash, char(0)) = 0", name=op.f("ck_failed_try_hash_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("length(hash) <= 64", name=op.f("ck_failed_try_hash_length")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_failed_try")),
        sqlite_strict=True,
    )
    op.create_table(
        "signing_key",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "length(made_at) = 27 AND substr(made_at, 27) = 'Z'", name=op.f("ck_signing_key_made_at_instant")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("id = 1", name=op.f("ck_signing_key_only_one")),
        sa.CheckConstraint("instr(key, char(0)) = 0", name=op.f("ck_signing_key_key_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("length(key) <= 100", name=op.f("ck_signing_key_key_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_key")),
        sqlite_strict=True,
    )
    op.create_table(
        "role_grant",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("account_id", WHOLE, nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("drive_id", WHOLE, nullable=True),
        sa.Column("program_id", WHOLE, nullable=True),
        sa.Column("granted_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "(program_id IS NOT NULL) = (role = 'program_staff')",
            name=op.f("ck_role_grant_program_for_staff_only"),
        ),
        sa.CheckConstraint(
            "drive_id IS NULL OR role = 'organizer'", name=op.f("ck_role_grant_drive_for_organizers_only")
        ),
        sa.CheckConstraint(
            "length(granted_at) = 27 AND substr(granted_at, 27) = 'Z'",
            name=op.f("ck_role_grant_granted_at_instant"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "role = 'public' OR role = 'table_helper' OR role = 'volunteer' OR role = 'program_staff' OR role = 'organizer' OR role = 'admin'",
            name=op.f("ck_role_grant_role_kind"),
        ),
        sa.CheckConstraint(
            "role = 'volunteer' OR role = 'program_staff' OR role = 'organizer' OR role = 'admin'",
            name=op.f("ck_role_grant_role_granted"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_role_grant_account_id")),
        sa.ForeignKeyConstraint(["drive_id"], ["drive.id"], name=op.f("fk_role_grant_drive_id")),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_role_grant_program_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
        sqlite_strict=True,
    )
    op.create_index("ix_role_grant_account_id", "role_grant", ["account_id"], unique=False)
    op.create_table(
        "table_link",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("drive_id", WHOLE, nullable=False),
        sa.Column("site_id", WHOLE, nullable=False),
        sa.Column("label", TEXT, nullable=True),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "length(expires_at) = 27 AND substr(expires_at, 27) = 'Z'",
            name=op.f("ck_table_link_expires_at_instant"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "length(made_at) = 27 AND substr(made_at, 27) = 'Z'", name=op.f("ck_table_link_made_at_instant")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "revoked_at IS NULL OR length(revoked_at) = 27 AND substr(revoked_at, 27) = 'Z'",
            name=op.f("ck_table_link_revoked_at_instant"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("expires_at > made_at", name=op.f("ck_table_link_expires_after_made")),
        sa.CheckConstraint(
            "label IS NULL OR instr(label, char(0)) = 0", name=op.f("ck_table_link_label_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("label IS NULL OR length(label) <= 100", name=op.f("ck_table_link_label_length")),
        sa.ForeignKeyConstraint(["drive_id"], ["drive.id"], name=op.f("fk_table_link_drive_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_table_link_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_table_link")),
        sqlite_strict=True,
    )
    op.create_table(
        "ticket",
        sa.Column("hash", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("account_id", WHOLE, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.CheckConstraint("kind = 'invitation' OR kind = 'password'", name=op.f("ck_ticket_kind_kind")),
        sa.CheckConstraint(
            "length(expires_at) = 27 AND substr(expires_at, 27) = 'Z'",
            name=op.f("ck_ticket_expires_at_instant"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "length(made_at) = 27 AND substr(made_at, 27) = 'Z'", name=op.f("ck_ticket_made_at_instant")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "used_at IS NULL OR length(used_at) = 27 AND substr(used_at, 27) = 'Z'",
            name=op.f("ck_ticket_used_at_instant"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("instr(hash, char(0)) = 0", name=op.f("ck_ticket_hash_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("length(hash) <= 64", name=op.f("ck_ticket_hash_length")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_ticket_account_id")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_ticket")),
        sqlite_strict=True,
    )
    op.create_table(
        "session",
        sa.Column("hash", TEXT, nullable=False),
        sa.Column("account_id", WHOLE, nullable=True),
        sa.Column("link_id", WHOLE, nullable=True),
        sa.Column("way_in", TEXT, nullable=False),
        sa.Column("device", TEXT, nullable=True),
        sa.Column("begun_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "ended_at IS NULL OR length(ended_at) = 27 AND substr(ended_at, 27) = 'Z'",
            name=op.f("ck_session_ended_at_instant"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "length(begun_at) = 27 AND substr(begun_at, 27) = 'Z'", name=op.f("ck_session_begun_at_instant")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "length(expires_at) = 27 AND substr(expires_at, 27) = 'Z'",
            name=op.f("ck_session_expires_at_instant"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "length(seen_at) = 27 AND substr(seen_at, 27) = 'Z'", name=op.f("ck_session_seen_at_instant")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "way_in = 'password' OR way_in = 'invitation' OR way_in = 'provider' OR way_in = 'table_link'",
            name=op.f("ck_session_way_in_kind"),
        ),
        sa.CheckConstraint(
            "(account_id IS NULL) <> (link_id IS NULL)", name=op.f("ck_session_of_an_account_or_a_link")
        ),
        sa.CheckConstraint(
            "device IS NULL OR instr(device, char(0)) = 0", name=op.f("ck_session_device_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("device IS NULL OR length(device) <= 200", name=op.f("ck_session_device_length")),
        sa.CheckConstraint("instr(hash, char(0)) = 0", name=op.f("ck_session_hash_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("length(hash) <= 64", name=op.f("ck_session_hash_length")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_session_account_id")),
        sa.ForeignKeyConstraint(["link_id"], ["table_link.id"], name=op.f("fk_session_link_id")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_session")),
        sqlite_strict=True,
    )
    op.create_index("ix_session_account_id", "session", ["account_id"], unique=False)
    op.create_table(
        "table_entry",
        sa.Column("donation_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("link_id", WHOLE, nullable=False),
        sa.Column("mark", TEXT, nullable=False),
        sa.CheckConstraint("instr(mark, char(0)) = 0", name=op.f("ck_table_entry_mark_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("length(mark) <= 64", name=op.f("ck_table_entry_mark_length")),
        sa.ForeignKeyConstraint(["donation_id"], ["donation.id"], name=op.f("fk_table_entry_donation_id")),
        sa.ForeignKeyConstraint(["link_id"], ["table_link.id"], name=op.f("fk_table_entry_link_id")),
        sa.PrimaryKeyConstraint("donation_id", name=op.f("pk_table_entry")),
        sqlite_strict=True,
    )
