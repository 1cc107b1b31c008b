"""Trials of rule sets on the caseload."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010_trials"
down_revision = "0009_rule_drafts"
branch_labels = None
depends_on = None

# What a second officer saw before publishing stays as it was seen.
GUARDS = """
CREATE TRIGGER trial_kept BEFORE DELETE ON trial FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER trial_fixed BEFORE UPDATE ON trial
  FOR EACH ROW WHEN (OLD.finished_at IS NOT NULL) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER trial_subject_fixed BEFORE UPDATE ON trial FOR EACH ROW
  EXECUTE FUNCTION refuse_change_except('finished_at', 'last_jobseeker_id', 'attempts');

CREATE FUNCTION refuse_count_of_finished_trial() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM trial WHERE finished_at IS NOT NULL
             AND id = CASE TG_OP WHEN 'INSERT' THEN NEW.trial_id ELSE OLD.trial_id END) THEN
    RAISE EXCEPTION 'the counts of a finished trial are kept' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER trial_count_fixed BEFORE INSERT OR UPDATE OR DELETE ON trial_count
  FOR EACH ROW EXECUTE FUNCTION refuse_count_of_finished_trial();
CREATE TRIGGER trial_case_fixed BEFORE UPDATE ON trial_case
  FOR EACH ROW EXECUTE FUNCTION refuse_change_except('centre_id', 'provider_id');
"""


def upgrade() -> None:
    op.create_table(
        "trial",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("draft_id", sa.BigInteger(), nullable=True),
        sa.Column("version_id", sa.BigInteger(), nullable=True),
        sa.Column("document", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("threshold", sa.BigInteger(), nullable=False),
        sa.Column("started_by_id", sa.BigInteger(), nullable=False),
        sa.Column("progress_id", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_jobseeker_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("attempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(draft_id, version_id) = 1", name=op.f("ck_trial_of_one_rule_set")
        ),
        sa.CheckConstraint("threshold >= 3", name=op.f("ck_trial_hides_small_numbers")),
        _foreign("trial", "draft_id", "rule_set_draft"),
        _foreign("trial", "version_id", "rule_set_version"),
        _foreign("trial", "started_by_id", "user_account"),
        _foreign("trial", "progress_id", "job_progress"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trial")),
    )
    for what in ("draft", "version"):
        op.create_index(op.f(f"ix_trial_{what}_id_id"), "trial", [f"{what}_id", "id"])
        op.create_index(
            f"uq_trial_one_open_of_{what}",
            "trial",
            [f"{what}_id"],
            unique=True,
            postgresql_where=sa.text("finished_at IS NULL"),
        )
    op.create_table(
        "trial_count",
        sa.Column("trial_id", sa.BigInteger(), nullable=False),
        sa.Column("breakdown", sa.String(length=16), nullable=False),
        sa.Column("row_key", sa.String(length=96), nullable=False),
        sa.Column("column_key", sa.String(length=16), nullable=False),
        sa.Column("people", sa.BigInteger(), nullable=False),
        sa.Column("hidden", sa.Boolean(), server_default="false", nullable=False),
        _foreign("trial_count", "trial_id", "trial"),
        sa.PrimaryKeyConstraint(
            "trial_id", "breakdown", "row_key", "column_key", name=op.f("pk_trial_count")
        ),
    )
    op.create_table(
        "trial_case",
        sa.Column("trial_id", sa.BigInteger(), nullable=False),
        sa.Column("pathway_before", sa.BigInteger(), nullable=False),
        sa.Column("pathway_after", sa.BigInteger(), nullable=True),
        sa.Column("class_before", sa.BigInteger(), nullable=False),
        sa.Column("class_after", sa.BigInteger(), nullable=False),
        sa.Column("index_after", sa.Numeric(precision=12, scale=4), nullable=False),
        sa.Column("rule_before", sa.String(length=64), nullable=False),
        sa.Column("rule_after", sa.String(length=64), server_default="", nullable=False),
        sa.Column(
            "scores_after",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="{}",
            nullable=False,
        ),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("jobseeker_id", sa.BigInteger(), nullable=False),
        sa.Column("centre_id", sa.BigInteger(), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=True),
        _foreign("trial_case", "trial_id", "trial"),
        _foreign("trial_case", "jobseeker_id", "jobseeker"),
        _foreign("trial_case", "centre_id", "organisation"),
        _foreign("trial_case", "provider_id", "organisation"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trial_case")),
    )
    op.create_index(
        op.f("ix_trial_case_trial_id_jobseeker_id"),
        "trial_case",
        ["trial_id", "jobseeker_id"],
        unique=True,
    )
    op.create_index(
        op.f("ix_trial_case_trial_id_centre_id_jobseeker_id"),
        "trial_case",
        ["trial_id", "centre_id", "jobseeker_id"],
    )
    op.create_index(op.f("ix_trial_case_jobseeker_id"), "trial_case", ["jobseeker_id"])
    op.execute(GUARDS)


def downgrade() -> None:
    for table in ("trial_case", "trial_count", "trial"):
        op.drop_table(table)
    op.execute("DROP FUNCTION refuse_count_of_finished_trial()")


def _foreign(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}")
    )
