"""History of the status of unemployment."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015_status_history"
down_revision = "0014_duties"
branch_labels = None
depends_on = None

GUARDS = """
-- A period of work may be ended, its end taken back, or annulled; what it is does not change.
CREATE TRIGGER work_period_only_closes BEFORE UPDATE OR DELETE ON work_period
  FOR EACH ROW EXECUTE FUNCTION refuse_change_except('ended_on', 'expected_end_on', 'annulled_at',
    'annulled_by_id', 'centre_id', 'provider_id');
CREATE TRIGGER work_period_annulled BEFORE UPDATE ON work_period
  FOR EACH ROW WHEN (OLD.annulled_at IS NOT NULL)
  EXECUTE FUNCTION refuse_change_except('centre_id', 'provider_id');
CREATE TRIGGER status_event_fixed BEFORE UPDATE OR DELETE ON status_event
  FOR EACH ROW EXECUTE FUNCTION refuse_change_except('centre_id', 'provider_id');

-- Effects go forward: what came before the last event that holds changes only by annulling it.
CREATE FUNCTION refuse_status_event_out_of_order() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  reached date;
BEGIN
  IF NEW.supersedes_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM status_event WHERE id = NEW.supersedes_id AND did_id = NEW.did_id
      AND kind <> 'annulled'
  ) THEN
    RAISE EXCEPTION 'a status event supersedes one of another declaration'
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.kind = 'annulled' THEN
    RETURN NEW;
  END IF;
  SELECT max(held.effective_on) INTO reached FROM status_event held
    WHERE held.did_id = NEW.did_id AND held.kind <> 'annulled'
      AND held.id IS DISTINCT FROM NEW.supersedes_id
      AND NOT EXISTS (SELECT FROM status_event later WHERE later.supersedes_id = held.id);
  IF NEW.effective_on < reached THEN
    RAISE EXCEPTION 'a status event takes effect before the one recorded last'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER status_event_in_order BEFORE INSERT ON status_event
  FOR EACH ROW EXECUTE FUNCTION refuse_status_event_out_of_order();

-- What declarations have gone through so far, as their transitions tell it.
INSERT INTO status_event (jobseeker_id, centre_id, provider_id, did_id, kind, happened_on,
    effective_on, recorded_at, recorded_by_id, reason, source)
  SELECT d.jobseeker_id, d.centre_id, d.provider_id, d.id,
    CASE t.action WHEN 'declare' THEN 'declared' WHEN 'validate' THEN 'validated'
      WHEN 'reject' THEN 'rejected' WHEN 'suspend' THEN 'suspended'
      WHEN 'resume' THEN 'resumed' ELSE 'ended' END,
    (t.at AT TIME ZONE 'Europe/Rome')::date,
    CASE WHEN t.action IN ('declare', 'validate', 'reject') THEN d.declared_on
      ELSE (t.at AT TIME ZONE 'Europe/Rome')::date END,
    t.at, t.actor_id, coalesce(t.reason, ''), 'counsellor'
  FROM transition_log t JOIN did d ON d.id = t.object_id
  WHERE t.machine = 'did'
    AND t.action IN ('declare', 'validate', 'reject', 'suspend', 'resume', 'end')
  ORDER BY t.object_id, t.id;
"""


def _reach():
    return (
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("jobseeker_id", sa.BigInteger(), nullable=False),
        sa.Column("centre_id", sa.BigInteger(), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=True),
    )


def _foreign(table, **columns):
    reach = {
        "jobseeker_id": "jobseeker",
        "centre_id": "organisation",
        "provider_id": "organisation",
    }
    return [
        sa.ForeignKeyConstraint([name], [f"{other}.id"], name=op.f(f"fk_{table}_{name}_{other}"))
        for name, other in {**reach, **columns}.items()
    ] + [sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))]


def _choice(name, *codes):
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "work_period",
        sa.Column("did_id", sa.BigInteger(), nullable=False),
        sa.Column("employer", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "kind",
            _choice(
                "contractkind",
                "permanent",
                "fixed_term",
                "agency",
                "on_call",
                "apprenticeship",
                "self_employed",
                "internship",
            ),
            nullable=False,
        ),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("expected_end_on", sa.Date(), nullable=True),
        sa.Column("annual_income", sa.BigInteger(), nullable=True),
        sa.Column(
            "source", _choice("worksource", "person", "counsellor", "communication"), nullable=False
        ),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.BigInteger(), nullable=True),
        sa.Column("annulled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("annulled_by_id", sa.BigInteger(), nullable=True),
        *_reach(),
        sa.CheckConstraint("ended_on >= started_on", name=op.f("ck_work_period_ends_after_start")),
        sa.CheckConstraint(
            "expected_end_on >= started_on", name=op.f("ck_work_period_expected_after_start")
        ),
        sa.CheckConstraint("annual_income >= 0", name=op.f("ck_work_period_income_not_negative")),
        sa.CheckConstraint(
            "(annulled_at IS NULL) = (annulled_by_id IS NULL)",
            name=op.f("ck_work_period_annulled_by"),
        ),
        postgresql.ExcludeConstraint(
            (sa.column("jobseeker_id"), "="),
            (sa.text("lower(employer)"), "="),
            (sa.text("daterange(started_on, ended_on, '[]')"), "&&"),
            using="gist",
            where=sa.text("employer <> '' AND annulled_at IS NULL"),
            name="work_period_same_job_once",
        ),
        *_foreign(
            "work_period",
            did_id="did",
            recorded_by_id="user_account",
            annulled_by_id="user_account",
        ),
    )
    going_on = sa.text("ended_on IS NULL AND annulled_at IS NULL")
    op.create_index(
        "ix_work_period_jobseeker_id_started_on", "work_period", ["jobseeker_id", "started_on"]
    )
    op.create_index("ix_work_period_did_id", "work_period", ["did_id"])
    op.create_index(
        "ix_work_period_centre_id_expected_end_on_id",
        "work_period",
        ["centre_id", "expected_end_on", "id"],
        postgresql_where=going_on,
    )
    op.create_index(
        "ix_work_period_going_on", "work_period", ["started_on", "id"], postgresql_where=going_on
    )
    op.create_table(
        "status_event",
        sa.Column("did_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            _choice(
                "statuskind",
                "declared",
                "validated",
                "rejected",
                "suspended",
                "resumed",
                "ended",
                "restored",
                "annulled",
            ),
            nullable=False,
        ),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=64), server_default="", nullable=False),
        sa.Column(
            "source",
            _choice("statussource", "counsellor", "law", "appeal", "communication"),
            nullable=False,
        ),
        sa.Column("work_period_id", sa.BigInteger(), nullable=True),
        sa.Column("days_counted", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("months_counted", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("supersedes_id", sa.BigInteger(), nullable=True),
        *_reach(),
        sa.CheckConstraint(
            "kind NOT IN ('annulled', 'restored') OR supersedes_id IS NOT NULL",
            name=op.f("ck_status_event_annuls_something"),
        ),
        sa.CheckConstraint(
            "days_counted >= 0 AND months_counted >= 0",
            name=op.f("ck_status_event_counts_not_negative"),
        ),
        *_foreign(
            "status_event",
            did_id="did",
            recorded_by_id="user_account",
            work_period_id="work_period",
            supersedes_id="status_event",
        ),
    )
    op.create_index("ix_status_event_jobseeker_id_id", "status_event", ["jobseeker_id", "id"])
    op.create_index("ix_status_event_did_id_id", "status_event", ["did_id", "id"])
    op.create_index(
        "uq_status_event_superseded_once",
        "status_event",
        ["supersedes_id"],
        unique=True,
        postgresql_where=sa.text("supersedes_id IS NOT NULL"),
    )
    op.create_index(
        "uq_status_event_declared_once",
        "status_event",
        ["did_id"],
        unique=True,
        postgresql_where=sa.text("kind = 'declared'"),
    )
    op.execute(GUARDS)


def downgrade() -> None:
    op.drop_table("status_event")
    op.drop_table("work_period")
    op.execute("DROP FUNCTION refuse_status_event_out_of_order()")
