"""Dated duties, appointments and suspensions of service agreements."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014_duties"
down_revision = "0013_second_person"
branch_labels = None
depends_on = None

STATES = ("draft", "proposed", "signed", "in_force", "varied", "ended")
IN_FORCE = "uq_service_agreement_one_in_force"

# A recorded outcome stands; only what was missed may still be excused, and a cancelled duty may
# learn which one took its place when the agreement resumes.
GUARDS = """
CREATE FUNCTION keep_duty() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  reach CONSTANT text[] := '{centre_id,provider_id}';
  free text[] := reach;
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'duty % is kept', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  IF OLD.state = 'planned' THEN
    RETURN NEW;
  END IF;
  IF OLD.state = 'missed' AND NEW.state IN ('missed', 'excused') THEN
    free := reach || '{state,reason,note,recorded_at,recorded_by_id}';
  ELSIF OLD.state = 'cancelled' AND OLD.moved_to_id IS NULL THEN
    free := reach || '{moved_to_id}';
  END IF;
  IF to_jsonb(OLD) - free IS DISTINCT FROM to_jsonb(NEW) - free THEN
    RAISE EXCEPTION 'duty % is recorded and may not change', OLD.id
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER duty_recorded BEFORE UPDATE OR DELETE ON duty
  FOR EACH ROW EXECUTE FUNCTION keep_duty();

CREATE TRIGGER agreement_suspension_only_closes BEFORE UPDATE OR DELETE ON agreement_suspension
  FOR EACH ROW EXECUTE FUNCTION refuse_change_except(
    'until_on', 'resumed_at', 'resumed_by_id', 'centre_id', 'provider_id');
CREATE TRIGGER agreement_suspension_closed BEFORE UPDATE ON agreement_suspension
  FOR EACH ROW WHEN (OLD.resumed_at IS NOT NULL)
  EXECUTE FUNCTION refuse_change_except('centre_id', 'provider_id');
"""


def upgrade() -> None:
    _agreement_states(*STATES, "suspended")
    op.drop_index(IN_FORCE, table_name="service_agreement")
    _one_in_force("state IN ('in_force', 'suspended')")
    _create_duty()
    _create_suspension()
    op.execute(GUARDS)


def downgrade() -> None:
    op.drop_table("agreement_suspension")
    op.drop_table("duty")
    op.execute("DROP FUNCTION keep_duty()")
    op.drop_index(IN_FORCE, table_name="service_agreement")
    _one_in_force("state = 'in_force'")
    _agreement_states(*STATES)


def _agreement_states(*states: str) -> None:
    listed = ", ".join(f"'{state}'" for state in states)
    op.execute(
        "ALTER TABLE service_agreement DROP CONSTRAINT ck_service_agreement_agreementstate, "
        f"ADD CONSTRAINT ck_service_agreement_agreementstate CHECK (state IN ({listed}))"
    )


def _one_in_force(condition: str) -> None:
    op.create_index(
        IN_FORCE,
        "service_agreement",
        ["jobseeker_id"],
        unique=True,
        postgresql_where=sa.text(condition),
    )


def _reach(table: str) -> tuple[sa.Column | sa.Constraint, ...]:
    keys = (
        ("jobseeker_id", "jobseeker"), ("centre_id", "organisation"), ("provider_id", "organisation"),
        ("agreement_id", "service_agreement"),
    )  # fmt: skip
    return (
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("jobseeker_id", sa.BigInteger(), nullable=False),
        sa.Column("centre_id", sa.BigInteger(), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        *(
            sa.ForeignKeyConstraint([key], [f"{target}.id"], name=f"fk_{table}_{key}_{target}")
            for key, target in keys
        ),
    )


def _user(table: str, key: str) -> tuple[sa.Column, sa.Constraint]:
    return (
        sa.Column(key, sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint([key], ["user_account.id"], name=f"fk_{table}_{key}_user_account"),
    )


def _coded(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _create_duty() -> None:
    op.create_table(
        "duty",
        *_reach("duty"),
        sa.Column(
            "kind",
            _coded("dutykind", "contact", "appointment", "action", "search_evidence"),
            nullable=False,
        ),
        sa.Column(
            "state",
            _coded("dutystate", "planned", "done", "missed", "excused", "cancelled", "moved"),
            nullable=False,
        ),
        sa.Column("agreement_id", sa.BigInteger(), nullable=True),
        *_user("duty", "counsellor_id"),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("meeting", _coded("meeting", "centre", "phone", "video"), nullable=True),
        sa.Column("place", sa.Text(), server_default="", nullable=False),
        sa.Column("code", sa.String(32), server_default="", nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("rhythm_on", sa.Date(), nullable=True),
        sa.Column("moved_to_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(64), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        *_user("duty", "recorded_by_id"),
        sa.Column("cannot_come_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cannot_come_reason", sa.String(64), server_default="", nullable=False),
        sa.Column("cannot_come_note", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["moved_to_id"], ["duty.id"], name="fk_duty_moved_to_id_duty"),
        sa.CheckConstraint(
            "kind <> 'appointment' OR (due_at IS NOT NULL AND meeting IS NOT NULL)",
            name="ck_duty_appointment_has_hour_and_place",
        ),
        sa.CheckConstraint(
            "due_at IS NULL OR due_on = (due_at AT TIME ZONE 'Europe/Rome')::date",
            name="ck_duty_hour_lies_on_its_day",
        ),
        sa.CheckConstraint(
            "rhythm_on IS NULL OR kind = 'contact'", name="ck_duty_rhythm_is_of_contacts"
        ),
        sa.CheckConstraint(
            "state <> 'moved' OR moved_to_id IS NOT NULL", name="ck_duty_moved_somewhere"
        ),
        sa.CheckConstraint(
            "state NOT IN ('missed', 'excused') OR reason <> ''", name="ck_duty_outcome_has_reason"
        ),
        sa.CheckConstraint(
            "state NOT IN ('done', 'missed', 'excused') "
            "OR (recorded_at IS NOT NULL AND recorded_by_id IS NOT NULL)",
            name="ck_duty_outcome_is_somebodys_word",
        ),
        sa.CheckConstraint(
            "(cannot_come_at IS NULL) = (cannot_come_reason = '')",
            name="ck_duty_request_has_reason",
        ),
    )
    planned = sa.text("state = 'planned'")
    for leading in ("counsellor_id", "centre_id"):
        op.create_index(
            f"ix_duty_{leading}_due_on_id",
            "duty",
            [leading, "due_on", "id"],
            postgresql_where=planned,
        )
    op.create_index("ix_duty_jobseeker_id_due_on_id", "duty", ["jobseeker_id", "due_on", "id"])
    op.create_index(
        "uq_duty_contact_once",
        "duty",
        ["jobseeker_id", "rhythm_on"],
        unique=True,
        postgresql_where=sa.text("rhythm_on IS NOT NULL AND state <> 'cancelled'"),
    )
    op.create_index(
        "uq_duty_moved_to_id",
        "duty",
        ["moved_to_id"],
        unique=True,
        postgresql_where=sa.text("moved_to_id IS NOT NULL"),
    )


def _create_suspension() -> None:
    table = "agreement_suspension"
    is_open = sa.text("resumed_at IS NULL")
    op.create_table(
        table,
        *_reach(table),
        sa.Column("agreement_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(64), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        *_user(table, "begun_by_id"),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resumed_at", sa.DateTime(timezone=True), nullable=True),
        *_user(table, "resumed_by_id"),
        sa.CheckConstraint("until_on >= from_on", name=f"ck_{table}_ends_after_it_starts"),
        sa.CheckConstraint(
            "resumed_at IS NULL OR until_on IS NOT NULL", name=f"ck_{table}_resumed_has_last_day"
        ),
        postgresql.ExcludeConstraint(
            (sa.column("jobseeker_id"), "="),
            (sa.text("daterange(from_on, until_on, '[]')"), "&&"),
            name="agreement_suspension_one_at_a_time",
            using="gist",
        ),
    )
    op.create_index(
        "uq_agreement_suspension_one_open",
        table,
        ["jobseeker_id"],
        unique=True,
        postgresql_where=is_open,
    )
    op.create_index(f"ix_{table}_jobseeker_id_from_on", table, ["jobseeker_id", "from_on"])
    op.create_index(f"ix_{table}_until_on", table, ["until_on"], postgresql_where=is_open)
