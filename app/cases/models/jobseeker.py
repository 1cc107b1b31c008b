"""The jobseeker: one person, one case, for life (the SAP of the national record)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Organisation, User
from app.core.clock import now
from app.core.database import Base, Id
from app.core.fiscal_code import Sex as Sex
from app.core.language import N_, Labelled
from app.core.reach import Reach

NO_DEADLINE = date(9999, 12, 31)
"""Sorts last; a list's sort column may not be NULL."""


class Step(Labelled):
    """Where the case stands: the next thing to do, in the order of the journey."""

    DECLARE = "declare", N_("Record the declaration of availability")
    VALIDATE = "validate", N_("Validate the declaration of availability")
    PROFILE = "profile", N_("Calculate the quantitative profile")
    ASSESS = "assess", N_("Complete the assessment")
    DECIDE = "decide", N_("Decide the pathway")
    DRAFT = "draft", N_("Draft the service agreement")
    SIGN = "sign", N_("Sign the service agreement")
    COUNTERSIGN = "countersign", N_("Countersign the service agreement")
    CHOOSE = "choose", N_("Choose measure and provider")
    ISSUE = "issue", N_("Issue the voucher")
    TAKE_UP = "take_up", N_("Wait for the provider's take-up")
    DELIVER = "deliver", N_("Measure under way")
    CLOSED = "closed", N_("Closed")


class Ball(Labelled):
    """Who has to act next."""

    CENTRE = "centre", N_("Employment centre")
    JOBSEEKER = "jobseeker", N_("Jobseeker")
    PROVIDER = "provider", N_("Provider")
    NOBODY = "nobody", N_("Nobody")


class Benefit(Labelled):
    """Income support that ties the person to duties (conditionality)."""

    NONE = "none", N_("None")
    NASPI = "naspi", N_("NASpI")
    DIS_COLL = "dis_coll", N_("DIS-COLL")
    ADI = "adi", N_("ADI")
    SFL = "sfl", N_("SFL")


class Jobseeker(Base):
    """A person the employment centres look after; its id is the case's id."""

    __tablename__ = "jobseeker"
    __table_args__ = (
        # The desk: what needs this counsellor, or this centre, by deadline.
        Index(None, "counsellor_id", "ball", "due_on", "id"),
        Index(None, "centre_id", "ball", "due_on", "id"),
        # The same by kind of step; and the cases nobody follows yet.
        Index(None, "counsellor_id", "ball", "step", "due_on", "id"),
        Index(None, "centre_id", "ball", "step", "due_on", "id"),
        Index(
            "ix_jobseeker_unassigned",
            "centre_id",
            "ball",
            "due_on",
            "id",
            postgresql_where=text("counsellor_id IS NULL"),
        ),
        # The load of each counsellor of a centre, read from the index alone.
        Index(None, "centre_id", "counsellor_id", "step", "ball", "due_on"),
        # The desk: whose assessment runs out, for this counsellor or this centre.
        Index(
            "ix_jobseeker_assessed_until_mine",
            "counsellor_id",
            "assessed_until",
            "id",
            postgresql_where=text("assessed_until IS NOT NULL AND step <> 'closed'"),
        ),
        Index(
            "ix_jobseeker_assessed_until",
            "centre_id",
            "assessed_until",
            "id",
            postgresql_where=text("assessed_until IS NOT NULL AND step <> 'closed'"),
        ),
        # The case list of a centre, by name and by its filters.
        Index(None, "centre_id", "name_key", "id"),
        Index(None, "centre_id", "step", "name_key", "id"),
        Index(None, "centre_id", "counsellor_id", "name_key", "id"),
        Index(None, "centre_id", "pathway", "name_key", "id"),
        Index(
            None, "provider_id", "name_key", "id", postgresql_where=text("provider_id IS NOT NULL")
        ),
        # The auditor's and the region's list, over all centres.
        Index(None, "name_key", "id"),
        Index(
            "ix_jobseeker_name_key_trgm",
            "name_key",
            postgresql_using="gin",
            postgresql_ops={"name_key": "gin_trgm_ops"},
        ),
        # What reports compare by, so that counting decisions need not read whole people.
        Index(
            "ix_jobseeker_id_traits",
            "id",
            postgresql_include=["sex", "born_on", "citizenship"],
        ),
        CheckConstraint("pathway BETWEEN 1 AND 5", name="pathway_known"),
        CheckConstraint("profile_class BETWEEN 1 AND 3", name="profile_class_known"),
        CheckConstraint("household_size >= 1", name="household_counts_the_person"),
        CheckConstraint(
            "minor_children <= dependent_children AND minor_children >= 0",
            name="minors_among_children",
        ),
    )

    id: Mapped[Id]
    # Reach: the centre in charge, and the provider holding an open voucher.
    centre_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), unique=True)
    counsellor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    # Identity.
    fiscal_code: Mapped[str] = mapped_column(String(16), unique=True)
    surname: Mapped[str]
    given_name: Mapped[str]
    name_key: Mapped[str] = mapped_column(
        Computed("folded(surname || ' ' || given_name)", persisted=True)
    )
    sex: Mapped[Sex]
    born_on: Mapped[date]
    birthplace_code: Mapped[str] = mapped_column(String(4))
    """Cadastral code of the municipality or foreign country, as in the fiscal code."""
    citizenship: Mapped[str] = mapped_column(String(4))
    """`Z000` for Italy, else the cadastral code of the country."""
    in_italy_since: Mapped[date | None]
    """For those born abroad; None when born in Italy or not stated."""

    # Residence, domicile, contacts. Municipalities by ISTAT code.
    residence_municipality: Mapped[str] = mapped_column(String(6))
    residence_address: Mapped[str]
    residence_postcode: Mapped[str] = mapped_column(String(5), server_default="")
    domicile_municipality: Mapped[str] = mapped_column(String(6))
    domicile_address: Mapped[str]
    domicile_postcode: Mapped[str] = mapped_column(String(5), server_default="")
    phone: Mapped[str] = mapped_column(String(40), server_default="")
    email: Mapped[str] = mapped_column(String(254), server_default="")
    language: Mapped[str] = mapped_column(String(2), server_default="it")
    """In which documents are written for the person."""

    # What profiling starts from.
    education: Mapped[str] = mapped_column(String(32))
    """Code of the level, from the rule set's list."""
    education_title: Mapped[str] = mapped_column(server_default="")
    household_size: Mapped[int] = mapped_column(server_default="1")
    dependent_children: Mapped[int] = mapped_column(server_default="0")
    minor_children: Mapped[int] = mapped_column(server_default="0")
    driving_licence: Mapped[bool] = mapped_column(server_default="false")
    benefit: Mapped[Benefit] = mapped_column(server_default="none")

    # Where the case stands, kept by `advance` so that lists need no other table.
    step: Mapped[Step] = mapped_column(default=Step.DECLARE)
    ball: Mapped[Ball] = mapped_column(default=Ball.CENTRE)
    due_on: Mapped[date] = mapped_column(default=NO_DEADLINE)
    profile_class: Mapped[int | None]
    pathway: Mapped[int | None]
    assessed_until: Mapped[date | None]
    """The last day of the latest completed assessment, which may be past; None before the first."""
    registered_at: Mapped[datetime] = mapped_column(default=now)
    is_invented: Mapped[bool] = mapped_column(server_default="false")
    """A person of the demo region; pages and exports say so."""
    version: Mapped[int] = mapped_column(server_default="1")

    centre: Mapped[Organisation] = relationship(foreign_keys=centre_id)
    counsellor: Mapped[User | None] = relationship(foreign_keys=counsellor_id)

    __mapper_args__ = {"version_id_col": version}

    @property
    def name(self) -> str:
        """Given name and surname, as one addresses a letter."""
        return f"{self.given_name} {self.surname}"

    @property
    def jobseeker_id(self) -> int:
        """The reach column under its general name."""
        return self.id

    @property
    def reach(self) -> Reach:
        """By whom the record may be seen."""
        return Reach(self.id, self.centre_id, self.provider_id)


class CaseRow:
    """Columns of every row with personal data, by which reach is decided without a join."""

    id: Mapped[Id]
    jobseeker_id: Mapped[int] = mapped_column(ForeignKey("jobseeker.id"))
    centre_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))

    @property
    def reach(self) -> Reach:
        """By whom the row may be seen."""
        return Reach(self.jobseeker_id, self.centre_id, self.provider_id)


def reach_columns(case: Jobseeker) -> dict[str, int | None]:
    """The reach of a new row about this case."""
    return {
        "jobseeker_id": case.id,
        "centre_id": case.centre_id,
        "provider_id": case.provider_id,
    }


class LanguageSkill(CaseRow, Base):
    """A language the person speaks, with its level in the Common European Framework."""

    __tablename__ = "language_skill"
    __table_args__ = (UniqueConstraint("jobseeker_id", "language"),)

    language: Mapped[str] = mapped_column(String(3))
    level: Mapped[str] = mapped_column(String(2))

    @property
    def words(self) -> str:
        """The language's code with its level, such as `EN B2`."""
        return f"{self.language.upper()} {self.level}"


class WorkExperience(CaseRow, Base):
    """A job the person declares to have had (kept apart from employers' communications)."""

    __tablename__ = "work_experience"
    __table_args__ = (
        Index(None, "jobseeker_id", "started_on"),
        CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="ends_after_start"),
    )

    employer: Mapped[str]
    occupation: Mapped[str]
    sector: Mapped[str] = mapped_column(String(32))
    """Code of the sector, from the rule set's list."""
    level: Mapped[str] = mapped_column(String(32), server_default="")
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
