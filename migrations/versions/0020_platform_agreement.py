"""Versions of the platform agreement, data-protection role of who signs, security answers and tier."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020_platform_agreement"
down_revision = "0019_accreditation"
branch_labels = None
depends_on = None

# What was published and what was signed stay as they were; a signature only ends.
GUARDS = """
CREATE TRIGGER agreement_version_fixed BEFORE UPDATE OR DELETE ON agreement_version
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER agreement_version_no_truncate BEFORE TRUNCATE ON agreement_version
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER platform_agreement_only_ends BEFORE UPDATE OR DELETE ON platform_agreement
  FOR EACH ROW EXECUTE FUNCTION refuse_change_except('ended_at');
CREATE TRIGGER platform_agreement_ended BEFORE UPDATE ON platform_agreement
  FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER security_answers_only_replaced BEFORE UPDATE OR DELETE ON security_answers
  FOR EACH ROW EXECUTE FUNCTION refuse_change_except('replaced_at');
"""


def upgrade() -> None:
    op.create_table(
        "agreement_version",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("sign_by", sa.Date(), nullable=True),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("published_by_id", sa.BigInteger(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_agreement_version_number_positive")),
        sa.CheckConstraint(
            "sign_by IS NULL OR sign_by >= effective_from",
            name=op.f("ck_agreement_version_time_to_sign"),
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"],
            ["user_account.id"],
            name=op.f("fk_agreement_version_published_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_version")),
        sa.UniqueConstraint("number", name=op.f("uq_agreement_version_number")),
    )
    op.create_table(
        "security_answers",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=False),
        sa.Column("answers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("category", sa.String(length=8), nullable=False),
        sa.Column("tier", sa.String(length=16), nullable=False),
        sa.Column("rule_set_id", sa.BigInteger(), nullable=False),
        sa.Column("given_by_id", sa.BigInteger(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "valid_until >= given_on", name=op.f("ck_security_answers_valid_after_given")
        ),
        sa.ForeignKeyConstraint(
            ["given_by_id"],
            ["user_account.id"],
            name=op.f("fk_security_answers_given_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_security_answers_provider_id_provider")
        ),
        sa.ForeignKeyConstraint(
            ["rule_set_id"],
            ["rule_set_version.id"],
            name=op.f("fk_security_answers_rule_set_id_rule_set_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_security_answers")),
    )
    op.create_index(
        op.f("ix_security_answers_provider_id_id"), "security_answers", ["provider_id", "id"]
    )
    op.create_index(
        "uq_security_answers_present",
        "security_answers",
        ["provider_id"],
        unique=True,
        postgresql_where=sa.text("replaced_at IS NULL"),
    )
    role = sa.Enum(
        "processor",
        "controller",
        name="datarole",
        native_enum=False,
        create_constraint=True,
        length=32,
    )
    op.add_column("platform_agreement", sa.Column("data_role", role, nullable=True))
    op.add_column(
        "platform_agreement",
        sa.Column("privacy_contact", sa.Text(), server_default="", nullable=False),
    )
    op.add_column(
        "platform_agreement",
        sa.Column("privacy_email", sa.String(length=254), server_default="", nullable=False),
    )
    op.create_index(
        op.f("ix_platform_agreement_provider_id_id"), "platform_agreement", ["provider_id", "id"]
    )
    op.execute(GUARDS)


def downgrade() -> None:
    op.execute("DROP TRIGGER platform_agreement_only_ends ON platform_agreement")
    op.execute("DROP TRIGGER platform_agreement_ended ON platform_agreement")
    op.drop_index(op.f("ix_platform_agreement_provider_id_id"), "platform_agreement")
    for column in ("privacy_email", "privacy_contact", "data_role"):
        op.drop_column("platform_agreement", column)
    op.drop_table("security_answers")
    op.drop_table("agreement_version")
