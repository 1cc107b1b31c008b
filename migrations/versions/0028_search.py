"""What the search reads: which offers changed, told by triggers, and the words offers use."""

import sqlalchemy as sa
from alembic import op

revision = "0028_search"
down_revision = "0027_uploads"
branch_labels = None
depends_on = None

# One line for each offer a statement touches, however many rows; no row is locked by two.
TRIGGERS = """
CREATE FUNCTION note_offer_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    INSERT INTO catalogue_change (offer_id, texts)
      SELECT n.id, bool_or(n.search IS DISTINCT FROM o.search)
      FROM new_rows n JOIN old_rows o ON o.id = n.id GROUP BY n.id;
  ELSE
    INSERT INTO catalogue_change (offer_id, texts) SELECT id, true FROM changed_rows;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER offer_change_inserted AFTER INSERT ON offer
  REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION note_offer_change();
CREATE TRIGGER offer_change_updated AFTER UPDATE ON offer
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION note_offer_change();
CREATE TRIGGER offer_change_deleted AFTER DELETE ON offer
  REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION note_offer_change();

CREATE FUNCTION note_edition_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO catalogue_change (offer_id) SELECT DISTINCT offer_id FROM changed_rows;
  RETURN NULL;
END $$;
CREATE TRIGGER edition_change_inserted AFTER INSERT ON edition
  REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION note_edition_change();
CREATE TRIGGER edition_change_updated AFTER UPDATE ON edition
  REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION note_edition_change();
CREATE TRIGGER edition_change_deleted AFTER DELETE ON edition
  REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION note_edition_change();

CREATE FUNCTION note_site_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO catalogue_change (provider_id) SELECT DISTINCT provider_id FROM new_rows;
  RETURN NULL;
END $$;
CREATE TRIGGER site_change_updated AFTER UPDATE ON site
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION note_site_change();

CREATE FUNCTION note_provider_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO catalogue_change (provider_id) SELECT id FROM new_rows;
  RETURN NULL;
END $$;
CREATE TRIGGER provider_change_updated AFTER UPDATE ON provider
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION note_provider_change();
"""
NOTED = {
    "offer": ("inserted", "updated", "deleted"),
    "edition": ("inserted", "updated", "deleted"),
    "site": ("updated",),
    "provider": ("updated",),
}


def upgrade():
    op.create_table(
        "catalogue_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "changed",
            sa.BigInteger(),
            server_default=sa.text("(pg_current_xact_id()::text)::bigint"),
            nullable=False,
        ),
        sa.Column(
            "at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("offer_id", sa.BigInteger(), nullable=True),
        sa.Column("provider_id", sa.BigInteger(), nullable=True),
        sa.Column("texts", sa.Boolean(), server_default="false", nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(offer_id, provider_id) = 1",
            name=op.f("ck_catalogue_change_one_thing_changed"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_change")),
    )
    op.create_index("ix_catalogue_change_changed", "catalogue_change", ["changed"])
    op.create_index("ix_catalogue_change_at", "catalogue_change", ["at"])
    op.create_table(
        "offer_word",
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("offers", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_offer_word")),
    )
    op.create_index(
        "ix_offer_word_trgm",
        "offer_word",
        ["word"],
        postgresql_using="gin",
        postgresql_ops={"word": "gin_trgm_ops"},
    )
    op.create_index(
        "ix_offer_word_begins",
        "offer_word",
        ["word"],
        postgresql_ops={"word": "text_pattern_ops"},
    )
    op.execute(TRIGGERS)


def downgrade():
    for table, when in NOTED.items():
        for event in when:
            op.execute(f"DROP TRIGGER {table}_change_{event} ON {table}")
    for table in NOTED:
        op.execute(f"DROP FUNCTION note_{table}_change()")
    op.drop_table("offer_word")
    op.drop_table("catalogue_change")
