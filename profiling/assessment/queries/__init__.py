"""Reads of profiles and assessments; the case has been loaded by who may see it."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.cases.models.jobseeker import Benefit, Jobseeker, WorkExperience
from app.cases.models.steps import Did, PathwayRecord
from app.cases.states import DidState
from app.core.database import db
from app.core.places.queries import municipality
from app.programme.queries import rules_of_version
from app.programme.rules.employability import IndexModel
from profiling.assessment.models import Assessment, PathwayRequest, QuantitativeProfile
from profiling.assessment.rules.filling import KnownFacts
from profiling.assessment.rules.official import class_that_counts, prefers_official
from profiling.assessment.rules.pathway import Facts, Outcome, outcome_of
from profiling.assessment.rules.prefill import OTHER, Job, RecordFacts, fitted, prefilled
from profiling.assessment.rules.profile import ProfileResult, employability_index
from profiling.assessment.rules.scoring import AreaScore, area_points
from profiling.assessment.states import AssessmentState, ProfileState, RequestState

VALID_DID = (DidState.VALIDATED, DidState.SUSPENDED)


def current_profile(case_id: int) -> QuantitativeProfile | None:
    """The profile that counts; None before the first."""
    return db.session.scalar(
        select(QuantitativeProfile)
        .where(
            QuantitativeProfile.jobseeker_id == case_id,
            QuantitativeProfile.state == ProfileState.CURRENT,
        )
        .options(joinedload(QuantitativeProfile.calculated_by))
    )


def recomputed(profile: QuantitativeProfile) -> ProfileResult:
    """The result of the stored inputs under the stored version of the rules, worked out anew."""
    return employability_index(profile.values, rules_of_version(profile.rule_set_id).index)


def current_draft(case_id: int) -> Assessment | None:
    """The assessment being filled in; None when there is none."""
    return _assessment_in(case_id, AssessmentState.DRAFT)


def completed_assessment(case_id: int) -> Assessment | None:
    """The assessment that counts; None before the first and after it has expired."""
    return _assessment_in(case_id, AssessmentState.COMPLETED)


def last_assessment(case_id: int) -> Assessment | None:
    """The one completed last, whether it still counts or not; None before the first."""
    return db.session.scalar(
        select(Assessment)
        .where(Assessment.jobseeker_id == case_id, Assessment.state != AssessmentState.DRAFT)
        .order_by(Assessment.id.desc())
        .limit(1)
        .options(joinedload(Assessment.profile))
    )


def assessment_of_key(key: int) -> Assessment:
    """One assessment, by the key another holds."""
    return db.session.get_one(Assessment, key)


def previous_assessment(assessment: Assessment) -> Assessment | None:
    """The one completed before this; None for the first."""
    return db.session.scalar(
        select(Assessment)
        .where(
            Assessment.jobseeker_id == assessment.jobseeker_id,
            Assessment.id < assessment.id,
            Assessment.state != AssessmentState.DRAFT,
        )
        .order_by(Assessment.id.desc())
        .limit(1)
        .options(joinedload(Assessment.profile))
    )


def current_pathway(case_id: int) -> PathwayRecord | None:
    """The pathway decided for the person; None before the decision."""
    return db.session.scalar(
        select(PathwayRecord).where(
            PathwayRecord.jobseeker_id == case_id, PathwayRecord.superseded_at.is_(None)
        )
    )


def decisions_of(case_id: int) -> Sequence[PathwayRecord]:
    """Every pathway ever decided for the person, the latest first, with who decided and confirmed."""
    return db.session.scalars(
        select(PathwayRecord)
        .where(PathwayRecord.jobseeker_id == case_id)
        .order_by(PathwayRecord.id.desc())
        .options(
            joinedload(PathwayRecord.decided_by).lazyload(User.organisation),
            joinedload(PathwayRecord.confirmed_by).lazyload(User.organisation),
        )
    ).all()


def open_request(case_id: int) -> PathwayRequest | None:
    """The decision of this person that waits for a second one; None when none does."""
    return db.session.scalar(
        _requests(case_id).where(PathwayRequest.state == RequestState.REQUESTED)
    )


def latest_request(case_id: int) -> PathwayRequest | None:
    """The last decision for which a second person was asked, whatever came of it."""
    return db.session.scalar(_requests(case_id).order_by(PathwayRequest.id.desc()).limit(1))


def request_of(case_id: int, request_id: int) -> PathwayRequest | None:
    """One request about this person."""
    return db.session.scalar(_requests(case_id).where(PathwayRequest.id == request_id))


def requests_waiting(user: User, *, due_by: date | None = None) -> Select[*tuple[PathwayRequest]]:
    """Requests a user of a centre can answer, by deadline: those of others in the user's centre."""
    statement = select(PathwayRequest).where(
        PathwayRequest.state == RequestState.REQUESTED,
        PathwayRequest.centre_id == user.organisation_id,
        PathwayRequest.asked_by_id != user.id,
    )
    if due_by is not None:
        statement = statement.where(PathwayRequest.due_on <= due_by)
    return statement.order_by(PathwayRequest.due_on, PathwayRequest.id)


def class_deciding(assessment: Assessment) -> int:
    """The class the assessment's decision table looks at: the computed one or the ministry's."""
    official = assessment.official
    return class_that_counts(
        assessment.profile.profile_class,
        official.profile_class if official else None,
        prefers_official=prefers_official(rules_of_version(assessment.rule_set_id)),
    )


def facts_of(assessment: Assessment) -> Facts:
    """What the decision table looked at, as the assessment stores it."""
    return Facts(
        profile_class=class_deciding(assessment),
        scores=assessment.scores,
        flags=frozenset(assessment.flags),
    )


def outcome_now(assessment: Assessment) -> Outcome:
    """What the assessment's own rules make of its answers, points and class as they stand."""
    rules = rules_of_version(assessment.rule_set_id)
    points = area_points(rules.questionnaire, assessment.points, rules.operator_points)
    return outcome_of(
        rules,
        profile_class=class_deciding(assessment),
        answers=assessment.answers,
        points=points,
    )


def subtotals_of(assessment: Assessment) -> Mapping[str, AreaScore]:
    """Every area this person is asked with its items, under the assessment's own rules."""
    return outcome_now(assessment).subtotals


def known_facts(case: Jobseeker, *, on: date) -> KnownFacts:
    """What the record tells the questionnaire on a day."""
    did = valid_did(case.id)
    return KnownFacts(
        on=on,
        has_benefit=case.benefit is not Benefit.NONE,
        has_driving_licence=case.driving_licence,
        unemployed_since=did.unemployed_since if did else None,
        jobs=tuple(_jobs(case.id)),
    )


def hold_expired(on: date, *, limit: int) -> Sequence[Assessment]:
    """Completed assessments whose last valid day has passed, longest first, held for a change.

    Those another worker holds are left to it.
    """
    return db.session.scalars(
        select(Assessment)
        .where(Assessment.state == AssessmentState.COMPLETED, Assessment.valid_until < on)
        .order_by(Assessment.valid_until, Assessment.id)
        .limit(limit)
        .join(Jobseeker, Jobseeker.id == Assessment.jobseeker_id)
        # The case too: a decision holds it before it looks at the assessment.
        .with_for_update(skip_locked=True, of=[Assessment, Jobseeker])
    ).all()


def valid_did(case_id: int) -> Did | None:
    """The person's declaration of availability, if it has been validated and holds."""
    return db.session.scalar(
        select(Did).where(Did.jobseeker_id == case_id, Did.state.in_(VALID_DID))
    )


def record_inputs(
    case: Jobseeker, did: Did | None, model: IndexModel, *, on: date
) -> dict[str, str | int | None]:
    """The inputs of the model as the case record gives them on a day."""
    return fitted(prefilled(record_facts(case, did), on=on), model)


def record_facts(case: Jobseeker, did: Did | None) -> RecordFacts:
    """What the case record holds of the person, as plain values."""
    place = municipality(db.session, case.domicile_municipality)
    return RecordFacts(
        born_on=case.born_on,
        sex=case.sex.value,
        is_born_in_italy=not case.birthplace_code.startswith("Z"),
        in_italy_since=case.in_italy_since,
        province=place.province.abbreviation if place else OTHER,
        region_code=place.province.region_code if place else "",
        education=case.education,
        household_size=case.household_size,
        dependent_children=case.dependent_children,
        minor_children=case.minor_children,
        has_driving_licence=case.driving_licence,
        unemployed_since=did.unemployed_since if did else None,
        jobs=_jobs(case.id),
    )


def _jobs(case_id: int) -> list[Job]:
    jobs = db.session.scalars(select(WorkExperience).where(WorkExperience.jobseeker_id == case_id))
    return [
        Job(
            employer=job.employer,
            sector=job.sector,
            level=job.level,
            started_on=job.started_on,
            ended_on=job.ended_on,
        )
        for job in jobs
    ]


def _requests(case_id: int) -> Select[*tuple[PathwayRequest]]:
    return (
        select(PathwayRequest)
        .where(PathwayRequest.jobseeker_id == case_id)
        .options(
            joinedload(PathwayRequest.asked_by).lazyload(User.organisation),
            joinedload(PathwayRequest.answered_by).lazyload(User.organisation),
        )
    )


def _assessment_in(case_id: int, state: AssessmentState) -> Assessment | None:
    return db.session.scalar(
        select(Assessment)
        .where(Assessment.jobseeker_id == case_id, Assessment.state == state)
        .options(joinedload(Assessment.profile), joinedload(Assessment.completed_by))
    )
