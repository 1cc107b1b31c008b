"""Remembered filters, cases given to counsellors many at once, and the desk's indexes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017_desk"
down_revision = "0016_conditionality"
branch_labels = None
depends_on = None

GUARDS = """
CREATE SEQUENCE reassignment_number_seq;

-- What was done stays as it was done: only its later course may be written.
CREATE TRIGGER reassignment_fixed BEFORE UPDATE ON reassignment
  FOR EACH ROW WHEN (OLD.state <> 'prepared')
  EXECUTE FUNCTION refuse_change_except('state', 'undone_at', 'undone_by_id');
CREATE TRIGGER reassignment_kept BEFORE DELETE ON reassignment
  FOR EACH ROW EXECUTE FUNCTION refuse_change_except();
CREATE TRIGGER reassignment_line_fixed BEFORE UPDATE ON reassignment_line
  FOR EACH ROW EXECUTE FUNCTION refuse_change_except('outcome', 'centre_id', 'provider_id');
-- A line of a distribution that was given up is nobody's business; any other is kept.
CREATE TRIGGER reassignment_line_kept BEFORE DELETE ON reassignment_line
  FOR EACH ROW WHEN (OLD.outcome <> 'chosen') EXECUTE FUNCTION refuse_change_except();
"""

BACKFILL = """
UPDATE jobseeker j SET assessed_until = a.valid_until
  FROM (SELECT DISTINCT ON (jobseeker_id) jobseeker_id, valid_until FROM assessment
        WHERE state IN ('completed', 'expired') ORDER BY jobseeker_id, id DESC) a
 WHERE a.jobseeker_id = j.id
"""
ASSESSED = {
    "ix_jobseeker_assessed_until": "centre_id",
    "ix_jobseeker_assessed_until_mine": "counsellor_id",
}
JOBSEEKER_INDEXES = {
    "ix_jobseeker_counsellor_id_ball_step_due_on_id": [
        "counsellor_id",
        "ball",
        "step",
        "due_on",
        "id",
    ],
    "ix_jobseeker_centre_id_ball_step_due_on_id": ["centre_id", "ball", "step", "due_on", "id"],
    "ix_jobseeker_centre_id_counsellor_id_step_ball_due_on": [
        "centre_id",
        "counsellor_id",
        "step",
        "ball",
        "due_on",
    ],
}


def code(name, *values, default=None):
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)
    return sa.Column(
        "outcome" if name == "lineoutcome" else name.removeprefix("reassignment"),
        kind,
        nullable=False,
        server_default=default,
    )


def upgrade():
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("page", sa.String(length=64), nullable=False),
        sa.Column(
            "chosen", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name="fk_saved_filter_user_id_user_account"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_saved_filter"),
        sa.UniqueConstraint("user_id", "page", name="uq_saved_filter_user_id_page"),
    )
    op.create_table(
        "reassignment",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        code("reassignmentstate", "prepared", "dropped", "made", "undone"),
        sa.Column("centre_id", sa.BigInteger(), nullable=False),
        code(
            "reassignmentreason",
            "new_cases",
            "workload",
            "absence",
            "departure",
            "expertise",
            "incompatibility",
        ),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("prepared_by_id", sa.BigInteger(), nullable=False),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cases", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("moved", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "cases >= 0 AND moved >= 0 AND moved <= cases", name="ck_reassignment_moved_among_cases"
        ),
        sa.CheckConstraint(
            "state IN ('prepared', 'dropped') OR made_at IS NOT NULL",
            name="ck_reassignment_made_has_its_time",
        ),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["organisation.id"], name="fk_reassignment_centre_id_organisation"
        ),
        sa.ForeignKeyConstraint(
            ["prepared_by_id"],
            ["user_account.id"],
            name="fk_reassignment_prepared_by_id_user_account",
        ),
        sa.ForeignKeyConstraint(
            ["undone_by_id"], ["user_account.id"], name="fk_reassignment_undone_by_id_user_account"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reassignment"),
        sa.UniqueConstraint("number", name="uq_reassignment_number"),
    )
    op.create_index("ix_reassignment_centre_id_id", "reassignment", ["centre_id", "id"])
    op.create_index(
        "uq_reassignment_one_prepared",
        "reassignment",
        ["prepared_by_id"],
        unique=True,
        postgresql_where=sa.text("state = 'prepared'"),
    )
    op.create_table(
        "reassignment_line",
        sa.Column("reassignment_id", sa.BigInteger(), nullable=False),
        sa.Column("from_counsellor_id", sa.BigInteger(), nullable=True),
        sa.Column("to_counsellor_id", sa.BigInteger(), nullable=False),
        code("lineoutcome", "chosen", "moved", "stale", "returned", "kept", default="chosen"),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("jobseeker_id", sa.BigInteger(), nullable=False),
        sa.Column("centre_id", sa.BigInteger(), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["reassignment_id"],
            ["reassignment.id"],
            name="fk_reassignment_line_reassignment_id_reassignment",
        ),
        sa.ForeignKeyConstraint(
            ["from_counsellor_id"],
            ["user_account.id"],
            name="fk_reassignment_line_from_counsellor_id_user_account",
        ),
        sa.ForeignKeyConstraint(
            ["to_counsellor_id"],
            ["user_account.id"],
            name="fk_reassignment_line_to_counsellor_id_user_account",
        ),
        sa.ForeignKeyConstraint(
            ["jobseeker_id"], ["jobseeker.id"], name="fk_reassignment_line_jobseeker_id_jobseeker"
        ),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["organisation.id"], name="fk_reassignment_line_centre_id_organisation"
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["organisation.id"],
            name="fk_reassignment_line_provider_id_organisation",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reassignment_line"),
        sa.UniqueConstraint(
            "reassignment_id",
            "jobseeker_id",
            name="uq_reassignment_line_reassignment_id_jobseeker_id",
        ),
    )
    op.create_index(
        "ix_reassignment_line_reassignment_id_to_counsellor_id_id",
        "reassignment_line",
        ["reassignment_id", "to_counsellor_id", "id"],
    )
    op.create_index(
        "ix_reassignment_line_jobseeker_id_id", "reassignment_line", ["jobseeker_id", "id"]
    )
    for name, columns in JOBSEEKER_INDEXES.items():
        op.create_index(name, "jobseeker", columns)
    op.create_index(
        "ix_jobseeker_unassigned",
        "jobseeker",
        ["centre_id", "ball", "due_on", "id"],
        postgresql_where=sa.text("counsellor_id IS NULL"),
    )
    op.add_column("jobseeker", sa.Column("assessed_until", sa.Date(), nullable=True))
    op.execute(BACKFILL)
    is_open = sa.text("assessed_until IS NOT NULL AND step <> 'closed'")
    for name, whose in ASSESSED.items():
        op.create_index(
            name, "jobseeker", [whose, "assessed_until", "id"], postgresql_where=is_open
        )
    op.create_index(
        "ix_duty_cannot_come",
        "duty",
        ["centre_id", "due_on", "id"],
        postgresql_where=sa.text("state = 'planned' AND cannot_come_at IS NOT NULL"),
    )
    op.execute(GUARDS)


def downgrade():
    op.drop_index("ix_duty_cannot_come", table_name="duty")
    for name in ("ix_jobseeker_unassigned", *JOBSEEKER_INDEXES, *ASSESSED):
        op.drop_index(name, table_name="jobseeker")
    op.drop_column("jobseeker", "assessed_until")
    for table in ("reassignment_line", "reassignment", "saved_filter"):
        op.drop_table(table)
    op.execute("DROP SEQUENCE reassignment_number_seq")
