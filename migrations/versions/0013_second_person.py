"""Pathways that need a second person."""

revision = "0013_second_person"
down_revision = "0012_assessment_filling"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
