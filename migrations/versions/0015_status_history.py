"""History of the status of unemployment."""

revision = "0015_status_history"
down_revision = "0014_duties"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
