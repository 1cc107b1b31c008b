"""Filling in an assessment: sections, points, versions of a draft."""

revision = "0012_assessment_filling"
down_revision = "0011_profile_history"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
