"""Rows of uploaded files, how text files are written, work that was cancelled."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0027_uploads"
down_revision = "0026_open_data"
branch_labels = None
depends_on = None

BEFORE = ("received", "checked", "accepted", "stored", "refused", "discarded")


def states(*values):
    op.drop_constraint("uploadstate", "upload", type_="check")
    listed = ", ".join(f"'{value}'" for value in values)
    op.create_check_constraint("uploadstate", "upload", f"state IN ({listed})")


def upgrade():
    states(*BEFORE, "cancelled")
    jsonb = postgresql.JSONB(astext_type=sa.Text())
    op.add_column("upload", sa.Column("dialect", jsonb, server_default="{}", nullable=False))
    op.create_table(
        "upload_row",
        sa.Column("upload_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("first_row", sa.BigInteger(), nullable=False),
        sa.Column("cells", jsonb, nullable=False),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["upload.id"], name="fk_upload_row_upload_id_upload"
        ),
        sa.PrimaryKeyConstraint("upload_id", "number", name="pk_upload_row"),
    )
    op.create_index(
        "ix_upload_row_upload_id_first_row_number",
        "upload_row",
        ["upload_id", "first_row", "number"],
    )


def downgrade():
    op.drop_table("upload_row")
    op.drop_column("upload", "dialect")
    op.execute("UPDATE upload SET state = 'discarded' WHERE state = 'cancelled'")
    states(*BEFORE)
