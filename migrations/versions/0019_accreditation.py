"""Applications for accreditation, accreditation per field and site, documents."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019_accreditation"
down_revision = "0018_notices"
branch_labels = None
depends_on = None

OPEN = "state IN ('draft', 'submitted', 'in_review', 'correction_requested')"

# What the register holds today: a field of a provider at each of its sites that is suited for it.
TAKE_OVER = """
INSERT INTO accreditation (provider_id, site_id, field, number, valid_from, valid_to, state)
SELECT p.id, s.id, f.field, p.accreditation_number, f.valid_from,
  least(coalesce(f.valid_to, p.accredited_until), p.accredited_until),
  CASE
    WHEN p.state = 'revoked' THEN 'revoked'
    WHEN least(coalesce(f.valid_to, p.accredited_until), p.accredited_until) < current_date
      THEN 'expired'
    WHEN p.state = 'suspended' THEN 'suspended'
    ELSE 'active' END
FROM provider p
JOIN provider_field f ON f.provider_id = p.id
JOIN site s ON s.provider_id = p.id AND f.field = ANY(s.accredited_for)
WHERE p.state <> 'applicant'
  AND f.valid_from <= least(coalesce(f.valid_to, p.accredited_until), p.accredited_until);
INSERT INTO accreditation_event (accreditation_id, provider_id, kind, on_day, at)
SELECT id, provider_id, 'granted', valid_from, now() FROM accreditation ORDER BY id;
UPDATE site SET accredited_for = coalesce((
  SELECT array_agg(DISTINCT a.field ORDER BY a.field) FROM accreditation a
  WHERE a.site_id = site.id AND a.state = 'active'), '{}');
"""

# Site and provider keep a summary, which search and lists read: the database keeps it true.
SUMMARY = """
CREATE FUNCTION sum_up_accreditations() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE site SET accredited_for = found.fields
  FROM (SELECT coalesce(array_agg(DISTINCT a.field ORDER BY a.field), '{}') AS fields
    FROM accreditation a WHERE a.site_id = NEW.site_id AND a.state = 'active') found
  WHERE site.id = NEW.site_id AND site.accredited_for IS DISTINCT FROM found.fields;
  UPDATE provider SET accredited_until = found.until, accreditation_number = found.number
  FROM (SELECT max(a.valid_to) AS until,
      (array_agg(a.number ORDER BY a.valid_from DESC, a.id DESC))[1] AS number
    FROM accreditation a WHERE a.provider_id = NEW.provider_id AND a.state <> 'revoked') found
  WHERE provider.id = NEW.provider_id AND found.until IS NOT NULL
    AND (provider.accredited_until, provider.accreditation_number)
      IS DISTINCT FROM (found.until, found.number);
  RETURN NULL;
END $$;
CREATE TRIGGER accreditation_summed AFTER INSERT OR UPDATE ON accreditation
  FOR EACH ROW EXECUTE FUNCTION sum_up_accreditations();
"""

# An accreditation only changes its standing; what happened to it is never rewritten.
GUARDS = """
CREATE TRIGGER accreditation_only_state BEFORE UPDATE OR DELETE ON accreditation
  FOR EACH ROW EXECUTE FUNCTION refuse_change_except('state');
CREATE TRIGGER accreditation_event_append_only BEFORE UPDATE OR DELETE ON accreditation_event
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER accreditation_event_no_truncate BEFORE TRUNCATE ON accreditation_event
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER application_document_only_removed BEFORE UPDATE OR DELETE ON application_document
  FOR EACH ROW EXECUTE FUNCTION refuse_change_except('removed_at');
CREATE TRIGGER application_correction_only_answered BEFORE UPDATE OR DELETE
  ON application_correction FOR EACH ROW EXECUTE FUNCTION refuse_change_except('answered_at');
"""


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _id() -> sa.Column:
    return sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False)


def _key(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _words(name: str, length: int | None = None) -> sa.Column:
    kind = sa.String(length=length) if length else sa.Text()
    return sa.Column(name, kind, server_default="", nullable=False)


def _instant(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _keys(table: str, **targets: str) -> list[sa.Constraint]:
    foreign = [
        sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}_{target}"))
        for name, target in targets.items()
    ]
    return [*foreign, sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))]


def _accreditation() -> None:
    op.create_table(
        "accreditation",
        _id(),
        _key("provider_id"),
        _key("site_id"),
        sa.Column(
            "field",
            _choice("accreditationfield", "training", "employment_services"),
            nullable=False,
        ),
        sa.Column("number", sa.String(length=32), nullable=False),
        _words("act"),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column(
            "state",
            _choice("accreditationstate", "active", "suspended", "revoked", "expired"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "valid_from <= valid_to", name=op.f("ck_accreditation_begins_before_it_ends")
        ),
        postgresql.ExcludeConstraint(
            (sa.column("provider_id"), "="),
            (sa.column("site_id"), "="),
            (sa.column("field"), "="),
            (sa.text("daterange(valid_from, valid_to, '[]')"), "&&"),
            using="gist",
            where=sa.text("state <> 'revoked'"),
            name="accreditation_one_at_a_time",
        ),
        *_keys("accreditation", provider_id="provider", site_id="site"),
    )
    op.create_index(
        op.f("ix_accreditation_provider_id_site_id_field"),
        "accreditation",
        ["provider_id", "site_id", "field"],
    )
    op.create_index(op.f("ix_accreditation_site_id"), "accreditation", ["site_id"])
    op.create_index(
        "ix_accreditation_expiring",
        "accreditation",
        ["valid_to", "id"],
        postgresql_where=sa.text("state IN ('active', 'suspended')"),
    )
    op.create_table(
        "accreditation_event",
        _id(),
        _key("accreditation_id"),
        _key("provider_id"),
        sa.Column(
            "kind",
            _choice("eventkind", "granted", "suspended", "lifted", "revoked", "expired"),
            nullable=False,
        ),
        sa.Column("on_day", sa.Date(), nullable=False),
        _words("act"),
        _words("reason", 64),
        _words("note"),
        _key("by_id", nullable=True),
        _instant("at"),
        *_keys(
            "accreditation_event",
            accreditation_id="accreditation",
            provider_id="provider",
            by_id="user_account",
        ),
    )
    op.create_index(
        op.f("ix_accreditation_event_accreditation_id_id"),
        "accreditation_event",
        ["accreditation_id", "id"],
    )
    op.create_index(
        op.f("ix_accreditation_event_provider_id_id"), "accreditation_event", ["provider_id", "id"]
    )


def _application() -> None:
    op.create_table(
        "application",
        _id(),
        _key("provider_id"),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column(
            "state",
            _choice(
                "applicationstate",
                "draft",
                "submitted",
                "in_review",
                "correction_requested",
                "accredited",
                "refused",
                "withdrawn",
            ),
            nullable=False,
        ),
        sa.Column(
            "answers", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        _instant("begun_at"),
        _instant("waiting_since"),
        _instant("submitted_at", nullable=True),
        _key("officer_id", nullable=True),
        _words("sender_hash", 64),
        *_keys("application", provider_id="provider", officer_id="user_account"),
        sa.UniqueConstraint("reference", name=op.f("uq_application_reference")),
    )
    op.create_index(
        "uq_application_one_open",
        "application",
        ["provider_id"],
        unique=True,
        postgresql_where=sa.text(OPEN),
    )
    op.create_index(op.f("ix_application_provider_id_id"), "application", ["provider_id", "id"])
    op.create_index(
        op.f("ix_application_state_waiting_since_id"),
        "application",
        ["state", "waiting_since", "id"],
    )
    op.create_index(op.f("ix_application_begun_at"), "application", ["begun_at"])
    op.create_table(
        "application_site",
        _id(),
        _key("application_id"),
        _key("site_id"),
        sa.Column("fields", postgresql.ARRAY(sa.String(length=32)), nullable=False),
        *_keys("application_site", application_id="application", site_id="site"),
    )
    op.create_index(
        op.f("ix_application_site_application_id_site_id"),
        "application_site",
        ["application_id", "site_id"],
        unique=True,
    )
    op.create_index(op.f("ix_application_site_site_id"), "application_site", ["site_id"])


def _papers() -> None:
    op.create_table(
        "application_document",
        _id(),
        _key("application_id"),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        _key("uploaded_by_id"),
        _instant("uploaded_at"),
        _instant("removed_at", nullable=True),
        sa.CheckConstraint(
            "octet_length(content) = size", name=op.f("ck_application_document_size_true")
        ),
        *_keys("application_document", application_id="application", uploaded_by_id="user_account"),
    )
    op.create_index(
        "uq_application_document_same_once",
        "application_document",
        ["application_id", "kind", "content_hash"],
        unique=True,
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_table(
        "application_correction",
        _id(),
        _key("application_id"),
        sa.Column(
            "section",
            _choice("section", "legal", "representative", "sites", "services", "documents"),
            nullable=False,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        _key("asked_by_id"),
        _instant("asked_at"),
        _instant("answered_at", nullable=True),
        *_keys("application_correction", application_id="application", asked_by_id="user_account"),
    )
    op.create_index(
        op.f("ix_application_correction_application_id_id"),
        "application_correction",
        ["application_id", "id"],
    )


def upgrade() -> None:
    _accreditation()
    _application()
    _papers()
    op.execute(TAKE_OVER)
    op.execute(SUMMARY)
    op.execute(GUARDS)
    op.drop_table("provider_field")


def downgrade() -> None:
    op.create_table(
        "provider_field",
        _id(),
        _key("provider_id"),
        sa.Column(
            "field",
            _choice("accreditationfield", "training", "employment_services"),
            nullable=False,
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_from <= valid_to",
            name=op.f("ck_provider_field_begins_before_it_ends"),
        ),
        *_keys("provider_field", provider_id="provider"),
    )
    op.create_index(
        op.f("ix_provider_field_provider_id_field_valid_from"),
        "provider_field",
        ["provider_id", "field", "valid_from"],
        unique=True,
    )
    op.execute(
        "INSERT INTO provider_field (provider_id, field, valid_from, valid_to) "
        "SELECT provider_id, field, min(valid_from), NULL FROM accreditation "
        "WHERE state IN ('active', 'suspended') GROUP BY provider_id, field"
    )
    op.execute("ALTER TABLE accreditation DISABLE TRIGGER USER")
    for table in (
        "application_correction",
        "application_document",
        "application_site",
        "application",
        "accreditation_event",
        "accreditation",
    ):
        op.drop_table(table)
    op.execute("DROP FUNCTION sum_up_accreditations()")
