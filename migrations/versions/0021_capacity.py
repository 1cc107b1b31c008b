"""Pauses of sites and offers; waiting lists of editions, whose counts the database keeps."""

import sqlalchemy as sa
from alembic import op

revision = "0021_capacity"
down_revision = "0020_platform_agreement"
branch_labels = None
depends_on = None

STATES = ("waiting", "offered", "taken", "honoured", "declined", "lapsed", "left", "closed")

# The seats an edition keeps and the people who wait for it are what its waiting places say, and are
# written by nobody else: a seat cannot be kept for two, nor kept and given away.
COUNTS = """
CREATE FUNCTION count_waiting_place() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  keeps int := CASE WHEN NEW.state IN ('offered', 'taken') THEN 1 ELSE 0 END;
  waits int := CASE WHEN NEW.state = 'waiting' THEN 1 ELSE 0 END;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    keeps := keeps - CASE WHEN OLD.state IN ('offered', 'taken') THEN 1 ELSE 0 END;
    waits := waits - CASE WHEN OLD.state = 'waiting' THEN 1 ELSE 0 END;
  END IF;
  IF keeps <> 0 OR waits <> 0 THEN
    UPDATE edition SET held = held + keeps, waiting = waiting + waits WHERE id = NEW.edition_id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER waiting_place_counted AFTER INSERT OR UPDATE OF state ON waiting_place
  FOR EACH ROW EXECUTE FUNCTION count_waiting_place();

CREATE FUNCTION keep_waiting_counts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Depth 2: called by the trigger of the waiting places, not by a statement.
  IF pg_trigger_depth() > 1 THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'the seats kept by edition % change only through its waiting places', NEW.id
    USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER edition_counts_begin BEFORE INSERT ON edition
  FOR EACH ROW WHEN (NEW.held <> 0 OR NEW.waiting <> 0) EXECUTE FUNCTION keep_waiting_counts();
CREATE TRIGGER edition_counts_kept BEFORE UPDATE ON edition
  FOR EACH ROW WHEN (NEW.held <> OLD.held OR NEW.waiting <> OLD.waiting)
  EXECUTE FUNCTION keep_waiting_counts();

CREATE TRIGGER waiting_place_fixed BEFORE UPDATE ON waiting_place
  FOR EACH ROW EXECUTE FUNCTION refuse_change_except('state', 'centre_id', 'provider_id',
    'offered_on', 'respond_by', 'kept_until', 'closed_at');
CREATE TRIGGER waiting_place_final BEFORE UPDATE ON waiting_place
  FOR EACH ROW WHEN (OLD.state NOT IN ('waiting', 'offered', 'taken'))
  EXECUTE FUNCTION refuse_change_except('centre_id', 'provider_id', 'closed_at');
CREATE TRIGGER waiting_place_kept BEFORE DELETE ON waiting_place
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER waiting_place_no_truncate BEFORE TRUNCATE ON waiting_place
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
PAUSED = ("site", "offer")


def upgrade() -> None:
    for table in PAUSED:
        op.add_column(table, sa.Column("paused_since", sa.Date(), nullable=True))
        op.add_column(
            table,
            sa.Column("pause_reason", sa.String(length=32), server_default="", nullable=False),
        )
        op.add_column(table, sa.Column("paused_until", sa.Date(), nullable=True))
        op.create_check_constraint(
            op.f(f"ck_{table}_pause_in_order"),
            table,
            "CASE WHEN paused_since IS NULL THEN paused_until IS NULL AND pause_reason = '' "
            "ELSE pause_reason <> '' AND (paused_until IS NULL OR paused_until >= paused_since) END",
        )
        op.create_index(
            f"ix_{table}_pause_ends",
            table,
            ["paused_until", "id"],
            postgresql_where=sa.text("paused_until IS NOT NULL"),
        )
    op.add_column("edition", sa.Column("held", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column(
        "edition", sa.Column("waiting", sa.BigInteger(), server_default="0", nullable=False)
    )
    op.add_column(
        "edition", sa.Column("waiting_max", sa.BigInteger(), server_default="0", nullable=False)
    )
    op.drop_constraint("ck_edition_taken_within_seats", "edition")
    op.create_check_constraint(
        op.f("ck_edition_taken_within_seats"),
        "edition",
        "0 <= taken AND 0 <= held AND taken + held <= seats",
    )
    op.create_check_constraint(
        op.f("ck_edition_waiting_counted"), "edition", "0 <= waiting AND 0 <= waiting_max"
    )
    _waiting_place()
    op.execute(COUNTS)


def _waiting_place() -> None:
    op.create_table(
        "waiting_place",
        sa.Column(
            "state",
            sa.Enum(
                *STATES,
                name="waitingstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("edition_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("joined_by_id", sa.BigInteger(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offered_on", sa.Date(), nullable=True),
        sa.Column("respond_by", sa.Date(), nullable=True),
        sa.Column("kept_until", sa.Date(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("jobseeker_id", sa.BigInteger(), nullable=False),
        sa.Column("centre_id", sa.BigInteger(), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "CASE state WHEN 'offered' THEN respond_by IS NOT NULL "
            "WHEN 'taken' THEN kept_until IS NOT NULL ELSE true END",
            name=op.f("ck_waiting_place_dated_by_state"),
        ),
        sa.CheckConstraint(
            "closed_at IS NULL OR state NOT IN ('waiting', 'offered', 'taken')",
            name=op.f("ck_waiting_place_closed_when_over"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["organisation.id"], name=op.f("fk_waiting_place_centre_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_waiting_place_edition_id_edition")
        ),
        sa.ForeignKeyConstraint(
            ["jobseeker_id"], ["jobseeker.id"], name=op.f("fk_waiting_place_jobseeker_id_jobseeker")
        ),
        sa.ForeignKeyConstraint(
            ["joined_by_id"],
            ["user_account.id"],
            name=op.f("fk_waiting_place_joined_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["organisation.id"],
            name=op.f("fk_waiting_place_provider_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_place")),
        sa.UniqueConstraint(
            "edition_id", "position", name=op.f("uq_waiting_place_edition_id_position")
        ),
    )
    op.create_index(
        "uq_waiting_place_one_open",
        "waiting_place",
        ["jobseeker_id", "edition_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('waiting', 'offered', 'taken')"),
    )
    op.create_index(
        op.f("ix_waiting_place_jobseeker_id_id"), "waiting_place", ["jobseeker_id", "id"]
    )
    op.create_index(op.f("ix_waiting_place_centre_id_id"), "waiting_place", ["centre_id", "id"])
    op.create_index(
        "ix_waiting_place_queue",
        "waiting_place",
        ["edition_id", "position"],
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        "ix_waiting_place_unanswered",
        "waiting_place",
        ["respond_by", "id"],
        postgresql_where=sa.text("state = 'offered'"),
    )
    op.create_index(
        "ix_waiting_place_unused",
        "waiting_place",
        ["kept_until", "id"],
        postgresql_where=sa.text("state = 'taken'"),
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER edition_counts_kept ON edition")
    op.execute("DROP TRIGGER edition_counts_begin ON edition")
    op.drop_table("waiting_place")
    op.execute("DROP FUNCTION keep_waiting_counts()")
    op.execute("DROP FUNCTION count_waiting_place()")
    op.drop_constraint("ck_edition_waiting_counted", "edition")
    op.drop_constraint("ck_edition_taken_within_seats", "edition")
    op.drop_column("edition", "waiting_max")
    op.drop_column("edition", "waiting")
    op.drop_column("edition", "held")
    op.create_check_constraint(
        op.f("ck_edition_taken_within_seats"), "edition", "0 <= taken AND taken <= seats"
    )
    for table in PAUSED:
        op.drop_index(f"ix_{table}_pause_ends", table)
        op.drop_constraint(f"ck_{table}_pause_in_order", table)
        for column in ("paused_until", "pause_reason", "paused_since"):
            op.drop_column(table, column)
