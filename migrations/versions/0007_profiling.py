"""Quantitative profiles and assessments."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007_profiling"
down_revision = "0006_vouchers"
branch_labels = None
depends_on = None

# A profile, and an assessment once it is no draft, are what decisions rest on.
GUARDS = """
CREATE TRIGGER quantitative_profile_fixed BEFORE UPDATE OR DELETE ON quantitative_profile
  FOR EACH ROW EXECUTE FUNCTION refuse_change_except('state', 'centre_id', 'provider_id');
CREATE TRIGGER assessment_fixed BEFORE UPDATE ON assessment
  FOR EACH ROW WHEN (OLD.state <> 'draft')
  EXECUTE FUNCTION refuse_change_except('state', 'centre_id', 'provider_id');
CREATE TRIGGER assessment_kept BEFORE DELETE ON assessment
  FOR EACH ROW WHEN (OLD.state <> 'draft') EXECUTE FUNCTION refuse_change_except();
"""


def upgrade() -> None:
    op.create_table(
        "quantitative_profile",
        sa.Column(
            "state",
            sa.Enum(
                "current",
                "superseded",
                name="profilestate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("inputs", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("index", sa.Numeric(precision=12, scale=4), nullable=False),
        sa.Column("profile_class", sa.BigInteger(), nullable=False),
        sa.Column("contributions", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("rule_set_id", sa.BigInteger(), nullable=False),
        sa.Column("calculated_on", sa.Date(), nullable=False),
        sa.Column("calculated_by_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("jobseeker_id", sa.BigInteger(), nullable=False),
        sa.Column("centre_id", sa.BigInteger(), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "index BETWEEN 0 AND 1", name=op.f("ck_quantitative_profile_index_is_probability")
        ),
        sa.CheckConstraint(
            "profile_class BETWEEN 1 AND 3", name=op.f("ck_quantitative_profile_class_known")
        ),
        sa.ForeignKeyConstraint(
            ["calculated_by_id"],
            ["user_account.id"],
            name=op.f("fk_quantitative_profile_calculated_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id"],
            ["organisation.id"],
            name=op.f("fk_quantitative_profile_centre_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["jobseeker_id"],
            ["jobseeker.id"],
            name=op.f("fk_quantitative_profile_jobseeker_id_jobseeker"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["organisation.id"],
            name=op.f("fk_quantitative_profile_provider_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["rule_set_id"],
            ["rule_set_version.id"],
            name=op.f("fk_quantitative_profile_rule_set_id_rule_set_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quantitative_profile")),
    )
    op.create_index(
        op.f("ix_quantitative_profile_centre_id_calculated_on"),
        "quantitative_profile",
        ["centre_id", "calculated_on"],
        unique=False,
    )
    op.create_index(
        op.f("ix_quantitative_profile_jobseeker_id_id"),
        "quantitative_profile",
        ["jobseeker_id", "id"],
        unique=False,
    )
    op.create_index(
        "uq_quantitative_profile_one_current",
        "quantitative_profile",
        ["jobseeker_id"],
        unique=True,
        postgresql_where=sa.text("state = 'current'"),
    )
    op.create_table(
        "assessment",
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "completed",
                "superseded",
                "expired",
                name="assessmentstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("profile_id", sa.BigInteger(), nullable=False),
        sa.Column("rule_set_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "answers", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column(
            "remarks", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("evaluation", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "scores", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column(
            "flags", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False
        ),
        sa.Column(
            "openings", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False
        ),
        sa.Column("proposed", sa.BigInteger(), nullable=True),
        sa.Column("rule", sa.String(length=64), server_default="", nullable=False),
        sa.Column(
            "trace", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False
        ),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("started_by_id", sa.BigInteger(), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("jobseeker_id", sa.BigInteger(), nullable=False),
        sa.Column("centre_id", sa.BigInteger(), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "state = 'draft' OR (proposed IS NOT NULL AND rule <> '' AND completed_at IS NOT NULL)",
            name=op.f("ck_assessment_completed_has_result"),
        ),
        sa.CheckConstraint("proposed BETWEEN 1 AND 5", name=op.f("ck_assessment_pathway_known")),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["organisation.id"], name=op.f("fk_assessment_centre_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["completed_by_id"],
            ["user_account.id"],
            name=op.f("fk_assessment_completed_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["jobseeker_id"], ["jobseeker.id"], name=op.f("fk_assessment_jobseeker_id_jobseeker")
        ),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["quantitative_profile.id"],
            name=op.f("fk_assessment_profile_id_quantitative_profile"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["organisation.id"],
            name=op.f("fk_assessment_provider_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["rule_set_id"],
            ["rule_set_version.id"],
            name=op.f("fk_assessment_rule_set_id_rule_set_version"),
        ),
        sa.ForeignKeyConstraint(
            ["started_by_id"],
            ["user_account.id"],
            name=op.f("fk_assessment_started_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
    )
    op.create_index(
        op.f("ix_assessment_jobseeker_id_id"), "assessment", ["jobseeker_id", "id"], unique=False
    )
    op.create_index(
        op.f("ix_assessment_valid_until"),
        "assessment",
        ["valid_until"],
        unique=False,
        postgresql_where=sa.text("state = 'completed'"),
    )
    op.create_index(
        "uq_assessment_one_completed",
        "assessment",
        ["jobseeker_id"],
        unique=True,
        postgresql_where=sa.text("state = 'completed'"),
    )
    op.create_index(
        "uq_assessment_one_draft",
        "assessment",
        ["jobseeker_id"],
        unique=True,
        postgresql_where=sa.text("state = 'draft'"),
    )
    op.execute(GUARDS)


def downgrade() -> None:
    op.drop_table("assessment")
    op.drop_table("quantitative_profile")
