"""Dated duties, appointments and variations of service agreements."""

revision = "0014_duties"
down_revision = "0013_second_person"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
