"""Kinds of files, their dialect, cancelling and resuming."""

revision = "0027_uploads"
down_revision = "0026_open_data"
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
