"""What the search of the catalogue reads."""

revision = "0028_search"
down_revision = "0027_uploads"
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
