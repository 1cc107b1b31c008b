"""Provinces, municipalities and birthplaces."""

import sqlalchemy as sa
from alembic import op

revision = "0002_places"
down_revision = "0001_accounts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "province",
        sa.Column("code", sa.String(3), nullable=False),
        sa.Column("abbreviation", sa.String(2), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("region_code", sa.String(2), nullable=False),
        sa.Column("region_name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_province"),
        sa.UniqueConstraint("abbreviation", name="uq_province_abbreviation"),
    )
    op.create_table(
        "municipality",
        sa.Column("code", sa.String(6), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("other_name", sa.Text(), nullable=True),
        sa.Column("search_name", sa.Text(), nullable=False),
        sa.Column("search_other_name", sa.Text(), nullable=True),
        sa.Column("province_code", sa.String(3), nullable=False),
        sa.Column("cadastral_code", sa.String(4), nullable=False),
        sa.Column("latitude", sa.Numeric(8, 5), nullable=False),
        sa.Column("longitude", sa.Numeric(8, 5), nullable=False),
        sa.Column("coordinates_from", sa.Text(), nullable=False),
        sa.Column("is_current", sa.Boolean(), server_default="true", nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_municipality"),
        sa.ForeignKeyConstraint(
            ["province_code"], ["province.code"], name="fk_municipality_province_code_province"
        ),
    )
    op.create_table(
        "birthplace",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("cadastral_code", sa.String(4), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("other_name", sa.Text(), nullable=True),
        sa.Column("search_name", sa.Text(), nullable=False),
        sa.Column("search_other_name", sa.Text(), nullable=True),
        sa.Column("province", sa.String(2), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column(
            "is_foreign",
            sa.Boolean(),
            sa.Computed("cadastral_code LIKE 'Z%'", persisted=True),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_birthplace"),
    )
    for table in ("municipality", "birthplace"):
        op.create_index(f"ix_{table}_cadastral_code", table, ["cadastral_code"])
        for column in ("search_name", "search_other_name"):
            op.create_index(
                f"ix_{table}_{column}", table, [column], postgresql_ops={column: "text_pattern_ops"}
            )
    op.create_index("ix_municipality_province_code", "municipality", ["province_code"])


def downgrade() -> None:
    for table in ("birthplace", "municipality", "province"):
        op.drop_table(table)
