"""What the desk needs."""

revision = "0017_desk"
down_revision = "0016_conditionality"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
