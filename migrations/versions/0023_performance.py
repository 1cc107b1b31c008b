"""A provider's answer time and results, as the public may see them."""

revision = "0023_performance"
down_revision = "0022_calls"
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
