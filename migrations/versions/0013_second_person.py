"""Pathways that need a second person: the request, who confirmed, and what reports read."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013_second_person"
down_revision = "0012_assessment_filling"
branch_labels = None
depends_on = None

STATES = ("requested", "confirmed", "refused", "withdrawn", "lapsed")

# What was asked is what is answered, once. Whoever answers belongs to the centre of the case; the
# checks of the table say that it is not the one who asked.
GUARDS = """
CREATE TRIGGER pathway_request_fixed BEFORE UPDATE ON pathway_request
  FOR EACH ROW WHEN (OLD.state = 'requested')
  EXECUTE FUNCTION refuse_change_except('state', 'centre_id', 'provider_id', 'answered_by_id',
    'answered_at', 'answer');
CREATE TRIGGER pathway_request_closed BEFORE UPDATE ON pathway_request
  FOR EACH ROW WHEN (OLD.state <> 'requested')
  EXECUTE FUNCTION refuse_change_except('centre_id', 'provider_id');
CREATE TRIGGER pathway_request_kept BEFORE DELETE ON pathway_request
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE FUNCTION answered_in_the_centre() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM user_account WHERE id = NEW.answered_by_id AND organisation_id = NEW.centre_id
  ) THEN
    RAISE EXCEPTION 'request % is answered from another centre', NEW.id
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER pathway_request_answered BEFORE UPDATE ON pathway_request
  FOR EACH ROW WHEN (OLD.state = 'requested' AND NEW.state IN ('confirmed', 'refused'))
  EXECUTE FUNCTION answered_in_the_centre();
"""

# Decisions made before the column was: the class of the profile each assessment rests on.
BACKFILL = """
ALTER TABLE pathway_record DISABLE TRIGGER pathway_record_only_closes;
UPDATE pathway_record SET profile_class = p.profile_class
  FROM assessment a JOIN quantitative_profile p ON p.id = a.profile_id
  WHERE a.id = pathway_record.assessment_id;
ALTER TABLE pathway_record ENABLE TRIGGER pathway_record_only_closes;
"""

REFERENCES = {
    "assessment_id": "assessment",
    "rule_set_id": "rule_set_version",
    "asked_by_id": "user_account",
    "answered_by_id": "user_account",
    "jobseeker_id": "jobseeker",
    "centre_id": "organisation",
    "provider_id": "organisation",
}


def upgrade() -> None:
    _record()
    op.create_table(
        "pathway_request",
        sa.Column(
            "state",
            sa.Enum(
                *STATES, name="requeststate", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("assessment_id", sa.BigInteger(), nullable=False),
        sa.Column("rule_set_id", sa.BigInteger(), nullable=False),
        sa.Column("proposed", sa.BigInteger(), nullable=False),
        sa.Column("decided", sa.BigInteger(), nullable=False),
        sa.Column("override_reason", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column(
            "grounds", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False
        ),
        sa.Column("asked_by_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("answered_by_id", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("jobseeker_id", sa.BigInteger(), nullable=False),
        sa.Column("centre_id", sa.BigInteger(), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=True),
        *(_check(name, rule) for name, rule in CHECKS.items()),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_pathway_request_{column}_{table}")
            )
            for column, table in REFERENCES.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pathway_request")),
    )
    is_open = sa.text("state = 'requested'")
    op.create_index(
        "uq_pathway_request_one_open",
        "pathway_request",
        ["jobseeker_id"],
        unique=True,
        postgresql_where=is_open,
    )
    op.create_index("ix_pathway_request_jobseeker_id_id", "pathway_request", ["jobseeker_id", "id"])
    op.create_index(
        "ix_pathway_request_centre_id_due_on_id",
        "pathway_request",
        ["centre_id", "due_on", "id"],
        postgresql_where=is_open,
    )
    op.execute(GUARDS)


CHECKS = {
    "departs": "proposed BETWEEN 1 AND 5 AND decided BETWEEN 1 AND 5 AND proposed <> decided",
    "has_reason": "override_reason <> '' AND note <> ''",
    "answered_when_closed": "state = 'requested' OR answered_at IS NOT NULL",
    "answered_by_another": "state NOT IN ('confirmed', 'refused') "
    "OR (answered_by_id IS NOT NULL AND answered_by_id <> asked_by_id)",
    "withdrawn_by_asker": "state <> 'withdrawn' OR answered_by_id = asked_by_id",
    "refusal_has_words": "state <> 'refused' OR answer <> ''",
}


def _check(name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_pathway_request_{name}"))


def _record() -> None:
    op.add_column("pathway_record", sa.Column("confirmed_by_id", sa.BigInteger(), nullable=True))
    op.add_column("pathway_record", sa.Column("profile_class", sa.BigInteger(), nullable=True))
    op.execute(BACKFILL)
    op.create_index(
        "ix_jobseeker_id_traits",
        "jobseeker",
        ["id"],
        postgresql_include=["sex", "born_on", "citizenship"],
    )
    op.create_foreign_key(
        op.f("fk_pathway_record_confirmed_by_id_user_account"),
        "pathway_record",
        "user_account",
        ["confirmed_by_id"],
        ["id"],
    )
    op.create_check_constraint(
        op.f("ck_pathway_record_confirmed_by_another"),
        "pathway_record",
        "confirmed_by_id <> decided_by_id",
    )
    op.create_index("ix_pathway_record_jobseeker_id_id", "pathway_record", ["jobseeker_id", "id"])
    op.create_index(
        "ix_pathway_record_centre_id_decided_at",
        "pathway_record",
        ["centre_id", "decided_at"],
        postgresql_include=[
            "jobseeker_id",
            "profile_class",
            "proposed",
            "decided",
            "override_reason",
            "decided_by_id",
            "confirmed_by_id",
        ],
    )


def downgrade() -> None:
    op.drop_table("pathway_request")
    op.execute("DROP FUNCTION answered_in_the_centre()")
    op.drop_index("ix_pathway_record_centre_id_decided_at", table_name="pathway_record")
    op.drop_index("ix_pathway_record_jobseeker_id_id", table_name="pathway_record")
    op.drop_constraint(op.f("ck_pathway_record_confirmed_by_another"), "pathway_record")
    op.drop_index("ix_jobseeker_id_traits", table_name="jobseeker")
    op.drop_column("pathway_record", "profile_class")
    op.drop_column("pathway_record", "confirmed_by_id")
