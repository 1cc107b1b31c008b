"""Approval by field, automatic approval, freshness, mass actions, history."""

revision = "0025_approval"
down_revision = "0024_offer_content"
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
