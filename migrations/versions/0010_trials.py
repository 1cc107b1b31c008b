"""Trials of rule sets on the caseload."""

revision = "0010_trials"
down_revision = "0009_rule_drafts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
