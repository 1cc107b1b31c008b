"""What the platform tells an account, and whether it was read and sent by e-mail."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018_notices"
down_revision = "0017_desk"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "notice",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("recipient_id", sa.BigInteger(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column(
            "params", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("key", sa.String(length=120), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(r"address ~ '^/[^/\\]'", name="ck_notice_address_is_ours"),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["user_account.id"], name="fk_notice_recipient_id_user_account"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
    )
    op.create_index("ix_notice_recipient_id_id", "notice", ["recipient_id", "id"])
    op.create_index(
        "uq_notice_once",
        "notice",
        ["recipient_id", "key"],
        unique=True,
        postgresql_where=sa.text("key <> ''"),
    )
    op.create_index(
        "ix_notice_unread",
        "notice",
        ["recipient_id"],
        postgresql_where=sa.text("read_at IS NULL"),
    )
    op.create_index(
        "ix_notice_unsent", "notice", ["id"], postgresql_where=sa.text("sent_at IS NULL")
    )


def downgrade():
    op.drop_table("notice")
