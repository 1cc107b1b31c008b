"""Choices, budgets with their ledger, vouchers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006_vouchers"
down_revision = "0005_catalogue"
branch_labels = None
depends_on = None

# The figures of a budget are the sums of its ledger, and are written by nobody else.
LEDGER = """
CREATE FUNCTION book_budget_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE budget SET
    granted = granted
      + CASE WHEN NEW.kind IN ('grant', 'replacement', 'reduction') THEN NEW.amount ELSE 0 END,
    committed = committed - CASE WHEN NEW.kind = 'commitment' THEN NEW.amount ELSE 0 END,
    released = released + CASE WHEN NEW.kind = 'release' THEN NEW.amount ELSE 0 END,
    spent = spent - CASE WHEN NEW.kind = 'spending' THEN NEW.amount ELSE 0 END,
    balance = balance + NEW.amount
  WHERE id = NEW.budget_id;
  RETURN NULL;
END $$;
CREATE TRIGGER budget_entry_booked AFTER INSERT ON budget_entry
  FOR EACH ROW EXECUTE FUNCTION book_budget_entry();

CREATE FUNCTION keep_budget_figures() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW.granted, NEW.committed, NEW.released, NEW.spent, NEW.balance) = (0, 0, 0, 0, 0) THEN
      RETURN NEW;
    END IF;
  ELSIF TG_OP = 'UPDATE' THEN
    -- Depth 2: called by the trigger of the ledger, not by a statement.
    IF pg_trigger_depth() > 1
       AND (NEW.call_id, NEW.provider_id, NEW.pathway) = (OLD.call_id, OLD.provider_id, OLD.pathway)
    THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'a budget changes only through its ledger' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER budget_kept BEFORE INSERT OR UPDATE OR DELETE ON budget
  FOR EACH ROW EXECUTE FUNCTION keep_budget_figures();
CREATE TRIGGER budget_no_truncate BEFORE TRUNCATE ON budget
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER budget_entry_append_only BEFORE UPDATE OR DELETE ON budget_entry
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER budget_entry_no_truncate BEFORE TRUNCATE ON budget_entry
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""

# What was promised on the day of issue stays as it was; only the course of the voucher moves.
PROMISE = """
CREATE TRIGGER voucher_fixed BEFORE UPDATE ON voucher
  FOR EACH ROW EXECUTE FUNCTION refuse_change_except('state', 'centre_id', 'provider_id',
    'valid_until', 'taken_up_at', 'taken_up_by_id', 'first_appointment_at',
    'first_appointment_place', 'closed_at');
CREATE TRIGGER voucher_kept BEFORE DELETE ON voucher
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER voucher_no_truncate BEFORE TRUNCATE ON voucher
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""


def upgrade() -> None:
    op.execute(sa.schema.CreateSequence(sa.Sequence("voucher_number_seq")))
    op.create_table(
        "budget",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("call_id", sa.BigInteger(), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=False),
        sa.Column("pathway", sa.BigInteger(), nullable=False),
        sa.Column("granted", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("committed", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("released", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("spent", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("balance", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "balance = granted - committed + released - spent AND released <= committed",
            name=op.f("ck_budget_figures_agree"),
        ),
        sa.CheckConstraint("balance >= 0", name=op.f("ck_budget_balance_not_negative")),
        sa.CheckConstraint("pathway BETWEEN 1 AND 5", name=op.f("ck_budget_pathway_known")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_budget_call_id_call")),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["organisation.id"], name=op.f("fk_budget_provider_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget")),
        sa.UniqueConstraint(
            "call_id", "provider_id", "pathway", name=op.f("uq_budget_call_id_provider_id_pathway")
        ),
    )
    op.create_index(op.f("ix_budget_provider_id_id"), "budget", ["provider_id", "id"], unique=False)
    op.create_table(
        "budget_entry",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("budget_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "grant",
                "replacement",
                "reduction",
                "commitment",
                "release",
                "spending",
                name="entrykind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.String(length=64), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("entered_by_id", sa.BigInteger(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "CASE WHEN kind IN ('reduction', 'commitment', 'spending') THEN amount < 0 ELSE amount > 0 END",
            name=op.f("ck_budget_entry_sign_by_kind"),
        ),
        sa.CheckConstraint(
            "kind NOT IN ('commitment', 'release', 'spending') OR reference <> ''",
            name=op.f("ck_budget_entry_reference_given"),
        ),
        sa.ForeignKeyConstraint(
            ["budget_id"], ["budget.id"], name=op.f("fk_budget_entry_budget_id_budget")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"],
            ["user_account.id"],
            name=op.f("fk_budget_entry_entered_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_entry")),
    )
    op.create_index(
        op.f("ix_budget_entry_budget_id_id"), "budget_entry", ["budget_id", "id"], unique=False
    )
    op.create_index(
        "uq_budget_entry_once",
        "budget_entry",
        ["reference", "kind"],
        unique=True,
        postgresql_where=sa.text("kind IN ('commitment', 'release')"),
    )
    op.create_table(
        "choice",
        sa.Column(
            "state",
            sa.Enum(
                "made",
                "replaced",
                "withdrawn",
                "honoured",
                name="choicestate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("service_type", sa.String(length=32), nullable=False),
        sa.Column("offer_id", sa.BigInteger(), nullable=False),
        sa.Column("edition_id", sa.BigInteger(), nullable=False),
        sa.Column("provider_id_chosen", sa.BigInteger(), nullable=False),
        sa.Column("made_by_id", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("jobseeker_id", sa.BigInteger(), nullable=False),
        sa.Column("centre_id", sa.BigInteger(), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["organisation.id"], name=op.f("fk_choice_centre_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_choice_edition_id_edition")
        ),
        sa.ForeignKeyConstraint(
            ["jobseeker_id"], ["jobseeker.id"], name=op.f("fk_choice_jobseeker_id_jobseeker")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user_account.id"], name=op.f("fk_choice_made_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_choice_offer_id_offer")),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["organisation.id"], name=op.f("fk_choice_provider_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id_chosen"],
            ["organisation.id"],
            name=op.f("fk_choice_provider_id_chosen_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_choice")),
    )
    op.create_index(op.f("ix_choice_centre_id_id"), "choice", ["centre_id", "id"], unique=False)
    op.create_index(op.f("ix_choice_edition_id"), "choice", ["edition_id"], unique=False)
    op.create_index(
        op.f("ix_choice_jobseeker_id_id"), "choice", ["jobseeker_id", "id"], unique=False
    )
    op.create_index(
        op.f("ix_choice_provider_id_id"),
        "choice",
        ["provider_id", "id"],
        unique=False,
        postgresql_where=sa.text("provider_id IS NOT NULL"),
    )
    op.create_index(
        "uq_choice_one_made",
        "choice",
        ["jobseeker_id"],
        unique=True,
        postgresql_where=sa.text("state = 'made'"),
    )
    op.create_table(
        "voucher",
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "issued",
                "taken_up",
                "in_delivery",
                "completed",
                "ended_early",
                "declined",
                "renounced",
                "cancelled",
                "revoked",
                "lapsed",
                name="voucherstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("issued_to_id", sa.BigInteger(), nullable=False),
        sa.Column("choice_id", sa.BigInteger(), nullable=False),
        sa.Column("agreement_id", sa.BigInteger(), nullable=False),
        sa.Column("call_id", sa.BigInteger(), nullable=False),
        sa.Column("offer_id", sa.BigInteger(), nullable=False),
        sa.Column("edition_id", sa.BigInteger(), nullable=False),
        sa.Column("budget_id", sa.BigInteger(), nullable=False),
        sa.Column("service_type", sa.String(length=32), nullable=False),
        sa.Column("pathway", sa.BigInteger(), nullable=False),
        sa.Column("hours", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("calculation", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("rule_set_id", sa.BigInteger(), nullable=False),
        sa.Column("issued_by_id", sa.BigInteger(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("take_up_by", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("request_token", sa.String(length=64), nullable=False),
        sa.Column("taken_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_up_by_id", sa.BigInteger(), nullable=True),
        sa.Column("first_appointment_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_appointment_place", sa.Text(), server_default="", nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("jobseeker_id", sa.BigInteger(), nullable=False),
        sa.Column("centre_id", sa.BigInteger(), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(taken_up_at IS NULL) = (first_appointment_at IS NULL)",
            name=op.f("ck_voucher_taken_up_with_date"),
        ),
        sa.CheckConstraint(
            "valid_until >= take_up_by", name=op.f("ck_voucher_valid_beyond_answer")
        ),
        sa.CheckConstraint("value >= 0 AND hours >= 0", name=op.f("ck_voucher_worth_something")),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["service_agreement.id"],
            name=op.f("fk_voucher_agreement_id_service_agreement"),
        ),
        sa.ForeignKeyConstraint(
            ["budget_id"], ["budget.id"], name=op.f("fk_voucher_budget_id_budget")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_voucher_call_id_call")),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["organisation.id"], name=op.f("fk_voucher_centre_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["choice_id"], ["choice.id"], name=op.f("fk_voucher_choice_id_choice")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_voucher_edition_id_edition")
        ),
        sa.ForeignKeyConstraint(
            ["issued_by_id"], ["user_account.id"], name=op.f("fk_voucher_issued_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["issued_to_id"], ["organisation.id"], name=op.f("fk_voucher_issued_to_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["jobseeker_id"], ["jobseeker.id"], name=op.f("fk_voucher_jobseeker_id_jobseeker")
        ),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_voucher_offer_id_offer")),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["organisation.id"], name=op.f("fk_voucher_provider_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["rule_set_id"],
            ["rule_set_version.id"],
            name=op.f("fk_voucher_rule_set_id_rule_set_version"),
        ),
        sa.ForeignKeyConstraint(
            ["taken_up_by_id"],
            ["user_account.id"],
            name=op.f("fk_voucher_taken_up_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voucher")),
        sa.UniqueConstraint("choice_id", name=op.f("uq_voucher_choice_id")),
        sa.UniqueConstraint("number", name=op.f("uq_voucher_number")),
        sa.UniqueConstraint("request_token", name=op.f("uq_voucher_request_token")),
    )
    op.create_index(op.f("ix_voucher_centre_id_id"), "voucher", ["centre_id", "id"], unique=False)
    op.create_index(
        op.f("ix_voucher_edition_id_state"), "voucher", ["edition_id", "state"], unique=False
    )
    op.create_index(
        op.f("ix_voucher_issued_to_id_id"), "voucher", ["issued_to_id", "id"], unique=False
    )
    op.create_index(
        op.f("ix_voucher_issued_to_id_state_take_up_by_id"),
        "voucher",
        ["issued_to_id", "state", "take_up_by", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_voucher_jobseeker_id_id"), "voucher", ["jobseeker_id", "id"], unique=False
    )
    op.create_index(
        "ix_voucher_not_started",
        "voucher",
        ["valid_until", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'taken_up'"),
    )
    op.create_index(
        op.f("ix_voucher_provider_id_id"),
        "voucher",
        ["provider_id", "id"],
        unique=False,
        postgresql_where=sa.text("provider_id IS NOT NULL"),
    )
    op.create_index(
        "ix_voucher_unanswered",
        "voucher",
        ["take_up_by", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'issued'"),
    )
    op.create_index(
        "uq_voucher_one_open",
        "voucher",
        ["jobseeker_id", "service_type"],
        unique=True,
        postgresql_where=sa.text("state IN ('issued', 'taken_up', 'in_delivery')"),
    )
    op.execute(LEDGER)
    op.execute(PROMISE)
