"""Approval by field, automatic approval, freshness, mass actions, history."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025_approval"
down_revision = "0024_offer_content"
branch_labels = None
depends_on = None

JSON = postgresql.JSONB(astext_type=sa.Text())
MOMENT = sa.DateTime(timezone=True)
KEPT = """
CREATE TRIGGER offer_change_kept BEFORE UPDATE OR DELETE ON offer_change
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER offer_change_kept_whole BEFORE TRUNCATE ON offer_change
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER offer_remark_kept BEFORE UPDATE ON offer_remark FOR EACH ROW
  EXECUTE FUNCTION refuse_change_except('resolved_at', 'resolution', 'answer');
CREATE TRIGGER offer_amendment_decided BEFORE UPDATE ON offer_amendment
  FOR EACH ROW WHEN (OLD.state IN ('accepted', 'dropped')) EXECUTE FUNCTION refuse_change();
"""


def _reference(table, column, target):
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}_{target}")


def _key():
    return sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False)


def _number(name, nullable=False):
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _offer():
    op.add_column("offer", _number("claimed_by_id", nullable=True))
    op.add_column("offer", sa.Column("claimed_at", MOMENT, nullable=True))
    op.add_column("offer", sa.Column("faded_on", sa.Date(), nullable=True))
    returns = sa.Column("returns", sa.BigInteger(), server_default="0", nullable=False)
    op.add_column("offer", returns)
    rule = sa.Column("approved_by_rule", sa.String(length=64), server_default="", nullable=False)
    op.add_column("offer", rule)
    op.create_foreign_key(
        "fk_offer_claimed_by_id_user_account", "offer", "user_account", ["claimed_by_id"], ["id"]
    )
    op.create_check_constraint(
        op.f("ck_offer_claim_dated"), "offer", "(claimed_by_id IS NULL) = (claimed_at IS NULL)"
    )
    op.create_index(
        "ix_offer_claimed_by_id",
        "offer",
        ["claimed_by_id"],
        postgresql_where=sa.text("claimed_by_id IS NOT NULL"),
    )


def _changes():
    op.create_table(
        "offer_change",
        _key(),
        _number("offer_id"),
        _number("edition_id", nullable=True),
        _number("provider_id"),
        sa.Column("at", MOMENT, nullable=False),
        _number("actor_id", nullable=True),
        sa.Column("changes", JSON, nullable=False),
        _reference("offer_change", "offer_id", "offer"),
        _reference("offer_change", "edition_id", "edition"),
        _reference("offer_change", "provider_id", "provider"),
        _reference("offer_change", "actor_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_offer_change"),
    )
    op.create_index("ix_offer_change_offer_id_id", "offer_change", ["offer_id", "id"])


def _remarks():
    op.create_table(
        "offer_remark",
        _key(),
        _number("offer_id"),
        _number("provider_id"),
        _number("round"),
        sa.Column("field", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        _number("made_by_id"),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("resolved_at", MOMENT, nullable=True),
        sa.Column(
            "resolution",
            sa.Enum(
                "changed",
                "answered",
                "closed",
                name="ck_offer_remark_resolution",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("text <> ''", name="ck_offer_remark_says_something"),
        sa.CheckConstraint(
            "(resolved_at IS NULL) = (resolution IS NULL)", name="ck_offer_remark_settled_somehow"
        ),
        sa.CheckConstraint(
            "resolution <> 'answered' OR answer <> ''", name="ck_offer_remark_answer_given"
        ),
        _reference("offer_remark", "offer_id", "offer"),
        _reference("offer_remark", "provider_id", "provider"),
        _reference("offer_remark", "made_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_offer_remark"),
    )
    op.create_index(
        "uq_offer_remark_open",
        "offer_remark",
        ["offer_id", "field"],
        unique=True,
        postgresql_where=sa.text("resolved_at IS NULL"),
    )
    op.create_index("ix_offer_remark_offer_id_id", "offer_remark", ["offer_id", "id"])


def _amendments():
    op.create_table(
        "offer_amendment",
        _key(),
        _number("offer_id"),
        _number("provider_id"),
        sa.Column("values", JSON, nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "returned",
                "accepted",
                "dropped",
                name="ck_offer_amendment_amendmentstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        _number("proposed_by_id"),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "state = 'waiting' OR decided_at IS NOT NULL", name="ck_offer_amendment_decision_dated"
        ),
        _reference("offer_amendment", "offer_id", "offer"),
        _reference("offer_amendment", "provider_id", "provider"),
        _reference("offer_amendment", "proposed_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_offer_amendment"),
    )
    op.create_index(
        "uq_offer_amendment_open",
        "offer_amendment",
        ["offer_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('waiting', 'returned')"),
    )
    op.create_index(
        "ix_offer_amendment_queue",
        "offer_amendment",
        ["proposed_at", "id"],
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index("ix_offer_amendment_offer_id_id", "offer_amendment", ["offer_id", "id"])


def upgrade():
    _offer()
    _changes()
    _remarks()
    _amendments()
    op.execute(KEPT)


def downgrade():
    for table in ("offer_amendment", "offer_remark", "offer_change"):
        op.drop_table(table)
    op.drop_index("ix_offer_claimed_by_id", table_name="offer")
    op.drop_constraint(op.f("ck_offer_claim_dated"), "offer")
    op.drop_constraint("fk_offer_claimed_by_id_user_account", "offer")
    for column in ("claimed_by_id", "claimed_at", "faded_on", "returns", "approved_by_rule"):
        op.drop_column("offer", column)
