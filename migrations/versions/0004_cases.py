"""The case record, and what the database refuses to change in it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004_cases"
down_revision = "0003_programme"
branch_labels = None
depends_on = None


TABLES = (
    "agreement_step", "service_agreement", "pathway_record", "did", "consent", "timeline_entry",
    "language_skill", "work_experience", "jobseeker",
)  # fmt: skip

# The triggers speak of columns by name, so that reach (centre, provider) may still follow the case.
GUARDS = """
CREATE FUNCTION refuse_change_except() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION '% % is kept', TG_TABLE_NAME, OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  IF to_jsonb(OLD) - TG_ARGV::text[] IS DISTINCT FROM to_jsonb(NEW) - TG_ARGV::text[] THEN
    RAISE EXCEPTION '% % may not change but for %', TG_TABLE_NAME, OLD.id, TG_ARGV
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

-- What was proposed to the person is what the person signs: only a draft may be written.
CREATE TRIGGER service_agreement_fixed BEFORE UPDATE ON service_agreement
  FOR EACH ROW WHEN (OLD.state <> 'draft')
  EXECUTE FUNCTION refuse_change_except('state', 'centre_id', 'provider_id', 'proposed_at',
    'signed_at', 'signed_where', 'signature_recorded_by_id', 'countersigned_at',
    'countersigned_by_id');
CREATE TRIGGER service_agreement_kept BEFORE DELETE ON service_agreement
  FOR EACH ROW WHEN (OLD.state <> 'draft') EXECUTE FUNCTION refuse_change_except();
CREATE TRIGGER service_agreement_signature_fixed BEFORE UPDATE ON service_agreement
  FOR EACH ROW WHEN (OLD.signed_at IS NOT NULL)
  EXECUTE FUNCTION refuse_change_except('state', 'centre_id', 'provider_id', 'signed_where',
    'signature_recorded_by_id', 'countersigned_at', 'countersigned_by_id');
CREATE TRIGGER service_agreement_countersignature_fixed BEFORE UPDATE ON service_agreement
  FOR EACH ROW WHEN (OLD.countersigned_at IS NOT NULL)
  EXECUTE FUNCTION refuse_change_except('state', 'centre_id', 'provider_id');

CREATE FUNCTION refuse_step_outside_draft() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  reach CONSTANT text[] := '{centre_id,provider_id}';
BEGIN
  IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - reach = to_jsonb(NEW) - reach THEN
    RETURN NEW;
  END IF;
  IF EXISTS (SELECT FROM service_agreement
             WHERE id = CASE TG_OP WHEN 'INSERT' THEN NEW.agreement_id ELSE OLD.agreement_id END
               AND state <> 'draft') THEN
    RAISE EXCEPTION 'the actions of an agreement change only in draft'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER agreement_step_fixed BEFORE INSERT OR UPDATE OR DELETE ON agreement_step
  FOR EACH ROW EXECUTE FUNCTION refuse_step_outside_draft();

-- A consent or a decision is closed, never rewritten; a closed one stays as it is.
CREATE TRIGGER consent_only_closes BEFORE UPDATE OR DELETE ON consent
  FOR EACH ROW EXECUTE FUNCTION refuse_change_except('withdrawn_at', 'centre_id', 'provider_id');
CREATE TRIGGER consent_closed BEFORE UPDATE ON consent
  FOR EACH ROW WHEN (OLD.withdrawn_at IS NOT NULL)
  EXECUTE FUNCTION refuse_change_except('centre_id', 'provider_id');
CREATE TRIGGER pathway_record_only_closes BEFORE UPDATE OR DELETE ON pathway_record
  FOR EACH ROW EXECUTE FUNCTION refuse_change_except('superseded_at', 'centre_id', 'provider_id');
CREATE TRIGGER timeline_entry_fixed BEFORE UPDATE OR DELETE ON timeline_entry
  FOR EACH ROW EXECUTE FUNCTION refuse_change_except('centre_id', 'provider_id');

CREATE SEQUENCE agreement_number_seq;
"""


def upgrade() -> None:
    op.create_table(
        "jobseeker",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("centre_id", sa.BigInteger(), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=True),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("counsellor_id", sa.BigInteger(), nullable=True),
        sa.Column("fiscal_code", sa.String(length=16), nullable=False),
        sa.Column("surname", sa.Text(), nullable=False),
        sa.Column("given_name", sa.Text(), nullable=False),
        sa.Column(
            "name_key",
            sa.Text(),
            sa.Computed("folded(surname || ' ' || given_name)", persisted=True),
            nullable=False,
        ),
        sa.Column(
            "sex",
            sa.Enum("F", "M", name="sex", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("born_on", sa.Date(), nullable=False),
        sa.Column("birthplace_code", sa.String(length=4), nullable=False),
        sa.Column("citizenship", sa.String(length=4), nullable=False),
        sa.Column("in_italy_since", sa.Date(), nullable=True),
        sa.Column("residence_municipality", sa.String(length=6), nullable=False),
        sa.Column("residence_address", sa.Text(), nullable=False),
        sa.Column("residence_postcode", sa.String(length=5), server_default="", nullable=False),
        sa.Column("domicile_municipality", sa.String(length=6), nullable=False),
        sa.Column("domicile_address", sa.Text(), nullable=False),
        sa.Column("domicile_postcode", sa.String(length=5), server_default="", nullable=False),
        sa.Column("phone", sa.String(length=40), server_default="", nullable=False),
        sa.Column("email", sa.String(length=254), server_default="", nullable=False),
        sa.Column("language", sa.String(length=2), server_default="it", nullable=False),
        sa.Column("education", sa.String(length=32), nullable=False),
        sa.Column("education_title", sa.Text(), server_default="", nullable=False),
        sa.Column("household_size", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("dependent_children", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("minor_children", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("driving_licence", sa.Boolean(), server_default="false", nullable=False),
        sa.Column(
            "benefit",
            sa.Enum(
                "none",
                "naspi",
                "dis_coll",
                "adi",
                "sfl",
                name="benefit",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="none",
            nullable=False,
        ),
        sa.Column(
            "step",
            sa.Enum(
                "declare",
                "validate",
                "profile",
                "assess",
                "decide",
                "draft",
                "sign",
                "countersign",
                "choose",
                "issue",
                "take_up",
                "deliver",
                "closed",
                name="step",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "ball",
            sa.Enum(
                "centre",
                "jobseeker",
                "provider",
                "nobody",
                name="ball",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("profile_class", sa.BigInteger(), nullable=True),
        sa.Column("pathway", sa.BigInteger(), nullable=True),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_invented", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "household_size >= 1", name=op.f("ck_jobseeker_household_counts_the_person")
        ),
        sa.CheckConstraint(
            "minor_children <= dependent_children AND minor_children >= 0",
            name=op.f("ck_jobseeker_minors_among_children"),
        ),
        sa.CheckConstraint("pathway BETWEEN 1 AND 5", name=op.f("ck_jobseeker_pathway_known")),
        sa.CheckConstraint(
            "profile_class BETWEEN 1 AND 3", name=op.f("ck_jobseeker_profile_class_known")
        ),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["organisation.id"], name=op.f("fk_jobseeker_centre_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["counsellor_id"],
            ["user_account.id"],
            name=op.f("fk_jobseeker_counsellor_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["organisation.id"], name=op.f("fk_jobseeker_provider_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_jobseeker_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobseeker")),
        sa.UniqueConstraint("fiscal_code", name=op.f("uq_jobseeker_fiscal_code")),
        sa.UniqueConstraint("user_id", name=op.f("uq_jobseeker_user_id")),
    )
    op.create_index(
        op.f("ix_jobseeker_centre_id_ball_due_on_id"),
        "jobseeker",
        ["centre_id", "ball", "due_on", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_jobseeker_centre_id_counsellor_id_name_key_id"),
        "jobseeker",
        ["centre_id", "counsellor_id", "name_key", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_jobseeker_centre_id_name_key_id"),
        "jobseeker",
        ["centre_id", "name_key", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_jobseeker_centre_id_pathway_name_key_id"),
        "jobseeker",
        ["centre_id", "pathway", "name_key", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_jobseeker_centre_id_step_name_key_id"),
        "jobseeker",
        ["centre_id", "step", "name_key", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_jobseeker_counsellor_id_ball_due_on_id"),
        "jobseeker",
        ["counsellor_id", "ball", "due_on", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_jobseeker_name_key_id"), "jobseeker", ["name_key", "id"], unique=False)
    op.create_index(
        "ix_jobseeker_name_key_trgm",
        "jobseeker",
        ["name_key"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"name_key": "gin_trgm_ops"},
    )
    op.create_index(
        op.f("ix_jobseeker_provider_id_name_key_id"),
        "jobseeker",
        ["provider_id", "name_key", "id"],
        unique=False,
        postgresql_where=sa.text("provider_id IS NOT NULL"),
    )
    op.create_table(
        "consent",
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("jobseeker_id", sa.BigInteger(), nullable=False),
        sa.Column("centre_id", sa.BigInteger(), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["organisation.id"], name=op.f("fk_consent_centre_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["jobseeker_id"], ["jobseeker.id"], name=op.f("fk_consent_jobseeker_id_jobseeker")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["organisation.id"], name=op.f("fk_consent_provider_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["user_account.id"],
            name=op.f("fk_consent_recorded_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index(
        "uq_consent_one_given",
        "consent",
        ["jobseeker_id", "purpose"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "did",
        sa.Column(
            "state",
            sa.Enum(
                "declared",
                "validated",
                "rejected",
                "suspended",
                "ended",
                name="didstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("declared_on", sa.Date(), nullable=False),
        sa.Column("unemployed_since", sa.Date(), nullable=False),
        sa.Column("last_job_ended_on", sa.Date(), nullable=True),
        sa.Column("validated_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("jobseeker_id", sa.BigInteger(), nullable=False),
        sa.Column("centre_id", sa.BigInteger(), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["organisation.id"], name=op.f("fk_did_centre_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["jobseeker_id"], ["jobseeker.id"], name=op.f("fk_did_jobseeker_id_jobseeker")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["organisation.id"], name=op.f("fk_did_provider_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_did")),
    )
    op.create_index(
        op.f("ix_did_jobseeker_id_declared_on"),
        "did",
        ["jobseeker_id", "declared_on"],
        unique=False,
    )
    op.create_index(
        "uq_did_one_open",
        "did",
        ["jobseeker_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('declared', 'validated', 'suspended')"),
    )
    op.create_table(
        "language_skill",
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("level", sa.String(length=2), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("jobseeker_id", sa.BigInteger(), nullable=False),
        sa.Column("centre_id", sa.BigInteger(), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["centre_id"],
            ["organisation.id"],
            name=op.f("fk_language_skill_centre_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["jobseeker_id"],
            ["jobseeker.id"],
            name=op.f("fk_language_skill_jobseeker_id_jobseeker"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["organisation.id"],
            name=op.f("fk_language_skill_provider_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_language_skill")),
        sa.UniqueConstraint(
            "jobseeker_id", "language", name=op.f("uq_language_skill_jobseeker_id_language")
        ),
    )
    op.create_table(
        "pathway_record",
        sa.Column("assessment_id", sa.BigInteger(), nullable=False),
        sa.Column("rule_set_id", sa.BigInteger(), nullable=False),
        sa.Column("rule", sa.String(length=64), nullable=False),
        sa.Column("proposed", sa.BigInteger(), nullable=False),
        sa.Column("decided", sa.BigInteger(), nullable=False),
        sa.Column("override_reason", sa.String(length=64), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("jobseeker_id", sa.BigInteger(), nullable=False),
        sa.Column("centre_id", sa.BigInteger(), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "proposed = decided OR (override_reason <> '' AND note <> '')",
            name=op.f("ck_pathway_record_override_has_reason"),
        ),
        sa.CheckConstraint(
            "proposed BETWEEN 1 AND 5 AND decided BETWEEN 1 AND 5",
            name=op.f("ck_pathway_record_pathways_known"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id"],
            ["organisation.id"],
            name=op.f("fk_pathway_record_centre_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["user_account.id"],
            name=op.f("fk_pathway_record_decided_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["jobseeker_id"],
            ["jobseeker.id"],
            name=op.f("fk_pathway_record_jobseeker_id_jobseeker"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["organisation.id"],
            name=op.f("fk_pathway_record_provider_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pathway_record")),
    )
    op.create_index(
        "uq_pathway_record_one_current",
        "pathway_record",
        ["jobseeker_id"],
        unique=True,
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "service_agreement",
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("edition", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "proposed",
                "signed",
                "in_force",
                "varied",
                "ended",
                name="agreementstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("pathway", sa.BigInteger(), nullable=False),
        sa.Column("rule_set_id", sa.BigInteger(), nullable=False),
        sa.Column("responsible_id", sa.BigInteger(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_where", sa.String(length=16), server_default="", nullable=False),
        sa.Column("signature_recorded_by_id", sa.BigInteger(), nullable=True),
        sa.Column("countersigned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("countersigned_by_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("jobseeker_id", sa.BigInteger(), nullable=False),
        sa.Column("centre_id", sa.BigInteger(), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["centre_id"],
            ["organisation.id"],
            name=op.f("fk_service_agreement_centre_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["countersigned_by_id"],
            ["user_account.id"],
            name=op.f("fk_service_agreement_countersigned_by_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["jobseeker_id"],
            ["jobseeker.id"],
            name=op.f("fk_service_agreement_jobseeker_id_jobseeker"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["organisation.id"],
            name=op.f("fk_service_agreement_provider_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["responsible_id"],
            ["user_account.id"],
            name=op.f("fk_service_agreement_responsible_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["signature_recorded_by_id"],
            ["user_account.id"],
            name=op.f("fk_service_agreement_signature_recorded_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_agreement")),
        sa.UniqueConstraint("number", "edition", name=op.f("uq_service_agreement_number_edition")),
    )
    op.create_index(
        op.f("ix_service_agreement_jobseeker_id_id"),
        "service_agreement",
        ["jobseeker_id", "id"],
        unique=False,
    )
    op.create_index(
        "uq_service_agreement_one_in_force",
        "service_agreement",
        ["jobseeker_id"],
        unique=True,
        postgresql_where=sa.text("state = 'in_force'"),
    )
    op.create_index(
        "uq_service_agreement_one_in_preparation",
        "service_agreement",
        ["jobseeker_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('draft', 'proposed', 'signed')"),
    )
    op.create_table(
        "timeline_entry",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("machine", sa.String(length=32), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("object_id", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.String(length=64), server_default="", nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=64), nullable=True),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("jobseeker_id", sa.BigInteger(), nullable=False),
        sa.Column("centre_id", sa.BigInteger(), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["user_account.id"], name=op.f("fk_timeline_entry_actor_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["centre_id"],
            ["organisation.id"],
            name=op.f("fk_timeline_entry_centre_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["jobseeker_id"],
            ["jobseeker.id"],
            name=op.f("fk_timeline_entry_jobseeker_id_jobseeker"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["organisation.id"],
            name=op.f("fk_timeline_entry_provider_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timeline_entry")),
    )
    op.create_index(
        op.f("ix_timeline_entry_jobseeker_id_id"),
        "timeline_entry",
        ["jobseeker_id", "id"],
        unique=False,
    )
    op.create_table(
        "work_experience",
        sa.Column("employer", sa.Text(), nullable=False),
        sa.Column("occupation", sa.Text(), nullable=False),
        sa.Column("sector", sa.String(length=32), nullable=False),
        sa.Column("level", sa.String(length=32), server_default="", nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("jobseeker_id", sa.BigInteger(), nullable=False),
        sa.Column("centre_id", sa.BigInteger(), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "ended_on IS NULL OR ended_on >= started_on",
            name=op.f("ck_work_experience_ends_after_start"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id"],
            ["organisation.id"],
            name=op.f("fk_work_experience_centre_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["jobseeker_id"],
            ["jobseeker.id"],
            name=op.f("fk_work_experience_jobseeker_id_jobseeker"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["organisation.id"],
            name=op.f("fk_work_experience_provider_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_experience")),
    )
    op.create_index(
        op.f("ix_work_experience_jobseeker_id_started_on"),
        "work_experience",
        ["jobseeker_id", "started_on"],
        unique=False,
    )
    op.create_table(
        "agreement_step",
        sa.Column("agreement_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("jobseeker_id", sa.BigInteger(), nullable=False),
        sa.Column("centre_id", sa.BigInteger(), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["service_agreement.id"],
            name=op.f("fk_agreement_step_agreement_id_service_agreement"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id"],
            ["organisation.id"],
            name=op.f("fk_agreement_step_centre_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["jobseeker_id"],
            ["jobseeker.id"],
            name=op.f("fk_agreement_step_jobseeker_id_jobseeker"),
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["organisation.id"],
            name=op.f("fk_agreement_step_provider_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_step")),
    )
    op.create_index(
        op.f("ix_agreement_step_agreement_id_due_on"),
        "agreement_step",
        ["agreement_id", "due_on"],
        unique=False,
    )
    op.create_index(
        op.f("ix_agreement_step_jobseeker_id"), "agreement_step", ["jobseeker_id"], unique=False
    )
    op.execute(GUARDS)


def downgrade() -> None:
    op.execute("DROP SEQUENCE agreement_number_seq")
    for table in TABLES:
        op.drop_table(table)
    op.execute("DROP FUNCTION refuse_step_outside_draft()")
    op.execute("DROP FUNCTION refuse_change_except()")
