"""Saved searches, shortlist."""

revision = "0029_discovery"
down_revision = "0028_search"
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
