"""Official profiles, recalculation, and the nightly check."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011_profile_history"
down_revision = "0010_trials"
branch_labels = None
depends_on = None

CAUSES = ("first", "counsellor", "ninety_days", "record_changed", "rules_changed")
JSON = postgresql.JSONB(astext_type=sa.Text())

# The trigger that fixes profiles is let go for this one change of the owner's.
FIRST_CAUSES = """
ALTER TABLE quantitative_profile DISABLE TRIGGER quantitative_profile_fixed;
UPDATE quantitative_profile SET cause = 'first'
  WHERE id IN (SELECT min(id) FROM quantitative_profile GROUP BY jobseeker_id);
ALTER TABLE quantitative_profile ENABLE TRIGGER quantitative_profile_fixed;
"""

GUARDS = """
CREATE TRIGGER official_profile_only_closes BEFORE UPDATE OR DELETE ON official_profile
  FOR EACH ROW EXECUTE FUNCTION refuse_change_except('superseded_at', 'centre_id', 'provider_id');
CREATE TRIGGER official_profile_closed BEFORE UPDATE ON official_profile
  FOR EACH ROW WHEN (OLD.superseded_at IS NOT NULL)
  EXECUTE FUNCTION refuse_change_except('centre_id', 'provider_id');
CREATE TRIGGER recomputation_check_fixed BEFORE UPDATE OR DELETE ON recomputation_check
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER recomputation_difference_fixed BEFORE UPDATE OR DELETE ON recomputation_difference
  FOR EACH ROW EXECUTE FUNCTION refuse_change_except('centre_id', 'provider_id');
"""


def choice(name: str, *values: str) -> sa.Enum:
    """A column type of so many words."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def case_columns(table: str) -> list[sa.schema.SchemaItem]:
    """Key and reach of a row about a person."""
    columns: list[sa.schema.SchemaItem] = [
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("jobseeker_id", sa.BigInteger(), nullable=False),
        sa.Column("centre_id", sa.BigInteger(), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]
    for column, target in (
        ("jobseeker_id", "jobseeker"),
        ("centre_id", "organisation"),
        ("provider_id", "organisation"),
    ):
        columns.append(foreign_key(table, column, target))
    return columns


def foreign_key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    """A reference under its agreed name."""
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}")
    )


def upgrade() -> None:
    op.add_column(
        "quantitative_profile",
        sa.Column("cause", sa.String(length=32), server_default="counsellor", nullable=False),
    )
    op.create_check_constraint(
        op.f("ck_quantitative_profile_cause"),
        "quantitative_profile",
        sa.column("cause").in_(CAUSES),
    )
    op.execute(FIRST_CAUSES)
    op.create_index(
        "ix_quantitative_profile_grown_old",
        "quantitative_profile",
        ["calculated_on", "id"],
        postgresql_where=sa.text("state = 'current'"),
    )
    op.create_index(
        op.f("ix_quantitative_profile_rule_set_id_id"),
        "quantitative_profile",
        ["rule_set_id", "id"],
    )
    op.create_table(
        "official_profile",
        *case_columns("official_profile"),
        sa.Column("profile_class", sa.BigInteger(), nullable=False),
        sa.Column("index", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("calculated_on", sa.Date(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column(
            "source", choice("officialsource", "service", "portal", "document"), nullable=False
        ),
        sa.Column("recorded_by_id", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        foreign_key("official_profile", "recorded_by_id", "user_account"),
        sa.CheckConstraint(
            "index BETWEEN 0 AND 1", name=op.f("ck_official_profile_index_is_probability")
        ),
        sa.CheckConstraint(
            "profile_class BETWEEN 1 AND 3", name=op.f("ck_official_profile_class_known")
        ),
        sa.CheckConstraint("code <> ''", name=op.f("ck_official_profile_code_given")),
        sa.CheckConstraint(
            "received_on >= calculated_on",
            name=op.f("ck_official_profile_received_after_calculated"),
        ),
    )
    for name, column in (
        ("uq_official_profile_one_current", "jobseeker_id"),
        ("uq_official_profile_code", "code"),
    ):
        op.create_index(
            name,
            "official_profile",
            [column],
            unique=True,
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
    op.create_index(
        op.f("ix_official_profile_jobseeker_id_id"), "official_profile", ["jobseeker_id", "id"]
    )
    op.add_column("assessment", sa.Column("official_profile_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_assessment_official_profile_id_official_profile"),
        "assessment",
        "official_profile",
        ["official_profile_id"],
        ["id"],
    )
    op.create_index(
        op.f("ix_assessment_rule_set_id_id"),
        "assessment",
        ["rule_set_id", "id"],
        postgresql_where=sa.text("state <> 'draft'"),
    )
    op.create_table(
        "profile_refresh",
        *case_columns("profile_refresh"),
        sa.Column("cause", choice("cause", *CAUSES), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("tried_on", sa.Date(), nullable=True),
        sa.Column("missing", JSON, server_default="[]", nullable=False),
        sa.UniqueConstraint("jobseeker_id", name=op.f("uq_profile_refresh_jobseeker_id")),
    )
    op.create_index(
        "ix_profile_refresh_untried",
        "profile_refresh",
        ["id"],
        postgresql_where=sa.text("tried_on IS NULL"),
    )
    op.create_index(
        "ix_profile_refresh_needs_person",
        "profile_refresh",
        ["centre_id", "due_on", "id"],
        postgresql_where=sa.text("tried_on IS NOT NULL"),
    )
    _create_check_tables()
    op.execute(GUARDS)


def _create_check_tables() -> None:
    op.create_table(
        "recomputation_check",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("extent", choice("extent", "sample", "all"), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("profiles", sa.BigInteger(), nullable=False),
        sa.Column("assessments", sa.BigInteger(), nullable=False),
        sa.Column("differing", sa.BigInteger(), nullable=False),
        sa.Column("versions", JSON, server_default="[]", nullable=False),
        sa.Column("places", JSON, server_default="{}", nullable=False),
        sa.CheckConstraint(
            "profiles >= 0 AND assessments >= 0 AND differing >= 0",
            name=op.f("ck_recomputation_check_counts"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recomputation_check")),
    )
    op.create_table(
        "recomputation_difference",
        *case_columns("recomputation_difference"),
        sa.Column("check_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", choice("checked", "profile", "assessment"), nullable=False),
        sa.Column("object_id", sa.BigInteger(), nullable=False),
        sa.Column("rule_set_id", sa.BigInteger(), nullable=False),
        sa.Column("field", sa.String(length=64), nullable=False),
        sa.Column("stored", sa.Text(), nullable=False),
        sa.Column("recomputed", sa.Text(), nullable=False),
        foreign_key("recomputation_difference", "check_id", "recomputation_check"),
        foreign_key("recomputation_difference", "rule_set_id", "rule_set_version"),
    )
    op.create_index(
        op.f("ix_recomputation_difference_jobseeker_id"),
        "recomputation_difference",
        ["jobseeker_id"],
    )
    op.create_index(
        op.f("ix_recomputation_difference_check_id_id"),
        "recomputation_difference",
        ["check_id", "id"],
    )


def downgrade() -> None:
    op.drop_table("recomputation_difference")
    op.drop_table("recomputation_check")
    op.drop_table("profile_refresh")
    op.drop_index("ix_assessment_rule_set_id_id", "assessment")
    op.drop_column("assessment", "official_profile_id")
    op.drop_table("official_profile")
    op.drop_index("ix_quantitative_profile_rule_set_id_id", "quantitative_profile")
    op.drop_index("ix_quantitative_profile_grown_old", "quantitative_profile")
    op.drop_column("quantitative_profile", "cause")
