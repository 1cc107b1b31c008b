"""Drafts of rule sets and who publishes them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009_rule_drafts"
down_revision = "0008_consent_history"
branch_labels = None
depends_on = None

STATES = ("draft", "submitted", "returned", "published", "withdrawn")

# Overlaps are excluded by the constraint of the table; here no day is left without rules, and no
# number is left out. Deferred: within one transaction the predecessor ends before the next arrives.
NO_GAPS = """
CREATE FUNCTION rules_without_gaps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM (
      SELECT version, effective_from, effective_to,
             lag(version) OVER w AS before, lag(effective_to) OVER w AS until,
             lead(version) OVER w AS after
      FROM rule_set_version WHERE code = NEW.code
      WINDOW w AS (ORDER BY version)
    ) line
    WHERE version <> coalesce(before, 0) + 1
       OR (before IS NOT NULL AND until IS DISTINCT FROM effective_from)
       OR (after IS NULL AND effective_to IS NOT NULL)
  ) THEN
    RAISE EXCEPTION 'the versions of % would leave a gap', NEW.code
      USING ERRCODE = 'exclusion_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER rule_set_version_no_gaps AFTER INSERT OR UPDATE ON rule_set_version
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION rules_without_gaps();
"""

# What the second officer reads is what is published: the text moves only in draft. The version a
# draft became is that text, by that author, published by that reviewer.
FIXED = """
CREATE TRIGGER rule_set_draft_kept BEFORE DELETE ON rule_set_draft
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER rule_set_draft_no_truncate BEFORE TRUNCATE ON rule_set_draft
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER rule_set_draft_origin_fixed BEFORE UPDATE OF author_id, based_on_id, created_at
  ON rule_set_draft FOR EACH ROW
  WHEN ((OLD.author_id, OLD.based_on_id, OLD.created_at)
    IS DISTINCT FROM (NEW.author_id, NEW.based_on_id, NEW.created_at))
  EXECUTE FUNCTION refuse_change();
CREATE TRIGGER rule_set_draft_final BEFORE UPDATE ON rule_set_draft
  FOR EACH ROW WHEN (OLD.state IN ('published', 'withdrawn')) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER rule_set_draft_text_fixed BEFORE UPDATE ON rule_set_draft
  FOR EACH ROW WHEN (OLD.state IN ('submitted', 'returned'))
  EXECUTE FUNCTION refuse_change_except('state', 'reviewer_id', 'published_version_id',
    'decided_at');

CREATE FUNCTION publish_what_was_drafted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.state = 'submitted' AND EXISTS (
    SELECT FROM rule_set_version
    WHERE id = NEW.published_version_id AND code = NEW.code AND content_hash = NEW.content_hash
      AND author_id = NEW.author_id AND published_by_id = NEW.reviewer_id
  ) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a draft is published as its own version, by a second officer'
    USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER rule_set_draft_published BEFORE INSERT OR UPDATE ON rule_set_draft
  FOR EACH ROW WHEN (NEW.state = 'published') EXECUTE FUNCTION publish_what_was_drafted();
"""


def upgrade() -> None:
    for name in ("author_id", "published_by_id"):
        op.add_column("rule_set_version", sa.Column(name, sa.BigInteger(), nullable=True))
        op.create_foreign_key(
            f"fk_rule_set_version_{name}_user_account",
            "rule_set_version",
            "user_account",
            [name],
            ["id"],
        )
    op.create_check_constraint(
        op.f("ck_rule_set_version_published_by_another"),
        "rule_set_version",
        "published_by_id <> author_id",
    )
    op.create_check_constraint(
        op.f("ck_rule_set_version_author_and_publisher_together"),
        "rule_set_version",
        "(author_id IS NULL) = (published_by_id IS NULL)",
    )
    op.create_check_constraint(
        op.f("ck_rule_set_version_drafted_rules_start_later"),
        "rule_set_version",
        "author_id IS NULL OR effective_from > (published_at AT TIME ZONE 'Europe/Rome')::date",
    )
    op.execute(NO_GAPS)
    op.create_table(
        "rule_set_draft",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("title_it", sa.Text(), server_default="", nullable=False),
        sa.Column("title_en", sa.Text(), server_default="", nullable=False),
        sa.Column("source_text", sa.Text(), nullable=False),
        sa.Column("document", postgresql.JSONB(), nullable=True),
        sa.Column("content_hash", sa.String(length=64), server_default="", nullable=False),
        sa.Column("fault_count", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                *STATES, name="ruledraftstate", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("reviewer_id", sa.BigInteger(), nullable=True),
        sa.Column("based_on_id", sa.BigInteger(), nullable=True),
        sa.Column("published_version_id", sa.BigInteger(), nullable=True),
        sa.Column("revision", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "reviewer_id <> author_id", name=op.f("ck_rule_set_draft_reviewed_by_another")
        ),
        sa.CheckConstraint(
            "state NOT IN ('submitted', 'published') OR (document IS NOT NULL AND fault_count = 0)",
            name=op.f("ck_rule_set_draft_submitted_without_faults"),
        ),
        sa.CheckConstraint(
            "state <> 'published' OR published_version_id IS NOT NULL",
            name=op.f("ck_rule_set_draft_published_as_a_version"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('returned', 'published') OR reviewer_id IS NOT NULL",
            name=op.f("ck_rule_set_draft_decided_by_somebody"),
        ),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["user_account.id"],
            name=op.f("fk_rule_set_draft_author_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"],
            ["user_account.id"],
            name=op.f("fk_rule_set_draft_reviewer_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["based_on_id"],
            ["rule_set_version.id"],
            name=op.f("fk_rule_set_draft_based_on_id_rule_set_version"),
        ),
        sa.ForeignKeyConstraint(
            ["published_version_id"],
            ["rule_set_version.id"],
            name=op.f("fk_rule_set_draft_published_version_id_rule_set_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_set_draft")),
        sa.UniqueConstraint(
            "published_version_id", name=op.f("uq_rule_set_draft_published_version_id")
        ),
    )
    for columns in (
        ["state", "edited_at", "id"],
        ["author_id", "edited_at", "id"],
        ["edited_at", "id"],
    ):
        op.create_index(op.f("ix_rule_set_draft_" + "_".join(columns)), "rule_set_draft", columns)
    op.execute(FIXED)


def downgrade() -> None:
    op.drop_table("rule_set_draft")
    op.execute("DROP FUNCTION publish_what_was_drafted()")
    op.execute("DROP TRIGGER rule_set_version_no_gaps ON rule_set_version")
    op.execute("DROP FUNCTION rules_without_gaps()")
    op.drop_column("rule_set_version", "published_by_id")
    op.drop_column("rule_set_version", "author_id")
