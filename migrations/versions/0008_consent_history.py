"""Find a person's consents, the withdrawn ones too, without reading everybody's."""

from alembic import op

revision = "0008_consent_history"
down_revision = "0007_profiling"
branch_labels = None
depends_on = None


def upgrade():
    op.create_index("ix_consent_jobseeker_id_id", "consent", ["jobseeker_id", "id"])


def downgrade():
    op.drop_index("ix_consent_jobseeker_id_id", table_name="consent")
