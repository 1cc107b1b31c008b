"""Calls with service types and windows, targets, requests for replacement budget."""

revision = "0022_calls"
down_revision = "0021_capacity"
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
