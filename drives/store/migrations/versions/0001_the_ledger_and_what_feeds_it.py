"""The ledger and what feeds it."""

# ruff: noqa: E501

import sqlalchemy as sa
from alembic import op

from drives.store.migrations.forms import DAY, FLAG, INSTANT, TEXT, WHOLE

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "activity",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("done_at", INSTANT, nullable=False),
        sa.Column("who", TEXT, nullable=False),
        sa.Column("command", TEXT, nullable=False),
        sa.Column("summary", TEXT, nullable=False),
        sa.CheckConstraint(
            "length(done_at) = 27 AND substr(done_at, 27) = 'Z'", name=op.f("ck_activity_done_at_instant")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("instr(command, char(0)) = 0", name=op.f("ck_activity_command_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("instr(summary, char(0)) = 0", name=op.f("ck_activity_summary_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("instr(who, char(0)) = 0", name=op.f("ck_activity_who_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("length(command) <= 60", name=op.f("ck_activity_command_length")),
        sa.CheckConstraint("length(who) <= 200", name=op.f("ck_activity_who_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
        sqlite_strict=True,
    )
    op.create_index("ix_activity_done_at", "activity", ["done_at"], unique=False)
    op.create_table(
        "donation_day_total",
        sa.Column("drive_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("received_on", DAY, nullable=False),
        sa.Column("item_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("received", WHOLE, nullable=False),
        sa.Column("rejected", WHOLE, nullable=False),
        sa.CheckConstraint(
            "date(received_on, '+0 days') IS received_on", name=op.f("ck_donation_day_total_received_on_date")
        ).ddl_if(dialect="sqlite"),
        sa.PrimaryKeyConstraint("drive_id", "received_on", "item_id", name=op.f("pk_donation_day_total")),
        sqlite_strict=True,
    )
    op.create_table(
        "donation_total",
        sa.Column("item_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("drive_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("program_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("received", WHOLE, nullable=False),
        sa.Column("rejected", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("item_id", "drive_id", "program_id", name=op.f("pk_donation_total")),
        sqlite_strict=True,
    )
    op.create_table(
        "donor",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("name_key", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("email", TEXT, nullable=True),
        sa.Column("phone", TEXT, nullable=True),
        sa.Column("address", TEXT, nullable=True),
        sa.Column("credit", FLAG, nullable=False),
        sa.Column("reference", TEXT, nullable=True),
        sa.Column("merged_into_id", WHOLE, nullable=True),
        sa.CheckConstraint(
            "kind = 'person' OR kind = 'household' OR kind = 'business' OR kind = 'school' OR kind = 'faith_group' OR kind = 'team' OR kind = 'other'",
            name=op.f("ck_donor_kind_kind"),
        ),
        sa.CheckConstraint(
            "address IS NULL OR instr(address, char(0)) = 0", name=op.f("ck_donor_address_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("address IS NULL OR length(address) <= 400", name=op.f("ck_donor_address_length")),
        sa.CheckConstraint("credit IN (0, 1)", name=op.f("ck_donor_credit_flag")).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "email IS NULL OR instr(email, char(0)) = 0", name=op.f("ck_donor_email_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("email IS NULL OR length(email) <= 254", name=op.f("ck_donor_email_length")),
        sa.CheckConstraint("instr(name, char(0)) = 0", name=op.f("ck_donor_name_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("instr(name_key, char(0)) = 0", name=op.f("ck_donor_name_key_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("length(name) <= 200", name=op.f("ck_donor_name_length")),
        sa.CheckConstraint("length(name_key) <= 400", name=op.f("ck_donor_name_key_length")),
        sa.CheckConstraint(
            "phone IS NULL OR instr(phone, char(0)) = 0", name=op.f("ck_donor_phone_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("phone IS NULL OR length(phone) <= 60", name=op.f("ck_donor_phone_length")),
        sa.CheckConstraint(
            "reference IS NULL OR instr(reference, char(0)) = 0", name=op.f("ck_donor_reference_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "reference IS NULL OR length(reference) <= 120", name=op.f("ck_donor_reference_length")
        ),
        sa.ForeignKeyConstraint(["merged_into_id"], ["donor.id"], name=op.f("fk_donor_merged_into_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_donor")),
        sqlite_strict=True,
    )
    op.create_index("ix_donor_name_key", "donor", ["name_key"], unique=False)
    op.create_index(
        "uq_donor_reference",
        "donor",
        ["reference"],
        unique=True,
        sqlite_where=sa.text("reference IS NOT NULL"),
        postgresql_where=sa.text("reference IS NOT NULL"),
    )
    op.create_table(
        "drive",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("name_key", TEXT, nullable=False),
        sa.Column("slug", TEXT, nullable=False),
        sa.Column("starts_on", DAY, nullable=False),
        sa.Column("ends_on", DAY, nullable=False),
        sa.Column("closed_on", DAY, nullable=True),
        sa.Column("archived_on", DAY, nullable=True),
        sa.Column("story", TEXT, nullable=True),
        sa.Column("public", FLAG, nullable=False),
        sa.CheckConstraint(
            "archived_on IS NULL OR date(archived_on, '+0 days') IS archived_on",
            name=op.f("ck_drive_archived_on_date"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "closed_on IS NULL OR date(closed_on, '+0 days') IS closed_on",
            name=op.f("ck_drive_closed_on_date"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("date(ends_on, '+0 days') IS ends_on", name=op.f("ck_drive_ends_on_date")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint(
            "date(starts_on, '+0 days') IS starts_on", name=op.f("ck_drive_starts_on_date")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "archived_on IS NULL OR closed_on IS NOT NULL", name=op.f("ck_drive_archived_when_closed")
        ),
        sa.CheckConstraint("closed_on >= starts_on", name=op.f("ck_drive_closed_after_start")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_drive_ends_after_start")),
        sa.CheckConstraint("instr(name, char(0)) = 0", name=op.f("ck_drive_name_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("instr(name_key, char(0)) = 0", name=op.f("ck_drive_name_key_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("instr(slug, char(0)) = 0", name=op.f("ck_drive_slug_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("length(name) <= 200", name=op.f("ck_drive_name_length")),
        sa.CheckConstraint("length(name_key) <= 400", name=op.f("ck_drive_name_key_length")),
        sa.CheckConstraint("length(slug) <= 80", name=op.f("ck_drive_slug_length")),
        sa.CheckConstraint("public IN (0, 1)", name=op.f("ck_drive_public_flag")).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "story IS NULL OR instr(story, char(0)) = 0", name=op.f("ck_drive_story_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("story IS NULL OR length(story) <= 8000", name=op.f("ck_drive_story_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drive")),
        sa.UniqueConstraint("name_key", name=op.f("uq_drive_name_key")),
        sa.UniqueConstraint("slug", name=op.f("uq_drive_slug")),
        sqlite_strict=True,
    )
    op.create_table(
        "factor",
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("from_on", DAY, nullable=False),
        sa.Column("amount", WHOLE, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.CheckConstraint("date(from_on, '+0 days') IS from_on", name=op.f("ck_factor_from_on_date")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("kind = 'lb_per_meal' OR kind = 'value_per_lb'", name=op.f("ck_factor_kind_kind")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_factor_amount_positive")),
        sa.CheckConstraint("instr(source, char(0)) = 0", name=op.f("ck_factor_source_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("length(source) <= 400", name=op.f("ck_factor_source_length")),
        sa.PrimaryKeyConstraint("kind", "from_on", name=op.f("pk_factor")),
        sqlite_strict=True,
    )
    op.create_table(
        "item",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("name_key", TEXT, nullable=False),
        sa.Column("category", TEXT, nullable=False),
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("sku", TEXT, nullable=True),
        sa.Column("unit_weight_lb", WHOLE, nullable=True),
        sa.Column("unit_value", WHOLE, nullable=True),
        sa.Column("date_rule", TEXT, nullable=False),
        sa.Column("people_per_unit", WHOLE, nullable=True),
        sa.Column("active", FLAG, nullable=False),
        sa.Column("merged_into_id", WHOLE, nullable=True),
        sa.CheckConstraint(
            "date_rule = 'none' OR date_rule = 'advice' OR date_rule = 'strict' OR date_rule = 'formula'",
            name=op.f("ck_item_date_rule_kind"),
        ),
        sa.CheckConstraint(
            "unit = 'each' OR unit = 'pair' OR unit = 'pack' OR unit = 'kit' OR unit = 'set' OR unit = 'box' OR unit = 'bag' OR unit = 'can' OR unit = 'jar' OR unit = 'bottle' OR unit = 'tube' OR unit = 'roll' OR unit = 'carton' OR unit = 'pouch' OR unit = 'tub' OR unit = 'case' OR unit = 'lb' OR unit = 'oz' OR unit = 'kg' OR unit = 'g' OR unit = 'gallon' OR unit = 'quart' OR unit = 'liter' OR unit = 'ream'",
            name=op.f("ck_item_unit_kind"),
        ),
        sa.CheckConstraint("active IN (0, 1)", name=op.f("ck_item_active_flag")).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("instr(category, char(0)) = 0", name=op.f("ck_item_category_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("instr(name, char(0)) = 0", name=op.f("ck_item_name_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("instr(name_key, char(0)) = 0", name=op.f("ck_item_name_key_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("length(category) <= 100", name=op.f("ck_item_category_length")),
        sa.CheckConstraint("length(name) <= 200", name=op.f("ck_item_name_length")),
        sa.CheckConstraint("length(name_key) <= 400", name=op.f("ck_item_name_key_length")),
        sa.CheckConstraint("people_per_unit > 0", name=op.f("ck_item_people_per_unit_positive")),
        sa.CheckConstraint("sku IS NULL OR instr(sku, char(0)) = 0", name=op.f("ck_item_sku_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("sku IS NULL OR length(sku) <= 60", name=op.f("ck_item_sku_length")),
        sa.CheckConstraint("unit_value >= 0", name=op.f("ck_item_unit_value_not_negative")),
        sa.CheckConstraint("unit_weight_lb > 0", name=op.f("ck_item_unit_weight_positive")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["item.id"], name=op.f("fk_item_merged_into_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item")),
        sa.UniqueConstraint("name_key", name=op.f("uq_item_name_key")),
        sa.UniqueConstraint("sku", name=op.f("uq_item_sku")),
        sqlite_strict=True,
    )
    op.create_table(
        "move_total",
        sa.Column("item_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("drive_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("program_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("from_kind", TEXT, nullable=False),
        sa.Column("to_kind", TEXT, nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.CheckConstraint(
            "from_kind = 'collection_site' OR from_kind = 'warehouse' OR from_kind = 'transit' OR from_kind = 'donor' OR from_kind = 'supplier' OR from_kind = 'program' OR from_kind = 'workbench' OR from_kind = 'discard' OR from_kind = 'count_difference'",
            name=op.f("ck_move_total_from_kind_kind"),
        ),
        sa.CheckConstraint(
            "to_kind = 'collection_site' OR to_kind = 'warehouse' OR to_kind = 'transit' OR to_kind = 'donor' OR to_kind = 'supplier' OR to_kind = 'program' OR to_kind = 'workbench' OR to_kind = 'discard' OR to_kind = 'count_difference'",
            name=op.f("ck_move_total_to_kind_kind"),
        ),
        sa.PrimaryKeyConstraint(
            "item_id", "drive_id", "program_id", "from_kind", "to_kind", name=op.f("pk_move_total")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "organization",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("contact", TEXT, nullable=True),
        sa.Column("tax_id", TEXT, nullable=True),
        sa.Column("time_zone", TEXT, nullable=False),
        sa.Column("currency", TEXT, nullable=True),
        sa.Column("locale", TEXT, nullable=False),
        sa.Column("need_lapse_days", WHOLE, nullable=False),
        sa.CheckConstraint(
            "contact IS NULL OR instr(contact, char(0)) = 0", name=op.f("ck_organization_contact_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "contact IS NULL OR length(contact) <= 500", name=op.f("ck_organization_contact_length")
        ),
        sa.CheckConstraint(
            "currency IS NULL OR instr(currency, char(0)) = 0", name=op.f("ck_organization_currency_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "currency IS NULL OR length(currency) <= 3", name=op.f("ck_organization_currency_length")
        ),
        sa.CheckConstraint("id = 1", name=op.f("ck_organization_only_one")),
        sa.CheckConstraint("instr(locale, char(0)) = 0", name=op.f("ck_organization_locale_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("instr(name, char(0)) = 0", name=op.f("ck_organization_name_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint(
            "instr(time_zone, char(0)) = 0", name=op.f("ck_organization_time_zone_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("length(locale) <= 20", name=op.f("ck_organization_locale_length")),
        sa.CheckConstraint("length(name) <= 200", name=op.f("ck_organization_name_length")),
        sa.CheckConstraint("length(time_zone) <= 60", name=op.f("ck_organization_time_zone_length")),
        sa.CheckConstraint(
            "need_lapse_days BETWEEN 1 AND 3650", name=op.f("ck_organization_need_lapse_days_in_range")
        ),
        sa.CheckConstraint(
            "tax_id IS NULL OR instr(tax_id, char(0)) = 0", name=op.f("ck_organization_tax_id_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "tax_id IS NULL OR length(tax_id) <= 60", name=op.f("ck_organization_tax_id_length")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization")),
        sqlite_strict=True,
    )
    op.create_table(
        "program",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("name_key", TEXT, nullable=False),
        sa.Column("slug", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("description", TEXT, nullable=True),
        sa.Column("service_area", TEXT, nullable=True),
        sa.Column("hub", TEXT, nullable=True),
        sa.Column("address", TEXT, nullable=True),
        sa.Column("hide_address", FLAG, nullable=False),
        sa.Column("unlisted", FLAG, nullable=False),
        sa.Column("url", TEXT, nullable=True),
        sa.Column("phone", TEXT, nullable=True),
        sa.Column("email", TEXT, nullable=True),
        sa.Column("languages", TEXT, nullable=True),
        sa.Column("accepted", TEXT, nullable=True),
        sa.Column("not_accepted", TEXT, nullable=True),
        sa.Column("merged_into_id", WHOLE, nullable=True),
        sa.CheckConstraint(
            "kind = 'food_bank' OR kind = 'school_pantry' OR kind = 'street_outreach' OR kind = 'youth_shelter' OR kind = 'family_shelter' OR kind = 'foster_care' OR kind = 'mentoring' OR kind = 'diaper_bank' OR kind = 'clothing_closet' OR kind = 'housing' OR kind = 'other'",
            name=op.f("ck_program_kind_kind"),
        ),
        sa.CheckConstraint(
            "accepted IS NULL OR instr(accepted, char(0)) = 0", name=op.f("ck_program_accepted_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "accepted IS NULL OR length(accepted) <= 2000", name=op.f("ck_program_accepted_length")
        ),
        sa.CheckConstraint(
            "address IS NULL OR instr(address, char(0)) = 0", name=op.f("ck_program_address_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "address IS NULL OR length(address) <= 400", name=op.f("ck_program_address_length")
        ),
        sa.CheckConstraint(
            "description IS NULL OR instr(description, char(0)) = 0", name=op.f("ck_program_description_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "description IS NULL OR length(description) <= 4000", name=op.f("ck_program_description_length")
        ),
        sa.CheckConstraint(
            "email IS NULL OR instr(email, char(0)) = 0", name=op.f("ck_program_email_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("email IS NULL OR length(email) <= 254", name=op.f("ck_program_email_length")),
        sa.CheckConstraint("hide_address IN (0, 1)", name=op.f("ck_program_hide_address_flag")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("hub IS NULL OR instr(hub, char(0)) = 0", name=op.f("ck_program_hub_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("hub IS NULL OR length(hub) <= 400", name=op.f("ck_program_hub_length")),
        sa.CheckConstraint("instr(name, char(0)) = 0", name=op.f("ck_program_name_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("instr(name_key, char(0)) = 0", name=op.f("ck_program_name_key_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("instr(slug, char(0)) = 0", name=op.f("ck_program_slug_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint(
            "languages IS NULL OR instr(languages, char(0)) = 0", name=op.f("ck_program_languages_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "languages IS NULL OR length(languages) <= 200", name=op.f("ck_program_languages_length")
        ),
        sa.CheckConstraint("length(name) <= 200", name=op.f("ck_program_name_length")),
        sa.CheckConstraint("length(name_key) <= 400", name=op.f("ck_program_name_key_length")),
        sa.CheckConstraint("length(slug) <= 80", name=op.f("ck_program_slug_length")),
        sa.CheckConstraint(
            "not_accepted IS NULL OR instr(not_accepted, char(0)) = 0",
            name=op.f("ck_program_not_accepted_nul"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "not_accepted IS NULL OR length(not_accepted) <= 2000",
            name=op.f("ck_program_not_accepted_length"),
        ),
        sa.CheckConstraint(
            "phone IS NULL OR instr(phone, char(0)) = 0", name=op.f("ck_program_phone_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("phone IS NULL OR length(phone) <= 60", name=op.f("ck_program_phone_length")),
        sa.CheckConstraint(
            "service_area IS NULL OR instr(service_area, char(0)) = 0",
            name=op.f("ck_program_service_area_nul"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "service_area IS NULL OR length(service_area) <= 200", name=op.f("ck_program_service_area_length")
        ),
        sa.CheckConstraint("unlisted IN (0, 1)", name=op.f("ck_program_unlisted_flag")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("url IS NULL OR instr(url, char(0)) = 0", name=op.f("ck_program_url_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("url IS NULL OR length(url) <= 400", name=op.f("ck_program_url_length")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["program.id"], name=op.f("fk_program_merged_into_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_program")),
        sa.UniqueConstraint("name_key", name=op.f("uq_program_name_key")),
        sa.UniqueConstraint("slug", name=op.f("uq_program_slug")),
        sqlite_strict=True,
    )
    op.create_table(
        "site",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("name_key", TEXT, nullable=False),
        sa.Column("slug", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("address", TEXT, nullable=True),
        sa.Column("hours", TEXT, nullable=True),
        sa.Column("latitude", WHOLE, nullable=True),
        sa.Column("longitude", WHOLE, nullable=True),
        sa.Column("public", FLAG, nullable=False),
        sa.Column("merged_into_id", WHOLE, nullable=True),
        sa.CheckConstraint("kind = 'collection_site' OR kind = 'warehouse'", name=op.f("ck_site_kind_kind")),
        sa.CheckConstraint(
            "address IS NULL OR instr(address, char(0)) = 0", name=op.f("ck_site_address_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("address IS NULL OR length(address) <= 400", name=op.f("ck_site_address_length")),
        sa.CheckConstraint(
            "hours IS NULL OR instr(hours, char(0)) = 0", name=op.f("ck_site_hours_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("hours IS NULL OR length(hours) <= 400", name=op.f("ck_site_hours_length")),
        sa.CheckConstraint("instr(name, char(0)) = 0", name=op.f("ck_site_name_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("instr(name_key, char(0)) = 0", name=op.f("ck_site_name_key_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("instr(slug, char(0)) = 0", name=op.f("ck_site_slug_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint(
            "latitude BETWEEN -900000000 AND 900000000", name=op.f("ck_site_latitude_in_range")
        ),
        sa.CheckConstraint("length(name) <= 200", name=op.f("ck_site_name_length")),
        sa.CheckConstraint("length(name_key) <= 400", name=op.f("ck_site_name_key_length")),
        sa.CheckConstraint("length(slug) <= 80", name=op.f("ck_site_slug_length")),
        sa.CheckConstraint(
            "longitude BETWEEN -1800000000 AND 1800000000", name=op.f("ck_site_longitude_in_range")
        ),
        sa.CheckConstraint("public IN (0, 1)", name=op.f("ck_site_public_flag")).ddl_if(dialect="sqlite"),
        sa.ForeignKeyConstraint(["merged_into_id"], ["site.id"], name=op.f("fk_site_merged_into_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
        sa.UniqueConstraint("name_key", name=op.f("uq_site_name_key")),
        sa.UniqueConstraint("slug", name=op.f("uq_site_slug")),
        sqlite_strict=True,
    )
    op.create_table(
        "store_version",
        sa.Column("slot", WHOLE, autoincrement=False, nullable=False),
        sa.Column("value", WHOLE, nullable=False),
        sa.CheckConstraint("slot BETWEEN 0 AND 15", name=op.f("ck_store_version_slot_in_range")),
        sa.PrimaryKeyConstraint("slot", name=op.f("pk_store_version")),
        sqlite_strict=True,
    )
    op.create_table(
        "verification",
        sa.Column("id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("verified_at", INSTANT, nullable=False),
        sa.Column("differences", WHOLE, nullable=False),
        sa.CheckConstraint(
            "length(verified_at) = 27 AND substr(verified_at, 27) = 'Z'",
            name=op.f("ck_verification_verified_at_instant"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("differences >= 0", name=op.f("ck_verification_differences_not_negative")),
        sa.CheckConstraint("id = 1", name=op.f("ck_verification_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verification")),
        sqlite_strict=True,
    )
    op.create_table(
        "delivery",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("program_id", WHOLE, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("planned_on", DAY, nullable=False),
        sa.Column("packed_on", DAY, nullable=True),
        sa.Column("sent_on", DAY, nullable=True),
        sa.Column("confirmed_on", DAY, nullable=True),
        sa.Column("cancelled_on", DAY, nullable=True),
        sa.Column("note", TEXT, nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "cancelled_on IS NULL OR date(cancelled_on, '+0 days') IS cancelled_on",
            name=op.f("ck_delivery_cancelled_on_date"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "confirmed_on IS NULL OR date(confirmed_on, '+0 days') IS confirmed_on",
            name=op.f("ck_delivery_confirmed_on_date"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "date(planned_on, '+0 days') IS planned_on", name=op.f("ck_delivery_planned_on_date")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "length(recorded_at) = 27 AND substr(recorded_at, 27) = 'Z'",
            name=op.f("ck_delivery_recorded_at_instant"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "packed_on IS NULL OR date(packed_on, '+0 days') IS packed_on",
            name=op.f("ck_delivery_packed_on_date"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "sent_on IS NULL OR date(sent_on, '+0 days') IS sent_on", name=op.f("ck_delivery_sent_on_date")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "state = 'planned' OR state = 'packed' OR state = 'sent' OR state = 'confirmed' OR state = 'cancelled'",
            name=op.f("ck_delivery_state_kind"),
        ),
        sa.CheckConstraint("confirmed_on >= sent_on", name=op.f("ck_delivery_confirmed_after_sent")),
        sa.CheckConstraint(
            "note IS NULL OR instr(note, char(0)) = 0", name=op.f("ck_delivery_note_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("note IS NULL OR length(note) <= 2000", name=op.f("ck_delivery_note_length")),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_delivery_program_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sqlite_strict=True,
    )
    op.create_index("ix_delivery_program_id", "delivery", ["program_id"], unique=False)
    op.create_table(
        "donation",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("drive_id", WHOLE, nullable=True),
        sa.Column("site_id", WHOLE, nullable=False),
        sa.Column("received_on", DAY, nullable=False),
        sa.Column("donor_id", WHOLE, nullable=True),
        sa.Column("team_id", WHOLE, nullable=True),
        sa.Column("reference", TEXT, nullable=True),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("replaces_id", WHOLE, nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "date(received_on, '+0 days') IS received_on", name=op.f("ck_donation_received_on_date")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "length(recorded_at) = 27 AND substr(recorded_at, 27) = 'Z'",
            name=op.f("ck_donation_recorded_at_instant"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("state = 'posted' OR state = 'voided'", name=op.f("ck_donation_state_kind")),
        sa.CheckConstraint(
            "reference IS NULL OR instr(reference, char(0)) = 0", name=op.f("ck_donation_reference_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "reference IS NULL OR length(reference) <= 120", name=op.f("ck_donation_reference_length")
        ),
        sa.ForeignKeyConstraint(["donor_id"], ["donor.id"], name=op.f("fk_donation_donor_id")),
        sa.ForeignKeyConstraint(["drive_id"], ["drive.id"], name=op.f("fk_donation_drive_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["donation.id"], name=op.f("fk_donation_replaces_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_donation_site_id")),
        sa.ForeignKeyConstraint(["team_id"], ["donor.id"], name=op.f("fk_donation_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_donation")),
        sqlite_strict=True,
    )
    op.create_index("ix_donation_reference", "donation", ["reference"], unique=False)
    op.create_index("ix_donation_state_received_on", "donation", ["state", "received_on"], unique=False)
    op.create_index(
        "uq_donation_reference_in_drive",
        "donation",
        ["drive_id", "reference"],
        unique=True,
        sqlite_where=sa.text("state = 'posted' AND reference IS NOT NULL AND drive_id IS NOT NULL"),
        postgresql_where=sa.text("state = 'posted' AND reference IS NOT NULL AND drive_id IS NOT NULL"),
    )
    op.create_index(
        "uq_donation_reference_no_drive",
        "donation",
        ["reference"],
        unique=True,
        sqlite_where=sa.text("state = 'posted' AND reference IS NOT NULL AND drive_id IS NULL"),
        postgresql_where=sa.text("state = 'posted' AND reference IS NOT NULL AND drive_id IS NULL"),
    )
    op.create_table(
        "drive_goal",
        sa.Column("drive_id", WHOLE, nullable=False),
        sa.Column("item_id", WHOLE, nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_drive_goal_quantity_positive")),
        sa.ForeignKeyConstraint(["drive_id"], ["drive.id"], name=op.f("fk_drive_goal_drive_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_drive_goal_item_id")),
        sa.PrimaryKeyConstraint("drive_id", "item_id", name=op.f("pk_drive_goal")),
        sqlite_strict=True,
    )
    op.create_table(
        "drive_program",
        sa.Column("drive_id", WHOLE, nullable=False),
        sa.Column("program_id", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(["drive_id"], ["drive.id"], name=op.f("fk_drive_program_drive_id")),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_drive_program_program_id")),
        sa.PrimaryKeyConstraint("drive_id", "program_id", name=op.f("pk_drive_program")),
        sqlite_strict=True,
    )
    op.create_table(
        "drive_site",
        sa.Column("drive_id", WHOLE, nullable=False),
        sa.Column("site_id", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(["drive_id"], ["drive.id"], name=op.f("fk_drive_site_drive_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_drive_site_site_id")),
        sa.PrimaryKeyConstraint("drive_id", "site_id", name=op.f("pk_drive_site")),
        sqlite_strict=True,
    )
    op.create_table(
        "drive_team",
        sa.Column("drive_id", WHOLE, nullable=False),
        sa.Column("team_id", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(["drive_id"], ["drive.id"], name=op.f("fk_drive_team_drive_id")),
        sa.ForeignKeyConstraint(["team_id"], ["donor.id"], name=op.f("fk_drive_team_team_id")),
        sa.PrimaryKeyConstraint("drive_id", "team_id", name=op.f("pk_drive_team")),
        sqlite_strict=True,
    )
    op.create_table(
        "item_pack",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("item_id", WHOLE, nullable=False),
        sa.Column("barcode", TEXT, nullable=True),
        sa.Column("pack", TEXT, nullable=True),
        sa.Column("pack_quantity", WHOLE, nullable=True),
        sa.CheckConstraint(
            "(pack IS NULL) = (pack_quantity IS NULL)", name=op.f("ck_item_pack_pack_has_quantity")
        ),
        sa.CheckConstraint(
            "barcode IS NOT NULL OR pack IS NOT NULL", name=op.f("ck_item_pack_says_something")
        ),
        sa.CheckConstraint(
            "barcode IS NULL OR instr(barcode, char(0)) = 0", name=op.f("ck_item_pack_barcode_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "barcode IS NULL OR length(barcode) <= 40", name=op.f("ck_item_pack_barcode_length")
        ),
        sa.CheckConstraint(
            "pack IS NULL OR instr(pack, char(0)) = 0", name=op.f("ck_item_pack_pack_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("pack IS NULL OR length(pack) <= 100", name=op.f("ck_item_pack_pack_length")),
        sa.CheckConstraint("pack_quantity > 0", name=op.f("ck_item_pack_pack_quantity_positive")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_pack_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_pack")),
        sa.UniqueConstraint("barcode", name=op.f("uq_item_pack_barcode")),
        sqlite_strict=True,
    )
    op.create_index("ix_item_pack_item_id", "item_pack", ["item_id"], unique=False)
    op.create_table(
        "item_synonym",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("item_id", WHOLE, nullable=False),
        sa.Column("synonym", TEXT, nullable=False),
        sa.Column("synonym_key", TEXT, nullable=False),
        sa.CheckConstraint("instr(synonym, char(0)) = 0", name=op.f("ck_item_synonym_synonym_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint(
            "instr(synonym_key, char(0)) = 0", name=op.f("ck_item_synonym_synonym_key_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("length(synonym) <= 200", name=op.f("ck_item_synonym_synonym_length")),
        sa.CheckConstraint("length(synonym_key) <= 400", name=op.f("ck_item_synonym_synonym_key_length")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_synonym_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_synonym")),
        sa.UniqueConstraint("synonym_key", name=op.f("uq_item_synonym_synonym_key")),
        sqlite_strict=True,
    )
    op.create_index("ix_item_synonym_item_id", "item_synonym", ["item_id"], unique=False)
    op.create_table(
        "item_value",
        sa.Column("item_id", WHOLE, nullable=False),
        sa.Column("from_on", DAY, nullable=False),
        sa.Column("unit_value", WHOLE, nullable=False),
        sa.CheckConstraint(
            "date(from_on, '+0 days') IS from_on", name=op.f("ck_item_value_from_on_date")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("unit_value >= 0", name=op.f("ck_item_value_unit_value_not_negative")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_value_item_id")),
        sa.PrimaryKeyConstraint("item_id", "from_on", name=op.f("pk_item_value")),
        sqlite_strict=True,
    )
    op.create_table(
        "location",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("site_id", WHOLE, nullable=True),
        sa.Column("program_id", WHOLE, nullable=True),
        sa.Column("identity", TEXT, nullable=False),
        sa.Column("merged_into_id", WHOLE, nullable=True),
        sa.CheckConstraint(
            "(program_id IS NOT NULL) = (kind = 'program')", name=op.f("ck_location_program_at_programs_only")
        ),
        sa.CheckConstraint(
            "(site_id IS NOT NULL) = (kind IN ('collection_site', 'warehouse'))",
            name=op.f("ck_location_site_on_shelves_only"),
        ),
        sa.CheckConstraint(
            "kind = 'collection_site' OR kind = 'warehouse' OR kind = 'transit' OR kind = 'donor' OR kind = 'supplier' OR kind = 'program' OR kind = 'workbench' OR kind = 'discard' OR kind = 'count_difference'",
            name=op.f("ck_location_kind_kind"),
        ),
        sa.CheckConstraint("instr(identity, char(0)) = 0", name=op.f("ck_location_identity_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("length(identity) <= 60", name=op.f("ck_location_identity_length")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["location.id"], name=op.f("fk_location_merged_into_id")),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_location_program_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_location_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_location")),
        sa.UniqueConstraint("identity", name=op.f("uq_location_identity")),
        sqlite_strict=True,
    )
    op.create_table(
        "lot",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("item_id", WHOLE, nullable=False),
        sa.Column("drive_id", WHOLE, nullable=True),
        sa.Column("site_id", WHOLE, nullable=True),
        sa.Column("date_mark", DAY, nullable=True),
        sa.Column("date_kind", TEXT, nullable=True),
        sa.Column("lot_code", TEXT, nullable=True),
        sa.Column("restricted_to_id", WHOLE, nullable=True),
        sa.Column("received_on", DAY, nullable=False),
        sa.Column("identity", TEXT, nullable=False),
        sa.CheckConstraint(
            "date(received_on, '+0 days') IS received_on", name=op.f("ck_lot_received_on_date")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "date_kind IS NULL OR date_kind = 'best_by' OR date_kind = 'sell_by' OR date_kind = 'use_by' OR date_kind = 'expires'",
            name=op.f("ck_lot_date_kind_kind"),
        ),
        sa.CheckConstraint(
            "date_mark IS NULL OR date(date_mark, '+0 days') IS date_mark", name=op.f("ck_lot_date_mark_date")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "(date_mark IS NULL) = (date_kind IS NULL)", name=op.f("ck_lot_date_mark_has_kind")
        ),
        sa.CheckConstraint("instr(identity, char(0)) = 0", name=op.f("ck_lot_identity_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("length(identity) <= 200", name=op.f("ck_lot_identity_length")),
        sa.CheckConstraint(
            "lot_code IS NULL OR instr(lot_code, char(0)) = 0", name=op.f("ck_lot_lot_code_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("lot_code IS NULL OR length(lot_code) <= 60", name=op.f("ck_lot_lot_code_length")),
        sa.ForeignKeyConstraint(["drive_id"], ["drive.id"], name=op.f("fk_lot_drive_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_lot_item_id")),
        sa.ForeignKeyConstraint(["restricted_to_id"], ["program.id"], name=op.f("fk_lot_restricted_to_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_lot_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot")),
        sa.UniqueConstraint("identity", name=op.f("uq_lot_identity")),
        sqlite_strict=True,
    )
    op.create_index("ix_lot_drive_id", "lot", ["drive_id"], unique=False)
    op.create_index("ix_lot_item_id", "lot", ["item_id"], unique=False)
    op.create_table(
        "need",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("program_id", WHOLE, nullable=False),
        sa.Column("item_id", WHOLE, nullable=False),
        sa.Column("drive_id", WHOLE, nullable=True),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("pack", TEXT, nullable=True),
        sa.Column("pack_quantity", WHOLE, nullable=True),
        sa.Column("priority", TEXT, nullable=False),
        sa.Column("posted_on", DAY, nullable=False),
        sa.Column("needed_by", DAY, nullable=True),
        sa.Column("note", TEXT, nullable=True),
        sa.Column("reference", TEXT, nullable=True),
        sa.Column("row_key", TEXT, nullable=True),
        sa.Column("cancelled_on", DAY, nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "cancelled_on IS NULL OR date(cancelled_on, '+0 days') IS cancelled_on",
            name=op.f("ck_need_cancelled_on_date"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "date(posted_on, '+0 days') IS posted_on", name=op.f("ck_need_posted_on_date")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "length(recorded_at) = 27 AND substr(recorded_at, 27) = 'Z'",
            name=op.f("ck_need_recorded_at_instant"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "needed_by IS NULL OR date(needed_by, '+0 days') IS needed_by",
            name=op.f("ck_need_needed_by_date"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "priority = 'critical' OR priority = 'high' OR priority = 'normal' OR priority = 'low'",
            name=op.f("ck_need_priority_kind"),
        ),
        sa.CheckConstraint(
            "(pack IS NULL) = (pack_quantity IS NULL)", name=op.f("ck_need_pack_has_quantity")
        ),
        sa.CheckConstraint("cancelled_on >= posted_on", name=op.f("ck_need_cancelled_after_posted")),
        sa.CheckConstraint("note IS NULL OR instr(note, char(0)) = 0", name=op.f("ck_need_note_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("note IS NULL OR length(note) <= 2000", name=op.f("ck_need_note_length")),
        sa.CheckConstraint("pack IS NULL OR instr(pack, char(0)) = 0", name=op.f("ck_need_pack_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("pack IS NULL OR length(pack) <= 100", name=op.f("ck_need_pack_length")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_need_quantity_positive")),
        sa.CheckConstraint(
            "reference IS NULL OR instr(reference, char(0)) = 0", name=op.f("ck_need_reference_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "reference IS NULL OR length(reference) <= 120", name=op.f("ck_need_reference_length")
        ),
        sa.CheckConstraint(
            "row_key IS NULL OR instr(row_key, char(0)) = 0", name=op.f("ck_need_row_key_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("row_key IS NULL OR length(row_key) <= 64", name=op.f("ck_need_row_key_length")),
        sa.ForeignKeyConstraint(["drive_id"], ["drive.id"], name=op.f("fk_need_drive_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_need_item_id")),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_need_program_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need")),
        sa.UniqueConstraint("row_key", name=op.f("uq_need_row_key")),
        sqlite_strict=True,
    )
    op.create_index("ix_need_item_id", "need", ["item_id"], unique=False)
    op.create_index(
        "uq_need_reference",
        "need",
        ["program_id", "reference", "item_id"],
        unique=True,
        sqlite_where=sa.text("reference IS NOT NULL"),
        postgresql_where=sa.text("reference IS NOT NULL"),
    )
    op.create_table(
        "receipt",
        sa.Column("request_id", TEXT, nullable=False),
        sa.Column("command", TEXT, nullable=False),
        sa.Column("fingerprint", TEXT, nullable=False),
        sa.Column("result", TEXT, nullable=False),
        sa.Column("activity_id", WHOLE, nullable=False),
        sa.CheckConstraint("instr(command, char(0)) = 0", name=op.f("ck_receipt_command_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("instr(fingerprint, char(0)) = 0", name=op.f("ck_receipt_fingerprint_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("instr(request_id, char(0)) = 0", name=op.f("ck_receipt_request_id_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("instr(result, char(0)) = 0", name=op.f("ck_receipt_result_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("length(command) <= 60", name=op.f("ck_receipt_command_length")),
        sa.CheckConstraint("length(fingerprint) <= 64", name=op.f("ck_receipt_fingerprint_length")),
        sa.CheckConstraint("length(request_id) <= 100", name=op.f("ck_receipt_request_id_length")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_receipt_activity_id")),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_receipt")),
        sqlite_strict=True,
    )
    op.create_table(
        "cycle_count",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("location_id", WHOLE, nullable=False),
        sa.Column("counted_on", DAY, nullable=False),
        sa.Column("note", TEXT, nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "date(counted_on, '+0 days') IS counted_on", name=op.f("ck_cycle_count_counted_on_date")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "length(recorded_at) = 27 AND substr(recorded_at, 27) = 'Z'",
            name=op.f("ck_cycle_count_recorded_at_instant"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "note IS NULL OR instr(note, char(0)) = 0", name=op.f("ck_cycle_count_note_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("note IS NULL OR length(note) <= 2000", name=op.f("ck_cycle_count_note_length")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_cycle_count_location_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cycle_count")),
        sqlite_strict=True,
    )
    op.create_table(
        "discard",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("lot_id", WHOLE, nullable=False),
        sa.Column("location_id", WHOLE, nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("discarded_on", DAY, nullable=False),
        sa.Column("note", TEXT, nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "date(discarded_on, '+0 days') IS discarded_on", name=op.f("ck_discard_discarded_on_date")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "length(recorded_at) = 27 AND substr(recorded_at, 27) = 'Z'",
            name=op.f("ck_discard_recorded_at_instant"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "reason = 'expired' OR reason = 'damaged' OR reason = 'recalled' OR reason = 'unsafe' OR reason = 'other'",
            name=op.f("ck_discard_reason_kind"),
        ),
        sa.CheckConstraint(
            "note IS NULL OR instr(note, char(0)) = 0", name=op.f("ck_discard_note_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("note IS NULL OR length(note) <= 2000", name=op.f("ck_discard_note_length")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_discard_quantity_positive")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_discard_location_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_discard_lot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discard")),
        sqlite_strict=True,
    )
    op.create_table(
        "donation_line",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("donation_id", WHOLE, nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("lot_id", WHOLE, nullable=False),
        sa.Column("received", WHOLE, nullable=False),
        sa.Column("rejected", WHOLE, nullable=False),
        sa.Column("reject_reason", TEXT, nullable=True),
        sa.Column("pack", TEXT, nullable=True),
        sa.Column("pack_quantity", WHOLE, nullable=True),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("unit_value", WHOLE, nullable=True),
        sa.Column("note", TEXT, nullable=True),
        sa.Column("row_key", TEXT, nullable=True),
        sa.CheckConstraint(
            "source = 'donated' OR source = 'purchased'", name=op.f("ck_donation_line_source_kind")
        ),
        sa.CheckConstraint(
            "(pack IS NULL) = (pack_quantity IS NULL)", name=op.f("ck_donation_line_pack_has_quantity")
        ),
        sa.CheckConstraint(
            "note IS NULL OR instr(note, char(0)) = 0", name=op.f("ck_donation_line_note_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("note IS NULL OR length(note) <= 2000", name=op.f("ck_donation_line_note_length")),
        sa.CheckConstraint(
            "pack IS NULL OR instr(pack, char(0)) = 0", name=op.f("ck_donation_line_pack_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("pack IS NULL OR length(pack) <= 100", name=op.f("ck_donation_line_pack_length")),
        sa.CheckConstraint("received > 0", name=op.f("ck_donation_line_received_positive")),
        sa.CheckConstraint(
            "reject_reason IS NULL OR instr(reject_reason, char(0)) = 0",
            name=op.f("ck_donation_line_reject_reason_nul"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "reject_reason IS NULL OR length(reject_reason) <= 200",
            name=op.f("ck_donation_line_reject_reason_length"),
        ),
        sa.CheckConstraint(
            "rejected BETWEEN 0 AND received", name=op.f("ck_donation_line_rejected_within_received")
        ),
        sa.CheckConstraint(
            "row_key IS NULL OR instr(row_key, char(0)) = 0", name=op.f("ck_donation_line_row_key_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "row_key IS NULL OR length(row_key) <= 64", name=op.f("ck_donation_line_row_key_length")
        ),
        sa.ForeignKeyConstraint(["donation_id"], ["donation.id"], name=op.f("fk_donation_line_donation_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_donation_line_lot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_donation_line")),
        sqlite_strict=True,
    )
    op.create_index("ix_donation_line_donation_id", "donation_line", ["donation_id"], unique=False)
    op.create_index(
        "uq_donation_line_row_key",
        "donation_line",
        ["row_key"],
        unique=True,
        sqlite_where=sa.text("row_key IS NOT NULL"),
        postgresql_where=sa.text("row_key IS NOT NULL"),
    )
    op.create_table(
        "hold",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("lot_id", WHOLE, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("held_on", DAY, nullable=False),
        sa.Column("lifted_on", DAY, nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.CheckConstraint("date(held_on, '+0 days') IS held_on", name=op.f("ck_hold_held_on_date")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint(
            "length(recorded_at) = 27 AND substr(recorded_at, 27) = 'Z'",
            name=op.f("ck_hold_recorded_at_instant"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "lifted_on IS NULL OR date(lifted_on, '+0 days') IS lifted_on",
            name=op.f("ck_hold_lifted_on_date"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("instr(reason, char(0)) = 0", name=op.f("ck_hold_reason_nul")).ddl_if(
            dialect="sqlite"
        ),
        sa.CheckConstraint("length(reason) <= 400", name=op.f("ck_hold_reason_length")),
        sa.CheckConstraint("lifted_on >= held_on", name=op.f("ck_hold_lifted_after_held")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_hold_lot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
        sqlite_strict=True,
    )
    op.create_index("ix_hold_lot_id", "hold", ["lot_id"], unique=False)
    op.create_table(
        "move",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("document_id", WHOLE, nullable=False),
        sa.Column("lot_id", WHOLE, nullable=False),
        sa.Column("from_location_id", WHOLE, nullable=False),
        sa.Column("to_location_id", WHOLE, nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("effective_on", DAY, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("reverses_id", WHOLE, nullable=True),
        sa.CheckConstraint(
            "date(effective_on, '+0 days') IS effective_on", name=op.f("ck_move_effective_on_date")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "kind = 'donation' OR kind = 'transfer' OR kind = 'discard' OR kind = 'count' OR kind = 'send' OR kind = 'arrive' OR kind = 'lose' OR kind = 'return'",
            name=op.f("ck_move_kind_kind"),
        ),
        sa.CheckConstraint(
            "length(recorded_at) = 27 AND substr(recorded_at, 27) = 'Z'",
            name=op.f("ck_move_recorded_at_instant"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("from_location_id <> to_location_id", name=op.f("ck_move_goes_somewhere")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_move_quantity_positive")),
        sa.ForeignKeyConstraint(["from_location_id"], ["location.id"], name=op.f("fk_move_from_location_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_move_lot_id")),
        sa.ForeignKeyConstraint(["reverses_id"], ["move.id"], name=op.f("fk_move_reverses_id")),
        sa.ForeignKeyConstraint(["to_location_id"], ["location.id"], name=op.f("fk_move_to_location_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_move")),
        sqlite_strict=True,
    )
    op.create_index("ix_move_document", "move", ["document_id", "kind"], unique=False)
    op.create_index(
        "uq_move_reverses_id",
        "move",
        ["reverses_id"],
        unique=True,
        sqlite_where=sa.text("reverses_id IS NOT NULL"),
        postgresql_where=sa.text("reverses_id IS NOT NULL"),
    )
    op.create_table(
        "need_confirmation",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("need_id", WHOLE, nullable=False),
        sa.Column("confirmed_on", DAY, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "date(confirmed_on, '+0 days') IS confirmed_on",
            name=op.f("ck_need_confirmation_confirmed_on_date"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "length(recorded_at) = 27 AND substr(recorded_at, 27) = 'Z'",
            name=op.f("ck_need_confirmation_recorded_at_instant"),
        ).ddl_if(dialect="sqlite"),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_need_confirmation_need_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_confirmation")),
        sqlite_strict=True,
    )
    op.create_index("uq_need_confirmation_day", "need_confirmation", ["need_id", "confirmed_on"], unique=True)
    op.create_table(
        "need_revision",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("need_id", WHOLE, nullable=False),
        sa.Column("revised_on", DAY, nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "date(revised_on, '+0 days') IS revised_on", name=op.f("ck_need_revision_revised_on_date")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "length(recorded_at) = 27 AND substr(recorded_at, 27) = 'Z'",
            name=op.f("ck_need_revision_recorded_at_instant"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_need_revision_quantity_positive")),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_need_revision_need_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_revision")),
        sqlite_strict=True,
    )
    op.create_index("ix_need_revision_need_id", "need_revision", ["need_id"], unique=False)
    op.create_table(
        "reservation",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("need_id", WHOLE, nullable=False),
        sa.Column("lot_id", WHOLE, nullable=False),
        sa.Column("location_id", WHOLE, nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("reserved_on", DAY, nullable=False),
        sa.Column("sent_on", DAY, nullable=True),
        sa.Column("ended_on", DAY, nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "date(reserved_on, '+0 days') IS reserved_on", name=op.f("ck_reservation_reserved_on_date")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "ended_on IS NULL OR date(ended_on, '+0 days') IS ended_on",
            name=op.f("ck_reservation_ended_on_date"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "length(recorded_at) = 27 AND substr(recorded_at, 27) = 'Z'",
            name=op.f("ck_reservation_recorded_at_instant"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "sent_on IS NULL OR date(sent_on, '+0 days') IS sent_on", name=op.f("ck_reservation_sent_on_date")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("ended_on >= reserved_on", name=op.f("ck_reservation_ended_after_reserved")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_reservation_quantity_positive")),
        sa.CheckConstraint("sent_on >= reserved_on", name=op.f("ck_reservation_sent_after_reserved")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_reservation_location_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_reservation_lot_id")),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_reservation_need_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reservation")),
        sqlite_strict=True,
    )
    op.create_index("ix_reservation_lot_id", "reservation", ["lot_id"], unique=False)
    op.create_index("ix_reservation_need_id", "reservation", ["need_id"], unique=False)
    op.create_table(
        "stock_level",
        sa.Column("lot_id", WHOLE, nullable=False),
        sa.Column("location_id", WHOLE, nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("reserved", WHOLE, nullable=False),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_stock_level_never_negative")),
        sa.CheckConstraint(
            "reserved BETWEEN 0 AND quantity", name=op.f("ck_stock_level_reserved_within_quantity")
        ),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_stock_level_location_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_stock_level_lot_id")),
        sa.PrimaryKeyConstraint("lot_id", "location_id", name=op.f("pk_stock_level")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_stock_level_in_stock",
        "stock_level",
        ["lot_id", "location_id", "quantity", "reserved"],
        unique=False,
        sqlite_where=sa.text("quantity > 0"),
        postgresql_where=sa.text("quantity > 0"),
    )
    op.create_table(
        "transfer",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("lot_id", WHOLE, nullable=False),
        sa.Column("from_location_id", WHOLE, nullable=False),
        sa.Column("to_location_id", WHOLE, nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("transferred_on", DAY, nullable=False),
        sa.Column("note", TEXT, nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "date(transferred_on, '+0 days') IS transferred_on", name=op.f("ck_transfer_transferred_on_date")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "length(recorded_at) = 27 AND substr(recorded_at, 27) = 'Z'",
            name=op.f("ck_transfer_recorded_at_instant"),
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint(
            "note IS NULL OR instr(note, char(0)) = 0", name=op.f("ck_transfer_note_nul")
        ).ddl_if(dialect="sqlite"),
        sa.CheckConstraint("note IS NULL OR length(note) <= 2000", name=op.f("ck_transfer_note_length")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_transfer_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["from_location_id"], ["location.id"], name=op.f("fk_transfer_from_location_id")
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_transfer_lot_id")),
        sa.ForeignKeyConstraint(["to_location_id"], ["location.id"], name=op.f("fk_transfer_to_location_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
        sqlite_strict=True,
    )
    op.create_table(
        "count_line",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("count_id", WHOLE, nullable=False),
        sa.Column("lot_id", WHOLE, nullable=False),
        sa.Column("expected", WHOLE, nullable=False),
        sa.Column("counted", WHOLE, nullable=False),
        sa.CheckConstraint("counted >= 0", name=op.f("ck_count_line_counted_not_negative")),
        sa.CheckConstraint("expected >= 0", name=op.f("ck_count_line_expected_not_negative")),
        sa.ForeignKeyConstraint(["count_id"], ["cycle_count.id"], name=op.f("fk_count_line_count_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_count_line_lot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_line")),
        sqlite_strict=True,
    )
    op.create_index("ix_count_line_count_id", "count_line", ["count_id"], unique=False)
    op.create_table(
        "delivery_line",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("delivery_id", WHOLE, nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("reservation_id", WHOLE, nullable=True),
        sa.Column("need_id", WHOLE, nullable=True),
        sa.Column("lot_id", WHOLE, nullable=False),
        sa.Column("location_id", WHOLE, nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("arrived", WHOLE, nullable=True),
        sa.Column("lost", WHOLE, nullable=True),
        sa.Column("returned", WHOLE, nullable=True),
        sa.Column("reason", TEXT, nullable=True),
        sa.CheckConstraint(
            "reason IS NULL OR reason = 'missing' OR reason = 'damaged' OR reason = 'refused' OR reason = 'not_needed' OR reason = 'other'",
            name=op.f("ck_delivery_line_reason_kind"),
        ),
        sa.CheckConstraint(
            "arrived + lost + returned = quantity", name=op.f("ck_delivery_line_parts_are_the_whole")
        ),
        sa.CheckConstraint(
            "arrived >= 0 AND lost >= 0 AND returned >= 0", name=op.f("ck_delivery_line_parts_not_negative")
        ),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_delivery_line_quantity_not_negative")),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_delivery_line_delivery_id")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_delivery_line_location_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_delivery_line_lot_id")),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_delivery_line_need_id")),
        sa.ForeignKeyConstraint(
            ["reservation_id"], ["reservation.id"], name=op.f("fk_delivery_line_reservation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_line")),
        sqlite_strict=True,
    )
    op.create_index("ix_delivery_line_delivery_id", "delivery_line", ["delivery_id"], unique=False)
    op.create_index("ix_delivery_line_need_id", "delivery_line", ["need_id"], unique=False)
    op.create_index("ix_delivery_line_reservation_id", "delivery_line", ["reservation_id"], unique=False)
