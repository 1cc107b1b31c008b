"""Skills and occupations, templates, what an offer and an edition say."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024_offer_content"
down_revision = "0023_performance"
branch_labels = None
depends_on = None

EDITION_CHECKS = {
    "minimum_within_seats": "0 <= seats_min AND seats_min <= seats",
    "slots_listed": "jsonb_typeof(slots) = 'array'",
}


def _templates():
    op.create_table(
        "offer_template",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("service_type", sa.String(length=32), server_default="", nullable=False),
        sa.Column(
            "content", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("created_by_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "name_key", sa.Text(), sa.Computed("folded(name)", persisted=True), nullable=False
        ),
        sa.CheckConstraint("name <> ''", name="ck_offer_template_named"),
        sa.CheckConstraint(
            "provider_id IS NOT NULL OR service_type <> ''",
            name="ck_offer_template_regional_has_service",
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name="fk_offer_template_provider_id_provider"
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["user_account.id"],
            name="fk_offer_template_created_by_id_user_account",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_offer_template"),
    )
    op.create_index(
        "uq_offer_template_name",
        "offer_template",
        ["provider_id", "name_key"],
        unique=True,
        postgresql_where=sa.text("retired_at IS NULL"),
        postgresql_nulls_not_distinct=True,
    )
    op.create_index(
        "ix_offer_template_provider_id_name_key_id",
        "offer_template",
        ["provider_id", "name_key", "id"],
    )


def _offers():
    for column in ("skills", "occupations"):
        codes = postgresql.ARRAY(sa.String(length=36))
        op.add_column("offer", sa.Column(column, codes, server_default="{}", nullable=False))
    op.add_column("offer", sa.Column("template_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        "fk_offer_template_id_offer_template", "offer", "offer_template", ["template_id"], ["id"]
    )
    op.create_index(
        "ix_offer_template_id",
        "offer",
        ["template_id"],
        postgresql_where=sa.text("template_id IS NOT NULL"),
    )


def _editions():
    slots = postgresql.JSONB(astext_type=sa.Text())
    op.add_column("edition", sa.Column("slots", slots, server_default="[]", nullable=False))
    minimum = sa.Column("seats_min", sa.BigInteger(), server_default="0", nullable=False)
    op.add_column("edition", minimum)
    for name, condition in EDITION_CHECKS.items():
        op.create_check_constraint(op.f(f"ck_edition_{name}"), "edition", condition)


def upgrade():
    _templates()
    _offers()
    _editions()


def downgrade():
    for name in EDITION_CHECKS:
        op.drop_constraint(op.f(f"ck_edition_{name}"), "edition")
    for column in ("slots", "seats_min"):
        op.drop_column("edition", column)
    op.drop_index("ix_offer_template_id", table_name="offer")
    op.drop_constraint("fk_offer_template_id_offer_template", "offer")
    for column in ("skills", "occupations", "template_id"):
        op.drop_column("offer", column)
    op.drop_table("offer_template")
