"""What the platform tells a person, and what is sent by e-mail."""

revision = "0018_notices"
down_revision = "0017_desk"
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
