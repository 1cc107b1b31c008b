"""Services, providers, offers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005_catalogue"
down_revision = "0004_cases"
branch_labels = None
depends_on = None


def _providers() -> None:
    op.create_table(
        "call",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("title_it", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("pathways", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("cardinality(pathways) > 0", name=op.f("ck_call_some_pathway")),
        sa.CheckConstraint("opens_on <= closes_on", name=op.f("ck_call_opens_before_it_closes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
        sa.UniqueConstraint("code", name=op.f("uq_call_code")),
    )
    op.create_table(
        "provider",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("legal_name", sa.Text(), nullable=False),
        sa.Column(
            "name_key", sa.Text(), sa.Computed("folded(legal_name)", persisted=True), nullable=False
        ),
        sa.Column("tax_number", sa.String(length=11), nullable=False),
        sa.Column("accreditation_number", sa.String(length=32), server_default="", nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "applicant",
                "accredited",
                "suspended",
                "revoked",
                name="providerstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("accredited_until", sa.Date(), nullable=True),
        sa.Column("applied_on", sa.Date(), nullable=False),
        sa.Column("presentation", sa.Text(), server_default="", nullable=False),
        sa.Column("website", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "(state = 'applicant') OR accredited_until IS NOT NULL",
            name=op.f("ck_provider_expiry_known"),
        ),
        sa.ForeignKeyConstraint(
            ["id"], ["organisation.id"], name=op.f("fk_provider_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider")),
        sa.UniqueConstraint("tax_number", name=op.f("uq_provider_tax_number")),
    )
    op.create_index(op.f("ix_provider_name_key_id"), "provider", ["name_key", "id"], unique=False)
    op.create_index(
        "ix_provider_name_trgm",
        "provider",
        ["name_key"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"name_key": "gin_trgm_ops"},
    )
    op.create_table(
        "platform_agreement",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=False),
        sa.Column("text_version", sa.String(length=16), nullable=False),
        sa.Column("text_hash", sa.String(length=64), server_default="", nullable=False),
        sa.Column("signed_by_id", sa.BigInteger(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["provider.id"],
            name=op.f("fk_platform_agreement_provider_id_provider"),
        ),
        sa.ForeignKeyConstraint(
            ["signed_by_id"],
            ["user_account.id"],
            name=op.f("fk_platform_agreement_signed_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_agreement")),
    )
    op.create_index(
        "uq_platform_agreement_in_force",
        "platform_agreement",
        ["provider_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "provider_field",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "field",
            sa.Enum(
                "training",
                "employment_services",
                name="accreditationfield",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_from <= valid_to",
            name=op.f("ck_provider_field_begins_before_it_ends"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_provider_field_provider_id_provider")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_field")),
    )
    op.create_index(
        op.f("ix_provider_field_provider_id_field_valid_from"),
        "provider_field",
        ["provider_id", "field", "valid_from"],
        unique=True,
    )
    op.create_table(
        "site",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("municipality_code", sa.String(length=6), nullable=False),
        sa.Column("latitude", sa.Numeric(precision=8, scale=5), nullable=False),
        sa.Column("longitude", sa.Numeric(precision=8, scale=5), nullable=False),
        sa.Column("phone", sa.String(length=40), server_default="", nullable=False),
        sa.Column("email", sa.String(length=254), server_default="", nullable=False),
        sa.Column("step_free", sa.Boolean(), server_default="false", nullable=False),
        sa.Column(
            "accredited_for",
            postgresql.ARRAY(sa.String(length=32)),
            server_default="{}",
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code"],
            ["municipality.code"],
            name=op.f("fk_site_municipality_code_municipality"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_site_provider_id_provider")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
    )
    op.create_index(op.f("ix_site_municipality_code"), "site", ["municipality_code"], unique=False)
    op.create_index(op.f("ix_site_provider_id_name"), "site", ["provider_id", "name"], unique=True)


def _offers() -> None:
    op.create_table(
        "offer",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=False),
        sa.Column("call_id", sa.BigInteger(), nullable=True),
        sa.Column("own_key", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("service_type", sa.String(length=32), server_default="", nullable=False),
        sa.Column(
            "pathways", postgresql.ARRAY(sa.BigInteger()), server_default="{}", nullable=False
        ),
        sa.Column("hours", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("learning", sa.Text(), server_default="", nullable=False),
        sa.Column("requirements", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "certificate",
            sa.Enum(
                "none",
                "attendance",
                "competences",
                "qualification",
                name="certificate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "mode",
            sa.Enum(
                "in_person",
                "online",
                "mixed",
                name="mode",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("language", sa.String(length=2), server_default="it", nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=True),
        sa.Column("accessibility", sa.Text(), server_default="", nullable=False),
        sa.Column("contact_name", sa.Text(), server_default="", nullable=False),
        sa.Column("contact_email", sa.String(length=254), server_default="", nullable=False),
        sa.Column("contact_phone", sa.String(length=40), server_default="", nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "published",
                "suspended",
                "withdrawn",
                "expired",
                name="offerstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("revision", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column(
            "title_key", sa.Text(), sa.Computed("folded(title)", persisted=True), nullable=False
        ),
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed(
                "setweight(to_tsvector('pg_catalog.italian', folded(title)), 'A') || setweight(to_tsvector('pg_catalog.english', folded(title)), 'A') || setweight(to_tsvector('pg_catalog.italian', folded(learning)), 'B') || setweight(to_tsvector('pg_catalog.english', folded(learning)), 'B') || setweight(to_tsvector('pg_catalog.italian', folded(description)), 'C') || setweight(to_tsvector('pg_catalog.english', folded(description)), 'C')",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.CheckConstraint("hours >= 0", name=op.f("ck_offer_hours_not_negative")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_offer_call_id_call")),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_offer_provider_id_provider")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_offer_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
        sa.UniqueConstraint("provider_id", "own_key", name=op.f("uq_offer_provider_id_own_key")),
    )
    op.create_index(op.f("ix_offer_call_id"), "offer", ["call_id"], unique=False)
    op.create_index(
        op.f("ix_offer_provider_id_state_title_key_id"),
        "offer",
        ["provider_id", "state", "title_key", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_offer_provider_id_title_key_id"),
        "offer",
        ["provider_id", "title_key", "id"],
        unique=False,
    )
    op.create_index(
        "ix_offer_queue",
        "offer",
        ["submitted_at", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'submitted'"),
    )
    op.create_index(
        op.f("ix_offer_search"), "offer", ["search"], unique=False, postgresql_using="gin"
    )
    op.create_index(
        op.f("ix_offer_state_confirmed_on"), "offer", ["state", "confirmed_on"], unique=False
    )
    op.create_index(
        "ix_offer_title_trgm",
        "offer",
        ["title_key"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"title_key": "gin_trgm_ops"},
    )


def _editions_and_uploads() -> None:
    op.create_table(
        "upload",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=False),
        sa.Column("uploaded_by_id", sa.BigInteger(), nullable=False),
        sa.Column("progress_id", sa.BigInteger(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "received",
                "checked",
                "accepted",
                "stored",
                "refused",
                "discarded",
                name="uploadstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "counts", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("refusal", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.ForeignKeyConstraint(
            ["progress_id"], ["job_progress.id"], name=op.f("fk_upload_progress_id_job_progress")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_upload_provider_id_provider")
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"],
            ["user_account.id"],
            name=op.f("fk_upload_uploaded_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
    )
    op.create_index(op.f("ix_upload_provider_id_id"), "upload", ["provider_id", "id"], unique=False)
    op.create_table(
        "edition",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("offer_id", sa.BigInteger(), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("municipality_code", sa.String(length=6), nullable=False),
        sa.Column("latitude", sa.Numeric(precision=8, scale=5), nullable=False),
        sa.Column("longitude", sa.Numeric(precision=8, scale=5), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("enrol_by", sa.Date(), nullable=False),
        sa.Column("timetable", sa.Text(), server_default="", nullable=False),
        sa.Column("seats", sa.BigInteger(), nullable=False),
        sa.Column("taken", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "open",
                "full",
                "running",
                "closed",
                "cancelled",
                name="editionstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.CheckConstraint(
            "0 <= taken AND taken <= seats", name=op.f("ck_edition_taken_within_seats")
        ),
        sa.CheckConstraint("enrol_by <= starts_on", name=op.f("ck_edition_enrolment_before_start")),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_edition_starts_before_it_ends")),
        sa.ForeignKeyConstraint(
            ["municipality_code"],
            ["municipality.code"],
            name=op.f("fk_edition_municipality_code_municipality"),
        ),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_edition_offer_id_offer")),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_edition_provider_id_provider")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_edition_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
        sa.UniqueConstraint("offer_id", "code", name=op.f("uq_edition_offer_id_code")),
    )
    op.create_index(
        "ix_edition_at_site",
        "edition",
        ["site_id", "starts_on", "id"],
        unique=False,
        postgresql_where=sa.text("state IN ('open', 'full')"),
    )
    op.create_index(
        op.f("ix_edition_offer_id_site_id_starts_on_id"),
        "edition",
        ["offer_id", "site_id", "starts_on", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_edition_provider_id_starts_on_id"),
        "edition",
        ["provider_id", "starts_on", "id"],
        unique=False,
    )
    op.create_index(
        "ix_edition_soonest",
        "edition",
        ["starts_on", "id"],
        unique=False,
        postgresql_where=sa.text("state IN ('open', 'full')"),
    )
    op.create_index(op.f("ix_edition_state_ends_on"), "edition", ["state", "ends_on"], unique=False)
    op.create_index(
        op.f("ix_edition_state_starts_on"), "edition", ["state", "starts_on"], unique=False
    )
    op.create_table(
        "upload_content",
        sa.Column("upload_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["upload.id"], name=op.f("fk_upload_content_upload_id_upload")
        ),
        sa.PrimaryKeyConstraint("upload_id", name=op.f("pk_upload_content")),
    )
    op.create_table(
        "upload_item",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("upload_id", sa.BigInteger(), nullable=False),
        sa.Column("row", sa.BigInteger(), nullable=False),
        sa.Column("own_key", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "new",
                "changed",
                "same",
                "wrong",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("errors", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("stored", sa.Boolean(), server_default="false", nullable=False),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["upload.id"], name=op.f("fk_upload_item_upload_id_upload")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload_item")),
        sa.UniqueConstraint("upload_id", "row", name=op.f("uq_upload_item_upload_id_row")),
    )
    op.create_index(
        op.f("ix_upload_item_upload_id_verdict_row"),
        "upload_item",
        ["upload_id", "verdict", "row"],
        unique=False,
    )
    op.create_index(
        "ix_upload_item_waiting",
        "upload_item",
        ["upload_id", "row"],
        unique=False,
        postgresql_where=sa.text("NOT stored"),
    )


def upgrade() -> None:
    _providers()
    _offers()
    _editions_and_uploads()


def downgrade() -> None:
    for table in ("upload_item", "upload_content", "upload", "edition", "offer", "site",
                  "provider_field", "platform_agreement", "provider", "call"):  # fmt: skip
        op.drop_table(table)
