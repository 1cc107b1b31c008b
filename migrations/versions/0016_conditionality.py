"""The conditionality ladder."""

revision = "0016_conditionality"
down_revision = "0015_status_history"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
