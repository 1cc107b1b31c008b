"""Filling in an assessment: sections, points, versions of a draft; objections of the person."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012_assessment_filling"
down_revision = "0011_profile_history"
branch_labels = None
depends_on = None

ADDED = ("points", "section_notes", "saves", "carried")

# What the person wrote never changes; what the centre answered does not either, once it is given.
GUARDS = """
CREATE TRIGGER objection_fixed BEFORE UPDATE ON objection
  FOR EACH ROW WHEN (OLD.state = 'open')
  EXECUTE FUNCTION refuse_change_except(
    'state', 'answer', 'answered_at', 'answered_by_id', 'centre_id', 'provider_id');
CREATE TRIGGER objection_answered_fixed BEFORE UPDATE ON objection
  FOR EACH ROW WHEN (OLD.state <> 'open')
  EXECUTE FUNCTION refuse_change_except('centre_id', 'provider_id');
CREATE TRIGGER objection_kept BEFORE DELETE ON objection
  FOR EACH ROW EXECUTE FUNCTION refuse_change_except();
"""


def upgrade() -> None:
    for name in ADDED:
        op.add_column(
            "assessment",
            sa.Column(
                name,
                postgresql.JSONB(astext_type=sa.Text()),
                server_default="{}",
                nullable=False,
            ),
        )
    op.create_check_constraint(
        op.f("ck_assessment_sections_are_objects"),
        "assessment",
        "jsonb_typeof(answers) = 'object' AND jsonb_typeof(points) = 'object'"
        " AND jsonb_typeof(saves) = 'object'",
    )
    op.create_table(
        "objection",
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "answered",
                name="objectionstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("assessment_id", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("objected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("jobseeker_id", sa.BigInteger(), nullable=False),
        sa.Column("centre_id", sa.BigInteger(), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("words <> ''", name=op.f("ck_objection_says_something")),
        sa.CheckConstraint(
            "state = 'open' OR (answer <> '' AND answered_at IS NOT NULL)",
            name=op.f("ck_objection_answered_has_answer"),
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"],
            ["user_account.id"],
            name=op.f("fk_objection_answered_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name=op.f("fk_objection_assessment_id_assessment")
        ),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["organisation.id"], name=op.f("fk_objection_centre_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["jobseeker_id"], ["jobseeker.id"], name=op.f("fk_objection_jobseeker_id_jobseeker")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["organisation.id"], name=op.f("fk_objection_provider_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
    )
    op.create_index(
        op.f("ix_objection_jobseeker_id_id"), "objection", ["jobseeker_id", "id"], unique=False
    )
    op.create_index(
        op.f("ix_objection_centre_id_due_on_id"),
        "objection",
        ["centre_id", "due_on", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "uq_objection_one_open",
        "objection",
        ["jobseeker_id"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.execute(GUARDS)


def downgrade() -> None:
    op.drop_table("objection")
    op.drop_constraint(op.f("ck_assessment_sections_are_objects"), "assessment", type_="check")
    for name in ADDED:
        op.drop_column("assessment", name)
