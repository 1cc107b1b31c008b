"""Drafts of rule sets and who publishes them."""

revision = "0009_rule_drafts"
down_revision = "0008_consent_history"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
