"""Published versions of programme rules."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003_programme"
down_revision = "0002_places"
branch_labels = None
depends_on = None

KEEP = """
CREATE FUNCTION keep_published_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.effective_to IS NULL AND NEW.effective_to IS NOT NULL
     AND to_jsonb(NEW) - 'effective_to' = to_jsonb(OLD) - 'effective_to' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a published rule set never changes' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER rule_set_version_kept BEFORE UPDATE OR DELETE ON rule_set_version
  FOR EACH ROW EXECUTE FUNCTION keep_published_rules();
CREATE TRIGGER rule_set_version_no_truncate BEFORE TRUNCATE ON rule_set_version
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""


def upgrade() -> None:
    op.create_table(
        "rule_set_version",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.String(32), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("title_it", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.Column("document", postgresql.JSONB(), nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rule_set_version"),
        sa.UniqueConstraint("code", "version", name="uq_rule_set_version_code_version"),
        sa.CheckConstraint(
            "effective_to > effective_from", name="ck_rule_set_version_ends_after_it_starts"
        ),
        postgresql.ExcludeConstraint(
            (sa.column("code"), "="),
            (sa.text("daterange(effective_from, effective_to)"), "&&"),
            name="rule_set_version_one_at_a_time",
            using="gist",
        ),
    )
    op.create_index(
        "ix_rule_set_version_code_effective_from", "rule_set_version", ["code", "effective_from"]
    )
    op.execute(KEEP)


def downgrade() -> None:
    op.drop_table("rule_set_version")
    op.execute("DROP FUNCTION keep_published_rules()")
