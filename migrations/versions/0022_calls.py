"""Calls with service types and windows, targets, requests for replacement budget."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0022_calls"
down_revision = "0021_capacity"
branch_labels = None
depends_on = None

# What everybody could read changes only beside an amendment that says so; what was granted is the sum
# of the budgets, and is written by their trigger alone.
GUARDS = """
CREATE FUNCTION keep_call() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  free CONSTANT text[] := '{state,granted,revision}';
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'call % is kept', OLD.code USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.granted <> OLD.granted AND pg_trigger_depth() < 2 THEN
    RAISE EXCEPTION 'what a call has granted is the sum of its budgets'
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF to_jsonb(NEW) - free IS NOT DISTINCT FROM to_jsonb(OLD) - free THEN
    RETURN NEW;
  END IF;
  IF OLD.state = 'draft' AND NEW.amendments = OLD.amendments THEN
    RETURN NEW;
  END IF;
  IF OLD.state = 'published' AND NEW.state = OLD.state AND NEW.code = OLD.code
     AND NEW.amendments = OLD.amendments + 1
     AND EXISTS (SELECT FROM call_amendment WHERE call_id = NEW.id AND number = NEW.amendments)
  THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'call % changes only by an amendment', OLD.code
    USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER call_kept BEFORE UPDATE OR DELETE ON call
  FOR EACH ROW EXECUTE FUNCTION keep_call();

CREATE FUNCTION sum_up_call() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE call SET granted = granted + NEW.granted - OLD.granted WHERE id = NEW.call_id;
  RETURN NULL;
END $$;
CREATE TRIGGER budget_summed_up AFTER UPDATE OF granted ON budget
  FOR EACH ROW WHEN (NEW.granted <> OLD.granted) EXECUTE FUNCTION sum_up_call();

CREATE TRIGGER call_amendment_append_only BEFORE UPDATE OR DELETE ON call_amendment
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER call_amendment_no_truncate BEFORE TRUNCATE ON call_amendment
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER budget_target_append_only BEFORE UPDATE OR DELETE ON budget_target
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER budget_target_no_truncate BEFORE TRUNCATE ON budget_target
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What was asked stays as it was asked; a decision stands.
CREATE TRIGGER replacement_request_fixed BEFORE UPDATE ON replacement_request
  FOR EACH ROW WHEN (OLD.state = 'requested') EXECUTE FUNCTION refuse_change_except(
    'state', 'amount_granted', 'act', 'decision', 'decided_by_id', 'decided_at', 'entry_id');
CREATE TRIGGER replacement_request_decided BEFORE UPDATE ON replacement_request
  FOR EACH ROW WHEN (OLD.state <> 'requested') EXECUTE FUNCTION refuse_change();
CREATE TRIGGER replacement_request_kept BEFORE DELETE ON replacement_request
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER replacement_request_no_truncate BEFORE TRUNCATE ON replacement_request
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""

UNGUARD = """
DROP TRIGGER budget_summed_up ON budget;
DROP FUNCTION sum_up_call();
DROP TRIGGER call_kept ON call;
DROP FUNCTION keep_call();
"""

CHECKS = {
    "offers_window_inside": (
        "offers_from BETWEEN opens_on AND closes_on "
        "AND offers_until BETWEEN opens_on AND closes_on AND offers_from <= offers_until"
    ),
    "vouchers_window_inside": (
        "vouchers_from BETWEEN opens_on AND closes_on "
        "AND vouchers_until BETWEEN opens_on AND closes_on AND vouchers_from <= vouchers_until"
    ),
    "granted_within_total": "granted <= total",
    "money_positive": "granted >= 0 AND total > 0",
    "limits_positive": "max_offers > 0 AND max_hours > 0 AND max_euro > 0 AND automatic_hours_max > 0",
}


def upgrade() -> None:
    _extend_call()
    _create_amendments()
    _create_targets()
    _create_requests()
    op.create_index(
        "ix_voucher_budget_id_state_jobseeker_id", "voucher", ["budget_id", "state", "jobseeker_id"]
    )
    op.execute(GUARDS)


def downgrade() -> None:
    op.execute(UNGUARD)
    op.drop_index("ix_voucher_budget_id_state_jobseeker_id", table_name="voucher")
    for table in ("replacement_request", "budget_target", "call_amendment"):
        op.drop_table(table)
    op.execute(sa.schema.DropSequence(sa.Sequence("replacement_number_seq")))
    op.drop_index("ix_call_opens_on_id", table_name="call")
    for name in ("callstate", *CHECKS):
        op.drop_constraint(f"ck_call_{name}", "call", type_="check")
    for name in ("state", *(column.name for column in _added())):
        op.drop_column("call", name)


def _added() -> tuple[sa.Column, ...]:
    return (
        sa.Column("programme", sa.String(32), server_default="gol", nullable=False),
        sa.Column("link", sa.Text(), server_default="", nullable=False),
        sa.Column("text_it", sa.Text(), server_default="", nullable=False),
        sa.Column("text_en", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "service_types", postgresql.ARRAY(sa.String(32)), server_default="{}", nullable=False
        ),
        sa.Column("offers_from", sa.Date(), nullable=True),
        sa.Column("offers_until", sa.Date(), nullable=True),
        sa.Column("vouchers_from", sa.Date(), nullable=True),
        sa.Column("vouchers_until", sa.Date(), nullable=True),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("granted", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("max_offers", sa.BigInteger(), nullable=True),
        sa.Column("max_hours", sa.BigInteger(), nullable=True),
        sa.Column("max_euro", sa.BigInteger(), nullable=True),
        sa.Column("automatic_approval", sa.Boolean(), server_default="false", nullable=False),
        sa.Column(
            "automatic_types", postgresql.ARRAY(sa.String(32)), server_default="{}", nullable=False
        ),
        sa.Column("automatic_hours_max", sa.BigInteger(), nullable=True),
        sa.Column("automatic_known_only", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("amendments", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("revision", sa.BigInteger(), server_default="0", nullable=False),
    )


def _coded(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _extend_call() -> None:
    # Calls that exist were published when they were opened; what they grant is what they have granted.
    op.add_column("call", sa.Column("state", sa.String(32), nullable=True))
    op.execute("UPDATE call SET state = 'published'")
    op.alter_column("call", "state", nullable=False)
    op.execute(
        "ALTER TABLE call ADD CONSTRAINT ck_call_callstate "
        "CHECK (state IN ('draft', 'published', 'closed', 'discarded'))"
    )
    for column in _added():
        op.add_column("call", column)
    op.execute(
        "UPDATE call SET granted = (SELECT coalesce(sum(granted), 0) FROM budget "
        "WHERE budget.call_id = call.id)"
    )
    for name, condition in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_call_{name}"), "call", condition)
    op.create_index("ix_call_opens_on_id", "call", ["opens_on", "id"])


def _create_amendments() -> None:
    op.create_table(
        "call_amendment",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("call_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("made_by_id", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "act <> '' AND reason <> ''", name=op.f("ck_call_amendment_act_and_reason")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name="fk_call_amendment_call_id_call"),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user_account.id"], name="fk_call_amendment_made_by_id_user_account"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_call_amendment"),
        sa.UniqueConstraint("call_id", "number", name="uq_call_amendment_call_id_number"),
    )


def _create_targets() -> None:
    op.create_table(
        "budget_target",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("budget_id", sa.BigInteger(), nullable=False),
        sa.Column("people", sa.BigInteger(), nullable=False),
        sa.Column("starts", sa.BigInteger(), nullable=False),
        sa.Column("act", sa.String(64), nullable=False),
        sa.Column("set_by_id", sa.BigInteger(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "people > 0 AND starts BETWEEN 0 AND people",
            name=op.f("ck_budget_target_numbers_agree"),
        ),
        sa.ForeignKeyConstraint(
            ["budget_id"], ["budget.id"], name="fk_budget_target_budget_id_budget"
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["user_account.id"], name="fk_budget_target_set_by_id_user_account"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_budget_target"),
    )
    op.create_index("ix_budget_target_budget_id_id", "budget_target", ["budget_id", "id"])


def _create_requests() -> None:
    op.execute(sa.schema.CreateSequence(sa.Sequence("replacement_number_seq")))
    keys = (
        ("budget_id", "budget"), ("provider_id", "organisation"), ("requested_by_id", "user_account"),
        ("decided_by_id", "user_account"), ("entry_id", "budget_entry"),
    )  # fmt: skip
    op.create_table(
        "replacement_request",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("number", sa.String(24), nullable=False),
        sa.Column("budget_id", sa.BigInteger(), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            _coded("replacementstate", "requested", "granted", "reduced", "refused", "withdrawn"),
            nullable=False,
        ),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("used_percent", sa.BigInteger(), nullable=False),
        sa.Column("people", sa.BigInteger(), nullable=False),
        sa.Column("people_target", sa.BigInteger(), nullable=True),
        sa.Column("requested_by_id", sa.BigInteger(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("amount_granted", sa.BigInteger(), nullable=True),
        sa.Column("act", sa.String(64), server_default="", nullable=False),
        sa.Column("decision", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entry_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("amount > 0", name="ck_replacement_request_something_asked"),
        sa.CheckConstraint(
            "CASE state WHEN 'granted' THEN amount_granted = amount "
            "WHEN 'reduced' THEN amount_granted > 0 AND amount_granted < amount "
            "WHEN 'requested' THEN true ELSE amount_granted IS NULL END",
            name="ck_replacement_request_granted_by_state",
        ),
        sa.CheckConstraint(
            "(amount_granted IS NULL) = (entry_id IS NULL)",
            name="ck_replacement_request_granted_is_booked",
        ),
        sa.CheckConstraint(
            "CASE state WHEN 'requested' THEN true WHEN 'withdrawn' THEN decided_by_id IS NULL "
            "ELSE decided_by_id IS NOT NULL AND decided_at IS NOT NULL END",
            name="ck_replacement_request_decided_by_somebody",
        ),
        sa.CheckConstraint(
            "decided_by_id <> requested_by_id", name="ck_replacement_request_two_persons"
        ),
        sa.CheckConstraint(
            "state NOT IN ('reduced', 'refused') OR decision <> ''",
            name="ck_replacement_request_reason_given",
        ),
        *(
            sa.ForeignKeyConstraint(
                [key], [f"{table}.id"], name=f"fk_replacement_request_{key}_{table}"
            )
            for key, table in keys
        ),
        sa.PrimaryKeyConstraint("id", name="pk_replacement_request"),
        sa.UniqueConstraint("number", name="uq_replacement_request_number"),
        sa.UniqueConstraint("entry_id", name="uq_replacement_request_entry_id"),
    )
    op.create_index(
        "uq_replacement_request_one_open",
        "replacement_request",
        ["budget_id"],
        unique=True,
        postgresql_where=sa.text("state = 'requested'"),
    )
    op.create_index(
        "ix_replacement_request_provider_id_id", "replacement_request", ["provider_id", "id"]
    )
    op.create_index("ix_replacement_request_state_id", "replacement_request", ["state", "id"])
