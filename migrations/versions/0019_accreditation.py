"""Applications for accreditation, accreditation per field and site, documents."""

revision = "0019_accreditation"
down_revision = "0018_notices"
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
