"""Calculate the quantitative profile."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from app.accounts.models import User
from app.audit.operations import begin, lock, perform
from app.cases.models.jobseeker import Jobseeker, Step, reach_columns
from app.core.database import db
from app.core.errors import Refusal, RuleBroken
from app.core.language import N_
from app.programme.queries import rule_set_id_on, rules_of_version
from profiling.assessment.models import QuantitativeProfile
from profiling.assessment.operations.advance import move_on
from profiling.assessment.queries import (
    current_draft,
    current_profile,
    record_inputs,
    valid_did,
)
from profiling.assessment.rules.prefill import COUNSELLOR, RECORD
from profiling.assessment.rules.profile import FaultKind, InputsRefused, employability_index
from profiling.assessment.states import ProfileAction

Inputs = Mapping[str, str | int | None]

_NO_DID = Refusal(
    "did_not_valid", N_("Validate the declaration of availability first: the profile rests on it.")
)
_FAULTS = {
    FaultKind.MISSING: N_("An answer is needed here to calculate the index."),
    FaultKind.UNKNOWN: N_("This value is not one of the possible ones."),
    FaultKind.OUT_OF_RANGE: N_("This number lies outside what is possible."),
}


def calculate_profile(
    actor: User, case: Jobseeker, inputs: Inputs, *, on: date
) -> QuantitativeProfile:
    """Calculate the person's index and class under the rules in force, and keep it with its inputs.

    The calculation before it is replaced; an assessment in draft goes on with the new class.

    Raises:
        RuleBroken: no valid DID, or inputs are missing or impossible (each at its factor).
    """
    lock(case)  # or two calculations at once would both want to be the current one
    did = valid_did(case.id)
    if did is None:
        raise RuleBroken([_NO_DID])
    rule_set_id = rule_set_id_on(on)
    model = rules_of_version(rule_set_id).index
    try:
        result = employability_index(inputs, model)
    except InputsRefused as refused:
        raise RuleBroken(
            [
                Refusal(f"input_{fault.kind.value}", _FAULTS[fault.kind], field=fault.factor)
                for fault in refused.faults
            ]
        ) from refused
    _supersede(actor, case)
    profile = QuantitativeProfile(
        **reach_columns(case),
        inputs=_with_origin(inputs, record_inputs(case, did, model, on=on), on),
        index=result.index,
        profile_class=result.profile_class,
        contributions=[_plain(asdict(part)) for part in result.contributions],
        rule_set_id=rule_set_id,
        calculated_on=on,
        calculated_by_id=actor.id,
    )
    db.session.add(profile)
    begin(actor, profile, event="profile:calculate", **{"class": result.profile_class})
    case.profile_class = result.profile_class
    if (draft := current_draft(case.id)) is not None:
        draft.profile_id = profile.id
    move_on(case, frozenset({Step.PROFILE}), Step.ASSESS)
    return profile


def _supersede(actor: User, case: Jobseeker) -> None:
    if (before := current_profile(case.id)) is not None:
        perform(actor, before, ProfileAction.SUPERSEDE)
        db.session.flush()  # before the new one arrives: only one is current


def _with_origin(inputs: Inputs, known: Inputs, on: date) -> dict[str, Any]:
    return {
        factor: {
            "value": value,
            "source": RECORD if known.get(factor) == value else COUNSELLOR,
            "on": on.isoformat(),
        }
        for factor, value in inputs.items()
    }


def _plain(part: dict[str, Any]) -> dict[str, str]:
    return {key: str(value) for key, value in part.items()}
