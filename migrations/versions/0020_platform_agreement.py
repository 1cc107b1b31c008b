"""Versions of the platform agreement, security questionnaire, tier."""

revision = "0020_platform_agreement"
down_revision = "0019_accreditation"
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
