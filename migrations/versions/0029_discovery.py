"""Saved searches with what they found, shortlists of cases; when an offer was first published."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0029_discovery"
down_revision = "0028_search"
branch_labels = None
depends_on = None

# Whoever publishes an offer, by page, file or in bulk, the database dates it, and once only: taken
# back and published again, it is no new offer.
FIRST_PUBLISHED = """
CREATE FUNCTION date_first_publication() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.first_published_at := coalesce(NEW.first_published_at, clock_timestamp());
  RETURN NEW;
END $$;
CREATE TRIGGER offer_first_published BEFORE INSERT OR UPDATE OF state ON offer
  FOR EACH ROW WHEN (NEW.state = 'published' AND NEW.first_published_at IS NULL)
  EXECUTE FUNCTION date_first_publication();
"""
# What was public before counts as published when it was submitted; no search was saved before.
BACKDATED = """
UPDATE offer SET first_published_at = coalesce(submitted_at, created_at)
WHERE state IN ('published', 'suspended', 'expired')
"""


def upgrade() -> None:
    op.add_column(
        "offer", sa.Column("first_published_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.execute(BACKDATED)
    op.create_index(
        "ix_offer_first_published",
        "offer",
        ["first_published_at", "id"],
        postgresql_where=sa.text("first_published_at IS NOT NULL"),
    )
    op.execute(FIRST_PUBLISHED)
    _saved_search()
    _search_find()
    _shortlist_entry()


def _saved_search() -> None:
    op.create_table(
        "saved_search",
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column(
            "criteria",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="{}",
            nullable=False,
        ),
        sa.Column("criteria_key", sa.String(length=64), nullable=False),
        sa.Column(
            "frequency",
            sa.Enum(
                "immediate",
                "daily",
                "never",
                name="frequency",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("told_today", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column(
            "name_key", sa.Text(), sa.Computed("folded(name)", persisted=True), nullable=False
        ),
        *_case_columns("saved_search"),
        sa.CheckConstraint("name <> ''", name=op.f("ck_saved_search_named")),
        sa.CheckConstraint("told_today >= 0", name=op.f("ck_saved_search_told_counted")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["user_account.id"], name=op.f("fk_saved_search_owner_id_user_account")
        ),
        sa.UniqueConstraint(
            "jobseeker_id",
            "owner_id",
            "name_key",
            name=op.f("uq_saved_search_jobseeker_id_owner_id_name_key"),
        ),
    )
    op.create_index(op.f("ix_saved_search_jobseeker_id_id"), "saved_search", ["jobseeker_id", "id"])
    op.create_index(op.f("ix_saved_search_centre_id_id"), "saved_search", ["centre_id", "id"])
    op.create_index(op.f("ix_saved_search_criteria_key_id"), "saved_search", ["criteria_key", "id"])


def _search_find() -> None:
    op.create_table(
        "search_find",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("search_id", sa.BigInteger(), nullable=False),
        sa.Column("offer_id", sa.BigInteger(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["search_id"],
            ["saved_search.id"],
            name=op.f("fk_search_find_search_id_saved_search"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offer.id"], name=op.f("fk_search_find_offer_id_offer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_find")),
        sa.UniqueConstraint(
            "search_id", "offer_id", name=op.f("uq_search_find_search_id_offer_id")
        ),
    )
    op.create_index(
        "ix_search_find_untold",
        "search_find",
        ["search_id"],
        postgresql_where=sa.text("told_at IS NULL AND seen_at IS NULL"),
    )
    op.create_index(
        "ix_search_find_unseen",
        "search_find",
        ["search_id"],
        postgresql_where=sa.text("seen_at IS NULL"),
    )
    op.create_index(op.f("ix_search_find_found_at"), "search_find", ["found_at"])
    op.create_index(op.f("ix_search_find_offer_id"), "search_find", ["offer_id"])


def _shortlist_entry() -> None:
    op.create_table(
        "shortlist_entry",
        sa.Column("offer_id", sa.BigInteger(), nullable=False),
        sa.Column("added_by_id", sa.BigInteger(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        *_case_columns("shortlist_entry"),
        sa.ForeignKeyConstraint(
            ["added_by_id"],
            ["user_account.id"],
            name=op.f("fk_shortlist_entry_added_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offer.id"], name=op.f("fk_shortlist_entry_offer_id_offer")
        ),
        sa.UniqueConstraint(
            "jobseeker_id", "offer_id", name=op.f("uq_shortlist_entry_jobseeker_id_offer_id")
        ),
    )
    op.create_index(op.f("ix_shortlist_entry_centre_id_id"), "shortlist_entry", ["centre_id", "id"])
    op.create_index(op.f("ix_shortlist_entry_offer_id"), "shortlist_entry", ["offer_id"])


def _case_columns(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("jobseeker_id", sa.BigInteger(), nullable=False),
        sa.Column("centre_id", sa.BigInteger(), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(
            ["jobseeker_id"], ["jobseeker.id"], name=op.f(f"fk_{table}_jobseeker_id_jobseeker")
        ),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["organisation.id"], name=op.f(f"fk_{table}_centre_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["organisation.id"], name=op.f(f"fk_{table}_provider_id_organisation")
        ),
    ]


def downgrade() -> None:
    op.drop_table("shortlist_entry")
    op.drop_table("search_find")
    op.drop_table("saved_search")
    op.execute("DROP TRIGGER offer_first_published ON offer")
    op.execute("DROP FUNCTION date_first_publication()")
    op.drop_index("ix_offer_first_published", "offer")
    op.drop_column("offer", "first_published_at")
