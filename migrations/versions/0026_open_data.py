"""The open-data feed of the catalogue."""

revision = "0026_open_data"
down_revision = "0025_approval"
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
