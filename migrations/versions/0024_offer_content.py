"""Skills and occupations, templates, what an offer and an edition say."""

revision = "0024_offer_content"
down_revision = "0023_performance"
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
