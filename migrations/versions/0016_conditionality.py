"""The conditionality ladder."""

import sqlalchemy as sa
from alembic import op

revision = "0016_conditionality"
down_revision = "0015_status_history"
branch_labels = None
depends_on = None

TABLE = "conditionality_event"
STANDS = "('confirmed', 'communicated', 'appealed', 'upheld', 'annulled')"

GUARDS = """
-- What was held against the person, and what they said and were told, stays as it was.
CREATE TRIGGER conditionality_event_kept BEFORE DELETE ON conditionality_event
  FOR EACH ROW EXECUTE FUNCTION refuse_change_except();
CREATE TRIGGER conditionality_event_told BEFORE UPDATE ON conditionality_event
  FOR EACH ROW WHEN (OLD.told_at IS NOT NULL)
  EXECUTE FUNCTION refuse_change_except('state', 'centre_id', 'provider_id', 'explanation',
    'explained_at', 'reason', 'occurrence', 'consequence', 'ends_status', 'confirmed_on',
    'confirmed_by_id', 'second_by_id', 'inps_reference', 'communicated_on', 'appeal_by',
    'appealed_on', 'appeal_text', 'answer', 'answered_on');
CREATE TRIGGER conditionality_event_explained BEFORE UPDATE ON conditionality_event
  FOR EACH ROW WHEN (OLD.explained_at IS NOT NULL AND
    (OLD.explanation, OLD.explained_at) IS DISTINCT FROM (NEW.explanation, NEW.explained_at))
  EXECUTE FUNCTION refuse_change_except();
CREATE TRIGGER conditionality_event_confirmed BEFORE UPDATE ON conditionality_event
  FOR EACH ROW WHEN (OLD.state IN ('confirmed', 'communicated', 'appealed', 'upheld', 'annulled'))
  EXECUTE FUNCTION refuse_change_except('state', 'centre_id', 'provider_id', 'inps_reference',
    'communicated_on', 'appealed_on', 'appeal_text', 'answer', 'answered_on');
"""


def _people(*names):
    return [
        sa.ForeignKeyConstraint([name], [f"{other}.id"], name=op.f(f"fk_{TABLE}_{name}_{other}"))
        for name, other in names
    ]


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column(
            "state",
            sa.Enum(
                "opened",
                "explaining",
                "proposed",
                "justified",
                "confirmed",
                "communicated",
                "appealed",
                "upheld",
                "annulled",
                "withdrawn",
                name="sanctionstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("did_id", sa.BigInteger(), nullable=False),
        sa.Column("rule_set_id", sa.BigInteger(), nullable=False),
        sa.Column("failure", sa.String(length=32), nullable=False),
        sa.Column("failed_on", sa.Date(), nullable=False),
        sa.Column("duty_id", sa.BigInteger(), nullable=True),
        sa.Column("facts", sa.Text(), server_default="", nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by_id", sa.BigInteger(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("explain_by", sa.Date(), nullable=True),
        sa.Column("explanation", sa.Text(), server_default="", nullable=False),
        sa.Column("explained_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=32), server_default="", nullable=False),
        sa.Column("occurrence", sa.BigInteger(), nullable=True),
        sa.Column("consequence", sa.String(length=32), server_default="", nullable=False),
        sa.Column("ends_status", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("confirmed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("second_by_id", sa.BigInteger(), nullable=True),
        sa.Column("inps_reference", sa.String(length=64), server_default="", nullable=False),
        sa.Column("communicated_on", sa.Date(), nullable=True),
        sa.Column("appeal_by", sa.Date(), nullable=True),
        sa.Column("appealed_on", sa.Date(), nullable=True),
        sa.Column("appeal_text", sa.Text(), server_default="", nullable=False),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("jobseeker_id", sa.BigInteger(), nullable=False),
        sa.Column("centre_id", sa.BigInteger(), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(explain_by IS NULL) = (told_at IS NULL)", name=op.f(f"ck_{TABLE}_told_with_term")
        ),
        sa.CheckConstraint(
            f"state NOT IN {STANDS} OR (occurrence >= 1 AND consequence <> '' "
            "AND confirmed_on IS NOT NULL AND confirmed_by_id IS NOT NULL)",
            name=op.f(f"ck_{TABLE}_confirmed_by_somebody"),
        ),
        sa.CheckConstraint(
            "confirmed_on IS NULL OR explained_at IS NOT NULL "
            "OR (explain_by IS NOT NULL AND confirmed_on > explain_by)",
            name=op.f(f"ck_{TABLE}_heard_before_confirmed"),
        ),
        sa.CheckConstraint(
            f"state NOT IN {STANDS} OR NOT ends_status OR (second_by_id IS NOT NULL "
            "AND second_by_id <> confirmed_by_id)",
            name=op.f(f"ck_{TABLE}_forfeiture_needs_two"),
        ),
        sa.CheckConstraint(
            "state <> 'communicated' OR inps_reference <> ''",
            name=op.f(f"ck_{TABLE}_communicated_with_reference"),
        ),
        sa.CheckConstraint(
            "state <> 'justified' OR reason <> ''", name=op.f(f"ck_{TABLE}_justified_has_reason")
        ),
        sa.CheckConstraint(
            "(appealed_on IS NULL) = (appeal_text = '')", name=op.f(f"ck_{TABLE}_appeal_says_why")
        ),
        *_people(
            ("did_id", "did"),
            ("duty_id", "duty"),
            ("opened_by_id", "user_account"),
            ("confirmed_by_id", "user_account"),
            ("second_by_id", "user_account"),
            ("jobseeker_id", "jobseeker"),
            ("centre_id", "organisation"),
            ("provider_id", "organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )
    op.create_index(f"ix_{TABLE}_jobseeker_id_failed_on", TABLE, ["jobseeker_id", "failed_on"])
    op.create_index(f"ix_{TABLE}_did_id", TABLE, ["did_id"])
    op.create_index(
        f"ix_{TABLE}_centre_id_state_explain_by_id",
        TABLE,
        ["centre_id", "state", "explain_by", "id"],
    )
    op.create_index(
        f"uq_{TABLE}_duty_once",
        TABLE,
        ["duty_id"],
        unique=True,
        postgresql_where=sa.text("duty_id IS NOT NULL AND state <> 'withdrawn'"),
    )
    op.create_index(
        f"uq_{TABLE}_failure_once",
        TABLE,
        ["jobseeker_id", "failure", "failed_on"],
        unique=True,
        postgresql_where=sa.text("state <> 'withdrawn'"),
    )
    op.execute(GUARDS)


def downgrade() -> None:
    op.drop_table(TABLE)
