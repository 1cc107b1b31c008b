"""Calculate profiles again without anybody asking: when they grow old, or the record has changed.

D.Lgs. 150/2015, art. 19 c. 5-6: the class is calculated again automatically every 90 days, by the
duration of unemployment and what else is known.
"""

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import literal, select
from sqlalchemy.dialects.postgresql import insert as upsert

from app.audit.operations import Transitioned
from app.cases.models.jobseeker import Jobseeker, reach_columns
from app.cases.models.steps import Did
from app.cases.operations.correction import RecordCorrected
from app.core.clock import now, today
from app.core.database import db
from app.core.errors import RuleBroken
from app.programme.queries import rules_in_force, rules_of_version
from profiling.assessment.models import ProfileRefresh, QuantitativeProfile
from profiling.assessment.operations.profile import Asked, calculate_profile
from profiling.assessment.queries import current_profile, record_inputs, valid_did
from profiling.assessment.queries.refreshing import refresh_of
from profiling.assessment.rules.history import grown_old_on
from profiling.assessment.rules.origins import changed_in_record
from profiling.assessment.rules.prefill import starting_inputs
from profiling.assessment.states import Cause, ProfileState


class Refreshed(StrEnum):
    """What came of one case."""

    CALCULATED = "calculated"
    UNCHANGED = "unchanged"
    NEEDS_PERSON = "needs_person"


def note_correction(event: RecordCorrected) -> None:
    """Reaction: the personal data, languages or jobs of a person were corrected."""
    _note(event.case_id)


def note_declaration(event: Transitioned) -> None:
    """Reaction: a declaration of availability began, was suspended, resumed or ended."""
    if isinstance(event.record, Did):
        _note(event.record.jobseeker_id)


def refresh_profile(case: Jobseeker, cause: Cause, *, on: date) -> Refreshed:
    """Calculate the case's profile again from the record and what was asked before.

    Corrections that still hold are kept. What the record cannot give and nobody was ever asked, or
    cannot be, is never guessed: the case waits for the person. A record that gives what it gave on
    the day of the profile changes nothing.
    """
    last, did = current_profile(case.id), valid_did(case.id)
    if last is None or did is None or not _is_due(case, did, last, cause):
        _forget(case)
        return Refreshed.UNCHANGED
    model = rules_in_force(on).index
    inputs = starting_inputs(record_inputs(case, did, model, on=on), last.inputs, model)
    try:
        with db.session.begin_nested():
            calculate_profile(None, case, Asked(inputs=inputs, cause=cause), on=on)
    except RuleBroken as broken:
        _wait_for_person(case, last, cause, broken, on=on)
        return Refreshed.NEEDS_PERSON
    return Refreshed.CALCULATED


def _is_due(case: Jobseeker, did: Did, last: QuantitativeProfile, cause: Cause) -> bool:
    if cause is not Cause.RECORD_CHANGED:
        return True
    model = rules_of_version(last.rule_set_id).index
    then = record_inputs(case, did, model, on=last.calculated_on)
    return bool(changed_in_record(then, last.inputs))


def _wait_for_person(
    case: Jobseeker, last: QuantitativeProfile, cause: Cause, broken: RuleBroken, *, on: date
) -> None:
    days = rules_in_force(on).days("profiling_refresh_days")
    due_on = on if cause is not Cause.NINETY_DAYS else grown_old_on(last.calculated_on, days)
    row: dict[str, Any] = {
        "cause": cause,
        "due_on": due_on,
        "tried_on": on,
        "missing": sorted({reason.field for reason in broken.reasons if reason.field}),
    }
    statement = upsert(ProfileRefresh).values(**reach_columns(case), noted_at=now(), **row)
    db.session.execute(statement.on_conflict_do_update(index_elements=["jobseeker_id"], set_=row))


def _forget(case: Jobseeker) -> None:
    if (waiting := refresh_of(case.id)) is not None:
        db.session.delete(waiting)
        db.session.flush()


def _note(case_id: int) -> None:
    """Let the nightly job look at the case, if it has a profile at all.

    The case is held first, as the job does, or the two could wait for each other.
    """
    db.session.execute(select(Jobseeker.id).where(Jobseeker.id == case_id).with_for_update())
    current = select(
        QuantitativeProfile.jobseeker_id,
        QuantitativeProfile.centre_id,
        QuantitativeProfile.provider_id,
        literal(Cause.RECORD_CHANGED, ProfileRefresh.__table__.c.cause.type),
        literal(now()),
        literal(today()),
    ).where(
        QuantitativeProfile.jobseeker_id == case_id,
        QuantitativeProfile.state == ProfileState.CURRENT,
    )
    names = ["jobseeker_id", "centre_id", "provider_id", "cause", "noted_at", "due_on"]
    db.session.execute(
        upsert(ProfileRefresh)
        .from_select(names, current)
        .on_conflict_do_update(
            index_elements=["jobseeker_id"],
            set_={"tried_on": None, "cause": Cause.RECORD_CHANGED, "noted_at": now()},
        )
    )
