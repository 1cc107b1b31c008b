"""Pauses of sites and offers, waiting lists of editions."""

revision = "0021_capacity"
down_revision = "0020_platform_agreement"
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
