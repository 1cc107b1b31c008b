"""Providers' answer time and results, worked out by night."""

import sqlalchemy as sa
from alembic import op

revision = "0023_performance"
down_revision = "0022_calls"
branch_labels = None
depends_on = None

COUNTS = (
    "answers", "answer_people", "silent", "ended", "ended_people", "completed", "followed",
    "followed_people", "employed",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "provider_performance",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=False),
        sa.Column("service_type", sa.String(32), server_default="", nullable=False),
        sa.Column("computed_on", sa.Date(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in COUNTS),
        sa.Column("median_days", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "silent BETWEEN 0 AND answers AND completed BETWEEN 0 AND ended "
            "AND employed BETWEEN 0 AND followed",
            name="ck_provider_performance_parts_within",
        ),
        sa.CheckConstraint(
            "answer_people <= answers AND ended_people <= ended AND followed_people <= followed",
            name="ck_provider_performance_people_within",
        ),
        sa.CheckConstraint(
            "first_day <= last_day AND last_day < computed_on",
            name="ck_provider_performance_days_in_order",
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name="fk_provider_performance_provider_id_provider"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_provider_performance"),
        sa.UniqueConstraint(
            "provider_id",
            "service_type",
            name="uq_provider_performance_provider_id_service_type",
        ),
    )


def downgrade() -> None:
    op.drop_table("provider_performance")
