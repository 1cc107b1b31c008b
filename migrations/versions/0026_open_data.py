"""The open-data feed of the catalogue."""

import sqlalchemy as sa
from alembic import op

revision = "0026_open_data"
down_revision = "0025_approval"
branch_labels = None
depends_on = None


def _key():
    return sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False)


def _number(name):
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _part_of(table, column, target):
    name = f"fk_{table}_{column}_{target}"
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete="CASCADE")


def upgrade():
    op.create_table(
        "open_data_release",
        _key(),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        _number("offers"),
        _number("rows"),
        sa.CheckConstraint("offers >= 0 AND rows >= 0", name="ck_open_data_release_counted"),
        sa.PrimaryKeyConstraint("id", name="pk_open_data_release"),
    )
    op.create_table(
        "open_data_file",
        _key(),
        _number("release_id"),
        sa.Column("name", sa.String(length=32), nullable=False),
        _number("size"),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        _part_of("open_data_file", "release_id", "open_data_release"),
        sa.PrimaryKeyConstraint("id", name="pk_open_data_file"),
    )
    op.create_index(
        "ix_open_data_file_release_id_name", "open_data_file", ["release_id", "name"], unique=True
    )
    op.create_table(
        "open_data_piece",
        _number("file_id"),
        _number("number"),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        _part_of("open_data_piece", "file_id", "open_data_file"),
        sa.PrimaryKeyConstraint("file_id", "number", name="pk_open_data_piece"),
    )


def downgrade():
    for table in ("open_data_piece", "open_data_file", "open_data_release"):
        op.drop_table(table)
