"""Official profiles, recalculation, and the nightly check."""

revision = "0011_profile_history"
down_revision = "0010_trials"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
